//! The places that watchers and waiters have in the hub.

use std::sync::Arc;
use std::task::{Poll, Waker};

use super::hub::{Hub, closed};
use crate::error::Error;
use crate::tracker::{ActivityEvent, Done, SubscriberId, Taken};

/// A watcher's place in the hub; gives it up when dropped.
pub(crate) struct WatchGuard {
    pub(crate) hub: Arc<Hub>,
    pub(super) id: SubscriberId,
}

impl WatchGuard {
    /// The next event; `None` after the last.
    pub(crate) fn poll(&self, waker: &Waker) -> Poll<Option<Result<ActivityEvent, Error>>> {
        // Cloned and dropped outside the lock: both may run code of the caller's executor.
        let waker = waker.clone();
        let _old;
        let mut state = self.hub.lock();
        let now = self.hub.now();
        match state.tracker.pop(now, self.id) {
            Taken::Event(event) => Poll::Ready(Some(Ok(event))),
            Taken::Nothing => {
                if let Some(watching) = state.watchers.get_mut(&self.id) {
                    if let Some(failure) = watching.failure.take() {
                        return Poll::Ready(Some(Err(failure)));
                    }
                    _old = watching.waker.replace(waker);
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
    pub(super) id: SubscriberId,
}

impl WaitGuard {
    /// How the waiting came out.
    pub(crate) fn poll(&self, waker: &Waker) -> Poll<Result<Done, Error>> {
        // As in `WatchGuard::poll`.
        let waker = waker.clone();
        let _old;
        let mut state = self.hub.lock();
        let Some(waiting) = state.waiters.get_mut(&self.id) else {
            return Poll::Ready(Err(closed()));
        };
        match waiting.done.take() {
            Some(Ok(Done::Closed)) => Poll::Ready(Err(closed())),
            Some(done) => Poll::Ready(done),
            None => {
                _old = waiting.waker.replace(waker);
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
