//! Waits and requests with settings, which `block` runs.

use std::future::IntoFuture;
use std::time::Duration;

use super::handle::Launched;
use super::session::Session;
use crate::error::Result;
use crate::tracker::{IdleReason, Outcome};
use crate::watch::{Done, Launch, Wait, WaitAll, WaitDone, WaitIdle, WaitingFor};
use crate::wire::ActivityId;

/// A wait or a request; [`block`](Self::block) runs it.
///
/// A wait is registered when it is created, so an end before `block` is not missed. A request that
/// starts an activity is not sent before `block`.
#[must_use = "call `block` to run it"]
#[derive(Debug)]
pub struct Pending<W> {
    session: Session,
    work: W,
}

impl<W> Pending<W> {
    pub(super) fn new(session: &Session, work: W) -> Self {
        Self {
            session: session.clone(),
            work,
        }
    }

    pub(super) fn into_parts(self) -> (Session, W) {
        (self.session, self.work)
    }

    pub(super) fn map(self, change: impl FnOnce(W) -> W) -> Self {
        let work = {
            // A setting may register the wait again, which needs the runtime.
            let _here = self.session.enter();
            change(self.work)
        };
        Self {
            session: self.session,
            work,
        }
    }
}

impl Pending<Wait> {
    /// Gives up after `timeout`, counted from [`block`](Self::block); see [`Wait::timeout`].
    pub fn timeout(self, timeout: Duration) -> Self {
        self.map(|wait| wait.timeout(timeout))
    }

    /// Waits for the end.
    ///
    /// # Errors
    /// As [`wait`](crate::ActivitiesApi::wait), and [`InvalidInput`](crate::ErrorKind::InvalidInput)
    /// in an async task.
    pub fn block(self) -> Result<Outcome> {
        block(&self.session, self.work)?
    }
}

impl Pending<WaitAll> {
    /// Gives up after `timeout`, counted from [`block`](Self::block); see [`WaitAll::timeout`].
    pub fn timeout(self, timeout: Duration) -> Self {
        self.map(|wait| wait.timeout(timeout))
    }

    /// Waits for all ends. Each has its own outcome, in the given order.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) in an async task. All other errors are those of
    /// the single waits.
    pub fn block(self) -> Result<Vec<(ActivityId, Result<Outcome>)>> {
        block(&self.session, self.work)
    }
}

impl Pending<WaitIdle> {
    /// Sets the time for which the server must have been idle; see [`WaitIdle::quiet_period`].
    pub fn quiet_period(self, quiet: Duration) -> Self {
        self.map(|wait| wait.quiet_period(quiet))
    }

    /// Sets whether the quiet period must pass even if no activity matches at first; see
    /// [`WaitIdle::quiet_first`].
    pub fn quiet_first(self, quiet_first: bool) -> Self {
        self.map(|wait| wait.quiet_first(quiet_first))
    }

    /// Gives up after `timeout`, counted from [`block`](Self::block); see [`WaitIdle::timeout`].
    pub fn timeout(self, timeout: Duration) -> Self {
        self.map(|wait| wait.timeout(timeout))
    }

    /// Returns the reasons why the wait continues now; see [`WaitIdle::reasons`]. The error of a timeout
    /// names the first of them.
    #[must_use]
    pub fn reasons(&self) -> Vec<IdleReason> {
        self.work.reasons()
    }

    /// Waits until no matching activity is running.
    ///
    /// # Errors
    /// As [`wait_idle`](crate::ActivitiesApi::wait_idle), and
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) in an async task.
    pub fn block(self) -> Result<()> {
        block(&self.session, self.work)?
    }
}

impl Pending<WaitDone> {
    /// Gives up after `timeout`, counted from the answer; see [`WaitDone::timeout`].
    pub fn timeout(self, timeout: Duration) -> Self {
        self.map(|wait| wait.timeout(timeout))
    }

    /// Sets the time without a sign of the work after which the result is `NothingSeen`; see
    /// [`WaitDone::nothing_seen_after`].
    pub fn nothing_seen_after(self, limit: Duration) -> Self {
        self.map(|wait| wait.nothing_seen_after(limit))
    }

    /// Waits for the work that comes after too; see [`WaitDone::settle`].
    pub fn settle(self, time: Duration) -> Self {
        self.map(|wait| wait.settle(time))
    }

    /// Calls `report` with the current [`WaitingFor`], on the client's thread; see [`WaitDone::on_waiting`].
    pub fn on_waiting(self, report: impl FnMut(&WaitingFor) + Send + 'static) -> Self {
        self.map(|wait| wait.on_waiting(report))
    }

    /// Waits until the work is done, after sending its request if that was not sent yet.
    ///
    /// # Errors
    /// As [`Launch::done`], and [`InvalidInput`](crate::ErrorKind::InvalidInput) in an async task.
    pub fn block(self) -> Result<Done> {
        block(&self.session, self.work)?
    }
}

impl<T: Send + 'static> Pending<Launch<T>> {
    /// Looks at the running activities before the request is sent; see [`Launch::observe`].
    pub fn observe(self) -> Self {
        self.map(Launch::observe)
    }

    /// Sends the request, and waits until its work is done; see [`Launch::done`].
    ///
    /// # Errors
    /// None here; `block` has those of [`Launch::done`].
    pub fn done(self) -> Pending<WaitDone> {
        Pending {
            session: self.session,
            work: self.work.done(),
        }
    }

    /// Finds the activity if the server does not name it; see [`Launch::correlate`].
    pub fn correlate(self, within: Duration) -> Self {
        self.map(|launch| launch.correlate(within))
    }

    /// Sends the request, once.
    ///
    /// # Errors
    /// The operation's, and [`InvalidInput`](crate::ErrorKind::InvalidInput) in an async task, where
    /// nothing is sent.
    pub fn block(self) -> Result<Launched<T>> {
        let launched = block(&self.session, self.work)??;
        Ok(Launched::new(self.session, launched))
    }
}

fn block<W>(session: &Session, work: W) -> Result<W::Output>
where
    W: IntoFuture + Send + 'static,
    W::Output: Send + 'static,
    W::IntoFuture: Send + 'static,
{
    // Turned into a future on the worker, because its timers belong there.
    session.on_worker(async move { work.await })
}
