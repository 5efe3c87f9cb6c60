//! The state machine itself: what it holds, and what each input does to it.

use super::entry::Lives;
use super::idle_waiters::Idlers;
use super::list_schedule::Lists;
use super::sync::Connection;
use super::table::Table;
use super::tombstones::Tombstones;
use super::waiters::Waiters;
use super::watchers::Watchers;
use super::{Counters, Effects, Input, SubscriberId, Taken, Timestamp, TrackerPolicy};
use crate::wire::ActivityId;

/// Everything that is known of a server's activities, and of those who want to be told.
///
/// Each input comes with the moment at which it happens, and returns what is to be done about it.
/// Whatever else happens by the passing of time alone happens at the next input after
/// [`next_deadline`](Self::next_deadline): an `Input::Tick`, if no other comes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Tracker {
    pub(super) policy: TrackerPolicy,
    pub(super) connection: Connection,
    pub(super) lists: Lists,
    pub(super) lives: Lives,
    /// The live activities that a list lacked, each by when that list was answered.
    pub(super) suspects: Table<ActivityId, Timestamp>,
    pub(super) tombstones: Tombstones,
    pub(super) watchers: Watchers,
    pub(super) waiters: Waiters,
    pub(super) idlers: Idlers,
    pub(super) next_subscriber: SubscriberId,
    /// Some activities are not followed, since there are too many.
    pub(super) overfull: bool,
    pub(super) counters: Counters,
}

impl Tracker {
    pub(crate) fn new(policy: TrackerPolicy) -> Self {
        Self {
            policy,
            connection: Connection::default(),
            lists: Lists::default(),
            lives: Lives::new(),
            suspects: Table::new(),
            tombstones: Tombstones::default(),
            watchers: Watchers::default(),
            waiters: Waiters::default(),
            idlers: Idlers::default(),
            next_subscriber: SubscriberId::default(),
            overfull: false,
            counters: Counters::default(),
        }
    }

    /// Takes in what happened.
    pub(crate) fn apply(&mut self, now: Timestamp, input: Input) -> Effects {
        let mut effects = Effects::default();
        match input {
            Input::Connected { epoch, poll_every } => self.connected(epoch, poll_every),
            Input::ConnectionLost { epoch } => self.connection_lost(epoch),
            Input::Notification {
                epoch,
                kind,
                id,
                activity,
            } => {
                if self.hears(now, epoch) {
                    self.notified(now, kind, &id, activity, &mut effects);
                }
            }
            Input::Undecodable { epoch, excerpt } => {
                if self.hears(now, epoch) {
                    self.undecodable(&excerpt, &mut effects);
                }
            }
            Input::ListSent(ticket) => self.list_sent(now, ticket),
            Input::ListAnswered(answer) => self.list_answered(now, answer, &mut effects),
            Input::ListFailed(ticket) => drop(self.lists.failed(ticket, now)),
            Input::HeaderSeen(id) => self.header_seen(&id),
            Input::CancelRefused(_) | Input::ListDue => self.lists.due = true,
            Input::Broadcast(event) => self.broadcast(&event, &mut effects),
            Input::Tell(to, event) => {
                self.watchers.tell_one(to, event, &self.lives, &mut effects);
            }
            Input::Tick => {}
            Input::Closed => self.close(&mut effects),
        }
        self.settle(now, &mut effects);
        effects
    }

    /// Takes the next event of a watcher. Events about activities count as told by that.
    pub(crate) fn pop(&mut self, now: Timestamp, subscriber: SubscriberId) -> Taken {
        let Some(watcher) = self.watchers.get_mut(subscriber) else {
            return Taken::Closed;
        };
        match watcher.queue.pop(now, &self.lives) {
            Some(event) => Taken::Event(event),
            None if watcher.closed => Taken::Closed,
            None => Taken::Nothing,
        }
    }

    /// When an `Input::Tick` will have an effect, if nothing happens before. All that time brings
    /// about is lists: whatever must be decided is decided by their answers.
    pub(crate) fn next_deadline(&self) -> Option<Timestamp> {
        if !self.connection.is_up() || self.lists.is_any_on_its_way() {
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
            self.waiters.look_again_at(),
            self.idlers.confirm_at(),
            self.periodic_list(),
        ];
        let wanted = wanted.into_iter().flatten().min()?;
        Some(wanted.max(self.lists.earliest(&self.policy)))
    }

    /// What follows from a change, whatever it was.
    pub(super) fn settle(&mut self, now: Timestamp, effects: &mut Effects) {
        self.settle_sync(now, effects);
        if self.next_deadline().is_some_and(|at| at <= now) {
            effects.send_list = Some(self.lists.ask());
        }
    }

    fn periodic_list(&self) -> Option<Timestamp> {
        let awaited = !self.waiters.is_empty() || !self.idlers.is_empty();
        // A stream that is open and silent may be held back by a proxy: for those who only watch, a
        // list is what tells.
        let watched = !self.watchers.is_empty();
        let by_time = (awaited || watched || !self.lives.is_empty())
            .then(|| self.lists.periodic(self.connection.heard_at, &self.policy));
        let by_poll = self
            .connection
            .poll_every
            .filter(|_| awaited || watched)
            .map(|every| self.lists.next_poll(every));
        by_time.into_iter().chain(by_poll).min()
    }

    /// Forgets what runs, and tells everybody that nothing more will come.
    fn close(&mut self, effects: &mut Effects) {
        self.connection.close();
        self.lists.void();
        self.lives.clear();
        self.suspects.clear();
        self.overfull = false;
        self.watchers.close(effects);
        self.waiters.close(effects);
        self.idlers.close(effects);
    }
}
