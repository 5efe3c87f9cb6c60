//! What there is to tell while following.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use plex_api::{Activity, ActivityEvent};

use crate::error::Failure;

/// News of one server.
pub(crate) struct Update {
    /// The server's place in the order in which servers were named.
    pub(crate) server: usize,
    pub(crate) at: SystemTime,
    pub(crate) news: UpdateKind,
}

/// What happened.
pub(crate) enum UpdateKind {
    /// What the SDK tells.
    Event(ActivityEvent),
    /// There is no connection yet, not even to find out what to watch.
    Unreachable { reason: String, retry_in: Duration },
    /// A running activity has not moved for this long.
    Standstill {
        activity: Arc<Activity>,
        still: Duration,
    },
    /// The server refuses, or has not what was asked for. Nothing follows from it.
    Failed(Failure),
}

impl Update {
    /// News of this moment.
    pub(crate) fn now(server: usize, news: UpdateKind) -> Self {
        Self {
            server,
            at: SystemTime::now(),
            news,
        }
    }
}
