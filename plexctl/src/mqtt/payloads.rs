//! The payloads of published messages, as JSON.

use std::time::{Duration, SystemTime};

use plex_api::{Activity, ActivityEvent, ActivityId, LenientString};
use serde::Serialize;
use serde_json::Value;

use super::command::{CommandReport, ResultMessage};
use super::device_state::ScanState;
use crate::error::CliError;
use crate::follow::{Update, UpdateKind, display_name, event_to_json};
use crate::output::{VERSION, to_json_line};

/// Brokers and their clients do not expect larger messages.
pub(super) const LARGEST: usize = 64 * 1024;

/// The maximum number of activities in the attributes.
const NAMED: usize = 20;

/// Renders an event of an activity, in the format of `plexctl watch -o jsonl`.
///
/// An oversized activity is reduced to its identifying fields.
pub(crate) fn render_event(event: &ActivityEvent, server: &str) -> Result<String, CliError> {
    let event = event_to_json(&Update::now(0, UpdateKind::Event(event.clone())), server)?;
    let event = event.trim_end();
    if event.len() <= LARGEST {
        return Ok(event.to_owned());
    }
    let mut value: Value = serde_json::from_str(event).unwrap_or_default();
    if let Some(activity) = value.get_mut("activity").and_then(Value::as_object_mut) {
        let kept = ["uuid", "type", "progress", "cancellable", "userID"];
        activity.retain(|name, _| kept.contains(&name.as_str()));
    }
    Ok(value.to_string())
}

/// Renders the end of an activity that finished while no bridge was running, from its last
/// published state.
pub(crate) fn render_late_end(last: &Value, server: &str, how: &str) -> Result<String, CliError> {
    let number = |name: &str| last.get(name).and_then(Value::as_u64).unwrap_or(0);
    to_compact_json(&LateEndMessage {
        version: VERSION,
        server,
        at: humantime::format_rfc3339_millis(SystemTime::now()).to_string(),
        event: "ended",
        activity: last.get("activity"),
        how,
        incarnation: number("incarnation"),
        last_moved_seconds: number("last_moved_seconds"),
    })
}

/// Renders the end of an activity for subscribers that want to receive it once.
pub(crate) fn render_end(
    server: &str,
    id: &ActivityId,
    activity: Option<&Activity>,
    how: &str,
    incarnation: u64,
    duration: Option<Duration>,
) -> Result<String, CliError> {
    let short = |text: &str| text.chars().take(200).collect();
    let library = activity.and_then(Activity::library_section_id);
    to_compact_json(&EndMessage {
        version: VERSION,
        server,
        event_type: how,
        event_id: format!("{id}-{incarnation}"),
        uuid: id,
        r#type: activity.map(Activity::kind),
        title: activity.map(|activity| short(activity.title())),
        subtitle: activity.map(|activity| short(activity.subtitle())),
        library: library.as_ref().map(LenientString::as_str),
        duration_seconds: duration.map(|duration| duration.as_secs()),
    })
}

/// Renders whether a library is scanned.
pub(crate) fn render_library(
    server: &str,
    id: &str,
    title: &str,
    scan: ScanState,
) -> Result<String, CliError> {
    to_compact_json(&LibraryMessage {
        version: VERSION,
        server,
        library: id,
        title,
        scanning: scan.is_scanning,
        progress: scan.progress,
    })
}

/// Renders the outcome of a command.
pub(crate) fn render_result(server: &str, report: &CommandReport) -> Result<String, CliError> {
    let at = humantime::format_rfc3339_millis(SystemTime::now()).to_string();
    to_compact_json(&ResultMessage::new(VERSION, server, at, report))
}

/// Renders a summary of the running activities and the connection.
pub(crate) fn render_attributes<'a>(
    server: &str,
    connection: &str,
    lists_failing: Option<&str>,
    set_aside: &[String],
    running: impl Iterator<Item = &'a Activity>,
) -> Result<String, CliError> {
    to_compact_json(&AttributesMessage {
        version: VERSION,
        server,
        connection,
        lists_failing,
        set_aside,
        activities: running.take(NAMED).map(ActivitySummary::new).collect(),
    })
}

/// An `ended` event with the last published state of the activity.
#[derive(Serialize)]
struct LateEndMessage<'a> {
    version: u32,
    server: &'a str,
    at: String,
    event: &'static str,
    activity: Option<&'a Value>,
    how: &'a str,
    incarnation: u64,
    last_moved_seconds: u64,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct EndMessage<'a> {
    version: u32,
    server: &'a str,
    /// The way in which the end was noticed: `ended`, or `vanished` from the server's list.
    event_type: &'a str,
    /// The same in a message that the broker brings twice.
    event_id: String,
    uuid: &'a ActivityId,
    r#type: Option<&'a str>,
    title: Option<String>,
    subtitle: Option<String>,
    /// The number of the library section.
    library: Option<&'a str>,
    /// `null` unless the beginning was seen.
    duration_seconds: Option<u64>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct LibraryMessage<'a> {
    version: u32,
    server: &'a str,
    /// The number of the library section.
    library: &'a str,
    title: &'a str,
    scanning: bool,
    /// In percent; `null` when nothing is scanned, or the server does not know.
    progress: Option<f32>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct AttributesMessage<'a> {
    version: u32,
    server: &'a str,
    /// `websocket`, `eventsource`, `poll`, `connecting`, or `none: ` and the reason.
    connection: &'a str,
    /// The reason why the server's lists of activities cannot be used now; `null` when they can.
    lists_failing: Option<&'a str>,
    /// Other configured servers that are not published because they have the same machine identifier.
    set_aside: &'a [String],
    /// The first running activities; the state of the sensor is the total number.
    activities: Vec<ActivitySummary<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ActivitySummary<'a> {
    uuid: &'a ActivityId,
    r#type: &'a str,
    name: String,
    /// In percent; `null` when the server does not know.
    progress: Option<f32>,
    cancellable: bool,
}

impl<'a> ActivitySummary<'a> {
    fn new(activity: &'a Activity) -> Self {
        Self {
            uuid: activity.id(),
            r#type: activity.kind(),
            name: display_name(activity).chars().take(200).collect(),
            progress: activity.progress().percent(),
            cancellable: activity.is_cancellable(),
        }
    }
}

fn to_compact_json(document: &impl Serialize) -> Result<String, CliError> {
    let mut json = to_json_line(document)?;
    json.truncate(json.trim_end().len());
    Ok(json)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::follow::EventLine;
    use crate::output::{assert_schema, assert_schema_of_events};

    #[test]
    fn the_mqtt_schemas_are_up_to_date() {
        assert_schema::<AttributesMessage<'_>>("bridge.attributes");
        assert_schema::<EndMessage<'_>>("bridge.end");
        assert_schema::<LibraryMessage<'_>>("bridge.library");
        let events = ["started", "updated", "ended"];
        assert_schema_of_events::<EventLine<'_>>("bridge.activity", &events);
    }
}
