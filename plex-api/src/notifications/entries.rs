//! The entries of a notification of a kind that no type models, in the form of either transport.

use serde_json::Value;

/// The provider of a server's own libraries. Other providers send `timeline` entries of guides.
const LIBRARY: &str = "com.plexapp.plugins.library";

/// The entries of a message under this name. A message without it is one entry: an unreadable entry
/// still counts.
pub(crate) fn entries<'a>(message: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    let inner = message.get("NotificationContainer").unwrap_or(message);
    let list = inner.get(name).unwrap_or(inner);
    let (many, one) = match list {
        Value::Array(many) => (many.as_slice(), None),
        one => ([].as_slice(), Some(one)),
    };
    many.iter().chain(one)
}

/// A field of an entry, which some servers send as a number.
pub(crate) fn text(entry: &Value, name: &str) -> Option<String> {
    match entry.get(name)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Returns `true` if a `timeline` entry is about an item of a library.
pub(crate) fn is_of_library(entry: &Value) -> bool {
    text(entry, "identifier").is_none_or(|identifier| identifier == LIBRARY)
}
