//! The state machine: its state, the effects of each input, and the functions that read it.
//!
//! The beginning, the changes and the end of an activity are in `lifecycle`, the merging of lists
//! in `reconcile`.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::entry::{ActiveSet, ActivityView, TrackedActivity};
use super::event::ActivityEvent;
#[cfg(test)]
use super::event::Outcome;
use super::filter::ActivityFilter;
use super::idle_reason::IdleReason;
use super::idle_waiters::IdleWaiters;
use super::input::{
    Effects, Epoch, Input, ListFailure, SubscriberId, Subscription, Taken, Ticket, Timestamp,
    WaitEnd,
};
use super::list_health::ListHealth;
use super::list_schedule::{ListSchedule, SentList};
use super::policy::TrackerPolicy;
use super::tombstones::Tombstones;
use super::views::{ViewState, Views};
use super::waiters::{Waiters, is_certain};
use super::watchers::{WatcherState, Watchers};
use crate::wire::ActivityId;

/// The length at which the excerpt of an undecodable message is cut, in characters.
const EXCERPT: usize = 200;

/// The known activities of a server, and their subscribers.
///
/// Each input comes with its time and returns the actions for the hub. Actions that become due by
/// the passing of time alone are taken at the first input after
/// [`next_deadline`](Self::next_deadline): an `Input::Tick` if nothing else happens.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Tracker {
    pub(super) policy: TrackerPolicy,
    pub(super) sync: SyncState,
    pub(super) lists: ListSchedule,
    pub(super) health: ListHealth,
    pub(super) active: ActiveSet,
    /// The active activities that a list lacked, with the time when that list was answered.
    pub(super) suspects: BTreeMap<ActivityId, Timestamp>,
    pub(super) tombstones: Tombstones,
    pub(super) watchers: Watchers,
    pub(super) views: Views,
    pub(super) waiters: Waiters,
    pub(super) idle_waiters: IdleWaiters,
    pub(super) next_subscriber: SubscriberId,
    /// A list or a notification has been merged, so there is something to tell a new watcher.
    pub(super) is_informed: bool,
    /// The number of running activities that are not followed because there are too many, as the last list
    /// showed; at least 1 when a notification named one since.
    pub(super) not_followed: usize,
    pub(super) counters: TrackerCounters,
}

/// The connection over which messages come in now, if any.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct SyncState {
    epoch: Epoch,
    up: bool,
    pub(super) poll_every: Option<Duration>,
    /// The time when the last message came in.
    pub(super) heard_at: Timestamp,
    /// The time when the connection was lost, or the first subscriber came while there was none.
    down_since: Timestamp,
    stage: SyncStage,
}

/// The extent to which the known activities have been brought up to date since the connection came up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
enum SyncStage {
    #[default]
    Behind,
    /// A list has been merged. Some activities from before may still be in doubt.
    Listed,
    Done,
}

/// The numbers of rare events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct TrackerCounters {
    /// The number of times that the tracker has caught up after a connect.
    pub(crate) resyncs: u64,
    /// Ends that were inferred from lists.
    pub(crate) vanished: u64,
    /// Messages that could not be read.
    pub(crate) undecodable: u64,
    /// Messages of connections that were lost before.
    pub(crate) stale_messages: u64,
    /// Answers to lists that were not in flight any more.
    pub(crate) void_lists: u64,
    /// Lists that failed.
    pub(crate) failed_lists: u64,
    /// Lists that were cut, or had entries without a readable uuid.
    pub(crate) incomplete_lists: u64,
    /// Incomplete lists whose absences were used, since no better list came.
    pub(crate) incomplete_lists_used: u64,
    /// Ended activities that later lists showed to run.
    pub(crate) begun_anew: u64,
    /// The number of times that an activity was not followed, because there were too many.
    pub(crate) not_followed: u64,
    /// Ended activities that were forgotten before their time, since there were too many.
    pub(crate) forgotten_early: u64,
}

impl Tracker {
    pub(crate) fn new(policy: TrackerPolicy) -> Self {
        Self {
            policy,
            sync: SyncState::default(),
            lists: ListSchedule::default(),
            health: ListHealth::default(),
            active: ActiveSet::new(),
            suspects: BTreeMap::new(),
            tombstones: Tombstones::default(),
            watchers: Watchers::default(),
            views: Views::default(),
            waiters: Waiters::default(),
            idle_waiters: IdleWaiters::default(),
            next_subscriber: SubscriberId::default(),
            is_informed: false,
            not_followed: 0,
            counters: TrackerCounters::default(),
        }
    }

