//! The result of a request that starts work, and what its wait is waiting for.

use std::sync::Arc;

use super::handle::ActivityHandle;
use crate::generated::types::Activity;
use crate::tracker::Outcome;

/// How the client knows that requested work is done: the result of [`Launched::done`] and
/// [`Launch::done`].
///
/// Servers do not say whether work succeeded. Except for [`NothingSeen`](Self::NothingSeen), each
/// variant means that the work was seen and is over.
///
/// [`Launched::done`]: crate::Launched::done
/// [`Launch::done`]: crate::Launch::done
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[must_use = "the work may not have been seen at all"]
#[non_exhaustive]
pub enum Done {
    /// The activity ended that the server named in its answer.
    Named(Outcome),
    /// The first new activity ended that fits the request by type and section or item. When another
    /// client asks for the same at the same moment, this may be its activity.
    Correlated(Outcome),
    /// The library section was seen to be busy and is quiet now. No activity of its own was seen, or
    /// one that ran before the request cannot be told apart from the requested one.
    SectionQuiet,
    /// The time of the section's last scan (`scannedAt`) has moved, and no scan of it is running. A
    /// scan of a second is often seen only this way.
    SectionScanned,
    /// The server accepted the request, and no sign of the work was seen for as long as
    /// [`nothing_seen_after`](crate::WaitDone::nothing_seen_after) says. It may be over, it may still
    /// begin, or the server may have ignored the request.
    NothingSeen,
}

impl Done {
    /// Whether the work was seen, so that it is known to be over.
    #[must_use]
    pub const fn was_seen(&self) -> bool {
        !matches!(self, Self::NothingSeen)
    }

    /// The outcome of the work's activity, if an activity was seen.
    #[must_use]
    pub const fn outcome(&self) -> Option<&Outcome> {
        match self {
            Self::Named(outcome) | Self::Correlated(outcome) => Some(outcome),
            _ => None,
        }
    }
}

/// What a [`WaitDone`](crate::WaitDone) is waiting for.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum WaitingFor {
    /// The end of the activity that does the work.
    Activity(ActivityHandle),
    /// The end of an activity that fits the request and was there before it.
    Earlier(Arc<Activity>),
    /// The end of another activity of the same type: servers run scans one after the other.
    Other(Arc<Activity>),
    /// The library section says that it is refreshing, and no activity is known that does it.
    Section,
    /// Any sign of the work.
    Sign,
    /// The server, of which nothing can be seen at the moment.
    Server,
}

impl WaitingFor {
    /// Whether both name the same thing to wait for. The state of an activity does not count.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Activity(one), Self::Activity(two)) => one.id() == two.id(),
            (Self::Earlier(one), Self::Earlier(two)) | (Self::Other(one), Self::Other(two)) => {
                one.uuid == two.uuid
            }
            (Self::Section, Self::Section)
            | (Self::Sign, Self::Sign)
            | (Self::Server, Self::Server) => true,
            _ => false,
        }
    }
}
