//! The state that the driver and the subscribers share: the tracker, and each subscriber's waker.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::time::Instant;

use tracing::Instrument;

use super::blind_time::BlindTime;
use super::driver;
use super::notification_feed::NotificationFeed;
use super::observer::ConnectionObserver;
use super::policy::ConnectionPolicy;
use super::status::{ConnectionState, ConnectionStatus};
use super::subscription::{NotificationGuard, WaitGuard, WatchGuard};
use super::view::{ViewGuard, ViewSlots};
use crate::callback::Callback;
use crate::error::{Error, ErrorKind};
use crate::generated::Client;
use crate::generated::types::Activity;
use crate::model::Transport;
use crate::notifications::{Notification, NotificationKinds};
use crate::tracker::{
    ActivityEvent, ActivityFilter, Effects, Input, SubscriberId, Subscription, Taken, Ticket,
    Timestamp, Tracker, WaitEnd,
};
use crate::wire::ActivityId;

/// The connection of one client and all its clones. Clones of the client, and the objects made from
/// them, share it; when the last of them is gone, the connection closes at once.
pub(crate) struct Hub {
    core: Arc<HubCore>,
}

/// The part of the hub that the driver needs. It does not keep the connection open.
pub(crate) struct HubCore {
    pub(super) policy: ConnectionPolicy,
    /// The client as it was built, for lists while polling. It never retries: the hub does.
    pub(super) client: Client,
    /// The same with a new connection for each request, for handshakes and all other lists. It notices
    /// sooner that a server is gone than a client that tries its kept connections first.
    pub(super) unpooled: Client,
    pub(super) observer: Option<Arc<dyn ConnectionObserver>>,
    state: Mutex<HubState>,
    /// Notified when the driver must look for a new or a lost subscriber, or a list to send.
    pub(super) changed: Notify,
    pub(super) status: watch::Sender<ConnectionStatus>,
    /// The number of connections so far. The tracker needs a new number for each of them.
    pub(super) epochs: AtomicU64,
    pub(super) reconnects: AtomicU64,
    on_connection: Option<ConnectionHook>,
    origin: Instant,
    /// The client and everything made from it are dropped, so there cannot be a new subscriber.
    is_orphaned: AtomicBool,
    /// The number of subscribers that want notifications. While none does, they cost nothing.
    feeds: AtomicUsize,
}

/// The caller's hook, and the status that it saw last.
struct ConnectionHook {
    callback: Arc<Callback<ConnectionStatus>>,
    last: Mutex<ConnectionStatus>,
}

pub(super) struct HubState {
    pub(super) tracker: Tracker,
    pub(super) watchers: HashMap<SubscriberId, WatcherSlot>,
    pub(super) waiters: HashMap<SubscriberId, WaiterSlot>,
    pub(super) views: ViewSlots,
    /// The list that the tracker asked for, until the driver sends it.
    wanted: Option<Ticket>,
    /// Whether a driver is running.
    driven: bool,
    /// The transport that watchers know to be connected. It is the first event of a new watcher.
    transport: Option<Transport>,
    pub(super) blind: BlindTime,
    /// The kinds of notifications that come over the connection.
    open_kinds: Option<NotificationKinds>,
}

/// The hub's data for a watcher. The tracker keeps its events.
#[derive(Default)]
pub(super) struct WatcherSlot {
    pub(super) waker: Option<Waker>,
    /// Only the failure follows.
    pub(super) over: bool,
    pub(super) failure: Option<Error>,
    /// For a subscriber of notifications, whose events it has. The tracker's go there at once.
    pub(super) feed: Option<Box<NotificationFeed>>,
}

/// The hub's data for a waiter.
#[derive(Default)]
pub(super) struct WaiterSlot {
    pub(super) waker: Option<Waker>,
    pub(super) done: Option<Result<WaitEnd, Error>>,
}

impl Hub {
    pub(crate) fn new(
        client: &Client,
        unpooled: &Client,
        policy: ConnectionPolicy,
        observer: Option<Arc<dyn ConnectionObserver>>,
        on_connection: Option<Arc<Callback<ConnectionStatus>>>,
    ) -> Self {
        let core = HubCore {
            client: client.without_retries(),
            unpooled: unpooled.without_retries(),
            observer,
            state: Mutex::new(HubState {
                tracker: Tracker::new(policy.tracker()),
                watchers: HashMap::new(),
                waiters: HashMap::new(),
                views: ViewSlots::default(),
                wanted: None,
                driven: false,
                transport: None,
                blind: BlindTime::default(),
                open_kinds: None,
            }),
            changed: Notify::new(),
            status: watch::Sender::new(ConnectionStatus::idle()),
            epochs: AtomicU64::new(0),
            reconnects: AtomicU64::new(0),
            on_connection: on_connection.map(|callback| ConnectionHook {
                callback,
                last: Mutex::new(ConnectionStatus::idle()),
            }),
            origin: Instant::now(),
            is_orphaned: AtomicBool::new(false),
            feeds: AtomicUsize::new(0),
            policy,
        };
        Self {
            core: Arc::new(core),
        }
    }

