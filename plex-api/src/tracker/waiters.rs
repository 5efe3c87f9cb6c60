//! The waits for the end of one activity.

use std::collections::{BTreeMap, BTreeSet};

use super::entry::ActiveSet;
use super::event::{How, Outcome};
use super::input::{Effects, ListFailure, SubscriberId, Timestamp, WaitEnd};
use super::list_health::UselessAnswers;
use super::list_schedule::{ListSchedule, SentList};
use super::policy::TrackerPolicy;
use super::tombstones::Tombstones;
use crate::wire::ActivityId;

/// All waits for the end of one activity each, and the activities that a header named and that have
/// not appeared.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Waiters {
    all: BTreeMap<SubscriberId, Waiter>,
    by_activity: BTreeMap<ActivityId, Vec<WaiterCohort>>,
    /// The time when a list may be the last one that lacks some awaited activity.
    next_check_at: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Waiter {
    activity: ActivityId,
    registered_at: Timestamp,
}

/// The waits for one activity that were registered between the same two lists.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct WaiterCohort {
    /// The first of them, or a header that named the activity.
    since: SubscriberId,
    /// The time when a header named the activity. The lists since then count for later waits, too.
    named_at: Option<Timestamp>,
    members: BTreeSet<SubscriberId>,
    /// The time when the first list was sent that covers them and lacked the activity.
    absent_since: Option<Timestamp>,
}

impl Waiters {
    /// Adds a wait for an activity. Returns whether it is the first one to name an activity that has
    /// not appeared, so that a list is due.
    pub(super) fn insert(
        &mut self,
        subscriber: SubscriberId,
        id: ActivityId,
        now: Timestamp,
        active: &ActiveSet,
        lists: &ListSchedule,
    ) -> bool {
        let seen = active.contains_key(&id);
        let cohorts = self.by_activity.entry(id.clone()).or_default();
        let waiter = Waiter {
            activity: id,
            registered_at: now,
        };
        self.all.insert(subscriber, waiter);
        let fits = |one: &&mut WaiterCohort| {
            seen || one.named_at.is_some() || lists.none_sent_since(one.since)
        };
        if let Some(cohort) = cohorts.iter_mut().find(fits) {
            cohort.members.insert(subscriber);
            return false;
        }
        cohorts.push(WaiterCohort {
            since: subscriber,
            named_at: None,
            members: BTreeSet::from([subscriber]),
            absent_since: None,
        });
        !seen
    }

    /// Notes that a header named an activity that has not appeared. `mark` is a subscriber number, so
    /// that it is before or after each list like a wait.
    pub(super) fn record_named(
        &mut self,
        mark: SubscriberId,
        id: &ActivityId,
        now: Timestamp,
        lists: &ListSchedule,
    ) {
        let cohorts = self.by_activity.entry(id.clone()).or_default();
        let fits =
            |one: &&mut WaiterCohort| one.named_at.is_some() || lists.none_sent_since(one.since);
        match cohorts.iter_mut().find(fits) {
            Some(cohort) => cohort.named_at = Some(cohort.named_at.unwrap_or(now)),
            None => cohorts.push(WaiterCohort {
                since: mark,
                named_at: Some(now),
                members: BTreeSet::new(),
                absent_since: None,
            }),
        }
    }

    pub(super) fn remove(&mut self, subscriber: SubscriberId) -> bool {
        let Some(waiter) = self.all.remove(&subscriber) else {
            return false;
        };
        let Some(cohorts) = self.by_activity.get_mut(&waiter.activity) else {
            return true;
        };
        for cohort in cohorts.iter_mut() {
            cohort.members.remove(&subscriber);
        }
        cohorts.retain(WaiterCohort::is_needed);
        if cohorts.is_empty() {
            self.by_activity.remove(&waiter.activity);
        }
        true
    }

    /// Returns `true` if there is a wait for an activity, or a header named it.
    pub(super) fn is_awaited(&self, id: &ActivityId) -> bool {
        self.by_activity.contains_key(id)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.by_activity.is_empty()
    }

    pub(super) fn next_check_at(&self) -> Option<Timestamp> {
        self.next_check_at
    }

    /// An activity has ended: all waits for it are over.
    pub(super) fn finish_ended(
        &mut self,
        id: &ActivityId,
        outcome: &Outcome,
        effects: &mut Effects,
    ) {
        for cohort in self.by_activity.remove(id).unwrap_or_default() {
            self.finish(cohort.members, &WaitEnd::Waited(outcome.clone()), effects);
        }
    }

