//! `plexctl list`: lists running activities.

use clap::Args;
use plex_api::Unreadable;

use super::list_watch;
use crate::connect::Connection;
use crate::error::CliError;
use crate::exit::Exit;
use crate::follow::{FilterArgs, find_unknown_among};
use crate::output::{
    ActivityDocument, Console, IdStyle, ListDocument, OutputFormat, render_activity_table,
    to_json_line, to_pretty_json,
};
use crate::settings::Settings;

/// List running activities
///
/// Lists the activities that are running now, in the server's order. An idle server may list a
/// permanent activity of type butler at 100%. On a terminal the uuids are cut to the characters that
/// tell them apart; get, cancel and wait take such beginnings.
///
/// With --watch the table stays on the terminal and is updated until Ctrl-C (code 130).
#[derive(Args)]
#[command(after_help = "\
Examples:
  plexctl list
  plexctl list --type 'library.*' --section Movies
  plexctl list --watch
  plexctl list -o json | jq -r '.activities[] | select(.cancellable) | .uuid'
  plexctl list -o jsonl | jq -r '.activity.title'

-o json writes {\"version\": 1, \"activities\": [...], \"unreadable\": [...]}; -o jsonl writes
{\"version\": 1, \"activity\": {...}} for each activity. Fields of an activity keep the server's names.
For exit codes see `plexctl --help`.")]
pub(crate) struct ListArgs {
    #[command(flatten)]
    selection: FilterArgs,

    /// Keep the table on the terminal up to date; in scripts use `plexctl watch`
    #[arg(long)]
    watch: bool,
}

pub(crate) async fn run(
    arguments: &ListArgs,
    settings: &Settings,
    format: OutputFormat,
    console: &mut Console,
) -> Result<Exit, CliError> {
    let server = settings.one_server("list")?;
    if arguments.watch {
        if format != OutputFormat::Table || console.redrawable().is_none() {
            return Err(CliError::usage(
                "`list --watch` needs a terminal to redraw the table on: use `plexctl watch` instead, \
                 with -o jsonl for programs",
            ));
        }
        let connection = Connection::new(settings, server, console).await?;
        return list_watch::run(&arguments.selection, connection, console).await;
    }
    let connection = Connection::new(settings, server, console).await?;
    let filter = arguments.selection.filter(&connection).await?;
    let mut list = match connection.plex.activities().list_detailed().await {
        Ok(list) => list,
        Err(error) => return Err(connection.to_failure(&error).into()),
    };
    for unknown in find_unknown_among(arguments.selection.types(), &list.activities) {
        console.warn_unless_quiet(&unknown.sentence);
    }
    list.activities.retain(|activity| filter.matches(activity));
    let text = match format {
        OutputFormat::Table if list.activities.is_empty() => {
            if list.unreadable.is_empty() {
                console.note("nothing is running");
            }
            String::new()
        }
        OutputFormat::Table => {
            let colors = console.stdout_colors();
            render_activity_table(&list.activities, IdStyle::Short, console.width(), colors)
        }
        OutputFormat::Json => to_pretty_json(&ListDocument::new(&list))?,
        OutputFormat::Jsonl => {
            let lines = list
                .activities
                .iter()
                .map(|activity| to_json_line(&ActivityDocument::new(activity)));
            lines.collect::<Result<String, CliError>>()?
        }
    };
    console.write_data(&text)?;
    if list.left_out > 0 {
        console.warn(&format!(
            "left out {} more entries of the server's list: there are too many, or they cannot be read",
            list.left_out
        ));
    }
    // The JSON document contains them.
    if format != OutputFormat::Json {
        list.unreadable
            .iter()
            .for_each(|entry| warn_about(entry, console));
    }
    Ok(Exit::Done)
}

fn warn_about(entry: &Unreadable, console: &mut Console) {
    let id = entry.id();
    let which = id
        .as_ref()
        .map_or("without a readable uuid", |id| id.as_str());
    console.warn(&format!(
        "the server lists an activity ({which}) that cannot be read: {}. `plexctl list -o json` \
         shows it",
        entry.reason()
    ));
}
