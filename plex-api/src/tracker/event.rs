//! What watchers and waiters are told.

use std::sync::Arc;
use std::time::Duration;

use crate::generated::types::Activity;
use crate::model::Transport;
use crate::wire::ActivityId;

/// One thing that happened, as a watcher is told of it.
///
/// Of each activity a watcher sees one [`Started`](Self::Started), any number of
/// [`Updated`](Self::Updated), then exactly one [`Ended`](Self::Ended), and nothing after it, unless
/// the stream itself ends first. An activity that ran already when the watcher came, or that began
/// while there was no connection, is announced by `Started` too.
///
/// New kinds of events may come with a minor version, so a `match` needs a last arm for them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ActivityEvent {
    /// An activity runs. The first event of each.
    #[non_exhaustive]
    Started {
        /// What is known of it; often neither title nor `Context` yet.
        activity: Arc<Activity>,
        /// How it was met.
        observed: Observed,
        /// 0, or how often an activity of the same uuid was over before.
        incarnation: u32,
        /// How long its progress, title and subtitle have stood still.
        last_moved: Duration,
    },
    /// The server said something about a running activity, which need not be a change.
    #[non_exhaustive]
    Updated {
        /// What is known of it now. What the server left out is kept from before.
        activity: Arc<Activity>,
        /// 0, or how often an activity of the same uuid was over before.
        incarnation: u32,
        /// How long its progress, title and subtitle have stood still.
        last_moved: Duration,
    },
    /// An activity is over. The last event of each.
    ///
    /// Servers do not say whether it succeeded, failed or was cancelled. The last progress is no
    /// proof of any of them.
    #[non_exhaustive]
    Ended {
        /// What was known of it last.
        activity: Arc<Activity>,
        /// How its end was noticed: never [`How::NeverSeen`].
        how: How,
        /// 0, or how often an activity of the same uuid was over before.
        incarnation: u32,
        /// How long its progress, title and subtitle had stood still.
        last_moved: Duration,
    },
    /// This watcher was too slow, and its buffer overflowed; others are not concerned.
    ///
    /// What follows makes up for it: `Ended` for each activity whose `Started` it took and which is
    /// over, `Updated` for those that still run, `Started` for those that it had not taken. What
    /// began and ended in between is only counted.
    #[non_exhaustive]
    Lagged {
        /// How many events were dropped.
        missed: u64,
    },
    /// Notifications come in, from the server's next message on.
    #[non_exhaustive]
    Connected {
        /// Which way they come.
        transport: Transport,
    },
    /// Notifications no longer come in. The client tries again by itself.
    #[non_exhaustive]
    Disconnected {
        /// Why, in words.
        reason: Arc<str>,
        /// How long until the next attempt.
        retry_in: Duration,
    },
    /// What happened without a connection has been made up for: everything that ended meanwhile
    /// was reported, and everything that began.
    Resynced,
    /// A message of the server could not be read, and was skipped.
    #[non_exhaustive]
    Undecodable {
        /// The beginning of the message.
        excerpt: Arc<str>,
    },
    /// Lists of activities keep coming incomplete (entries without a uuid, or cut off), so from now
    /// on they are used as they stand, until a complete one comes. What they leave out may be
    /// reported as ended while it runs.
    IncompleteListsUsed,
}

/// How an activity was met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Observed {
    /// By a notification, as it came in.
    Notification,
    /// In a list, or it ran already when the watcher came.
    List,
}

impl ActivityEvent {
    /// The activity that the event is about, if it is about one.
    #[must_use]
    pub fn activity(&self) -> Option<&Arc<Activity>> {
        match self {
            Self::Started { activity, .. }
            | Self::Updated { activity, .. }
            | Self::Ended { activity, .. } => Some(activity),
            _ => None,
        }
    }

    /// The uuid of the activity that the event is about, if it is about one.
    #[must_use]
    pub fn id(&self) -> Option<&ActivityId> {
        self.activity().map(|activity| &activity.uuid)
    }

    pub(crate) const fn connected(transport: Transport) -> Self {
        Self::Connected { transport }
    }

    pub(crate) fn disconnected(reason: &str, retry_in: Duration) -> Self {
        Self::Disconnected {
            reason: reason.into(),
            retry_in,
        }
    }
}

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
