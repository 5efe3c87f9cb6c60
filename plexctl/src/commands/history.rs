//! `plexctl history`: past runs, with their times, durations and ends.

use std::time::{Duration, SystemTime};

use clap::Args;

use crate::agent::{AgentConfig, find_state_folder};
use crate::duration_arg::parse_duration;
use crate::error::CliError;
use crate::exit::Exit;
use crate::journal::{
    HistoryDocument, HistoryGap, HistoryLine, HistoryQuery, HistoryRun, JournalError, Order,
    find_gaps, find_runs, from_millis, open_to_read, to_millis,
};
use crate::output::{Console, OutputFormat, sanitize_name, to_json_line, to_pretty_json};
use crate::settings::Environment;

/// Show past runs, from the journal of the agent
///
/// Shows runs that began in the given time, the newest first, with their start, duration and end. If
/// the agent did not see the start of a run, the duration has `>=` before it. If the run ended while
/// the agent did not follow the server, the duration has `~`. The times in which the agent did not
/// follow a server are listed as well: runs that began and ended within them are not known.
#[derive(Args)]
#[command(after_help = "\
Examples:
  plexctl history
  plexctl history --since 7d --type 'library.*' --section Movies
  plexctl history --since 30d --slowest 10
  plexctl history -o json | jq '.runs[] | select(.how == \"vanished\")'

The agent's file says where the journal is; --config names another one. Without such a file, the
journal is where an agent without [state] path keeps it.")]
pub(crate) struct HistoryArgs {
    /// Show runs that began within this time, such as 24h or 7d
    #[arg(long, value_name = "TIME", value_parser = parse_duration, default_value = "24h")]
    since: Duration,

    /// Only runs of this type; * matches any characters. Can be repeated
    #[arg(long = "type", value_name = "GLOB")]
    types: Vec<String>,

    /// Only runs on this library section, by number or title. Can be repeated
    #[arg(long = "section", value_name = "SECTION")]
    sections: Vec<String>,

    /// The slowest runs that ended, as many as this, instead of the newest
    #[arg(long, value_name = "COUNT", conflicts_with = "limit")]
    slowest: Option<u32>,

    /// At most this many runs
    #[arg(long, value_name = "COUNT", default_value_t = 100)]
    limit: u32,
}

pub(crate) fn run(
    arguments: &HistoryArgs,
    environment: &Environment,
    format: OutputFormat,
    console: &mut Console,
) -> Result<Exit, CliError> {
    let folder = match AgentConfig::find(environment)? {
        Some(file) => AgentConfig::read(&file, environment)?.state,
        None => find_state_folder(environment)?,
    };
    let sql = |error: rusqlite::Error| JournalError::from(error);
    let connection = open_to_read(&folder)?;
    let since = SystemTime::now().checked_sub(arguments.since);
    let query = HistoryQuery {
        since: since.map_or(0, to_millis),
        types: arguments.types.clone(),
        sections: arguments.sections.clone(),
        order: match arguments.slowest {
            Some(_) => Order::Slowest,
            None => Order::Newest,
        },
        limit: arguments.slowest.unwrap_or(arguments.limit),
        most_text: None,
    };
    let runs = find_runs(&connection, &query).map_err(sql)?;
    let runs = runs.map_err(CliError::usage)?;
    let gaps = find_gaps(&connection, query.since).map_err(sql)?;
    match format {
        OutputFormat::Table => console.write_data(&render_table(&runs, &gaps))?,
        OutputFormat::Json => {
            console.write_data(&to_pretty_json(&HistoryDocument::new(&runs, &gaps))?)?;
        }
        OutputFormat::Jsonl => {
            for run in &runs {
                console.write_data(&to_json_line(&HistoryLine::new(run))?)?;
            }
        }
    }
    Ok(Exit::Done)
}

fn render_table(runs: &[HistoryRun], gaps: &[HistoryGap]) -> String {
    let mut text = format!(
        "{:<20}  {:>12}  {:>10}  {:<9}  {:<28}  TITLE\n",
        "STARTED", "DURATION", "SILENCE", "END", "TYPE"
    );
    for run in runs {
        let title = match run.subtitle.as_str() {
            "" => run.title.clone(),
            subtitle => format!("{}: {subtitle}", run.title),
        };
        let section = run.section_title.as_deref().or(run.section.as_deref());
        let section = section
            .map(|section| format!("  [{section}]"))
            .unwrap_or_default();
        text.push_str(&format!(
            "{:<20}  {:>12}  {:>10}  {:<9}  {:<28}  {}  ({})\n",
            humantime::format_rfc3339_seconds(from_millis(run.began_at)).to_string(),
            describe_duration(run),
            format_span(run.longest_still),
            run.how.as_deref().unwrap_or("running"),
            sanitize_name(&run.kind),
            sanitize_name(&format!("{title}{section}")),
            sanitize_name(&run.server),
        ));
    }
    for gap in gaps {
        text.push_str(&format!(
            "{}: not followed from {} to {}: {}\n",
            sanitize_name(&gap.server),
            humantime::format_rfc3339_seconds(from_millis(gap.from)),
            humantime::format_rfc3339_seconds(from_millis(gap.to)),
            sanitize_name(&gap.reason),
        ));
    }
    text
}

fn describe_duration(run: &HistoryRun) -> String {
    let mark = match (run.began.as_str(), run.is_inferred) {
        (_, true) => "~",
        ("seen", _) => "",
        _ => ">=",
    };
    match run.duration {
        Some(duration) => format!("{mark}{}", format_span(duration)),
        None => format!(">={}", format_span(run.last_seen - run.began_at)),
    }
}

fn format_span(millis: i64) -> String {
    let seconds = u64::try_from(millis / 1000).unwrap_or_default();
    humantime::format_duration(Duration::from_secs(seconds)).to_string()
}
