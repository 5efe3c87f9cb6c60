//! What can be read off the tracker.

use std::sync::Arc;

#[cfg(test)]
use super::Outcome;
use super::{SubscriberId, Timestamp, Tracker};
use crate::generated::types::Activity;
use crate::wire::ActivityId;

/// An activity that runs, as far as is known.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ActivityView<'a> {
    pub(crate) activity: &'a Arc<Activity>,
    /// When its progress, title or subtitle last changed.
    pub(crate) moved_at: Timestamp,
}

/// How often things happened that should be rare.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct TrackerCounters {
    /// Messages that could not be read.
    pub(crate) undecodable: u64,
    /// Messages of connections that were lost before.
    pub(crate) stale_messages: u64,
    /// Answers to requests that were void by then.
    pub(crate) void_lists: u64,
    /// Lists that were known not to be all there is.
    pub(crate) incomplete_lists: u64,
    /// Those of them that were used all the same.
    pub(crate) incomplete_lists_used: u64,
    /// Activities that were over as far as was known, and were found to run.
    pub(crate) begun_anew: u64,
    /// How often an activity was not followed, since there were too many.
    pub(crate) not_followed: u64,
    /// Ended activities that were forgotten before their time, since there were too many.
    pub(crate) forgotten_early: u64,
}

impl Tracker {
    /// An activity, if it runs as far as is known.
    pub(crate) fn find(&self, id: &ActivityId) -> Option<ActivityView<'_>> {
        self.active.get(id).map(|tracked| ActivityView {
            activity: &tracked.activity,
            moved_at: tracked.moved_at,
        })
    }

    pub(crate) fn counters(&self) -> &TrackerCounters {
        &self.counters
    }

    /// Whether there is a connection, and what happened before it has been made up for.
    pub(crate) fn is_synced(&self) -> bool {
        self.sync.is_synced()
    }

    /// Whether a watcher can be told of all that runs: [`is_synced`](Self::is_synced), and a list
    /// that was sent after it came has been merged.
    pub(crate) fn is_watcher_synced(&self, subscriber: SubscriberId) -> bool {
        let open = |one: &super::watchers::WatcherState| one.queue.open && !one.closed;
        self.is_synced() && self.watchers.get(subscriber).is_some_and(open)
    }
}

#[cfg(test)]
impl Tracker {
    /// The activities that run as far as is known, in the order of their uuids.
    pub(super) fn running(&self) -> impl Iterator<Item = ActivityView<'_>> {
        self.active.keys().filter_map(|id| self.find(id))
    }

    /// How an activity ended, if it did and that is still remembered.
    pub(super) fn outcome(&self, id: &ActivityId) -> Option<&Outcome> {
        self.tombstones.get(id).map(|tombstone| &tombstone.outcome)
    }

    /// 0, or how often a running activity was over before.
    pub(super) fn incarnation(&self, id: &ActivityId) -> Option<u32> {
        self.active.get(id).map(|tracked| tracked.incarnation)
    }

    /// Whether the last list lacked an activity, so that it may be over.
    pub(super) fn is_suspect(&self, id: &ActivityId) -> bool {
        self.suspects.contains_key(id)
    }
}
