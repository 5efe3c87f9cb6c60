//! `plexctl start`: starts a job of the server, and follows it.

use std::time::Duration;

use clap::{ArgGroup, Args, ValueEnum};
use plex_api::{ActivityFilter, ActivityId, Done, Error, ErrorKind, WaitDone, WaitingFor, Watcher};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::job_news::{News, WORTH_TELLING, next_news};
use super::start_jobs::{Job, find_jobs};
use super::start_report;
use crate::connect::Connection;
use crate::duration_arg::parse_duration;
use crate::error::{CliError, Failure};
use crate::exit::Exit;
use crate::follow::{Follower, OutputMode, outcome};
use crate::output::{
    Console, JobEntry, JobLine, JobResult, JobsDocument, OutcomeEntry, OutputFormat, TargetEntry,
    to_json_line, to_pretty_json,
};
use crate::settings::Settings;

/// Start a job of the server
///
/// Starts one kind of work, on what NAME says. Names are looked up in the server's own lists first, and
/// one that is not there is refused with what there is.
///
/// With --wait, plexctl waits until the work is done and exits with code 0, or with 7 when --timeout
/// passes first; the work then continues. How the end is known depends on the work: the activity that
/// the server names, the first new activity of the type, no activity of the type for a while after there
/// was one (--settle), or a state of the thing itself. For some work, such as `butler BackupDatabase`,
/// nothing that can be observed tells the end: plexctl starts it, says so at once, and exits with code 3.
/// It exits with 3 as well when no sign of the work is seen (--begin-within).
///
/// Many items are sent in several requests.
#[derive(Args)]
#[command(group = ArgGroup::new("patience").multiple(true))]
#[command(after_help = "\
Examples:
  plexctl start refresh 513 514 --wait --timeout 1h
  plexctl start analyze --section Movies
  plexctl start butler BackupDatabase --when-idle
  plexctl start guide 28 --wait
  plexctl start trash Movies --when-idle

-o jsonl writes {\"version\": 1, \"job\": {\"what\", \"target\": {\"id\", \"title\"}, \"activity\": UUID,
\"identified\"}, \"outcome\", \"error\"} for each job as it finishes, or as it is started without --wait.
-o json writes {\"version\": 1, \"jobs\": [...]} at the end. \"outcome\" is as from `plexctl wait`; its
\"how\" may also be settled, changed, answered, nothing_seen or unobservable.")]
pub(crate) struct StartArgs {
    /// What to start
    #[arg(value_name = "WHAT")]
    pub(super) what: Work,

    /// What to work on: a task, items by rating key, sections, a DVR, a tuner
    #[arg(value_name = "NAME")]
    pub(super) names: Vec<String>,

    /// With analyze: a library section, by number or title, instead of items; may be repeated
    #[arg(long = "section", value_name = "SECTION")]
    pub(super) section: Vec<String>,

    /// First wait until no activity is running; for sections, none of type library.* on them
    #[arg(long, group = "patience")]
    when_idle: bool,

    /// Wait until the work is done
    #[arg(long, group = "patience")]
    wait: bool,

    /// With --wait: how long no activity must have run before work that many activities do counts as done
    #[arg(long, value_name = "TIME", value_parser = parse_duration, requires = "wait")]
    #[arg(default_value = "45s")]
    settle: Duration,

    /// With --wait: how long nothing must be seen of the work before plexctl gives up with code 3
    #[arg(long, value_name = "TIME", value_parser = parse_duration, requires = "wait")]
    #[arg(default_value = "30s")]
    begin_within: Duration,

    /// Give up after this time, such as 30s or 2h, with code 7
    #[arg(long, value_name = "TIME", value_parser = parse_duration, requires = "patience")]
    timeout: Option<Duration>,
}