    /// Subscribes a watcher, which is registered when this returns.
    pub(crate) fn watch(self: &Arc<Self>, subscription: Subscription) -> WatchGuard {
        let id = self.add_watcher(subscription, None);
        WatchGuard {
            hub: Arc::clone(self),
            id,
        }
    }

    /// Subscribes to notifications, up to `limit` bytes of which are kept. It is registered when this
    /// returns.
    pub(crate) fn notify(
        self: &Arc<Self>,
        kinds: NotificationKinds,
        limit: usize,
    ) -> NotificationGuard {
        self.feeds.fetch_add(1, Ordering::Relaxed);
        // It wants only the tracker's events about the connection, and takes them at once.
        let nothing = Subscription::Watch {
            filter: ActivityFilter::any().of_type("\0"),
            buffer: 64,
        };
        let feed = NotificationFeed::new(kinds, limit);
        let id = self.add_watcher(nothing, Some(Box::new(feed)));
        NotificationGuard {
            hub: Arc::clone(self),
            id,
        }
    }

    fn add_watcher(
        self: &Arc<Self>,
        subscription: Subscription,
        feed: Option<Box<NotificationFeed>>,
    ) -> SubscriberId {
        let (id, wakers) = {
            let mut state = self.lock();
            let (id, effects) = state.tracker.subscribe(self.now(), subscription);
            let slot = WatcherSlot {
                feed,
                ..WatcherSlot::default()
            };
            state.watchers.insert(id, slot);
            state.note_blindness(self.now());
            let mut wakers = state.apply_effects(effects);
            if let Some(transport) = state.transport {
                let current = Input::TellFirst(id, ActivityEvent::connected(transport));
                let effects = state.tracker.apply(self.now(), current);
                wakers.extend(state.apply_effects(effects));
            }
            (id, wakers)
        };
        wake(wakers);
        self.changed.notify_one();
        self.ensure_driven(id);
        id
    }

    /// Subscribes a waiter, which is registered when this returns.
    pub(crate) fn wait(self: &Arc<Self>, subscription: Subscription) -> WaitGuard {
        let (id, wakers) = {
            let mut state = self.lock();
            let (id, effects) = state.tracker.subscribe(self.now(), subscription);
            state.waiters.insert(id, WaiterSlot::default());
            state.note_blindness(self.now());
            (id, state.apply_effects(effects))
        };
        wake(wakers);
        self.changed.notify_one();
        self.ensure_driven(id);
        WaitGuard {
            hub: Arc::clone(self),
            id,
        }
    }

    /// Subscribes a view, which is registered when this returns.
    pub(crate) fn view(self: &Arc<Self>, filter: ActivityFilter) -> ViewGuard {
        let has_filter = filter != ActivityFilter::any();
        let subscription = Subscription::View { filter };
        let (id, signal, wakers) = {
            let mut state = self.lock();
            let (id, effects) = state.tracker.subscribe(self.now(), subscription);
            let signal = state.views.insert(id);
            state.note_blindness(self.now());
            (id, signal, state.apply_effects(effects))
        };
        wake(wakers);
        self.changed.notify_one();
        self.ensure_driven(id);
        ViewGuard::new(self, id, has_filter, signal)
    }
}

impl Deref for Hub {
    type Target = Arc<HubCore>;

    fn deref(&self) -> &Arc<HubCore> {
        &self.core
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        self.core.is_orphaned.store(true, Ordering::Release);
        self.core.changed.notify_one();
    }
}

impl HubCore {
    /// Returns `true` if the connection closes at once when the last subscriber is gone.
    pub(super) fn is_orphaned(&self) -> bool {
        self.is_orphaned.load(Ordering::Acquire)
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.moment(Instant::now())
    }

    pub(super) fn moment(&self, instant: Instant) -> Timestamp {
        Timestamp::at(instant.saturating_duration_since(self.origin))
    }

    pub(super) fn instant(&self, moment: Timestamp) -> Instant {
        crate::time::after(self.origin, moment.since_origin())
    }

