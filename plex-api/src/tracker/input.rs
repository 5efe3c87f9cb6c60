//! What goes into the tracker, and what comes out.

use std::sync::Arc;
use std::time::Duration;

use super::event::{ActivityEvent, Outcome};
use super::filter::ActivityFilter;
use crate::generated::types::Activity;
use crate::model::{ActivityChange, Phase};
use crate::wire::ActivityId;

/// A point in time, counted from an origin that the caller chooses. The tracker has no clock: every
/// input says when it happens, and later inputs never say less than earlier ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Timestamp(Duration);

/// Which connection a message came over. Each has a greater number than the one before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Epoch(pub(crate) u64);

/// Which list of activities is meant. The tracker hands them out, each greater than the one before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Ticket(pub(crate) u64);

/// Who is told. The tracker hands them out and never uses one twice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct SubscriberId(pub(crate) u64);

/// What happened in the world.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Input {
    /// Messages come in over a new connection; epochs not above the last one are ignored. The
    /// tracker asks for a list at once.
    Connected {
        epoch: Epoch,
        /// Set when there are no messages, and lists, this far apart, are all there is.
        poll_every: Option<Duration>,
    },
    /// The connection is gone. Whatever list was on its way is void.
    ConnectionLost { epoch: Epoch },
    /// The server said something about an activity.
    Notification {
        epoch: Epoch,
        kind: NotificationKind,
        id: ActivityId,
        activity: Option<Activity>,
    },
    /// A message could not be read. The excerpt is passed on to watchers.
    Undecodable { epoch: Epoch, excerpt: Arc<str> },
    /// The request for the list that the tracker asked for is on its way from now on.
    ListSent(Ticket),
    /// The list came.
    ListAnswered(ListAnswer),
    /// The list will not come.
    ListFailed(Ticket),
    /// A response named an activity (`X-Plex-Activity`), which may be known, over, or still to come.
    HeaderSeen(ActivityId),
    /// The server refused to cancel an activity since it does not know it, so one of the two is
    /// behind. A list is due.
    CancelRefused(ActivityId),
    /// Something else made a list due.
    ListDue,
    /// To be passed on to every watcher as it is, in order: `Connected` and `Disconnected`.
    Broadcast(ActivityEvent),
    /// To be passed on to one watcher as it is: how the connection is that it found.
    Tell(SubscriberId, ActivityEvent),
    /// Time has passed.
    Tick,
    /// The hub ends for good or for now: who waits gets `Done::Closed`, watchers can take what they
    /// were told so far, and the activities that run are forgotten. Those that ended are not, and a
    /// later `Connected` and `subscribe` work as before.
    Closed,
}

/// What a notification says of its activity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum NotificationKind {
    Started,
    Updated,
    Ended,
    /// A word that the client does not know. The activity is there, at any rate.
    Other,
}

/// The answer to a request for all activities.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ListAnswer {
    pub(crate) ticket: Ticket,
    pub(crate) entries: Vec<Activity>,
    /// The entries that could not be read, each by its uuid where at least that could be read.
    pub(crate) unreadable: Vec<Option<ActivityId>>,
    /// Whether it is known to be all there is, apart from unreadable entries.
    pub(crate) complete: bool,
}

/// What somebody wants to be told.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Subscription {
    /// Every event of the activities that match. At most `buffer` events are kept for it.
    Watch {
        filter: ActivityFilter,
        buffer: usize,
    },
    /// The end of one activity.
    Wait { id: ActivityId },
    /// That nothing matches, and nothing has for `quiet`. With `quiet_first` that holds also when
    /// nothing matches to begin with.
    Idle {
        filter: ActivityFilter,
        quiet: Duration,
        quiet_first: bool,
    },
}

/// What is to be done after an input.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[must_use]
pub(crate) struct Effects {
    /// Ask the server for all activities: `ListSent` with this ticket just before the request goes
    /// out, then `ListAnswered` or `ListFailed`. A later ticket, or a lost connection, makes it
    /// void: its answer may still be given in, and is discarded.
    pub(crate) send_list: Option<Ticket>,
    /// Watchers that had nothing to take and now have, each once.
    pub(crate) wake: Vec<SubscriberId>,
    /// Waiters and idle waiters that are through. They are unsubscribed by that.
    pub(crate) done: Vec<(SubscriberId, Done)>,
}

/// How waiting came out.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Done {
    /// For `Subscription::Wait`.
    Waited(Outcome),
    /// For `Subscription::Idle`.
    Idle,
    /// The hub closed first.
    Closed,
}

/// What a watcher takes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Taken {
    Event(ActivityEvent),
    /// Nothing for now; `Effects::wake` will tell.
    Nothing,
    /// Nothing any more: the hub closed, or the subscriber is unknown.
    Closed,
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
    /// A notification as the decoder gives it.
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

    /// How long after `earlier` this is; nothing when it is not after it.
    pub(crate) const fn since(self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }

    pub(crate) const fn since_origin(self) -> Duration {
        self.0
    }
}
