//! Waiting for the end of one activity.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::time::Sleep;

use crate::error::{Error, ErrorKind, Result};
use crate::hub::{Hub, WaitGuard};
use crate::sanitize::printable;
use crate::tracker::{Outcome, Subscription, WaitEnd};
use crate::wire::ActivityId;

/// A wait for the end of one activity: see [`wait`](crate::ActivitiesApi::wait). Await it.
///
/// It is registered from the call on, so an end between the call and the `await` is not missed.
///
/// # Cancel safety
/// Dropping it, before or after the `await`, ends the wait and does not affect the activity.
#[must_use = "nothing is waited for unless this is awaited"]
pub struct Wait {
    subscription: WaitGuard,
    id: ActivityId,
    timeout: Option<Duration>,
}

/// The future of a [`Wait`].
///
/// # Cancel safety
/// Dropping it ends the wait and does not affect the activity, which may be waited for again.
pub struct WaitFuture {
    subscription: WaitGuard,
    id: ActivityId,
    // Boxed, so that ten thousand waits without a timeout do not carry a timer each.
    timeout: Option<Box<(Duration, Pin<Box<Sleep>>)>>,
}

impl Wait {
    pub(crate) fn new(hub: &Arc<Hub>, id: &ActivityId) -> Self {
        Self {
            subscription: hub.wait(Subscription::Wait { id: id.clone() }),
            id: id.clone(),
            timeout: None,
        }
    }

    /// Gives up after `timeout`, counted from the `await`: with
    /// [`Timeout`](crate::ErrorKind::Timeout), which has the state that was
    /// [last seen](crate::Error::last_seen). The activity keeps running.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }
}

impl IntoFuture for Wait {
    type Output = Result<Outcome>;
    type IntoFuture = WaitFuture;

    fn into_future(self) -> WaitFuture {
        WaitFuture {
            subscription: self.subscription,
            id: self.id,
            timeout: self
                .timeout
                .map(|timeout| Box::new((timeout, Box::pin(tokio::time::sleep(timeout))))),
        }
    }
}

impl Future for WaitFuture {
    type Output = Result<Outcome>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if let Poll::Ready(done) = self.subscription.poll(context.waker()) {
            return Poll::Ready(match done? {
                WaitEnd::Waited(outcome) => Ok(outcome),
                WaitEnd::Unreadable(failure) => Err(Error::new(
                    failure.kind,
                    format!(
                        "cannot tell whether activity {} runs: {}",
                        self.id, failure.reason
                    ),
                )),
                // The hub answers a wait with its outcome, unless it closes first.
                WaitEnd::Idle | WaitEnd::Closed => Err(Error::new(
                    ErrorKind::Closed,
                    format!("the wait for activity {} was ended", self.id),
                )),
            });
        }
        let Some(timer) = &mut self.timeout else {
            return Poll::Pending;
        };
        ready!(timer.1.as_mut().poll(context));
        let timeout = timer.0;
        Poll::Ready(Err(still_running(
            &self.subscription.hub,
            &self.id,
            timeout,
        )))
    }
}

/// The error of a wait that timed out.
pub(super) fn still_running(hub: &Hub, id: &ActivityId, timeout: Duration) -> Error {
    let (activity, message) = match hub.running(id) {
        Some((activity, stood_still)) => {
            let message = format!(
                "activity {id} is still running after {timeout:?}: {} {:?}, {}, no progress for {:?}",
                printable(activity.kind()),
                printable(activity.title()),
                activity.progress(),
                Duration::from_secs(stood_still.as_secs()),
            );
            (Some(activity), message)
        }
        None => (
            None,
            format!(
                "the server did not report activity {id} within {timeout:?} (connection: {:?})",
                hub.status().state
            ),
        ),
    };
    Error::new(ErrorKind::Timeout, message).with_last_seen(activity.map(|one| Arc::clone(&one)))
}

impl fmt::Debug for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wait")
            .field("id", &self.id)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for WaitFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitFuture")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}