/// What can be started.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Work {
    /// A scheduled task, by its name; `plexctl tasks` lists them
    Butler,
    /// Fetch the metadata of items again
    Refresh,
    /// Read the media files of items, or of a --section
    Analyze,
    /// Detect the intros of episodes
    Intros,
    /// Detect the credits of items
    Credits,
    /// Detect the advertisements of recordings
    Ads,
    /// Detect when somebody speaks in items
    Voice,
    /// Make the chapter thumbnails of items
    Chapters,
    /// Make the preview thumbnails of items
    Previews,
    /// Empty the trash of sections: items on a drive that is not mounted are lost
    Trash,
    /// Optimize the database
    Optimize,
    /// Delete artwork and metadata that no item uses
    CleanBundles,
    /// Reload the programme guide of a DVR
    Guide,
    /// Scan the channels of a tuner
    Channels,
    /// Process the recording subscriptions
    Subscriptions,
    /// Check for updates
    Updates,
}

/// The jobs of one command.
struct StartRun<'a> {
    arguments: &'a StartArgs,
    connection: &'a Connection,
    format: OutputFormat,
    begin: Instant,
    rows: Vec<Row>,
    exits: Vec<Exit>,
}

/// One job, and what is known of it.
struct Row {
    what: String,
    label: String,
    target: Option<(String, Option<String>)>,
    activity: Option<ActivityId>,
    identified: Option<&'static str>,
    waiting_for: Option<WaitingFor>,
    /// When `waiting_for` is to be told.
    tell_at: Option<Instant>,
    is_over: bool,
    outcome: Option<OutcomeEntry>,
    error: Option<String>,
}

pub(crate) async fn run(
    arguments: &StartArgs,
    settings: &Settings,
    format: OutputFormat,
    console: &mut Console,
) -> Result<Exit, CliError> {
    super::start_jobs::check_names(arguments)?;
    let connection = Connection::new(settings, settings.one_server("start")?, console).await?;
    let begin = Instant::now();
    let jobs = find_jobs(arguments, &connection).await?;
    console.open_progress();
    let run = StartRun {
        arguments,
        connection: &connection,
        format,
        begin,
        rows: jobs.iter().map(Row::new).collect(),
        exits: Vec::new(),
    };
    run.run(jobs, console).await
}

