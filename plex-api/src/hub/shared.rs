//! What the driver, the watchers and the waiters share: the tracker, and who waits for what.

use std::collections::HashMap;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::time::Instant;

use super::driver;
use super::policy::ConnectionPolicy;
use super::status::{ConnectionState, ConnectionStatus};
use crate::client::Plex;
use crate::error::{Error, ErrorKind};
use crate::generated::types::Activity;
use crate::notifications::Transport;
use crate::tracker::{
    ActivityEvent, Done, Effects, Input, Moment, SubscriberId, Subscription, Taken, Ticket, Tracker,
};
use crate::wire::ActivityId;

/// One client's connection and everybody who depends on it.
pub(crate) struct Hub {
    pub(crate) policy: ConnectionPolicy,
    state: Mutex<State>,
    /// Something changed that the driver must look at.
    pub(super) changed: Notify,
    pub(super) status: watch::Sender<ConnectionStatus>,
    /// How many connections there have been; the tracker wants each to have a number of its own.
    pub(super) epochs: AtomicU64,
    origin: Instant,
}

struct State {
    tracker: Tracker,
    watchers: HashMap<SubscriberId, Watching>,
    waiters: HashMap<SubscriberId, Waiting>,
    /// The list that the tracker wants sent, until the driver takes it.
    wanted: Option<Ticket>,
    driven: bool,
    /// What notifications come over, as watchers were told. One who joins is told too.
    transport: Option<Transport>,
}

#[derive(Default)]
struct Watching {
    waker: Option<Waker>,
    /// Nothing comes any more but the failure.
    over: bool,
    failure: Option<Error>,
}

#[derive(Default)]
struct Waiting {
    waker: Option<Waker>,
    done: Option<Result<Done, Error>>,
}

impl Hub {
    pub(crate) fn new(policy: ConnectionPolicy) -> Self {
        Self {
            state: Mutex::new(State {
                tracker: Tracker::new(policy.tracker()),
                watchers: HashMap::new(),
                waiters: HashMap::new(),
                wanted: None,
                driven: false,
                transport: None,
            }),
            changed: Notify::new(),
            status: watch::Sender::new(ConnectionStatus::idle()),
            epochs: AtomicU64::new(0),
            origin: Instant::now(),
            policy,
        }
    }

    pub(crate) fn now(&self) -> Moment {
        self.moment(Instant::now())
    }

    pub(super) fn moment(&self, instant: Instant) -> Moment {
        Moment::at(instant.saturating_duration_since(self.origin))
    }

    pub(super) fn instant(&self, moment: Moment) -> Instant {
        crate::clock::after(self.origin, moment.since_origin())
    }

    /// Begins to watch; registered when this returns.
    pub(crate) fn watch(self: &Arc<Self>, plex: &Plex, subscription: Subscription) -> WatchGuard {
        let (id, wakers) = {
            let mut state = self.lock();
            let (id, effects) = state.tracker.subscribe(self.now(), subscription);
            state.watchers.insert(id, Watching::default());
            let mut wakers = state.absorb(effects);
            if let Some(transport) = state.transport {
                let found = Input::Tell(id, ActivityEvent::connected(transport));
                let effects = state.tracker.apply(self.now(), found);
                wakers.extend(state.absorb(effects));
            }
            (id, wakers)
        };
        wake(wakers);
        self.changed.notify_one();
        self.start(plex);
        WatchGuard {
            hub: Arc::clone(self),
            id,
        }
    }

    /// Begins to wait; registered when this returns.
    pub(crate) fn wait(self: &Arc<Self>, plex: &Plex, subscription: Subscription) -> WaitGuard {
        let (id, wakers) = {
            let mut state = self.lock();
            let (id, effects) = state.tracker.subscribe(self.now(), subscription);
            state.waiters.insert(id, Waiting::default());
            (id, state.absorb(effects))
        };
        wake(wakers);
        self.changed.notify_one();
        self.start(plex);
        WaitGuard {
            hub: Arc::clone(self),
            id,
        }
    }

    /// Gives the tracker an input, and wakes whom that concerns. For the driver, which looks for
    /// what changed by itself.
    pub(super) fn apply(&self, input: Input) {
        self.apply_at(self.now(), input);
    }

