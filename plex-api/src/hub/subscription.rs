//! The subscriptions of watchers and waiters to the hub, which end when they are dropped.

use std::sync::Arc;
use std::task::{Poll, Waker};

use super::hub::{Hub, closed};
use super::notification_event::NotificationEvent;
use crate::error::Error;
use crate::tracker::{ActivityEvent, IdleReason, SubscriberId, Taken, WaitEnd};

/// A watcher's subscription; ends when dropped.
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
                if let Some(watcher) = state.watchers.get_mut(&self.id) {
                    if let Some(failure) = watcher.failure.take() {
                        return Poll::Ready(Some(Err(failure)));
                    }
                    _old = watcher.waker.replace(waker);
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

    /// Returns `true` if a list that was sent after this watcher subscribed has been merged.
    pub(crate) fn is_synced(&self) -> bool {
        self.hub.lock().tracker.is_watcher_synced(self.id)
    }

    /// Returns `true` if no more events will follow.
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

/// A subscription to notifications; ends when dropped.
pub(crate) struct NotificationGuard {
    pub(crate) hub: Arc<Hub>,
    pub(super) id: SubscriberId,
}

impl NotificationGuard {
    /// The next event; `None` after the last.
    pub(crate) fn poll(&self, waker: &Waker) -> Poll<Option<Result<NotificationEvent, Error>>> {
        // As in `WatchGuard::poll`.
        let waker = waker.clone();
        let _old;
        let mut state = self.hub.lock();
        let Some(watcher) = state.watchers.get_mut(&self.id) else {
            return Poll::Ready(None);
        };
        if let Some(event) = watcher.feed.as_mut().and_then(|feed| feed.pop()) {
            return Poll::Ready(Some(Ok(event)));
        }
        if watcher.over {
            return Poll::Ready(watcher.failure.take().map(Err));
        }
        _old = watcher.waker.replace(waker);
        Poll::Pending
    }
}

impl Drop for NotificationGuard {
    fn drop(&mut self) {
        self.hub.leave_feed(self.id);
    }
}

/// A waiter's subscription; ends when dropped.
pub(crate) struct WaitGuard {
    pub(crate) hub: Arc<Hub>,
    pub(super) id: SubscriberId,
}

impl WaitGuard {
    /// The result of the wait.
    pub(crate) fn poll(&self, waker: &Waker) -> Poll<Result<WaitEnd, Error>> {
        // As in `WatchGuard::poll`.
        let waker = waker.clone();
        let _old;
        let mut state = self.hub.lock();
        let Some(waiter) = state.waiters.get_mut(&self.id) else {
            return Poll::Ready(Err(closed()));
        };
        match waiter.done.take() {
            Some(Ok(WaitEnd::Closed)) => Poll::Ready(Err(closed())),
            Some(done) => Poll::Ready(done),
            None => {
                _old = waiter.waker.replace(waker);
                Poll::Pending
            }
        }
    }

    /// The reason why a wait until idle goes on.
    pub(crate) fn idle_reasons(&self) -> Vec<IdleReason> {
        let state = self.hub.lock();
        state.tracker.idle_reasons(self.hub.now(), self.id)
    }
}

impl Drop for WaitGuard {
    fn drop(&mut self) {
        self.hub.leave(self.id);
    }
}
