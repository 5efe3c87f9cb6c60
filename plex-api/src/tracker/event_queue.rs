//! The events that one watcher has still to take, within bounds.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
#[cfg(test)]
use std::time::Duration;

use super::entry::{ActiveSet, IncarnationKey};
use super::event::{ActivityEvent, Observed};
use super::input::Timestamp;

/// The events that one watcher has not taken yet, and its knowledge from the events that it took.
///
/// Events wait in a buffer. For activities that were running when the watcher subscribed, and after its
/// buffer overflowed, only the key is kept, and the event is made from the tracker's state when it is
/// taken. Until then it needs no place in the buffer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct EventQueue {
    capacity: usize,
    /// A list that was sent after the watcher subscribed has been merged.
    pub(super) verified: bool,
    /// The first event: the state of the connection when the watcher subscribed.
    first: Option<ActivityEvent>,
    /// The watcher got the known activities, and has not got `Known` with `verified: true`.
    joined_late: bool,
    /// `Known` is still to come, after the snapshots.
    known_is_due: bool,
    /// `Resynced` is held back until a list of this watcher's own is merged.
    resynced_is_held: bool,
    /// The activities whose `Started` was taken and whose `Ended` was not.
    taken: BTreeSet<IncarnationKey>,
    /// The number of events that were dropped since the last `Lagged`.
    missed: u64,
    /// The activities whose events are made from the state, in order.
    order: VecDeque<IncarnationKey>,
    pending: BTreeMap<IncarnationKey, Snapshot>,
    /// The newest `ListsFailing` or `ListsRecovered` that the buffer lost. These events are rare and not
    /// repeated, so the watcher must get it.
    lists: Option<ActivityEvent>,
    events: VecDeque<ActivityEvent>,
}

/// The event that is made from the state of an activity.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Snapshot {
    /// It runs, and the client learned of it in this way.
    Running(Observed),
    /// The watcher took its `Started` event, and it has ended.
    Over(ActivityEvent),
}

/// The buffer is full. [`EventQueue::overflow`] must follow with this event.
#[must_use]
#[derive(Debug)]
pub(super) struct QueueOverflow(ActivityEvent);

impl EventQueue {
    pub(super) fn new(capacity: usize) -> Self {
        Self {
            capacity: capacity.max(1),
            verified: false,
            first: None,
            joined_late: false,
            known_is_due: false,
            resynced_is_held: false,
            taken: BTreeSet::new(),
            missed: 0,
            order: VecDeque::new(),
            pending: BTreeMap::new(),
            lists: None,
            events: VecDeque::new(),
        }
    }

    /// Notes that the watcher subscribed to a tracker that knows something already: `Known` follows
    /// the events of the running activities.
    pub(super) fn join_late(&mut self) {
        self.joined_late = true;
        self.known_is_due = true;
    }

    /// Tells this before everything that was not taken yet.
    pub(super) fn tell_first(&mut self, event: ActivityEvent) {
        self.first = Some(event);
    }

    /// Notes that a list that was sent after the watcher subscribed has been merged. Returns the
    /// events that tell it.
    pub(super) fn verify(&mut self) -> Vec<ActivityEvent> {
        self.verified = true;
        let known = ActivityEvent::Known { verified: true };
        let known = std::mem::take(&mut self.joined_late).then_some(known);
        let resynced =
            std::mem::take(&mut self.resynced_is_held).then_some(ActivityEvent::Resynced);
        known.into_iter().chain(resynced).collect()
    }

    /// Notes that the watcher is to be told that an activity runs.
    pub(super) fn enqueue_snapshot(&mut self, key: IncarnationKey, observed: Observed) {
        if !self.pending.contains_key(&key) {
            self.defer(key, Snapshot::Running(observed));
        }
    }

