//! Those who subscribe to the tracker of a [`World`](super::model::World), and object to whatever
//! breaks a law.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::model::index_of;
use crate::generated::types::Activity;
use crate::tracker::{
    ActivityEvent, ActivityFilter, How, Outcome, SubscriberId, Subscription, Taken, Timestamp,
    Tracker,
};

/// A watcher, and what it knows by the events that it took.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct WatcherView {
    pub(super) subscriber: SubscriberId,
    pub(super) filter: ActivityFilter,
    pub(super) buffer: usize,
    /// Whether activities may begin anew: nothing but false ends should make them.
    anew: bool,
    /// Takes whatever there is at once.
    pub(super) eager: bool,
    /// What it must hear of sooner or later, a bit each.
    owed: u64,
    active: BTreeMap<(usize, u32), SeenLife>,
    lagged: bool,
    /// The effects said that there is something to take.
    pub(super) woken: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum SeenLife {
    Running(Arc<Activity>),
    Over(How),
}

/// One who waits for an activity.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct WaiterView {
    pub(super) subscriber: SubscriberId,
    pub(super) activity: usize,
    pub(super) outcome: Option<Outcome>,
    pub(super) evidence: Evidence,
}

/// What lists said of an activity since somebody named it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Evidence {
    pub(super) activity: usize,
    /// Lists that cover it were sent later.
    pub(super) mark: SubscriberId,
    /// How many of them lacked it, and when the first and the last of those were sent.
    absences: u64,
    absent_since: u64,
    absent_until: u64,
}

/// One who waits for quiet.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct IdleWaiterView {
    pub(super) subscriber: SubscriberId,
    pub(super) filter: ActivityFilter,
    pub(super) quiet: u64,
    pub(super) quiet_first: bool,
    pub(super) done: bool,
    /// The first list sent after it came was answered, and showed something that matches.
    pub(super) listed: Option<bool>,
    /// When something last matched, or the connection was not up to date.
    pub(super) disturbed: u64,
}

impl WatcherView {
    pub(super) fn join(
        tracker: &mut Tracker,
        now: Timestamp,
        filter: ActivityFilter,
        buffer: usize,
        eager: bool,
        anew: bool,
    ) -> (Self, crate::tracker::Effects) {
        let (subscriber, effects) = tracker.subscribe(
            now,
            Subscription::Watch {
                filter: filter.clone(),
                buffer,
            },
        );
        let view = Self {
            subscriber,
            filter,
            buffer: buffer.max(1),
            eager,
            anew,
            owed: 0,
            active: BTreeMap::new(),
            lagged: false,
            woken: false,
        };
        (view, effects)
    }

    /// Notes what it must hear of, by what is known after each step.
    pub(super) fn look(&mut self, tracker: &Tracker, ids: &[crate::wire::ActivityId]) {
        for (index, id) in ids.iter().enumerate() {
            if let Some(running) = tracker.find(id)
                && self.filter.matches(running.activity)
            {
                self.owed |= 1 << index;
            }
        }
    }

    /// What ended within one step was met in it, if it was not known before.
    pub(super) fn look_at_end(&mut self, index: usize, outcome: &Outcome) {
        if outcome
            .last
            .as_ref()
            .is_some_and(|last| self.filter.matches(last))
        {
            self.owed |= 1 << index;
        }
    }

    /// Takes one event; whether there was one.
    pub(super) fn take(&mut self, tracker: &mut Tracker, now: Timestamp) -> Result<bool, String> {
        let taken = tracker.pop(now, self.subscriber);
        let Taken::Event(event) = taken else {
            self.woken = false;
            return if taken == Taken::Nothing {
                Ok(false)
            } else {
                Err(format!("closed for no reason: {taken:?}"))
            };
        };
        self.note(&event)?;
        Ok(true)
    }

