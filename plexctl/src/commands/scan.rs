//! `plexctl scan`: start the scan of a library section, and follow it.

use std::time::Duration;

use clap::{ArgGroup, Args};
use plex_api::{ActivityFilter, LibrarySection};
use tokio::time::Instant;

use crate::connect::Connection;
use crate::duration_arg::parse_duration;
use crate::error::{CliError, Failure};
use crate::exit::Exit;
use crate::follow::{Follower, OutputMode, find_section, outcome};
use crate::output::{
    Console, OutcomeEntry, OutcomeLine, OutputFormat, ScanDocument, ScanEntry, ScanLine,
    to_json_line, to_pretty_json,
};
use crate::settings::Settings;

/// Scan a library section
///
/// It asks the server to scan, and writes the uuid of the activity that does it. Most servers do not
/// name it, so it is found by its type and section; two scans of one section that begin in the same
/// moment cannot be told apart.
///
/// With --wait it goes on until the scan is over, and ends with code 0, or with 7 when --timeout
/// passes first; the scan goes on then. Should the activity not be found, it waits until no scan of
/// that section runs. Ctrl-C ends plexctl and not the scan: `plexctl scan SECTION --stop` does that,
/// from another terminal too.
#[derive(Args)]
#[command(group = ArgGroup::new("patience").multiple(true))]
#[command(after_help = "\
Examples:
  plexctl scan Movies --wait --timeout 1h
  plexctl scan 2 --path '/data/shows/A Quiet Harbour' --when-idle --wait
  plexctl scan Movies --stop

With -o jsonl it writes {\"version\": 1, \"scan\": {\"section\": {\"id\", \"title\"}, \"activity\": UUID,
\"identified\"}} when the scan was started, where \"identified\" is header (the server named the
activity), correlated, or null with no activity; then, with --wait, {\"version\": 1, \"outcome\":
{...}} as `plexctl wait` does. With -o json both stand in one document, written at the end.")]
pub(crate) struct ScanArgs {
    /// The library section, by its number or title
    #[arg(value_name = "SECTION")]
    section: String,

    /// Scan only this folder, as the server sees it
    #[arg(long, value_name = "FOLDER")]
    path: Option<String>,

    /// Fetch all metadata again, also where no file has changed; that can take hours
    #[arg(long, conflicts_with = "path")]
    force: bool,

    /// Before it starts, wait until nothing of type library.* runs in that section
    #[arg(long, group = "patience")]
    when_idle: bool,

    /// Wait until the scan is over
    #[arg(long, group = "patience")]
    wait: bool,

    /// Give up after this time, such as 30s or 2h, with code 7
    #[arg(long, value_name = "TIME", value_parser = parse_duration, requires = "patience")]
    timeout: Option<Duration>,

    /// Stop the section's scan, in place of starting one
    #[arg(long, conflicts_with_all = ["path", "force", "when_idle", "wait", "timeout"])]
    stop: bool,
}

/// The type of the activity that scans.
const SCAN: &str = "library.update.section";

/// What has to be over for `--when-idle`: metadata follows a scan.
const LIBRARY: &str = "library.*";

/// How long to look for the activity when somebody waits for it, and when nobody does.
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
        console.note(&format!("the server stops the scan of {title}"));
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
            let idle = follower.until(wait.into_future(), &mut watcher, console);
            self.judge_idle(idle.await?, &follower)
                .map_err(|failure| failure.advise("No scan was started"))?;
        }

        let look = if self.arguments.wait { LOOK.0 } else { LOOK.1 };
        let look = self
            .remaining()
            .map_or(look, |remaining| remaining.min(look));
        let launch = self.launch().correlate(look).into_future();
        let launched = follower.until(launch, &mut watcher, console).await?;
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
                console.write_data(&to_json_line(&ScanLine::new(&entry))?)?
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
                    let ended = follower.until(wait.into_future(), &mut watcher, console);
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
                    let idle = follower.until(wait.into_future(), &mut watcher, console);
                    match self.judge_idle(idle.await?, &follower) {
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
                console.write_data(&to_json_line(&OutcomeLine::new(outcome))?)?
            }
            (OutputFormat::Table, Some(outcome)) if result.is_ok() => {
                super::wait::report_end(outcome, console)
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

    /// What is left of `--timeout`.
    fn remaining(&self) -> Option<Duration> {
        let timeout = self.arguments.timeout?;
        Some(timeout.saturating_sub(self.begin.elapsed()))
    }

    fn judge_idle(&self, result: plex_api::Result<()>, follower: &Follower) -> Result<(), Failure> {
        let what = format!("the section {}", self.section.title());
        outcome::judge_idle(
            &what,
            result,
            self.arguments.timeout,
            follower,
            self.connection,
        )
    }

    fn describe_unidentified(&self, look: Duration) -> String {
        let title = self.section.title();
        let next = if self.arguments.wait {
            format!("waiting until no scan of {title} runs")
        } else {
            "`plexctl list` may show it".to_owned()
        };
        format!(
            "the server took it, and no scan of {title} began within {} s that could be the one; \
             {next}",
            look.as_secs()
        )
    }
}
