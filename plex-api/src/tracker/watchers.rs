//! The watchers, and which of them get the events of which activity.

use std::collections::{BTreeMap, BTreeSet};

use super::entry::{ActiveSet, TrackedActivity};
use super::event::{ActivityEvent, Observed};
use super::event_queue::EventQueue;
use super::filter::{ActivityFilter, FilterVerdict};
use super::input::{Effects, SubscriberId};
use crate::wire::ActivityId;

/// One watcher.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct WatcherState {
    filter: ActivityFilter,
    pub(super) queue: EventQueue,
    pub(super) closed: bool,
}

/// All watchers. Watchers of certain uuids are found by uuid, so that a thousand of them cost a new
/// activity nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Watchers {
    all: BTreeMap<SubscriberId, WatcherState>,
    by_id: BTreeMap<ActivityId, BTreeSet<SubscriberId>>,
    of_any_id: BTreeSet<SubscriberId>,
}

impl Watchers {
    pub(super) fn insert(
        &mut self,
        subscriber: SubscriberId,
        filter: ActivityFilter,
        buffer: usize,
        is_late: bool,
        active: &mut ActiveSet,
    ) {
        let mut queue = EventQueue::new(buffer);
        for tracked in active.values_mut() {
            if classify(tracked, subscriber, &filter) {
                queue.enqueue_snapshot(tracked.key(), Observed::Known);
            }
        }
        if is_late {
            queue.join_late();
        }
        if filter.wanted_ids().is_empty() {
            self.of_any_id.insert(subscriber);
        }
        for id in filter.wanted_ids() {
            self.by_id.entry(id.clone()).or_default().insert(subscriber);
        }
        let watcher = WatcherState {
            filter,
            queue,
            closed: false,
        };
        self.all.insert(subscriber, watcher);
    }

    pub(super) fn remove(&mut self, subscriber: SubscriberId, active: &mut ActiveSet) -> bool {
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
        for tracked in active.values_mut() {
            tracked.audience.remove(&subscriber);
            tracked.undecided.remove(&subscriber);
        }
        true
    }

    pub(super) fn get(&self, subscriber: SubscriberId) -> Option<&WatcherState> {
        self.all.get(&subscriber)
    }

    pub(super) fn get_mut(&mut self, subscriber: SubscriberId) -> Option<&mut WatcherState> {
        self.all.get_mut(&subscriber)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// An activity has begun.
    pub(super) fn assign_audience(&self, tracked: &mut TrackedActivity) {
        let named = self.by_id.get(&tracked.activity.uuid);
        let named = named.into_iter().flat_map(BTreeSet::iter);
        for subscriber in self.of_any_id.iter().chain(named) {
            if let Some(watcher) = self.all.get(subscriber) {
                classify(tracked, *subscriber, &watcher.filter);
            }
        }
    }

    /// A field that filters look at has changed. Returns the watchers that match now and did not before.
    pub(super) fn admit_matching(&self, tracked: &mut TrackedActivity) -> Vec<SubscriberId> {
        let matching: Vec<_> = tracked
            .undecided
            .iter()
            .copied()
            .filter(|subscriber| {
                self.all
                    .get(subscriber)
                    .is_some_and(|watcher| watcher.filter.matches(&tracked.activity))
            })
            .collect();
        for subscriber in &matching {
            tracked.undecided.remove(subscriber);
            tracked.audience.insert(*subscriber);
        }
        matching
    }

    /// Tells `subscribers` of an event.
    pub(super) fn deliver<'a>(
        &mut self,
        subscribers: impl IntoIterator<Item = &'a SubscriberId>,
        event: &ActivityEvent,
        active: &ActiveSet,
        effects: &mut Effects,
    ) {
        for subscriber in subscribers {
            if let Some(watcher) = self.all.get_mut(subscriber) {
                watcher.deliver(*subscriber, event.clone(), active, effects);
            }
        }
    }

    /// Sends an event to all watchers, whatever their filters.
    pub(super) fn deliver_to_all(
        &mut self,
        event: &ActivityEvent,
        active: &ActiveSet,
        effects: &mut Effects,
    ) {
        for (subscriber, watcher) in &mut self.all {
            watcher.deliver(*subscriber, event.clone(), active, effects);
        }
    }

    /// Sends an event to one watcher, whatever its filter.
    pub(super) fn deliver_to(
        &mut self,
        to: SubscriberId,
        event: ActivityEvent,
        active: &ActiveSet,
        effects: &mut Effects,
    ) {
        if let Some(watcher) = self.all.get_mut(&to) {
            watcher.deliver(to, event, active, effects);
        }
    }

    /// Tells one watcher something before everything that it has not taken yet.
    pub(super) fn tell_first(
        &mut self,
        to: SubscriberId,
        event: ActivityEvent,
        effects: &mut Effects,
    ) {
        if let Some(watcher) = self.all.get_mut(&to) {
            if !watcher.queue.has_events() {
                effects.wake.push(to);
            }
            watcher.queue.tell_first(event);
        }
    }

    /// A list has been merged that was sent after every subscriber below `covers` had subscribed.
    pub(super) fn verify_below(
        &mut self,
        covers: SubscriberId,
        active: &ActiveSet,
        effects: &mut Effects,
    ) {
        for (subscriber, watcher) in self.all.range_mut(..covers) {
            if !watcher.queue.verified {
                for event in watcher.queue.verify() {
                    watcher.deliver(*subscriber, event, active, effects);
                }
            }
        }
    }

    pub(super) fn close(&mut self, effects: &mut Effects) {
        for (subscriber, watcher) in &mut self.all {
            watcher.queue.close();
            if !watcher.closed {
                watcher.closed = true;
                effects.wake.push(*subscriber);
            }
        }
    }
}

#[cfg(test)]
impl Watchers {
    pub(super) fn forget_time(&mut self) {
        for watcher in self.all.values_mut() {
            watcher.queue.forget_time();
        }
    }
}

impl WatcherState {
    fn deliver(
        &mut self,
        subscriber: SubscriberId,
        event: ActivityEvent,
        active: &ActiveSet,
        effects: &mut Effects,
    ) {
        if self.closed {
            return;
        }
        let had_something = self.queue.has_events();
        if let Err(overflow) = self.queue.push(event) {
            let running = active
                .values()
                .filter(|tracked| tracked.audience.contains(&subscriber))
                .map(|tracked| (tracked.key(), tracked.observed));
            self.queue.overflow(overflow, running);
        }
        if !had_something && self.queue.has_events() {
            effects.wake.push(subscriber);
        }
    }
}

/// Decides whether a watcher gets the events of `tracked`.
fn classify(
    tracked: &mut TrackedActivity,
    subscriber: SubscriberId,
    filter: &ActivityFilter,
) -> bool {
    match filter.verdict(&tracked.activity) {
        FilterVerdict::Matches => tracked.audience.insert(subscriber),
        FilterVerdict::Unknown | FilterVerdict::NotNow => {
            tracked.undecided.insert(subscriber);
            false
        }
        FilterVerdict::Never => false,
    }
}
