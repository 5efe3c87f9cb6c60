//! Carries out commands, and reports the outcome of each.

use std::collections::BTreeMap;
use std::time::Duration;

use plex_api::{ButlerStart, Error, Launch};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::catalog::Catalog;
use super::command::{Command, CommandOutcome, CommandReport, CommandRequest, read_command};
use crate::connect::Connection;

/// The number of commands that run or are waited for at once.
const MAX_RUNNING: usize = 16;

/// The shortest time between two scans of a library by command.
const SCAN_EVERY: Duration = Duration::from_secs(10);

/// The longest wait for the end of the work.
const LONGEST_WORK: Duration = Duration::from_secs(24 * 60 * 60);

/// Reports that wait to be published.
const WAITING_REPORTS: usize = 16;

/// The commands of one server.
pub(super) struct CommandRunner {
    connection: Connection,
    sender: mpsc::Sender<CommandReport>,
    reports: mpsc::Receiver<CommandReport>,
    tasks: JoinSet<()>,
    scanned_at: BTreeMap<String, Instant>,
}

impl CommandRunner {
    pub(super) fn new(connection: Connection) -> Self {
        let (sender, reports) = mpsc::channel(WAITING_REPORTS);
        Self {
            connection,
            sender,
            reports,
            tasks: JoinSet::new(),
            scanned_at: BTreeMap::new(),
        }
    }

    /// Begins to carry out a command. Returns the report when it is refused at once.
    pub(super) fn take(&mut self, payload: &[u8], catalog: &Catalog) -> Option<CommandReport> {
        let command = match read_command(payload, catalog) {
            Ok(command) => command,
            Err(report) => return Some(report),
        };
        while self.tasks.try_join_next().is_some() {}
        let refuse = |reason: String| {
            let request = Some(command.request.clone());
            Some(CommandReport::refused(command.id.clone(), request, reason))
        };
        if self.tasks.len() >= MAX_RUNNING {
            return refuse(format!("{MAX_RUNNING} commands are being carried out"));
        }
        if let CommandRequest::Scan { library } = &command.request {
            let now = Instant::now();
            self.scanned_at.retain(|_, at| now - *at < SCAN_EVERY);
            if self.scanned_at.contains_key(library) {
                let every = SCAN_EVERY.as_secs();
                return refuse(format!(
                    "a scan of this library was asked for less than {every} s ago"
                ));
            }
            self.scanned_at.insert(library.clone(), now);
        }
        let work = CommandTask {
            connection: self.connection.clone(),
            sender: self.sender.clone(),
            command,
        };
        self.tasks.spawn(work.run());
        None
    }

    /// The next report.
    ///
    /// # Cancel safety
    /// Cancel safe: no report is lost.
    pub(super) async fn next(&mut self) -> CommandReport {
        match self.reports.recv().await {
            Some(report) => report,
            // This holds a sender itself.
            None => std::future::pending().await,
        }
    }
}

struct CommandTask {
    connection: Connection,
    sender: mpsc::Sender<CommandReport>,
    command: Command,
}

impl CommandTask {
    async fn run(self) {
        let plex = self.connection.plex.clone();
        match self.command.request.clone() {
            CommandRequest::Scan { library } => {
                self.launch(plex.library().refresh(library), |()| None)
                    .await;
            }
            CommandRequest::Butler { task } => {
                let is_running = |answer: &ButlerStart| {
                    (*answer == ButlerStart::AlreadyRunning).then_some("it was running already")
                };
                self.launch(plex.butler().start(task), is_running).await;
            }
            CommandRequest::Stop { library } => {
                let stopped = match library {
                    Some(library) => plex.library().stop_refresh(library).await,
                    None => plex.library().stop_all_refreshes().await,
                };
                match stopped {
                    // The end of the scan is published as the end of any activity.
                    Ok(()) => self.accept(None, None).await,
                    Err(error) => self.tell_failure(&error).await,
                }
            }
        }
    }

    /// Starts work, and waits for its end.
    async fn launch<T: Send + 'static>(
        &self,
        launch: Launch<T>,
        remark: impl Fn(&T) -> Option<&'static str>,
    ) {
        let launched = match launch.observe().await {
            Ok(launched) => launched,
            Err(error) => return self.tell_failure(&error).await,
        };
        let remark = remark(launched.answer()).map(str::to_owned);
        self.accept(launched.activity_id().cloned(), remark).await;
        let outcome = match launched.done().timeout(LONGEST_WORK).await {
            Ok(done) => {
                let document = serde_json::to_value(&done).unwrap_or_default();
                let how = document.get("how").and_then(serde_json::Value::as_str);
                let how = how.unwrap_or("unknown").to_owned();
                match done.was_seen() {
                    true => CommandOutcome::Done { how },
                    false => CommandOutcome::Unknown {
                        reason: format!("no sign of its end can be seen ({how})"),
                    },
                }
            }
            Err(error) => CommandOutcome::Unknown {
                reason: self.connection.to_failure(&error).sentence,
            },
        };
        self.tell(outcome).await;
    }

    async fn accept(&self, activity: Option<plex_api::ActivityId>, remark: Option<String>) {
        self.tell(CommandOutcome::Accepted { activity, remark })
            .await;
    }

    async fn tell_failure(&self, error: &Error) {
        let reason = self.connection.to_failure(error).sentence;
        self.tell(match error.may_have_been_sent() {
            // The server may have taken it.
            true if error.status().is_none() => CommandOutcome::Unknown { reason },
            _ => CommandOutcome::Refused { reason },
        })
        .await;
    }

    async fn tell(&self, outcome: CommandOutcome) {
        let report = CommandReport {
            id: self.command.id.clone(),
            request: Some(self.command.request.clone()),
            outcome,
        };
        // Without a reader the bridge is ending.
        let _ = self.sender.send(report).await;
    }
}
