//! Starts the jobs of a command, and follows them: the one runner behind `scan` and `start`.

use std::time::Duration;

use plex_api::{
    ActivityFilter, ActivityId, Done, Error, ErrorKind, LibrarySection, WaitDone, WaitingFor,
    Watcher,
};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::job::{Job, JobRow, Started};
use super::job_report::JobReport;
use super::job_words;
use crate::connect::Connection;
use crate::error::{CliError, Failure};
use crate::exit::Exit;
use crate::follow::{Follower, OutputMode, outcome};
use crate::output::{Console, OutcomeEntry};

/// A wait for something else than the work itself is worth a line after this time.
const WORTH_TELLING: Duration = Duration::from_secs(3);

/// The way in which the jobs of one command are started and followed.
pub(super) struct JobRun<'a> {
    pub(super) connection: &'a Connection,
    pub(super) report: JobReport,
    /// `--timeout` counts from here.
    pub(super) begin: Instant,
    pub(super) timeout: Option<Duration>,
    /// The activities that `--when-idle` waits for and that are shown meanwhile.
    pub(super) filter: ActivityFilter,
    pub(super) when_idle: bool,
    pub(super) following: Following,
}

/// The extent to which jobs are followed.
pub(super) enum Following {
    /// Not at all: the server's answer is all that was asked for.
    No,
    /// Until their activities were found, for this time at the most.
    Found(Duration),
    /// Until they are done.
    Done {
        begin_within: Duration,
        settle: Option<Duration>,
    },
}

/// An event of the job with this index.
enum News {
    WaitingFor(usize, WaitingFor),
    Done(usize, Result<Done, Error>),
    /// It is time to report the reason for the wait.
    Tell,
    /// No more news will follow, or the time to look for the activities is over.
    Over,
}

/// The waits for the jobs.
struct Waits {
    tasks: JoinSet<(usize, Result<Done, Error>)>,
    sender: mpsc::UnboundedSender<(usize, WaitingFor)>,
    news: mpsc::UnboundedReceiver<(usize, WaitingFor)>,
}

/// All work on the library that may concern these sections.
pub(super) fn library_work_on(sections: &[LibrarySection]) -> ActivityFilter {
    let library = ActivityFilter::any().of_type("library.*");
    let ids = sections.iter().map(LibrarySection::id);
    ids.fold(library, ActivityFilter::section)
}

