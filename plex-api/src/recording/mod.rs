//! Recordings: what came from a server, with its times and without the token, and what it means.
//!
//! A [`Recorder`] writes down every input of the tracker; a [`Replay`] feeds them to another tracker,
//! without a server, a network or a clock.

mod record;
mod recorder;
mod replay;

pub use record::{RECORDING_VERSION, Record, Recorded};
pub(crate) use recorder::{Recorder, Sink};
pub use replay::Replay;
