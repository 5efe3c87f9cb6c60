//! The conclusions from a list, and their limits.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::event::{ActivityEvent, How, Observed};
use super::input::{Effects, ListAnswer, ListFailure, Ticket, Timestamp};
use super::list_health::{cut, unidentified};
use super::list_schedule::{ListUse, SentList};
use super::tracker::Tracker;
use crate::generated::types::Activity;
use crate::model::{ListedActivities, UnidentifiedEntry};
use crate::wire::{ActivityId, LenientString};

impl Tracker {
    /// Notes that a list is sent now.
    pub(super) fn record_list_sent(&mut self, now: Timestamp, ticket: Ticket) {
        let epoch = self.sync.is_up().then(|| self.sync.epoch());
        if !self
            .lists
            .mark_sent(ticket, now, epoch, self.next_subscriber)
        {
            return;
        }
        for tracked in self.active.values_mut() {
            tracked.note_list_sent();
        }
    }

    /// Merges a list.
    pub(super) fn reconcile_list(
        &mut self,
        now: Timestamp,
        answer: ListAnswer,
        effects: &mut Effects,
    ) {
        let Some(list) = self.lists.take_answered(answer.ticket, now) else {
            self.counters.void_lists += 1;
            return;
        };
        self.is_informed = true;
        self.health.succeeded_at = Some(now);
        let listed = answer.listed;
        let list_use = self.lists.assess(&listed, &self.policy);
        self.report_use(now, list_use, effects);
        let not_followed_before = std::mem::take(&mut self.not_followed);
        self.idle_waiters.begin_list(list);
        let unclear = Unclear::new(&listed, list_use);
        self.record_unclear(now, list, &listed.unidentified, list_use);
        let present = self.reconcile_present(now, list, listed, effects);
        self.reconcile_absent(now, list, list_use, &present, &unclear, effects);
        let proves_absence = list_use.proves_absence();
        let is_usable = proves_absence && list.introduces;
        match list_use {
            ListUse::Complete => {
                self.health.record_proof(now);
                if list.introduces {
                    self.waiters.record_list(
                        list,
                        &present,
                        &self.active,
                        &self.tombstones,
                        &self.policy,
                        effects,
                    );
                }
            }
            // A wait may be for an activity that such a list does not name.
            ListUse::Cut => self.record_useless(now, list, &cut(), effects),
            ListUse::Unidentified | ListUse::UnidentifiedUsed { .. } => {
                self.record_useless(now, list, &unidentified(), effects);
            }
        }
        if is_usable {
            if self.sync.is_current(list) {
                self.watchers
                    .verify_below(list.covers, &self.active, effects);
                self.views.verify_below(list.covers, effects);
                self.sync.record_list();
                self.settle_sync(now, effects);
            }
            // An activity that is not followed may be the one that somebody waits for.
            let synced = self.is_synced() && self.not_followed == 0;
            self.idle_waiters.record_list(list, synced, now, effects);
        }
        if !is_usable {
            self.not_followed = self.not_followed.max(not_followed_before);
        }
        self.tombstones.record_list(present, proves_absence);
        self.sweep_tombstones(now);
    }

    /// A list failed: there was no answer, or it could not be used.
    pub(super) fn record_list_failure(
        &mut self,
        now: Timestamp,
        ticket: Ticket,
        failure: ListFailure,
        effects: &mut Effects,
    ) {
        let Some(list) = self.lists.take_failed(ticket, now, &failure, &self.policy) else {
            return;
        };
        self.counters.failed_lists += 1;
        if let Some(list) = list.filter(|_| failure.is_answer()) {
            self.record_useless(now, list, &failure, effects);
        }
        let tell = self.sync.is_up() || failure.is_answer();
        self.report_trouble(now, failure, tell, effects);
    }

    /// The server answered a list, and the answer does not prove that anything is absent.
    fn record_useless(
        &mut self,
        now: Timestamp,
        list: SentList,
        why: &ListFailure,
        effects: &mut Effects,
    ) {
        if let Some(answers) = self.health.record_useless(list.covers) {
            self.waiters
                .record_useless(now, answers, why, &self.active, &self.policy, effects);
        }
    }

    /// Counts lists that are not complete, and tells watchers when lists begin or cease to be usable.
    fn report_use(&mut self, now: Timestamp, list_use: ListUse, effects: &mut Effects) {
        if list_use == ListUse::Cut {
            self.counters.incomplete_lists += 1;
            self.report_trouble(now, cut(), true, effects);
            return;
        }
        if let Some(event) = self.health.record_merged() {
            self.broadcast(&event, effects);
        }
        match list_use {
            ListUse::Complete | ListUse::Cut => {}
            ListUse::Unidentified => self.counters.incomplete_lists += 1,
            ListUse::UnidentifiedUsed { first } => {
                self.counters.incomplete_lists += 1;
                self.counters.incomplete_lists_used += 1;
                if first {
                    self.broadcast(&ActivityEvent::IncompleteListsUsed, effects);
                }
            }
        }
    }

    fn report_trouble(
        &mut self,
        now: Timestamp,
        failure: ListFailure,
        tell: bool,
        effects: &mut Effects,
    ) {
        let event = self.health.record_trouble(now, failure, tell, &self.policy);
        if let Some(event) = event {
            self.broadcast(&event, effects);
        }
    }

