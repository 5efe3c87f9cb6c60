//! Recordings: what came from a server, with its times and without the token, and what it means.
//!
//! A [`Recorder`] writes down everything that the tracker is fed; a [`Replay`] feeds it to another
//! one, without a server, a network or a clock.

mod record;
mod recorder;
mod replay;

pub use record::{RECORDING_VERSION, Record, Recorded};
pub(crate) use recorder::{Recorder, Sink};
pub use replay::Replay;