    /// Applies one input.
    pub(crate) fn apply(&mut self, now: Timestamp, input: Input) -> Effects {
        let mut effects = Effects::default();
        let trust_before = (!self.views.is_empty()).then(|| self.trust());
        match input {
            Input::Connected { epoch, poll_every } => self.begin_connection(now, epoch, poll_every),
            Input::ConnectionLost { epoch } => self.end_connection(now, epoch),
            Input::Notification {
                epoch,
                kind,
                id,
                activity,
            } => {
                if self.accept_message(now, epoch) {
                    self.is_informed = true;
                    self.apply_notification(now, kind, &id, activity, &mut effects);
                }
            }
            Input::Undecodable { epoch, excerpt } => {
                if self.accept_message(now, epoch) {
                    self.record_undecodable(&excerpt, &mut effects);
                }
            }
            Input::ListSent(ticket) => self.record_list_sent(now, ticket),
            Input::ListAnswered(answer) => self.reconcile_list(now, answer, &mut effects),
            Input::ListFailed(ticket, failure) => {
                self.record_list_failure(now, ticket, failure, &mut effects);
            }
            Input::ListAbandoned(ticket) => self.lists.abandon(ticket),
            Input::HeaderSeen(id) => self.record_header(now, &id),
            Input::CancelRefused(_) | Input::ListDue => self.lists.due = true,
            Input::Broadcast(event) => {
                self.broadcast(&event, &mut effects);
                // The hub reports its status just before.
                self.views.record_trust(&mut effects);
            }
            Input::TellFirst(to, event) => {
                self.watchers.tell_first(to, event, &mut effects);
            }
            Input::Tick => {}
            Input::Closed => self.close(&mut effects),
        }
        self.finish_step(now, &mut effects);
        if trust_before.is_some_and(|before| before != self.trust()) {
            self.views.record_trust(&mut effects);
        }
        effects
    }

    /// The values that say how far the known activities can be trusted.
    fn trust(&self) -> (bool, usize, bool) {
        let lists_fail = self.list_trouble().is_some();
        (self.is_synced(), self.not_followed, lists_fail)
    }

    /// Takes the next event of a watcher.
    pub(crate) fn pop(&mut self, now: Timestamp, subscriber: SubscriberId) -> Taken {
        let Some(watcher) = self.watchers.get_mut(subscriber) else {
            return Taken::Closed;
        };
        match watcher.queue.pop(now, &self.active) {
            Some(event) => Taken::Event(event),
            None if watcher.closed => Taken::Closed,
            None => Taken::Nothing,
        }
    }

    /// The time when an `Input::Tick` has an effect if nothing else happens before. The only effect of time
    /// is that lists become due: their answers decide everything else.
    pub(crate) fn next_deadline(&self) -> Option<Timestamp> {
        if self.lists.is_newer_in_flight() {
            return None;
        }
        let is_due = self.lists.due || self.lists.due_at_once;
        let wanted = [
            is_due.then(Timestamp::default),
            self.suspects
                .values()
                .min()
                .map(|since| since.plus(self.policy.confirm_after)),
            self.waiters.next_check_at(),
            // Only a list of a synced tracker can confirm quiet.
            self.idle_waiters
                .confirm_at()
                .filter(|_| self.is_synced() && self.not_followed == 0),
            self.periodic_list(),
        ];
        let wanted = wanted.into_iter().flatten().min()?;
        let earliest = self
            .lists
            .earliest_send(self.health.succeeded_at, &self.policy);
        let at = wanted.max(earliest);
        if self.sync.is_up() {
            return Some(at);
        }
        // Lists go on while no stream is open. The connection has a moment to open first: it sends a
        // list of its own.
        let pause_over = self.sync.down_since.plus(self.policy.list_spacing);
        self.has_subscribers().then(|| at.max(pause_over))
    }

    /// Carries out the possible consequences of any change.
    pub(super) fn finish_step(&mut self, now: Timestamp, effects: &mut Effects) {
        self.settle_sync(now, effects);
        if self.next_deadline().is_some_and(|at| at <= now) {
            effects.send_list = Some(self.lists.issue_ticket());
        }
    }

    fn has_subscribers(&self) -> bool {
        !self.waiters.is_empty()
            || !self.idle_waiters.is_empty()
            || !self.watchers.is_empty()
            || !self.views.is_empty()
    }

