//! What must hold after every step of a [`World`].

use super::model::{ServerLife, World};
use crate::tracker::{How, SubscriberId};

impl World {
    /// What must hold at any time.
    pub(super) fn check(
        &mut self,
        known_before: &[bool],
        there_before: &[SubscriberId],
    ) -> Result<(), String> {
        let policy = &self.tracker.policy;
        for (index, id) in self.ids.iter().enumerate() {
            let Some(outcome) = self.tracker.outcome(id) else {
                continue;
            };
            if self.honest && !matches!(self.server[index], ServerLife::Over { .. }) {
                return Err(format!("{index} ended falsely: {outcome:?}"));
            }
            if !known_before[index] && self.tracker.find(id).is_none() {
                for watcher in &mut self.watchers {
                    if there_before.contains(&watcher.subscriber) {
                        watcher.look_at_end(index, outcome);
                    }
                }
            }
        }
        for watcher in &mut self.watchers {
            watcher.look(&self.tracker, &self.ids);
        }
        for waiter in &self.waiters {
            let over = matches!(self.server[waiter.activity], ServerLife::Over { .. });
            let known = self.tracker.outcome(&self.ids[waiter.activity]).is_some();
            match &waiter.outcome {
                Some(outcome) if self.honest && outcome.how != How::NeverSeen && !over => {
                    return Err(format!("{waiter:?} although it runs"));
                }
                None if known => return Err(format!("not woken: {waiter:?}")),
                _ => {}
            }
        }
        let synced = self.tracker.is_synced();
        for idle_waiter in &mut self.idle_waiters {
            let busy = self
                .tracker
                .running()
                .any(|running| idle_waiter.filter.matches(running.activity));
            if busy || !synced {
                idle_waiter.disturbed = self.now;
            }
        }
        let asked = self.tracker.lists.is_any_in_flight();
        let awaited = self.waiters.iter().any(|one| one.outcome.is_none())
            || self.idle_waiters.iter().any(|one| !one.done)
            || self.tracker.running().next().is_some();
        if self.up && awaited && !asked {
            let last = self.last_list.ok_or("connected, and no list was sent")?;
            let silent = self.now - last.max(self.last_heard);
            if self.now - last > policy.list_every.as_secs()
                || silent > policy.list_after_silence.as_secs()
            {
                return Err(format!("no list since {last}, at {}", self.now));
            }
        }
        for watcher in &self.watchers {
            let queue = &self.tracker.watchers.get(watcher.subscriber).unwrap().queue;
            let (events, pending, taken) = queue.sizes();
            let tracked = self.tracker.active.len();
            if events > watcher.buffer
                || taken > tracked + events + pending
                || pending > tracked + taken
            {
                return Err(format!("too much: {:?}", queue.sizes()));
            }
        }
        Ok(())
    }
}
