//! Connections: which one messages belong to, and when what is known is up to date.

use std::sync::Arc;
use std::time::Duration;

use super::{ActivityEvent, Effects, Epoch, Timestamp, Tracker};

/// The connection over which messages come in now, if any.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct SyncState {
    epoch: Epoch,
    up: bool,
    pub(super) poll_every: Option<Duration>,
    /// When the last message came in.
    pub(super) heard_at: Timestamp,
    stage: SyncStage,
}

/// How far what is known has been brought up to date since the connection came up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
enum SyncStage {
    #[default]
    Behind,
    /// A list has been merged. Some activities of before may still be in doubt.
    Listed,
    Done,
}

/// How much of an undecodable message is passed on.
const EXCERPT: usize = 200;

impl SyncState {
    pub(super) fn is_up(&self) -> bool {
        self.up
    }

    pub(super) fn epoch(&self) -> Epoch {
        self.epoch
    }

    pub(super) fn is_synced(&self) -> bool {
        self.up && self.stage == SyncStage::Done
    }

    pub(super) fn record_list(&mut self) {
        if self.stage == SyncStage::Behind {
            self.stage = SyncStage::Listed;
        }
    }

    pub(super) fn close(&mut self) {
        self.up = false;
        self.poll_every = None;
        self.stage = SyncStage::Behind;
    }
}

impl Tracker {
    pub(super) fn begin_connection(&mut self, epoch: Epoch, poll_every: Option<Duration>) {
        if epoch <= self.sync.epoch {
            return;
        }
        self.drop_connection();
        self.sync.epoch = epoch;
        self.sync.up = true;
        self.sync.poll_every = poll_every;
        // What happened before came over no connection, so only a list can tell.
        self.lists.due_at_once = true;
    }

    pub(super) fn end_connection(&mut self, epoch: Epoch) {
        if epoch == self.sync.epoch {
            self.drop_connection();
        }
    }

    /// Whether a message of a connection counts; if so, the connection is known to be alive.
    pub(super) fn accept_message(&mut self, now: Timestamp, epoch: Epoch) -> bool {
        let counts = self.sync.up && epoch == self.sync.epoch;
        if counts {
            self.sync.heard_at = now;
        } else {
            self.counters.stale_messages += 1;
        }
        counts
    }

    pub(super) fn record_undecodable(&mut self, excerpt: &Arc<str>, effects: &mut Effects) {
        self.counters.undecodable += 1;
        // It may have been about any activity.
        self.lists.due = true;
        let excerpt = match excerpt.char_indices().nth(EXCERPT) {
            Some((end, _)) => excerpt.get(..end).unwrap_or_default().into(),
            None => excerpt.clone(),
        };
        self.broadcast(&ActivityEvent::Undecodable { excerpt }, effects);
    }

    pub(super) fn broadcast(&mut self, event: &ActivityEvent, effects: &mut Effects) {
        self.watchers.deliver_to_all(event, &self.active, effects);
    }

    /// Once a list of this connection is merged and nothing of before is in doubt any more, what is
    /// known is up to date.
    pub(super) fn settle_sync(&mut self, now: Timestamp, effects: &mut Effects) {
        if self.sync.stage != SyncStage::Listed || self.active.values().any(|tracked| tracked.stale)
        {
            return;
        }
        self.sync.stage = SyncStage::Done;
        self.idle_waiters.restart_quiet(now);
        self.broadcast(&ActivityEvent::Resynced, effects);
    }

    fn drop_connection(&mut self) {
        self.sync.up = false;
        self.sync.stage = SyncStage::Behind;
        self.lists.cancel();
        for tracked in self.active.values_mut() {
            tracked.stale = true;
        }
    }
}
