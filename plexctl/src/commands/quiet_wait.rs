//! Waits until the server is quiet, and reports the reason for the wait: for `wait --quiet` and `when-quiet`.

use std::time::Duration;

use plex_api::{BusyReason, QuietCheck, QuietReport, QuietVerdict, QuietWatch, SourceKind};
use tokio::time::{Instant, MissedTickBehavior, interval};

use super::quiet::write_report;
use crate::connect::Connection;
use crate::error::{CliError, Failure};
use crate::exit::Exit;
use crate::follow::{WaitReason, WaitReport};
use crate::output::{Console, OutputFormat};

/// The interval at which the wait checks whether it has something to report.
const TICK: Duration = Duration::from_secs(1);

/// The limits of a wait.
pub(super) struct Patience {
    begun: Instant,
    timeout: Option<Duration>,
}

impl Patience {
    /// From now on for this time.
    pub(super) fn new(timeout: Option<Duration>) -> Self {
        Self {
            begun: Instant::now(),
            timeout,
        }
    }

    async fn run_out(&self) {
        match self.timeout {
            Some(timeout) => {
                let left = timeout.saturating_sub(self.begun.elapsed());
                tokio::time::sleep(left).await;
            }
            None => std::future::pending().await,
        }
    }
}

/// `plexctl wait --quiet`.
pub(super) async fn run(
    check: QuietCheck,
    timeout: Option<Duration>,
    connection: &Connection,
    format: OutputFormat,
    console: &mut Console,
) -> Result<Exit, CliError> {
    let mut watch = check.watch();
    let patience = Patience::new(timeout);
    let waited = wait_until_quiet(&mut watch, &patience, connection, console).await;
    if let (Some(report), true) = (watch.report(), format != OutputFormat::Table) {
        write_report(report, format, console)?;
    }
    let report = waited?;
    if format == OutputFormat::Table {
        for note in report.notes() {
            console.note(&format!("{}: {}", note.source, note.text));
        }
        console.note("the server is quiet");
    }
    Ok(Exit::Done)
}

/// Waits until the server is quiet; fails when the time is up.
///
/// # Cancel safety
/// Cancel safe: the watch loses nothing.
pub(super) async fn wait_until_quiet(
    watch: &mut QuietWatch,
    patience: &Patience,
    connection: &Connection,
    console: &mut Console,
) -> Result<QuietReport, CliError> {
    let mut told = WaitReport::new(Instant::now());
    let mut ticks = interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let over = patience.run_out();
    tokio::pin!(over);
    loop {
        tokio::select! {
            biased;
            quiet = watch.until_quiet() => {
                return Ok(quiet.map_err(|error| connection.to_failure(&error))?);
            }
            () = &mut over => {
                return Err(describe_timeout(watch.report(), patience).into());
            }
            _ = ticks.tick() => {
                let reasons = watch.report().map(list_reasons).unwrap_or_default();
                if let Some(line) = told.take_due(Instant::now(), &reasons) {
                    console.note(&line);
                }
            }
        }
    }
}

/// Waits until the server is quiet, and asks once more. The watch goes on, to tell when work returns.
///
/// # Cancel safety
/// Dropping the future ends the wait.
pub(super) async fn wait_and_ask_again(
    check: &QuietCheck,
    timeout: Option<Duration>,
    connection: &Connection,
    console: &mut Console,
) -> Result<QuietWatch, CliError> {
    let patience = Patience::new(timeout);
    let mut watch = check.clone().watch();
    loop {
        let quiet = wait_until_quiet(&mut watch, &patience, connection, console).await?;
        let mut again = check.clone().watch();
        // Without a report the next wait has the error.
        let report = tokio::select! {
            biased;
            report = again.next() => report,
            () = patience.run_out() => {
                return Err(describe_timeout(watch.report(), &patience).into());
            }
        };
        if report.is_some_and(|report| is_still_quiet(&quiet, &report)) {
            return Ok(watch);
        }
        watch = again;
    }
}

/// Returns `true` if the first report of another watch agrees with one that said quiet. It alone cannot say
/// so, because that needs two looks, and does not know for how long a player has been paused.
fn is_still_quiet(before: &QuietReport, report: &QuietReport) -> bool {
    let is_left_out = |one: &BusyReason| {
        let mut known = before.ignored().iter();
        // The text has the state of a player: one that was paused may play now.
        known.any(|known| {
            (known.source, &known.session, &known.text) == (one.source, &one.session, &one.text)
        })
    };
    let mut unknown = report.unknown().iter();
    report.reasons().iter().all(is_left_out)
        && unknown.all(|one| one.source == SourceKind::Settling)
}

/// The reasons for a wait in a report: the work, or else the unknown facts.
fn list_reasons(report: &QuietReport) -> Vec<WaitReason> {
    let busy = report.reasons().iter().map(|one| {
        let which = one.activity.as_ref().map(ToString::to_string);
        let which = which.or_else(|| one.session.clone()).unwrap_or_default();
        let key = format!("{} {which}", one.source);
        WaitReason::other(key, format!("{}: {}", one.source, one.text))
    });
    let busy: Vec<_> = busy.collect();
    if !busy.is_empty() {
        return busy;
    }
    let unknown = report.unknown().iter();
    let text = |source, text: &str| format!("{source}: {text}");
    unknown
        .map(|one| WaitReason::other(one.source.as_str(), text(one.source, &one.text)))
        .collect()
}

/// The failure when the time is up: with code 7, unless the state of the server is unknown.
fn describe_timeout(report: Option<&QuietReport>, patience: &Patience) -> Failure {
    let limit = humantime::format_duration(patience.timeout.unwrap_or_default());
    let Some(report) = report else {
        let sentence = format!("nothing was learned of the server within {limit}");
        return Failure::new(Exit::Unreachable, sentence);
    };
    let join = |entries: Vec<String>| entries.join("; ");
    if report.verdict() == QuietVerdict::Busy {
        let reasons = report.reasons().iter();
        let reasons = reasons.map(|one| format!("{}: {}", one.source, one.text));
        let sentence = format!(
            "the server was not quiet within {limit}; busy: {}",
            join(reasons.collect())
        );
        return Failure::new(Exit::StillRunning, sentence);
    }
    let unknown = report.unknown().iter();
    let missing = unknown.filter(|one| one.source != SourceKind::Settling);
    let missing: Vec<String> = missing
        .map(|one| format!("{}: {}", one.source, one.text))
        .collect();
    if missing.is_empty() {
        let sentence =
            format!("the server was not quiet for long enough within {limit}; no work is seen now");
        return Failure::new(Exit::StillRunning, sentence);
    }
    let sentence = format!(
        "could not see within {limit} whether the server is quiet: {}",
        join(missing)
    );
    Failure::new(Exit::Unreachable, sentence)
}
