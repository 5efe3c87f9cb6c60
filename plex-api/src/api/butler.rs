//! The butler: the server's scheduled tasks.

use crate::error::Result;
use crate::generated::OperationId;
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

    /// Starts one task now, outside its schedule (`POST /butler/{task}`).
    ///
    /// # The activity
    /// One of type `butler` is expected. Some tasks do their work in activities of a type of their own,
    /// such as `media.generate.intros`. Servers do not name the activity, and the end of a task without
    /// its own type, such as `BackupDatabase`, may not be visible at all.
    ///
    /// # Errors
    /// When awaited: [`NotFound`](crate::ErrorKind::NotFound) when the server has no task with that
    /// name, and as [`list`](crate::ActivitiesApi::list). It is never retried.
    pub fn start(self, task: impl Into<String>) -> Launch<ButlerStart> {
        let task = task.into();
        Launch::new(
            self.session,
            OperationId::StartTask,
            move |client| async move { client.start_task().task(task).send().await },
            |answer| match answer.status().as_u16() {
                202 => ButlerStart::AlreadyRunning,
                _ => ButlerStart::Started,
            },
        )
    }

    /// Starts every enabled task now, outside its schedule (`POST /butler`). Within the server's
    /// maintenance hours, tasks with a random time are only scheduled.
    ///
    /// # The activity
    /// Those of the tasks, one after the other; see [`start`](Self::start).
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
        match self
            .session
            .client
            .stop_task()
            .task(task.into())
            .send()
            .await
        {
            Ok(_) => Ok(()),
            Err(error) => Err(self
                .session
                .client
                .convert_error(OperationId::StopTask, error)
                .await),
        }
    }

    /// Stops every running task, and removes the queued ones (`DELETE /butler`).
    ///
    /// # Errors
    /// As [`list`](crate::ActivitiesApi::list).
    ///
    /// # Cancel safety
    /// As [`stop`](Self::stop).
    pub async fn stop_all(self) -> Result<()> {
        match self.session.client.stop_tasks().send().await {
            Ok(_) => Ok(()),
            Err(error) => Err(self
                .session
                .client
                .convert_error(OperationId::StopTasks, error)
                .await),
        }
    }
}
