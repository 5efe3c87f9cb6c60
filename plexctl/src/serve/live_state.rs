//! The current state of the server, and the channel to all open pages.

use std::sync::Arc;
use std::time::SystemTime;

use plex_api::{
    Activity, ActivityEvent, ActivityId, ConnectionState, ConnectionStatus, Live, LiveActivity,
};
use serde::Serialize;
use tokio::sync::broadcast;

use crate::error::CliError;
use crate::follow::{Update, UpdateKind, event_to_json, running_to_json};
use crate::output::{VERSION, to_json_line};

/// The buffer of a page. A page that falls behind gets a new snapshot.
const WAITING: usize = 256;

/// The activities of a snapshot take about this many bytes at most. The others follow as events.
const SNAPSHOT_BYTES: usize = 256 * 1024;

/// One event as JSON, shared by all pages.
pub(crate) type EventJson = Arc<str>;

/// What a page receives first.
pub(crate) struct Snapshot {
    pub(crate) line: EventJson,
    /// The last activity in it, if there are more: [`LiveState::next_running`] returns them.
    pub(crate) shown: Option<ActivityId>,
    pub(crate) events: broadcast::Receiver<EventJson>,
}

/// The state of the server, and the channel for its events.
pub(crate) struct LiveState {
    server: String,
    live: Live,
    events: broadcast::Sender<EventJson>,
}

/// The state of the connection, as the page receives it.
#[derive(Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "state", rename_all = "snake_case")]
enum PageConnection {
    Connecting,
    Connected { transport: &'static str },
    Disconnected { reason: String },
}

/// The first event of every page.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(inline))]
struct SnapshotEvent<'a> {
    version: u32,
    server: &'a str,
    at: String,
    event: SnapshotTag,
    connection: &'a PageConnection,
    /// Why the server's lists of activities cannot be used now; `null` when they can.
    lists_failing: Option<&'a str>,
    activities: Vec<SnapshotEntry<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
enum SnapshotTag {
    Snapshot,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct SnapshotEntry<'a> {
    activity: &'a Activity,
    incarnation: u32,
    last_moved_seconds: u64,
}

impl LiveState {
    pub(crate) fn new(server: &str, live: Live) -> Self {
        Self {
            server: server.to_owned(),
            live,
            events: broadcast::channel(WAITING).0,
        }
    }

    /// Sends an event to every page.
    pub(crate) fn publish(&self, event: ActivityEvent) -> Result<(), CliError> {
        let line = event_to_json(&Update::now(0, UpdateKind::Event(event)), &self.server)?;
        if !line.is_empty() {
            // Without an open page nobody receives it.
            let _ = self.events.send(line.trim_end().into());
        }
        Ok(())
    }

    /// Returns a snapshot and the channel of all later events, without a gap between them.
    ///
    /// The snapshot may be ahead of the first events. They come in order, so the page agrees with the
    /// server again after the last of them.
    pub(crate) fn subscribe(&self) -> Result<Snapshot, CliError> {
        // Before the snapshot is taken, so that it has what was sent before.
        let events = self.events.subscribe();
        let running = self.live.snapshot();
        let (mut activities, mut bytes) = (Vec::new(), 0);
        for one in &running {
            let entry = SnapshotEntry::new(one);
            bytes += to_json_line(&entry)?.len();
            if bytes > SNAPSHOT_BYTES && !activities.is_empty() {
                break;
            }
            activities.push(entry);
        }
        let is_whole = activities.len() == running.len();
        let last = activities.last().map(|last| last.activity.id().clone());
        let line = to_json_line(&SnapshotEvent {
            version: VERSION,
            server: &self.server,
            at: humantime::format_rfc3339_millis(SystemTime::now()).to_string(),
            event: SnapshotTag::Snapshot,
            connection: &PageConnection::new(running.status()),
            lists_failing: running.status().lists_failing.as_deref(),
            activities,
        })?;
        Ok(Snapshot {
            line: line.trim_end().into(),
            shown: last.filter(|_| !is_whole),
            events,
        })
    }

    /// Returns the next running activity after this one, as an event.
    pub(crate) fn next_running(
        &self,
        shown: &ActivityId,
    ) -> Result<Option<(ActivityId, EventJson)>, CliError> {
        let running = self.live.snapshot();
        let running = running.iter().as_slice();
        let after = running.partition_point(|one| one.id() <= shown);
        let Some(next) = running.get(after) else {
            return Ok(None);
        };
        let (incarnation, still) = (next.incarnation(), next.last_moved());
        let line = running_to_json(&self.server, next.activity(), incarnation, still)?;
        Ok(Some((next.id().clone(), line.trim_end().into())))
    }
}

impl PageConnection {
    /// While an attempt follows a failed one, the reason of that one is shown.
    fn new(status: &ConnectionStatus) -> Self {
        match (&status.state, &status.last_trouble) {
            (ConnectionState::Connected(transport), _) => Self::Connected {
                transport: transport.as_str(),
            },
            (_, Some(reason)) => Self::Disconnected {
                reason: reason.to_string(),
            },
            (_, None) => Self::Connecting,
        }
    }
}

impl<'a> SnapshotEntry<'a> {
    fn new(one: &'a LiveActivity) -> Self {
        Self {
            activity: one.activity(),
            incarnation: one.incarnation(),
            last_moved_seconds: one.last_moved().as_secs(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::follow::EventLine;

    /// The messages of `GET /events`: the first one, and all others.
    #[derive(schemars::JsonSchema)]
    #[serde(untagged)]
    #[expect(dead_code, reason = "only its schema is wanted")]
    enum PageMessage<'a> {
        Snapshot(SnapshotEvent<'a>),
        Event(EventLine<'a>),
    }

    #[test]
    fn the_event_schema_is_up_to_date() {
        crate::output::assert_schema::<PageMessage<'_>>("serve.events");
    }
}
