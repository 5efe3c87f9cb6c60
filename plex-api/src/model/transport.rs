//! The ways in which notifications reach the client.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How notifications come from the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Transport {
    /// Pushed over a WebSocket.
    WebSocket,
    /// Pushed as an event stream (`text/event-stream`).
    EventSource,
    /// Found by listing the activities again and again.
    Polling,
}

impl Transport {
    /// Its name: `websocket`, `eventsource` or `polling`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::WebSocket => "websocket",
            Self::EventSource => "eventsource",
            Self::Polling => "polling",
        }
    }
}

impl fmt::Display for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
