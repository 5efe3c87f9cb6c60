//! Waits until the server is quiet, and says what it waits for: for `wait --quiet` and `when-quiet`.

use std::time::Duration;

use plex_api::{QuietCheck, QuietReport, QuietVerdict, QuietWatch, SourceKind};
use tokio::time::{Instant, MissedTickBehavior, interval};

use super::quiet::write_report;
use crate::connect::Connection;
use crate::error::{CliError, Failure};
use crate::exit::Exit;
use crate::follow::{WaitReason, WaitReport};
use crate::output::{Console, OutputFormat};

/// How often it is looked whether there is something to say.
const TICK: Duration = Duration::from_secs(1);

/// `plexctl wait --quiet`.
pub(super) async fn run(
    check: QuietCheck,
    timeout: Option<Duration>,
    connection: &Connection,
    format: OutputFormat,
    console: &mut Console,
) -> Result<Exit, CliError> {
    let mut watch = check.watch();
    let waited = wait_until_quiet(&mut watch, timeout, connection, console).await;
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
    timeout: Option<Duration>,
    connection: &Connection,
    console: &mut Console,
) -> Result<QuietReport, CliError> {
    let mut told = WaitReport::new(Instant::now());
    let mut ticks = interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let over = async {
        match timeout {
            Some(timeout) => tokio::time::sleep(timeout).await,
            None => std::future::pending().await,
        }
    };
    tokio::pin!(over);
    loop {
        tokio::select! {
            biased;
            quiet = watch.until_quiet() => {
                return Ok(quiet.map_err(|error| connection.to_failure(&error))?);
            }
            () = &mut over => {
                return Err(describe_timeout(watch.report(), timeout).into());
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

/// What a report waits for: the work, or else what is not known.
fn list_reasons(report: &QuietReport) -> Vec<WaitReason> {
    let busy = report.reasons().iter().map(|one| {
        let which = one.activity.as_ref().map(ToString::to_string);
        let which = which.or_else(|| one.session.clone()).unwrap_or_default();
        let key = format!("{} {which}", one.source);
        WaitReason::other(&key, format!("{}: {}", one.source, one.text))
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

/// The failure when the time is up: with code 7, unless nobody knows what the server does.
fn describe_timeout(report: Option<&QuietReport>, timeout: Option<Duration>) -> Failure {
    let limit = humantime::format_duration(timeout.unwrap_or_default());
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
        let sentence = format!(
            "the server was not quiet for long enough within {limit}; nothing is seen to run now"
        );
        return Failure::new(Exit::StillRunning, sentence);
    }
    let sentence = format!(
        "could not see within {limit} whether the server is quiet: {}",
        join(missing)
    );
    Failure::new(Exit::Unreachable, sentence)
}