    /// Tells the waits for quiet of activities that a list may show beyond the activities that it names.
    fn record_unclear(
        &mut self,
        now: Timestamp,
        list: SentList,
        unidentified: &[UnidentifiedEntry],
        list_use: ListUse,
    ) {
        for entry in unidentified {
            self.idle_waiters.record_unidentified(list, entry, now);
        }
        if list_use == ListUse::Cut {
            self.idle_waiters.record_cut(list, now);
        }
    }

    /// Merges the activities that the list shows. Returns the uuids.
    fn reconcile_present(
        &mut self,
        now: Timestamp,
        list: SentList,
        listed: ListedActivities,
        effects: &mut Effects,
    ) -> BTreeSet<ActivityId> {
        let mut present = BTreeSet::new();
        for entry in listed.entries {
            let id = entry.uuid.clone();
            self.idle_waiters
                .record_shown(list, &entry, self.active.get(&id));
            present.insert(id);
            self.reconcile_entry(now, list, entry, effects);
        }
        for id in listed.bare_ids {
            let entry = Activity::placeholder(id.clone());
            let is_followed = self.active.contains_key(&id)
                || self.tombstones.get(&id).is_some()
                || self.waiters.is_awaited(&id);
            if is_followed {
                self.idle_waiters
                    .record_shown(list, &entry, self.active.get(&id));
                self.reconcile_entry(now, list, entry, effects);
            } else {
                self.idle_waiters.record_unfollowed(list, &entry, now);
                self.counters.not_followed += 1;
                self.not_followed += 1;
            }
            present.insert(id);
        }
        present
    }

    /// Merges one activity that the list shows.
    fn reconcile_entry(
        &mut self,
        now: Timestamp,
        list: SentList,
        entry: Activity,
        effects: &mut Effects,
    ) {
        let id = entry.uuid.clone();
        if self.active.contains_key(&id) {
            self.apply_listed(now, list, &id, entry, effects);
            return;
        }
        let incarnation = match self.tombstones.get_mut(&id) {
            None => 0,
            Some(tombstone) => {
                let long_after = list.at.since(tombstone.ended_at) >= self.policy.heal_after;
                if !tombstone.may_heal(self.sync.epoch()) {
                    return;
                }
                tombstone.sightings += u32::from(long_after);
                if tombstone.sightings < 2 {
                    // Another list must decide. Nothing else would ask for it: the activity is not
                    // active.
                    self.lists.due = true;
                    return;
                }
                tombstone.incarnation + 1
            }
        };
        if !list.introduces {
            return;
        }
        if !self.check_room_for(&id) {
            self.not_followed += 1;
            return;
        }
        if self.tombstones.remove(&id).is_some() {
            self.counters.begun_anew += 1;
        }
        self.begin_activity(now, entry, incarnation, Observed::List, effects);
        if !self.sync.is_current(list)
            && let Some(tracked) = self.active.get_mut(&id)
        {
            tracked.stale = true;
        }
    }

    /// Draws the conclusions from the activities that the list lacks.
    fn reconcile_absent(
        &mut self,
        now: Timestamp,
        list: SentList,
        list_use: ListUse,
        present: &BTreeSet<ActivityId>,
        unclear: &Unclear,
        effects: &mut Effects,
    ) {
        let mut over = Vec::new();
        for (id, tracked) in &mut self.active {
            if present.contains(id) {
                continue;
            }
            if unclear.may_be(&tracked.activity) {
                // The list may show it, so it proves nothing about it, now and when the next list
                // lacks it. Once such lists are used, the tracker stops looking for it.
                self.suspects.remove(id);
                if list_use.proves_absence() && self.sync.is_current(list) {
                    tracked.stale = false;
                }
                continue;
            }
            if !list_use.proves_absence() || !tracked.was_known_to(list.slot) {
                continue;
            }
            let since = *self.suspects.entry(id.clone()).or_insert(now);
            // The list must be sent after the answer that raised the suspicion.
            if list.at >= since && list.at.since(since) >= self.policy.confirm_after {
                over.push(id.clone());
            }
        }
        for id in over {
            self.counters.vanished += 1;
            self.end_activity(now, &id, How::Vanished, effects);
        }
    }
}

/// The activities that a list may show without naming them.
enum Unclear {
    /// Any activity.
    Any,
    /// Activities of these types. An activity of unknown type may be of any type.
    OfTypes(Vec<LenientString>),
}

impl Unclear {
    fn new(listed: &ListedActivities, list_use: ListUse) -> Self {
        let types = listed.unidentified.iter().map(|entry| entry.type_.clone());
        match types.collect::<Option<Vec<_>>>() {
            Some(types) if list_use != ListUse::Cut => Self::OfTypes(types),
            _ => Self::Any,
        }
    }

    fn may_be(&self, activity: &Arc<Activity>) -> bool {
        match (self, &activity.type_) {
            (Self::Any, _) => true,
            (Self::OfTypes(types), Some(kind)) => types.contains(kind),
            (Self::OfTypes(types), None) => !types.is_empty(),
        }
    }
}