    /// A list proved the absence of activities; it showed `present`. Ends the waits for activities
    /// that never appeared, and for activities whose inferred end it confirms.
    pub(super) fn record_list(
        &mut self,
        list: SentList,
        present: &BTreeSet<ActivityId>,
        active: &ActiveSet,
        tombstones: &Tombstones,
        policy: &TrackerPolicy,
        effects: &mut Effects,
    ) {
        let mut over = Vec::new();
        let mut next_check_at = None;
        self.by_activity.retain(|id, cohorts| {
            if active.contains_key(id) || present.contains(id) {
                for cohort in cohorts {
                    cohort.absent_since = None;
                }
                return true;
            }
            if let Some(tombstone) = tombstones.get(id) {
                let confirmed = cohorts.extract_if(.., |cohort| cohort.since < list.covers);
                let done = WaitEnd::Waited(tombstone.outcome.clone());
                over.extend(confirmed.map(|cohort| (cohort.members, done.clone())));
                return !cohorts.is_empty();
            }
            let never_seen = cohorts.extract_if(.., |cohort| {
                cohort.absent_since.is_some_and(|since| {
                    since != list.at && list.at.since(since) >= policy.never_seen_grace
                })
            });
            let done = WaitEnd::Waited(Outcome::never_seen(id.clone()));
            over.extend(never_seen.map(|cohort| (cohort.members, done.clone())));
            for cohort in cohorts.iter_mut().filter(|one| one.since < list.covers) {
                let since = *cohort.absent_since.get_or_insert(list.at);
                let again = since.plus(policy.never_seen_grace);
                next_check_at =
                    next_check_at.map_or(Some(again), |at: Timestamp| Some(at.min(again)));
            }
            !cohorts.is_empty()
        });
        self.next_check_at = next_check_at;
        for (members, done) in over {
            self.finish(members, &done, effects);
        }
    }

    /// The server answered again, and proved nothing again. Ends the waits for activities that never
    /// appeared once that has lasted too long.
    pub(super) fn record_useless(
        &mut self,
        now: Timestamp,
        answers: UselessAnswers,
        failure: &ListFailure,
        active: &ActiveSet,
        policy: &TrackerPolicy,
        effects: &mut Effects,
    ) {
        let grace = policy.unreadable_grace.max(policy.never_seen_grace);
        let is_too_long = |who: SubscriberId, since: Timestamp| {
            who < answers.covers && now.since(since.max(answers.usable_at)) >= grace
        };
        let mut over = BTreeSet::new();
        let mut next_check_at = None;
        self.by_activity.retain(|id, cohorts| {
            if active.contains_key(id) {
                return true;
            }
            for cohort in cohorts.iter_mut() {
                cohort.members.retain(|member| {
                    let Some(waiter) = self.all.get(member) else {
                        return false;
                    };
                    let keep = !is_too_long(*member, waiter.registered_at);
                    if !keep {
                        over.insert(*member);
                    }
                    keep
                });
                cohort.named_at = cohort.named_at.filter(|at| !is_too_long(cohort.since, *at));
                let members = cohort.members.iter().filter_map(|one| self.all.get(one));
                let registered = members.map(|waiter| waiter.registered_at);
                next_check_at = registered
                    .chain(cohort.named_at)
                    .map(|since| since.max(answers.usable_at).plus(grace))
                    .filter(|at| *at > now)
                    .chain(next_check_at)
                    .min();
            }
            cohorts.retain(WaiterCohort::is_needed);
            !cohorts.is_empty()
        });
        self.next_check_at = next_check_at;
        self.finish(over, &WaitEnd::Unreadable(failure.clone()), effects);
    }

    pub(super) fn close(&mut self, effects: &mut Effects) {
        self.by_activity.clear();
        self.next_check_at = None;
        let all = std::mem::take(&mut self.all);
        effects
            .done
            .extend(all.into_keys().map(|one| (one, WaitEnd::Closed)));
    }

    fn finish(&mut self, members: BTreeSet<SubscriberId>, done: &WaitEnd, effects: &mut Effects) {
        for subscriber in members {
            self.all.remove(&subscriber);
            effects.done.push((subscriber, done.clone()));
        }
    }
}

impl WaiterCohort {
    /// Returns `true` if somebody waits in it, or a header named its activity.
    fn is_needed(&self) -> bool {
        self.named_at.is_some() || !self.members.is_empty()
    }
}

/// Returns `true` if the stored outcome of a tombstone can be told without another list.
pub(super) fn is_certain(outcome: &Outcome) -> bool {
    outcome.how == How::Ended
}
