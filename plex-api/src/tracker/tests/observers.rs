//! The subscribers of the tracker of a [`World`](super::model::World). They object to everything that
//! breaks a law.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::model::index_of;
use crate::generated::types::Activity;
use crate::tracker::{
    ActivityEvent, ActivityFilter, How, Observed, Outcome, SubscriberId, Subscription, Taken,
    Timestamp, Tracker, TrackerPolicy, WaitEnd,
};

/// A watcher, and its knowledge from the events that it took.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct WatcherView {
    pub(super) subscriber: SubscriberId,
    pub(super) filter: ActivityFilter,
    pub(super) buffer: usize,
    /// Whether activities may begin again: nothing but false ends should make them.
    anew: bool,
    /// Takes all available events at once.
    pub(super) eager: bool,
    /// The activities that it must hear of sooner or later, a bit each.
    owed: u64,
    pub(super) lives: BTreeMap<(usize, u32), SeenLife>,
    lagged: bool,
    /// The last `Known` event that it took.
    known: Option<bool>,
    /// A list that was sent after it subscribed has arrived.
    pub(super) listed: bool,
    /// The effects said that there is something to take.
    pub(super) woken: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum SeenLife {
    Running(Arc<Activity>),
    Over(How),
}

/// A wait for an activity.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct WaiterView {
    pub(super) subscriber: SubscriberId,
    pub(super) activity: usize,
    pub(super) result: Option<WaitEnd>,
    pub(super) evidence: Evidence,
}

/// The evidence of lists about an activity since somebody named it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Evidence {
    pub(super) activity: usize,
    /// Lists that cover it were sent later.
    pub(super) mark: SubscriberId,
    /// The number of lists that lacked it, and the times when the first and the last of these were sent.
    absences: u64,
    absent_since: u64,
    absent_until: u64,
    /// The number of answers since `useless_since` that proved nothing, and the time when the wait was
    /// registered or a list last proved something.
    pub(super) useless: u64,
    pub(super) useless_since: u64,
}

/// A wait for quiet.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct IdleWaiterView {
    pub(super) subscriber: SubscriberId,
    pub(super) filter: ActivityFilter,
    pub(super) quiet: u64,
    pub(super) quiet_first: bool,
    pub(super) done: bool,
    /// The first list sent after it came was answered, and showed something that matches.
    pub(super) listed: Option<bool>,
    /// The time when something last matched, or the connection was not up to date.
    pub(super) disturbed: u64,
}

/// A reader that looks at a view every now and then.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Onlooker {
    subscriber: SubscriberId,
    filter: ActivityFilter,
    /// The content of the view when it last looked.
    seen: Sight,
    /// The effects said that something has changed since.
    woken: bool,
}

/// The content of a view, and whether it is to be trusted.
type Sight = (Vec<(Arc<Activity>, u32)>, bool, usize);

impl Onlooker {
    pub(super) fn join(
        tracker: &mut Tracker,
        now: Timestamp,
        filter: ActivityFilter,
    ) -> (Self, crate::tracker::Effects) {
        let subscription = Subscription::View {
            filter: filter.clone(),
        };
        let (subscriber, effects) = tracker.subscribe(now, subscription);
        let onlooker = Self {
            subscriber,
            filter,
            seen: sight(tracker, subscriber),
            woken: false,
        };
        (onlooker, effects)
    }

    /// Wakes it; whether it is this one.
    pub(super) fn wake(&mut self, subscriber: SubscriberId) -> Result<bool, String> {
        if self.subscriber != subscriber {
            return Ok(false);
        }
        if std::mem::replace(&mut self.woken, true) {
            return Err("a view woke twice before anybody looked".into());
        }
        Ok(true)
    }

    /// A view shows exactly the running activities that match, and wakes for every change of them.
    pub(super) fn check(&mut self, tracker: &mut Tracker, looks: bool) -> Result<(), String> {
        let now = sight(tracker, self.subscriber);
        let expected: Vec<_> = tracker
            .running()
            .filter(|running| self.filter.matches(running.activity))
            .map(|running| (Arc::clone(running.activity), running.incarnation))
            .collect();
        if now.0 != expected {
            return Err(format!("a view shows {:?}, and not {expected:?}", now.0));
        }
        for (activity, _) in &now.0 {
            if tracker
                .find_shown(self.subscriber, &activity.uuid)
                .is_none()
            {
                return Err(format!("a view shows {activity:?} and does not find it"));
            }
        }
        if now != self.seen && !self.woken {
            return Err(format!(
                "a view was {:?}, is {now:?} and does not say so",
                self.seen
            ));
        }
        if looks {
            tracker.look(self.subscriber);
            self.seen = now;
            self.woken = false;
        }
        Ok(())
    }

    /// When nothing has happened for long enough, its view is to be trusted.
    pub(super) fn at_rest(&self, tracker: &Tracker) -> Result<(), String> {
        if tracker.is_view_synced(self.subscriber) {
            Ok(())
        } else {
            Err(format!("a view is never synced: {self:?}"))
        }
    }
}

