//! Who waits for the end of one activity: an entry each, found by the activity.

use std::collections::{BTreeMap, BTreeSet};

use super::entry::ActiveSet;
use super::event::Outcome;
use super::input::{Done, Effects, SubscriberId, Timestamp};
use super::list_schedule::{ListSchedule, SentList};
use super::policy::TrackerPolicy;
use crate::wire::ActivityId;

/// All who wait for the end of one activity each, and the activities that were named and have not
/// shown up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Waiters {
    activities: BTreeMap<SubscriberId, ActivityId>,
    by_activity: BTreeMap<ActivityId, Vec<WaiterCohort>>,
    /// When a list may be the last that some activity fails to show up in.
    next_check_at: Option<Timestamp>,
}

/// Those who wait for one activity and came between the same two lists.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct WaiterCohort {
    /// The first of them, or a header that named the activity.
    since: SubscriberId,
    /// A header named the activity, so the lists since then count for whoever comes later, too.
    named: bool,
    members: BTreeSet<SubscriberId>,
    /// When the first list was sent that came after them and did not show the activity.
    absent_since: Option<Timestamp>,
}

impl Waiters {
    /// Adds one who waits for an activity. Returns whether it is the first to name an activity that
    /// has not shown up, so that a list is due.
    pub(super) fn insert(
        &mut self,
        subscriber: SubscriberId,
        id: ActivityId,
        active: &ActiveSet,
        lists: &ListSchedule,
    ) -> bool {
        let seen = active.contains_key(&id);
        let cohorts = self.by_activity.entry(id.clone()).or_default();
        self.activities.insert(subscriber, id);
        let fits = |one: &&mut WaiterCohort| seen || one.named || lists.none_sent_since(one.since);
        if let Some(cohort) = cohorts.iter_mut().find(fits) {
            cohort.members.insert(subscriber);
            return false;
        }
        cohorts.push(WaiterCohort::new(subscriber, Some(subscriber)));
        !seen
    }

    /// Notes that a header named an activity which nobody has seen yet. `mark` stands in the row of
    /// subscribers, since before and after are all that counts.
    pub(super) fn record_named(
        &mut self,
        mark: SubscriberId,
        id: &ActivityId,
        lists: &ListSchedule,
    ) {
        let cohorts = self.by_activity.entry(id.clone()).or_default();
        let fits = |one: &&mut WaiterCohort| one.named || lists.none_sent_since(one.since);
        match cohorts.iter_mut().find(fits) {
            Some(cohort) => cohort.named = true,
            None => cohorts.push(WaiterCohort::new(mark, None)),
        }
    }

    pub(super) fn remove(&mut self, subscriber: SubscriberId) -> bool {
        let Some(id) = self.activities.remove(&subscriber) else {
            return false;
        };
        let Some(cohorts) = self.by_activity.get_mut(&id) else {
            return true;
        };
        for cohort in cohorts.iter_mut() {
            cohort.members.remove(&subscriber);
        }
        cohorts.retain(|cohort| cohort.named || !cohort.members.is_empty());
        if cohorts.is_empty() {
            self.by_activity.remove(&id);
        }
        true
    }

    /// Whether somebody waits for an activity.
    pub(super) fn is_awaited(&self, id: &ActivityId) -> bool {
        self.by_activity.contains_key(id)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.by_activity.is_empty()
    }

    pub(super) fn next_check_at(&self) -> Option<Timestamp> {
        self.next_check_at
    }

    /// An activity is over: all who wait for it are through.
    pub(super) fn finish_ended(
        &mut self,
        id: &ActivityId,
        outcome: &Outcome,
        effects: &mut Effects,
    ) {
        let cohorts = self.by_activity.remove(id).unwrap_or_default();
        self.finish_cohorts(cohorts, outcome, effects);
    }

    /// A list that can be relied on has been merged; it showed `present`.
    pub(super) fn record_list(
        &mut self,
        list: SentList,
        present: &BTreeSet<ActivityId>,
        active: &ActiveSet,
        policy: &TrackerPolicy,
        effects: &mut Effects,
    ) {
        let mut through = Vec::new();
        let mut next_check_at = None;
        self.by_activity.retain(|id, cohorts| {
            if active.contains_key(id) || present.contains(id) {
                for cohort in cohorts {
                    cohort.absent_since = None;
                }
                return true;
            }
            through.extend(cohorts.extract_if(.., |cohort| {
                cohort.absent_since.is_some_and(|since| {
                    since != list.at && list.at.since(since) >= policy.never_seen_grace
                })
            }));
            for cohort in cohorts.iter_mut().filter(|one| one.since < list.covers) {
                let since = *cohort.absent_since.get_or_insert(list.at);
                let again = since.plus(policy.never_seen_grace);
                next_check_at =
                    next_check_at.map_or(Some(again), |at: Timestamp| Some(at.min(again)));
            }
            !cohorts.is_empty()
        });
        self.next_check_at = next_check_at;
        self.finish_cohorts(through, &Outcome::never_seen(), effects);
    }

    pub(super) fn close(&mut self, effects: &mut Effects) {
        self.by_activity.clear();
        self.next_check_at = None;
        let all = std::mem::take(&mut self.activities);
        effects
            .done
            .extend(all.into_keys().map(|one| (one, Done::Closed)));
    }

    fn finish_cohorts(
        &mut self,
        cohorts: Vec<WaiterCohort>,
        outcome: &Outcome,
        effects: &mut Effects,
    ) {
        let members = cohorts
            .into_iter()
            .flat_map(|cohort| cohort.members.into_iter());
        for subscriber in members {
            self.activities.remove(&subscriber);
            effects
                .done
                .push((subscriber, Done::Waited(outcome.clone())));
        }
    }
}

impl WaiterCohort {
    fn new(since: SubscriberId, member: Option<SubscriberId>) -> Self {
        let mut members = BTreeSet::new();
        if let Some(member) = member {
            members.insert(member);
        }
        Self {
            since,
            named: member.is_none(),
            members,
            absent_since: None,
        }
    }
}
