//! `plexctl scan`: starts the scans of library sections, and follows them.

use std::time::Duration;

use clap::{ArgGroup, Args};
use plex_api::LibrarySection;
use tokio::time::Instant;

use super::job::{Job, JobName};
use super::job_report::{JobDocuments, JobReport};
use super::job_run::{Following, JobRun, library_work_on};
use super::{scan_folder, scan_stop};
use crate::connect::Connection;
use crate::duration_arg::parse_duration;
use crate::error::CliError;
use crate::exit::Exit;
use crate::follow::SectionList;
use crate::output::{Console, OutputFormat};
use crate::settings::Settings;

/// Scan library sections
///
/// Asks the server to scan, and writes the uuid of each scan's activity. Most servers do not name
/// that activity, so plexctl finds it by type and section; it cannot distinguish two scans of one
/// section that start at the same moment.
///
/// With --wait, plexctl waits until the scan finishes and exits with code 0, or with 7 when
/// --timeout passes first; the scan then continues. Servers run scans one after the other: while
/// another scan is running, or the section says that it is refreshing, plexctl waits, and reports
/// the reason. A scan counts as finished when its activity ended, when the section was refreshing
/// and is quiet again, or when the time of its last scan is newer. When plexctl sees no such sign,
/// the code is 3. Ctrl-C ends plexctl but not the scan; `plexctl scan SECTION --stop` stops the
/// scan, from any terminal.
///
/// With several sections, plexctl asks for all of them, names each one that fails by its title, and
/// goes on with the others.
#[derive(Args)]
#[command(group = ArgGroup::new("patience").multiple(true))]
#[command(after_help = "\
Examples:
  plexctl scan Movies --wait --timeout 1h
  plexctl scan --all --wait
  plexctl scan 2 --path '/data/shows/A Quiet Harbour' --when-idle --wait
  plexctl scan Movies --stop

-o jsonl writes {\"version\": 1, \"scan\": {\"section\": {\"id\", \"title\"}, \"activity\": UUID,
\"identified\"}} once the scan has started. \"identified\" is header (the server named the activity),
correlated (found by type and section), or null when there is no activity. With --wait,
{\"version\": 1, \"outcome\": {...}} follows, as from `plexctl wait`, whose \"how\" may also be idle
(the section was refreshing and is quiet), scanned (the time of its last scan has moved), or
nothing_seen. -o json writes both in one document at the end. With several sections, -o jsonl writes
one line for each as it finishes, {\"version\": 1, \"scan\", \"outcome\", \"error\"}, and -o json
writes {\"version\": 1, \"scans\": [{\"scan\", \"outcome\", \"error\"}]}.")]
pub(crate) struct ScanArgs {
    /// The library sections, by number or title
    #[arg(value_name = "SECTION", required_unless_present = "all")]
    sections: Vec<String>,

    /// All library sections
    #[arg(long, conflicts_with = "sections")]
    all: bool,

    /// Scan only this folder of one section, a path on the server
    #[arg(long, value_name = "FOLDER")]
    path: Option<String>,

    /// Send --path even if it is outside of the section's folders
    #[arg(long, requires = "path")]
    any_path: bool,

    /// Fetch all metadata again, even for unchanged files; this can take hours
    #[arg(long, conflicts_with = "path")]
    force: bool,

    /// First wait until no activity of type library.* is running on these sections
    #[arg(long, group = "patience")]
    when_idle: bool,

    /// Wait until the scans finish
    #[arg(long, group = "patience")]
    wait: bool,

    /// With --wait: the time without any sign of a scan after which plexctl gives up with code 3.
    /// The time starts again while another scan is running
    #[arg(long, value_name = "TIME", value_parser = parse_duration, requires = "wait")]
    #[arg(default_value = "30s")]
    begin_within: Duration,

    /// With --wait: also wait for the metadata that follows the scan: until no item of the section is
    /// processed, and nothing has worked on the library for this time. 45s suits most libraries
    #[arg(long, value_name = "TIME", value_parser = parse_duration, requires = "wait")]
    settle: Option<Duration>,

    /// Give up after this time, such as 30s or 2h, with code 7
    #[arg(long, value_name = "TIME", value_parser = parse_duration, requires = "patience")]
    timeout: Option<Duration>,

    /// Stop the section's scan instead of starting one
    #[arg(long, conflicts_with_all = ["path", "force", "when_idle", "wait", "timeout"])]
    stop: bool,
}

/// The time for which to look for the activities without `--wait`.
const LOOK: Duration = Duration::from_secs(5);

pub(crate) async fn run(
    arguments: &ScanArgs,
    settings: &Settings,
    format: OutputFormat,
    console: &mut Console,
) -> Result<Exit, CliError> {
    let is_about_several = arguments.all || arguments.sections.len() > 1;
    if let Some(path) = &arguments.path {
        scan_folder::check_argument(path, is_about_several)?;
    }
    let connection = Connection::new(settings, settings.one_server("scan")?, console).await?;
    let begin = Instant::now();
    let list = SectionList::load(&connection).await?;
    let mut sections: Vec<LibrarySection> = Vec::new();
    let mut exits = Vec::new();
    for found in list.select_all(arguments.all, &arguments.sections) {
        match found {
            Ok(section) if sections.iter().any(|known| known.id() == section.id()) => {}
            Ok(section) => sections.push(section.clone()),
            Err(failure) if !is_about_several || arguments.all => return Err(failure.into()),
            Err(failure) => {
                console.report_failure(&failure.sentence);
                exits.push(failure.exit);
            }
        }
    }
    if arguments.stop {
        exits.extend(scan_stop::stop_scans(&connection, &sections, console).await);
        return Ok(Exit::combine(&exits));
    }
    if let (Some(path), [section]) = (&arguments.path, sections.as_slice())
        && !arguments.any_path
    {
        scan_folder::check_folder(path, section)?;
    }
    let following = if arguments.wait {
        Following::Done {
            begin_within: arguments.begin_within,
            settle: arguments.settle,
        }
    } else {
        Following::Found(LOOK)
    };
    let documents = if is_about_several {
        JobDocuments::Scans
    } else {
        JobDocuments::OneScan
    };
    let run = JobRun {
        connection: &connection,
        report: JobReport { format, documents },
        begin,
        timeout: arguments.timeout,
        filter: library_work_on(&sections),
        when_idle: arguments.when_idle,
        following,
    };
    let scans = sections.iter();
    let scans = scans.map(|section| prepare(arguments, &connection, section));
    exits.extend(run.run(scans.collect(), console).await?);
    Ok(Exit::combine(&exits))
}

/// The scan of one section.
fn prepare(arguments: &ScanArgs, connection: &Connection, section: &LibrarySection) -> Job {
    let library = connection.plex.library();
    let launch = match &arguments.path {
        Some(path) => library.refresh_path(section.id(), path),
        None if arguments.force => library.refresh_metadata(section.id()),
        None => library.refresh(section.id()),
    };
    let title = section.title().to_owned();
    let name = JobName {
        what: "scan".to_owned(),
        target: Some((section.id().to_owned(), Some(title.clone()))),
        label: title,
    };
    Job::new(name, launch, |()| false)
}
