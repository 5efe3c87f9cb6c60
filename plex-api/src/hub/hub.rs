//! What the driver, the watchers and the waiters share: the tracker, and who waits for what.

use std::collections::HashMap;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::time::Instant;

use super::driver;
use super::policy::ConnectionPolicy;
use super::status::{ConnectionState, ConnectionStatus};
use super::subscription::{WaitGuard, WatchGuard};
use crate::error::{Error, ErrorKind};
use crate::generated::types::Activity;
use crate::model::Transport;
use crate::plex::Plex;
use crate::tracker::{
    ActivityEvent, Done, Effects, Input, SubscriberId, Subscription, Ticket, Timestamp, Tracker,
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

pub(super) struct State {
    pub(super) tracker: Tracker,
    pub(super) watchers: HashMap<SubscriberId, Watching>,
    pub(super) waiters: HashMap<SubscriberId, Waiting>,
    /// The list that the tracker wants sent, until the driver takes it.
    wanted: Option<Ticket>,
    driven: bool,
    /// What notifications come over, as watchers were told. One who joins is told too.
    transport: Option<Transport>,
}

#[derive(Default)]
pub(super) struct Watching {
    pub(super) waker: Option<Waker>,
    /// Nothing comes any more but the failure.
    pub(super) over: bool,
    pub(super) failure: Option<Error>,
}

#[derive(Default)]
pub(super) struct Waiting {
    pub(super) waker: Option<Waker>,
    pub(super) done: Option<Result<Done, Error>>,
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

    pub(crate) fn now(&self) -> Timestamp {
        self.moment(Instant::now())
    }

    pub(super) fn moment(&self, instant: Instant) -> Timestamp {
        Timestamp::at(instant.saturating_duration_since(self.origin))
    }

    pub(super) fn instant(&self, moment: Timestamp) -> Instant {
        crate::time::after(self.origin, moment.since_origin())
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
        self.start(plex, id);
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
        self.start(plex, id);
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
    pub(super) fn apply_at(&self, now: Timestamp, input: Input) {
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
        status.not_followed = counters.not_followed;
        status
    }

    pub(crate) fn subscribe_status(&self) -> watch::Receiver<ConnectionStatus> {
        self.status.subscribe()
    }

    /// Takes the list that the tracker wants sent. It counts as sent from now on.
    pub(super) fn take_wanted_list(&self, now: Timestamp) -> Option<Ticket> {
        let ticket = self.lock().wanted.take()?;
        self.apply_at(now, Input::ListSent(ticket));
        Some(ticket)
    }

    pub(super) fn next_deadline(&self) -> Option<Timestamp> {
        self.lock().tracker.next_deadline()
    }

    pub(super) fn is_synced(&self) -> bool {
        self.lock().tracker.is_synced()
    }

    pub(super) fn is_wanted(&self) -> bool {
        !self.lock().is_unwanted()
    }

    /// Closes the tracker unless somebody came in the last moment; `true` when it has closed. The
    /// driver is still the one: [`release`](Self::release) is next.
    pub(super) fn close_if_unwanted(&self) -> bool {
        let mut state = self.lock();
        if !state.is_unwanted() {
            return false;
        }
        state.transport = None;
        state.wanted = None;
        let effects = state.tracker.apply(self.now(), Input::Closed);
        let wakers = state.absorb(effects);
        drop(state);
        self.status.send_replace(ConnectionStatus::idle());
        wake(wakers);
        true
    }

    /// Ends the driver; `false` when somebody came since it closed, and it has to go on.
    pub(super) fn release(&self) -> bool {
        let mut state = self.lock();
        state.driven = !state.is_unwanted();
        !state.driven
    }

    /// Ends everything with an error for everybody.
    pub(super) fn fail(&self, error: &Error) {
        let mut state = self.lock();
        state.driven = false;
        state.transport = None;
        state.wanted = None;
        let effects = state.tracker.apply(self.now(), Input::Closed);
        let mut wakers = state.absorb(effects);
        // While the lock is held, so that the next driver is not overtaken by this; whoever waits
        // for the status is woken after that. A refusal was reported by the driver.
        self.status.send_if_modified(|status| {
            if status.state != ConnectionState::Refused {
                status.state = ConnectionState::Idle;
            }
            status.synced = false;
            status.last_trouble = Some(error.message().into());
            false
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
        self.status.send_modify(|_| {});
        wake(wakers);
    }

    /// Sees to it that somebody drives, since `newcomer` is there.
    fn start(self: &Arc<Self>, plex: &Plex, newcomer: SubscriberId) {
        let runtime = tokio::runtime::Handle::try_current();
        {
            let mut state = self.lock();
            if state.driven {
                return;
            }
            match &runtime {
                Ok(_) => state.driven = true,
                // Others have a runtime, or the same error already.
                Err(_) => state.fail_one(
                    newcomer,
                    Error::invalid(
                        "watching and waiting need a tokio runtime, and none runs here: call this \
                     from within one, or use the blocking client",
                    ),
                ),
            }
        }
        if let Ok(runtime) = runtime {
            runtime.spawn(driver::drive(plex.clone(), Arc::clone(self)));
        }
    }

    /// Gives up a place; the driver is told when that leaves nobody.
    pub(super) fn leave(&self, id: SubscriberId) {
        let (wakers, poke, _dropped_last) = {
            let mut state = self.lock();
            let gone = (state.watchers.remove(&id), state.waiters.remove(&id));
            let effects = state.tracker.unsubscribe(self.now(), id);
            let poke = effects.send_list.is_some() || state.is_unwanted();
            // A waker may be the last that holds a task with a place of its own: dropping it takes
            // the lock.
            (state.absorb(effects), poke, gone)
        };
        wake(wakers);
        if poke {
            self.changed.notify_one();
        }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
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

    /// One who came in vain. Nobody polls it before its place is handed out.
    fn fail_one(&mut self, id: SubscriberId, error: Error) {
        if let Some(watching) = self.watchers.get_mut(&id) {
            watching.over = true;
            watching.failure = Some(error);
        } else if let Some(waiting) = self.waiters.get_mut(&id) {
            waiting.done = Some(Err(error));
        }
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

/// The runtime on which the connection lived has ended.
pub(super) fn closed() -> Error {
    Error::new(
        ErrorKind::Closed,
        "the connection was closed while something waited for it: the tokio runtime that it ran \
         on has ended",
    )
}
