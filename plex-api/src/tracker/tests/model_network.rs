//! The traffic on the wire of a [`World`], which must have an effect or none.

use std::time::Duration;

use super::model::{PendingList, ServerLife, WireMessage, World, entry, title_of};
use super::model_actions::{Failure, Quirk};
use crate::error::ErrorKind;
use crate::generated::types::Activity;
use crate::model::{ListedActivities, UnidentifiedEntry};
use crate::tracker::filter::FilterVerdict;
use crate::tracker::{
    ActivityEvent, Epoch, Input, ListAnswer, ListFailure, NotificationKind, SubscriberId, Tracker,
};
use crate::wire::ActivityId;

impl World {
    pub(super) fn send(&mut self, activity: usize, kind: NotificationKind, updates: u8) {
        if self.up && !self.frozen {
            self.wire.push_back(WireMessage {
                epoch: self.epoch,
                activity,
                kind,
                updates,
            });
        }
    }

    pub(super) fn lose(&mut self) -> Result<(), String> {
        self.up = false;
        self.frozen = false;
        self.last_change = self.now;
        self.apply(Input::ConnectionLost {
            epoch: Epoch(self.epoch),
        })?;
        self.apply(Input::Broadcast(ActivityEvent::disconnected(
            "cut",
            Duration::from_secs(1),
        )))
    }

    pub(super) fn deliver(&mut self, message: &WireMessage) -> Result<(), String> {
        let id = self.ids[message.activity].clone();
        let before = self.tracker.clone();
        let counts = self.up && message.epoch == self.epoch;
        if counts {
            self.last_heard = self.now;
            let over = self.tracker.outcome(&id).is_some();
            let late =
                message.kind == NotificationKind::Started && self.tracker.find(&id).is_some();
            if !over && message.kind == NotificationKind::Ended {
                self.told[message.activity] = Some(self.epoch);
            }
            if !over && !late {
                for list in &mut self.lists {
                    list.fresh[message.activity] = Some(message.updates);
                }
            }
        }
        let activity = entry(&self.ids, message.activity, message.updates, message.kind);
        self.apply(Input::Notification {
            epoch: Epoch(message.epoch),
            kind: message.kind,
            id,
            activity: Some(activity),
        })?;
        if !counts && before.differs(&self.tracker) {
            return Err(format!("{message:?} of another connection had an effect"));
        }
        Ok(())
    }

    pub(super) fn answer(&mut self, index: usize, quirk: Quirk) {
        let mut listed = ListedActivities::default();
        let mut relapse = false;
        for one in 0..self.ids.len() {
            let updates = match &mut self.server[one] {
                ServerLife::Running { updates, glitched } => {
                    if quirk == Quirk::Lacks(one) {
                        relapse = *glitched || self.faults.glitches == 0;
                        *glitched = true;
                        continue;
                    }
                    *updates
                }
                ServerLife::Over { updates, .. } if quirk == Quirk::Lingers(one) => *updates,
                _ => continue,
            };
            let entry = entry(&self.ids, one, updates, NotificationKind::Updated);
            match quirk {
                Quirk::Cut(other) if one >= other => listed.is_cut = true,
                Quirk::Bare(other) if one >= other => listed.bare_ids.push(entry.uuid),
                Quirk::WithoutId(other) if one == other => {
                    listed.unidentified.push(UnidentifiedEntry {
                        type_: entry.type_,
                        context: entry.context,
                    });
                }
                Quirk::WithoutIdAndType(other) if one == other => {
                    listed.unidentified.push(UnidentifiedEntry::default());
                }
                Quirk::Unreadable(other) if one == other => {
                    listed.entries.push(Activity::placeholder(entry.uuid));
                }
                _ => listed.entries.push(entry),
            }
        }
        match quirk {
            Quirk::None => {}
            Quirk::Lacks(_) if relapse => self.faults.relapses -= 1,
            Quirk::Lacks(_) => self.faults.glitches -= 1,
            Quirk::Lingers(_) => self.faults.lingering -= 1,
            Quirk::Cut(_) => self.faults.cuts -= 1,
            Quirk::Nameless => {
                self.faults.nameless -= 1;
                listed.unidentified.push(UnidentifiedEntry::default());
            }
            Quirk::WithoutId(_) | Quirk::WithoutIdAndType(_) => self.faults.nameless -= 1,
            Quirk::Bare(_) | Quirk::Unreadable(_) => self.faults.unreadable -= 1,
        }
        let ticket = self.lists[index].ticket;
        self.lists[index].answer = Some(ListAnswer { ticket, listed });
    }

