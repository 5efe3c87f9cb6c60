//! `plexctl cancel`: asks the server to cancel activities.

use clap::Args;
use plex_api::{Activity, ActivityFilter, ActivityId};

use super::meant_ids;
use crate::connect::Connection;
use crate::error::{CliError, Failure};
use crate::exit::Exit;
use crate::follow::find_unknown_among;
use crate::output::{
    CancelDocument, CancelLine, Console, IdStyle, OutputFormat, render_activity_table,
    to_json_line, to_pretty_json,
};
use crate::settings::Settings;

/// Cancel activities
///
/// Asks the server to cancel each activity. After the server accepts the request, the activity may
/// still run for a moment. Section scans cannot be cancelled this way: see `plexctl scan SECTION
/// --stop`.
///
/// plexctl tries all activities, even after a failure; the code is then the first of 5, 6, 7, 4, 3,
/// 1 that occurred.
///
/// With --type or --all, plexctl shows the activities it found and asks on the terminal before it
/// cancels them. When no matching activity is running, the code is 0.
#[derive(Args)]
#[command(after_help = "\
Examples:
  plexctl cancel c3f190e4-eabb-4b3d-8811-b7c1f183560e
  plexctl cancel c3f190e4                      by the beginning of its uuid
  plexctl cancel --type 'media.*'              shows what it would cancel, and asks first
  plexctl cancel --all --yes                   does not ask, for scripts

-o json writes {\"version\": 1, \"cancelled\": [UUID, ...]} with the activities whose cancellation the
server accepted; -o jsonl writes {\"version\": 1, \"cancelled\": UUID} for each.")]
pub(crate) struct CancelArgs {
    /// The activities' uuids, or their beginnings: at least 4 characters that no other has
    #[arg(value_name = "ID", required_unless_present_any = ["types", "all"])]
    ids: Vec<ActivityId>,

    /// Cancel running activities of this type, such as media.download; * matches any characters.
    /// Can be repeated
    #[arg(long = "type", value_name = "GLOB", conflicts_with = "ids")]
    types: Vec<String>,

    /// Cancel everything that can be cancelled
    #[arg(long, conflicts_with_all = ["ids", "types"])]
    all: bool,

    /// With --type or --all: do not ask
    #[arg(short, long, conflicts_with = "ids")]
    yes: bool,
}

pub(crate) async fn run(
    arguments: &CancelArgs,
    settings: &Settings,
    format: OutputFormat,
    console: &mut Console,
) -> Result<Exit, CliError> {
    let server = settings.one_server("cancel")?;
    let selects = arguments.ids.is_empty();
    // Checked before anything is sent, as exit code 2 promises.
    if selects && !arguments.yes && !console.can_ask() {
        return Err(CliError::usage(
            "`cancel --type` and `cancel --all` cannot ask for confirmation without a terminal: \
             add --yes to cancel anyway",
        ));
    }
    let connection = Connection::new(settings, server, console).await?;
    let mut exits = Vec::new();
    let ids = if selects {
        let Some(ids) = select(arguments, &connection, &mut exits, console).await? else {
            return Ok(Exit::Other);
        };
        ids
    } else {
        meant_ids::find_meant_ids(&connection, &arguments.ids, console).await?
    };
    let mut cancelled: Vec<ActivityId> = Vec::new();
    for id in &ids {
        match connection.plex.activities().cancel(id).await {
            Ok(()) => {
                match format {
                    OutputFormat::Table => console.note(&format!("{id}: cancellation requested")),
                    OutputFormat::Jsonl => {
                        console.write_data(&to_json_line(&CancelLine::new(id))?)?;
                    }
                    OutputFormat::Json => {}
                }
                cancelled.push(id.clone());
            }
            Err(error) => {
                let mut failure = connection.to_failure(&error);
                if failure.exit == Exit::NoSuchActivity && selects {
                    console.note(&format!("{id}: already finished"));
                    continue;
                }
                if failure.exit == Exit::NoSuchActivity {
                    failure = failure.advise(&meant_ids::advise_about(id));
                }
                if failure.exit == Exit::NotCancellable {
                    failure = advise_to_stop(failure, &connection, id).await;
                }
                // The SDK's message may not name the activity, which is needed with several.
                if failure.sentence.contains(id.as_str()) {
                    console.report_failure(&failure.sentence);
                } else {
                    console.report_failure(&format!("{id}: {}", failure.sentence));
                }
                exits.push(failure.exit);
            }
        }
    }
    if format == OutputFormat::Json && (!cancelled.is_empty() || exits.is_empty()) {
        console.write_data(&to_pretty_json(&CancelDocument::new(&cancelled))?)?;
    }
    Ok(Exit::combine(&exits))
}

/// The activities that `--type` or `--all` select now; `None` when the user answers no.
async fn select(
    arguments: &CancelArgs,
    connection: &Connection,
    exits: &mut Vec<Exit>,
    console: &mut Console,
) -> Result<Option<Vec<ActivityId>>, CliError> {
    let listed = connection.plex.activities().list().await;
    let running = listed.map_err(|error| connection.to_failure(&error))?;
    let mut filter = ActivityFilter::any();
    for pattern in &arguments.types {
        filter = filter.of_type(pattern);
    }
    let meant = running.iter().filter(|one| filter.matches(one)).cloned();
    let (can, cannot): (Vec<Activity>, Vec<Activity>) = meant.partition(Activity::is_cancellable);
    // `--all` skips activities that cannot be cancelled, such as the permanent one of an idle
    // server.
    for activity in cannot.iter().filter(|_| !arguments.all) {
        let (id, sentence) = (activity.id(), "the server cannot cancel it");
        let failure = Failure::new(Exit::NotCancellable, format!("{id}: {sentence}"));
        let failure = advise_to_stop_known(failure, activity);
        console.report_failure(&failure.sentence);
        exits.push(failure.exit);
    }
    for unknown in find_unknown_among(&arguments.types, &running) {
        console.warn_unless_quiet(&unknown.sentence);
    }
    if can.is_empty() {
        console.note("no matching activity can be cancelled");
        return Ok(Some(Vec::new()));
    }
    if !arguments.yes {
        let (width, colors) = (Some(console.stderr_width()), console.stderr_colors());
        let table = render_activity_table(&can, IdStyle::Short, width, colors);
        console.write_stderr(&table);
        let question = match can.len() {
            1 => "cancel this activity?".to_owned(),
            several => format!("cancel these {several} activities?"),
        };
        if !console.ask(&question).await? {
            console.report_failure("nothing was cancelled");
            return Ok(None);
        }
    }
    Ok(Some(can.iter().map(|one| one.id().clone()).collect()))
}

/// A section scan can be stopped, but not through its activity.
async fn advise_to_stop(failure: Failure, connection: &Connection, id: &ActivityId) -> Failure {
    // This only improves the advice, so an error here is not reported.
    let Ok(Some(activity)) = connection.plex.activities().get(id).await else {
        return failure;
    };
    advise_to_stop_known(failure, &activity)
}

fn advise_to_stop_known(failure: Failure, activity: &Activity) -> Failure {
    match activity.library_section_id() {
        Some(section) if activity.kind() == "library.update.section" => {
            failure.advise(&format!("`plexctl scan {section} --stop` stops it"))
        }
        _ => failure,
    }
}
