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
    status: ConnectionStatus,
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
        status: ConnectionStatus,
    ) -> Self {
        Self {
            running,
            is_synced,
            not_followed,
            status,
        }
    }

    /// The number of activities.
    #[must_use]
    pub fn len(&self) -> usize {
        self.running.len()
    }

    /// Whether there are no activities. Unless [`is_synced`](Self::is_synced), that does not mean that
    /// none is running.
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

    /// Whether it has everything that runs and matches, and nothing that has ended: there is a
    /// connection, and a list that was sent after the view was made has been merged.
    #[must_use]
    pub fn is_synced(&self) -> bool {
        self.is_synced
    }

    /// How many running activities are missing because there are too many
    /// ([`follow_at_most`](crate::ConnectionPolicy::follow_at_most)), as the last list showed; at
    /// least 1 when a notification named one since. 0 for nearly every server.
    #[must_use]
    pub fn not_followed(&self) -> usize {
        self.not_followed
    }

    /// The status of the client's connection when the snapshot was taken: its state, and why lists
    /// fail.
    #[must_use]
    pub fn status(&self) -> &ConnectionStatus {
        &self.status
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

    /// How long before this call its progress, title or subtitle last changed, as far as the snapshot
    /// knows. An activity that stays at 41 percent for an hour is stuck.
    #[must_use]
    pub fn last_moved(&self) -> Duration {
        self.moved_at.elapsed()
    }

    /// How long before this call the client first saw it.
    ///
    /// That is about its start when it was [observed](Self::observed) by a notification. Otherwise it
    /// has been running for longer.
    #[must_use]
    pub fn seen_for(&self) -> Duration {
        self.seen_at.elapsed()
    }

    /// How the client learned of it: from a [`Notification`](Observed::Notification), or from a
    /// [`List`](Observed::List), which means that it was running already. Never
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
