//! The JSON that the program writes. Its shape is kept; programs read it.
//!
//! Every document and every line is one object with `"version": 1`. The number grows when a field
//! is taken away or changes its meaning; fields may be added without that. An activity inside is
//! as the server spells it (`uuid`, `type`, `title`, `progress`, `Context`, ...), with every field
//! that the server sent, also those that plexctl does not know.
//!
//! | command | `-o json` | `-o jsonl` |
//! |---|---|---|
//! | `list` | `{"version", "activities": [ACTIVITY], "unreadable": [{"uuid", "reason", "raw"}]}` | `{"version", "activity": ACTIVITY}` for each |
//! | `get` | `{"version", "activity": ACTIVITY}` | the same on one line |
//! | `cancel` | `{"version", "cancelled": [UUID]}` | `{"version", "cancelled": UUID}` for each |
//! | `config list`, `config show` | `{"version", "path", "exists", "servers": [SERVER]}` | `{"version", "server": SERVER}` for each |
//!
//! A SERVER of the configuration is `{"name", "default", "url", "token", "token_file", "ca_cert"}`,
//! where `token` is where the token is: `"file"`, `"config"` or `null`.
//!
//! `unreadable` holds entries of the server's list that are no activities: what came (`raw`), why
//! it cannot be read (`reason`), and its `uuid` or `null`. With `-o jsonl` they are told on
//! standard error.

use plex_api::{Activity, ActivityId, ActivityList, Unreadable};
use serde::Serialize;
use serde_json::Value;

use super::safe_text::safe_json;
use crate::stop::Stop;

/// The version of every shape above.
pub(crate) const VERSION: u32 = 1;

/// What `list -o json` writes.
#[derive(Serialize)]
pub(crate) struct ListDocument<'a> {
    version: u32,
    activities: &'a [Activity],
    unreadable: Vec<UnreadableEntry<'a>>,
}

#[derive(Serialize)]
struct UnreadableEntry<'a> {
    uuid: Option<ActivityId>,
    reason: &'a str,
    raw: &'a Value,
}

/// One activity: what `get` writes, and `list -o jsonl` for each.
#[derive(Serialize)]
pub(crate) struct ActivityDocument<'a> {
    version: u32,
    activity: &'a Activity,
}

/// What `cancel -o json` writes: the activities whose cancel the server took.
#[derive(Serialize)]
pub(crate) struct CancelDocument<'a> {
    version: u32,
    cancelled: &'a [ActivityId],
}

/// What `cancel -o jsonl` writes for each activity whose cancel the server took.
#[derive(Serialize)]
pub(crate) struct CancelLine<'a> {
    version: u32,
    cancelled: &'a ActivityId,
}

impl<'a> ListDocument<'a> {
    pub(crate) fn new(list: &'a ActivityList) -> Self {
        Self {
            version: VERSION,
            activities: &list.activities,
            unreadable: list.unreadable.iter().map(UnreadableEntry::new).collect(),
        }
    }
}

impl<'a> UnreadableEntry<'a> {
    fn new(entry: &'a Unreadable) -> Self {
        Self {
            uuid: entry.id(),
            reason: entry.reason(),
            raw: entry.raw(),
        }
    }
}

impl<'a> ActivityDocument<'a> {
    pub(crate) fn new(activity: &'a Activity) -> Self {
        Self {
            version: VERSION,
            activity,
        }
    }
}

impl<'a> CancelDocument<'a> {
    pub(crate) fn new(cancelled: &'a [ActivityId]) -> Self {
        Self {
            version: VERSION,
            cancelled,
        }
    }
}

impl<'a> CancelLine<'a> {
    pub(crate) fn new(cancelled: &'a ActivityId) -> Self {
        Self {
            version: VERSION,
            cancelled,
        }
    }
}

/// The JSON on several lines, for people too.
pub(crate) fn page(document: &impl Serialize) -> Result<String, Stop> {
    finish(serde_json::to_string_pretty(document))
}

/// The JSON on one line.
pub(crate) fn line(document: &impl Serialize) -> Result<String, Stop> {
    finish(serde_json::to_string(document))
}

fn finish(json: serde_json::Result<String>) -> Result<String, Stop> {
    let json = json.map_err(|error| Stop::other(format!("cannot write JSON: {error}")))?;
    let mut json = safe_json(&json);
    json.push('\n');
    Ok(json)
}
