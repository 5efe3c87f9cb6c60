//! What a list says, and what it does not.

use super::list_schedule::{Sent, Use};
use super::merge::{Fields, bare};
use super::table::Set;
use super::{ActivityEvent, Effects, How, ListAnswer, Observed, Ticket, Timestamp, Tracker};
use crate::generated::types::Activity;
use crate::wire::ActivityId;

impl Tracker {
    pub(super) fn list_sent(&mut self, now: Timestamp, ticket: Ticket) {
        if !self.lists.sent(ticket, now, self.next_subscriber) {
            return;
        }
        self.lives.for_each_mut(|_, live| {
            live.known_to_list = true;
            live.touched = Fields::NONE;
        });
    }

    pub(super) fn list_answered(
        &mut self,
        now: Timestamp,
        answer: ListAnswer,
        effects: &mut Effects,
    ) {
        let Some(list) = self.lists.answered(answer.ticket, now) else {
            self.counters.void_lists += 1;
            return;
        };
        let complete = answer.complete && answer.unreadable.iter().all(Option::is_some);
        let use_as = self.lists.judge(complete, &self.policy);
        match use_as {
            Use::Complete => {}
            Use::Incomplete => self.counters.incomplete_lists += 1,
            Use::AsItStands { first } => {
                self.counters.incomplete_lists += 1;
                self.counters.incomplete_lists_used += 1;
                if first {
                    self.broadcast(&ActivityEvent::IncompleteListsUsed, effects);
                }
            }
        }
        // What cannot be read but for its uuid is there, and that is what counts.
        let unreadable = answer.unreadable.into_iter().flatten().map(bare);
        let mut present = Set::new();
        let was_overfull = std::mem::take(&mut self.overfull);
        for entry in answer.entries.into_iter().chain(unreadable) {
            let id = entry.uuid.clone();
            self.idlers.shown(list, &entry, self.lives.get(&id));
            present.insert(id);
            self.present(now, list, entry, effects);
        }
        let usable = use_as != Use::Incomplete;
        if usable {
            self.absent(now, list, &present, effects);
        }
        if usable && list.introduces {
            self.waiters
                .listed(list, &present, &self.lives, &self.policy, effects);
            self.watchers.open_below(list.covers, effects);
            self.connection.listed();
            self.settle_sync(now, effects);
            // What is not followed may be what somebody waits for to be over.
            let synced = self.connection.is_synced() && !self.overfull;
            self.idlers.listed(list, synced, now, effects);
        }
        self.overfull |= was_overfull && !(usable && list.introduces);
        self.tombstones.note_list(present, usable);
        self.sweep(now);
    }

    /// The list shows an activity.
    fn present(&mut self, now: Timestamp, list: Sent, entry: Activity, effects: &mut Effects) {
        let id = entry.uuid.clone();
        if self.lives.contains_key(&id) {
            self.listed(now, &id, entry, effects);
            return;
        }
        let incarnation = match self.tombstones.get_mut(&id) {
            None => 0,
            Some(tombstone) => {
                let long_after = list.at.since(tombstone.ended_at) >= self.policy.heal_after;
                if !tombstone.may_heal(self.connection.epoch()) {
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
        if !list.introduces || !self.has_room_for(&id) {
            return;
        }
        if self.tombstones.remove(&id).is_some() {
            self.counters.begun_anew += 1;
        }
        self.begin(now, entry, incarnation, Observed::List, effects);
    }

    /// The list lacks whatever is not `present`.
    fn absent(
        &mut self,
        now: Timestamp,
        list: Sent,
        present: &Set<ActivityId>,
        effects: &mut Effects,
    ) {
        let mut over = Vec::new();
        for (id, live) in self.lives.iter() {
            if present.contains(id) || !live.known_to_list {
                continue;
            }
            let since = *self.suspects.get_or_insert_with(id, || now);
            // A suspicion that this list raised lies behind its sending.
            if list.at >= since && list.at.since(since) >= self.policy.confirm_after {
                over.push(id.clone());
            }
        }
        for id in over {
            self.end(now, &id, How::Vanished, effects);
        }
    }
}
