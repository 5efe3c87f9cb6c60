//! Entry points for the fuzz targets, which feed bytes to code that no public function reaches.
//!
//! Neither documented nor part of the public surface: the feature is for this workspace's own
//! targets, and changes with the code behind it.

pub use crate::client::fuzzing::{activities, answer, identity, sections};
#[cfg(all(feature = "websocket", feature = "eventsource"))]
pub use crate::notifications::fuzzing::{Told, event_stream, websocket};
