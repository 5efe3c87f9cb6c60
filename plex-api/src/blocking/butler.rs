//! Scheduled tasks, for programs without `async`.

use super::request::Pending;
use super::session::Session;
use crate::api::ButlerStart;
use crate::error::Result;
use crate::generated::types::ButlerTask;
use crate::watch::Launch;

/// Operations on the server's scheduled tasks; see [`Plex::butler`](super::Plex::butler) and
/// [`ButlerApi`](crate::ButlerApi).
#[derive(Clone, Copy, Debug)]
pub struct ButlerApi<'a> {
    session: &'a Session,
}

impl<'a> ButlerApi<'a> {
    pub(super) fn new(session: &'a Session) -> Self {
        Self { session }
    }

    /// Starts one task now; see [`start`](crate::ButlerApi::start).
    ///
    /// # Errors
    /// None here; `block` has those of [`start`](crate::ButlerApi::start).
    pub fn start(self, task: impl Into<String>) -> Pending<Launch<ButlerStart>> {
        self.session.launch(|plex| plex.butler().start(task))
    }

    /// Starts every enabled task now; see [`start_all`](crate::ButlerApi::start_all).
    ///
    /// # Errors
    /// None here; `block` has those of [`start_all`](crate::ButlerApi::start_all).
    pub fn start_all(self) -> Pending<Launch<()>> {
        self.session.launch(|plex| plex.butler().start_all())
    }

    /// Stops one running task; see [`stop`](crate::ButlerApi::stop).
    ///
    /// # Errors
    /// As [`stop`](crate::ButlerApi::stop).
    pub fn stop(self, task: impl Into<String>) -> Result<()> {
        let task = task.into();
        self.session
            .run(async move |plex| plex.butler().stop(task).await)
    }

    /// Stops every running task; see [`stop_all`](crate::ButlerApi::stop_all).
    ///
    /// # Errors
    /// As [`stop_all`](crate::ButlerApi::stop_all).
    pub fn stop_all(self) -> Result<()> {
        self.session
            .run(async |plex| plex.butler().stop_all().await)
    }

    /// Lists the tasks; see [`tasks`](crate::ButlerApi::tasks).
    ///
    /// # Errors
    /// As [`tasks`](crate::ButlerApi::tasks).
    pub fn tasks(self) -> Result<Vec<ButlerTask>> {
        self.session.run(async |plex| plex.butler().tasks().await)
    }
}