    fn periodic_list(&self) -> Option<Timestamp> {
        // A proxy may hold back an open stream, so lists are sent for watchers too.
        let by_time = (self.has_subscribers() || !self.active.is_empty())
            .then(|| self.lists.next_periodic(self.sync.heard_at, &self.policy));
        let by_poll = self
            .sync
            .poll_every
            .filter(|_| self.has_subscribers())
            .map(|every| self.lists.next_poll(every));
        by_time.into_iter().chain(by_poll).min()
    }

    /// Forgets the active activities and ends every subscription.
    fn close(&mut self, effects: &mut Effects) {
        self.sync.close();
        self.lists.cancel();
        self.health.close();
        self.is_informed = false;
        self.active.clear();
        self.suspects.clear();
        self.not_followed = 0;
        self.watchers.close(effects);
        self.views.close(effects);
        self.waiters.close(effects);
        self.idle_waiters.close(effects);
    }

    /// Adds a subscriber. If its wait is over at once, the result is in `Effects::done` and it is not
    /// subscribed.
    pub(crate) fn subscribe(
        &mut self,
        now: Timestamp,
        subscription: Subscription,
    ) -> (SubscriberId, Effects) {
        let mut effects = Effects::default();
        let subscriber = self.allocate_subscriber();
        if !self.sync.is_up() && !self.has_subscribers() {
            self.sync.down_since = now;
        }
        match subscription {
            Subscription::Watch { filter, buffer } => {
                self.add_watcher(subscriber, filter, buffer, &mut effects);
            }
            Subscription::View { filter } => {
                self.views.insert(subscriber, filter, &self.active);
                self.lists.due = true;
            }
            Subscription::Wait { id } => match self.tombstones.get(&id) {
                Some(tombstone) if is_certain(&tombstone.outcome) => {
                    let done = WaitEnd::Waited(tombstone.outcome.clone());
                    effects.done.push((subscriber, done));
                }
                // An inferred end may be wrong: a list that is sent from now on decides.
                _ => {
                    let unseen =
                        self.waiters
                            .insert(subscriber, id, now, &self.active, &self.lists);
                    self.lists.due |= unseen;
                }
            },
            Subscription::Idle {
                filter,
                quiet,
                quiet_first,
            } => {
                self.idle_waiters
                    .insert(subscriber, filter, quiet, quiet_first, &self.active);
                self.lists.due = true;
            }
        }
        self.finish_step(now, &mut effects);
        (subscriber, effects)
    }

    /// Removes a subscriber and all that was kept for it. A subscriber whose wait is over, or that is
    /// unknown, is not an error.
    pub(crate) fn unsubscribe(&mut self, now: Timestamp, subscriber: SubscriberId) -> Effects {
        let _known = self.waiters.remove(subscriber)
            || self.idle_waiters.remove(subscriber)
            || self.views.remove(subscriber)
            || self.watchers.remove(subscriber, &mut self.active);
        let mut effects = Effects::default();
        self.finish_step(now, &mut effects);
        effects
    }

    /// Adds a watcher. It gets the known activities at once, and the next list verifies them.
    fn add_watcher(
        &mut self,
        subscriber: SubscriberId,
        filter: ActivityFilter,
        buffer: usize,
        effects: &mut Effects,
    ) {
        let is_late = self.is_informed;
        self.watchers
            .insert(subscriber, filter, buffer, is_late, &mut self.active);
        if is_late {
            effects.wake.push(subscriber);
        }
        if let Some(event) = self.health.current_event() {
            self.watchers
                .deliver_to(subscriber, event, &self.active, effects);
        }
        self.lists.due = true;
    }

    fn record_header(&mut self, now: Timestamp, id: &ActivityId) {
        if self.active.contains_key(id) || self.tombstones.get(id).is_some() {
            return;
        }
        let mark = self.allocate_subscriber();
        self.waiters.record_named(mark, id, now, &self.lists);
        self.lists.due = true;
    }

    fn allocate_subscriber(&mut self) -> SubscriberId {
        let next = self.next_subscriber;
        self.next_subscriber = SubscriberId(next.0 + 1);
        next
    }

    fn begin_connection(&mut self, now: Timestamp, epoch: Epoch, poll_every: Option<Duration>) {
        if epoch <= self.sync.epoch {
            return;
        }
        self.drop_connection(now);
        self.sync.epoch = epoch;
        self.sync.up = true;
        self.sync.poll_every = poll_every;
        if poll_every.is_none() {
            // Polling proves itself only by its first list.
            self.health.succeeded_at = Some(now);
        }
        // Only a list shows the changes before this connection.
        if self.lists.begin_connection() {
            for tracked in self.active.values_mut() {
                tracked.note_list_is_older();
            }
        }
    }

