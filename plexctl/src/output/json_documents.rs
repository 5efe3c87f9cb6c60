//! The JSON that the program writes. Its shape is kept; programs read it.
//!
//! Every document and every line is one object with `"version": 1`. The number grows when a field
//! is taken away or changes its meaning; fields may be added without that. The shapes stand as JSON
//! Schemas in `schemas/`, one for each command and format; there also stand the messages of `serve`
//! (`serve.events`, `serve.answer`) and of `bridge` (`bridge.activity`, `bridge.attributes`,
//! `bridge.discovery`). An activity inside is as the server spells it (`uuid`, `type`, `title`,
//! `progress`, `Context`, ...), with every field that the server sent, also those that plexctl does
//! not know.
//!
//! | command | `-o json` | `-o jsonl` |
//! |---|---|---|
//! | `list` | `{"version", "activities": [ACTIVITY], "unreadable": [{"uuid", "reason", "raw"}]}` | `{"version", "activity": ACTIVITY}` for each |
//! | `get` | `{"version", "activity": ACTIVITY}` | the same on one line |
//! | `cancel` | `{"version", "cancelled": [UUID]}` | `{"version", "cancelled": UUID}` for each |
//! | `watch` | none | `{"version", "server", "at", "event", ...}` for each event |
//! | `replay` | none | as `watch`; `server` is the file, and `at` the time of the record |
//! | `record` | recordings, whatever `-o` says: see `plex_api::Record` | the same |
//! | `wait` | `{"version", "outcomes": [OUTCOME]}` | `{"version", "outcome": OUTCOME}` for each, as it comes |
//! | `scan` | `{"version", "scan": SCAN, "outcome": OUTCOME}` at its end | `{"version", "scan": SCAN}`, then `{"version", "outcome": OUTCOME}` |
//! | `config list`, `config show` | `{"version", "path", "exists", "servers": [SERVER]}` | `{"version", "server": SERVER}` for each |
//!
//! A SERVER of the configuration is `{"name", "default", "url", "token", "token_file", "ca_cert",
//! "pin_sha256": [...], "resolve": [...]}`, where `token` is where the token is: `"file"`, `"config"` or `null`.
//!
//! An event of `watch` has the `server` it is of (its name in the configuration, or else its URL),
//! the time `at` which it was told (RFC 3339, UTC, milliseconds), and by `event`:
//!
//! | `event` | further fields |
//! |---|---|
//! | `started` | `activity`: ACTIVITY, `observed`: `"notification"` as it began, or `"list"` when it ran already; `incarnation`, `last_moved_seconds` |
//! | `updated` | `activity`, `incarnation`, `last_moved_seconds` |
//! | `ended` | `activity`, `how`: `"ended"` when the server said so, or `"vanished"` when it is listed no more; `incarnation`, `last_moved_seconds` |
//! | `standstill` | `activity`, `last_moved_seconds`: it runs, and has not moved for this long |
//! | `lagged` | `missed`: so many events were lost, because they were read too slowly |
//! | `connected` | `transport`: `"websocket"`, `"eventsource"` or `"poll"` |
//! | `disconnected` | `reason`, `retry_in_seconds` |
//! | `resynced` | none: what happened without a connection has been made up for |
//! | `undecodable` | `excerpt` of a message that was skipped |
//! | `incomplete_lists_used` | none |
//! | `failed` | `reason`, `code`: the server is given up, and this is what the program would end with |
//!
//! Of each activity there is one `started`, then any number of `updated`, then one `ended`.
//! `last_moved_seconds` is how long progress, title and subtitle have stood still, in whole
//! seconds; `incarnation` is 0, or how often an activity of the same uuid was over before. Further
//! kinds of events may be added without a new version.
//!
//! An OUTCOME is `{"uuid", "how", "activity"}`, where `activity` is what was last known, or `null`,
//! and `how` is `"ended"`, `"vanished"` (it is listed no more), `"never_seen"` (it never showed up),
//! `"still_running"` or `"unknown"` (`--timeout` passed; the latter when nothing was heard of it),
//! or `"idle"` (nothing was named, and what was waited for runs no more; `uuid` is `null`). A SCAN is
//! `{"section": {"id", "title"}, "activity": UUID, "identified"}`, where `identified` is
//! `"header"` (the server named the activity), `"correlated"` (it was found by its type and
//! section), or `null` when no activity was found, and then `activity` is `null` too. `outcome` is
//! `null` when nobody waited or no outcome came.
//!
//! `unreadable` holds entries of the server's list that are no activities: what came (`raw`), why
//! it cannot be read (`reason`), and its `uuid` or `null`. With `-o jsonl` they are told on
//! standard error.

use plex_api::{Activity, ActivityId, ActivityList, Unreadable};
use serde::Serialize;
use serde_json::Value;

use super::sanitize::sanitize_json;
use crate::error::CliError;

/// The version of every shape above.
pub(crate) const VERSION: u32 = 1;

/// What `list -o json` writes.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ListDocument<'a> {
    version: u32,
    activities: &'a [Activity],
    unreadable: Vec<UnreadableEntry<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct UnreadableEntry<'a> {
    uuid: Option<ActivityId>,
    reason: &'a str,
    raw: &'a Value,
}

/// One activity: what `get` writes, and `list -o jsonl` for each.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ActivityDocument<'a> {
    version: u32,
    activity: &'a Activity,
}

/// What `cancel -o json` writes: the activities whose cancel the server took.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct CancelDocument<'a> {
    version: u32,
    cancelled: &'a [ActivityId],
}

/// What `cancel -o jsonl` writes for each activity whose cancel the server took.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
pub(crate) fn to_pretty_json(document: &impl Serialize) -> Result<String, CliError> {
    finish(serde_json::to_string_pretty(document))
}

/// The JSON on one line.
pub(crate) fn to_json_line(document: &impl Serialize) -> Result<String, CliError> {
    finish(serde_json::to_string(document))
}

fn finish(json: serde_json::Result<String>) -> Result<String, CliError> {
    let json = json.map_err(|error| CliError::other(format!("cannot write JSON: {error}")))?;
    let mut json = sanitize_json(&json);
    json.push('\n');
    Ok(json)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schemas_say_what_list_get_and_cancel_write() {
        use crate::output::assert_schema;
        assert_schema::<ListDocument<'_>>("list.json");
        assert_schema::<ActivityDocument<'_>>("list.jsonl");
        assert_schema::<ActivityDocument<'_>>("get.json");
        assert_schema::<CancelDocument<'_>>("cancel.json");
        assert_schema::<CancelLine<'_>>("cancel.jsonl");
    }
}
