//! Recordings: the data from a server, with its times and without the token, and its meaning.
//!
//! A [`Recorder`] writes down every input of the tracker; a [`Replay`] feeds them to another tracker,
//! without a server, a network or a clock.

mod record;
mod recorder;
mod replay;

pub use record::{RECORDING_VERSION, Record, Recorded};
pub(crate) use recorder::{Recorder, Sink};
pub use replay::Replay;
