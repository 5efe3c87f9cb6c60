//! Notifications: messages that a server pushes while it works, over either of its two transports.
//!
//! A transport turns bytes into [`Notification`]s and says when and why it ended. It neither
//! reconnects nor falls back nor merges. Its caller does that: it gets one [`Connection`] of either
//! kind and keeps polling it.

mod decode;
mod decode_failure;
mod entries;
#[cfg(feature = "eventsource")]
mod event_source;
#[cfg(all(feature = "fuzzing", feature = "websocket", feature = "eventsource"))]
pub(crate) mod fuzzing;
#[cfg(any(feature = "websocket", feature = "eventsource"))]
mod ingest;
mod kinds;
mod notification;
#[cfg(test)]
#[allow(dead_code, reason = "the tests of each transport use a part of it")]
pub(crate) mod tests;
mod transport;
#[cfg(feature = "websocket")]
mod websocket;

pub use decode_failure::Undecodable;
pub(crate) use entries::{entries, is_of_library, text};
#[cfg(all(feature = "fuzzing", feature = "websocket", feature = "eventsource"))]
use event_source::EventSource;
pub use kinds::NotificationKinds;
pub use notification::Notification;
pub(crate) use transport::Disconnect;
pub(crate) use transport::{
    Connection, Incoming, RawMessage, Refusal, RefusalKind, Settings, connect_event_source,
    connect_websocket,
};
