//! The inputs of the tracker, and its outputs.

use std::sync::Arc;
use std::time::Duration;

use super::event::{ActivityEvent, Outcome};
use super::filter::ActivityFilter;
use crate::error::ErrorKind;
use crate::generated::types::Activity;
use crate::model::{ActivityChange, ListedActivities, Phase};
use crate::wire::ActivityId;

/// A point in time, counted from an origin that the caller chooses. The tracker has no clock: every
/// input says when it happens, and later inputs never say less than earlier ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Timestamp(Duration);

/// The number of a connection. Each is greater than the one before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Epoch(pub(crate) u64);

/// The number of a list. The tracker issues them, each greater than the one before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Ticket(pub(crate) u64);

/// The number of a subscriber. The tracker issues them, each greater than the one before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct SubscriberId(pub(crate) u64);

/// An input: an event that the tracker reacts to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Input {
    /// A new connection is open. The tracker asks for a list at once. An epoch that is not greater
    /// than the last one is ignored.
    Connected {
        epoch: Epoch,
        /// The time between lists when the transport is polling, which has no messages.
        poll_every: Option<Duration>,
    },
    /// The connection is gone. A list in flight stays in flight.
    ConnectionLost { epoch: Epoch },
    /// The server sent a notification about an activity.
    Notification {
        epoch: Epoch,
        kind: NotificationKind,
        id: ActivityId,
        activity: Option<Activity>,
    },
    /// A message could not be decoded. Watchers get the excerpt.
    Undecodable { epoch: Epoch, excerpt: Arc<str> },
    /// The request for the list that the tracker asked for is sent now.
    ListSent(Ticket),
    /// The answer to a list arrived and could be read.
    ListAnswered(ListAnswer),
    /// A list failed: there was no answer, or it could not be used.
    ListFailed(Ticket, ListFailure),
    /// The hub gave a list up for a reason of its own. That says nothing about the server.
    ListAbandoned(Ticket),
    /// A response named an activity (`X-Plex-Activity`), which may be active, ended, or not begun.
    HeaderSeen(ActivityId),
    /// The server refused to cancel an activity because it does not know it, so either the server or
    /// the tracker is behind. A list is due.
    CancelRefused(ActivityId),
    /// Another reason made a list due.
    ListDue,
    /// An event for every watcher: `Connected` and `Disconnected`.
    Broadcast(ActivityEvent),
    /// An event for one watcher, before everything that it has not taken yet: the state of the
    /// connection when it subscribed.
    TellFirst(SubscriberId, ActivityEvent),
    /// Time has passed.
    Tick,
    /// The hub closes, for good or for now. Waits end with `WaitEnd::Closed`, watchers can still take the
    /// events they have, and the active activities are forgotten. Tombstones are kept, and the
    /// tracker can be used again.
    Closed,
}

/// The event that a notification names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum NotificationKind {
    Started,
    Updated,
    Ended,
    /// A word that the client does not know. The activity runs, at any rate.
    Other,
}

/// The answer to a list.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ListAnswer {
    pub(crate) ticket: Ticket,
    pub(crate) listed: ListedActivities,
}

/// The reason why a list cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ListFailure {
    pub(crate) kind: ErrorKind,
    /// The reason, as one short text for people.
    pub(crate) reason: Arc<str>,
    /// The time for which the server asked to wait.
    pub(crate) retry_after: Option<Duration>,
}

/// The request of a subscriber.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Subscription {
    /// Every event of the activities that match. At most `buffer` events are kept.
    Watch {
        filter: ActivityFilter,
        buffer: usize,
    },
    /// The running activities, for any reader: each activity that matches, or has matched.
    View { filter: ActivityFilter },
    /// The end of one activity.
    Wait { id: ActivityId },
    /// The moment when no activity matches and none has begun for `quiet`. Without `quiet_first` the
    /// wait ends at once when nothing matches to begin with.
    Idle {
        filter: ActivityFilter,
        quiet: Duration,
        quiet_first: bool,
    },
}

/// The actions that the hub must take after an input.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[must_use]
pub(crate) struct Effects {
    /// Ask the server for all activities: `ListSent` with this ticket just before the request is
    /// sent, then one of `ListAnswered`, `ListFailed` and `ListAbandoned`. At most two lists are in
    /// flight ([`Tracker::is_in_flight`](super::Tracker::is_in_flight)); the answer to any other is
    /// discarded.
    pub(crate) send_list: Option<Ticket>,
    /// Watchers that had no event to take and have one now, and views that have changed for the first
    /// time since somebody looked. Each once.
    pub(crate) wake: Vec<SubscriberId>,
    /// An activity that some view shows has begun, changed or ended, so a copy for readers is old.
    pub(crate) activities_changed: bool,
    /// The waits that ended. Their subscribers are removed.
    pub(crate) done: Vec<(SubscriberId, WaitEnd)>,
}

/// The result of a wait.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum WaitEnd {
    /// For `Subscription::Wait`.
    Waited(Outcome),
    /// For `Subscription::Idle`.
    Idle,
    /// For `Subscription::Wait` of an activity that was never seen: the server answers, and no answer
    /// could be used for so long that the wait cannot tell any more.
    Unreadable(ListFailure),
    /// The hub closed first.
    Closed,
}

/// The result when a watcher asks for its next event.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Taken {
    Event(ActivityEvent),
    /// No event for now; `Effects::wake` names the subscriber later.
    Nothing,
    /// No further event: the hub closed, or there is no such subscriber.
    Closed,
}

impl ListFailure {
    pub(crate) fn new(kind: ErrorKind, reason: impl Into<Arc<str>>) -> Self {
        Self {
            kind,
            reason: reason.into(),
            retry_after: None,
        }
    }

    /// Returns `true` if the server, or another program at its address, sent an answer. A server that cannot
    /// be reached may be switched off, and a wait outlasts that.
    pub(crate) fn is_answer(&self) -> bool {
        !matches!(
            self.kind,
            ErrorKind::Connect | ErrorKind::Timeout | ErrorKind::Tls | ErrorKind::Closed
        )
    }
}

impl From<&Phase> for NotificationKind {
    fn from(phase: &Phase) -> Self {
        match phase {
            Phase::Started => Self::Started,
            Phase::Updated => Self::Updated,
            Phase::Ended => Self::Ended,
            Phase::Other(_) => Self::Other,
        }
    }
}

impl Input {
    /// The input for a change that the decoder read.
    pub(crate) fn change(epoch: Epoch, change: ActivityChange) -> Self {
        Self::Notification {
            epoch,
            kind: NotificationKind::from(&change.event),
            id: change.id,
            activity: change.activity,
        }
    }
}

impl Timestamp {
    pub(crate) const fn at(since_origin: Duration) -> Self {
        Self(since_origin)
    }

    pub(crate) const fn plus(self, later: Duration) -> Self {
        Self(self.0.saturating_add(later))
    }

    /// Returns the time from `earlier` to this; zero when this is not later.
    pub(crate) const fn since(self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }

    pub(crate) const fn since_origin(self) -> Duration {
        self.0
    }
}
