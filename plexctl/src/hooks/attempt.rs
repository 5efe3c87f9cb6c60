//! How one attempt to deliver an event ended.

use std::time::Duration;

/// One attempt to deliver an event.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attempt {
    /// 1 for the first.
    pub(crate) number: u32,
}

/// How an attempt ended. The reasons are for people, and hold no secret.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum AttemptResult {
    /// The program succeeded, or the receiver has taken the event.
    Delivered,
    /// It may work later, and not before the time that the receiver asked for.
    Retry {
        reason: String,
        after: Option<Duration>,
    },
    /// It will not work later either.
    Failed { reason: String },
    /// plexctl is ending.
    Interrupted,
}

impl AttemptResult {
    /// It may work later.
    pub(crate) fn retry(reason: impl Into<String>) -> Self {
        Self::Retry {
            reason: reason.into(),
            after: None,
        }
    }

    /// It will not work later either.
    pub(crate) fn failed(reason: impl Into<String>) -> Self {
        Self::Failed {
            reason: reason.into(),
        }
    }
}
