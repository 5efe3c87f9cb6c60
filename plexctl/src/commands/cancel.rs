//! `plexctl cancel`: ask the server to cancel activities.

use clap::Args;
use plex_api::ActivityId;

use super::similar;
use crate::connection::Connection;
use crate::exit::Exit;
use crate::flags::Format;
use crate::output::{CancelDocument, CancelLine, Console, line, page};
use crate::settings::Settings;
use crate::stop::{Failure, Stop};

/// Cancel activities
///
/// Asks the server to cancel each of them. That the server took the request does not mean that the
/// activity is over: it may go on for a moment. Section scans cannot be cancelled this way: see
/// `plexctl scan SECTION --stop`.
///
/// All activities are tried, whatever comes of the others; the code is then the first of 5, 6, 7,
/// 4, 3, 1 that occurred.
#[derive(Args)]
#[command(after_help = "\
Examples:
  plexctl cancel c3f190e4-eabb-4b3d-8811-b7c1f183560e
  plexctl list -o json | jq -r '.activities[] | select(.type == \"media.download\") | .uuid' \\
    | xargs -r plexctl cancel

With -o json it writes {\"version\": 1, \"cancelled\": [UUID, ...]} with those that the server took,
with -o jsonl {\"version\": 1, \"cancelled\": UUID} for each of them.")]
pub(crate) struct Arguments {
    /// The activities' uuids, as `plexctl list` shows them
    #[arg(value_name = "ID", required = true)]
    ids: Vec<ActivityId>,
}

pub(crate) async fn run(
    arguments: &Arguments,
    settings: &Settings,
    format: Format,
    console: &mut Console,
) -> Result<Exit, Stop> {
    let connection = Connection::new(settings, settings.one_server("cancel")?, console)?;
    let mut cancelled: Vec<ActivityId> = Vec::new();
    let mut exits = Vec::new();
    for (index, id) in arguments.ids.iter().enumerate() {
        // Named twice it is asked for once: the second answer would be that it is over.
        if arguments
            .ids
            .iter()
            .take(index)
            .any(|earlier| earlier == id)
        {
            continue;
        }
        match connection.plex.activities().cancel(id).await {
            Ok(()) => {
                match format {
                    Format::Table => console.note(&format!("{id}: the server cancels it")),
                    Format::Jsonl => console.data(&line(&CancelLine::new(id))?)?,
                    Format::Json => {}
                }
                cancelled.push(id.clone());
            }
            Err(error) => {
                let mut failure = connection.failure(&error);
                if failure.exit == Exit::NoSuchActivity {
                    failure = failure.advise(&similar::advice(&connection.plex, id).await);
                }
                if failure.exit == Exit::NotCancellable {
                    failure = advise_to_stop(failure, &connection, id).await;
                }
                // The SDK's sentence need not name the activity, and with several one must.
                if failure.sentence.contains(id.as_str()) {
                    console.fail(&failure.sentence);
                } else {
                    console.fail(&format!("{id}: {}", failure.sentence));
                }
                exits.push(failure.exit);
            }
        }
    }
    if format == Format::Json && !cancelled.is_empty() {
        console.data(&page(&CancelDocument::new(&cancelled))?)?;
    }
    Ok(Exit::combine(&exits))
}

/// A section scan can be stopped, though not by its activity.
async fn advise_to_stop(failure: Failure, connection: &Connection, id: &ActivityId) -> Failure {
    // Only the advice gets better by it, so a failure here is no news.
    let Ok(Some(activity)) = connection.plex.activities().get(id).await else {
        return failure;
    };
    match activity.library_section_id() {
        Some(section) if activity.kind() == "library.update.section" => {
            failure.advise(&format!("`plexctl scan {section} --stop` stops it"))
        }
        _ => failure,
    }
}
