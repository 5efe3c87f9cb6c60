//! The ways in which notifications reach the client.

use crate::names::names;

/// The way in which notifications come from the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Transport {
    /// Pushed over a WebSocket.
    WebSocket,
    /// Pushed as an event stream (`text/event-stream`).
    EventSource,
    /// Found by listing the activities again and again.
    Polling,
}

// Old recordings say `polling`.
names!(Transport, "a transport", {
    WebSocket = "websocket",
    EventSource = "eventsource",
    Polling = "poll" or "polling",
});
