//! Who comes and goes.

use super::{Done, Effects, SubscriberId, Subscription, Timestamp, Tracker};
use crate::wire::ActivityId;

impl Tracker {
    /// Adds a subscriber. What it waits for may be there already: then it is in `Effects::done`, and
    /// no subscriber any more.
    pub(crate) fn subscribe(
        &mut self,
        now: Timestamp,
        subscription: Subscription,
    ) -> (SubscriberId, Effects) {
        let mut effects = Effects::default();
        let subscriber = self.next_subscriber();
        match subscription {
            Subscription::Watch { filter, buffer } => {
                self.watchers
                    .insert(subscriber, filter, buffer, &mut self.active);
                self.lists.due = true;
            }
            Subscription::Wait { id } => match self.tombstones.get(&id) {
                Some(tombstone) => {
                    let done = Done::Waited(tombstone.outcome.clone());
                    effects.done.push((subscriber, done));
                }
                None => {
                    let unseen = self
                        .waiters
                        .insert(subscriber, id, &self.active, &self.lists);
                    self.lists.due |= unseen;
                }
            },
            Subscription::Idle {
                filter,
                quiet,
                quiet_first,
            } => {
                self.idle_waiters
                    .insert(subscriber, filter, quiet, quiet_first, &self.active);
                self.lists.due = true;
            }
        }
        self.finish_step(now, &mut effects);
        (subscriber, effects)
    }

    /// Removes a subscriber and all that was kept for it. Those that are through, and unknown ones,
    /// are no error.
    pub(crate) fn unsubscribe(&mut self, now: Timestamp, subscriber: SubscriberId) -> Effects {
        let _known = self.waiters.remove(subscriber)
            || self.idle_waiters.remove(subscriber)
            || self.watchers.remove(subscriber, &mut self.active);
        let mut effects = Effects::default();
        self.finish_step(now, &mut effects);
        effects
    }

    pub(super) fn record_header(&mut self, id: &ActivityId) {
        if self.active.contains_key(id) || self.tombstones.get(id).is_some() {
            return;
        }
        let mark = self.next_subscriber();
        self.waiters.record_named(mark, id, &self.lists);
        self.lists.due = true;
    }

    fn next_subscriber(&mut self) -> SubscriberId {
        let next = self.next_subscriber;
        self.next_subscriber = SubscriberId(next.0 + 1);
        next
    }
}
