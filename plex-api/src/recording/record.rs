//! One line of a recording.

use std::time::Duration;

use serde_json::Value;

use crate::model::Transport;

/// The version of the shape in which recordings are written, and the newest that is read.
pub const RECORDING_VERSION: u32 = 1;

/// One thing that happened between the client and the server, as
/// [`PlexBuilder::recorder`](crate::PlexBuilder::recorder) tells of it and [`Replay`](crate::Replay)
/// takes it.
///
/// # As text
/// A recording is a file of JSON lines, one object each: `Display` writes a record without a line
/// break, [`Replay::read_line`](crate::Replay::read_line) reads it. The shape is stable: a version
/// of this crate reads what older ones wrote, and fields and kinds of records may be added under the
/// same [version](RECORDING_VERSION).
///
/// Every object has `at`, the seconds since the recording began, and `record`, which says what the
/// others are:
///
/// | `record` | other fields |
/// |---|---|
/// | `recording` | `version`; `program`, `unix_time`, `list_spacing`, `remember_ended`, `remember_ended_at_most` |
/// | `connected` | `transport`: `websocket`, `eventsource` or `polling` |
/// | `disconnected` | `reason`; `retry_in` in seconds |
/// | `message` | `transport`, `data`; `event` in an event stream; `lossy` |
/// | `list_sent` | |
/// | `list` | `activities`, `complete` |
/// | `list_failed` | `reason` |
/// | `closed` | `reason` when the server refused the token |
///
/// ```
/// use plex_api::{Recorded, Replay};
///
/// let record = Replay::read_line(r#"{"at":0.25,"record":"connected","transport":"websocket"}"#)?;
/// assert_eq!(record.at.as_millis(), 250);
/// assert!(matches!(record.what, Recorded::Connected { .. }));
/// assert_eq!(record.to_string(), r#"{"at":0.25,"record":"connected","transport":"websocket"}"#);
/// # Ok::<(), plex_api::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Record {
    /// When, since the recording began; whole microseconds.
    pub at: Duration,
    /// What happened.
    pub what: Recorded,
}

/// What a [`Record`] says.
///
/// No text in it holds the client's token: `<token>` stands where a server wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Recorded {
    /// The recording begins. The first record of each; whatever follows another one is a recording
    /// of its own.
    #[non_exhaustive]
    Recording {
        /// The [version](RECORDING_VERSION) of the shape.
        version: u32,
        /// What wrote it.
        program: Option<String>,
        /// The time of day, in seconds since 1970.
        unix_time: Option<u64>,
        /// [`ConnectionPolicy::list_spacing`](crate::ConnectionPolicy::list_spacing).
        list_spacing: Option<Duration>,
        /// [`ConnectionPolicy::remember_ended`](crate::ConnectionPolicy::remember_ended).
        remember_ended: Option<Duration>,
        /// [`ConnectionPolicy::remember_ended_at_most`](crate::ConnectionPolicy::remember_ended_at_most).
        remember_ended_at_most: Option<usize>,
    },
    /// Messages come in from now on; for polling, lists, of which the first shows that it works.
    #[non_exhaustive]
    Connected {
        /// Which way they come.
        transport: Transport,
    },
    /// Nothing comes in from now on, or a try to connect failed.
    #[non_exhaustive]
    Disconnected {
        /// Why, in words.
        reason: String,
        /// How long until the next try. Without it, a watcher is not told.
        retry_in: Option<Duration>,
    },
    /// A message of the server, not decoded.
    #[non_exhaustive]
    Message {
        /// Which way it came.
        transport: Transport,
        /// The event's name, in an event stream.
        event: Option<String>,
        /// The text as it came.
        data: String,
        /// Whether it was no UTF-8: U+FFFD stands in `data` for what is none.
        lossy: bool,
    },
    /// A list of all activities was asked for.
    ListSent,
    /// The list came.
    #[non_exhaustive]
    List {
        /// Its entries, the readable ones first.
        activities: Vec<Value>,
        /// Whether it is known to be all there is.
        complete: bool,
    },
    /// The list did not come.
    #[non_exhaustive]
    ListFailed {
        /// Why, in words.
        reason: String,
    },
    /// Nobody watched or waited any more, or the server refused the token for good.
    #[non_exhaustive]
    Closed {
        /// What the server said when it refused the token.
        reason: Option<String>,
    },
    /// Something that this version of the crate does not know. It is not kept.
    Unknown,
}
