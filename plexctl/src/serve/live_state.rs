//! The current state of the servers, and the channel to all open pages.

use std::sync::Arc;
use std::time::SystemTime;

use plex_api::{ActivityEvent, ActivityId, LiveActivity, LiveSnapshot};
use serde::Serialize;
use tokio::sync::broadcast;

use super::followed_servers::{Beginning, FollowedServer, FollowedServers, ServerConnection};
use super::recent_ends::RecentEnd;
use crate::error::CliError;
use crate::follow::{Update, UpdateKind, event_to_json, running_to_json};
use crate::output::{VERSION, to_json_line};

/// The buffer of a page. A page that falls behind gets new snapshots.
const WAITING: usize = 256;

/// The activities of a snapshot take about this many bytes at most. The others follow as events.
const SNAPSHOT_BYTES: usize = 256 * 1024;

/// One event as JSON, shared by all pages.
pub(crate) type EventJson = Arc<str>;

/// A message to all pages.
#[derive(Clone)]
pub(crate) enum PageNews {
    Event(EventJson),
    /// Servers were added or removed, so everything is sent again.
    Reset,
}

/// The first message about one server to a page.
pub(crate) struct Snapshot {
    pub(crate) line: EventJson,
    /// The last activity in it, if there are more: [`LiveState::next_running`] returns them.
    pub(crate) shown: Option<ActivityId>,
}

/// The state of the servers, and the channel for their events.
pub(crate) struct LiveState {
    pub(crate) servers: FollowedServers,
    news: broadcast::Sender<PageNews>,
}

/// The first event of every page about a server.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(inline))]
struct SnapshotEvent<'a> {
    version: u32,
    server: &'a str,
    at: String,
    event: SnapshotTag,
    /// The names of all servers.
    servers: Vec<String>,
    connection: &'a ServerConnection,
    /// The reason why the server's lists of activities cannot be used now; `null` when they can.
    lists_failing: Option<&'a str>,
    activities: Vec<SnapshotEntry<'a>>,
    /// The last ends, the newest first.
    recent: Vec<RecentEnd>,
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
    activity: &'a plex_api::Activity,
    incarnation: u32,
    last_moved_seconds: u64,
    /// Since its beginning, or since it was first seen.
    running_seconds: f64,
    /// Its beginning was seen. Otherwise it runs for longer.
    start_seen: bool,
}

impl LiveState {
    /// Creates it without servers.
    pub(crate) fn new() -> Self {
        Self {
            servers: FollowedServers::default(),
            news: broadcast::channel(WAITING).0,
        }
    }

    /// Notes an event of a server, and sends it to every page.
    pub(crate) fn publish(
        &self,
        server: &FollowedServer,
        event: &ActivityEvent,
    ) -> Result<(), CliError> {
        server.note(event);
        // Without an open page nobody would read it.
        if self.news.receiver_count() == 0 {
            return Ok(());
        }
        let update = Update::now(0, UpdateKind::Event(event.clone()));
        let line = event_to_json(&update, server.name())?;
        if !line.is_empty() {
            let _ = self.news.send(PageNews::Event(line.trim_end().into()));
        }
        Ok(())
    }

    /// Lets every page start over, because servers were added or removed.
    pub(crate) fn reset_pages(&self) {
        let _ = self.news.send(PageNews::Reset);
    }

    /// Returns the channel of all later news.
    pub(crate) fn subscribe(&self) -> broadcast::Receiver<PageNews> {
        self.news.subscribe()
    }

    /// Returns a snapshot of a server. When the page has subscribed before, nothing is missing between
    /// both.
    ///
    /// The snapshot may be ahead of the first events. They come in order, so the page agrees with the
    /// server again after the last of them.
    pub(crate) fn snapshot(&self, server: &FollowedServer) -> Result<Snapshot, CliError> {
        let client = server.client();
        let running = client.map(|client| client.live.snapshot());
        let now = SystemTime::now();
        let (mut activities, mut bytes) = (Vec::new(), 0);
        for one in running.iter().flatten() {
            let entry = SnapshotEntry::new(one, server.beginning(one), now);
            bytes += to_json_line(&entry)?.len();
            if bytes > SNAPSHOT_BYTES && !activities.is_empty() {
                break;
            }
            activities.push(entry);
        }
        let is_whole = activities.len() == running.as_ref().map_or(0, LiveSnapshot::len);
        let last = activities.last().map(|last| last.activity.id().clone());
        let status = running.as_ref().map(LiveSnapshot::status);
        let names = self.servers.all();
        let line = to_json_line(&SnapshotEvent {
            version: VERSION,
            server: server.name(),
            at: humantime::format_rfc3339_millis(now).to_string(),
            event: SnapshotTag::Snapshot,
            servers: names.iter().map(|one| one.name().to_owned()).collect(),
            connection: &ServerConnection::of(server),
            lists_failing: status.and_then(|status| status.lists_failing.as_deref()),
            activities,
            recent: server.recent_ends(),
        })?;
        Ok(Snapshot {
            line: line.trim_end().into(),
            shown: last.filter(|_| !is_whole),
        })
    }

    /// Returns the next running activity of a server after this one, as an event.
    pub(crate) fn next_running(
        &self,
        server: &FollowedServer,
        shown: &ActivityId,
    ) -> Result<Option<(ActivityId, EventJson)>, CliError> {
        let Some(client) = server.client() else {
            return Ok(None);
        };
        let running = client.live.snapshot();
        let running = running.iter().as_slice();
        let after = running.partition_point(|one| one.id() <= shown);
        let Some(next) = running.get(after) else {
            return Ok(None);
        };
        let beginning = server.beginning(next);
        let now = SystemTime::now();
        let running_seconds = beginning.seconds_before(now);
        let line = running_to_json(server.name(), now, next, running_seconds, beginning.is_seen)?;
        Ok(Some((next.id().clone(), line.trim_end().into())))
    }
}

impl<'a> SnapshotEntry<'a> {
    fn new(one: &'a LiveActivity, beginning: Beginning, now: SystemTime) -> Self {
        Self {
            activity: one.activity(),
            incarnation: one.incarnation(),
            last_moved_seconds: one.last_moved().as_secs(),
            running_seconds: beginning.seconds_before(now),
            start_seen: beginning.is_seen,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::follow::EventLine;

    /// The messages of `GET /events`: the first ones, and all others.
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
