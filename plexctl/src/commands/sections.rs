//! `plexctl sections`: lists the library sections.

use clap::Args;
use plex_api::{LenientBool, LibrarySection};

use crate::connect::Connection;
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::{
    Console, OutputFormat, SectionLine, SectionsDocument, render_plain_table, to_json_line,
    to_pretty_json,
};
use crate::settings::Settings;

/// List the library sections
///
/// Lists the library sections that the token's user may see: number, title, kind, whether the section
/// says that it is refreshing, and its folders on the server. A section in the queue of the scanner may
/// or may not say that it is refreshing.
#[derive(Args)]
#[command(after_help = "\
Examples:
  plexctl sections
  plexctl sections -o jsonl | jq -r 'select(.section.refreshing) | .section.title'

-o json writes {\"version\": 1, \"sections\": [...]}; -o jsonl writes {\"version\": 1, \"section\": {...}}
for each. The fields keep the server's names.")]
pub(crate) struct SectionsArgs {}

pub(crate) async fn run(
    _: &SectionsArgs,
    settings: &Settings,
    format: OutputFormat,
    console: &mut Console,
) -> Result<Exit, CliError> {
    let connection = Connection::new(settings, settings.one_server("sections")?, console).await?;
    let sections = connection.plex.library().sections().await;
    let sections = sections.map_err(|error| connection.to_failure(&error))?;
    let text = match format {
        OutputFormat::Table if sections.is_empty() => {
            console.note("the server lists no library section for this token");
            String::new()
        }
        OutputFormat::Table => render_plain_table(
            ["ID", "TITLE", "KIND", "REFRESHING", "FOLDERS"],
            sections.iter().map(describe),
            console.stdout_colors(),
        ),
        OutputFormat::Json => to_pretty_json(&SectionsDocument::new(&sections))?,
        OutputFormat::Jsonl => {
            let lines = sections
                .iter()
                .map(|one| to_json_line(&SectionLine::new(one)));
            lines.collect::<Result<String, CliError>>()?
        }
    };
    console.write_data(&text)?;
    Ok(Exit::Done)
}

fn describe(section: &LibrarySection) -> [String; 5] {
    let refreshing = match section.refreshing.map(LenientBool::get) {
        Some(true) => "yes",
        Some(false) => "no",
        None => "",
    };
    let folders: Vec<&str> = section.folders().collect();
    [
        section.id().to_owned(),
        section.title().to_owned(),
        section.kind().to_owned(),
        refreshing.to_owned(),
        folders.join(", "),
    ]
}
