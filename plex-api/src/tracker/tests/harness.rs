//! A tracker at hand: one call for each thing that happens, for traces written by hand.

use std::time::Duration;

use crate::error::ErrorKind;
use crate::generated::types::Activity;
use crate::model::{ListedActivities, UnidentifiedEntry};
use crate::tracker::{
    ActivityEvent, ActivityFilter, Effects, Epoch, How, IdleReason, Input, ListAnswer, ListFailure,
    NotificationKind, Observed, SubscriberId, Subscription, Taken, Ticket, Timestamp, Tracker,
    TrackerCounters, TrackerPolicy, WaitEnd,
};
use crate::wire::ActivityId;

/// A tracker, the time, and the effects that it has asked for.
pub(super) struct Harness {
    pub(super) tracker: Tracker,
    pub(super) now: f64,
    pub(super) epoch: u64,
    /// The newest list that it has asked for and that was sent.
    pub(super) list: Option<Ticket>,
    pub(super) done: Vec<(SubscriberId, WaitEnd)>,
    pub(super) woken: Vec<SubscriberId>,
}

pub(super) fn id(id: &str) -> ActivityId {
    ActivityId::new(id).unwrap()
}

pub(super) fn activity(json: &str) -> Activity {
    serde_json::from_str(json).unwrap()
}