impl StartRun<'_> {
    async fn run(mut self, jobs: Vec<Job>, console: &mut Console) -> Result<Exit, CliError> {
        let filter = jobs.first().map(|job| job.idle.clone()).unwrap_or_default();
        let activities = self.connection.plex.activities();
        let mut follower = Follower::new([self.connection], OutputMode::Trouble);
        let mut watcher = activities.watch().only(filter.clone());
        if self.arguments.when_idle {
            self.wait_until_idle(filter, &mut follower, &mut watcher, console)
                .await?;
        }
        let (sender, news) = mpsc::unbounded_channel();
        let mut waits = JoinSet::new();
        let is_waiting = self.arguments.wait;
        let mut launches = JoinSet::new();
        for (index, job) in jobs.into_iter().enumerate() {
            launches.spawn(async move { (index, job.launch(is_waiting).await) });
        }
        while let Some(joined) = follower
            .run_until(launches.join_next(), &mut watcher, console)
            .await?
        {
            let (index, launched) =
                joined.map_err(|error| CliError::other(format!("cannot start: {error}")))?;
            let started = match launched {
                Ok(started) => started,
                Err(error) => {
                    let mut failure = self.connection.to_failure(&error);
                    let has_target = self.rows.get(index).is_some_and(|row| row.target.is_some());
                    if error.kind() == ErrorKind::NotFound && has_target {
                        failure.exit = Exit::NoSuchActivity;
                    }
                    self.fail(index, failure, console)?;
                    continue;
                }
            };
            if let Some(row) = self.rows.get_mut(index) {
                row.identified = started.activity.is_some().then_some("header");
                row.activity = started.activity;
                console.note(&match started.is_running_already {
                    true => format!("{}: is running already; nothing was started", row.label),
                    false => format!("{}: started", row.label),
                });
            }
            if !is_waiting {
                self.conclude(index, console)?;
                continue;
            }
            let sender = sender.clone();
            let done = self
                .with_limits(started.wait)
                .on_waiting(move |waiting_for| {
                    // The receiver is gone when the command ends early.
                    let _ = sender.send((index, waiting_for.clone()));
                });
            waits.spawn(async move { (index, done.await) });
        }
        drop(sender);
        self.follow(waits, news, &mut follower, &mut watcher, console)
            .await?;
        self.finish(console)
    }

    async fn wait_until_idle(
        &self,
        filter: ActivityFilter,
        follower: &mut Follower,
        watcher: &mut Watcher,
        console: &mut Console,
    ) -> Result<(), CliError> {
        let mut wait = self.connection.plex.activities().wait_idle(filter);
        if let Some(remaining) = self.remaining() {
            wait = wait.timeout(remaining);
        }
        let idle = follower
            .run_until_idle(wait.into_future(), watcher, console)
            .await?;
        let limit = self.arguments.timeout;
        outcome::judge_idle("the server", idle, limit, self.connection)
            .map_err(|failure| failure.advise("Nothing was started").into())
    }

    /// Follows the jobs until they are done.
    async fn follow(
        &mut self,
        mut waits: JoinSet<(usize, Result<Done, Error>)>,
        mut news: mpsc::UnboundedReceiver<(usize, WaitingFor)>,
        follower: &mut Follower,
        watcher: &mut Watcher,
        console: &mut Console,
    ) -> Result<(), CliError> {
        while !self.rows.iter().all(|row| row.is_over) {
            let tell_at = self.rows.iter().filter_map(|row| row.tell_at).min();
            let next = next_news(&mut waits, &mut news, tell_at, None);
            match follower.run_until(next, watcher, console).await? {
                News::WaitingFor(index, waiting_for) => self.note_waiting(index, waiting_for),
                News::Done(index, result) => {
                    let (outcome, failure) = self.judge(index, result, follower);
                    if let Some(row) = self.rows.get_mut(index) {
                        row.outcome = outcome;
                    }
                    match failure {
                        Some(failure) => self.fail(index, failure, console)?,
                        None => self.conclude(index, console)?,
                    }
                }
                News::Tell => self.tell_waiting(console),
                News::Over => {
                    return Err(CliError::other(
                        "cannot wait: a task of this program failed",
                    ));
                }
            }
        }
        Ok(())
    }

    fn note_waiting(&mut self, index: usize, waiting_for: WaitingFor) {
        let Some(row) = self.rows.get_mut(index) else {
            return;
        };
        row.tell_at = None;
        match &waiting_for {
            WaitingFor::Activity(handle) => {
                row.activity = Some(handle.id().clone());
                row.identified = Some(if handle.is_correlated() {
                    "correlated"
                } else {
                    "header"
                });
            }
            _ => row.tell_at = Some(Instant::now() + WORTH_TELLING),
        }
        row.waiting_for = Some(waiting_for);
    }

    /// Says what is waited for, where that has been the same for a while.
    fn tell_waiting(&mut self, console: &mut Console) {
        let now = Instant::now();
        for row in &mut self.rows {
            if row.tell_at.is_some_and(|at| at <= now) {
                row.tell_at = None;
                if let Some(waiting_for) = &row.waiting_for {
                    console.note(&start_report::describe_waiting(&row.label, waiting_for));
                }
            }
        }
    }

    fn judge(
        &mut self,
        index: usize,
        result: Result<Done, Error>,
        follower: &Follower,
    ) -> (Option<OutcomeEntry>, Option<Failure>) {
        let Some(row) = self.rows.get_mut(index) else {
            return (None, None);
        };
        row.tell_at = None;
        let limit = self.arguments.timeout;
        let judge_activity = |id: &ActivityId, result| {
            let judged = outcome::judge_activity(id, result, limit, follower, self.connection);
            (judged.entry, judged.failure)
        };
        match result {
            Ok(Done::Named(outcome) | Done::Correlated(outcome)) => {
                row.activity = Some(outcome.id.clone());
                row.identified = row.identified.or(Some("correlated"));
                judge_activity(&outcome.id.clone(), Ok(outcome))
            }
            Ok(done) => {
                let failure = start_report::explain(&row.label, &done, self.arguments.begin_within);
                let failure = failure.map(|why| Failure::new(Exit::NoSuchActivity, why));
                let how = start_report::name(&done);
                (Some(OutcomeEntry::without_activity(how)), failure)
            }
            Err(error) => match (&row.activity, &row.waiting_for) {
                (Some(id), Some(WaitingFor::Activity(_))) => {
                    judge_activity(&id.clone(), Err(error))
                }
                (_, waiting_for) if error.kind() == ErrorKind::Timeout => {
                    let limit = limit.unwrap_or_default();
                    let why =
                        start_report::describe_timeout(&row.label, waiting_for.as_ref(), limit);
                    let failure = outcome::fail_for_timeout(self.connection, &why);
                    (
                        Some(OutcomeEntry::without_activity("unknown")),
                        Some(failure),
                    )
                }
                _ => (None, Some(self.connection.to_failure(&error))),
            },
        }
    }

    /// Reports why a job was not started, or has no end.
    fn fail(
        &mut self,
        index: usize,
        failure: Failure,
        console: &mut Console,
    ) -> Result<(), CliError> {
        let Some(row) = self.rows.get_mut(index) else {
            return Ok(());
        };
        let sentence = if failure.sentence.contains(&row.label) {
            failure.sentence
        } else {
            format!("{}: {}", row.label, failure.sentence)
        };
        console.report_failure(&sentence);
        row.error = Some(sentence);
        self.exits.push(failure.exit);
        self.conclude(index, console)
    }

    /// Writes the result of one job.
    fn conclude(&mut self, index: usize, console: &mut Console) -> Result<(), CliError> {
        let Some(row) = self.rows.get_mut(index) else {
            return Ok(());
        };
        row.is_over = true;
        match (self.format, &row.outcome) {
            (OutputFormat::Jsonl, _) => {
                console.write_data(&to_json_line(&JobLine::new(row.result()))?)
            }
            (OutputFormat::Table, Some(outcome)) if row.error.is_none() => {
                if outcome.uuid.is_some() {
                    super::wait::report_end(outcome, console);
                } else {
                    console.note(&format!("{}: done", row.label));
                }
                Ok(())
            }
            (OutputFormat::Table, _) if row.error.is_none() => match &row.activity {
                Some(id) => console.write_data(&format!("{id}\n")),
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }

    fn finish(self, console: &mut Console) -> Result<Exit, CliError> {
        if self.format == OutputFormat::Json {
            let document = JobsDocument::new(self.rows.iter().map(Row::result));
            console.write_data(&to_pretty_json(&document)?)?;
        }
        Ok(Exit::combine(&self.exits))
    }

    fn with_limits(&self, wait: WaitDone) -> WaitDone {
        let wait = wait.nothing_seen_after(self.arguments.begin_within);
        let wait = wait.settle(self.arguments.settle);
        match self.remaining() {
            Some(remaining) => wait.timeout(remaining),
            None => wait,
        }
    }

    /// The remaining time of `--timeout`.
    fn remaining(&self) -> Option<Duration> {
        let timeout = self.arguments.timeout?;
        Some(timeout.saturating_sub(self.begin.elapsed()))
    }
}

impl Row {
    fn new(job: &Job) -> Self {
        Self {
            what: job.what.clone(),
            label: job.label(),
            target: job.target.clone(),
            activity: None,
            identified: None,
            waiting_for: None,
            tell_at: None,
            is_over: false,
            outcome: None,
            error: None,
        }
    }

    fn result(&self) -> JobResult<'_> {
        JobResult {
            job: JobEntry {
                what: &self.what,
                target: self.target.as_ref().map(|(id, title)| TargetEntry {
                    id,
                    title: title.as_deref(),
                }),
                activity: self.activity.as_ref(),
                identified: self.identified,
            },
            outcome: self.outcome.as_ref(),
            error: self.error.as_deref(),
        }
    }
}