    /// The same for an input of a moment ago.
    pub(super) fn apply_at(&self, now: Moment, input: Input) {
        let wakers = {
            let mut state = self.lock();
            let effects = state.tracker.apply(now, input);
            state.absorb(effects)
        };
        wake(wakers);
    }

    /// Tells every watcher how the connection is.
    pub(super) fn announce(&self, event: ActivityEvent) {
        let wakers = {
            let mut state = self.lock();
            state.transport = match &event {
                ActivityEvent::Connected { transport, .. } => Some(*transport),
                _ => None,
            };
            let effects = state.tracker.apply(self.now(), Input::Broadcast(event));
            state.absorb(effects)
        };
        wake(wakers);
    }

    /// Tells the tracker what a request brought to light, while somebody is there to profit.
    pub(crate) fn learn(&self, input: Input) {
        if self.lock().driven {
            self.apply(input);
            self.changed.notify_one();
        }
    }

    /// What is known of an activity that runs, and how long it has stood still.
    pub(crate) fn running(&self, id: &ActivityId) -> Option<(Arc<Activity>, Duration)> {
        let state = self.lock();
        let running = state.tracker.find(id)?;
        Some((
            Arc::clone(running.activity),
            self.now().since(running.moved_at),
        ))
    }

    pub(crate) fn status(&self) -> ConnectionStatus {
        let mut status = self.status.borrow().clone();
        let state = self.lock();
        let counters = state.tracker.counters();
        status.undecodable = counters.undecodable;
        status.incomplete_lists_used = counters.incomplete_lists_used;
        status
    }

    pub(crate) fn subscribe_status(&self) -> watch::Receiver<ConnectionStatus> {
        self.status.subscribe()
    }

    /// Takes the list that the tracker wants sent. It counts as sent from now on.
    pub(super) fn take_wanted_list(&self, now: Moment) -> Option<Ticket> {
        let ticket = self.lock().wanted.take()?;
        self.apply_at(now, Input::ListSent(ticket));
        Some(ticket)
    }

    pub(super) fn next_deadline(&self) -> Option<Moment> {
        self.lock().tracker.next_deadline()
    }

    pub(super) fn is_synced(&self) -> bool {
        self.lock().tracker.is_synced()
    }

    pub(super) fn is_wanted(&self) -> bool {
        !self.lock().is_unwanted()
    }

    /// Ends the driver unless somebody came in the last moment; `true` when it has ended.
    pub(super) fn close_if_unwanted(&self) -> bool {
        let mut state = self.lock();
        if !state.is_unwanted() {
            return false;
        }
        state.driven = false;
        state.transport = None;
        state.wanted = None;
        // While the lock is held: the next driver must not be overtaken by this.
        self.status.send_replace(ConnectionStatus::idle());
        let effects = state.tracker.apply(self.now(), Input::Closed);
        let wakers = state.absorb(effects);
        drop(state);
        wake(wakers);
        true
    }

    /// Ends everything with an error for everybody.
    pub(super) fn fail(&self, error: &Error) {
        let mut state = self.lock();
        state.driven = false;
        state.transport = None;
        state.wanted = None;
        let effects = state.tracker.apply(self.now(), Input::Closed);
        let mut wakers = state.absorb(effects);
        // Whoever waits for the status must see this too. A refusal was reported by the driver.
        self.status.send_modify(|status| {
            if status.state != ConnectionState::Refused {
                status.state = ConnectionState::Idle;
            }
            status.synced = false;
            status.last_trouble = Some(error.message().into());
        });
        for watching in state.watchers.values_mut() {
            watching.over = true;
            watching.failure = Some(error.replica());
            wakers.extend(watching.waker.take());
        }
        for waiting in state.waiters.values_mut() {
            if matches!(waiting.done, None | Some(Ok(Done::Closed))) {
                waiting.done = Some(Err(error.replica()));
                wakers.extend(waiting.waker.take());
            }
        }
        drop(state);
        wake(wakers);
    }