impl JobRun<'_> {
    /// Starts the jobs and follows them. Returns the codes of the failed jobs.
    pub(super) async fn run(
        &self,
        jobs: Vec<Job>,
        console: &mut Console,
    ) -> Result<Vec<Exit>, CliError> {
        console.open_progress();
        let activities = self.connection.plex.activities();
        let mut follower = Follower::new([self.connection], OutputMode::Trouble);
        let mut watcher = activities.watch().only(self.filter.clone());
        let observes = !matches!(self.following, Following::No);
        let (names, requests): (Vec<_>, Vec<_>) =
            jobs.into_iter().map(|job| job.launch(observes)).unzip();
        let mut rows: Vec<JobRow> = names.into_iter().map(JobRow::new).collect();
        if self.when_idle && !rows.is_empty() {
            self.wait_until_idle(&rows, &mut follower, &mut watcher, console)
                .await?;
        }
        let mut launches = JoinSet::new();
        for (index, request) in requests.into_iter().enumerate() {
            launches.spawn(async move { (index, request.await) });
        }
        let mut waits = Waits::new();
        while let Some(joined) = follower
            .run_until(launches.join_next(), &mut watcher, console)
            .await?
        {
            let (index, launched) =
                joined.map_err(|error| CliError::other(format!("cannot start: {error}")))?;
            if let Some(row) = rows.get_mut(index)
                && let Some(wait) = self.note_launched(row, launched, console)?
            {
                waits.spawn(index, wait);
            }
        }
        self.follow(&mut rows, waits, &mut follower, &mut watcher, console)
            .await?;
        self.report.finish(&rows, console)?;
        Ok(rows.iter().filter_map(|row| row.exit).collect())
    }

    async fn wait_until_idle(
        &self,
        rows: &[JobRow],
        follower: &mut Follower,
        watcher: &mut Watcher,
        console: &mut Console,
    ) -> Result<(), CliError> {
        let activities = self.connection.plex.activities();
        let mut wait = activities.wait_idle(self.filter.clone());
        if let Some(remaining) = self.remaining() {
            wait = wait.timeout(remaining);
        }
        let idle = follower
            .run_until_idle(wait.into_future(), watcher, console)
            .await?;
        let place = self.report.describe_place(rows);
        outcome::judge_idle(&place, idle, self.timeout, self.connection).map_err(|failure| {
            let advice = self.report.words().nothing_started;
            failure.advise(advice).into()
        })
    }

    /// Takes the answer to the request. Returns the wait for its work, if that is followed.
    fn note_launched(
        &self,
        row: &mut JobRow,
        launched: Result<Started, Error>,
        console: &mut Console,
    ) -> Result<Option<WaitDone>, CliError> {
        let started = match launched {
            Ok(started) => started,
            Err(error) => {
                let mut failure = self.connection.to_failure(&error);
                if error.kind() == ErrorKind::NotFound && row.name.target.is_some() {
                    failure.exit = Exit::NoSuchActivity;
                }
                self.fail(row, failure, console)?;
                return Ok(None);
            }
        };
        if let Some(id) = &started.activity {
            row.identify(id, true);
        }
        self.report
            .note_started(row, started.is_running_already, console);
        match self.following {
            Following::No => {
                self.conclude(row, console)?;
                Ok(None)
            }
            Following::Found(_) => Ok(Some(started.wait)),
            Following::Done {
                begin_within,
                settle,
            } => {
                let mut wait = started.wait.nothing_seen_after(begin_within);
                if let Some(time) = settle {
                    wait = wait.settle(time);
                }
                if let Some(remaining) = self.remaining() {
                    wait = wait.timeout(remaining);
                }
                Ok(Some(wait))
            }
        }
    }

    async fn follow(
        &self,
        rows: &mut [JobRow],
        mut waits: Waits,
        follower: &mut Follower,
        watcher: &mut Watcher,
        console: &mut Console,
    ) -> Result<(), CliError> {
        let look = match self.following {
            Following::Found(look) => Some(self.remaining().map_or(look, |time| time.min(look))),
            _ => None,
        };
        let look_until = look.map(|look| Instant::now() + look);
        let is_content = |row: &JobRow| row.is_over || (look.is_some() && row.activity.is_some());
        while !rows.iter().all(is_content) {
            let tell_at = rows.iter().filter_map(|row| row.tell_at).min();
            let next = waits.next(tell_at, look_until);
            match follower.run_until(next, watcher, console).await? {
                News::WaitingFor(index, waiting_for) => {
                    if let Some(row) = rows.get_mut(index) {
                        self.note_waiting(row, waiting_for, console)?;
                    }
                }
                News::Done(index, result) => {
                    if let Some(row) = rows.get_mut(index) {
                        self.note_done(row, result, follower, console)?;
                    }
                }
                News::Tell => self.tell_waiting(rows, console),
                News::Over if look.is_some() => break,
                News::Over => {
                    return Err(CliError::other(
                        "cannot wait: a task of this program failed",
                    ));
                }
            }
        }
        let Some(look) = look else { return Ok(()) };
        for row in rows.iter_mut().filter(|row| row.error.is_none()) {
            if row.activity.is_none() {
                let words = self.report.words();
                console.note(&words.describe_unidentified(row, look));
            }
            self.report.announce(row, console)?;
            self.conclude(row, console)?;
        }
        Ok(())
    }

    fn note_waiting(
        &self,
        row: &mut JobRow,
        waiting_for: WaitingFor,
        console: &mut Console,
    ) -> Result<(), CliError> {
        row.tell_at = None;
        match &waiting_for {
            WaitingFor::Activity(handle) => row.identify(handle.id(), !handle.is_correlated()),
            _ if matches!(self.following, Following::Done { .. }) => {
                row.tell_at = Some(Instant::now() + WORTH_TELLING);
            }
            _ => {}
        }
        row.waiting_for = Some(waiting_for);
        if row.activity.is_some() {
            self.report.announce(row, console)?;
        }
        Ok(())
    }

    /// Reports the reason for a wait if it has been the same for a while.
    fn tell_waiting(&self, rows: &mut [JobRow], console: &mut Console) {
        let now = Instant::now();
        for row in rows {
            if row.tell_at.take_if(|at| *at <= now).is_some() {
                console.note(&self.report.words().describe_waiting(row));
            }
        }
    }

    fn note_done(
        &self,
        row: &mut JobRow,
        result: Result<Done, Error>,
        follower: &Follower,
        console: &mut Console,
    ) -> Result<(), CliError> {
        row.tell_at = None;
        // An activity whose section came with its end was not reported before.
        if let Ok(done) = &result
            && let Some(outcome) = done.outcome()
        {
            row.identify(&outcome.id, matches!(done, Done::Named(_)));
        }
        let Following::Done { begin_within, .. } = self.following else {
            // Only the activity was looked for.
            row.is_over = true;
            return Ok(());
        };
        let (outcome, failure) = self.judge(row, result, begin_within, follower);
        self.report.announce(row, console)?;
        row.outcome = outcome;
        match failure {
            Some(failure) => self.fail(row, failure, console),
            None => self.conclude(row, console),
        }
    }

    fn judge(
        &self,
        row: &JobRow,
        result: Result<Done, Error>,
        begin_within: Duration,
        follower: &Follower,
    ) -> (Option<OutcomeEntry>, Option<Failure>) {
        let words = self.report.words();
        let judge_activity = |id: &ActivityId, result| {
            let limit = self.timeout;
            let judged = outcome::judge_activity(id, result, limit, follower, self.connection);
            (judged.entry, judged.failure)
        };
        match (result, &row.activity, &row.waiting_for) {
            (Ok(Done::Named(outcome) | Done::Correlated(outcome)), ..) => {
                judge_activity(&outcome.id.clone(), Ok(outcome))
            }
            (Ok(done), ..) => {
                let failure = words.explain(row, &done, begin_within);
                let failure = failure.map(|why| Failure::new(Exit::NoSuchActivity, why));
                let entry = OutcomeEntry::without_activity(job_words::name(&done));
                (Some(entry), failure)
            }
            (Err(error), Some(id), Some(WaitingFor::Activity(_))) => judge_activity(id, Err(error)),
            (Err(error), ..) if error.kind() == ErrorKind::Timeout => {
                let why = words.describe_timeout(row, self.timeout.unwrap_or_default());
                let failure = outcome::fail_for_timeout(self.connection, &why);
                (
                    Some(OutcomeEntry::without_activity("unknown")),
                    Some(failure),
                )
            }
            (Err(error), ..) => (None, Some(self.connection.to_failure(&error))),
        }
    }

    /// Reports why a job was not started, or has no end.
    fn fail(
        &self,
        row: &mut JobRow,
        failure: Failure,
        console: &mut Console,
    ) -> Result<(), CliError> {
        console.report_failure(row.fail(failure));
        self.conclude(row, console)
    }

    fn conclude(&self, row: &mut JobRow, console: &mut Console) -> Result<(), CliError> {
        row.is_over = true;
        self.report.conclude(row, console)
    }

    /// The remaining time of `--timeout`.
    fn remaining(&self) -> Option<Duration> {
        Some(self.timeout?.saturating_sub(self.begin.elapsed()))
    }
}

