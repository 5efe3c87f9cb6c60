//! Waiting until no matching activity is running.

use std::fmt::{self, Write as _};
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::time::Sleep;

use crate::error::{Error, ErrorKind, Result};
use crate::hub::{Hub, WaitGuard};
use crate::tracker::{ActivityFilter, IdleReason, Subscription};

/// Servers refresh item metadata a moment after a scan.
const QUIET: Duration = Duration::from_secs(5);

/// A wait until no matching activity is running: see
/// [`wait_idle`](crate::ActivitiesApi::wait_idle). Await it.
///
/// It is registered from the call on, like a [`Wait`](crate::Wait): the client connects, and a list
/// from before the `await` counts. [`quiet_period`](Self::quiet_period) and
/// [`quiet_first`](Self::quiet_first) register it again.
///
/// # Cancel safety
/// Dropping it, before or after the `await`, ends the wait and has no other effect.
#[must_use = "nothing is waited for unless this is awaited"]
pub struct WaitIdle {
    hub: Arc<Hub>,
    subscription: WaitGuard,
    filter: ActivityFilter,
    quiet: Duration,
    quiet_first: bool,
    timeout: Option<Duration>,
}

/// The future of a [`WaitIdle`].
///
/// # Cancel safety
/// Dropping it ends the wait and has no other effect.
pub struct WaitIdleFuture {
    subscription: WaitGuard,
    timeout: Option<(Duration, Pin<Box<Sleep>>)>,
}

impl WaitIdle {
    pub(crate) fn new(hub: &Arc<Hub>, filter: ActivityFilter) -> Self {
        Self {
            subscription: subscribe(hub, &filter, QUIET, false),
            hub: Arc::clone(hub),
            filter,
            quiet: QUIET,
            quiet_first: false,
            timeout: None,
        }
    }

    /// Sets the time for which the server must have been idle; 5 seconds unless set, because servers refresh
    /// item metadata a moment after a scan.
    pub fn quiet_period(mut self, quiet: Duration) -> Self {
        self.quiet = quiet;
        self.register()
    }

    /// Sets whether the quiet period must pass even if no activity matches at first. Without this, the wait
    /// ends at once in that case.
    pub fn quiet_first(mut self, quiet_first: bool) -> Self {
        self.quiet_first = quiet_first;
        self.register()
    }

    /// Gives up after `timeout`, counted from the `await`, with
    /// [`Timeout`](crate::ErrorKind::Timeout), whose message has the first of the
    /// [`reasons`](Self::reasons).
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Returns the reasons why the wait continues now, the most certain first: the activities that it waits
    /// for, why each counts, and any other obstacle.
    ///
    /// Empty when it only waits for the quiet period and the list that confirms it, and when it is over.
    #[must_use]
    pub fn reasons(&self) -> Vec<IdleReason> {
        self.subscription.idle_reasons()
    }

    fn register(mut self) -> Self {
        self.subscription = subscribe(&self.hub, &self.filter, self.quiet, self.quiet_first);
        self
    }
}

impl WaitIdleFuture {
    /// Returns the reasons why the wait continues now, the most certain first: the activities that it waits for, why
    /// each counts, and any other obstacle.
    ///
    /// Empty when it only waits for the quiet period and the list that confirms it, and when it is over.
    ///
    /// ```no_run
    /// # async fn example(plex: plex_api::Plex) -> plex_api::Result<()> {
    /// use std::time::Duration;
    /// use plex_api::ActivityFilter;
    ///
    /// let mut wait = plex.activities().wait_idle(ActivityFilter::any()).into_future();
    /// loop {
    ///     match tokio::time::timeout(Duration::from_secs(60), &mut wait).await {
    ///         Ok(done) => return done,
    ///         Err(_) => println!("still waiting: {:?}", wait.reasons()),
    ///     }
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn reasons(&self) -> Vec<IdleReason> {
        self.subscription.idle_reasons()
    }
}

impl WaitIdleFuture {
    fn timed_out(&self, timeout: Duration) -> Error {
        let reasons = self.reasons();
        let first = reasons.first();
        let reason = match first {
            Some(reason) => format!("waiting for {}", reason.describe()),
            None => "the quiet period is not over".to_owned(),
        };
        let mut message = format!("the server was not idle within {timeout:?}: {reason}");
        if reasons.len() > 1 {
            let _ = write!(message, "; and {} more", reasons.len() - 1);
        }
        if matches!(first, Some(IdleReason::NotSynced)) {
            let state = self.subscription.hub.status().state;
            let _ = write!(message, " (connection: {state})");
        }
        let activity = match first {
            Some(IdleReason::Matches { activity, .. } | IdleReason::MayMatch { activity, .. }) => {
                Some(activity)
            }
            _ => None,
        };
        Error::new(ErrorKind::Timeout, message).with_last_seen(activity.cloned())
    }
}

fn subscribe(
    hub: &Arc<Hub>,
    filter: &ActivityFilter,
    quiet: Duration,
    quiet_first: bool,
) -> WaitGuard {
    let subscription = Subscription::Idle {
        filter: filter.clone(),
        quiet,
        quiet_first,
    };
    hub.wait(subscription)
}

impl IntoFuture for WaitIdle {
    type Output = Result<()>;
    type IntoFuture = WaitIdleFuture;

    fn into_future(self) -> WaitIdleFuture {
        WaitIdleFuture {
            subscription: self.subscription,
            timeout: self
                .timeout
                .map(|timeout| (timeout, Box::pin(tokio::time::sleep(timeout)))),
        }
    }
}

impl Future for WaitIdleFuture {
    type Output = Result<()>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if let Poll::Ready(done) = self.subscription.poll(context.waker()) {
            return Poll::Ready(done.map(|_| ()));
        }
        let Some((timeout, timer)) = &mut self.timeout else {
            return Poll::Pending;
        };
        ready!(timer.as_mut().poll(context));
        let timeout = *timeout;
        Poll::Ready(Err(self.timed_out(timeout)))
    }
}

impl fmt::Debug for WaitIdle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitIdle")
            .field("filter", &self.filter)
            .field("quiet", &self.quiet)
            .field("quiet_first", &self.quiet_first)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for WaitIdleFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitIdleFuture").finish_non_exhaustive()
    }
}