    fn end_connection(&mut self, now: Timestamp, epoch: Epoch) {
        if epoch == self.sync.epoch && self.sync.up {
            self.drop_connection(now);
        }
    }

    /// Returns `true` if a message belongs to the present connection; if so, notes that it is alive.
    fn accept_message(&mut self, now: Timestamp, epoch: Epoch) -> bool {
        let counts = self.sync.up && epoch == self.sync.epoch;
        if counts {
            self.sync.heard_at = now;
            self.health.succeeded_at = Some(now);
        } else {
            self.counters.stale_messages += 1;
        }
        counts
    }

    fn record_undecodable(&mut self, excerpt: &Arc<str>, effects: &mut Effects) {
        self.counters.undecodable += 1;
        // It may have concerned any activity.
        self.lists.due = true;
        let excerpt = match excerpt.char_indices().nth(EXCERPT) {
            Some((end, _)) => excerpt.get(..end).unwrap_or_default().into(),
            None => excerpt.clone(),
        };
        self.broadcast(&ActivityEvent::Undecodable { excerpt }, effects);
    }

    pub(super) fn broadcast(&mut self, event: &ActivityEvent, effects: &mut Effects) {
        self.watchers.deliver_to_all(event, &self.active, effects);
    }

    /// Declares the tracker synced once a list of this connection is merged and no activity from
    /// before is in doubt.
    pub(super) fn settle_sync(&mut self, now: Timestamp, effects: &mut Effects) {
        if self.sync.stage != SyncStage::Listed || self.active.values().any(|tracked| tracked.stale)
        {
            return;
        }
        self.sync.stage = SyncStage::Done;
        self.counters.resyncs += 1;
        self.idle_waiters.restart_quiet(now);
        self.broadcast(&ActivityEvent::Resynced, effects);
    }

    /// All earlier knowledge is in doubt from now on. Lists in flight stay in flight: on a server whose
    /// lists take longer than its connections last, no list would ever be merged otherwise.
    fn drop_connection(&mut self, now: Timestamp) {
        self.sync.up = false;
        self.sync.poll_every = None;
        self.sync.down_since = now;
        self.sync.stage = SyncStage::Behind;
        for tracked in self.active.values_mut() {
            tracked.stale = true;
        }
    }