    /// Gives the tracker an input, and wakes the subscribers that have news. For the driver, which
    /// needs no notification of the change.
    pub(super) fn apply(&self, input: Input) {
        self.apply_at(self.now(), input);
    }

    /// [`apply`](Self::apply) for an input with the time at which it arrived.
    pub(super) fn apply_at(&self, now: Timestamp, input: Input) {
        let wakers = {
            let mut state = self.lock();
            let effects = state.tracker.apply(now, input);
            state.apply_effects(effects)
        };
        wake(wakers);
    }

    /// Sends every watcher an event of the connection.
    pub(super) fn broadcast(&self, event: ActivityEvent) {
        let wakers = {
            let mut state = self.lock();
            state.transport = match &event {
                ActivityEvent::Connected { transport, .. } => Some(*transport),
                _ => None,
            };
            state.note_blindness(self.now());
            let effects = state.tracker.apply(self.now(), Input::Broadcast(event));
            state.apply_effects(effects)
        };
        wake(wakers);
    }

    /// Every kind of notification that anybody wants, activities among them.
    pub(super) fn wanted_kinds(&self) -> NotificationKinds {
        let mut wanted = NotificationKinds::activities();
        if self.has_feeds() {
            for feed in self.lock().feeds() {
                wanted.add(feed.kinds());
            }
        }
        wanted
    }

    /// Returns `true` if anybody wants notifications.
    pub(super) fn has_feeds(&self) -> bool {
        self.feeds.load(Ordering::Relaxed) > 0
    }

    /// Gives a notification to the subscribers that want its kind.
    pub(super) fn publish(&self, notification: &Notification) {
        let mut shared = None;
        self.for_each_feed(|feed| {
            feed.kinds().includes(notification.kind())
                && feed
                    .push_notification(shared.get_or_insert_with(|| Arc::new(notification.clone())))
        });
    }

    /// These kinds come over the connection from now on.
    pub(super) fn set_open_kinds(&self, open: &NotificationKinds) {
        self.lock().open_kinds = Some(open.clone());
    }

    /// The open connection delivers more kinds than before.
    pub(super) fn widen_feeds(&self, open: &NotificationKinds) {
        self.set_open_kinds(open);
        self.for_each_feed(|feed| feed.widen(open));
    }

    /// The server refused to send more kinds than it does.
    pub(super) fn refuse_feeds(&self, reason: &Arc<str>) {
        self.for_each_feed(|feed| feed.refuse(reason));
    }

    /// Changes every feed, and wakes the subscribers whose feed says so.
    fn for_each_feed(&self, mut change: impl FnMut(&mut NotificationFeed) -> bool) {
        let mut wakers = Vec::new();
        for watcher in self.lock().watchers.values_mut() {
            if watcher.feed.as_mut().is_some_and(|feed| change(feed)) {
                wakers.extend(watcher.waker.take());
            }
        }
        wake(wakers);
    }

    /// Removes a subscriber of notifications.
    pub(super) fn leave_feed(&self, id: SubscriberId) {
        self.leave(id);
        self.feeds.fetch_sub(1, Ordering::Relaxed);
    }

    /// Gives the tracker a fact that a request revealed, if a driver is running.
    pub(crate) fn report_out_of_band(&self, input: Input) {
        if self.lock().driven {
            self.apply(input);
            self.changed.notify_one();
        }
    }

    /// A running activity as it is known, and how long it has made no progress.
    pub(crate) fn running(&self, id: &ActivityId) -> Option<(Arc<Activity>, Duration)> {
        let state = self.lock();
        let running = state.tracker.find(id)?;
        Some((
            Arc::clone(running.activity),
            self.now().since(running.moved_at),
        ))
    }

    pub(crate) fn policy(&self) -> &ConnectionPolicy {
        &self.policy
    }

    pub(crate) fn server_url(&self) -> &str {
        self.client.server_url()
    }

    pub(crate) fn status(&self) -> ConnectionStatus {
        self.status_in(&self.lock())
    }

    pub(super) fn status_in(&self, state: &HubState) -> ConnectionStatus {
        let mut status = self.status.borrow().clone();
        let counters = state.tracker.counters();
        status.undecodable = counters.undecodable;
        status.failed_lists = counters.failed_lists;
        status.incomplete_lists = counters.incomplete_lists;
        status.incomplete_lists_used = counters.incomplete_lists_used;
        status.not_followed = counters.not_followed;
        status.resyncs = counters.resyncs;
        status.vanished = counters.vanished;
        status.reconnects = self.reconnects.load(Ordering::Relaxed);
        let trouble = state.tracker.list_trouble();
        status.lists_failing = trouble.map(|failure| Arc::clone(&failure.reason));
        status
    }

