//! The steps of a [`World`], and the reactions of its tracker.

use std::time::Duration;

use super::model::{PendingList, ServerLife, Visitor, World};
use super::model_actions::Action;
use super::observers::{Evidence, IdleWaiterView, Onlooker, WaiterView, WatcherView};
use crate::tracker::{Effects, Epoch, Input, NotificationKind, Subscription, WaitEnd};

impl World {
    /// Lets something happen, and returns which law that broke, if it did.
    pub(super) fn step(&mut self, action: Action) -> Result<(), String> {
        let known_before: Vec<bool> = self
            .ids
            .iter()
            .map(|id| self.tracker.find(id).is_some() || self.tracker.outcome(id).is_some())
            .collect();
        let there_before: Vec<_> = self.watchers.iter().map(|one| one.subscriber).collect();
        match action {
            Action::Start(index) => {
                self.server[index] = ServerLife::Running {
                    updates: 0,
                    glitched: false,
                };
                self.send(index, NotificationKind::Started, 0);
            }
            Action::Update(index) => {
                if let ServerLife::Running { updates, .. } = &mut self.server[index] {
                    *updates += 1;
                    let updates = *updates;
                    self.send(index, NotificationKind::Updated, updates);
                }
            }
            Action::End(index) => {
                if let ServerLife::Running { updates, .. } = self.server[index] {
                    self.server[index] = ServerLife::Over {
                        updates,
                        at: self.now,
                    };
                    self.send(index, NotificationKind::Ended, updates);
                }
            }
            Action::Restart => {
                self.faults.restarts -= 1;
                for life in &mut self.server {
                    if let ServerLife::Running { updates, .. } = *life {
                        *life = ServerLife::Over {
                            updates,
                            at: self.now,
                        };
                    }
                }
                self.lose()?;
            }
            Action::Lose => {
                self.faults.losses -= 1;
                self.lose()?;
            }
            Action::Connect => {
                self.epoch += 1;
                self.up = true;
                self.frozen = false;
                self.last_list = None;
                self.last_change = self.now;
                self.replace_lists();
                self.apply(Input::Connected {
                    epoch: Epoch(self.epoch),
                    poll_every: None,
                })?;
            }
            Action::Deliver(index) => {
                if index > 0 {
                    self.faults.reorderings -= 1;
                }
                let message = self.wire.remove(index).unwrap();
                self.deliver(&message)?;
            }
            Action::Duplicate => {
                self.faults.duplicates -= 1;
                let message = self.wire.front().unwrap().clone();
                self.wire.push_back(message);
            }
            Action::Garble => {
                self.faults.undecodable -= 1;
                let message = self.wire.pop_front().unwrap();
                let heard = message.epoch == self.epoch && self.up;
                if heard {
                    self.last_heard = self.now;
                }
                let newest = |world: &Self| world.lists.iter().map(|list| list.ticket).max();
                let before = newest(self);
                self.apply(Input::Undecodable {
                    epoch: Epoch(message.epoch),
                    excerpt: "\u{fffd}".into(),
                })?;
                // A list on its way was asked for before the message: it does not make up for it.
                if heard && newest(self) <= before && !self.tracker.lists.due {
                    return Err("law 11: an undecodable message made no list due".into());
                }
            }
            Action::Swallow => {
                self.faults.swallowed -= 1;
                self.wire.pop_front();
            }
            Action::Answer(index, quirk) => self.answer(index, quirk),
            Action::Arrive(index) => {
                let list = self.lists.remove(index);
                self.arrive(list)?;
            }
            Action::Fail(index, failure) => {
                self.faults.failed_lists -= 1;
                let list = self.lists.remove(index);
                self.fail(&list, failure)?;
            }
            Action::Freeze => {
                self.faults.freezes -= 1;
                self.frozen = true;
                self.wire.clear();
            }
            Action::Come(index) => {
                let visitor = self.visitors.remove(index);
                self.come(visitor)?;
            }
            Action::Leave(index) => {
                self.faults.departures -= 1;
                let watcher = self.watchers.remove(index);
                let now = self.moment();
                let effects = self.tracker.unsubscribe(now, watcher.subscriber);
                self.perform(effects)?;
            }
            Action::Take(index) => {
                let now = self.moment();
                self.watchers[index].take(&mut self.tracker, now)?;
            }
            Action::Advance => {
                self.seconds -= 1;
                self.advance()?;
            }
        }
        self.check(&known_before, &there_before)
    }

    pub(super) fn advance(&mut self) -> Result<(), String> {
        self.now += 1;
        self.apply(Input::Tick)
    }

