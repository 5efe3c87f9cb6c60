//! Laws that hold after every step of a [`World`].

use super::model::{ServerLife, World};
use super::observers::SeenLife;
use crate::tracker::{How, SubscriberId, WaitEnd};

impl World {
    /// Checks the laws that hold at any time.
    pub(super) fn check(
        &mut self,
        known_before: &[bool],
        there_before: &[SubscriberId],
    ) -> Result<(), String> {
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
        self.check_told_ends()?;
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
        // They look in every second second, so that changes add up.
        let looks = self.now.is_multiple_of(2);
        for onlooker in &mut self.onlookers {
            onlooker.check(&mut self.tracker, looks)?;
        }
        self.check_list_is_due()?;
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

    /// An activity that is reported as ended is gone from the server, or the server said so.
    fn check_told_ends(&self) -> Result<(), String> {
        let is_over = |index: usize| matches!(self.server[index], ServerLife::Over { .. });
        for waiter in &self.waiters {
            let outcome = self.tracker.outcome(&self.ids[waiter.activity]);
            let is_certain = outcome.is_some_and(|outcome| outcome.how == How::Ended);
            match &waiter.result {
                Some(WaitEnd::Waited(outcome))
                    if self.honest
                        && outcome.how != How::NeverSeen
                        && !is_over(waiter.activity) =>
                {
                    return Err(format!("{waiter:?} although it runs"));
                }
                None if is_certain => return Err(format!("not woken: {waiter:?}")),
                _ => {}
            }
        }
        if !self.honest {
            return Ok(());
        }
        for watcher in &self.watchers {
            for ((index, _), life) in &watcher.lives {
                if matches!(life, SeenLife::Over(_)) && !is_over(*index) {
                    return Err(format!("{index} was told as ended although it runs"));
                }
            }
        }
        Ok(())
    }

    /// Laws 4 and 13: lists go on, connected or not.
    fn check_list_is_due(&self) -> Result<(), String> {
        let policy = &self.tracker.policy;
        let subscribed = !self.watchers.is_empty()
            || !self.onlookers.is_empty()
            || self.waiters.iter().any(|one| one.result.is_none())
            || self.idle_waiters.iter().any(|one| !one.done);
        let awaited = subscribed || self.up && self.tracker.running().next().is_some();
        if !awaited || self.tracker.lists.is_newer_in_flight() {
            return Ok(());
        }
        let last = self.last_list.unwrap_or(0).max(self.last_change);
        let silent = self.now - last.max(self.last_heard);
        let mut most = [policy.list_every, policy.list_after_silence].map(|one| one.as_secs());
        if !self.up {
            most = most.map(|one| one + policy.list_spacing.as_secs());
        }
        if self.tracker.list_trouble().is_some() {
            most = most.map(|one| one.max(policy.retry_at_most_when_away.as_secs()));
        }
        if self.now - last > most[0] || silent > most[1] {
            return Err(format!("no list since {last}, at {}", self.now));
        }
        if self.up && self.last_list.is_none() {
            return Err("connected, and no list was sent".into());
        }
        Ok(())
    }
}
