//! The waits for quiet.

use std::collections::BTreeMap;
use std::time::Duration;

use super::entry::{ActiveSet, TrackedActivity, is_permanent};
use super::filter::{ActivityFilter, FilterVerdict};
use super::input::{Effects, SubscriberId, Timestamp, WaitEnd};
use super::list_schedule::SentList;
use crate::generated::types::Activity;
use crate::model::UnidentifiedEntry;
use crate::wire::ActivityId;

/// A wait until no activity matches and none has begun for a while.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct IdleWaiter {
    filter: ActivityFilter,
    quiet: Duration,
    quiet_first: bool,
    phase: QuietPhase,
    /// The active activities that count, and whether they match for certain. One whose deciding field
    /// is unknown counts too.
    busy: BTreeMap<ActivityId, bool>,
    /// The last list showed an entry that may match and that is not followed.
    obscured: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum QuietPhase {
    /// No usable list has answered yet that was sent after the wait was registered.
    First {
        /// Some list shows something that matches.
        shown: bool,
    },
    /// The quiet period counts from this moment.
    Quiet { since: Timestamp },
}

/// All waits for quiet.
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
            obscured: false,
        };
        for tracked in active.values() {
            idle_waiter.consider(tracked);
        }
        self.all.insert(subscriber, idle_waiter);
    }

    pub(super) fn remove(&mut self, subscriber: SubscriberId) -> bool {
        self.all.remove(&subscriber).is_some()
    }

    pub(super) fn get(&self, subscriber: SubscriberId) -> Option<&IdleWaiter> {
        self.all.get(&subscriber)
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

    /// An activity has ended.
    pub(super) fn remove_activity(&mut self, id: &ActivityId, now: Timestamp) {
        for idle_waiter in self.all.values_mut() {
            if idle_waiter.busy.remove(id).is_some() {
                idle_waiter.disturb(now);
            }
        }
    }

    /// An activity has turned out to be a permanent row. It does not disturb the quiet: it has not
    /// moved for long.
    pub(super) fn ignore_activity(&mut self, id: &ActivityId) {
        for idle_waiter in self.all.values_mut() {
            idle_waiter.busy.remove(id);
        }
    }

    /// The tracker is synced again after an outage, during which anything may have run.
    pub(super) fn restart_quiet(&mut self, now: Timestamp) {
        for idle_waiter in self.all.values_mut() {
            idle_waiter.disturb(now);
        }
    }

    /// A list is about to be merged.
    pub(super) fn begin_list(&mut self, list: SentList) {
        for (_, idle_waiter) in self.all.range_mut(..list.covers) {
            idle_waiter.obscured = false;
        }
    }

    /// A list shows an activity. It may have ended by now, or may end before a usable list is merged.
    /// An idle wait covers the activities that follow it, so the first list does not end the wait.
    pub(super) fn record_shown(
        &mut self,
        list: SentList,
        entry: &Activity,
        known: Option<&TrackedActivity>,
    ) {
        let is_ignored = known.map_or_else(|| is_permanent(entry), |tracked| tracked.permanent);
        if is_ignored {
            return;
        }
        for (_, idle_waiter) in self.all.range_mut(..list.covers) {
            if let QuietPhase::First { shown } = &mut idle_waiter.phase {
                let known = known.map(|tracked| idle_waiter.filter.verdict(&tracked.activity));
                let verdict = match known {
                    None | Some(FilterVerdict::Unknown) => idle_waiter.filter.verdict(entry),
                    Some(verdict) => verdict,
                };
                *shown |= may_match(verdict);
            }
        }
    }

    /// A list shows an entry without a readable uuid.
    pub(super) fn record_unidentified(
        &mut self,
        list: SentList,
        entry: &UnidentifiedEntry,
        now: Timestamp,
    ) {
        self.record_obscure(list, now, |filter| filter.verdict_on_unidentified(entry));
    }

    /// A list is cut, so it may have lacked anything.
    pub(super) fn record_cut(&mut self, list: SentList, now: Timestamp) {
        self.record_obscure(list, now, |_| FilterVerdict::Unknown);
    }

    /// A list shows an activity that is not followed, of which only the uuid is known.
    pub(super) fn record_unfollowed(&mut self, list: SentList, entry: &Activity, now: Timestamp) {
        self.record_obscure(list, now, |filter| filter.verdict(entry));
    }

    /// A list proved the absence of activities.
    pub(super) fn record_list(
        &mut self,
        list: SentList,
        synced: bool,
        now: Timestamp,
        effects: &mut Effects,
    ) {
        let mut over = Vec::new();
        for (subscriber, idle_waiter) in self.all.range_mut(..list.covers) {
            let is_quiet = idle_waiter.is_quiet();
            match idle_waiter.phase {
                QuietPhase::First { shown: false } if is_quiet && !idle_waiter.quiet_first => {
                    over.push(*subscriber);
                }
                QuietPhase::First { .. } => idle_waiter.phase = QuietPhase::Quiet { since: now },
                QuietPhase::Quiet { since } => {
                    if is_quiet && synced && list.at >= since.plus(idle_waiter.quiet) {
                        over.push(*subscriber);
                    }
                }
            }
        }
        for subscriber in over {
            self.all.remove(&subscriber);
            effects.done.push((subscriber, WaitEnd::Idle));
        }
    }

    /// The time when a list may confirm that it has been quiet for long enough.
    pub(super) fn confirm_at(&self) -> Option<Timestamp> {
        self.all
            .values()
            .filter(|idle_waiter| idle_waiter.is_quiet())
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
            .extend(all.into_keys().map(|one| (one, WaitEnd::Closed)));
    }

    fn record_obscure(
        &mut self,
        list: SentList,
        now: Timestamp,
        verdict: impl Fn(&ActivityFilter) -> FilterVerdict,
    ) {
        for (_, idle_waiter) in self.all.range_mut(..list.covers) {
            if !may_match(verdict(&idle_waiter.filter)) {
                continue;
            }
            idle_waiter.obscured = true;
            match &mut idle_waiter.phase {
                QuietPhase::First { shown } => *shown = true,
                QuietPhase::Quiet { since } => *since = now,
            }
        }
    }
}

impl IdleWaiter {
    pub(super) fn filter(&self) -> &ActivityFilter {
        &self.filter
    }

    /// The activities that keep the wait waiting, and whether each matches for certain.
    pub(super) fn busy(&self) -> &BTreeMap<ActivityId, bool> {
        &self.busy
    }

    /// Returns `true` if the last list showed something that may match and that is not followed.
    pub(super) fn is_obscured(&self) -> bool {
        self.obscured
    }

    fn is_quiet(&self) -> bool {
        self.busy.is_empty() && !self.obscured
    }

    /// Returns `true` if quiet is disturbed by an activity that matches for certain and did not count before.
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

fn may_match(verdict: FilterVerdict) -> bool {
    verdict <= FilterVerdict::Unknown
}
