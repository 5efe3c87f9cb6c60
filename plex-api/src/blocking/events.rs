//! What happens to activities, as an iterator.

use std::fmt;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use futures_core::Stream;
use tokio::runtime::Handle;

use super::async_guard::may_block;
use super::runtime_thread::closed;
use crate::error::Result;
use crate::hub::ConnectionStatus;
use crate::tracker::{ActivityEvent, ActivityFilter};
use crate::watch::Watcher;

/// What happens to activities, as an iterator: see [`watch`](super::Plex::watch) and, for what it
/// tells, [`Watcher`](crate::Watcher).
///
/// An item is `Err` only when it is the last: [`Closed`](crate::ErrorKind::Closed) when the last
/// client on its thread is dropped, since an iterator keeps no client;
/// [`InvalidInput`](crate::ErrorKind::InvalidInput) in an async task; otherwise as the watcher's.
pub struct Events {
    runtime: Handle,
    watcher: Watcher,
    over: bool,
}

impl Events {
    pub(super) fn new(runtime: &Handle, watcher: Watcher) -> Self {
        Self {
            runtime: runtime.clone(),
            watcher,
            over: false,
        }
    }

    /// Watches only what matches. To be called before the first event is taken; see
    /// [`Watcher::only`](crate::Watcher::only).
    #[must_use]
    pub fn only(self, filter: ActivityFilter) -> Self {
        self.anew(|watcher| watcher.only(filter))
    }

    /// Keeps at most `events` that were not taken yet. To be called before [`only`](Self::only); see
    /// [`Watcher::buffer`](crate::Watcher::buffer).
    #[must_use]
    pub fn buffer(self, events: usize) -> Self {
        self.anew(|watcher| watcher.buffer(events))
    }

    /// The next event, if it comes within `timeout`; `None` when it does not. Both a later call and
    /// the iterator go on from there.
    ///
    /// # Errors
    /// As the iterator's last item, and [`Closed`](crate::ErrorKind::Closed) after it.
    pub fn next_timeout(&mut self, timeout: Duration) -> Result<Option<ActivityEvent>> {
        match self.take(Some(timeout)) {
            Taken::Event(event) => event.map(Some),
            Taken::Late => Ok(None),
            Taken::Over => Err(closed()),
        }
    }

    /// Waits until this iterator has been told of everything that runs. It takes no event.
    ///
    /// # Errors
    /// [`Closed`](crate::ErrorKind::Closed) when it ends first,
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) in an async task.
    pub fn synced(&self) -> Result<()> {
        may_block()?;
        let mut synced = pin!(self.watcher.synced());
        parked(None, |context| synced.as_mut().poll(context)).unwrap_or_else(|| Err(closed()))
    }

    /// How the connection is now.
    #[must_use]
    pub fn status(&self) -> ConnectionStatus {
        self.watcher.status()
    }

    fn anew(self, change: impl FnOnce(Watcher) -> Watcher) -> Self {
        let _here = self.runtime.enter();
        Self {
            watcher: change(self.watcher),
            runtime: self.runtime.clone(),
            over: self.over,
        }
    }

    fn take(&mut self, timeout: Option<Duration>) -> Taken {
        if self.over {
            return Taken::Over;
        }
        if let Err(error) = may_block() {
            self.over = true;
            return Taken::Event(Err(error));
        }
        let watcher = &mut self.watcher;
        let Some(item) = parked(timeout, |context| {
            Pin::new(&mut *watcher).poll_next(context)
        }) else {
            return Taken::Late;
        };
        self.over = !matches!(item, Some(Ok(_)));
        item.map_or(Taken::Over, Taken::Event)
    }
}

enum Taken {
    Event(Result<ActivityEvent>),
    Late,
    Over,
}

impl Iterator for Events {
    type Item = Result<ActivityEvent>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.take(None) {
            Taken::Event(event) => Some(event),
            Taken::Late | Taken::Over => None,
        }
    }
}

impl std::iter::FusedIterator for Events {}

impl fmt::Debug for Events {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events")
            .field("watcher", &self.watcher)
            .field("over", &self.over)
            .finish_non_exhaustive()
    }
}

/// Wakes a thread that parks.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Polls on this thread, which sleeps in between; `None` when the time is over. For what needs no
/// timer and no socket of a runtime.
fn parked<T>(
    timeout: Option<Duration>,
    mut poll: impl FnMut(&mut Context<'_>) -> Poll<T>,
) -> Option<T> {
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    // A time beyond what the clock can tell is no limit.
    let end = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
    loop {
        if let Poll::Ready(value) = poll(&mut context) {
            return Some(value);
        }
        match end {
            None => thread::park(),
            Some(end) => {
                let left = end.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    return None;
                }
                thread::park_timeout(left);
            }
        }
    }
}
