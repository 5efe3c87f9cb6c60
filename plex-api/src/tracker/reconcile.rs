//! What a list says, and what it does not.

use std::collections::BTreeSet;

use super::entry::{ActivityFields, placeholder};
use super::event::{ActivityEvent, How, Observed};
use super::input::{Effects, ListAnswer, Ticket, Timestamp};
use super::list_schedule::{ListUse, SentList};
use super::tracker::Tracker;
use crate::generated::types::Activity;
use crate::wire::ActivityId;

impl Tracker {
    pub(super) fn record_list_sent(&mut self, now: Timestamp, ticket: Ticket) {
        if !self.lists.mark_sent(ticket, now, self.next_subscriber) {
            return;
        }
        for tracked in self.active.values_mut() {
            tracked.known_to_list = true;
            tracked.touched = ActivityFields::empty();
        }
    }

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
        let complete = answer.complete && answer.unreadable.iter().all(Option::is_some);
        let use_as = self.lists.assess(complete, &self.policy);
        match use_as {
            ListUse::Complete => {}
            ListUse::Incomplete => self.counters.incomplete_lists += 1,
            ListUse::AsItStands { first } => {
                self.counters.incomplete_lists += 1;
                self.counters.incomplete_lists_used += 1;
                if first {
                    self.broadcast(&ActivityEvent::IncompleteListsUsed, effects);
                }
            }
        }
        // What cannot be read but for its uuid is there, and that is what counts.
        let unreadable = answer.unreadable.into_iter().flatten().map(placeholder);
        let mut present = BTreeSet::new();
        let was_overfull = std::mem::take(&mut self.overfull);
        for entry in answer.entries.into_iter().chain(unreadable) {
            let id = entry.uuid.clone();
            self.idle_waiters
                .record_shown(list, &entry, self.active.get(&id));
            present.insert(id);
            self.reconcile_present(now, list, entry, effects);
        }
        let usable = use_as != ListUse::Incomplete;
        if usable {
            self.reconcile_absent(now, list, &present, effects);
        }
        if usable && list.introduces {
            self.waiters
                .record_list(list, &present, &self.active, &self.policy, effects);
            self.watchers.open_queues(list.covers, effects);
            self.sync.record_list();
            self.settle_sync(now, effects);
            // What is not followed may be what somebody waits for to be over.
            let synced = self.is_synced() && !self.overfull;
            self.idle_waiters.record_list(list, synced, now, effects);
        }
        self.overfull |= was_overfull && !(usable && list.introduces);
        self.tombstones.record_list(present, usable);
        self.sweep_tombstones(now);
    }

    /// The list shows an activity.
    fn reconcile_present(
        &mut self,
        now: Timestamp,
        list: SentList,
        entry: Activity,
        effects: &mut Effects,
    ) {
        let id = entry.uuid.clone();
        if self.active.contains_key(&id) {
            self.apply_listed(now, &id, entry, effects);
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
                    // Without another list nobody would ever know: what is over makes none due.
                    self.lists.due = true;
                    return;
                }
                tombstone.incarnation + 1
            }
        };
        if !list.introduces || !self.check_room_for(&id) {
            return;
        }
        if self.tombstones.remove(&id).is_some() {
            self.counters.begun_anew += 1;
        }
        self.begin_activity(now, entry, incarnation, Observed::List, effects);
    }

    /// The list lacks whatever is not `present`.
    fn reconcile_absent(
        &mut self,
        now: Timestamp,
        list: SentList,
        present: &BTreeSet<ActivityId>,
        effects: &mut Effects,
    ) {
        let mut over = Vec::new();
        for (id, tracked) in &self.active {
            if present.contains(id) || !tracked.known_to_list {
                continue;
            }
            let since = *self.suspects.entry(id.clone()).or_insert(now);
            // A suspicion that this list raised lies behind its sending.
            if list.at >= since && list.at.since(since) >= self.policy.confirm_after {
                over.push(id.clone());
            }
        }
        for id in over {
            self.end_activity(now, &id, How::Vanished, effects);
        }
    }
}
