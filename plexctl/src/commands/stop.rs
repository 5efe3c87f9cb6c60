//! `plexctl stop`: stops jobs that no activity lets one cancel.

use clap::{Args, ValueEnum};
use plex_api::{Error, ErrorKind, LibrarySection};

use super::scan_stop;
use super::start_jobs::{find_device, find_dvr, find_task, select};
use crate::connect::Connection;
use crate::error::{CliError, Failure};
use crate::exit::Exit;
use crate::follow::SectionList;
use crate::output::Console;
use crate::settings::Settings;

/// Stop a job of the server
///
/// Stops work that the server can stop although its activity cannot be cancelled. Names are looked up
/// in the server's own lists first. An unknown name is refused with a list of the known ones.
/// `plexctl cancel` stops work that can be cancelled.
#[derive(Args)]
#[command(after_help = "\
Examples:
  plexctl stop scan Movies
  plexctl stop butler
  plexctl stop butler LoudnessAnalysis
  plexctl stop recording op1

The code is 3 when the target does not exist, or the server says that it was not running.")]
pub(crate) struct StopArgs {
    /// The kind of work to stop
    #[arg(value_name = "WHAT")]
    what: Stoppable,

    /// The targets: sections, a task, a DVR, a tuner, a recording, an item of the download queue
    #[arg(value_name = "NAME")]
    names: Vec<String>,
}

/// A kind of work that can be stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Stoppable {
    /// The scans of sections; all of them without a name
    Scan,
    /// A scheduled task; all of them without a name
    Butler,
    /// The reload of a DVR's programme guide
    Guide,
    /// The scan of a tuner's channels
    Channels,
    /// A recording, by its id
    Recording,
    /// The conversion of an item in this client's download queue, by its number; it leaves the queue
    Download,
}

pub(crate) async fn run(
    arguments: &StopArgs,
    settings: &Settings,
    console: &mut Console,
) -> Result<Exit, CliError> {
    let (names, is_plural) = (&arguments.names, arguments.what == Stoppable::Scan);
    let may_be_none = matches!(arguments.what, Stoppable::Scan | Stoppable::Butler);
    if names.is_empty() && !may_be_none || names.len() > 1 && !is_plural {
        let count = names.len();
        return Err(CliError::usage(format!("expected one name, got {count}")));
    }
    let connection = Connection::new(settings, settings.one_server("stop")?, console).await?;
    let name = names.first().map_or("", String::as_str);
    let plex = &connection.plex;
    let (what, stopped) = match arguments.what {
        Stoppable::Scan if names.is_empty() => (
            "all scans".to_owned(),
            plex.library().stop_all_refreshes().await,
        ),
        Stoppable::Scan => return stop_scans(&connection, names, console).await,
        Stoppable::Butler if names.is_empty() => (
            "all butler tasks".to_owned(),
            plex.butler().stop_all().await,
        ),
        Stoppable::Butler => {
            let task = find_task(&connection, name).await?;
            (format!("the task {task}"), plex.butler().stop(task).await)
        }
        Stoppable::Guide => {
            let dvr = find_dvr(&connection, name).await?;
            (
                format!("the guide of the DVR {dvr}"),
                plex.live_tv().stop_reload(dvr).await,
            )
        }
        Stoppable::Channels => {
            let device = find_device(&connection, name).await?;
            let stopped = plex.live_tv().stop_device_scan(&device).await;
            (format!("the channels of the tuner {device}"), stopped)
        }
        Stoppable::Recording => {
            let id = find_recording(&connection, name).await?;
            (
                format!("the recording {id}"),
                plex.live_tv().cancel_recording(&id).await,
            )
        }
        Stoppable::Download => {
            let (queue, item) = find_download(&connection, name).await?;
            let stopped = plex.downloads().remove(queue, &item).await;
            (format!("the download {item}"), stopped)
        }
    };
    stopped.map_err(|error| explain(&connection, &what, &error))?;
    console.note(&format!("stop requested for {what}"));
    Ok(Exit::Done)
}

async fn stop_scans(
    connection: &Connection,
    names: &[String],
    console: &mut Console,
) -> Result<Exit, CliError> {
    let list = SectionList::load(connection).await?;
    let mut sections: Vec<LibrarySection> = Vec::new();
    for name in names {
        sections.push(list.select(name)?.clone());
    }
    let exits = scan_stop::stop_scans(connection, &sections, console).await;
    Ok(Exit::combine(&exits))
}

async fn find_recording(connection: &Connection, wanted: &str) -> Result<String, CliError> {
    let recordings = connection.plex.live_tv().recordings().await;
    let recordings = recordings.map_err(|error| connection.to_failure(&error))?;
    let running = recordings.iter().filter(|one| one.is_running());
    let ids = running.filter_map(|one| one.id());
    select("running recording", wanted, ids).map_err(CliError::from)
}

/// The queue of this client, and the number of the item in it.
async fn find_download(
    connection: &Connection,
    wanted: &str,
) -> Result<(String, String), CliError> {
    let downloads = connection.plex.downloads();
    let to_failure = |error: Error| CliError::from(connection.to_failure(&error));
    let queue = downloads.queue().await.map_err(to_failure)?.id.to_string();
    let items = downloads.items(&queue).await.map_err(to_failure)?;
    let ids = items.iter().map(|item| item.id.as_str());
    let item = select("item in this client's download queue", wanted, ids)?;
    Ok((queue, item))
}

fn explain(connection: &Connection, what: &str, error: &Error) -> CliError {
    let failure = connection.to_failure(error);
    if error.kind() != ErrorKind::NotFound {
        return failure.into();
    }
    let sentence = format!("{what}: no such work was running");
    Failure::new(Exit::NoSuchActivity, sentence).into()
}
