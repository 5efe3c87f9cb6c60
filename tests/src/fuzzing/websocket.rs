//! Any bytes as messages of a WebSocket.

use plex_api::fuzzing::{self, Told};
use plex_api::limits::MAX_UNDECODABLE;
use plex_api::{ActivityChange, Notification, Undecodable};
use serde_json::{Map, Value, json};

use super::texts::{TOKEN, assert_line, assert_undecodable};
use crate::SECRET;

/// Decodes `input` as messages of a WebSocket, between which are null bytes: JSON has none.
///
/// # Panics
/// When an entry is lost or told twice, a text is too long or has the token, or a decoded message
/// does not decode to the same again, in the form of either transport.
pub fn websocket(input: &[u8]) {
    input.split(|byte| *byte == 0).for_each(message);
}

fn message(input: &[u8]) {
    let told = fuzzing::websocket(&TOKEN, input);
    assert_told(&told);
    let text = String::from_utf8_lossy(input);
    let decoded = directly(Notification::from_websocket(input));
    if !begins_the_token(&text) && !begins_the_token(&format!("{decoded:?}")) {
        assert_eq!(told, decoded);
    }
    if let Told::Notification(notification) = &told {
        assert_no_entry_is_lost(notification, &text);
    }
}

/// Returns `true` if something in it may have been hidden.
pub(super) fn begins_the_token(text: &str) -> bool {
    SECRET.get(..4).is_some_and(|begin| text.contains(begin))
}

fn directly(decoded: Result<Notification, Undecodable>) -> Told {
    decoded.map_or_else(Told::Undecodable, Told::Notification)
}

/// The rules for every report of a connection, over either transport.
pub(super) fn assert_told(told: &Told) {
    match told {
        Told::Notification(notification) => {
            notification
                .undecodable()
                .iter()
                .for_each(assert_undecodable);
            assert_decodes_to_the_same_again(notification);
        }
        Told::Undecodable(odd) => assert_undecodable(odd),
        Told::Closed { text, .. } => assert_line(text, 1024),
        Told::KeepAlive => {}
    }
}

fn assert_decodes_to_the_same_again(notification: &Notification) {
    if let Some(raw) = notification.raw() {
        assert!(notification.activities().is_empty());
        let again = Notification::from_event(notification.kind(), raw);
        let again = again.map(|again| again.raw().map(str::to_owned));
        assert_eq!(again, Ok(Some(raw.to_owned())));
        return;
    }
    let entries: Vec<Value> = notification.activities().iter().map(entry).collect();
    let container = json!({
        "type": "activity",
        "size": entries.len(),
        "ActivityNotification": entries,
    });
    let forms = [
        Notification::from_websocket(json!({"NotificationContainer": container}).to_string()),
        Notification::from_event(
            "activity",
            json!({"ActivityNotification": entries}).to_string(),
        ),
    ];
    for form in forms {
        let form = form.map(Notification::into_parts);
        let again = form.map(|(all, odd)| (all.iter().map(entry).collect(), odd));
        assert_eq!(again, Ok((entries.clone(), Vec::new())));
    }
}

/// A change as servers write it.
fn entry(change: &ActivityChange) -> Value {
    let mut entry = Map::from(change.extra.clone());
    entry.insert("event".to_owned(), change.event.as_str().into());
    entry.insert("uuid".to_owned(), change.id.as_str().into());
    if let Some(activity) = &change.activity {
        entry.insert("Activity".to_owned(), json!(activity));
    }
    Value::Object(entry)
}

/// Every entry is a change, or undecodable, or a change whose activity is undecodable.
fn assert_no_entry_is_lost(notification: &Notification, message: &str) {
    let Some(entries) = entries(message).filter(|_| notification.raw().is_none()) else {
        return;
    };
    let changes = notification.activities();
    let without_activity = changes.iter().filter(|one| one.activity.is_none()).count();
    let undecodable = notification.undecodable().len();
    if undecodable > MAX_UNDECODABLE {
        // The last of them stands for any number.
        assert_eq!(undecodable, MAX_UNDECODABLE + 1);
        return;
    }
    let told = changes.len() + undecodable;
    assert!(
        entries <= told && told <= entries + without_activity,
        "{entries} entries, {} changes ({without_activity} without activity), {undecodable} undecodable",
        changes.len(),
    );
}

/// The number of entries of the message, counted in another way; `None` when it has no list of them, or that
/// way finds none.
fn entries(message: &str) -> Option<usize> {
    let message: Value = serde_json::from_str(message).ok()?;
    let inner = match message.get("NotificationContainer") {
        None | Some(Value::Null) => &message,
        Some(inner) => inner,
    };
    match inner.get("ActivityNotification")? {
        Value::Null => Some(0),
        Value::Array(list) => Some(list.len()),
        _ => Some(1),
    }
}
