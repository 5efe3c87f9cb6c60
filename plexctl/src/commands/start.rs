//! `plexctl start`: starts a job of the server, and follows it.

use std::time::Duration;

use clap::{ArgGroup, Args, ValueEnum};
use tokio::time::Instant;

use super::job_report::{JobDocuments, JobReport};
use super::job_run::{Following, JobRun};
use super::start_jobs::{check_names, find_jobs};
use crate::connect::Connection;
use crate::duration_arg::parse_duration;
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::{Console, OutputFormat};
use crate::settings::Settings;

/// Start a job of the server
///
/// Starts one kind of work on the targets that NAME gives. Names are looked up in the server's own
/// lists first. An unknown name is refused with a list of the known ones.
///
/// With --wait, plexctl waits until the work is done and exits with code 0, or with 7 when --timeout
/// passes first; the work then continues. The evidence of the end depends on the work: the end of the
/// activity that the server names, the end of the first new activity of the type, a time without such an
/// activity after there was one (--settle), or a state of the server. The end of some work, such as
/// `butler BackupDatabase`, cannot be observed: plexctl starts it, reports that at once, and exits with
/// code 3. It exits with 3 as well when no sign of the work is seen (--begin-within).
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
    /// The kind of work
    #[arg(value_name = "WHAT")]
    pub(super) what: Work,

    /// The targets: a task, items by rating key, sections, a DVR, a tuner
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

    /// With --wait: the time without an activity after which work of many activities counts as done
    #[arg(long, value_name = "TIME", value_parser = parse_duration, requires = "wait")]
    #[arg(default_value = "45s")]
    settle: Duration,

    /// With --wait: the time without any sign of the work after which plexctl gives up with code 3
    #[arg(long, value_name = "TIME", value_parser = parse_duration, requires = "wait")]
    #[arg(default_value = "30s")]
    begin_within: Duration,

    /// Give up after this time, such as 30s or 2h, with code 7
    #[arg(long, value_name = "TIME", value_parser = parse_duration, requires = "patience")]
    timeout: Option<Duration>,
}

/// A kind of work that can be started.
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
    /// Detect the voice activity of items
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

pub(crate) async fn run(
    arguments: &StartArgs,
    settings: &Settings,
    format: OutputFormat,
    console: &mut Console,
) -> Result<Exit, CliError> {
    check_names(arguments)?;
    let connection = Connection::new(settings, settings.one_server("start")?, console).await?;
    let begin = Instant::now();
    let (jobs, filter) = find_jobs(arguments, &connection).await?;
    let following = if arguments.wait {
        Following::Done {
            begin_within: arguments.begin_within,
            settle: Some(arguments.settle),
        }
    } else {
        Following::No
    };
    let run = JobRun {
        connection: &connection,
        report: JobReport {
            format,
            documents: JobDocuments::Jobs,
        },
        begin,
        timeout: arguments.timeout,
        filter,
        when_idle: arguments.when_idle,
        following,
    };
    Ok(Exit::combine(&run.run(jobs, console).await?))
}
