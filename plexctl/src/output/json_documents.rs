//! The JSON documents that the program writes. Their format is stable, because programs read them.
//!
//! Every document and every line is one object with `"version": 1`. The version increases when a
//! field is removed or changes its meaning; adding a field does not change it. The folder `schemas/`
//! has a JSON Schema for each command and format, and for the messages of `serve` (`serve.events`,
//! `serve.answer`) and of `bridge` (`bridge.activity`, `bridge.attributes`, `bridge.end`,
//! `bridge.library`, `bridge.result`). An activity has the field names of the server (`uuid`, `type`,
//! `title`, `progress`, `Context`, ...) and every field that the server sent, including fields that
//! plexctl does not know.
//!
//! | command | `-o json` | `-o jsonl` |
//! |---|---|---|
//! | `list` | `{"version", "activities": [ACTIVITY], "unreadable": [{"uuid", "reason", "raw"}]}` | `{"version", "activity": ACTIVITY}` for each |
//! | `get` | `{"version", "activity": ACTIVITY}` | the same on one line |
//! | `cancel` | `{"version", "cancelled": [UUID]}` | `{"version", "cancelled": UUID}` for each |
//! | `watch` | none | `{"version", "server", "at", "event", ...}` for each event |
//! | `replay` | none | as `watch`; `server` is the file, and `at` the time of the record |
//! | `record` | recordings, whatever `-o` says: see `plex_api::Record` | the same |
//! | `wait` | `{"version", "outcomes": [OUTCOME]}` | `{"version", "outcome": OUTCOME}` for each, as it finishes |
//! | `quiet`, `wait --quiet` | `{"version", "verdict", "reasons", "unknown", "notes", "ignored", "quiet_for_seconds"}` | the same on one line |
//! | `scan` | `{"version", "scan": SCAN, "outcome": OUTCOME}` at the end | `{"version", "scan": SCAN}`, then `{"version", "outcome": OUTCOME}` |
//! | `scan` of several sections | `{"version", "scans": [{"scan", "outcome", "error"}]}` at the end | `{"version", "scan": SCAN, "outcome": OUTCOME, "error"}` for each, as it finishes |
//! | `start` | `{"version", "jobs": [{"job": JOB, "outcome": OUTCOME, "error"}]}` at the end | `{"version", "job": JOB, "outcome": OUTCOME, "error"}` for each, as it finishes |
//! | `sections` | `{"version", "sections": [SECTION]}` | `{"version", "section": SECTION}` for each |
//! | `tasks` | `{"version", "tasks": [TASK], "hours": {"start", "end"}, "running": [ACTIVITY]}` | `{"version", "task": TASK}` for each |
//! | `config list`, `config show` | `{"version", "path", "exists", "servers": [SERVER]}` | `{"version", "server": SERVER}` for each |
//!
//! A SERVER of the configuration is `{"name", "default", "url", "token", "token_file", "ca_cert",
//! "pin_sha256": [...], "resolve": [...]}`, where `token` says where the token is kept: `"file"`, `"config"` or `null`.
//!
//! An event of `watch` has a `server` (its name in the configuration, or else its URL), the time `at`
//! which it was reported (RFC 3339, UTC, milliseconds), and further fields that depend on `event`:
//!
//! | `event` | further fields |
//! |---|---|
//! | `started` | `activity`: ACTIVITY, `observed`: `"notification"` when it started, `"list"` when it was running already, or `"known"` when plexctl knew of it; `incarnation`, `last_moved_seconds` |
//! | `updated` | `activity`, `incarnation`, `last_moved_seconds` |
//! | `ended` | `activity`, `how`: `"ended"` when the server said so, or `"vanished"` when it is gone from the server's list; `incarnation`, `last_moved_seconds` |
//! | `standstill` | `activity`, `last_moved_seconds`: it is running, and has made no progress for this long |
//! | `lagged` | `missed`: how many events were lost because they were read too slowly |
//! | `connected` | `transport`: `"websocket"`, `"eventsource"` or `"poll"` |
//! | `disconnected` | `reason`, `retry_in_seconds` |
//! | `resynced` | none: all running activities are known, and all ends that were missed while disconnected were told |
//! | `undecodable` | `excerpt` of a message that was skipped |
//! | `known` | `verified`: `false` after the activities that plexctl knew already, `true` once a list has verified them |
//! | `lists_failing` | `reason`: the server's lists cannot be used, so an end shows only if the server sends a notification of it |
//! | `lists_recovered` | none: they can be used again |
//! | `incomplete_lists_used` | none |
//! | `failed` | `reason`, `code`: plexctl gave up on the server; `code` is the exit code for this failure |
//!
//! Each activity has one `started`, then any number of `updated`, then one `ended`.
//! `last_moved_seconds` is how long progress, title and subtitle have not changed, in whole seconds.
//! `incarnation` counts how often an activity with the same uuid finished before. New kinds of
//! events may be added without a new version.
//!
//! An OUTCOME is `{"uuid", "how", "activity"}`, where `activity` is the last known state or `null`,
//! and `how` is `"ended"`, `"vanished"` (gone from the server's list), `"never_seen"` (it never
//! appeared), `"still_running"` or `"unknown"` (`--timeout` passed, and for `"unknown"` nothing was
//! received about it), or `"idle"` (for `--idle`; `uuid` is `null`). A SCAN is
//! `{"section": {"id", "title"}, "activity": UUID, "identified"}`, where `identified` is
//! `"header"` (the server named the activity), `"correlated"` (plexctl found it by type and
//! section), or `null` when no activity was found, and then `activity` is `null` too. `outcome` is
//! `null` without `--wait`, or when the wait itself failed. The `how` of a scan's OUTCOME may also be
//! `"idle"` (the section was refreshing and is quiet), `"scanned"` (the time of its last scan has
//! moved) or `"nothing_seen"`, and then `uuid` is `null`. `error` is a sentence, or `null`.
//!
//! A JOB is `{"what", "target": {"id", "title"}, "activity": UUID, "identified"}`; `target` is `null` for
//! work on the whole server. The `how` of its OUTCOME may also be `"settled"` (several activities did the
//! work, and none has run for a while), `"changed"` (the thing itself is as requested), `"answered"` (the
//! server answers when it is done) or `"unobservable"` (nothing tells its end), with `uuid` `null`. A
//! SECTION and a TASK have the server's field names. `hours` are the maintenance hours in the server's
//! local time, or `null`; `running` are the activities that the butler may have started.
//!
//! The `verdict` of `quiet` is `"busy"`, `"quiet"` or `"unknown"`. `reasons` is the running work, `unknown`
//! the facts that could not be seen, `notes` the facts that do not change the verdict, and `ignored` the
//! running work that was left out as the options say. Each entry has `source`, a kind of work, and `text`, a
//! line for people; one of `reasons` and `ignored` also has `since` (seconds since 1970) and `activity`,
//! `session` and `section` or `null`; one of `unknown` has `error`, the kind of error of the SDK or `null`.
//! `quiet_for_seconds` is how long nothing has been seen to work, or `null`.
//!
//! `unreadable` holds entries of the server's list that cannot be read: the entry itself (`raw`), the
//! `reason`, and its `uuid` or `null`. With `-o jsonl` they are reported on standard error.

