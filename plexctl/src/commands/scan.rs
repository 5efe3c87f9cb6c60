//! `plexctl scan`: starts the scan of a library section, and follows it.

use std::time::Duration;

use clap::{ArgGroup, Args};
use plex_api::{ActivityFilter, LibrarySection};
use tokio::time::Instant;

use crate::connect::Connection;
use crate::duration_arg::parse_duration;
use crate::error::{CliError, Failure};
use crate::exit::Exit;
use crate::follow::{Follower, IdleEnd, OutputMode, find_section, outcome};
use crate::output::{
    Console, OutcomeEntry, OutcomeLine, OutputFormat, ScanDocument, ScanEntry, ScanLine,
    to_json_line, to_pretty_json,
};
use crate::settings::Settings;

/// Scan a library section
///
/// Asks the server to scan, and writes the uuid of the scan's activity. Most servers do not name
/// that activity, so plexctl finds it by type and section; it cannot distinguish two scans of one
/// section that start at the same moment.
///
/// With --wait, plexctl waits until the scan finishes and exits with code 0, or with 7 when
/// --timeout passes first; the scan then continues. If plexctl cannot find the activity, it waits
/// until no scan of that section is running. Ctrl-C ends plexctl but not the scan; `plexctl scan
/// SECTION --stop` stops the scan, from any terminal.
#[derive(Args)]
#[command(group = ArgGroup::new("patience").multiple(true))]
#[command(after_help = "\
Examples:
  plexctl scan Movies --wait --timeout 1h
  plexctl scan 2 --path '/data/shows/A Quiet Harbour' --when-idle --wait
  plexctl scan Movies --stop

