//! Reads what notifications say of work. None of them proves that a server is quiet; each is a reason to
//! look again, and some say that something works.

use serde_json::Value;

use super::evidence::{Message, Probe, Sign};
use super::reading::{describe_activity, is_library_type, kind_of_activity, last_segment};
use super::source_kind::SourceKind;
use crate::model::{ActivityChange, Phase};
use crate::notifications::Notification;
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

/// The agent whose timeline entries are the library; others are those of guides.
const LIBRARY: &str = "com.plexapp.plugins.library";

/// What a notification says of work.
pub(super) fn read(notification: &Notification) -> Vec<Message> {
    let kind = notification.kind();
    if kind == "activity" {
        let mut messages: Vec<_> = notification
            .activities()
            .iter()
            .filter_map(of_activity)
            .collect();
        if !notification.undecodable().is_empty() {
            messages.push(Message::Sign(sign(
                SourceKind::Activities,
                "activity that cannot be read",
            )));
        }
        return messages;
    }
    let raw = notification.raw_value().unwrap_or_default();
    match kind {
        "playing" => entries(&raw, "PlaySessionStateNotification")
            .map(of_player)
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
                ..sign(SourceKind::Activities, "activity that cannot be read")
            }),
        });
    };
    let kind = activity.kind();
    let is_full = activity
        .progress()
        .percent()
        .is_some_and(|percent| percent >= 100.0);
    if kind == "butler" && (is_full || is_end) {
        return Some(Message::Look);
    }
    Some(Message::Sign(Sign {
        activity: Some(change.id.clone()),
        section: activity
            .library_section_id()
            .map(LenientString::into_string),
        is_library: kind.is_empty() || is_library_type(kind),
        is_end,
        ..sign(kind_of_activity(kind), &describe_activity(activity))
    }))
}

fn of_player(entry: &Value) -> Message {
    let state = text(entry, "state").unwrap_or_default();
    match state.as_str() {
        // The list has it, and knows for how long.
        "stopped" | "error" | "paused" => Message::Look,
        state => Message::Sign(Sign {
            session: text(entry, "sessionKey"),
            ..sign(SourceKind::Playing, &format!("player, {state}"))
        }),
    }
}

fn of_timeline(entry: &Value) -> Option<Message> {
    if text(entry, "identifier").is_some_and(|identifier| identifier != LIBRARY) {
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
            session: text(entry, "key").map(|key| last_segment(&key).to_owned()),
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
    }
}

/// The entries of a message in the form of either transport. A message without the list is one entry:
/// what cannot be read is not nothing.
fn entries<'a>(message: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    let inner = message.get("NotificationContainer").unwrap_or(message);
    let list = inner.get(name).unwrap_or(inner);
    let (many, one) = match list {
        Value::Array(many) => (many.as_slice(), None),
        one => ([].as_slice(), Some(one)),
    };
    many.iter().chain(one)
}

fn text(entry: &Value, name: &str) -> Option<String> {
    match entry.get(name)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
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