pub(super) fn named(name: &str) -> Activity {
    activity(&format!(r#"{{"uuid":"{name}","type":"scan"}}"#))
}

impl Harness {
    /// Creates the initial state.
    pub(super) fn new() -> Self {
        Self::with(TrackerPolicy::default())
    }

    pub(super) fn with(policy: TrackerPolicy) -> Self {
        Self {
            tracker: Tracker::new(policy),
            now: 1_000.0,
            epoch: 0,
            list: None,
            done: Vec::new(),
            woken: Vec::new(),
        }
    }

    /// Connected, and the first list was empty.
    pub(super) fn quiet() -> Self {
        let mut harness = Self::new();
        harness.connect();
        harness.answer(&[]);
        harness.pass(10.0);
        harness
    }

    pub(super) fn moment(&self) -> Timestamp {
        // In whole milliseconds, so that adding up tenths of a second is exact.
        Timestamp::at(Duration::from_secs_f64(
            (self.now * 1_000.0).round() / 1_000.0,
        ))
    }

    pub(super) fn apply(&mut self, input: Input) {
        let effects = self.tracker.apply(self.moment(), input);
        self.perform(effects);
    }

    fn perform(&mut self, effects: Effects) {
        self.done.extend(effects.done);
        self.woken.extend(effects.wake);
        if let Some(ticket) = effects.send_list {
            self.list = Some(ticket);
            self.apply(Input::ListSent(ticket));
        }
    }

    pub(super) fn idle_reasons(&self, wait: SubscriberId) -> Vec<IdleReason> {
        self.tracker.idle_reasons(self.moment(), wait)
    }

    /// Lets time pass, with a tick whenever one has an effect.
    pub(super) fn pass(&mut self, seconds: f64) {
        let until = self.now + seconds;
        while let Some(at) = self.tracker.next_deadline() {
            let at = at.since_origin().as_secs_f64();
            if at > until {
                break;
            }
            self.now = self.now.max(at);
            self.apply(Input::Tick);
        }
        self.now = until;
    }

    pub(super) fn connect(&mut self) {
        self.epoch += 1;
        let epoch = Epoch(self.epoch);
        self.apply(Input::Connected {
            epoch,
            poll_every: None,
        });
    }

    pub(super) fn lose(&mut self) {
        let epoch = Epoch(self.epoch);
        self.apply(Input::ConnectionLost { epoch });
    }

    pub(super) fn say(&mut self, kind: NotificationKind, json: &str) {
        let activity = activity(json);
        self.apply(Input::Notification {
            epoch: Epoch(self.epoch),
            kind,
            id: activity.uuid.clone(),
            activity: Some(activity),
        });
    }

    pub(super) fn start(&mut self, name: &str) {
        self.say(
            NotificationKind::Started,
            &format!(r#"{{"uuid":"{name}","type":"scan"}}"#),
        );
    }

    pub(super) fn update(&mut self, name: &str, title: &str) {
        self.say(
            NotificationKind::Updated,
            &format!(r#"{{"uuid":"{name}","type":"scan","title":"{title}"}}"#),
        );
    }

    pub(super) fn end(&mut self, name: &str) {
        self.say(
            NotificationKind::Ended,
            &format!(r#"{{"uuid":"{name}","type":"scan"}}"#),
        );
    }

    /// Answers the list on its way with bare activities.
    pub(super) fn answer(&mut self, names: &[&str]) {
        self.answer_with(names.iter().map(|name| named(name)).collect(), &[], true);
    }

    pub(super) fn answer_with(
        &mut self,
        entries: Vec<Activity>,
        unreadable: &[Option<&str>],
        complete: bool,
    ) {
        let ticket = self.list.take().expect("a list is on its way");
        self.answer_to(ticket, entries, unreadable, complete);
    }

    pub(super) fn answer_to(
        &mut self,
        ticket: Ticket,
        entries: Vec<Activity>,
        unreadable: &[Option<&str>],
        complete: bool,
    ) {
        let mut listed = ListedActivities {
            entries,
            is_cut: !complete,
            ..ListedActivities::default()
        };
        for name in unreadable {
            match name {
                Some(name) => listed.entries.push(Activity::placeholder(id(name))),
                None => listed.unidentified.push(UnidentifiedEntry::default()),
            }
        }
        self.apply(Input::ListAnswered(ListAnswer { ticket, listed }));
    }

    /// Answers the list in flight with these contents.
    pub(super) fn answer_listed(&mut self, listed: ListedActivities) {
        let ticket = self.list.take().expect("a list is in flight");
        self.apply(Input::ListAnswered(ListAnswer { ticket, listed }));
    }

    /// Lets the list in flight fail.
    pub(super) fn fail(&mut self, kind: ErrorKind, reason: &str) {
        let ticket = self.list.take().expect("a list is in flight");
        self.apply(Input::ListFailed(ticket, ListFailure::new(kind, reason)));
    }

    /// Asks for a list, lets as much time pass as that takes, and answers it.
    pub(super) fn list(&mut self, names: &[&str]) {
        self.ask();
        self.answer(names);
    }

    pub(super) fn ask(&mut self) {
        if self.list.is_none() {
            self.apply(Input::ListDue);
        }
        while self.list.is_none() {
            self.pass(0.1);
        }
    }

    fn subscribe(&mut self, subscription: Subscription) -> SubscriberId {
        let (subscriber, effects) = self.tracker.subscribe(self.moment(), subscription);
        self.perform(effects);
        subscriber
    }

    pub(super) fn watch(&mut self, filter: ActivityFilter, buffer: usize) -> SubscriberId {
        self.subscribe(Subscription::Watch { filter, buffer })
    }

    /// A watcher of everything, which has taken all that there was to take.
    pub(super) fn settled_watcher(&mut self, running: &[&str], buffer: usize) -> SubscriberId {
        let watcher = self.watch(ActivityFilter::any(), buffer);
        while !self.tracker.is_watcher_synced(watcher) {
            self.list(running);
        }
        self.take(watcher);
        watcher
    }

    pub(super) fn wait(&mut self, name: &str) -> SubscriberId {
        self.subscribe(Subscription::Wait { id: id(name) })
    }

    pub(super) fn idle(
        &mut self,
        filter: ActivityFilter,
        quiet: u64,
        quiet_first: bool,
    ) -> SubscriberId {
        self.subscribe(Subscription::Idle {
            filter,
            quiet: Duration::from_secs(quiet),
            quiet_first,
        })
    }

    pub(super) fn leave(&mut self, subscriber: SubscriberId) {
        let effects = self.tracker.unsubscribe(self.moment(), subscriber);
        self.perform(effects);
    }

    /// All that a watcher can take, in short: `+a` started, `=a` updated, `-a` ended, `~a` vanished,
    /// `(+a)` started by a list.
    pub(super) fn take(&mut self, watcher: SubscriberId) -> String {
        let mut all = Vec::new();
        while let Some(event) = self.take_one(watcher) {
            all.push(event);
        }
        all.join(" ")
    }

    pub(super) fn take_one(&mut self, watcher: SubscriberId) -> Option<String> {
        match self.tracker.pop(self.moment(), watcher) {
            Taken::Event(event) => Some(in_short(&event)),
            Taken::Nothing => None,
            Taken::Closed => panic!("closed"),
        }
    }

    /// Returns the result of a wait; `None` while it waits.
    pub(super) fn outcome(&self, subscriber: SubscriberId) -> Option<How> {
        let mut all = self.done.iter().filter(|(one, _)| *one == subscriber);
        let done = all.next().map(|(_, done)| done);
        assert!(all.next().is_none(), "woken twice");
        match done {
            Some(WaitEnd::Waited(outcome)) => Some(outcome.how),
            Some(other) => panic!("{other:?}"),
            None => None,
        }
    }

    pub(super) fn is_idle(&self, subscriber: SubscriberId) -> bool {
        self.done.contains(&(subscriber, WaitEnd::Idle))
    }

    pub(super) fn counters(&self) -> TrackerCounters {
        *self.tracker.counters()
    }

    pub(super) fn title(&self, name: &str) -> String {
        let running = self.tracker.find(&id(name)).unwrap();
        running.activity.title().to_owned()
    }
}

fn in_short(event: &ActivityEvent) -> String {
    match event {
        ActivityEvent::Started {
            activity,
            observed,
            incarnation,
            ..
        } => {
            let life = "'".repeat(*incarnation as usize);
            match observed {
                Observed::Notification => format!("+{}{life}", activity.uuid),
                Observed::List => format!("(+{}{life})", activity.uuid),
                Observed::Known => format!("[+{}{life}]", activity.uuid),
            }
        }
        ActivityEvent::Updated {
            activity,
            incarnation,
            ..
        } => format!("={}{}", activity.uuid, "'".repeat(*incarnation as usize)),
        ActivityEvent::Ended {
            activity,
            how,
            incarnation,
            ..
        } => {
            let sign = if *how == How::Ended { '-' } else { '~' };
            format!(
                "{sign}{}{}",
                activity.uuid,
                "'".repeat(*incarnation as usize)
            )
        }
        ActivityEvent::Lagged { missed } => format!("lagged:{missed}"),
        ActivityEvent::Connected { .. } => "connected".into(),
        ActivityEvent::Disconnected { .. } => "disconnected".into(),
        ActivityEvent::Resynced => "resynced".into(),
        ActivityEvent::Undecodable { .. } => "undecodable".into(),
        ActivityEvent::IncompleteListsUsed => "incomplete".into(),
        ActivityEvent::Known { verified: false } => "known".into(),
        ActivityEvent::Known { verified: true } => "verified".into(),
        ActivityEvent::ListsFailing { reason } => format!("failing:{reason}"),
        ActivityEvent::ListsRecovered => "recovered".into(),
    }
}
