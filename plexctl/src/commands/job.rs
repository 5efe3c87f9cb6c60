//! A job that a command starts, and its known state while it runs.

use std::future::IntoFuture;
use std::pin::Pin;

use plex_api::{ActivityId, Error, Launch, WaitDone, WaitingFor};
use tokio::time::Instant;

use crate::error::Failure;
use crate::exit::Exit;
use crate::output::OutcomeEntry;

pub(super) type Starting = Pin<Box<dyn Future<Output = Result<Started, Error>> + Send>>;

/// A job to start.
pub(super) struct Job {
    pub(super) name: JobName,
    /// Sends the request; with `true` it looks at the server first, to know the work later.
    start: Box<dyn FnOnce(bool) -> Starting + Send>,
}

/// The name of a job.
pub(super) struct JobName {
    /// The kind of job as it is typed: `scan`, `butler`, `refresh`, ...
    pub(super) what: String,
    /// The target of the job: its id, and its name for people.
    pub(super) target: Option<(String, Option<String>)>,
    /// The name of the job in messages.
    pub(super) label: String,
}

/// A job that the server accepted.
pub(super) struct Started {
    /// The activity that the server named.
    pub(super) activity: Option<ActivityId>,
    pub(super) is_running_already: bool,
    pub(super) wait: WaitDone,
}

impl Job {
    pub(super) fn new<T: Send + 'static>(
        name: JobName,
        launch: Launch<T>,
        is_running_already: fn(&T) -> bool,
    ) -> Self {
        let start = move |observes: bool| -> Starting {
            let launch = if observes { launch.observe() } else { launch };
            Box::pin(async move {
                let launched = launch.into_future().await?;
                Ok(Started {
                    activity: launched.activity_id().cloned(),
                    is_running_already: is_running_already(launched.answer()),
                    wait: launched.done(),
                })
            })
        };
        Self {
            name,
            start: Box::new(start),
        }
    }

    /// Separates its name from the request, which is sent when the future is awaited.
    pub(super) fn launch(self, observes: bool) -> (JobName, Starting) {
        (self.name, (self.start)(observes))
    }
}

/// The known state of a job.
pub(super) struct JobRow {
    pub(super) name: JobName,
    pub(super) activity: Option<ActivityId>,
    /// The way in which the activity was found: `header` or `correlated`.
    pub(super) identified: Option<&'static str>,
    pub(super) waiting_for: Option<WaitingFor>,
    /// The time to report `waiting_for`.
    pub(super) tell_at: Option<Instant>,
    pub(super) is_announced: bool,
    pub(super) is_over: bool,
    pub(super) outcome: Option<OutcomeEntry>,
    pub(super) error: Option<String>,
    /// The code of the error.
    pub(super) exit: Option<Exit>,
}

impl JobRow {
    pub(super) fn new(name: JobName) -> Self {
        Self {
            name,
            activity: None,
            identified: None,
            waiting_for: None,
            tell_at: None,
            is_announced: false,
            is_over: false,
            outcome: None,
            error: None,
            exit: None,
        }
    }

    /// The activity is known: the server named it, or it was found by its type and time.
    pub(super) fn identify(&mut self, activity: &ActivityId, is_named: bool) {
        self.activity = Some(activity.clone());
        self.identified = Some(if is_named { "header" } else { "correlated" });
    }

    /// Takes a failure, and returns its sentence with the name of the job.
    pub(super) fn fail(&mut self, failure: Failure) -> &str {
        let label = &self.name.label;
        let sentence = if failure.sentence.contains(label) {
            failure.sentence
        } else {
            format!("{label}: {}", failure.sentence)
        };
        self.exit = Some(failure.exit);
        self.error.insert(sentence)
    }
}
