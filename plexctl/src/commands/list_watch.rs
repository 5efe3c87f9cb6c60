//! `plexctl list --watch`: a table that stays up to date on a terminal.

use std::slice;
use std::time::Duration;

use plex_api::{Activity, ConnectionState, ConnectionStatus};

use crate::connect::Connection;
use crate::error::CliError;
use crate::exit::Exit;
use crate::follow::{FilterArgs, FilterAttempt, find_unknown_types, format_failing_lists};
use crate::output::{Console, IdStyle, render_activity_table, sanitize};

/// Redrawing more often would not help a reader.
const REDRAW_EVERY: Duration = Duration::from_millis(200);

/// Moves the cursor to the upper left corner.
const HOME: &str = "\x1b[H";
/// Clears the rest of the line.
const CLEAR_LINE: &str = "\x1b[K";
/// Clears everything below.
const CLEAR_BELOW: &str = "\x1b[J";
/// Clears the terminal.
const CLEAR: &str = "\x1b[2J";

/// Lines that hold no activity, beside the lines below the table: the heading, the count of hidden ones,
/// and the line with the cursor.
const OTHER_LINES: usize = 3;

pub(super) async fn run(
    selection: &FilterArgs,
    connection: Connection,
    console: &mut Console,
) -> Result<Exit, CliError> {
    // Warnings stay below the table: lines above it are cleared.
    let unknown = find_unknown_types(selection.types(), slice::from_ref(&connection)).await;
    let warnings: Vec<String> = unknown.into_iter().map(|one| one.sentence).collect();
    console.write_data(CLEAR)?;
    let mut draw = |activities: &[Activity], state: &str| {
        let size = console.redrawable().unwrap_or((80, 24));
        let notices = warnings.iter().map(String::as_str).chain([state]);
        let notices: Vec<&str> = notices.collect();
        let text = render_screen(activities, &notices, size, console.stdout_colors());
        console.write_data(&text)
    };
    draw(&[], "connecting")?;
    let mut attempts = selection.attempts(&connection);
    let filter = loop {
        match attempts.next().await? {
            FilterAttempt::Resolved(filter) => break filter,
            FilterAttempt::Unreachable { reason, retry_in } => {
                draw(&[], &format!("no connection: {reason}"))?;
                tokio::time::sleep(retry_in).await;
            }
        }
    };
    let mut snapshots = connection.plex.activities().live().only(filter).stream();
    while let Some(snapshot) = snapshots.next().await {
        let snapshot = snapshot.map_err(|error| connection.to_failure(&error))?;
        let activities = snapshot.iter().map(|one| Activity::clone(one.activity()));
        let activities: Vec<Activity> = activities.collect();
        draw(&activities, &describe_status(snapshot.status()))?;
        tokio::time::sleep(REDRAW_EVERY).await;
    }
    Ok(Exit::Done)
}

fn describe_status(status: &ConnectionStatus) -> String {
    match (&status.state, &status.lists_failing, &status.last_trouble) {
        (ConnectionState::Connected(_), Some(reason), _) => format_failing_lists(reason),
        (ConnectionState::Connected(transport), None, _) => {
            format!("connected via {}", transport.as_str())
        }
        (_, _, Some(reason)) => format!("no connection: {reason}"),
        _ => "connecting".to_owned(),
    }
}

/// Renders the whole screen for a terminal of this size.
fn render_screen(
    activities: &[Activity],
    notices: &[&str],
    size: (u16, u16),
    colors: bool,
) -> String {
    let (width, height) = size;
    let others = OTHER_LINES + notices.len();
    let room = usize::from(height).saturating_sub(others).max(1);
    let shown = activities.get(..room).unwrap_or(activities);
    let mut text = HOME.to_owned();
    for line in render_activity_table(shown, IdStyle::Short, Some(width), colors).lines() {
        text.push_str(&format!("{line}{CLEAR_LINE}\n"));
    }
    let hidden = activities.len().saturating_sub(room);
    if hidden > 0 {
        text.push_str(&format!("and {hidden} more{CLEAR_LINE}\n"));
    }
    for notice in notices {
        let line: String = sanitize(notice).chars().take(usize::from(width)).collect();
        text.push_str(&format!("{line}{CLEAR_LINE}\n"));
    }
    text.push_str(CLEAR_BELOW);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn activities(count: usize) -> Vec<Activity> {
        let one = |number| {
            let json = serde_json::json!({"uuid": format!("u{number}"), "title": "Title"});
            serde_json::from_value(json).unwrap()
        };
        (0..count).map(one).collect()
    }

    #[test]
    fn hidden_activities_are_counted_and_the_screen_never_scrolls() {
        for (count, height, hidden) in [(0, 24, 0), (20, 24, 0), (21, 24, 1), (9, 6, 7), (3, 1, 2)]
        {
            let reason = "no connection: ".repeat(20);
            let text = render_screen(&activities(count), &[&reason], (40, height), false);
            let lines: Vec<&str> = text.split('\n').collect();
            assert!(lines.len() <= usize::from(height).max(5), "{text:?}");
            let update = text.contains(&format!("and {hidden} more"));
            assert_eq!(update, hidden > 0, "{text:?}");
            for line in lines {
                let plain = [CLEAR_LINE, HOME, CLEAR_BELOW]
                    .iter()
                    .fold(line.to_owned(), |line, code| line.replace(code, ""));
                assert!(plain.chars().count() <= 40, "{plain:?}");
            }
        }
    }
}
