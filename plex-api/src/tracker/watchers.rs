//! The watchers: who is told of which activity.

use super::entry::{Live, Lives};
use super::event_queue::Queue;
use super::filter::Verdict;
use super::table::{Set, Table};
use super::{ActivityEvent, ActivityFilter, Effects, How, Observed, SubscriberId, Timestamp};
use crate::wire::ActivityId;

/// One watcher.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Watcher {
    filter: ActivityFilter,
    pub(super) queue: Queue,
    pub(super) closed: bool,
}

/// All watchers. Those that ask for certain uuids are found by them, so that a thousand of them cost
/// a new activity nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Watchers {
    all: Table<SubscriberId, Watcher>,
    by_id: Table<ActivityId, Set<SubscriberId>>,
    of_any_id: Set<SubscriberId>,
}

impl Watchers {
    pub(super) fn insert(
        &mut self,
        subscriber: SubscriberId,
        filter: ActivityFilter,
        buffer: usize,
        lives: &mut Lives,
    ) {
        let mut queue = Queue::new(buffer);
        lives.for_each_mut(|_, live| {
            if join(live, subscriber, &filter) {
                queue.tell_running(live.key(), Observed::List);
            }
        });
        if filter.wanted_ids().is_empty() {
            self.of_any_id.insert(subscriber);
        }
        for id in filter.wanted_ids() {
            self.by_id
                .get_or_insert_with(id, Set::new)
                .insert(subscriber);
        }
        let watcher = Watcher {
            filter,
            queue,
            closed: false,
        };
        self.all.insert(subscriber, watcher);
    }

    pub(super) fn remove(&mut self, subscriber: SubscriberId, lives: &mut Lives) -> bool {
        let Some(watcher) = self.all.remove(&subscriber) else {
            return false;
        };
        self.of_any_id.remove(&subscriber);
        for id in watcher.filter.wanted_ids() {
            if let Some(those) = self.by_id.get_mut(id) {
                those.remove(&subscriber);
                if those.is_empty() {
                    self.by_id.remove(id);
                }
            }
        }
        lives.for_each_mut(|_, live| {
            live.audience.remove(&subscriber);
            live.undecided.remove(&subscriber);
        });
        true
    }

    pub(super) fn get(&self, subscriber: SubscriberId) -> Option<&Watcher> {
        self.all.get(&subscriber)
    }

    pub(super) fn get_mut(&mut self, subscriber: SubscriberId) -> Option<&mut Watcher> {
        self.all.get_mut(&subscriber)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// An activity has begun.
    pub(super) fn began(&self, live: &mut Live) {
        let named = self.by_id.get(&live.activity.uuid);
        let named = named.into_iter().flat_map(Set::iter);
        for subscriber in self.of_any_id.iter().chain(named) {
            if let Some(watcher) = self.all.get(subscriber) {
                join(live, *subscriber, &watcher.filter);
            }
        }
    }

    /// A field that filters look at has changed. Returns who matches now and did not before.
    pub(super) fn reconsider(&self, live: &mut Live) -> Vec<SubscriberId> {
        let matching: Vec<_> = live
            .undecided
            .iter()
            .copied()
            .filter(|subscriber| {
                self.all
                    .get(subscriber)
                    .is_some_and(|watcher| watcher.filter.matches(&live.activity))
            })
            .collect();
        for subscriber in &matching {
            live.undecided.remove(subscriber);
            live.audience.insert(*subscriber);
        }
        matching
    }

    /// Tells `subscribers` of an event.
    pub(super) fn tell<'a>(
        &mut self,
        subscribers: impl IntoIterator<Item = &'a SubscriberId>,
        event: &ActivityEvent,
        lives: &Lives,
        effects: &mut Effects,
    ) {
        for subscriber in subscribers {
            if let Some(watcher) = self.all.get_mut(subscriber) {
                watcher.tell(*subscriber, event.clone(), lives, effects);
            }
        }
    }

    /// Tells everybody, whatever the filters.
    pub(super) fn tell_all(&mut self, event: &ActivityEvent, lives: &Lives, effects: &mut Effects) {
        self.all.for_each_mut(|subscriber, watcher| {
            watcher.tell(*subscriber, event.clone(), lives, effects);
        });
    }

    /// Tells one watcher, whatever its filter.
    pub(super) fn tell_one(
        &mut self,
        to: SubscriberId,
        event: ActivityEvent,
        lives: &Lives,
        effects: &mut Effects,
    ) {
        if let Some(watcher) = self.all.get_mut(&to) {
            watcher.tell(to, event, lives, effects);
        }
    }

    /// A list that was sent when subscribers below `covers` were there has been merged.
    pub(super) fn open_below(&mut self, covers: SubscriberId, effects: &mut Effects) {
        self.all.for_each_mut(|subscriber, watcher| {
            if *subscriber >= covers || watcher.queue.open {
                return;
            }
            let had_something = watcher.queue.has_something();
            watcher.queue.open = true;
            if !had_something && watcher.queue.has_something() {
                effects.wake.push(*subscriber);
            }
        });
    }

    pub(super) fn close(&mut self, effects: &mut Effects) {
        self.all.for_each_mut(|subscriber, watcher| {
            watcher.queue.close();
            if !watcher.closed {
                watcher.closed = true;
                effects.wake.push(*subscriber);
            }
        });
    }
}

#[cfg(test)]
impl Watchers {
    pub(super) fn forget_time(&mut self) {
        self.all
            .for_each_mut(|_, watcher| watcher.queue.forget_time());
    }
}

impl Watcher {
    fn tell(
        &mut self,
        subscriber: SubscriberId,
        event: ActivityEvent,
        lives: &Lives,
        effects: &mut Effects,
    ) {
        if self.closed {
            return;
        }
        let had_something = self.queue.has_something();
        if let Err(overflow) = self.queue.push(event) {
            let running = lives
                .values()
                .filter(|live| live.audience.contains(&subscriber))
                .map(|live| (live.key(), live.observed));
            self.queue.overflow(overflow, running);
        }
        if !had_something && self.queue.has_something() {
            effects.wake.push(subscriber);
        }
    }
}

pub(super) fn started(live: &Live, now: Timestamp) -> ActivityEvent {
    ActivityEvent::Started {
        activity: live.activity.clone(),
        observed: live.observed,
        incarnation: live.incarnation,
        last_moved: now.since(live.moved_at),
    }
}

pub(super) fn updated(live: &Live, now: Timestamp) -> ActivityEvent {
    ActivityEvent::Updated {
        activity: live.activity.clone(),
        incarnation: live.incarnation,
        last_moved: now.since(live.moved_at),
    }
}

pub(super) fn ended(live: &Live, how: How, now: Timestamp) -> ActivityEvent {
    ActivityEvent::Ended {
        activity: live.activity.clone(),
        how,
        incarnation: live.incarnation,
        last_moved: now.since(live.moved_at),
    }
}

/// Decides what `live` is to a watcher; whether it is told.
fn join(live: &mut Live, subscriber: SubscriberId, filter: &ActivityFilter) -> bool {
    match filter.verdict(&live.activity) {
        Verdict::Matches => live.audience.insert(subscriber),
        Verdict::Unknown | Verdict::NotNow => {
            live.undecided.insert(subscriber);
            false
        }
        Verdict::Never => false,
    }
}