    pub(crate) fn subscribe_status(&self) -> watch::Receiver<ConnectionStatus> {
        self.status.subscribe()
    }

    /// Waits until `check` has a result. It is called again after each list, and after a failure.
    pub(crate) async fn until_synced<T>(&self, check: impl Fn() -> Option<T>) -> T {
        let mut status = self.subscribe_status();
        loop {
            // Marked before the check, so that a change in between is not missed.
            status.mark_unchanged();
            if let Some(result) = check() {
                return result;
            }
            // It cannot fail: the sender is in `self`.
            let _ = status.changed().await;
        }
    }

    /// Changes the status, and notifies all of its followers.
    pub(super) fn change_status(&self, change: impl FnOnce(&mut ConnectionStatus)) {
        self.status.send_modify(change);
        self.call_hook();
    }

    /// Calls the caller's hook if the status has changed since it was last called. Never while a lock
    /// is held that the caller may want.
    fn call_hook(&self) {
        let Some(hook) = &self.on_connection else {
            return;
        };
        let status = self.status();
        {
            let mut last = hook.last.lock().unwrap_or_else(PoisonError::into_inner);
            if last.is_like(&status) {
                return;
            }
            *last = status.clone();
        }
        hook.callback.call(&status, self.server_url());
    }

    /// Takes the list that the tracker asked for. It counts as sent from now on.
    pub(super) fn take_wanted_list(&self, now: Timestamp) -> Option<Ticket> {
        let ticket = self.lock().wanted.take()?;
        self.apply_at(now, Input::ListSent(ticket));
        Some(ticket)
    }

    pub(super) fn next_deadline(&self) -> Option<Timestamp> {
        self.lock().tracker.next_deadline()
    }

    /// Returns `true` if the answer to this list would count.
    pub(super) fn is_list_in_flight(&self, ticket: Ticket) -> bool {
        self.lock().tracker.is_in_flight(ticket)
    }

    /// The time when a stream last opened, a message came or a list was answered.
    pub(super) fn succeeded_at(&self) -> Option<Timestamp> {
        self.lock().tracker.succeeded_at()
    }

    pub(super) fn is_synced(&self) -> bool {
        self.lock().tracker.is_synced()
    }

    pub(super) fn is_wanted(&self) -> bool {
        !self.lock().is_unwanted()
    }

    /// Closes the tracker unless a subscriber came in the last moment; `true` when it has closed.
    /// No other driver can start before [`release`](Self::release), which is next.
    pub(super) fn close_if_unwanted(&self) -> bool {
        let mut state = self.lock();
        if !state.is_unwanted() {
            return false;
        }
        state.transport = None;
        state.wanted = None;
        state.note_blindness(self.now());
        let effects = state.tracker.apply(self.now(), Input::Closed);
        let wakers = state.apply_effects(effects);
        drop(state);
        self.change_status(|status| *status = ConnectionStatus::idle());
        wake(wakers);
        true
    }

    /// Ends the driver; `false` when a subscriber came since it closed, and it has to go on.
    pub(super) fn release(&self) -> bool {
        let mut state = self.lock();
        state.driven = !state.is_unwanted();
        !state.driven
    }

    /// Ends the driver and gives every subscriber the error.
    pub(super) fn fail(&self, error: &Error) {
        let mut state = self.lock();
        state.driven = false;
        state.transport = None;
        state.wanted = None;
        state.note_blindness(self.now());
        let effects = state.tracker.apply(self.now(), Input::Closed);
        let mut wakers = state.apply_effects(effects);
        // While the lock is held, so that this cannot overwrite the status of the next driver.
        // Tasks that wait for the status are woken after that. The driver has reported a refusal.
        self.status.send_if_modified(|status| {
            if status.state != ConnectionState::Refused {
                status.state = ConnectionState::Idle;
            }
            status.synced = false;
            status.last_trouble = Some(error.message().into());
            false
        });
        for watcher in state.watchers.values_mut() {
            watcher.over = true;
            watcher.failure = Some(error.clone());
            wakers.extend(watcher.waker.take());
        }
        wakers.extend(state.views.fail_all(error));
        for waiter in state.waiters.values_mut() {
            if matches!(waiter.done, None | Some(Ok(WaitEnd::Closed))) {
                waiter.done = Some(Err(error.clone()));
                wakers.extend(waiter.waker.take());
            }
        }
        drop(state);
        self.change_status(|_| {});
        wake(wakers);
    }