    /// Returns an active activity.
    pub(crate) fn find(&self, id: &ActivityId) -> Option<ActivityView<'_>> {
        self.active.get(id).map(TrackedActivity::view)
    }

    /// The running activities that a view shows, in the order of their uuids. None when it is closed.
    pub(crate) fn shown(&self, view: SubscriberId) -> Vec<ActivityView<'_>> {
        match self.views.get(view).map(|view| &view.shown) {
            None => Vec::new(),
            Some(None) => self.active.values().map(TrackedActivity::view).collect(),
            Some(Some(shown)) => shown.iter().filter_map(|id| self.find(id)).collect(),
        }
    }

    /// Returns a running activity, if a view shows it.
    pub(crate) fn find_shown(
        &self,
        view: SubscriberId,
        id: &ActivityId,
    ) -> Option<ActivityView<'_>> {
        self.views.get(view)?.shows(id).then(|| self.find(id))?
    }

    /// Notes that a view is read, so that its next change wakes it again.
    pub(crate) fn look(&mut self, view: SubscriberId) {
        self.views.look(view);
    }

    /// Like [`is_watcher_synced`](Self::is_watcher_synced), for a view.
    pub(crate) fn is_view_synced(&self, view: SubscriberId) -> bool {
        self.is_synced() && self.views.get(view).is_some_and(ViewState::is_verified)
    }

    /// The number of running activities that are not followed because there are too many, as far as is known.
    pub(crate) fn not_followed(&self) -> usize {
        self.not_followed
    }

    pub(crate) fn counters(&self) -> &TrackerCounters {
        &self.counters
    }

    /// Returns `true` if the answer to this list would count.
    pub(crate) fn is_in_flight(&self, ticket: Ticket) -> bool {
        self.lists.is_in_flight(ticket)
    }

    /// The time when the last complete list was answered.
    pub(crate) fn listed_at(&self) -> Option<Timestamp> {
        self.health.listed_at()
    }

    /// The time when a stream last opened, a message came or a list was answered.
    pub(crate) fn succeeded_at(&self) -> Option<Timestamp> {
        self.health.succeeded_at
    }

    /// The reason why lists cannot be used now. `None` when they can.
    pub(crate) fn list_trouble(&self) -> Option<&ListFailure> {
        self.health.trouble()
    }

    /// Returns `true` if there is a connection and everything that happened before it is known.
    pub(crate) fn is_synced(&self) -> bool {
        self.sync.is_synced()
    }

    /// Returns `true` if a watcher has everything that runs: the tracker [is synced](Self::is_synced), and a
    /// list that was sent after it subscribed has been merged.
    pub(crate) fn is_watcher_synced(&self, subscriber: SubscriberId) -> bool {
        let is_verified = |one: &WatcherState| one.queue.verified && !one.closed;
        self.is_synced() && self.watchers.get(subscriber).is_some_and(is_verified)
    }

    /// The reason why a wait for quiet goes on, the most certain reasons first. Empty when nothing keeps it
    /// but the quiet period and the list that confirms it, or when there is no such wait.
    pub(crate) fn idle_reasons(&self, now: Timestamp, subscriber: SubscriberId) -> Vec<IdleReason> {
        let Some(wait) = self.idle_waiters.get(subscriber) else {
            return Vec::new();
        };
        let of = |certain: bool| {
            let those = wait.busy().iter().filter(move |one| *one.1 == certain);
            those.filter_map(|(id, _)| self.find(id))
        };
        let matches = of(true).map(|view| IdleReason::Matches {
            activity: Arc::clone(view.activity),
            last_moved: now.since(view.moved_at),
        });
        let may_match = of(false).map(|view| IdleReason::MayMatch {
            activity: Arc::clone(view.activity),
            last_moved: now.since(view.moved_at),
            missing: wait.filter().missing_field(view.activity),
        });
        let lists_fail = |failure: &ListFailure| IdleReason::ListsFailing {
            reason: Arc::clone(&failure.reason),
        };
        let others = [
            wait.is_obscured().then_some(IdleReason::Unreadable),
            (self.not_followed > 0).then_some(IdleReason::NotFollowed),
            self.list_trouble().map(lists_fail),
            (!self.is_synced()).then_some(IdleReason::NotSynced),
        ];
        let activities = matches.chain(may_match);
        activities.chain(others.into_iter().flatten()).collect()
    }
}

impl SyncState {
    pub(super) fn is_up(&self) -> bool {
        self.up
    }

    /// Returns `true` if a list was sent since the present connection opened, so that it shows the activities
    /// that outlasted the outage before it.
    pub(super) fn is_current(&self, list: SentList) -> bool {
        self.up && list.epoch == Some(self.epoch)
    }

    pub(super) fn epoch(&self) -> Epoch {
        self.epoch
    }

    fn is_synced(&self) -> bool {
        self.up && self.stage == SyncStage::Done
    }

    pub(super) fn record_list(&mut self) {
        if self.stage == SyncStage::Behind {
            self.stage = SyncStage::Listed;
        }
    }

    fn close(&mut self) {
        self.up = false;
        self.poll_every = None;
        self.stage = SyncStage::Behind;
    }
}

#[cfg(test)]
impl SyncState {
    /// Forgets times that can have no effect any more, for a search through all states.
    pub(super) fn forget_time(&mut self, last_sent_at: Option<Timestamp>, pause: Duration) {
        if last_sent_at >= Some(self.heard_at) {
            self.heard_at = Timestamp::default();
        }
        if self.up || last_sent_at >= Some(self.down_since.plus(pause)) {
            self.down_since = Timestamp::default();
        }
    }
}

#[cfg(test)]
impl Tracker {
    /// The activities that run as far as is known, in the order of their uuids.
    pub(super) fn running(&self) -> impl Iterator<Item = ActivityView<'_>> {
        self.active.keys().filter_map(|id| self.find(id))
    }

    /// Returns the end of an activity, if it ended and that is still remembered.
    pub(super) fn outcome(&self, id: &ActivityId) -> Option<&Outcome> {
        self.tombstones.get(id).map(|tombstone| &tombstone.outcome)
    }

    /// 0, or how often a running activity was over before.
    pub(super) fn incarnation(&self, id: &ActivityId) -> Option<u32> {
        self.active.get(id).map(|tracked| tracked.incarnation)
    }

    /// Returns `true` if the last list lacked an activity, so that it may be over.
    pub(super) fn is_suspect(&self, id: &ActivityId) -> bool {
        self.suspects.contains_key(id)
    }
}
