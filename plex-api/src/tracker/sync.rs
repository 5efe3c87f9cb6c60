//! Connections: which one messages belong to, and when what is known is up to date.

use std::sync::Arc;
use std::time::Duration;

use super::{ActivityEvent, Effects, Epoch, Timestamp, Tracker};

/// The connection over which messages come in now, if any.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Connection {
    epoch: Epoch,
    up: bool,
    pub(super) poll_every: Option<Duration>,
    /// When the last message came in.
    pub(super) heard_at: Timestamp,
    sync: Sync,
}

/// How far what is known has been brought up to date since the connection came up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
enum Sync {
    #[default]
    Behind,
    /// A list has been merged. Some activities of before may still be in doubt.
    Listed,
    Done,
}

/// How much of an undecodable message is passed on.
const EXCERPT: usize = 200;

impl Connection {
    pub(super) fn is_up(&self) -> bool {
        self.up
    }

    pub(super) fn epoch(&self) -> Epoch {
        self.epoch
    }

    pub(super) fn is_synced(&self) -> bool {
        self.up && self.sync == Sync::Done
    }

    pub(super) fn listed(&mut self) {
        if self.sync == Sync::Behind {
            self.sync = Sync::Listed;
        }
    }

    pub(super) fn close(&mut self) {
        self.up = false;
        self.poll_every = None;
        self.sync = Sync::Behind;
    }
}

impl Tracker {
    pub(super) fn connected(&mut self, epoch: Epoch, poll_every: Option<Duration>) {
        if epoch <= self.connection.epoch {
            return;
        }
        self.lose();
        self.connection.epoch = epoch;
        self.connection.up = true;
        self.connection.poll_every = poll_every;
        // What happened before came over no connection, so only a list can tell.
        self.lists.due_at_once = true;
    }

    pub(super) fn connection_lost(&mut self, epoch: Epoch) {
        if epoch == self.connection.epoch {
            self.lose();
        }
    }

    /// Whether a message of a connection counts; if so, the connection is known to be alive.
    pub(super) fn hears(&mut self, now: Timestamp, epoch: Epoch) -> bool {
        let counts = self.connection.up && epoch == self.connection.epoch;
        if counts {
            self.connection.heard_at = now;
        } else {
            self.counters.stale_messages += 1;
        }
        counts
    }

    pub(super) fn undecodable(&mut self, excerpt: &Arc<str>, effects: &mut Effects) {
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
        self.watchers.tell_all(event, &self.lives, effects);
    }

    /// Once a list of this connection is merged and nothing of before is in doubt any more, what is
    /// known is up to date.
    pub(super) fn settle_sync(&mut self, now: Timestamp, effects: &mut Effects) {
        if self.connection.sync != Sync::Listed || self.lives.values().any(|live| live.stale) {
            return;
        }
        self.connection.sync = Sync::Done;
        self.idlers.synced(now);
        self.broadcast(&ActivityEvent::Resynced, effects);
    }

    fn lose(&mut self) {
        self.connection.up = false;
        self.connection.sync = Sync::Behind;
        self.lists.void();
        self.lives.for_each_mut(|_, live| live.stale = true);
    }
}
