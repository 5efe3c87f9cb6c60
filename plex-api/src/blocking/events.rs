//! Iterators over the events of activities and their progress.

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
use crate::watch::{ProgressStream, Watcher};
use crate::wire::Progress;

/// An iterator over activity events: see [`watch`](super::ActivitiesApi::watch) and, for the events,
/// [`Watcher`](crate::Watcher).
///
/// An item is `Err` only when it is the last: [`Closed`](crate::ErrorKind::Closed) when the last
/// client on its thread is dropped, because an iterator does not keep the client alive;
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

    /// Watches only activities that match. Call it before taking the first event; see
    /// [`Watcher::only`](crate::Watcher::only).
    #[must_use]
    pub fn only(self, filter: ActivityFilter) -> Self {
        self.change_watcher(|watcher| watcher.only(filter))
    }

    /// Keeps at most this many events that were not taken yet. Call it before [`only`](Self::only); see
    /// [`Watcher::buffer`](crate::Watcher::buffer).
    #[must_use]
    pub fn buffer(self, events: usize) -> Self {
        self.change_watcher(|watcher| watcher.buffer(events))
    }

    /// The next event, or `None` if there is none within `timeout`. Later calls and the iterator
    /// continue from there.
    ///
    /// # Errors
    /// As the iterator's last item, and [`Closed`](crate::ErrorKind::Closed) after it.
    pub fn next_timeout(&mut self, timeout: Duration) -> Result<Option<ActivityEvent>> {
        self.take(Some(timeout)).within()
    }

    /// Waits until this iterator has every running activity. It takes no event.
    ///
    /// # Errors
    /// [`Closed`](crate::ErrorKind::Closed) when it ends first,
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) in an async task.
    pub fn synced(&self) -> Result<()> {
        may_block()?;
        let mut synced = pin!(self.watcher.synced());
        block_on_thread(None, |context| synced.as_mut().poll(context))
            .unwrap_or_else(|| Err(closed()))
    }

    /// The current status of the connection.
    #[must_use]
    pub fn status(&self) -> ConnectionStatus {
        self.watcher.status()
    }

    fn change_watcher(self, change: impl FnOnce(Watcher) -> Watcher) -> Self {
        let _here = self.runtime.enter();
        Self {
            watcher: change(self.watcher),
            runtime: self.runtime.clone(),
            over: self.over,
        }
    }

    fn take(&mut self, timeout: Option<Duration>) -> Taken<ActivityEvent> {
        take(&mut self.watcher, &mut self.over, timeout)
    }
}

/// An iterator over the progress of one activity, which ends with it; see
/// [`progress`](super::ActivityHandle::progress).
///
/// An item is `Err` only when it is the last, as of [`Events`].
#[derive(Debug)]
pub struct ProgressIter {
    progress: ProgressStream,
    over: bool,
}

impl ProgressIter {
    pub(super) fn new(progress: ProgressStream) -> Self {
        Self {
            progress,
            over: false,
        }
    }
}

impl Iterator for ProgressIter {
    type Item = Result<Progress>;

    fn next(&mut self) -> Option<Self::Item> {
        take(&mut self.progress, &mut self.over, None).item()
    }
}

impl std::iter::FusedIterator for ProgressIter {}

/// The result of a wait for the next item of a stream.
pub(super) enum Taken<T> {
    Item(Result<T>),
    Late,
    Over,
}

impl<T> Taken<T> {
    /// Converts it into the result of a call with a timeout.
    pub(super) fn within(self) -> Result<Option<T>> {
        match self {
            Self::Item(item) => item.map(Some),
            Self::Late => Ok(None),
            Self::Over => Err(closed()),
        }
    }

    /// Converts it into the item of an iterator.
    pub(super) fn item(self) -> Option<Result<T>> {
        match self {
            Self::Item(item) => Some(item),
            Self::Late | Self::Over => None,
        }
    }
}

/// Takes the next item of a stream whose errors are its last items.
pub(super) fn take<T>(
    stream: &mut (impl Stream<Item = Result<T>> + Unpin),
    over: &mut bool,
    timeout: Option<Duration>,
) -> Taken<T> {
    if *over {
        return Taken::Over;
    }
    if let Err(error) = may_block() {
        *over = true;
        return Taken::Item(Err(error));
    }
    let Some(item) = block_on_thread(timeout, |context| Pin::new(&mut *stream).poll_next(context))
    else {
        return Taken::Late;
    };
    *over = !matches!(item, Some(Ok(_)));
    item.map_or(Taken::Over, Taken::Item)
}

impl Iterator for Events {
    type Item = Result<ActivityEvent>;

    fn next(&mut self) -> Option<Self::Item> {
        self.take(None).item()
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

/// Polls on this thread, which parks in between; `None` after the timeout. For futures that need no
/// timer and no socket of a runtime.
pub(super) fn block_on_thread<T>(
    timeout: Option<Duration>,
    mut poll: impl FnMut(&mut Context<'_>) -> Poll<T>,
) -> Option<T> {
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    // A timeout beyond the range of the clock is no limit.
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
