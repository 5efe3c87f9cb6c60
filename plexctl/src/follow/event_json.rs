//! Updates as JSON, one object per line. `output::json_documents` describes the format.

use std::time::{Duration, SystemTime};

use plex_api::{Activity, ActivityEvent, LiveActivity, Observed};
use serde::Serialize;

use super::update::{Update, UpdateKind};
use crate::error::CliError;
use crate::output::{VERSION, to_json_line};

#[derive(Serialize)]
pub(crate) struct EventLine<'a> {
    version: u32,
    server: &'a str,
    at: String,
    #[serde(flatten)]
    kind: EventKind<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum EventKind<'a> {
    /// The SDK writes its own events.
    Sdk(&'a ActivityEvent),
    Own(OwnEvent<'a>),
}

/// The events that plexctl adds to the events of the SDK.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "event", rename_all = "snake_case")]
enum OwnEvent<'a> {
    Standstill {
        activity: &'a Activity,
        last_moved_seconds: u64,
    },
    Quiet {
        quiet_seconds: u64,
    },
    Failed {
        reason: &'a str,
        code: u8,
    },
    /// Like the SDK's event, for an activity of a snapshot.
    #[cfg_attr(test, schemars(skip))]
    Started {
        activity: &'a Activity,
        observed: Observed,
        incarnation: u32,
        last_moved_seconds: u64,
        /// Since its beginning, or since it was first seen.
        running_seconds: f64,
        start_seen: bool,
    },
    /// Like the SDK's event, before there is a connection.
    #[cfg_attr(test, schemars(skip))]
    Disconnected {
        reason: &'a str,
        retry_in_seconds: f64,
    },
}

/// Renders one line of JSON.
pub(crate) fn event_to_json(update: &Update, server: &str) -> Result<String, CliError> {
    to_json_line(&EventLine {
        version: VERSION,
        server,
        at: humantime::format_rfc3339_millis(update.at).to_string(),
        kind: convert_update(&update.kind),
    })
}

/// Renders a running activity as the event with which a watcher learns of it from a list.
pub(crate) fn running_to_json(
    server: &str,
    now: SystemTime,
    running: &LiveActivity,
    running_seconds: f64,
    start_seen: bool,
) -> Result<String, CliError> {
    to_json_line(&EventLine {
        version: VERSION,
        server,
        at: humantime::format_rfc3339_millis(now).to_string(),
        kind: EventKind::Own(OwnEvent::Started {
            activity: running.activity(),
            observed: Observed::List,
            incarnation: running.incarnation(),
            last_moved_seconds: running.last_moved().as_secs(),
            running_seconds,
            start_seen,
        }),
    })
}

fn convert_update(kind: &UpdateKind) -> EventKind<'_> {
    EventKind::Own(match kind {
        UpdateKind::Event(event) => return EventKind::Sdk(event),
        UpdateKind::Unreachable { reason, retry_in } => OwnEvent::Disconnected {
            reason,
            retry_in_seconds: round_seconds(*retry_in),
        },
        UpdateKind::Standstill { activity, still } => OwnEvent::Standstill {
            activity,
            last_moved_seconds: still.as_secs(),
        },
        UpdateKind::Quiet { quiet } => OwnEvent::Quiet {
            quiet_seconds: quiet.as_secs(),
        },
        UpdateKind::Failed(failure) => OwnEvent::Failed {
            reason: &failure.sentence,
            code: failure.exit.code(),
        },
    })
}

/// Seconds with millisecond precision.
pub(crate) fn round_seconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 1000.0).round() / 1000.0
}

#[cfg(test)]
impl schemars::JsonSchema for EventLine<'_> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "EventLine".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let kinds_of = |schema: schemars::Schema| {
            let kinds = schema.get("oneOf").and_then(serde_json::Value::as_array);
            kinds.unwrap().clone()
        };
        let mut kinds = kinds_of(ActivityEvent::json_schema(generator));
        let own = kinds_of(OwnEvent::json_schema(generator));
        // Behind the events of an activity, and at the end.
        let [standstill, quiet, failed] = <[_; 3]>::try_from(own).unwrap();
        kinds.insert(3, standstill);
        kinds.insert(4, quiet);
        kinds.push(failed);
        schemars::json_schema!({
            "type": "object",
            "properties": {
                "version": generator.subschema_for::<u32>(),
                "server": generator.subschema_for::<String>(),
                "at": generator.subschema_for::<String>(),
            },
            "required": ["version", "server", "at"],
            "oneOf": kinds,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_watch_schema_is_up_to_date() {
        crate::output::assert_schema::<EventLine<'_>>("watch.jsonl");
    }
}
