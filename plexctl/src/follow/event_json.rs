//! Updates as JSON, one object per line. `output::json_documents` describes the format.

use std::time::{Duration, SystemTime};

use plex_api::{Activity, ActivityEvent, How, Observed};
use serde::Serialize;

use super::format::transport_name;
use super::update::{Update, UpdateKind};
use crate::error::CliError;
use crate::output::{VERSION, to_json_line};

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct EventLine<'a> {
    version: u32,
    server: &'a str,
    at: String,
    #[serde(flatten)]
    kind: EventKind<'a>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "event", rename_all = "snake_case")]
enum EventKind<'a> {
    Started {
        activity: &'a Activity,
        observed: &'static str,
        incarnation: u32,
        last_moved_seconds: u64,
    },
    Updated {
        activity: &'a Activity,
        incarnation: u32,
        last_moved_seconds: u64,
    },
    Ended {
        activity: &'a Activity,
        how: &'static str,
        incarnation: u32,
        last_moved_seconds: u64,
    },
    Standstill {
        activity: &'a Activity,
        last_moved_seconds: u64,
    },
    Lagged {
        missed: u64,
    },
    Connected {
        transport: &'static str,
    },
    Disconnected {
        reason: &'a str,
        retry_in_seconds: f64,
    },
    Resynced,
    Undecodable {
        excerpt: &'a str,
    },
    Known {
        verified: bool,
    },
    ListsFailing {
        reason: &'a str,
    },
    ListsRecovered,
    IncompleteListsUsed,
    Failed {
        reason: &'a str,
        code: u8,
    },
}

/// Renders one line of JSON; empty for an event that this version does not know.
pub(crate) fn event_to_json(update: &Update, server: &str) -> Result<String, CliError> {
    let Some(kind) = convert_update(&update.kind) else {
        return Ok(String::new());
    };
    to_json_line(&EventLine {
        version: VERSION,
        server,
        at: humantime::format_rfc3339_millis(update.at).to_string(),
        kind,
    })
}

/// Renders a running activity as the event with which a watcher learns of it from a list.
pub(crate) fn running_to_json(
    server: &str,
    activity: &Activity,
    incarnation: u32,
    last_moved: Duration,
) -> Result<String, CliError> {
    to_json_line(&EventLine {
        version: VERSION,
        server,
        at: humantime::format_rfc3339_millis(SystemTime::now()).to_string(),
        kind: EventKind::Started {
            activity,
            observed: "list",
            incarnation,
            last_moved_seconds: last_moved.as_secs(),
        },
    })
}

fn convert_update(kind: &UpdateKind) -> Option<EventKind<'_>> {
    Some(match kind {
        UpdateKind::Event(event) => return convert_event(event),
        UpdateKind::Unreachable { reason, retry_in } => EventKind::Disconnected {
            reason,
            retry_in_seconds: round_seconds(*retry_in),
        },
        UpdateKind::Standstill { activity, still } => EventKind::Standstill {
            activity,
            last_moved_seconds: still.as_secs(),
        },
        UpdateKind::Failed(failure) => EventKind::Failed {
            reason: &failure.sentence,
            code: failure.exit.code(),
        },
    })
}

fn convert_event(event: &ActivityEvent) -> Option<EventKind<'_>> {
    Some(match event {
        ActivityEvent::Started {
            activity,
            observed,
            incarnation,
            last_moved,
            ..
        } => EventKind::Started {
            activity,
            observed: match observed {
                Observed::Notification => "notification",
                Observed::Known => "known",
                _ => "list",
            },
            incarnation: *incarnation,
            last_moved_seconds: last_moved.as_secs(),
        },
        ActivityEvent::Updated {
            activity,
            incarnation,
            last_moved,
            ..
        } => EventKind::Updated {
            activity,
            incarnation: *incarnation,
            last_moved_seconds: last_moved.as_secs(),
        },
        ActivityEvent::Ended {
            activity,
            how,
            incarnation,
            last_moved,
            ..
        } => EventKind::Ended {
            activity,
            how: how_name(*how),
            incarnation: *incarnation,
            last_moved_seconds: last_moved.as_secs(),
        },
        ActivityEvent::Lagged { missed, .. } => EventKind::Lagged { missed: *missed },
        ActivityEvent::Connected { transport, .. } => EventKind::Connected {
            transport: transport_name(*transport),
        },
        ActivityEvent::Disconnected {
            reason, retry_in, ..
        } => EventKind::Disconnected {
            reason,
            retry_in_seconds: round_seconds(*retry_in),
        },
        ActivityEvent::Resynced => EventKind::Resynced,
        ActivityEvent::Undecodable { excerpt, .. } => EventKind::Undecodable { excerpt },
        ActivityEvent::Known { verified, .. } => EventKind::Known {
            verified: *verified,
        },
        ActivityEvent::ListsFailing { reason, .. } => EventKind::ListsFailing { reason },
        ActivityEvent::ListsRecovered => EventKind::ListsRecovered,
        ActivityEvent::IncompleteListsUsed => EventKind::IncompleteListsUsed,
        _ => return None,
    })
}

/// How an end was noticed, as it is written in JSON.
pub(crate) fn how_name(how: How) -> &'static str {
    match how {
        How::Vanished => "vanished",
        How::NeverSeen => "never_seen",
        _ => "ended",
    }
}

/// Seconds with millisecond precision.
fn round_seconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_watch_schema_is_up_to_date() {
        crate::output::assert_schema::<EventLine<'_>>("watch.jsonl");
    }
}