    /// Adds an event, unless an event that will be built from the state covers it.
    pub(super) fn push(&mut self, event: ActivityEvent) -> Result<(), QueueOverflow> {
        let Some(key) = key_of(&event) else {
            return self.push_status(event);
        };
        match event {
            ActivityEvent::Started { observed, .. } if self.missed > 0 => {
                self.missed += 1;
                self.enqueue_snapshot(key, observed);
                Ok(())
            }
            ActivityEvent::Ended { .. } => match self.pending.get_mut(&key) {
                Some(told) if self.taken.contains(&key) => {
                    if self.missed > 0 {
                        self.missed += 1;
                    }
                    *told = Snapshot::Over(event);
                    Ok(())
                }
                Some(&mut Snapshot::Running(observed)) => {
                    self.cancel_deferred(&key);
                    if self.missed > 0 {
                        // It began and ended inside the lag.
                        self.missed += 1;
                        return Ok(());
                    }
                    // It ended before the watcher could be told that it ran.
                    self.append(started_before(&event, observed))?;
                    self.append(event)
                }
                _ => self.append(event),
            },
            _ if self.pending.contains_key(&key) => {
                if self.missed > 0 {
                    self.missed += 1;
                }
                Ok(())
            }
            event => self.append(event),
        }
    }

    /// Drops the events in the buffer. `running` are the activities that the watcher should know of.
    pub(super) fn overflow(
        &mut self,
        QueueOverflow(last): QueueOverflow,
        running: impl Iterator<Item = (IncarnationKey, Observed)>,
    ) {
        let mut connection = None;
        let dropped = std::mem::take(&mut self.events);
        for event in dropped.into_iter().chain([last]) {
            self.missed += 1;
            let over = matches!(event, ActivityEvent::Ended { .. });
            match key_of(&event) {
                Some(key) if over && self.taken.contains(&key) => {
                    self.defer(key, Snapshot::Over(event));
                }
                None if is_connection_state(&event) => connection = Some(event),
                None if is_list_state(&event) => self.keep_list_state(event),
                _ => {}
            }
        }
        for (key, observed) in running {
            self.enqueue_snapshot(key, observed);
        }
        if let Some(event) = connection {
            // The watcher gets the newest state of the connection, so it was not missed.
            self.missed -= 1;
            self.events.push_back(event);
        }
    }

    /// Takes the next event.
    pub(super) fn pop(&mut self, now: Timestamp, active: &ActiveSet) -> Option<ActivityEvent> {
        if let Some(event) = self.first.take() {
            return Some(event);
        }
        if self.missed > 0 {
            let missed = std::mem::take(&mut self.missed);
            return Some(ActivityEvent::Lagged { missed });
        }
        while let Some(key) = self.order.pop_front() {
            match self.pending.remove(&key) {
                Some(Snapshot::Over(event)) => {
                    self.taken.remove(&key);
                    return Some(event);
                }
                Some(Snapshot::Running(observed)) => {
                    if let Some(event) = self.take_snapshot(key, observed, now, active) {
                        return Some(event);
                    }
                }
                None => {}
            }
        }
        if std::mem::take(&mut self.known_is_due) {
            return Some(ActivityEvent::Known { verified: false });
        }
        if let Some(event) = self.lists.take() {
            return Some(event);
        }
        let event = self.events.pop_front()?;
        if let Some(key) = key_of(&event) {
            match event {
                ActivityEvent::Started { .. } => drop(self.taken.insert(key)),
                ActivityEvent::Ended { .. } => drop(self.taken.remove(&key)),
                _ => {}
            }
        }
        Some(event)
    }

    pub(super) fn has_events(&self) -> bool {
        self.first.is_some()
            || self.missed > 0
            || self.known_is_due
            || self.lists.is_some()
            || !self.pending.is_empty()
            || !self.events.is_empty()
    }

    /// Drops the events that would be read from the state, which is gone. Ends stay.
    pub(super) fn close(&mut self) {
        self.known_is_due = false;
        self.pending
            .retain(|_, told| matches!(told, Snapshot::Over(_)));
        self.order.retain(|key| self.pending.contains_key(key));
    }