    pub(super) fn come(&mut self, visitor: Visitor) -> Result<(), String> {
        let now = self.moment();
        if !self.up && self.is_alone() {
            self.last_change = self.now;
        }
        match visitor {
            Visitor::Watcher {
                filter,
                buffer,
                eager,
            } => {
                let (view, effects) =
                    WatcherView::join(&mut self.tracker, now, filter, buffer, eager, !self.honest);
                view.is_told_at_once(&self.tracker, now)?;
                self.watchers.push(view);
                self.perform(effects)
            }
            Visitor::Onlooker(filter) => {
                let (onlooker, effects) = Onlooker::join(&mut self.tracker, now, filter);
                self.onlookers.push(onlooker);
                self.perform(effects)
            }
            Visitor::Waiter(activity) => {
                let id = self.ids[activity].clone();
                let (subscriber, effects) = self.tracker.subscribe(now, Subscription::Wait { id });
                self.waiters.push(WaiterView {
                    subscriber,
                    activity,
                    result: None,
                    evidence: Evidence::new(activity, subscriber, self.now),
                });
                self.perform(effects)
            }
            Visitor::Header(activity) => {
                let id = self.ids[activity].clone();
                let mark = self.tracker.next_subscriber;
                self.headers.push(Evidence::new(activity, mark, self.now));
                self.apply(Input::HeaderSeen(id))
            }
            Visitor::IdleWaiter {
                filter,
                quiet,
                quiet_first,
            } => {
                let (subscriber, effects) = self.tracker.subscribe(
                    now,
                    Subscription::Idle {
                        filter: filter.clone(),
                        quiet: Duration::from_secs(quiet),
                        quiet_first,
                    },
                );
                self.idle_waiters.push(IdleWaiterView {
                    subscriber,
                    filter,
                    quiet,
                    quiet_first,
                    done: false,
                    listed: None,
                    disturbed: self.now,
                });
                self.perform(effects)
            }
        }
    }

    pub(super) fn apply(&mut self, input: Input) -> Result<(), String> {
        let now = self.moment();
        let effects = self.tracker.apply(now, input);
        self.perform(effects)
    }

    /// Carries out the effects that the tracker asks for.
    pub(super) fn perform(&mut self, effects: Effects) -> Result<(), String> {
        'wakes: for subscriber in effects.wake {
            for onlooker in &mut self.onlookers {
                if onlooker.wake(subscriber)? {
                    continue 'wakes;
                }
            }
            let watcher = self
                .watchers
                .iter_mut()
                .find(|one| one.subscriber == subscriber)
                .ok_or("a wake for nobody")?;
            watcher.woken = true;
        }
        for (subscriber, done) in effects.done {
            match done {
                WaitEnd::Waited(_) | WaitEnd::Unreadable(_) => {
                    let (now, policy) = (self.now, &self.tracker.policy);
                    self.waiters
                        .iter_mut()
                        .find(|one| one.subscriber == subscriber)
                        .ok_or("an outcome for nobody")?
                        .through(done, &self.headers, now, policy)?;
                }
                WaitEnd::Idle => {
                    let idle_waiter = self
                        .idle_waiters
                        .iter_mut()
                        .find(|one| one.subscriber == subscriber)
                        .ok_or("quiet for nobody")?;
                    idle_waiter.through(self.now)?;
                    for running in self.tracker.running() {
                        if idle_waiter.filter.matches(running.activity) {
                            return Err(format!("idle while {running:?} runs"));
                        }
                    }
                }
                WaitEnd::Closed => return Err("closed for no reason".into()),
            }
        }
        if let Some(ticket) = effects.send_list {
            if let Some(last) = self.last_list
                && self.now - last < self.tracker.policy.list_spacing.as_secs()
            {
                return Err(format!("a list at {last}, another at {}", self.now));
            }
            self.last_list = Some(self.now);
            let covers = self.tracker.next_subscriber;
            self.apply(Input::ListSent(ticket))?;
            self.lists.push(PendingList {
                ticket,
                sent_at: self.now,
                covers,
                epoch: self.up.then_some(self.epoch),
                counts: true,
                fresh: vec![None; self.ids.len()],
                answer: None,
            });
        }
        let now = self.moment();
        for watcher in self.watchers.iter_mut().filter(|one| one.eager) {
            while watcher.woken && watcher.take(&mut self.tracker, now)? {}
        }
        Ok(())
    }

    /// A connection opens: of the lists in flight only the oldest one stays.
    fn replace_lists(&mut self) {
        let oldest = self.lists.iter().filter(|list| list.counts);
        let oldest = oldest.map(|list| list.ticket).min();
        for list in &mut self.lists {
            list.counts &= Some(list.ticket) == oldest;
        }
    }

    /// Returns `true` if nobody subscribes.
    fn is_alone(&self) -> bool {
        self.watchers.is_empty()
            && self.onlookers.is_empty()
            && self.waiters.iter().all(|one| one.result.is_some())
            && self.idle_waiters.iter().all(|one| one.done)
    }
}
