//! The butler: the server's scheduled tasks.

use crate::error::Result;
use crate::generated::OperationId;
use crate::generated::types::ButlerTask;
use crate::hub::Session;
use crate::names::names;
use crate::watch::Launch;

/// Operations on the server's scheduled tasks; see [`Plex::butler`](crate::Plex::butler).
///
/// Tasks are identified by name, for example `BackupDatabase` or `DeepMediaAnalysis`.
#[derive(Clone, Copy, Debug)]
pub struct ButlerApi<'a> {
    session: &'a Session,
}

/// The result of starting a butler task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ButlerStart {
    /// The task was started.
    Started,
    /// The task is already running; nothing was started.
    AlreadyRunning,
}

names!(ButlerStart, "the result of starting a task", {
    Started = "started",
    AlreadyRunning = "already_running",
});

impl<'a> ButlerApi<'a> {
    pub(crate) fn new(session: &'a Session) -> Self {
        Self { session }
    }

    /// Lists the tasks, with how often each is due and whether it is enabled (`GET /butler`). The server
    /// does not say which of them is running, nor when one last ran.
    ///
    /// A task that cannot be read is left out and logged.
    ///
    /// # Errors
    /// As [`list`](crate::ActivitiesApi::list) of activities.
    ///
    /// # Cancel safety
    /// Dropping the future cancels the request, which changes nothing on the server.
    pub async fn tasks(self) -> Result<Vec<ButlerTask>> {
        let (client, id) = (&self.session.client, OperationId::GetTasks);
        let listed = client.answer(id, client.get_tasks().send().await).await?;
        Ok(client.readable(id, listed.butler_tasks.butler_task))
    }

    /// Starts one task now, outside its schedule (`POST /butler/{task}`).
    ///
    /// # The activity
    /// Tasks like `ButlerTaskGenerateIntroMarkers` do their work in activities of a type of their own:
    /// [`done`](Launch::done) ends with [`Settled`](crate::Done::Settled) when such activities began and none
    /// has run for 45 seconds. For others, such as `BackupDatabase`, nothing that can be observed tells the
    /// end: `done` says so at once with [`Unobservable`](crate::Done::Unobservable), unless the server names
    /// the activity. The OpenAPI document has the type and the end of each task (`x-plex-tasks`).
    ///
    /// # Errors
    /// When awaited: [`NotFound`](crate::ErrorKind::NotFound) when the server has no task with that
    /// name, and as [`list`](crate::ActivitiesApi::list). It is never retried.
    pub fn start(self, task: impl Into<String>) -> Launch<ButlerStart> {
        let task = task.into();
        let name = task.clone();
        Launch::new(
            self.session,
            OperationId::StartTask,
            move |client| async move { client.start_task().task(task).send().await },
            |answer| match answer.status().as_u16() {
                202 => ButlerStart::AlreadyRunning,
                _ => ButlerStart::Started,
            },
        )
        .runs_task(&name, |answer| *answer == ButlerStart::AlreadyRunning)
    }

    /// Starts every enabled task now, outside its schedule (`POST /butler`). Within the server's
    /// maintenance hours, tasks with a random time are only scheduled.
    ///
    /// # The activity
    /// The activities of the tasks, one after the other; see [`start`](Self::start). The end of all of
    /// them cannot be observed.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub fn start_all(self) -> Launch<()> {
        Launch::new(
            self.session,
            OperationId::StartTasks,
            |client| async move { client.start_tasks().send().await },
            |_| (),
        )
    }

    /// Stops one running task (`DELETE /butler/{task}`).
    ///
    /// # Errors
    /// As [`start`](Self::start).
    ///
    /// # Cancel safety
    /// Dropping the future cancels the request, which may have reached the server by then.
    pub async fn stop(self, task: impl Into<String>) -> Result<()> {
        let client = &self.session.client;
        let sent = client.stop_task().task(task.into()).send().await;
        client.answer(OperationId::StopTask, sent).await.map(drop)
    }

    /// Stops every running task, and removes the queued ones (`DELETE /butler`).
    ///
    /// # Errors
    /// As [`list`](crate::ActivitiesApi::list).
    ///
    /// # Cancel safety
    /// As [`stop`](Self::stop).
    pub async fn stop_all(self) -> Result<()> {
        let client = &self.session.client;
        let sent = client.stop_tasks().send().await;
        client.answer(OperationId::StopTasks, sent).await.map(drop)
    }
}
