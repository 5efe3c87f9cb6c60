//! Doors for the fuzz targets, which feed bytes to what no public function reaches.
//!
//! Neither documented nor part of the public surface: the feature is for this workspace's own
//! targets, and what is here changes with what is behind it.

pub use crate::client::fuzzing::{activities, answer, identity, sections};
#[cfg(all(feature = "websocket", feature = "eventsource"))]
pub use crate::notifications::fuzzing::{Told, event_stream, websocket};
