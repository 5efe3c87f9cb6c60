//! The state machine itself: what it holds, and what each input does to it.

use std::collections::BTreeMap;

use super::entry::ActiveSet;
use super::idle_waiters::IdleWaiters;
use super::list_schedule::ListSchedule;
use super::sync::SyncState;
use super::tombstones::Tombstones;
use super::waiters::Waiters;
use super::watchers::Watchers;
use super::{Effects, Input, SubscriberId, Taken, Timestamp, TrackerCounters, TrackerPolicy};
use crate::wire::ActivityId;

/// Everything that is known of a server's activities, and of those who want to be told.
///
/// Each input comes with the moment at which it happens, and returns what is to be done about it.
/// Whatever else happens by the passing of time alone happens at the next input after
/// [`next_deadline`](Self::next_deadline): an `Input::Tick`, if no other comes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Tracker {
    pub(super) policy: TrackerPolicy,
    pub(super) sync: SyncState,
    pub(super) lists: ListSchedule,
    pub(super) active: ActiveSet,
    /// The live activities that a list lacked, each by when that list was answered.
    pub(super) suspects: BTreeMap<ActivityId, Timestamp>,
    pub(super) tombstones: Tombstones,
    pub(super) watchers: Watchers,
    pub(super) waiters: Waiters,
    pub(super) idle_waiters: IdleWaiters,
    pub(super) next_subscriber: SubscriberId,
    /// Some activities are not followed, since there are too many.
    pub(super) overfull: bool,
    pub(super) counters: TrackerCounters,
}

impl Tracker {
    pub(crate) fn new(policy: TrackerPolicy) -> Self {
        Self {
            policy,
            sync: SyncState::default(),
            lists: ListSchedule::default(),
            active: ActiveSet::new(),
            suspects: BTreeMap::new(),
            tombstones: Tombstones::default(),
            watchers: Watchers::default(),
            waiters: Waiters::default(),
            idle_waiters: IdleWaiters::default(),
            next_subscriber: SubscriberId::default(),
            overfull: false,
            counters: TrackerCounters::default(),
        }
    }

    /// Takes in what happened.
    pub(crate) fn apply(&mut self, now: Timestamp, input: Input) -> Effects {
        let mut effects = Effects::default();
        match input {
            Input::Connected { epoch, poll_every } => self.begin_connection(epoch, poll_every),
            Input::ConnectionLost { epoch } => self.end_connection(epoch),
            Input::Notification {
                epoch,
                kind,
                id,
                activity,
            } => {
                if self.accept_message(now, epoch) {
                    self.apply_notification(now, kind, &id, activity, &mut effects);
                }
            }
            Input::Undecodable { epoch, excerpt } => {
                if self.accept_message(now, epoch) {
                    self.record_undecodable(&excerpt, &mut effects);
                }
            }
            Input::ListSent(ticket) => self.record_list_sent(now, ticket),
            Input::ListAnswered(answer) => self.reconcile_list(now, answer, &mut effects),
            Input::ListFailed(ticket) => drop(self.lists.record_failure(ticket, now)),
            Input::HeaderSeen(id) => self.record_header(&id),
            Input::CancelRefused(_) | Input::ListDue => self.lists.due = true,
            Input::Broadcast(event) => self.broadcast(&event, &mut effects),
            Input::Tell(to, event) => {
                self.watchers
                    .deliver_to(to, event, &self.active, &mut effects);
            }
            Input::Tick => {}
            Input::Closed => self.close(&mut effects),
        }
        self.finish_step(now, &mut effects);
        effects
    }

    /// Takes the next event of a watcher. Events about activities count as told by that.
    pub(crate) fn pop(&mut self, now: Timestamp, subscriber: SubscriberId) -> Taken {
        let Some(watcher) = self.watchers.get_mut(subscriber) else {
            return Taken::Closed;
        };
        match watcher.queue.pop(now, &self.active) {
            Some(event) => Taken::Event(event),
            None if watcher.closed => Taken::Closed,
            None => Taken::Nothing,
        }
    }

    /// When an `Input::Tick` will have an effect, if nothing happens before. All that time brings
    /// about is lists: whatever must be decided is decided by their answers.
    pub(crate) fn next_deadline(&self) -> Option<Timestamp> {
        if !self.sync.is_up() || self.lists.is_any_in_flight() {
            return None;
        }
        if self.lists.due_at_once {
            return Some(Timestamp::default());
        }
        let wanted = [
            self.lists.due.then(Timestamp::default),
            self.suspects
                .values()
                .min()
                .map(|since| since.plus(self.policy.confirm_after)),
            self.waiters.next_check_at(),
            self.idle_waiters.confirm_at(),
            self.periodic_list(),
        ];
        let wanted = wanted.into_iter().flatten().min()?;
        Some(wanted.max(self.lists.earliest_send(&self.policy)))
    }

    /// What follows from a change, whatever it was.
    pub(super) fn finish_step(&mut self, now: Timestamp, effects: &mut Effects) {
        self.settle_sync(now, effects);
        if self.next_deadline().is_some_and(|at| at <= now) {
            effects.send_list = Some(self.lists.issue_ticket());
        }
    }

    fn periodic_list(&self) -> Option<Timestamp> {
        let awaited = !self.waiters.is_empty() || !self.idle_waiters.is_empty();
        // A stream that is open and silent may be held back by a proxy: for those who only watch, a
        // list is what tells.
        let watched = !self.watchers.is_empty();
        let by_time = (awaited || watched || !self.active.is_empty())
            .then(|| self.lists.next_periodic(self.sync.heard_at, &self.policy));
        let by_poll = self
            .sync
            .poll_every
            .filter(|_| awaited || watched)
            .map(|every| self.lists.next_poll(every));
        by_time.into_iter().chain(by_poll).min()
    }

    /// Forgets what runs, and tells everybody that nothing more will come.
    fn close(&mut self, effects: &mut Effects) {
        self.sync.close();
        self.lists.cancel();
        self.active.clear();
        self.suspects.clear();
        self.overfull = false;
        self.watchers.close(effects);
        self.waiters.close(effects);
        self.idle_waiters.close(effects);
    }
}
