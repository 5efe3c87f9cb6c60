//! News as lines for people.

use anstyle::{AnsiColor, Style};
use plex_api::{Activity, ActivityEvent, How, Observed};

use super::news::{News, Told};
use super::words::{name_of, span, standstill, transport_word};
use crate::output::{columns_of, cut, safe};

/// One line; empty for news of a kind that is not known here. With a width, a line about an
/// activity is cut at it; trouble is told in full.
pub(crate) fn line_of(
    told: &Told,
    server: Option<&str>,
    colors: bool,
    width: Option<u16>,
) -> String {
    let Some((word, style, text)) = in_words(&told.news) else {
        return String::new();
    };
    let at = humantime::format_rfc3339_seconds(told.at);
    let style = if colors { style } else { Style::new() };
    let server = server.map(|name| format!("{}  ", safe(name)));
    let (server, text) = (server.unwrap_or_default(), safe(&text));
    let text = match width {
        Some(width) if is_about_an_activity(&told.news) => {
            let before = columns_of(&format!("{at}  {server}{word:<12}  "));
            cut(&text, usize::from(width).saturating_sub(before))
        }
        _ => text,
    };
    format!("{at}  {server}{style}{word:<12}{style:#}  {text}\n")
}

fn is_about_an_activity(news: &News) -> bool {
    matches!(
        news,
        News::Standstill { .. }
            | News::Event(
                ActivityEvent::Started { .. }
                    | ActivityEvent::Updated { .. }
                    | ActivityEvent::Ended { .. }
            )
    )
}

fn in_words(news: &News) -> Option<(&'static str, Style, String)> {
    let green = AnsiColor::Green.on_default();
    let yellow = AnsiColor::Yellow.on_default();
    Some(match news {
        News::Event(event) => match event {
            ActivityEvent::Started {
                activity,
                observed,
                last_moved,
                ..
            } => {
                let word = match observed {
                    Observed::Notification => "started",
                    // It may have begun long ago.
                    _ => "runs",
                };
                let text = format!("{}{}", activity_text(activity), standstill(*last_moved));
                (word, Style::new(), text)
            }
            ActivityEvent::Updated { activity, .. } => {
                ("updated", Style::new().dimmed(), activity_text(activity))
            }
            ActivityEvent::Ended { activity, how, .. } => {
                let text = activity_text(activity);
                let text = match how {
                    How::Vanished => format!("{text}  (the server lists it no more)"),
                    _ => text,
                };
                ("ended", green, text)
            }
            ActivityEvent::Lagged { missed, .. } => (
                "lagged",
                yellow,
                format!("too slow: {missed} events were lost"),
            ),
            ActivityEvent::Connected { transport, .. } => {
                let text = format!("by {}", transport_word(*transport));
                ("connected", Style::new().dimmed(), text)
            }
            ActivityEvent::Disconnected {
                reason, retry_in, ..
            } => ("disconnected", yellow, no_connection(reason, *retry_in)),
            ActivityEvent::Resynced => {
                let text = "what happened meanwhile has been made up for".to_owned();
                ("resynced", Style::new().dimmed(), text)
            }
            ActivityEvent::Undecodable { excerpt, .. } => {
                let text = format!("a message was skipped that begins {excerpt:?}");
                ("undecodable", yellow, text)
            }
            ActivityEvent::IncompleteListsUsed => {
                let text = "the server's lists stay incomplete, and are used as they are";
                ("incomplete", yellow, text.to_owned())
            }
            _ => return None,
        },
        News::Unreachable { reason, retry_in } => {
            ("disconnected", yellow, no_connection(reason, *retry_in))
        }
        News::Standstill { activity, still } => {
            let text = format!("for {}: {}", span(*still), activity_text(activity));
            ("standstill", yellow, text)
        }
        // It is told as a failure.
        News::Failed(_) => return None,
    })
}

/// Why there is no connection, and when the next try is.
pub(crate) fn no_connection(reason: &str, retry_in: std::time::Duration) -> String {
    let seconds = retry_in.as_secs_f32();
    let reason = reason.trim_end_matches('.');
    format!("{reason}. The next try is in {seconds:.1} s")
}

fn activity_text(activity: &Activity) -> String {
    format!(
        "{:>4}  {}  {} {}",
        activity.progress(),
        name_of(activity),
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
    fn a_line_has_time_server_kind_and_text_and_nothing_that_a_terminal_obeys() {
        let activity = serde_json::json!({"uuid": "a", "type": "media.download", "progress": 41,
                                          "title": "\x1b[2JDownload", "subtitle": "Lanterns"});
        let told = Told {
            server: 0,
            at: SystemTime::UNIX_EPOCH,
            news: News::Standstill {
                activity: Arc::new(serde_json::from_value(activity).unwrap()),
                still: Duration::from_secs(61),
            },
        };
        assert_eq!(
            line_of(&told, Some("home"), false, None),
            "1970-01-01T00:00:00Z  home  standstill    for 1m 1s:  41%  ␛[2JDownload: Lanterns  \
             media.download a\n"
        );
        assert!(line_of(&told, None, true, None).contains("\x1b["));
        for colors in [false, true] {
            let line = line_of(&told, Some("home"), colors, Some(66));
            assert!(line.ends_with(" 41%  ␛[2JDo…\n"), "{line:?}");
        }
        let narrow = line_of(&told, Some("home"), false, Some(66));
        assert_eq!(narrow.trim_end().chars().count(), 66, "{narrow:?}");
    }
}
