//! `plexctl get`: one activity.

use clap::Args;
use plex_api::ActivityId;

use super::similar;
use crate::connection::Connection;
use crate::exit::Exit;
use crate::flags::Format;
use crate::output::{ActivityDocument, Console, activity_table, line, page};
use crate::settings::Settings;
use crate::stop::{Failure, Stop};

/// Show one activity
///
/// Ends with code 3 when no such activity runs; it may be over already.
#[derive(Args)]
#[command(after_help = "\
Examples:
  plexctl get c3f190e4-eabb-4b3d-8811-b7c1f183560e
  plexctl get c3f190e4-eabb-4b3d-8811-b7c1f183560e -o json | jq .activity.progress

With -o json and -o jsonl it writes {\"version\": 1, \"activity\": {...}}.")]
pub(crate) struct Arguments {
    /// The activity's uuid, as `plexctl list` shows it
    #[arg(value_name = "ID")]
    id: ActivityId,
}

pub(crate) async fn run(
    arguments: &Arguments,
    settings: &Settings,
    format: Format,
    console: &mut Console,
) -> Result<Exit, Stop> {
    let connection = Connection::new(settings, settings.one_server("get")?, console)?;
    let id = &arguments.id;
    let activity = match connection.plex.activities().get(id).await {
        Ok(Some(activity)) => activity,
        Ok(None) => {
            let sentence = format!("no activity {id} runs; it may be over already");
            let failure = Failure::new(Exit::NoSuchActivity, sentence);
            return Err(failure
                .advise(&similar::advice(&connection.plex, id).await)
                .into());
        }
        Err(error) => return Err(connection.failure(&error).into()),
    };
    let text = match format {
        Format::Table => activity_table(&[activity], console.width(), console.data_colors()),
        Format::Json => page(&ActivityDocument::new(&activity))?,
        Format::Jsonl => line(&ActivityDocument::new(&activity))?,
    };
    console.data(&text)?;
    Ok(Exit::Done)
}
