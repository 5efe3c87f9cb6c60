//! `plexctl list --watch`: a table that stays up to date on a terminal.

use plex_api::{Activity, ActivityEvent};

use crate::connect::Connection;
use crate::error::CliError;
use crate::exit::Exit;
use crate::follow::{
    FilterArgs, Follower, LISTS_RECOVERED, Multiplexer, OutputMode, Update, UpdateKind,
    find_unknown_types, format_failing_lists,
};
use crate::output::{Console, IdStyle, render_activity_table, sanitize};

/// Moves the cursor to the upper left corner.
const HOME: &str = "\x1b[H";
/// Clears the rest of the line.
const CLEAR_LINE: &str = "\x1b[K";
/// Clears everything below.
const CLEAR_BELOW: &str = "\x1b[J";
/// Clears the terminal.
const CLEAR: &str = "\x1b[2J";

/// Lines that hold no activity, beside those below the table: the heading, the count of hidden ones, and
/// the line with the cursor.
const OTHER_LINES: usize = 3;

pub(super) async fn run(
    selection: &FilterArgs,
    connection: Connection,
    console: &mut Console,
) -> Result<Exit, CliError> {
    let connections = [connection];
    // Warnings stay below the table: what is written above it is cleared.
    let unknown = find_unknown_types(selection.types(), &connections).await;
    let warnings: Vec<String> = unknown.into_iter().map(|one| one.sentence).collect();
    let mut follower = Follower::new(&connections, OutputMode::Silent);
    let mut updates = Multiplexer::open(&connections, selection);
    let mut state = "connecting".to_owned();
    let mut is_old = true;
    console.write_data(CLEAR)?;
    loop {
        tokio::select! {
            update = updates.next() => match update {
                Some(Update { kind: UpdateKind::Failed(failure), .. }) => return Err(failure.into()),
                Some(update) => {
                    if let Some(text) = describe_connection(&update.kind) {
                        state = text;
                    }
                    follower.apply(update, console).await?;
                    is_old = true;
                }
                None => return Ok(Exit::Done),
            },
            () = follower.next_tick() => {
                follower.tick(console).await?;
                // Redrawing more often would not help a reader.
                if std::mem::take(&mut is_old) {
                    let activities: Vec<Activity> = follower
                        .running()
                        .map(|running| Activity::clone(&running.activity))
                        .collect();
                    let size = console.redrawable().unwrap_or((80, 24));
                    let notices: Vec<&str> = warnings
                        .iter()
                        .chain([&state])
                        .map(String::as_str)
                        .collect();
                    let text = render_screen(&activities, &notices, size, console.stdout_colors());
                    console.write_data(&text)?;
                }
            }
        }
    }
}

fn describe_connection(kind: &UpdateKind) -> Option<String> {
    Some(match kind {
        UpdateKind::Event(ActivityEvent::Connected { transport, .. }) => {
            format!("connected via {}", transport.as_str())
        }
        UpdateKind::Event(ActivityEvent::Disconnected { reason, .. }) => {
            format!("no connection: {reason}")
        }
        UpdateKind::Event(ActivityEvent::ListsFailing { reason, .. }) => {
            format_failing_lists(reason)
        }
        UpdateKind::Event(ActivityEvent::ListsRecovered) => LISTS_RECOVERED.to_owned(),
        UpdateKind::Unreachable { reason, .. } => format!("no connection: {reason}"),
        _ => return None,
    })
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
