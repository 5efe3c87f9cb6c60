//! The running activities at one moment, and how far they can be trusted.

use std::slice;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::status::ConnectionStatus;
use crate::generated::types::Activity;
use crate::tracker::Observed;
use crate::wire::ActivityId;

/// The running activities at the moment when it was taken: see [`Live`](crate::Live).
///
/// Cloning is cheap: clones, and all snapshots between two changes, share one copy of the activities.
///
/// # How far it can be trusted
/// While [`is_synced`](Self::is_synced) is false, activities may be missing, and some may have ended:
/// there is no connection, the client has only just connected, or no list has verified a new view yet.
/// [`status`](Self::status) says which, and why. When
/// [`lists_failing`](ConnectionStatus::lists_failing) has a reason, an end is noticed only if the
/// server sends a notification of it.
#[derive(Clone, Debug)]
pub struct LiveSnapshot {
    running: Arc<[LiveActivity]>,
    is_synced: bool,
    not_followed: usize,
    sight: Sight,
}

/// The quality of the client's view of the server.
#[derive(Clone, Debug)]
pub(super) struct Sight {
    pub(super) status: ConnectionStatus,
    /// When the last complete list arrived.
    pub(super) listed_at: Option<Instant>,
    pub(super) blind_for: Duration,
}

/// A running activity in a [`LiveSnapshot`].
#[derive(Clone, Debug)]
pub struct LiveActivity {
    activity: Arc<Activity>,
    incarnation: u32,
    observed: Observed,
    seen_at: Instant,
    moved_at: Instant,
}

impl LiveSnapshot {
    pub(super) fn new(
        running: Arc<[LiveActivity]>,
        is_synced: bool,
        not_followed: usize,
        sight: Sight,
    ) -> Self {
        Self {
            running,
            is_synced,
            not_followed,
            sight,
        }
    }

    /// The number of activities.
    #[must_use]
    pub fn len(&self) -> usize {
        self.running.len()
    }

    /// Returns `true` if the snapshot has no activity. Unless it [`is_synced`](Self::is_synced), activities
    /// may be running all the same.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.running.is_empty()
    }

    /// The activities, in the order of their uuids.
    pub fn iter(&self) -> slice::Iter<'_, LiveActivity> {
        self.running.iter()
    }

    /// The activity with this uuid, if it is in the snapshot.
    #[must_use]
    pub fn get(&self, id: &ActivityId) -> Option<&LiveActivity> {
        let found = self.running.binary_search_by(|one| one.id().cmp(id));
        found.ok().and_then(|at| self.running.get(at))
    }

    /// Returns `true` if the snapshot has all running activities that match, and no activity that has ended:
    /// there is a connection, and a list that was sent after the view was made has been merged.
    #[must_use]
    pub fn is_synced(&self) -> bool {
        self.is_synced
    }

    /// Returns the number of running activities that are missing because there are too many
    /// ([`follow_at_most`](crate::ConnectionPolicy::follow_at_most)), by the last list. It is at least 1 when a
    /// notification has named such an activity since. It is 0 for nearly every server.
    #[must_use]
    pub fn not_followed(&self) -> usize {
        self.not_followed
    }

    /// The status of the client's connection when the snapshot was taken: its state, and why lists
    /// fail.
    #[must_use]
    pub fn status(&self) -> &ConnectionStatus {
        &self.sight.status
    }

    /// Returns the time from the last complete list of the server to this call, as far as the snapshot knows;
    /// `None` when none has arrived since the client was built. A list that is cut, or has entries without a
    /// readable uuid, is not complete.
    #[must_use]
    pub fn last_list(&self) -> Option<Duration> {
        self.sight.listed_at.map(|at| at.elapsed())
    }

    /// For how long in all, until the snapshot was taken, the client had no connection to the server while
    /// something followed it: a view, a watcher or a wait. It grows from the first of them on, also before
    /// the first connection, and after an error ended them until they are dropped.
    ///
    /// In that time no notifications arrive, and no lists over [`Polling`](crate::Transport::Polling). A
    /// list that is answered between two attempts to connect does not interrupt it. A dead connection
    /// counts as a connection until the client notices that it is dead.
    #[must_use]
    pub fn blind_for(&self) -> Duration {
        self.sight.blind_for
    }
}

impl<'a> IntoIterator for &'a LiveSnapshot {
    type Item = &'a LiveActivity;
    type IntoIter = slice::Iter<'a, LiveActivity>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl LiveActivity {
    pub(super) fn new(
        activity: Arc<Activity>,
        incarnation: u32,
        observed: Observed,
        seen_at: Instant,
        moved_at: Instant,
    ) -> Self {
        Self {
            activity,
            incarnation,
            observed,
            seen_at,
            moved_at,
        }
    }

    /// The activity as it was known when the snapshot was taken.
    #[must_use]
    pub fn activity(&self) -> &Arc<Activity> {
        &self.activity
    }

    /// The activity's uuid.
    #[must_use]
    pub fn id(&self) -> &ActivityId {
        &self.activity.uuid
    }

    /// Returns the time from the last known change of its progress, title or subtitle to this call. An activity
    /// that stays at 41 percent for an hour is stuck.
    #[must_use]
    pub fn last_moved(&self) -> Duration {
        self.moved_at.elapsed()
    }

    /// Returns the time from the client's first sight of the activity to this call.
    ///
    /// That is about its start when it was [observed](Self::observed) by a notification. Otherwise it
    /// has been running for longer.
    #[must_use]
    pub fn seen_for(&self) -> Duration {
        self.seen_at.elapsed()
    }

    /// Returns the source from which the client learned of it: a [`Notification`](Observed::Notification), or a
    /// [`List`](Observed::List), which means that it was running already. It is never
    /// [`Known`](Observed::Known).
    #[must_use]
    pub fn observed(&self) -> Observed {
        self.observed
    }

    /// 0, or how often an activity with the same uuid ended before.
    #[must_use]
    pub fn incarnation(&self) -> u32 {
        self.incarnation
    }
}
