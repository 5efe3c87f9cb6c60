//! What goes over the wire of a [`World`], and must have an effect or none.

use std::time::Duration;

use super::model::{PendingList, ServerLife, WireMessage, World, entry, title_of};
use super::model_actions::Quirk;
use crate::tracker::{ActivityEvent, Epoch, Input, ListAnswer, NotificationKind, Tracker};
use crate::wire::ActivityId;

impl World {
    pub(super) fn send(&mut self, activity: usize, kind: NotificationKind, updates: u8) {
        if self.up {
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
                self.fresh[message.activity] = Some(message.updates);
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
        let mut answer = ListAnswer {
            ticket: self.lists[index].ticket,
            entries: Vec::new(),
            unreadable: Vec::new(),
            complete: true,
        };
        let mut relapse = false;
        for one in 0..self.ids.len() {
            let updates = match &mut self.server[one] {
                ServerLife::Running { updates, glitched } => {
                    if matches!(quirk, Quirk::Cut(other) if one >= other) {
                        continue;
                    }
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
            match quirk {
                Quirk::Unreadable(other) if one == other => {
                    answer.unreadable.push(Some(self.ids[one].clone()));
                    continue;
                }
                _ => {}
            }
            let kind = NotificationKind::Updated;
            answer.entries.push(entry(&self.ids, one, updates, kind));
        }
        match quirk {
            Quirk::None => {}
            Quirk::Lacks(_) if relapse => self.faults.relapses -= 1,
            Quirk::Lacks(_) => self.faults.glitches -= 1,
            Quirk::Lingers(_) => self.faults.lingering -= 1,
            Quirk::Cut(_) => {
                self.faults.incomplete -= 1;
                answer.complete = false;
            }
            Quirk::Nameless => {
                self.faults.incomplete -= 1;
                answer.unreadable.push(None);
            }
            Quirk::Unreadable(_) => self.faults.unreadable -= 1,
        }
        self.lists[index].answer = Some(answer);
    }

    pub(super) fn arrive(&mut self, list: PendingList) -> Result<(), String> {
        let Some(answer) = list.answer else {
            return Err("it has not been written yet".into());
        };
        let void = self.tracker.lists.ticket_in_flight() != Some(list.ticket);
        let complete = answer.complete && answer.unreadable.iter().all(Option::is_some);
        let runs = |id: &ActivityId, one: &ListAnswer| {
            one.entries.iter().any(|entry| entry.uuid == *id)
                || one.unreadable.iter().flatten().any(|other| other == id)
        };
        if !void {
            self.incomplete_in_a_row = if complete {
                0
            } else {
                self.incomplete_in_a_row + 1
            };
        }
        if !void && (complete || self.incomplete_in_a_row >= 3) {
            let waiting = self.waiters.iter_mut().map(|waiter| &mut waiter.evidence);
            for evidence in waiting.chain(&mut self.headers) {
                let id = &self.ids[evidence.activity];
                if evidence.mark < list.covers && !runs(id, &answer) {
                    evidence.absent(list.sent_at);
                }
            }
            for idle_waiter in &mut self.idle_waiters {
                if idle_waiter.subscriber < list.covers && idle_waiter.listed.is_none() {
                    let any = answer
                        .entries
                        .iter()
                        .any(|one| idle_waiter.filter.matches(one));
                    idle_waiter.listed = Some(any);
                }
            }
        }
        for (id, life) in self.ids.iter().zip(&mut self.server) {
            if let ServerLife::Running { glitched, .. } = life
                && !void
                && runs(id, &answer)
            {
                *glitched = false;
            }
        }
        let before = self.tracker.clone();
        let ended_before: Vec<_> = self
            .ids
            .iter()
            .map(|id| self.tracker.outcome(id).is_some())
            .collect();
        let use_it = complete || self.incomplete_in_a_row >= 3;
        self.apply(Input::ListAnswered(answer))?;
        if void && before.differs(&self.tracker) {
            return Err("a void list had an effect".into());
        }
        for (index, id) in self.ids.iter().enumerate() {
            if self.tracker.outcome(id).is_some() && !ended_before[index] && !use_it {
                return Err(format!("an incomplete list ended {index}"));
            }
            let title = self
                .tracker
                .find(id)
                .and_then(|one| one.activity.title.clone());
            if let (false, Some(fresh), Some(title)) = (void, self.fresh[index], title)
                && title != title_of(fresh).as_str()
            {
                return Err(format!(
                    "a list set the title of {index} to {title}, not {fresh}"
                ));
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
