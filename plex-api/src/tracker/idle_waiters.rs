//! Who waits for quiet.

use std::collections::BTreeMap;
use std::time::Duration;

use super::entry::{ActiveSet, TrackedActivity, is_permanent};
use super::filter::{ActivityFilter, FilterVerdict};
use super::input::{Done, Effects, SubscriberId, Timestamp};
use super::list_schedule::SentList;
use crate::generated::types::Activity;
use crate::wire::ActivityId;

/// One who waits until no activity matches, and none has for a while.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct IdleWaiter {
    filter: ActivityFilter,
    quiet: Duration,
    quiet_first: bool,
    phase: QuietPhase,
    /// The running activities that match, by whether that is certain: what cannot be told yet
    /// counts.
    busy: BTreeMap<ActivityId, bool>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum QuietPhase {
    /// No list has answered yet that was sent after it came.
    First {
        /// A list that could not be relied on, or is just being merged, shows something that matches.
        shown: bool,
    },
    /// The period counts from this moment.
    Quiet { since: Timestamp },
}

/// All who wait for quiet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct IdleWaiters {
    all: BTreeMap<SubscriberId, IdleWaiter>,
}

impl IdleWaiters {
    pub(super) fn insert(
        &mut self,
        subscriber: SubscriberId,
        filter: ActivityFilter,
        quiet: Duration,
        quiet_first: bool,
        active: &ActiveSet,
    ) {
        let mut idle_waiter = IdleWaiter {
            filter,
            quiet,
            quiet_first,
            phase: QuietPhase::First { shown: false },
            busy: BTreeMap::new(),
        };
        for tracked in active.values() {
            idle_waiter.consider(tracked);
        }
        self.all.insert(subscriber, idle_waiter);
    }

    pub(super) fn remove(&mut self, subscriber: SubscriberId) -> bool {
        self.all.remove(&subscriber).is_some()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// An activity has begun, or something about it has changed that decides whether it counts.
    pub(super) fn consider(&mut self, tracked: &TrackedActivity, now: Timestamp) {
        for idle_waiter in self.all.values_mut() {
            if idle_waiter.consider(tracked) {
                idle_waiter.disturb(now);
            }
        }
    }

    pub(super) fn remove_activity(&mut self, id: &ActivityId, now: Timestamp) {
        for idle_waiter in self.all.values_mut() {
            if idle_waiter.busy.remove(id).is_some() {
                idle_waiter.disturb(now);
            }
        }
    }

    /// What is known is up to date again, after it was not.
    pub(super) fn restart_quiet(&mut self, now: Timestamp) {
        for idle_waiter in self.all.values_mut() {
            idle_waiter.disturb(now);
        }
    }

    /// A list shows an activity. It may be over by now, or be over when the list is relied on: what
    /// follows it comes after its end, so there is no quiet yet.
    pub(super) fn record_shown(
        &mut self,
        list: SentList,
        entry: &Activity,
        known: Option<&TrackedActivity>,
    ) {
        if known.is_some_and(|tracked| tracked.permanent) || known.is_none() && is_permanent(entry)
        {
            return;
        }
        for (subscriber, idle_waiter) in &mut self.all {
            if *subscriber >= list.covers {
                continue;
            }
            if let QuietPhase::First { shown } = &mut idle_waiter.phase {
                let known = known.map(|tracked| idle_waiter.filter.verdict(&tracked.activity));
                let verdict = match known {
                    None | Some(FilterVerdict::Unknown) => idle_waiter.filter.verdict(entry),
                    Some(verdict) => verdict,
                };
                *shown |= verdict <= FilterVerdict::Unknown;
            }
        }
    }

    /// A list that can be relied on has been merged.
    pub(super) fn record_list(
        &mut self,
        list: SentList,
        synced: bool,
        now: Timestamp,
        effects: &mut Effects,
    ) {
        let mut through = Vec::new();
        for (subscriber, idle_waiter) in &mut self.all {
            if *subscriber >= list.covers {
                continue;
            }
            let quiet = idle_waiter.busy.is_empty();
            match idle_waiter.phase {
                QuietPhase::First { shown: false } if quiet && !idle_waiter.quiet_first => {
                    through.push(*subscriber);
                }
                QuietPhase::First { .. } => idle_waiter.phase = QuietPhase::Quiet { since: now },
                QuietPhase::Quiet { since } => {
                    if quiet && synced && list.at >= since.plus(idle_waiter.quiet) {
                        through.push(*subscriber);
                    }
                }
            }
        }
        for subscriber in through {
            self.all.remove(&subscriber);
            effects.done.push((subscriber, Done::Idle));
        }
    }

    /// When a list may confirm that it has been quiet long enough.
    pub(super) fn confirm_at(&self) -> Option<Timestamp> {
        self.all
            .values()
            .filter(|idle_waiter| idle_waiter.busy.is_empty())
            .filter_map(|idle_waiter| match idle_waiter.phase {
                QuietPhase::First { .. } => None,
                QuietPhase::Quiet { since } => Some(since.plus(idle_waiter.quiet)),
            })
            .min()
    }

    pub(super) fn close(&mut self, effects: &mut Effects) {
        let all = std::mem::take(&mut self.all);
        effects
            .done
            .extend(all.into_keys().map(|one| (one, Done::Closed)));
    }
}

impl IdleWaiter {
    /// Whether quiet is disturbed by an activity that matches for certain and did not count before.
    fn consider(&mut self, tracked: &TrackedActivity) -> bool {
        let id = &tracked.activity.uuid;
        if tracked.permanent || self.busy.get(id) == Some(&true) {
            return false;
        }
        match self.filter.verdict(&tracked.activity) {
            FilterVerdict::Matches => self.busy.insert(id.clone(), true) != Some(true),
            FilterVerdict::Unknown => {
                self.busy.insert(id.clone(), false);
                false
            }
            FilterVerdict::NotNow | FilterVerdict::Never => {
                // It never counted after all, so it has disturbed nothing.
                self.busy.remove(id);
                false
            }
        }
    }

    fn disturb(&mut self, now: Timestamp) {
        if let QuietPhase::Quiet { since } = &mut self.phase {
            *since = now;
        }
    }
}