use plex_api::{Activity, ActivityId, ActivityList, Unreadable};
use serde::Serialize;
use serde_json::Value;

use super::sanitize::sanitize_json;
use crate::error::CliError;

/// The version of all these formats.
pub(crate) const VERSION: u32 = 1;

/// The document of `list -o json`.
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

/// One activity: the output of `get`, and of `list -o jsonl` for each.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ActivityDocument<'a> {
    version: u32,
    activity: &'a Activity,
}

/// The document of `cancel -o json`: the activities whose cancellation the server accepted.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct CancelDocument<'a> {
    version: u32,
    cancelled: &'a [ActivityId],
}

/// The line of `cancel -o jsonl` for each activity whose cancellation the server accepted.
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

/// Renders a document as JSON on several lines.
pub(crate) fn to_pretty_json(document: &impl Serialize) -> Result<String, CliError> {
    finish(serde_json::to_string_pretty(document))
}

/// Renders a document as JSON on one line.
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
    fn the_list_get_and_cancel_schemas_are_up_to_date() {
        use crate::output::assert_schema;
        assert_schema::<ListDocument<'_>>("list.json");
        assert_schema::<ActivityDocument<'_>>("list.jsonl");
        assert_schema::<ActivityDocument<'_>>("get.json");
        assert_schema::<CancelDocument<'_>>("cancel.json");
        assert_schema::<CancelLine<'_>>("cancel.jsonl");
    }
}
