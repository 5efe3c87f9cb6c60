//! News as JSON, one object a line. The shapes are described in `output::documents`.

use std::time::Duration;

use plex_api::{Activity, ActivityEvent, How, Observed};
use serde::Serialize;

use super::news::{News, Told};
use super::words::transport_word;
use crate::output::{VERSION, line};
use crate::stop::Stop;

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct EventLine<'a> {
    version: u32,
    server: &'a str,
    at: String,
    #[serde(flatten)]
    kind: Kind<'a>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "event", rename_all = "snake_case")]
enum Kind<'a> {
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
    IncompleteListsUsed,
    Failed {
        reason: &'a str,
        code: u8,
    },
}

/// One line of JSON; empty for news of a kind that is not known here.
pub(crate) fn line_of(told: &Told, server: &str) -> Result<String, Stop> {
    let Some(kind) = kind(&told.news) else {
        return Ok(String::new());
    };
    line(&EventLine {
        version: VERSION,
        server,
        at: humantime::format_rfc3339_millis(told.at).to_string(),
        kind,
    })
}

fn kind(news: &News) -> Option<Kind<'_>> {
    Some(match news {
        News::Event(event) => return event_kind(event),
        News::Unreachable { reason, retry_in } => Kind::Disconnected {
            reason,
            retry_in_seconds: seconds(*retry_in),
        },
        News::Standstill { activity, still } => Kind::Standstill {
            activity,
            last_moved_seconds: still.as_secs(),
        },
        News::Failed(failure) => Kind::Failed {
            reason: &failure.sentence,
            code: failure.exit.code(),
        },
    })
}

fn event_kind(event: &ActivityEvent) -> Option<Kind<'_>> {
    Some(match event {
        ActivityEvent::Started {
            activity,
            observed,
            incarnation,
            last_moved,
            ..
        } => Kind::Started {
            activity,
            observed: match observed {
                Observed::Notification => "notification",
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
        } => Kind::Updated {
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
        } => Kind::Ended {
            activity,
            how: how_word(*how),
            incarnation: *incarnation,
            last_moved_seconds: last_moved.as_secs(),
        },
        ActivityEvent::Lagged { missed, .. } => Kind::Lagged { missed: *missed },
        ActivityEvent::Connected { transport, .. } => Kind::Connected {
            transport: transport_word(*transport),
        },
        ActivityEvent::Disconnected {
            reason, retry_in, ..
        } => Kind::Disconnected {
            reason,
            retry_in_seconds: seconds(*retry_in),
        },
        ActivityEvent::Resynced => Kind::Resynced,
        ActivityEvent::Undecodable { excerpt, .. } => Kind::Undecodable { excerpt },
        ActivityEvent::IncompleteListsUsed => Kind::IncompleteListsUsed,
        _ => return None,
    })
}

/// How an end was noticed, as it stands in JSON.
pub(crate) fn how_word(how: How) -> &'static str {
    match how {
        How::Vanished => "vanished",
        How::NeverSeen => "never_seen",
        _ => "ended",
    }
}

/// Seconds with milliseconds, as people would write them.
fn seconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_says_what_watch_writes() {
        crate::output::assert_schema::<EventLine<'_>>("watch.jsonl");
    }
}
