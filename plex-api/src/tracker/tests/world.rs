//! A server, its wire and the tracker, with everything that can go wrong between them.

use std::collections::VecDeque;
use std::time::Duration;

use super::views::{Evidence, IdlerView, WaiterView, WatcherView};
use crate::generated::types::Activity;
use crate::tracker::merge::bare;
use crate::tracker::{
    ActivityEvent, ActivityFilter, Done, Effects, Epoch, How, Input, ListAnswer, Moment,
    NotificationKind, SubscriberId, Subscription, Ticket, Tracker, TrackerPolicy,
};
use crate::wire::{ActivityId, Context};

/// How much may still go wrong. Zero everywhere is a perfect world.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Faults {
    pub(super) losses: u8,
    pub(super) restarts: u8,
    pub(super) duplicates: u8,
    pub(super) reorderings: u8,
    pub(super) undecodable: u8,
    /// Notifications that never come, unnoticed.
    pub(super) swallowed: u8,
    /// Lists that lack an activity that runs, but never the same one twice in a row.
    pub(super) glitches: u8,
    /// Lists that show an activity that has just ended.
    pub(super) lingering: u8,
    pub(super) incomplete: u8,
    pub(super) failed_lists: u8,
    /// Entries of lists of which only the uuid can be read.
    pub(super) unreadable: u8,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct World {
    pub(super) ids: Vec<ActivityId>,
    pub(super) faults: Faults,
    /// What happens to an activity: started, so many updates, ended.
    pub(super) updates: u8,
    pub(super) seconds: u64,
    pub(super) now: u64,
    pub(super) server: Vec<Life>,
    pub(super) up: bool,
    pub(super) epoch: u64,
    pub(super) wire: VecDeque<Message>,
    pub(super) lists: Vec<List>,
    pub(super) tracker: Tracker,
    pub(super) watchers: Vec<WatcherView>,
    pub(super) waiters: Vec<WaiterView>,
    pub(super) idlers: Vec<IdlerView>,
    headers: Vec<Evidence>,
    /// Who may still come.
    pub(super) visitors: Vec<Visitor>,
    /// The titles that notifications have set since the list on its way was sent.
    fresh: Vec<Option<u8>>,
    last_list: Option<u64>,
    last_heard: u64,
    incomplete_in_a_row: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Life {
    NotYet,
    Running { updates: u8, glitched: bool },
    Over { updates: u8, at: u64 },
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Message {
    epoch: u64,
    activity: usize,
    kind: NotificationKind,
    updates: u8,
}

/// A list on its way: a request first, then an answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct List {
    pub(super) ticket: Ticket,
    sent_at: u64,
    /// Subscribers below it were there.
    covers: SubscriberId,
    answer: Option<ListAnswer>,
}

impl List {
    /// Follows the tracker's own renumbering; all void ones are alike.
    pub(super) fn renumber(&mut self, shift: u64, on_its_way: Option<Ticket>) {
        self.ticket = Ticket(self.ticket.0.saturating_sub(shift));
        if on_its_way != Some(self.ticket) {
            self.ticket = Ticket(0);
            self.sent_at = 0;
            self.covers = SubscriberId(0);
        }
        if let Some(answer) = &mut self.answer {
            answer.ticket = self.ticket;
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Visitor {
    Watcher {
        filter: ActivityFilter,
        buffer: usize,
        eager: bool,
    },
    Waiter(usize),
    Header(usize),
    Idler {
        filter: ActivityFilter,
        quiet: u64,
        quiet_first: bool,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    Start(usize),
    Update(usize),
    End(usize),
    /// The server forgets everything, and the connection is gone.
    Restart,
    Lose,
    Connect,
    Deliver(usize),
    Duplicate,
    Garble,
    Swallow,
    /// The server writes the list.
    Answer(usize, Quirk),
    /// The list arrives.
    Arrive(usize),
    Fail(usize),
    Come(usize),
    Leave(usize),
    Take(usize),
    Advance,
}

/// What is odd about a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quirk {
    None,
    Lacks(usize),
    Lingers(usize),
    /// It is cut off before the activity.
    Cut(usize),
    /// It has an entry without a uuid.
    Nameless,
    /// Of the activity only the uuid can be read.
    Unreadable(usize),
}

/// Small numbers, so that short traces reach far.
pub(super) fn quick_policy() -> TrackerPolicy {
    TrackerPolicy {
        list_every: Duration::from_secs(9),
        list_after_silence: Duration::from_secs(5),
        list_spacing: Duration::from_secs(2),
        confirm_after: Duration::from_secs(2),
        never_seen_grace: Duration::from_secs(4),
        tombstones_kept: Duration::from_secs(600),
        tombstones_at_most: 100,
        heal_after: Duration::from_secs(2),
        incomplete_in_a_row: 3,
    }
}

const NAMES: [&str; 12] = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"];

pub(super) fn index_of(id: &ActivityId) -> usize {
    NAMES.iter().position(|name| id == name).unwrap()
}

impl World {
    pub(super) fn new(
        activities: usize,
        updates: u8,
        seconds: u64,
        policy: TrackerPolicy,
        faults: Faults,
        visitors: Vec<Visitor>,
    ) -> Self {
        Self {
            ids: NAMES[..activities]
                .iter()
                .map(|name| ActivityId::new(name).unwrap())
                .collect(),
            faults,
            updates,
            seconds,
            now: 100,
            server: vec![Life::NotYet; activities],
            up: false,
            epoch: 0,
            wire: VecDeque::new(),
            lists: Vec::new(),
            tracker: Tracker::new(policy),
            watchers: Vec::new(),
            waiters: Vec::new(),
            idlers: Vec::new(),
            headers: Vec::new(),
            visitors,
            fresh: vec![None; activities],
            last_list: None,
            last_heard: 0,
            incomplete_in_a_row: 0,
        }
    }

    pub(super) fn moment(&self) -> Moment {
        Moment::at(Duration::from_secs(self.now))
    }

    /// Everything that can happen next.
    pub(super) fn actions(&self) -> Vec<Action> {
        let mut all = Vec::new();
        for (index, life) in self.server.iter().enumerate() {
            match life {
                Life::NotYet => all.push(Action::Start(index)),
                Life::Running { updates, .. } => {
                    if *updates < self.updates {
                        all.push(Action::Update(index));
                    }
                    all.push(Action::End(index));
                }
                Life::Over { .. } => {}
            }
        }
        if !self.up {
            all.push(Action::Connect);
        } else {
            if self.faults.restarts > 0 {
                all.push(Action::Restart);
            }
            if self.faults.losses > 0 {
                all.push(Action::Lose);
            }
        }
        if !self.wire.is_empty() {
            all.push(Action::Deliver(0));
            if self.faults.duplicates > 0 {
                all.push(Action::Duplicate);
            }
            if self.faults.undecodable > 0 {
                all.push(Action::Garble);
            }
            if self.faults.swallowed > 0 {
                all.push(Action::Swallow);
            }
        }
        if self.wire.len() > 1 && self.faults.reorderings > 0 {
            all.push(Action::Deliver(1));
        }
        for (index, list) in self.lists.iter().enumerate() {
            if list.answer.is_some() {
                all.push(Action::Arrive(index));
            } else {
                all.extend(self.quirks().map(|quirk| Action::Answer(index, quirk)));
            }
            if self.faults.failed_lists > 0 {
                all.push(Action::Fail(index));
            }
        }
        all.extend((0..self.visitors.len()).map(Action::Come));
        for (index, watcher) in self.watchers.iter().enumerate() {
            if watcher.woken {
                all.push(Action::Take(index));
            }
        }
        if self.seconds > 0 {
            all.push(Action::Advance);
        }
        all
    }

    fn quirks(&self) -> impl Iterator<Item = Quirk> {
        let mut all = vec![Quirk::None];
        for (index, life) in self.server.iter().enumerate() {
            match life {
                Life::Running { glitched, .. } => {
                    if self.faults.glitches > 0 && !glitched {
                        all.push(Quirk::Lacks(index));
                    }
                    if self.faults.incomplete > 0 && self.incomplete_in_a_row < 2 {
                        all.push(Quirk::Cut(index));
                    }
                    if self.faults.unreadable > 0 {
                        all.push(Quirk::Unreadable(index));
                    }
                }
                Life::Over { at, .. } => {
                    if self.faults.lingering > 0 && self.now < at + 2 {
                        all.push(Quirk::Lingers(index));
                    }
                }
                Life::NotYet => {}
            }
        }
        if self.faults.incomplete > 0 {
            all.push(Quirk::Nameless);
        }
        all.into_iter()
    }

    /// Lets something happen, and returns which law that broke, if it did.
    pub(super) fn step(&mut self, action: Action) -> Result<(), String> {
        let known_before: Vec<bool> = self
            .ids
            .iter()
            .map(|id| self.tracker.find(id).is_some() || self.tracker.outcome(id).is_some())
            .collect();
        let there_before = self.watchers.len();
        match action {
            Action::Start(index) => {
                self.server[index] = Life::Running {
                    updates: 0,
                    glitched: false,
                };
                self.send(index, NotificationKind::Started, 0);
            }
            Action::Update(index) => {
                if let Life::Running { updates, .. } = &mut self.server[index] {
                    *updates += 1;
                    let updates = *updates;
                    self.send(index, NotificationKind::Updated, updates);
                }
            }
            Action::End(index) => {
                if let Life::Running { updates, .. } = self.server[index] {
                    self.server[index] = Life::Over {
                        updates,
                        at: self.now,
                    };
                    self.send(index, NotificationKind::Ended, updates);
                }
            }
            Action::Restart => {
                self.faults.restarts -= 1;
                for life in &mut self.server {
                    if let Life::Running { updates, .. } = *life {
                        *life = Life::Over {
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
                self.last_list = None;
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
                if message.epoch == self.epoch && self.up {
                    self.last_heard = self.now;
                }
                self.apply(Input::Undecodable {
                    epoch: Epoch(message.epoch),
                    excerpt: "\u{fffd}".into(),
                })?;
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
            Action::Fail(index) => {
                self.faults.failed_lists -= 1;
                let list = self.lists.remove(index);
                self.apply(Input::ListFailed(list.ticket))?;
            }
            Action::Come(index) => {
                let visitor = self.visitors.remove(index);
                self.come(visitor)?;
            }
            Action::Leave(index) => {
                let watcher = self.watchers.remove(index);
                let now = self.moment();
                let effects = self.tracker.unsubscribe(now, watcher.subscriber);
                self.heed(effects)?;
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
        self.check(&known_before, there_before)
    }

    /// Forgets what can have no effect any more.
    pub(super) fn forget(&mut self) {
        let (epoch, up) = (self.epoch, self.up);
        let stale = |message: &Message| !up || message.epoch != epoch;
        // One of those that must have no effect stands for all of them.
        let mut stood_for = false;
        self.wire.retain(|message| {
            let redundant = stale(message) && stood_for;
            stood_for |= stale(message);
            !redundant
        });
        let mut stood_for = false;
        self.lists.retain(|list| {
            let void = list.ticket == Ticket(0);
            let redundant = void && stood_for;
            stood_for |= void;
            !redundant
        });
        if self.faults.lingering == 0 {
            for life in &mut self.server {
                if let Life::Over { at, .. } = life {
                    *at = 0;
                }
            }
        }
    }

    pub(super) fn advance(&mut self) -> Result<(), String> {
        self.now += 1;
        self.apply(Input::Tick)
    }

    fn send(&mut self, activity: usize, kind: NotificationKind, updates: u8) {
        if self.up {
            self.wire.push_back(Message {
                epoch: self.epoch,
                activity,
                kind,
                updates,
            });
        }
    }

    fn lose(&mut self) -> Result<(), String> {
        self.up = false;
        self.apply(Input::ConnectionLost {
            epoch: Epoch(self.epoch),
        })?;
        self.apply(Input::Broadcast(ActivityEvent::disconnected(
            "cut",
            Duration::from_secs(1),
        )))
    }

    fn deliver(&mut self, message: &Message) -> Result<(), String> {
        let id = self.ids[message.activity].clone();
        let before = self.tracker.clone();
        let counts = self.up && message.epoch == self.epoch;
        if counts {
            self.last_heard = self.now;
            let over = self.tracker.outcome(&id).is_some();
            let late =
                message.kind == NotificationKind::Started && self.tracker.find(&id).is_some();
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

    fn answer(&mut self, index: usize, quirk: Quirk) {
        let mut answer = ListAnswer {
            ticket: self.lists[index].ticket,
            entries: Vec::new(),
            unreadable: Vec::new(),
            complete: true,
        };
        for one in 0..self.ids.len() {
            let updates = match &mut self.server[one] {
                Life::Running { updates, glitched } => {
                    if matches!(quirk, Quirk::Cut(other) if one >= other) {
                        continue;
                    }
                    if quirk == Quirk::Lacks(one) {
                        *glitched = true;
                        continue;
                    }
                    *updates
                }
                Life::Over { updates, .. } if quirk == Quirk::Lingers(one) => *updates,
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

    fn arrive(&mut self, list: List) -> Result<(), String> {
        let Some(answer) = list.answer else {
            return Err("it has not been written yet".into());
        };
        let void = self.tracker.lists.ticket_on_its_way() != Some(list.ticket);
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
            for idler in &mut self.idlers {
                if idler.subscriber < list.covers && idler.listed.is_none() {
                    let any = answer.entries.iter().any(|one| idler.filter.matches(one));
                    idler.listed = Some(any);
                }
            }
        }
        for (id, life) in self.ids.iter().zip(&mut self.server) {
            if let Life::Running { glitched, .. } = life
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

    fn come(&mut self, visitor: Visitor) -> Result<(), String> {
        let now = self.moment();
        match visitor {
            Visitor::Watcher {
                filter,
                buffer,
                eager,
            } => {
                let (view, effects) =
                    WatcherView::join(&mut self.tracker, now, filter, buffer, eager);
                self.watchers.push(view);
                self.heed(effects)
            }
            Visitor::Waiter(activity) => {
                let id = self.ids[activity].clone();
                let (subscriber, effects) = self.tracker.subscribe(now, Subscription::Wait { id });
                self.waiters.push(WaiterView {
                    subscriber,
                    activity,
                    joined: self.now,
                    outcome: None,
                    evidence: Evidence::new(activity, subscriber),
                });
                self.heed(effects)
            }
            Visitor::Header(activity) => {
                let id = self.ids[activity].clone();
                let mark = self.tracker.next_subscriber;
                self.headers.push(Evidence::new(activity, mark));
                self.apply(Input::HeaderSeen(id))
            }
            Visitor::Idler {
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
                self.idlers.push(IdlerView {
                    subscriber,
                    filter,
                    quiet,
                    quiet_first,
                    done: false,
                    listed: None,
                    disturbed: self.now,
                });
                self.heed(effects)
            }
        }
    }

    pub(super) fn apply(&mut self, input: Input) -> Result<(), String> {
        let now = self.moment();
        let effects = self.tracker.apply(now, input);
        self.heed(effects)
    }

    /// Does what the tracker asks for.
    fn heed(&mut self, effects: Effects) -> Result<(), String> {
        for subscriber in effects.wake {
            let watcher = self
                .watchers
                .iter_mut()
                .find(|one| one.subscriber == subscriber)
                .ok_or("a wake for nobody")?;
            watcher.woken = true;
        }
        for (subscriber, done) in effects.done {
            match done {
                Done::Waited(outcome) => {
                    let grace = self.tracker.policy.never_seen_grace;
                    self.waiters
                        .iter_mut()
                        .find(|one| one.subscriber == subscriber)
                        .ok_or("an outcome for nobody")?
                        .through(outcome, &self.headers, grace)?;
                }
                Done::Idle => {
                    let idler = self
                        .idlers
                        .iter_mut()
                        .find(|one| one.subscriber == subscriber)
                        .ok_or("quiet for nobody")?;
                    idler.through(self.now)?;
                    for running in self.tracker.running() {
                        if idler.filter.matches(running.activity) {
                            return Err(format!("idle while {running:?} runs"));
                        }
                    }
                }
                Done::Closed => return Err("closed for no reason".into()),
            }
        }
        if let Some(ticket) = effects.send_list {
            if let Some(last) = self.last_list
                && self.now - last < self.tracker.policy.list_spacing.as_secs()
            {
                return Err(format!("a list at {last}, another at {}", self.now));
            }
            self.last_list = Some(self.now);
            self.fresh.fill(None);
            let covers = self.tracker.next_subscriber;
            self.apply(Input::ListSent(ticket))?;
            self.lists.push(List {
                ticket,
                sent_at: self.now,
                covers,
                answer: None,
            });
        }
        let now = self.moment();
        for watcher in self.watchers.iter_mut().filter(|one| one.eager) {
            while watcher.woken && watcher.take(&mut self.tracker, now)? {}
        }
        Ok(())
    }

    /// What must hold at any time.
    fn check(&mut self, known_before: &[bool], there_before: usize) -> Result<(), String> {
        let policy = &self.tracker.policy;
        for (index, id) in self.ids.iter().enumerate() {
            let Some(outcome) = self.tracker.outcome(id) else {
                continue;
            };
            if !matches!(self.server[index], Life::Over { .. }) {
                return Err(format!("{index} ended falsely: {outcome:?}"));
            }
            if !known_before[index] && self.tracker.find(id).is_none() {
                for watcher in &mut self.watchers[..there_before] {
                    watcher.look_at_end(index, outcome);
                }
            }
        }
        for watcher in &mut self.watchers {
            watcher.look(&self.tracker, &self.ids);
        }
        for waiter in &self.waiters {
            let over = matches!(self.server[waiter.activity], Life::Over { .. });
            let known = self.tracker.outcome(&self.ids[waiter.activity]).is_some();
            match &waiter.outcome {
                Some(outcome) if outcome.how != How::NeverSeen && !over => {
                    return Err(format!("{waiter:?} although it runs"));
                }
                None if known => return Err(format!("not woken: {waiter:?}")),
                _ => {}
            }
        }
        let synced = self.tracker.is_synced();
        for idler in &mut self.idlers {
            let busy = self
                .tracker
                .running()
                .any(|running| idler.filter.matches(running.activity));
            if busy || !synced {
                idler.disturbed = self.now;
            }
        }
        let asked = self.tracker.lists.is_any_on_its_way();
        let awaited = self.waiters.iter().any(|one| one.outcome.is_none())
            || self.idlers.iter().any(|one| !one.done)
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
            let live = self.tracker.lives.len();
            if events > watcher.buffer || taken > live + events + pending || pending > live + taken
            {
                return Err(format!("too much: {:?}", queue.sizes()));
            }
        }
        Ok(())
    }
}

pub(super) fn title_of(updates: u8) -> String {
    format!("step {updates}")
}

/// What the server says of an activity. Like real ones it says `Context` from the first update on.
pub(super) fn entry(
    ids: &[ActivityId],
    index: usize,
    updates: u8,
    kind: NotificationKind,
) -> Activity {
    let mut activity = bare(ids[index].clone());
    activity.type_ = Some(if index % 3 == 2 { "butler" } else { "scan" }.into());
    activity.title = Some(title_of(updates).as_str().into());
    activity.progress = Some(i64::from(updates).into());
    if updates > 0 && kind != NotificationKind::Started {
        let section = serde_json::Value::from((index % 2 + 1).to_string());
        let keys = serde_json::Map::from_iter([("librarySectionID".to_owned(), section)]);
        activity.context = Some(Context::from(keys));
    }
    activity
}

impl Tracker {
    fn differs(&self, other: &Self) -> bool {
        (&self.lives, &self.tombstones) != (&other.lives, &other.tombstones)
    }
}
