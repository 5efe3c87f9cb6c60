//! Waiting for the ends of several activities.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::Sleep;

use super::wait::{Wait, WaitFuture, still_running};
use crate::client::Plex;
use crate::error::Result;
use crate::tracker::Outcome;
use crate::wire::ActivityId;

/// A wait for several ends that is about to begin: see
/// [`wait_all`](crate::ActivitiesApi::wait_all). Await it.
///
/// # Cancel safety
/// Dropping it, before or after the `await`, gives up the wait and nothing else: the activities go
/// on. Outcomes that had come in by then are lost.
#[must_use = "nothing is waited for unless this is awaited"]
pub struct WaitAll {
    plex: Plex,
    waits: Vec<(ActivityId, Wait)>,
    timeout: Option<Duration>,
}

/// A wait for several ends under way.
///
/// # Cancel safety
/// Dropping it gives up the wait and nothing else: the activities go on.
pub struct WaitAllFuture {
    plex: Plex,
    // Boxed, so that the whole can move while a single wait is polled.
    waits: Vec<One>,
    timeout: Option<(Duration, Pin<Box<Sleep>>)>,
}

struct One {
    id: ActivityId,
    state: State,
}

enum State {
    Waiting(Pin<Box<WaitFuture>>),
    Over(Result<Outcome>),
}

impl WaitAll {
    pub(crate) fn new(plex: &Plex, ids: impl IntoIterator<Item = ActivityId>) -> Self {
        let waits = ids.into_iter().map(|id| {
            let wait = Wait::new(plex, &id);
            (id, wait)
        });
        Self {
            waits: waits.collect(),
            plex: plex.clone(),
            timeout: None,
        }
    }

    /// Gives up after `timeout`, counted from the `await`: what still runs then has the error
    /// [`Timeout`](crate::ErrorKind::Timeout) in its place.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }
}

impl IntoFuture for WaitAll {
    type Output = Vec<(ActivityId, Result<Outcome>)>;
    type IntoFuture = WaitAllFuture;

    fn into_future(self) -> WaitAllFuture {
        let waits = self.waits.into_iter().map(|(id, wait)| One {
            id,
            state: State::Waiting(Box::pin(wait.into_future())),
        });
        WaitAllFuture {
            waits: waits.collect(),
            plex: self.plex,
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
        let time_is_over = match &mut this.timeout {
            Some((timeout, timer)) => timer.as_mut().poll(context).is_ready().then_some(*timeout),
            None => None,
        };
        let mut all_over = true;
        for one in &mut this.waits {
            let State::Waiting(wait) = &mut one.state else {
                continue;
            };
            match (wait.as_mut().poll(context), time_is_over) {
                (Poll::Ready(outcome), _) => one.state = State::Over(outcome),
                (Poll::Pending, Some(timeout)) => {
                    one.state = State::Over(Err(still_running(this.plex.hub(), &one.id, timeout)));
                }
                (Poll::Pending, None) => all_over = false,
            }
        }
        if !all_over {
            return Poll::Pending;
        }
        let outcomes = this.waits.drain(..).filter_map(|one| match one.state {
            State::Over(outcome) => Some((one.id, outcome)),
            State::Waiting(_) => None,
        });
        Poll::Ready(outcomes.collect())
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
                &self.waits.iter().map(|one| &one.id).collect::<Vec<_>>(),
            )
            .finish_non_exhaustive()
    }
}
