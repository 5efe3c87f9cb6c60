//! The result of one attempt to deliver an event.

use std::time::Duration;

/// One attempt to deliver an event.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attempt {
    /// 1 for the first.
    pub(crate) number: u32,
}

/// The result of an attempt. The reasons are for people, and hold no secret.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum AttemptResult {
    /// The program succeeded, or the receiver has taken the event.
    Delivered,
    /// A later attempt may succeed, but not before the time that the receiver asked for.
    Retry {
        reason: String,
        after: Option<Duration>,
    },
    /// No later attempt can succeed.
    Failed { reason: String },
    /// plexctl is ending.
    Interrupted,
}

impl AttemptResult {
    /// Returns a failure after which a later attempt may succeed.
    pub(crate) fn retry(reason: impl Into<String>) -> Self {
        Self::Retry {
            reason: reason.into(),
            after: None,
        }
    }

    /// Returns a failure after which no later attempt can succeed.
    pub(crate) fn failed(reason: impl Into<String>) -> Self {
        Self::Failed {
            reason: reason.into(),
        }
    }
}
