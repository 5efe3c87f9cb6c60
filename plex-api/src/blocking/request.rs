//! What is set up first and then waited for.

use std::future::IntoFuture;
use std::time::Duration;

use super::handle::Launched;
use super::plex::Plex;
use crate::error::Result;
use crate::tracker::Outcome;
use crate::watch::{Launch, Wait, WaitAll, WaitIdle};
use crate::wire::ActivityId;

/// Something that is about to be done; [`block`](Self::block) does it.
///
/// A wait is registered from the call on that gave this, so an end before `block` is not missed.
/// No request that starts work is sent before `block`.
#[must_use = "nothing is done before `block`"]
#[derive(Debug)]
pub struct Pending<W> {
    plex: Plex,
    work: W,
}

impl<W> Pending<W> {
    pub(super) fn new(plex: &Plex, work: W) -> Self {
        Self {
            plex: plex.clone(),
            work,
        }
    }

    fn map(self, change: impl FnOnce(W) -> W) -> Self {
        let work = {
            // A setting may register the wait anew, which needs the runtime.
            let _here = self.plex.enter();
            change(self.work)
        };
        let plex = self.plex;
        Self { plex, work }
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
        block(&self.plex, self.work)?
    }
}

impl Pending<WaitAll> {
    /// Gives up after `timeout`, counted from [`block`](Self::block); see [`WaitAll::timeout`].
    pub fn timeout(self, timeout: Duration) -> Self {
        self.map(|wait| wait.timeout(timeout))
    }

    /// Waits for all ends; each has its own outcome, in the order given.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) in an async task. Everything else is each
    /// wait's own.
    pub fn block(self) -> Result<Vec<(ActivityId, Result<Outcome>)>> {
        block(&self.plex, self.work)
    }
}

impl Pending<WaitIdle> {
    /// How long it must have been quiet; see [`WaitIdle::quiet_period`].
    pub fn quiet_period(self, quiet: Duration) -> Self {
        self.map(|wait| wait.quiet_period(quiet))
    }

    /// Whether the quiet period counts also when nothing matches to begin with; see
    /// [`WaitIdle::quiet_first`].
    pub fn quiet_first(self, quiet_first: bool) -> Self {
        self.map(|wait| wait.quiet_first(quiet_first))
    }

    /// Gives up after `timeout`, counted from [`block`](Self::block); see [`WaitIdle::timeout`].
    pub fn timeout(self, timeout: Duration) -> Self {
        self.map(|wait| wait.timeout(timeout))
    }

    /// Waits until it is quiet.
    ///
    /// # Errors
    /// As [`wait_idle`](crate::ActivitiesApi::wait_idle), and
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) in an async task.
    pub fn block(self) -> Result<()> {
        block(&self.plex, self.work)?
    }
}

impl<T: Send + 'static> Pending<Launch<T>> {
    /// Finds the activity should the server not name it; see [`Launch::correlate`].
    pub fn correlate(self, within: Duration) -> Self {
        self.map(|launch| launch.correlate(within))
    }

    /// Sends the request, once.
    ///
    /// # Errors
    /// As the operation's, and [`InvalidInput`](crate::ErrorKind::InvalidInput) in an async task:
    /// nothing was sent then.
    pub fn block(self) -> Result<Launched<T>> {
        let launched = block(&self.plex, self.work)??;
        Ok(Launched::new(self.plex, launched))
    }
}

fn block<W>(plex: &Plex, work: W) -> Result<W::Output>
where
    W: IntoFuture + Send + 'static,
    W::Output: Send + 'static,
    W::IntoFuture: Send + 'static,
{
    // Turned into a future on the worker, where its timers belong.
    plex.on_worker(async move { work.await })
}
