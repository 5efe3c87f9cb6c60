//! Updates: the reports of a follower.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use plex_api::{Activity, ActivityEvent};

use crate::error::Failure;

/// One update from one server.
pub(crate) struct Update {
    /// The position of the server on the command line.
    pub(crate) server: usize,
    pub(crate) at: SystemTime,
    pub(crate) kind: UpdateKind,
}

/// The kind of an update.
pub(crate) enum UpdateKind {
    /// An event from the SDK.
    Event(ActivityEvent),
    /// There is no connection yet, not even to resolve the filter.
    Unreachable { reason: String, retry_in: Duration },
    /// A running activity has made no progress for this long.
    Standstill {
        activity: Arc<Activity>,
        still: Duration,
    },
    /// No selected activity has run for this time, after one did.
    Quiet { quiet: Duration },
    /// The server rejects the token, or lacks the requested section. No further update follows.
    Failed(Failure),
}

impl Update {
    /// Creates an update with the current time.
    pub(crate) fn now(server: usize, kind: UpdateKind) -> Self {
        Self {
            server,
            at: SystemTime::now(),
            kind,
        }
    }
}