    /// Forgets how long activities have made no progress, for a search through all states.
    #[cfg(test)]
    pub(super) fn forget_time(&mut self) {
        let forget = |event: &mut ActivityEvent| match event {
            ActivityEvent::Started { last_moved, .. }
            | ActivityEvent::Updated { last_moved, .. }
            | ActivityEvent::Ended { last_moved, .. } => *last_moved = Duration::ZERO,
            _ => {}
        };
        self.events.iter_mut().for_each(forget);
        for told in self.pending.values_mut() {
            if let Snapshot::Over(event) = told {
                forget(event);
            }
        }
    }

    /// Returns the sizes of its parts, to check their limits.
    #[cfg(test)]
    pub(super) fn sizes(&self) -> (usize, usize, usize) {
        (self.events.len(), self.pending.len(), self.taken.len())
    }

    fn take_snapshot(
        &mut self,
        key: IncarnationKey,
        observed: Observed,
        now: Timestamp,
        active: &ActiveSet,
    ) -> Option<ActivityEvent> {
        let tracked = active.get(&key.id)?;
        if tracked.incarnation != key.incarnation {
            return None;
        }
        Some(if self.taken.insert(key) {
            let mut event = tracked.started_event(now);
            if let ActivityEvent::Started { observed: how, .. } = &mut event {
                *how = observed;
            }
            event
        } else {
            tracked.updated_event(now)
        })
    }

    fn push_status(&mut self, event: ActivityEvent) -> Result<(), QueueOverflow> {
        match event {
            // For this watcher it is true only after a list of its own.
            ActivityEvent::Resynced if !self.verified => {
                self.resynced_is_held = true;
                return Ok(());
            }
            ActivityEvent::Disconnected { .. } => self.resynced_is_held = false,
            _ => {}
        }
        if self.missed == 0 {
            return self.append(event);
        }
        if is_connection_state(&event) {
            // While it lags, only the newest state of the connection is kept.
            self.missed += self.events.len() as u64;
            self.events.clear();
            self.events.push_back(event);
        } else {
            self.missed += 1;
            if is_list_state(&event) {
                self.keep_list_state(event);
            }
        }
        Ok(())
    }

    /// Keeps this beside the buffer. It was counted as missed, and the watcher gets it after all.
    fn keep_list_state(&mut self, event: ActivityEvent) {
        if self.lists.replace(event).is_none() {
            self.missed -= 1;
        }
    }

    fn append(&mut self, event: ActivityEvent) -> Result<(), QueueOverflow> {
        if self.events.len() >= self.capacity {
            return Err(QueueOverflow(event));
        }
        self.events.push_back(event);
        Ok(())
    }

    fn defer(&mut self, key: IncarnationKey, told: Snapshot) {
        if self.pending.insert(key.clone(), told).is_none() {
            self.order.push_back(key);
        }
    }

    fn cancel_deferred(&mut self, key: &IncarnationKey) {
        self.pending.remove(key);
        self.order.retain(|one| one != key);
    }
}

fn key_of(event: &ActivityEvent) -> Option<IncarnationKey> {
    match event {
        ActivityEvent::Started {
            activity,
            incarnation,
            ..
        }
        | ActivityEvent::Updated {
            activity,
            incarnation,
            ..
        }
        | ActivityEvent::Ended {
            activity,
            incarnation,
            ..
        } => Some(IncarnationKey {
            id: activity.uuid.clone(),
            incarnation: *incarnation,
        }),
        _ => None,
    }
}

const fn is_connection_state(event: &ActivityEvent) -> bool {
    matches!(
        event,
        ActivityEvent::Connected { .. }
            | ActivityEvent::Disconnected { .. }
            | ActivityEvent::Resynced
    )
}

const fn is_list_state(event: &ActivityEvent) -> bool {
    matches!(
        event,
        ActivityEvent::ListsFailing { .. } | ActivityEvent::ListsRecovered
    )
}

fn started_before(ended: &ActivityEvent, observed: Observed) -> ActivityEvent {
    match ended.clone() {
        ActivityEvent::Ended {
            activity,
            incarnation,
            last_moved,
            ..
        } => ActivityEvent::Started {
            activity,
            observed,
            incarnation,
            last_moved,
        },
        other => other,
    }
}