impl Waits {
    fn new() -> Self {
        let (sender, news) = mpsc::unbounded_channel();
        Self {
            tasks: JoinSet::new(),
            sender,
            news,
        }
    }

    fn spawn(&mut self, index: usize, wait: WaitDone) {
        let sender = self.sender.clone();
        let done = wait.on_waiting(move |waiting_for| {
            // The receiver is gone when the command ends early.
            let _ = sender.send((index, waiting_for.clone()));
        });
        self.tasks.spawn(async move { (index, done.await) });
    }

    async fn next(&mut self, tell_at: Option<Instant>, look_until: Option<Instant>) -> News {
        tokio::select! {
            // The reports of a wait come before its end.
            biased;
            Some((index, waiting_for)) = self.news.recv() => News::WaitingFor(index, waiting_for),
            joined = self.tasks.join_next() => match joined {
                Some(Ok((index, result))) => News::Done(index, result),
                Some(Err(_)) | None => News::Over,
            },
            () = sleep_until(tell_at) => News::Tell,
            () = sleep_until(look_until) => News::Over,
        }
    }
}

/// Sleeps until this time; for ever without one.
async fn sleep_until(time: Option<Instant>) {
    match time {
        Some(time) => tokio::time::sleep_until(time).await,
        None => std::future::pending().await,
    }
}
