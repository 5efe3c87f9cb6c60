//! `plexctl tasks`: lists the scheduled tasks.

use clap::Args;
use plex_api::{Activity, ActivityFilter, ButlerTask, LenientBool, LenientInt};

use crate::connect::Connection;
use crate::error::CliError;
use crate::exit::Exit;
use crate::follow::{display_name, is_permanent};
use crate::output::{
    Console, Hours, OutputFormat, TaskLine, TasksDocument, render_plain_table, to_json_line,
    to_pretty_json,
};
use crate::settings::Settings;

/// List the scheduled tasks
///
/// Lists the tasks of the server's butler, the interval of each in days, and whether it is enabled. The
/// maintenance hours are in the server's local time; servers do not tell its time zone. The server does
/// not say which task is running or when one last ran; activities that may belong to a task are listed
/// from the running ones.
#[derive(Args)]
#[command(after_help = "\
Examples:
  plexctl tasks
  plexctl start butler BackupDatabase
  plexctl tasks -o json | jq -r '.tasks[] | select(.enabled) | .name'

-o json writes {\"version\": 1, \"tasks\": [...], \"hours\": {\"start\", \"end\"}, \"running\": [...]};
-o jsonl writes {\"version\": 1, \"task\": {...}} for each. The fields of a task keep the server's names.")]
pub(crate) struct TasksArgs {}

pub(crate) async fn run(
    _: &TasksArgs,
    settings: &Settings,
    format: OutputFormat,
    console: &mut Console,
) -> Result<Exit, CliError> {
    let connection = Connection::new(settings, settings.one_server("tasks")?, console).await?;
    let tasks = connection.plex.butler().tasks().await;
    let tasks = tasks.map_err(|error| connection.to_failure(&error))?;
    let text = match format {
        OutputFormat::Jsonl => {
            let lines = tasks.iter().map(|one| to_json_line(&TaskLine::new(one)));
            lines.collect::<Result<String, CliError>>()?
        }
        OutputFormat::Json => {
            let running = find_running(&connection).await?;
            let hours = find_hours(&connection).await;
            to_pretty_json(&TasksDocument::new(&tasks, hours, &running))?
        }
        OutputFormat::Table => {
            let running = find_running(&connection).await?;
            if let Some(Hours { start, end }) = find_hours(&connection).await {
                console.note(&format!(
                    "maintenance from {start:02}:00 to {end:02}:00, in the server's local time"
                ));
            }
            for activity in &running {
                let (name, progress) = (display_name(activity), activity.progress());
                console.note(&format!("running: {name}, {progress} ({})", activity.id()));
            }
            let rows = tasks.iter().map(describe);
            render_plain_table(
                ["TASK", "EVERY", "ENABLED", "TITLE"],
                rows,
                console.stdout_colors(),
            )
        }
    };
    console.write_data(&text)?;
    Ok(Exit::Done)
}

/// The activities that tasks do their work in. Others may have started them too.
async fn find_running(connection: &Connection) -> Result<Vec<Activity>, CliError> {
    let kinds = [
        "butler*",
        "media.generate.*",
        "library.*",
        "provider.epg.load",
    ];
    let filter = kinds
        .into_iter()
        .fold(ActivityFilter::any(), ActivityFilter::of_type);
    let listed = connection.plex.activities().list().await;
    let mut running = listed.map_err(|error| connection.to_failure(&error))?;
    running.retain(|one| filter.matches(one) && !is_permanent(one));
    Ok(running)
}

/// The maintenance hours; `None` when the server does not tell them, as other users than the owner.
async fn find_hours(connection: &Connection) -> Option<Hours> {
    let server = connection.plex.server();
    let hour = async |id: &str| {
        let setting = server.preference(id).await.ok()??;
        setting
            .value?
            .as_str()
            .parse::<u8>()
            .ok()
            .filter(|hour| *hour < 24)
    };
    Some(Hours {
        start: hour("ButlerStartHour").await?,
        end: hour("ButlerEndHour").await?,
    })
}

fn describe(task: &ButlerTask) -> [String; 4] {
    let every = match task.interval.map(LenientInt::get) {
        Some(1) => "day".to_owned(),
        Some(days) => format!("{days} days"),
        None => String::new(),
    };
    let enabled = match task.enabled.map(LenientBool::get) {
        Some(true) => "yes",
        Some(false) => "no",
        None => "",
    };
    let title = task.title.as_deref().unwrap_or_default();
    [
        task.name.to_string(),
        every,
        enabled.to_owned(),
        title.to_owned(),
    ]
}
