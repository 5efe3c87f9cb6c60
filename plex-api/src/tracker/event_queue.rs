//! What one watcher has still to be told, within bounds.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
#[cfg(test)]
use std::time::Duration;

use super::entry::{ActiveSet, IncarnationKey};
use super::event::{ActivityEvent, Observed};
use super::input::Timestamp;

/// The events that one watcher has not taken yet, and what it knows by those that it has.
///
/// Events wait in a buffer. What a watcher must be told from the state instead (since it came in
/// the middle, or its buffer overflowed) is only noted by key, and told as it is when it is taken;
/// until then its events need no place in the buffer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct EventQueue {
    capacity: usize,
    /// Nothing about activities is told before the first list that was sent after it came.
    pub(super) open: bool,
    /// The activities whose `Started` was taken and whose `Ended` was not.
    taken: BTreeSet<IncarnationKey>,
    /// How many events were dropped since that was last told.
    missed: u64,
    /// What is to be told from the state, in order.
    order: VecDeque<IncarnationKey>,
    pending: BTreeMap<IncarnationKey, Snapshot>,
    events: VecDeque<ActivityEvent>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Snapshot {
    /// It runs, and was met like this.
    Running(Observed),
    /// It was told as started, and is over.
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
            open: false,
            taken: BTreeSet::new(),
            missed: 0,
            order: VecDeque::new(),
            pending: BTreeMap::new(),
            events: VecDeque::new(),
        }
    }

    /// Notes that the watcher is to be told that an activity runs.
    pub(super) fn enqueue_snapshot(&mut self, key: IncarnationKey, observed: Observed) {
        if !self.pending.contains_key(&key) {
            self.defer(key, Snapshot::Running(observed));
        }
    }

    /// Adds an event, unless what will be told from the state covers it.
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

    /// Drops what is in the buffer. `running` are the activities that the watcher should know of.
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
                _ => {}
            }
        }
        for (key, observed) in running {
            self.enqueue_snapshot(key, observed);
        }
        if let Some(event) = connection {
            // The newest state of the connection is told after all, so it was not missed.
            self.missed -= 1;
            self.events.push_back(event);
        }
    }

    /// Takes what comes next.
    pub(super) fn pop(&mut self, now: Timestamp, active: &ActiveSet) -> Option<ActivityEvent> {
        if !self.open {
            let next = self.events.iter().position(precedes_snapshot);
            return self.events.remove(next?);
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
        if self.open {
            self.missed > 0 || !self.pending.is_empty() || !self.events.is_empty()
        } else {
            self.events.iter().any(precedes_snapshot)
        }
    }

    /// Nothing runs any more as far as anybody knows, and nothing will come.
    pub(super) fn close(&mut self) {
        self.open = true;
        self.pending
            .retain(|_, told| matches!(told, Snapshot::Over(_)));
        self.order.retain(|key| self.pending.contains_key(key));
    }

    /// Forgets how long activities have stood still, for a search through all states.
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

    /// How much it holds, for the bounds on it.
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
        if !self.open && matches!(event, ActivityEvent::Disconnected { .. }) {
            // It goes ahead of what is held back, and makes this untrue.
            self.events
                .retain(|event| *event != ActivityEvent::Resynced);
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
        }
        Ok(())
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

/// Whether a watcher is told of it before its first list: the state of the connection, but not that
/// all has been made up for, since to this watcher it has not been.
fn precedes_snapshot(event: &ActivityEvent) -> bool {
    key_of(event).is_none() && *event != ActivityEvent::Resynced
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
