//! The asynchronous client and its thread, which all types here share.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use tokio::runtime::{EnterGuard, Handle};

use super::request::Pending;
use super::runtime_thread::Worker;
use crate::error::{Error, Result};
use crate::watch::Launch;

/// The asynchronous client, and its thread. Clones share both.
#[derive(Clone)]
pub(super) struct Session {
    pub(super) plex: crate::Plex,
    pub(super) worker: Arc<Worker>,
}

impl Session {
    /// Runs work with the asynchronous client on the thread.
    pub(super) fn run<T, E, W, F>(&self, work: W) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        W: FnOnce(crate::Plex) -> F,
        F: Future<Output = std::result::Result<T, E>> + Send + 'static,
    {
        self.on_worker(work(self.plex.clone()))?
    }

    pub(super) fn on_worker<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        self.worker.run(work)
    }

    /// A request that starts an activity.
    pub(super) fn launch<T: Send + 'static>(
        &self,
        request: impl FnOnce(&crate::Plex) -> Launch<T>,
    ) -> Pending<Launch<T>> {
        let _here = self.enter();
        Pending::new(self, request(&self.plex))
    }

    /// Tasks and timers that are created while this is held belong to the thread.
    pub(super) fn enter(&self) -> EnterGuard<'_> {
        self.worker.enter()
    }

    pub(super) fn runtime(&self) -> &Handle {
        self.worker.runtime()
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Session").field(&self.plex).finish()
    }
}
