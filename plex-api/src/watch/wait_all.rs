//! Waiting for the ends of several activities.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;
use futures_util::stream::FuturesUnordered;
use tokio::time::Sleep;

use super::wait::{Wait, WaitFuture, still_running};
use crate::error::Result;
use crate::hub::Hub;
use crate::tracker::Outcome;
use crate::wire::ActivityId;

/// A wait for the ends of several activities: see
/// [`wait_all`](crate::ActivitiesApi::wait_all). Await it.
///
/// # Cancel safety
/// Dropping it, before or after the `await`, ends the wait and does not affect the activities.
/// Outcomes that arrived before are lost.
#[must_use = "nothing is waited for unless this is awaited"]
pub struct WaitAll {
    hub: Arc<Hub>,
    waits: Vec<(ActivityId, Wait)>,
    timeout: Option<Duration>,
}

/// The future of a [`WaitAll`].
///
/// # Cancel safety
/// Dropping it ends the wait and does not affect the activities.
pub struct WaitAllFuture {
    /// It polls only waits that were woken, so that a poll is cheap however many there are.
    waits: FuturesUnordered<IndexedWait>,
    /// In the given order, with each outcome that has arrived.
    outcomes: Vec<(ActivityId, Option<Result<Outcome>>)>,
    /// `None` after the end, so that a finished future keeps no client alive.
    hub: Option<Arc<Hub>>,
    timeout: Option<(Duration, Pin<Box<Sleep>>)>,
}

/// One wait and its index.
struct IndexedWait {
    index: usize,
    wait: WaitFuture,
}

impl Future for IndexedWait {
    type Output = (usize, Result<Outcome>);

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let outcome = ready!(Pin::new(&mut self.wait).poll(context));
        Poll::Ready((self.index, outcome))
    }
}

impl WaitAll {
    pub(crate) fn new(hub: &Arc<Hub>, ids: impl IntoIterator<Item = ActivityId>) -> Self {
        let waits = ids.into_iter().map(|id| {
            let wait = Wait::new(hub, &id);
            (id, wait)
        });
        Self {
            waits: waits.collect(),
            hub: Arc::clone(hub),
            timeout: None,
        }
    }

    /// Gives up after `timeout`, counted from the `await`: activities that are still running have the
    /// error [`Timeout`](crate::ErrorKind::Timeout) as their result.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }
}

impl IntoFuture for WaitAll {
    type Output = Vec<(ActivityId, Result<Outcome>)>;
    type IntoFuture = WaitAllFuture;

    fn into_future(self) -> WaitAllFuture {
        let waits = FuturesUnordered::new();
        let mut outcomes = Vec::with_capacity(self.waits.len());
        for (index, (id, wait)) in self.waits.into_iter().enumerate() {
            let wait = wait.into_future();
            waits.push(IndexedWait { index, wait });
            outcomes.push((id, None));
        }
        WaitAllFuture {
            waits,
            outcomes,
            hub: Some(self.hub),
            timeout: self
                .timeout
                .map(|timeout| (timeout, Box::pin(tokio::time::sleep(timeout)))),
        }
    }
}

impl Future for WaitAllFuture {
    type Output = Vec<(ActivityId, Result<Outcome>)>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        while let Poll::Ready(Some((index, outcome))) = Pin::new(&mut this.waits).poll_next(context)
        {
            if let Some((_, known)) = this.outcomes.get_mut(index) {
                *known = Some(outcome);
            }
        }
        let hub = this.hub.take();
        if let (false, Some(hub)) = (this.waits.is_empty(), &hub) {
            let timed_out = match &mut this.timeout {
                Some((timeout, timer)) => {
                    timer.as_mut().poll(context).is_ready().then_some(*timeout)
                }
                None => None,
            };
            let Some(timeout) = timed_out else {
                this.hub = Some(Arc::clone(hub));
                return Poll::Pending;
            };
            for (id, known) in &mut this.outcomes {
                known.get_or_insert_with(|| Err(still_running(hub, id, timeout)));
            }
            this.waits.clear();
        }
        let outcomes = std::mem::take(&mut this.outcomes).into_iter();
        Poll::Ready(
            outcomes
                .filter_map(|(id, known)| Some((id, known?)))
                .collect(),
        )
    }
}

impl fmt::Debug for WaitAll {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitAll")
            .field(
                "ids",
                &self.waits.iter().map(|(id, _)| id).collect::<Vec<_>>(),
            )
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for WaitAllFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitAllFuture")
            .field(
                "ids",
                &self.outcomes.iter().map(|(id, _)| id).collect::<Vec<_>>(),
            )
            .finish_non_exhaustive()
    }
}