    fn note(&mut self, event: &ActivityEvent) -> Result<(), String> {
        let Some(id) = event.id() else {
            if let ActivityEvent::Lagged { missed } = event {
                self.lagged = true;
                if *missed == 0 {
                    return Err("lagged by nothing".into());
                }
            }
            return Ok(());
        };
        let index = index_of(id);
        let (incarnation, next) = match event {
            ActivityEvent::Started {
                activity,
                incarnation,
                ..
            }
            | ActivityEvent::Updated {
                activity,
                incarnation,
                ..
            } => (*incarnation, SeenLife::Running(activity.clone())),
            ActivityEvent::Ended {
                incarnation, how, ..
            } => (*incarnation, SeenLife::Over(*how)),
            _ => return Err(format!("an id without an activity: {event:?}")),
        };
        if incarnation > 0 && !self.anew {
            return Err(format!("begun anew: {event:?}"));
        }
        let began_before = self.active.get(&(index, incarnation));
        let fits = match (event, began_before) {
            (ActivityEvent::Started { .. }, None) => {
                incarnation == 0
                    || matches!(
                        self.active.get(&(index, incarnation - 1)),
                        None | Some(SeenLife::Over(_))
                    )
            }
            (
                ActivityEvent::Updated { .. } | ActivityEvent::Ended { .. },
                Some(SeenLife::Running(_)),
            ) => true,
            _ => false,
        };
        if !fits {
            return Err(format!("{event:?} after {began_before:?}"));
        }
        self.active.insert((index, incarnation), next);
        Ok(())
    }

    /// What must hold when nothing has happened for long enough.
    pub(super) fn at_rest(
        &self,
        tracker: &Tracker,
        ids: &[crate::wire::ActivityId],
    ) -> Result<(), String> {
        for (&(index, incarnation), life) in &self.active {
            let running = tracker
                .find(&ids[index])
                .filter(|_| tracker.incarnation(&ids[index]) == Some(incarnation));
            match (life, running) {
                (SeenLife::Running(seen), Some(running)) if seen == running.activity => {}
                (SeenLife::Over(_), None) => {}
                (life, running) => {
                    return Err(format!(
                        "it sees {index} as {life:?}, the tracker {running:?}"
                    ));
                }
            }
        }
        for (index, id) in ids.iter().enumerate() {
            let seen = self.active.keys().any(|(one, _)| *one == index);
            let owed = self.owed & (1 << index) != 0;
            if owed && !seen && !(self.lagged && tracker.find(id).is_none()) {
                return Err(format!("it was never told of {index}"));
            }
        }
        Ok(())
    }
}

impl WaiterView {
    pub(super) fn through(
        &mut self,
        outcome: Outcome,
        headers: &[Evidence],
        grace: Duration,
    ) -> Result<(), String> {
        if self.outcome.is_some() {
            return Err(format!("woken twice: {self:?} and {outcome:?}"));
        }
        let named = headers.iter().filter(|one| one.activity == self.activity);
        if outcome.how == How::NeverSeen
            && !named.chain([&self.evidence]).any(|one| one.suffices(grace))
        {
            return Err(format!("never seen without two lists: {self:?}"));
        }
        self.outcome = Some(outcome);
        Ok(())
    }
}

impl Evidence {
    pub(super) fn new(activity: usize, mark: SubscriberId) -> Self {
        Self {
            activity,
            mark,
            absences: 0,
            absent_since: 0,
            absent_until: 0,
        }
    }

    /// A complete list sent later did not show it.
    pub(super) fn absent(&mut self, sent_at: u64) {
        if self.absences == 0 {
            self.absent_since = sent_at;
        }
        self.absences += 1;
        self.absent_until = sent_at;
    }

    fn suffices(&self, grace: Duration) -> bool {
        self.absences >= 2 && self.absent_until - self.absent_since >= grace.as_secs()
    }
}

impl IdleWaiterView {
    pub(super) fn through(&mut self, now: u64) -> Result<(), String> {
        if self.done {
            return Err(format!("woken twice: {self:?}"));
        }
        self.done = true;
        let at_once = self.listed == Some(false) && !self.quiet_first;
        if !at_once && now - self.disturbed < self.quiet {
            return Err(format!("not quiet for long enough at {now}: {self:?}"));
        }
        Ok(())
    }
}