    /// Spawns a driver for the new subscriber, unless one is running.
    fn ensure_driven(self: &Arc<Self>, newcomer: SubscriberId) {
        let runtime = tokio::runtime::Handle::try_current();
        {
            let mut state = self.lock();
            if state.driven {
                return;
            }
            match &runtime {
                Ok(_) => state.driven = true,
                // Only the newcomer fails: earlier subscribers have a runtime, or this error.
                Err(_) => state.fail_one(
                    newcomer,
                    Error::invalid(
                        "watching and waiting need a tokio runtime, and this thread has none: call \
                     this from within a runtime, or use the blocking client",
                    ),
                ),
            }
        }
        if let Ok(runtime) = runtime {
            // Without a parent: the connection outlives the span that it is opened in.
            let span =
                tracing::error_span!(parent: None, "plex connection", server = self.server_url());
            runtime.spawn(driver::drive(Arc::clone(self)).instrument(span));
        }
    }

    /// Removes a subscriber, and notifies the driver when it was the last.
    pub(super) fn leave(&self, id: SubscriberId) {
        let (wakers, must_notify, _dropped_last) = {
            let mut state = self.lock();
            let removed = (
                state.watchers.remove(&id),
                state.waiters.remove(&id),
                state.views.remove(id),
            );
            state.note_blindness(self.now());
            let effects = state.tracker.unsubscribe(self.now(), id);
            let must_notify = effects.send_list.is_some() || state.is_unwanted();
            // A waker may own the last reference to a task with a subscription of its own, whose
            // drop takes this lock.
            (state.apply_effects(effects), must_notify, removed)
        };
        wake(wakers);
        if must_notify {
            self.changed.notify_one();
        }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, HubState> {
        // The state is consistent after every statement, so a panic elsewhere leaves it usable.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn wake(wakers: Vec<Waker>) {
    for waker in wakers {
        waker.wake();
    }
}

impl HubState {
    fn feeds(&self) -> impl Iterator<Item = &NotificationFeed> {
        self.watchers.values().filter_map(|one| one.feed.as_deref())
    }

    fn is_unwanted(&self) -> bool {
        self.watchers.is_empty() && self.waiters.is_empty() && self.views.is_unwanted()
    }

    /// Notes whether somebody looks who cannot see: after each change of the subscribers or the connection.
    fn note_blindness(&mut self, now: Timestamp) {
        let has_subscribers =
            !self.watchers.is_empty() || !self.waiters.is_empty() || !self.views.is_empty();
        self.blind
            .set(now, has_subscribers && self.transport.is_none());
    }

    /// Fails one subscriber. It cannot have been polled yet, so it has no waker.
    fn fail_one(&mut self, id: SubscriberId, error: Error) {
        if let Some(watcher) = self.watchers.get_mut(&id) {
            watcher.over = true;
            watcher.failure = Some(error);
        } else if let Some(waiter) = self.waiters.get_mut(&id) {
            waiter.done = Some(Err(error));
        } else {
            self.views.fail_one(id, error);
        }
    }

    /// Keeps the effects that the tracker asks for, and returns the wakers to call once the lock is
    /// released.
    fn apply_effects(&mut self, effects: Effects) -> Vec<Waker> {
        if effects.send_list.is_some() {
            self.wanted = effects.send_list;
        }
        if effects.activities_changed {
            self.views.record_change();
        }
        let mut wakers = Vec::new();
        for id in effects.wake {
            if let Some(watcher) = self.watchers.get_mut(&id) {
                if let Some(feed) = &mut watcher.feed {
                    // Its filter matches no activity, so that no event says how long one made no progress.
                    let now = Timestamp::default();
                    while let Taken::Event(event) = self.tracker.pop(now, id) {
                        feed.push_activity_event(event, self.open_kinds.as_ref());
                    }
                }
                wakers.extend(watcher.waker.take());
            } else {
                wakers.extend(self.views.note_news(id));
            }
        }
        for (id, done) in effects.done {
            let waiter = self.waiters.entry(id).or_default();
            waiter.done = Some(Ok(done));
            wakers.extend(waiter.waker.take());
        }
        wakers
    }
}

/// The error for subscribers when the driver's task was dropped.
pub(super) fn closed() -> Error {
    Error::new(
        ErrorKind::Closed,
        "the connection was closed while something waited for it: the tokio runtime that it ran \
         on has ended",
    )
}
