//! The running activities as a value that follows the server.

use std::fmt;
use std::pin::pin;
use std::time::Duration;

use super::async_guard::may_block;
use super::events::block_on_thread;
use super::session::Session;
use crate::error::Result;
use crate::hub::{ConnectionStatus, LiveActivity, LiveSnapshot};
use crate::tracker::ActivityFilter;
use crate::watch;
use crate::wire::ActivityId;

/// The running activities as a value that follows the server; see
/// [`live`](super::ActivitiesApi::live) and [`Live`](crate::Live).
///
/// It may be used from several threads at once; [`changed`](Self::changed) counts for each clone. It
/// keeps the client's thread alive.
#[derive(Clone)]
pub struct Live {
    // Dropped first: it may notify a task of the client's thread.
    live: watch::Live,
    session: Session,
}

impl Live {
    pub(super) fn new(session: Session, live: watch::Live) -> Self {
        Self { live, session }
    }

    /// Shows only activities that match; see [`Live::only`](crate::Live::only).
    #[must_use]
    pub fn only(self, filter: ActivityFilter) -> Self {
        let live = {
            let _here = self.session.enter();
            self.live.only(filter)
        };
        let session = self.session;
        Self { live, session }
    }

    /// The running activities now, all of the same moment; see
    /// [`Live::snapshot`](crate::Live::snapshot).
    #[must_use]
    pub fn snapshot(&self) -> LiveSnapshot {
        self.live.snapshot()
    }

    /// Returns one running activity as it is now; `None` when it is not known to be running, or does not match.
    #[must_use]
    pub fn get(&self, id: &ActivityId) -> Option<LiveActivity> {
        self.live.get(id)
    }

    /// The current status of the connection.
    #[must_use]
    pub fn status(&self) -> ConnectionStatus {
        self.live.status()
    }

    /// Blocks until the view has changed, and returns the new snapshot; see
    /// [`Live::changed`](crate::Live::changed).
    ///
    /// # Errors
    /// The error with which the view ended, and [`InvalidInput`](crate::ErrorKind::InvalidInput) in an
    /// async task.
    pub fn changed(&self) -> Result<LiveSnapshot> {
        loop {
            if let Some(snapshot) = self.wait(None)? {
                return Ok(snapshot);
            }
        }
    }

    /// Waits like [`changed`](Self::changed), and returns `None` when nothing has changed within `timeout`.
    ///
    /// # Errors
    /// As [`changed`](Self::changed).
    pub fn changed_timeout(&self, timeout: Duration) -> Result<Option<LiveSnapshot>> {
        self.wait(Some(timeout))
    }

    /// Blocks until the view has every running activity; see [`Live::synced`](crate::Live::synced).
    ///
    /// # Errors
    /// As [`changed`](Self::changed).
    pub fn synced(&self) -> Result<()> {
        may_block()?;
        let mut synced = pin!(self.live.synced());
        block_on_thread(None, |context| synced.as_mut().poll(context)).unwrap_or(Ok(()))
    }

    fn wait(&self, timeout: Option<Duration>) -> Result<Option<LiveSnapshot>> {
        may_block()?;
        let mut changed = pin!(self.live.changed());
        block_on_thread(timeout, |context| changed.as_mut().poll(context)).transpose()
    }
}

impl fmt::Debug for Live {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.live.fmt(f)
    }
}
