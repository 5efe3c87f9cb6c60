//! Updates as lines for people.

use anstyle::{AnsiColor, Style};
use plex_api::{Activity, ActivityEvent, How, Observed};

use super::format::{display_name, format_duration, format_stall};
use super::update::{Update, UpdateKind};
use crate::output::{measure_width, sanitize, truncate};

/// Renders one line; empty for an event that this version does not know. With a width, a line about
/// an activity is truncated; other lines are never truncated.
pub(crate) fn format_event(
    update: &Update,
    server: Option<&str>,
    colors: bool,
    width: Option<u16>,
) -> String {
    let Some((word, style, text)) = describe(&update.kind) else {
        return String::new();
    };
    let at = humantime::format_rfc3339_seconds(update.at);
    let style = if colors { style } else { Style::new() };
    let server = server.map(|name| format!("{}  ", sanitize(name)));
    let (server, text) = (server.unwrap_or_default(), sanitize(&text));
    let text = match width {
        Some(width) if is_about_an_activity(&update.kind) => {
            let before = measure_width(&format!("{at}  {server}{word:<12}  "));
            truncate(&text, usize::from(width).saturating_sub(before))
        }
        _ => text,
    };
    format!("{at}  {server}{style}{word:<12}{style:#}  {text}\n")
}

fn is_about_an_activity(kind: &UpdateKind) -> bool {
    matches!(
        kind,
        UpdateKind::Standstill { .. }
            | UpdateKind::Event(
                ActivityEvent::Started { .. }
                    | ActivityEvent::Updated { .. }
                    | ActivityEvent::Ended { .. }
            )
    )
}

fn describe(kind: &UpdateKind) -> Option<(&'static str, Style, String)> {
    let green = AnsiColor::Green.on_default();
    let yellow = AnsiColor::Yellow.on_default();
    Some(match kind {
        UpdateKind::Event(event) => match event {
            ActivityEvent::Started {
                activity,
                observed,
                last_moved,
                ..
            } => {
                let word = match observed {
                    Observed::Notification => "started",
                    // It may have started long ago.
                    _ => "running",
                };
                let text = format!("{}{}", activity_text(activity), format_stall(*last_moved));
                (word, Style::new(), text)
            }
            ActivityEvent::Updated { activity, .. } => {
                ("updated", Style::new().dimmed(), activity_text(activity))
            }
            ActivityEvent::Ended { activity, how, .. } => {
                let text = activity_text(activity);
                let text = match how {
                    How::Vanished => {
                        format!("{text}  (gone from the server's list, assumed finished)")
                    }
                    _ => text,
                };
                ("ended", green, text)
            }
            ActivityEvent::Lagged { missed, .. } => (
                "lagged",
                yellow,
                format!("output was read too slowly: {missed} events were lost"),
            ),
            ActivityEvent::Connected { transport, .. } => {
                let text = format!("via {}", transport.as_str());
                ("connected", Style::new().dimmed(), text)
            }
            ActivityEvent::Disconnected {
                reason, retry_in, ..
            } => ("disconnected", yellow, format_disconnect(reason, *retry_in)),
            ActivityEvent::Resynced => {
                let text = "in sync: all running activities are known, all missed ends were told"
                    .to_owned();
                ("resynced", Style::new().dimmed(), text)
            }
            ActivityEvent::Undecodable { excerpt, .. } => {
                let text = format!("skipped an unreadable message: {excerpt:?}");
                ("undecodable", yellow, text)
            }
            ActivityEvent::Known { verified, .. } => {
                let text = if *verified {
                    "a list has verified the activities that were known"
                } else {
                    "these activities were known already; the next list verifies them"
                };
                ("known", Style::new().dimmed(), text.to_owned())
            }
            ActivityEvent::ListsFailing { reason, .. } => {
                ("lists fail", yellow, format_failing_lists(reason))
            }
            ActivityEvent::ListsRecovered => {
                let text = LISTS_RECOVERED.to_owned();
                ("lists work", Style::new().dimmed(), text)
            }
            ActivityEvent::IncompleteListsUsed => {
                let text = "the server's lists remain incomplete; using them as they are";
                ("incomplete", yellow, text.to_owned())
            }
            _ => return None,
        },
        UpdateKind::Unreachable { reason, retry_in } => {
            ("disconnected", yellow, format_disconnect(reason, *retry_in))
        }
        UpdateKind::Standstill { activity, still } => {
            let text = format!(
                "for {}: {}",
                format_duration(*still),
                activity_text(activity)
            );
            ("standstill", yellow, text)
        }
        UpdateKind::Quiet { quiet } => {
            let text = format!("nothing has run for {}", format_duration(*quiet));
            ("quiet", green, text)
        }
        // It is reported as a failure.
        UpdateKind::Failed(_) => return None,
    })
}

/// Describes why there is no connection, and when the next attempt is.
pub(crate) fn format_disconnect(reason: &str, retry_in: std::time::Duration) -> String {
    let seconds = retry_in.as_secs_f32();
    let reason = reason.trim_end_matches('.');
    format!("{reason}. Next attempt in {seconds:.1} s")
}

/// Describes why lists cannot be used, and the consequence.
pub(crate) fn format_failing_lists(reason: &str) -> String {
    let reason = reason.trim_end_matches('.');
    format!(
        "{reason}. Until the server's list can be used, an end shows only if the server sends a \
         notification of it"
    )
}

/// The sentence for lists that can be used again.
pub(crate) const LISTS_RECOVERED: &str = "the server's list of activities can be used again";

fn activity_text(activity: &Activity) -> String {
    format!(
        "{:>4}  {}  {} {}",
        activity.progress(),
        display_name(activity),
        activity.kind(),
        activity.id()
    )
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::{Duration, SystemTime};

    use super::*;

    #[test]
    fn a_line_has_time_server_kind_and_sanitized_text() {
        let activity = serde_json::json!({"uuid": "a", "type": "media.download", "progress": 41,
                                          "title": "\x1b[2JDownload", "subtitle": "Lanterns"});
        let update = Update {
            server: 0,
            at: SystemTime::UNIX_EPOCH,
            kind: UpdateKind::Standstill {
                activity: Arc::new(serde_json::from_value(activity).unwrap()),
                still: Duration::from_secs(61),
            },
        };
        assert_eq!(
            format_event(&update, Some("home"), false, None),
            "1970-01-01T00:00:00Z  home  standstill    for 1m 1s:  41%  ␛[2JDownload: Lanterns  \
             media.download a\n"
        );
        assert!(format_event(&update, None, true, None).contains("\x1b["));
        for colors in [false, true] {
            let line = format_event(&update, Some("home"), colors, Some(66));
            assert!(line.ends_with(" 41%  ␛[2JDo…\n"), "{line:?}");
        }
        let narrow = format_event(&update, Some("home"), false, Some(66));
        assert_eq!(narrow.trim_end().chars().count(), 66, "{narrow:?}");
    }
}
