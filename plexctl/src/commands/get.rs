//! `plexctl get`: shows one activity.

use clap::Args;
use plex_api::ActivityId;

use super::meant_ids;
use crate::connect::Connection;
use crate::error::{CliError, Failure};
use crate::exit::Exit;
use crate::output::{
    ActivityDocument, Console, IdStyle, OutputFormat, render_activity_table, to_json_line,
    to_pretty_json,
};
use crate::settings::Settings;

/// Show one activity
///
/// Exits with code 3 when no such activity is running; it may have finished already.
#[derive(Args)]
#[command(after_help = "\
Examples:
  plexctl get c3f190e4-eabb-4b3d-8811-b7c1f183560e
  plexctl get c3f190e4 -o json | jq .activity.progress

-o json and -o jsonl write {\"version\": 1, \"activity\": {...}}.")]
pub(crate) struct GetArgs {
    /// The activity's uuid, or the beginning of it: at least 4 characters that no other has
    #[arg(value_name = "ID")]
    id: ActivityId,
}

pub(crate) async fn run(
    arguments: &GetArgs,
    settings: &Settings,
    format: OutputFormat,
    console: &mut Console,
) -> Result<Exit, CliError> {
    let connection = Connection::new(settings, settings.one_server("get")?, console).await?;
    let typed = std::slice::from_ref(&arguments.id);
    let meant = meant_ids::find_meant_ids(&connection, typed, console).await?;
    let id = meant.first().unwrap_or(&arguments.id);
    let activity = match connection.plex.activities().get(id).await {
        Ok(Some(activity)) => activity,
        Ok(None) => {
            let sentence = format!("activity {id} is not running; it may have finished already");
            let failure = Failure::new(Exit::NoSuchActivity, sentence);
            return Err(failure.advise(&meant_ids::advise_about(id)).into());
        }
        Err(error) => return Err(connection.to_failure(&error).into()),
    };
    let text = match format {
        OutputFormat::Table => {
            let colors = console.stdout_colors();
            render_activity_table(&[activity], IdStyle::Whole, console.width(), colors)
        }
        OutputFormat::Json => to_pretty_json(&ActivityDocument::new(&activity))?,
        OutputFormat::Jsonl => to_json_line(&ActivityDocument::new(&activity))?,
    };
    console.write_data(&text)?;
    Ok(Exit::Done)
}