    fn start(self: &Arc<Self>, plex: &Plex) {
        {
            let mut state = self.lock();
            if state.driven {
                return;
            }
            state.driven = true;
        }
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) => {
                runtime.spawn(driver::drive(plex.clone(), Arc::clone(self)));
            }
            Err(_) => self.fail(&Error::invalid(
                "watching and waiting need a tokio runtime, and none runs here: call this from \
                 within one, or use the blocking client",
            )),
        }
    }

    /// Gives up a place; the driver is told when that leaves nobody.
    fn leave(&self, id: SubscriberId) {
        let (wakers, poke) = {
            let mut state = self.lock();
            state.watchers.remove(&id);
            state.waiters.remove(&id);
            let effects = state.tracker.unsubscribe(self.now(), id);
            let poke = effects.send_list.is_some() || state.is_unwanted();
            (state.absorb(effects), poke)
        };
        wake(wakers);
        if poke {
            self.changed.notify_one();
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // The state is whole after every statement, so a panic elsewhere leaves it usable.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn wake(wakers: Vec<Waker>) {
    for waker in wakers {
        waker.wake();
    }
}

impl State {
    fn is_unwanted(&self) -> bool {
        self.watchers.is_empty() && self.waiters.is_empty()
    }

    fn absorb(&mut self, effects: Effects) -> Vec<Waker> {
        if effects.send_list.is_some() {
            self.wanted = effects.send_list;
        }
        let mut wakers = Vec::new();
        for id in effects.wake {
            if let Some(watching) = self.watchers.get_mut(&id) {
                wakers.extend(watching.waker.take());
            }
        }
        for (id, done) in effects.done {
            let waiting = self.waiters.entry(id).or_default();
            waiting.done = Some(Ok(done));
            wakers.extend(waiting.waker.take());
        }
        wakers
    }
}

/// A watcher's place in the hub; gives it up when dropped.
pub(crate) struct WatchGuard {
    pub(crate) hub: Arc<Hub>,
    id: SubscriberId,
}

impl WatchGuard {
    /// The next event; `None` after the last.
    pub(crate) fn poll(&self, waker: &Waker) -> Poll<Option<Result<ActivityEvent, Error>>> {
        let mut state = self.hub.lock();
        let now = self.hub.now();
        match state.tracker.pop(now, self.id) {
            Taken::Event(event) => Poll::Ready(Some(Ok(event))),
            Taken::Nothing => {
                if let Some(watching) = state.watchers.get_mut(&self.id) {
                    if let Some(failure) = watching.failure.take() {
                        return Poll::Ready(Some(Err(failure)));
                    }
                    watching.waker = Some(waker.clone());
                }
                Poll::Pending
            }
            Taken::Closed => {
                let failure = state
                    .watchers
                    .get_mut(&self.id)
                    .and_then(|one| one.failure.take());
                Poll::Ready(failure.map(Err))
            }
        }
    }

    /// Whether a list that was sent after this watcher came has been merged.
    pub(crate) fn is_synced(&self) -> bool {
        self.hub.lock().tracker.is_watcher_synced(self.id)
    }

    /// Whether there will be no more events.
    pub(crate) fn is_over(&self) -> bool {
        self.hub
            .lock()
            .watchers
            .get(&self.id)
            .is_none_or(|one| one.over)
    }
}

impl Drop for WatchGuard {
    fn drop(&mut self) {
        self.hub.leave(self.id);
    }
}

/// A waiter's place in the hub; gives it up when dropped.
pub(crate) struct WaitGuard {
    pub(crate) hub: Arc<Hub>,
    id: SubscriberId,
}

impl WaitGuard {
    /// How the waiting came out.
    pub(crate) fn poll(&self, waker: &Waker) -> Poll<Result<Done, Error>> {
        let mut state = self.hub.lock();
        let Some(waiting) = state.waiters.get_mut(&self.id) else {
            return Poll::Ready(Err(closed()));
        };
        match waiting.done.take() {
            Some(Ok(Done::Closed)) => Poll::Ready(Err(closed())),
            Some(done) => Poll::Ready(done),
            None => {
                match &mut waiting.waker {
                    Some(known) => known.clone_from(waker),
                    none => *none = Some(waker.clone()),
                }
                Poll::Pending
            }
        }
    }
}

impl Drop for WaitGuard {
    fn drop(&mut self) {
        self.hub.leave(self.id);
    }
}

/// The runtime on which the connection lived has ended.
pub(super) fn closed() -> Error {
    Error::new(
        ErrorKind::Closed,
        "the connection was closed while something waited for it: the tokio runtime that it ran \
         on has ended",
    )
}