fn sight(tracker: &Tracker, view: SubscriberId) -> Sight {
    let shown = tracker.shown(view).into_iter();
    let shown = shown.map(|one| (Arc::clone(one.activity), one.incarnation));
    let is_synced = tracker.is_view_synced(view);
    (shown.collect(), is_synced, tracker.not_followed())
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
            lives: BTreeMap::new(),
            lagged: false,
            known: None,
            listed: false,
            woken: false,
        };
        (view, effects)
    }

    /// Law 14: the known activities are reported at once, and then that these are all.
    pub(super) fn is_told_at_once(&self, tracker: &Tracker, now: Timestamp) -> Result<(), String> {
        let mut tracker = tracker.clone();
        let mut expected: Vec<_> = tracker
            .running()
            .filter(|running| self.filter.matches(running.activity))
            .map(|running| running.activity.uuid.clone())
            .collect();
        let is_informed = tracker.is_informed;
        let mut told = Vec::new();
        while let Taken::Event(event) = tracker.pop(now, self.subscriber) {
            match event {
                ActivityEvent::Started {
                    activity,
                    observed: Observed::Known,
                    ..
                } => told.push(activity.uuid.clone()),
                ActivityEvent::Known { verified: false } if is_informed => {
                    told.sort_unstable();
                    expected.sort_unstable();
                    return if told == expected {
                        Ok(())
                    } else {
                        Err(format!("told of {told:?} and not of {expected:?}"))
                    };
                }
                ActivityEvent::ListsFailing { .. } if !is_informed => {}
                other => return Err(format!("{other:?} comes before `Known`")),
            }
        }
        if is_informed {
            return Err("`Known` does not come".into());
        }
        Ok(())
    }

    /// Notes the activities that it must hear of, by the knowledge after each step.
    pub(super) fn look(&mut self, tracker: &Tracker, ids: &[crate::wire::ActivityId]) {
        for (index, id) in ids.iter().enumerate() {
            if let Some(running) = tracker.find(id)
                && self.filter.matches(running.activity)
            {
                self.owed |= 1 << index;
            }
        }
    }

    /// An activity that ended within one step was met in it, if it was not known before.
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
            match event {
                ActivityEvent::Lagged { missed } => {
                    self.lagged = true;
                    if *missed == 0 {
                        return Err("lagged by nothing".into());
                    }
                }
                ActivityEvent::Known { verified } => {
                    let fits = if *verified {
                        self.listed && (self.lagged || self.known == Some(false))
                    } else {
                        self.known.is_none()
                    };
                    if !fits {
                        return Err(format!("{event:?} after {:?}", self.known));
                    }
                    self.known = Some(*verified);
                }
                ActivityEvent::Resynced if !self.listed => {
                    return Err("resynced without a list of its own".into());
                }
                _ => {}
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
            return Err(format!("begun again: {event:?}"));
        }
        let began_before = self.lives.get(&(index, incarnation));
        let fits = match (event, began_before) {
            (ActivityEvent::Started { .. }, None) => {
                incarnation == 0
                    || matches!(
                        self.lives.get(&(index, incarnation - 1)),
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
        self.lives.insert((index, incarnation), next);
        Ok(())
    }

    /// Checks the laws that hold when nothing has happened for long enough.
    pub(super) fn at_rest(
        &self,
        tracker: &Tracker,
        ids: &[crate::wire::ActivityId],
    ) -> Result<(), String> {
        for (&(index, incarnation), life) in &self.lives {
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
            let seen = self.lives.keys().any(|(one, _)| *one == index);
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
        done: WaitEnd,
        headers: &[Evidence],
        now: u64,
        policy: &TrackerPolicy,
    ) -> Result<(), String> {
        if self.result.is_some() {
            return Err(format!("woken twice: {self:?} and {done:?}"));
        }
        let mut named = headers
            .iter()
            .filter(|one| one.activity == self.activity)
            .chain([&self.evidence]);
        let is_right = match &done {
            WaitEnd::Waited(outcome) if outcome.how == How::NeverSeen => {
                named.any(|one| one.suffices(policy.never_seen_grace))
            }
            WaitEnd::Waited(_) => true,
            WaitEnd::Unreadable(_) => self
                .evidence
                .is_useless(now, policy.unreadable_grace.as_secs()),
            WaitEnd::Idle | WaitEnd::Closed => false,
        };
        if !is_right {
            return Err(format!("{done:?} without a reason: {self:?}"));
        }
        self.result = Some(done);
        Ok(())
    }
}

impl Evidence {
    pub(super) fn new(activity: usize, mark: SubscriberId, now: u64) -> Self {
        Self {
            activity,
            mark,
            absences: 0,
            absent_since: 0,
            absent_until: 0,
            useless: 0,
            useless_since: now,
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

    /// Returns `true` if the server's answers have been unusable for long enough.
    pub(super) fn is_useless(&self, now: u64, grace: u64) -> bool {
        self.useless >= 2 && now - self.useless_since >= grace
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
