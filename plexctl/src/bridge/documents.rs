//! What is published, as JSON.

use std::time::SystemTime;

use plex_api::{Activity, ActivityEvent};
use serde_json::{Value, json};

use crate::following::{News, Told, line_of, name_of};
use crate::output::VERSION;
use crate::stop::Stop;

/// Brokers and what listens to them are not made for more.
const LARGEST: usize = 64 * 1024;

/// Activities that are named in the attributes.
const NAMED: usize = 20;

/// An event of an activity, as `plexctl watch -o jsonl` writes it.
///
/// Of an activity beyond all measure only what it is called by is left.
pub(crate) fn event(event: &ActivityEvent, server: &str) -> Result<String, Stop> {
    let line = line_of(&Told::now(0, News::Event(event.clone())), server)?;
    let line = line.trim_end();
    if line.len() <= LARGEST {
        return Ok(line.to_owned());
    }
    let mut value: Value = serde_json::from_str(line).unwrap_or_default();
    if let Some(activity) = value.get_mut("activity").and_then(Value::as_object_mut) {
        let kept = ["uuid", "type", "progress", "cancellable", "userID"];
        activity.retain(|name, _| kept.contains(&name.as_str()));
    }
    Ok(value.to_string())
}

/// The end of an activity that ended while nobody looked, from what was published of it last.
pub(crate) fn late_end(last: &Value, server: &str, how: &str) -> String {
    json!({
        "version": VERSION,
        "server": server,
        "at": humantime::format_rfc3339_millis(SystemTime::now()).to_string(),
        "event": "ended",
        "activity": last.get("activity"),
        "how": how,
        "incarnation": last.get("incarnation").and_then(Value::as_u64).unwrap_or(0),
        "last_moved_seconds": last.get("last_moved_seconds").and_then(Value::as_u64).unwrap_or(0),
    })
    .to_string()
}

/// What runs, in short, and how the server is connected.
pub(crate) fn attributes<'a>(
    server: &str,
    connection: &str,
    running: impl Iterator<Item = &'a Activity>,
) -> String {
    let short = |activity: &Activity| {
        let name: String = name_of(activity).chars().take(200).collect();
        json!({
            "uuid": activity.id(),
            "type": activity.kind(),
            "name": name,
            "progress": activity.progress().percent(),
            "cancellable": activity.is_cancellable(),
        })
    };
    let activities: Vec<Value> = running.take(NAMED).map(short).collect();
    json!({"server": server, "connection": connection, "activities": activities}).to_string()
}