    pub(super) fn arrive(&mut self, list: PendingList) -> Result<(), String> {
        let Some(answer) = list.answer else {
            return Err("it has not been written yet".into());
        };
        if self.tracker.is_in_flight(list.ticket) != list.counts {
            return Err(format!("it must count: {}, {:?}", list.counts, list.ticket));
        }
        let listed = answer.listed.clone();
        let shows = |id: &ActivityId| {
            listed.entries.iter().any(|entry| entry.uuid == *id) || listed.bare_ids.contains(id)
        };
        let may_show = |activity: &Activity| {
            let types = listed.unidentified.iter().map(|entry| &entry.type_);
            let mut of_type = types.filter(|kind| {
                kind.is_none() || activity.type_.is_none() || **kind == activity.type_
            });
            listed.is_cut || of_type.next().is_some()
        };
        let is_complete = !listed.is_cut && listed.unidentified.is_empty();
        if list.counts {
            for other in &mut self.lists {
                other.counts &= other.ticket > list.ticket;
            }
            if !listed.is_cut {
                let in_a_row = self.nameless_in_a_row + 1;
                self.nameless_in_a_row = if is_complete { 0 } else { in_a_row };
            }
        }
        let is_used = !listed.is_cut && (is_complete || self.nameless_in_a_row >= 3);
        let mut obscured = Vec::new();
        if list.counts {
            self.note_evidence(list.covers, list.sent_at, is_complete, shows);
            for idle_waiter in &mut self.idle_waiters {
                if idle_waiter.subscriber >= list.covers || idle_waiter.done {
                    continue;
                }
                let filter = &idle_waiter.filter;
                let unidentified = listed.unidentified.iter();
                let mut verdicts = unidentified.map(|entry| filter.verdict_on_unidentified(entry));
                if listed.is_cut || verdicts.any(|one| one <= FilterVerdict::Unknown) {
                    obscured.push(idle_waiter.subscriber);
                }
                if is_used && idle_waiter.listed.is_none() {
                    let any = listed.entries.iter().any(|one| filter.matches(one));
                    idle_waiter.listed = Some(any);
                }
            }
            for watcher in &mut self.watchers {
                watcher.listed |= watcher.subscriber < list.covers;
            }
        }
        // A glitch whose list is still in flight is not repaired by an older list.
        let pending = self.lists.iter().filter(|other| other.counts);
        let pending: Vec<&ListAnswer> = pending.filter_map(|other| other.answer.as_ref()).collect();
        let is_lacking = |id: &ActivityId| {
            pending.iter().any(|answer| {
                let listed = &answer.listed;
                let is_named = listed.entries.iter().any(|entry| entry.uuid == *id);
                !is_named && !listed.bare_ids.contains(id)
            })
        };
        for (index, (id, life)) in self.ids.iter().zip(&mut self.server).enumerate() {
            if let ServerLife::Running { glitched, updates } = life
                && list.counts
            {
                let truth = entry(&self.ids, index, *updates, NotificationKind::Updated);
                if (shows(id) || may_show(&truth)) && !is_lacking(id) {
                    *glitched = false;
                }
            }
        }
        let before = self.tracker.clone();
        self.apply(Input::ListAnswered(answer))?;
        if !list.counts && before.differs(&self.tracker) {
            return Err("a list that must not count had an effect".into());
        }
        for idle_waiter in &self.idle_waiters {
            if idle_waiter.done && obscured.contains(&idle_waiter.subscriber) {
                return Err(format!(
                    "quiet by a list that may show a match: {idle_waiter:?}"
                ));
            }
        }
        for (index, id) in self.ids.iter().enumerate() {
            let has_ended = self.tracker.outcome(id).is_some() && before.outcome(id).is_none();
            if has_ended
                && let Some(ended) = before.find(id)
                && (!is_used || shows(id) || may_show(ended.activity))
            {
                return Err(format!("a list that may show {index} ended it"));
            }
            let title = self
                .tracker
                .find(id)
                .and_then(|one| one.activity.title.clone());
            if let (true, Some(fresh), Some(title)) = (list.counts, list.fresh[index], title)
                && title != title_of(fresh).as_str()
            {
                return Err(format!(
                    "a list set the title of {index} to {title}, not {fresh}"
                ));
            }
        }
        if list.counts && !is_complete {
            self.check_unreadable_waits()?;
        }
        Ok(())
    }

    /// A list gets no answer, or a useless one.
    pub(super) fn fail(&mut self, list: &PendingList, failure: Failure) -> Result<(), String> {
        let useless = failure == Failure::UselessAnswer;
        if list.counts && useless {
            self.note_evidence(list.covers, list.sent_at, false, |_| true);
        }
        let (kind, reason) = match failure {
            Failure::NoAnswer => (ErrorKind::Timeout, "no answer"),
            Failure::UselessAnswer => (ErrorKind::Server, "useless"),
        };
        let failure = ListFailure::new(kind, reason);
        self.apply(Input::ListFailed(list.ticket, failure))?;
        if list.counts && useless {
            self.check_unreadable_waits()?;
        }
        Ok(())
    }

    /// Notes for each wait the evidence in the answer to a list.
    fn note_evidence(
        &mut self,
        covers: SubscriberId,
        sent_at: u64,
        is_proof: bool,
        shows: impl Fn(&ActivityId) -> bool,
    ) {
        let waiting = self.waiters.iter_mut().filter(|one| one.result.is_none());
        let waiting = waiting.map(|waiter| &mut waiter.evidence);
        for evidence in waiting.chain(&mut self.headers) {
            if is_proof {
                evidence.useless = 0;
                evidence.useless_since = self.now;
            }
            if evidence.mark >= covers {
                continue;
            }
            if !is_proof {
                evidence.useless += 1;
            } else if !shows(&self.ids[evidence.activity]) {
                evidence.absent(sent_at);
            }
        }
    }

    /// Law 12: no wait for an activity that was never seen outlasts useless answers for too long.
    fn check_unreadable_waits(&self) -> Result<(), String> {
        let grace = self.tracker.policy.unreadable_grace.as_secs();
        for waiter in self.waiters.iter().filter(|one| one.result.is_none()) {
            let is_seen = self.tracker.find(&self.ids[waiter.activity]).is_some();
            if !is_seen && waiter.evidence.is_useless(self.now, grace) {
                return Err(format!("it waits in spite of useless answers: {waiter:?}"));
            }
        }
        Ok(())
    }
}

impl Tracker {
    pub(super) fn differs(&self, other: &Self) -> bool {
        (&self.active, &self.tombstones) != (&other.active, &other.tombstones)
    }
}