-o jsonl writes {\"version\": 1, \"scan\": {\"section\": {\"id\", \"title\"}, \"activity\": UUID,
\"identified\"}} once the scan has started. \"identified\" is header (the server named the activity),
correlated (found by type and section), or null when there is no activity. With --wait,
{\"version\": 1, \"outcome\": {...}} follows, as from `plexctl wait`. -o json writes both in one
document at the end.")]
pub(crate) struct ScanArgs {
    /// The library section, by number or title
    #[arg(value_name = "SECTION")]
    section: String,

    /// Scan only this folder, a path on the server
    #[arg(long, value_name = "FOLDER")]
    path: Option<String>,

    /// Fetch all metadata again, even for unchanged files; this can take hours
    #[arg(long, conflicts_with = "path")]
    force: bool,

    /// First wait until no activity of type library.* is running on that section
    #[arg(long, group = "patience")]
    when_idle: bool,

    /// Wait until the scan finishes
    #[arg(long, group = "patience")]
    wait: bool,

    /// Give up after this time, such as 30s or 2h, with code 7
    #[arg(long, value_name = "TIME", value_parser = parse_duration, requires = "patience")]
    timeout: Option<Duration>,

    /// Stop the section's scan instead of starting one
    #[arg(long, conflicts_with_all = ["path", "force", "when_idle", "wait", "timeout"])]
    stop: bool,
}

/// The type of a scan's activity.
const SCAN: &str = "library.update.section";

/// `--when-idle` waits for these: metadata updates follow a scan.
const LIBRARY: &str = "library.*";

/// How long to look for the activity, with and without `--wait`.
const LOOK: (Duration, Duration) = (Duration::from_secs(10), Duration::from_secs(5));

/// One scan of one section.
struct ScanRun<'a> {
    arguments: &'a ScanArgs,
    connection: &'a Connection,
    section: LibrarySection,
    begin: Instant,
}

pub(crate) async fn run(
    arguments: &ScanArgs,
    settings: &Settings,
    format: OutputFormat,
    console: &mut Console,
) -> Result<Exit, CliError> {
    let connection = Connection::new(settings, settings.one_server("scan")?, console)?;
    let begin = Instant::now();
    let section = find_section(&connection, &arguments.section).await?;
    let scan = ScanRun {
        arguments,
        connection: &connection,
        section,
        begin,
    };
    if arguments.stop {
        return scan.stop(console).await;
    }
    console.open_progress();
    scan.start(format, console).await
}

impl ScanRun<'_> {
    async fn stop(&self, console: &mut Console) -> Result<Exit, CliError> {
        let library = self.connection.plex.library();
        let stopped = library.stop_refresh(self.section.id()).await;
        stopped.map_err(|error| self.connection.to_failure(&error))?;
        let title = self.section.title();
        console.note(&format!("stop requested for the {title} scan"));
        Ok(Exit::Done)
    }

    async fn start(&self, format: OutputFormat, console: &mut Console) -> Result<Exit, CliError> {
        let activities = self.connection.plex.activities();
        let mut follower = Follower::new([self.connection], OutputMode::Trouble);
        let mut watcher = activities.watch().only(self.filter(LIBRARY));
        if self.arguments.when_idle {
            let mut wait = activities.wait_idle(self.filter(LIBRARY));
            if let Some(remaining) = self.remaining() {
                wait = wait.timeout(remaining);
            }
            let idle = follower.run_until_idle(wait.into_future(), &mut watcher, console);
            self.judge_idle(idle.await?)
                .map_err(|failure| failure.advise("No scan was started"))?;
        }

        let look = if self.arguments.wait { LOOK.0 } else { LOOK.1 };
        let look = self
            .remaining()
            .map_or(look, |remaining| remaining.min(look));
        let launch = self.launch().correlate(look).into_future();
        let launched = follower.run_until(launch, &mut watcher, console).await?;
        let launched = launched.map_err(|error| self.connection.to_failure(&error))?;
        let handle = launched.activity();
        let identified = handle.as_ref().map(|handle| {
            if handle.is_correlated() {
                "correlated"
            } else {
                "header"
            }
        });
        let entry = ScanEntry::new(&self.section, launched.activity_id(), identified);
        match (format, launched.activity_id()) {
            (OutputFormat::Jsonl, _) => {
                console.write_data(&to_json_line(&ScanLine::new(&entry))?)?;
            }
            (OutputFormat::Table, Some(id)) => console.write_data(&format!("{id}\n"))?,
            (OutputFormat::Table, None) | (OutputFormat::Json, _) => {}
        }
        if handle.is_none() {
            console.note(&self.describe_unidentified(look));
        }

        let mut result = Ok(Exit::Done);
        let mut outcome = None;
        if self.arguments.wait {
            match handle {
                Some(handle) => {
                    let mut wait = handle.wait();
                    if let Some(remaining) = self.remaining() {
                        wait = wait.timeout(remaining);
                    }
                    let ended = follower.run_until(wait.into_future(), &mut watcher, console);
                    let judged = outcome::judge_activity(
                        handle.id(),
                        ended.await?,
                        self.arguments.timeout,
                        &follower,
                        self.connection,
                    );
                    outcome = judged.entry;
                    if let Some(failure) = judged.failure {
                        result = Err(CliError::from(failure));
                    }
                }
                None => {
                    let mut wait = activities.wait_idle(self.filter(SCAN));
                    if let Some(remaining) = self.remaining() {
                        wait = wait.timeout(remaining);
                    }
                    let idle = follower.run_until_idle(wait.into_future(), &mut watcher, console);
                    match self.judge_idle(idle.await?) {
                        Ok(()) => outcome = Some(OutcomeEntry::idle()),
                        Err(failure) => result = Err(failure.into()),
                    }
                }
            }
        }
        match (format, &outcome) {
            (OutputFormat::Json, _) => {
                console.write_data(&to_pretty_json(&ScanDocument::new(
                    &entry,
                    outcome.as_ref(),
                ))?)?;
            }
            (OutputFormat::Jsonl, Some(outcome)) => {
                console.write_data(&to_json_line(&OutcomeLine::new(outcome))?)?;
            }
            (OutputFormat::Table, Some(outcome)) if result.is_ok() => {
                super::wait::report_end(outcome, console);
            }
            _ => {}
        }
        result
    }

    fn launch(&self) -> plex_api::Launch<()> {
        let library = self.connection.plex.library();
        let id = self.section.id();
        match &self.arguments.path {
            Some(path) => library.refresh_path(id, path),
            None if self.arguments.force => library.refresh_metadata(id),
            None => library.refresh(id),
        }
    }

    fn filter(&self, kind: &str) -> ActivityFilter {
        ActivityFilter::any()
            .of_type(kind)
            .section(self.section.id())
    }

    /// The remaining time of `--timeout`.
    fn remaining(&self) -> Option<Duration> {
        let timeout = self.arguments.timeout?;
        Some(timeout.saturating_sub(self.begin.elapsed()))
    }

    fn judge_idle(&self, end: IdleEnd) -> Result<(), Failure> {
        let what = format!("the section {}", self.section.title());
        outcome::judge_idle(&what, end, self.arguments.timeout, self.connection)
    }

    fn describe_unidentified(&self, look: Duration) -> String {
        let title = self.section.title();
        let next = if self.arguments.wait {
            format!("waiting until no scan of {title} is running")
        } else {
            "`plexctl list` may show it".to_owned()
        };
        format!(
            "the server accepted the request, but no matching scan of {title} started within {} s; \
             {next}",
            look.as_secs()
        )
    }
}
