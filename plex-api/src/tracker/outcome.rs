//! How an activity ended.

use std::sync::Arc;

use crate::generated::types::Activity;

/// How waiting for an activity came out.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Outcome {
    /// How the end was noticed.
    pub how: How,
    /// What was known of the activity last; `None` exactly when it was never seen.
    pub last: Option<Arc<Activity>>,
}

/// How an end was noticed.
///
/// Servers do not say whether an activity succeeded, failed or was cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum How {
    /// The server said so.
    Ended,
    /// The server no longer lists it: two lists in a row, seconds apart, lacked it. It ended while
    /// there was no connection, or the notification of its end was lost.
    Vanished,
    /// It was named by the server or the caller, and never showed up. It may still begin.
    NeverSeen,
}

impl Outcome {
    pub(crate) fn new(how: How, last: Arc<Activity>) -> Self {
        Self {
            how,
            last: Some(last),
        }
    }

    pub(crate) fn never_seen() -> Self {
        Self {
            how: How::NeverSeen,
            last: None,
        }
    }
}
