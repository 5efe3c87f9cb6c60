//! Reads the work that notifications report. None of them proves that a server is quiet; each is a
//! reason to look again, and some say that something works.

use serde_json::Value;

use super::evidence::{Message, Probe, Sign};
use super::reading::{
    comes_with_live_tv, describe_activity, is_library_type, kind_of_activity, session_key,
};
use super::source_kind::SourceKind;
use crate::model::{ActivityChange, Phase};
use crate::notifications::{Notification, entries, is_of_library, text};
use crate::sanitize::excerpt;
use crate::wire::LenientString;

/// The kinds of notifications that say something of work.
pub(super) const KINDS: [&str; 10] = [
    "activity",
    "backgroundProcessingQueue",
    "playing",
    "preference",
    "status",
    "timeline",
    "transcodeSession.end",
    "transcodeSession.start",
    "transcodeSession.update",
    "update.statechange",
];

/// The messages about work in a notification.
pub(super) fn read(notification: &Notification) -> Vec<Message> {
    let kind = notification.kind();
    if kind == "activity" {
        let mut messages: Vec<_> = notification
            .activities()
            .iter()
            .filter_map(of_activity)
            .collect();
        if !notification.undecodable().is_empty() {
            messages.push(Message::Sign(Sign {
                is_library: true,
                ..sign(SourceKind::Activities, "activity that cannot be read")
            }));
        }
        return messages;
    }
    let raw = notification.raw_value().unwrap_or_default();
    match kind {
        "playing" => entries(&raw, "PlaySessionStateNotification")
            .filter_map(of_player)
            .collect(),
        "timeline" => entries(&raw, "TimelineEntry")
            .filter_map(of_timeline)
            .collect(),
        "transcodeSession.start" | "transcodeSession.update" => entries(&raw, "TranscodeSession")
            .map(of_transcode)
            .collect(),
        "status" => entries(&raw, "StatusNotification").map(of_status).collect(),
        "update.statechange" => vec![Message::LookAt(Probe::Updater)],
        "preference" => vec![Message::LookAt(Probe::ButlerHours)],
        _ => vec![Message::Look],
    }
}

fn of_activity(change: &ActivityChange) -> Option<Message> {
    let is_end = change.event == Phase::Ended;
    let Some(activity) = &change.activity else {
        return Some(match is_end {
            true => Message::Look,
            false => Message::Sign(Sign {
                activity: Some(change.id.clone()),
                is_library: true,
                ..sign(SourceKind::Activities, "activity that cannot be read")
            }),
        });
    };
    let kind = activity.kind();
    let is_full = activity
        .progress()
        .percent()
        .is_some_and(|percent| percent >= 100.0);
    if kind == "butler" && is_full {
        // The row that rests. The next list shows whether it has moved.
        return is_end.then_some(Message::Look);
    }
    Some(Message::Sign(Sign {
        activity: Some(change.id.clone()),
        section: activity
            .library_section_id()
            .map(LenientString::into_string),
        is_library: kind.is_empty() || is_library_type(kind),
        is_end,
        comes_with_live_tv: comes_with_live_tv(activity),
        ..sign(kind_of_activity(kind), &describe_activity(activity))
    }))
}

fn of_player(entry: &Value) -> Option<Message> {
    let state = text(entry, "state").unwrap_or_default();
    match state.as_str() {
        // It comes every few seconds. The list has it, too, and shows for how long.
        "paused" => None,
        "stopped" | "error" => Some(Message::Look),
        state => Some(Message::Sign(Sign {
            session: text(entry, "sessionKey").filter(|key| !key.is_empty()),
            ..sign(SourceKind::Playing, &format!("player, {state}"))
        })),
    }
}

fn of_timeline(entry: &Value) -> Option<Message> {
    if !is_of_library(entry) {
        return None;
    }
    Some(Message::Sign(Sign {
        section: text(entry, "sectionID"),
        is_library: true,
        ..sign(SourceKind::Activities, "change of an item of the library")
    }))
}

fn of_transcode(entry: &Value) -> Message {
    let is_complete = entry.get("complete").and_then(truth) == Some(true);
    match is_complete {
        true => Message::Look,
        false => Message::Sign(Sign {
            session: text(entry, "key").and_then(|key| session_key(&key)),
            ..sign(
                SourceKind::Transcodes,
                "conversion for a player or a client",
            )
        }),
    }
}

/// A scan begins or ends. Its text says that more may follow.
fn of_status(entry: &Value) -> Message {
    match text(entry, "notificationName").as_deref() {
        Some("LIBRARY_UPDATE") => Message::Sign(Sign {
            is_library: true,
            is_end: true,
            ..sign(SourceKind::Sections, "scan of a section")
        }),
        _ => Message::Look,
    }
}

fn sign(kind: SourceKind, text: &str) -> Sign {
    Sign {
        kind,
        text: excerpt(text),
        activity: None,
        session: None,
        section: None,
        is_library: false,
        is_end: false,
        comes_with_live_tv: false,
    }
}

fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(value) => Some(*value),
        Value::Number(number) => Some(number.as_i64() != Some(0)),
        Value::String(text) => Some(matches!(text.as_str(), "1" | "true")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn websocket(kind: &str, key: &str, body: &str) -> Vec<Message> {
        let message =
            format!(r#"{{"NotificationContainer":{{"type":"{kind}","size":1,"{key}":[{body}]}}}}"#);
        read(&Notification::from_websocket(message).unwrap())
    }

    fn signs(messages: &[Message]) -> Vec<(SourceKind, Option<&str>, bool, bool)> {
        messages
            .iter()
            .filter_map(|message| match message {
                Message::Sign(sign) => Some((
                    sign.kind,
                    sign.session.as_deref().or(sign.section.as_deref()),
                    sign.is_library,
                    sign.is_end,
                )),
                Message::Look | Message::LookAt(_) => None,
            })
            .collect()
    }

    #[test]
    fn a_player_that_goes_on_is_a_sign_in_the_form_of_either_transport() {
        let entry = r#"{"sessionKey":"45","ratingKey":"1","viewOffset":26530,"state":"playing"}"#;
        let key = "PlaySessionStateNotification";
        let expected = [(SourceKind::Playing, Some("45"), false, false)];
        assert_eq!(signs(&websocket("playing", key, entry)), expected);
        let event = Notification::from_event("playing", format!(r#"{{"{key}":{entry}}}"#));
        assert_eq!(signs(&read(&event.unwrap())), expected);
        for (state, looks) in [("paused", 0), ("stopped", 1), ("error", 1)] {
            let entry = format!(r#"{{"sessionKey":45,"state":"{state}"}}"#);
            let messages = websocket("playing", key, &entry);
            assert_eq!(messages, vec![Message::Look; looks], "{state}");
        }
        // An unreadable entry still counts.
        let odd = Notification::from_event("playing", "{}").unwrap();
        assert_eq!(signs(&read(&odd)).len(), 1);
    }

    #[test]
    fn changes_of_the_library_are_signs_and_those_of_guides_are_not() {
        let entry = |identifier: &str| {
            let entry = format!(
                r#"{{"identifier":"{identifier}","sectionID":2,"itemID":101,"type":4,"state":5}}"#
            );
            websocket("timeline", "TimelineEntry", &entry)
        };
        let expected = [(SourceKind::Activities, Some("2"), true, false)];
        assert_eq!(signs(&entry("com.plexapp.plugins.library")), expected);
        assert!(entry("tv.plex.providers.epg.cloud").is_empty());
        let status = r#"{"title":"Library scan complete","notificationName":"LIBRARY_UPDATE"}"#;
        let scan = websocket("status", "StatusNotification", status);
        assert_eq!(signs(&scan), [(SourceKind::Sections, None, true, true)]);
    }

    #[test]
    fn a_conversion_is_a_sign_until_it_is_complete() {
        let key = "TranscodeSession";
        let of = |kind, complete| {
            let entry = format!(r#"{{"key":"/transcode/sessions/t1","complete":{complete}}}"#);
            websocket(kind, key, &entry)
        };
        let expected = [(SourceKind::Transcodes, Some("t1"), false, false)];
        for complete in ["false", "0", r#""0""#, "null"] {
            assert_eq!(signs(&of("transcodeSession.update", complete)), expected);
        }
        assert_eq!(of("transcodeSession.update", "true"), [Message::Look]);
        assert_eq!(of("transcodeSession.end", "false"), [Message::Look]);
    }

    #[test]
    fn a_resting_row_of_the_tasks_is_no_sign_and_an_activity_is() {
        let of = |event: &str, kind: &str, progress: i64| {
            let entry = format!(
                r#"{{"event":"{event}","uuid":"a","Activity":{{"uuid":"a","type":"{kind}","progress":{progress}}}}}"#
            );
            websocket("activity", "ActivityNotification", &entry)
        };
        assert!(of("updated", "butler", 100).is_empty());
        let kinds =
            |messages: &[Message]| signs(messages).first().map(|sign| (sign.0, sign.2, sign.3));
        for (event, kind, progress, expected) in [
            ("updated", "butler", 40, (SourceKind::Butler, false, false)),
            (
                "started",
                "library.update.section",
                0,
                (SourceKind::Sections, true, false),
            ),
            (
                "ended",
                "media.generate.credits",
                100,
                (SourceKind::Activities, true, true),
            ),
            (
                "started",
                "grabber.grab",
                0,
                (SourceKind::Recordings, false, false),
            ),
            (
                "started",
                "media.offline.transcode",
                0,
                (SourceKind::Downloads, false, false),
            ),
        ] {
            assert_eq!(kinds(&of(event, kind, progress)), Some(expected), "{kind}");
        }
        let odd = r#"{"event":"started","uuid":"a","Activity":[]}"#;
        let odd = websocket("activity", "ActivityNotification", odd);
        assert!(!signs(&odd).is_empty());
    }

    #[test]
    fn other_kinds_are_reasons_to_look() {
        let look = |kind: &str, key: &str| websocket(kind, key, "{}");
        let updates = look("update.statechange", "AutoUpdateNotification");
        assert_eq!(updates, [Message::LookAt(Probe::Updater)]);
        let settings = look("preference", "Setting");
        assert_eq!(settings, [Message::LookAt(Probe::ButlerHours)]);
        let queue = look(
            "backgroundProcessingQueue",
            "BackgroundProcessingQueueEventNotification",
        );
        assert_eq!(queue, [Message::Look]);
    }
}
