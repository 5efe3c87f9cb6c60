//! The answers of the API, as JSON. `openapi/agent.yaml` describes it.

use std::time::SystemTime;

use plex_api::{Activity, LiveActivity, LiveSnapshot};
use serde::Serialize;

use crate::output::VERSION;
use crate::serve::{FollowedServer, ServerConnection};

/// The answer of `GET /api/v1/servers`.
#[derive(Serialize)]
pub(super) struct ServersDocument<'a> {
    version: u32,
    servers: Vec<ServerEntry<'a>>,
}

/// A server, and the connection to it.
#[derive(Serialize)]
pub(super) struct ServerEntry<'a> {
    name: &'a str,
    #[serde(flatten)]
    connection: ServerConnection,
    /// True if all running activities of the server are known.
    synced: bool,
    lists_failing: Option<String>,
    /// The number of running activities; `null` while it is not known.
    running: Option<usize>,
    /// The number of running activities that are not followed.
    not_followed: usize,
}

/// A running activity.
#[derive(Serialize)]
pub(super) struct RunningEntry<'a> {
    server: &'a str,
    activity: &'a Activity,
    incarnation: u32,
    last_moved_seconds: u64,
    running_seconds: f64,
    start_seen: bool,
}

/// The answer of `GET /api/v1/activities/{id}`.
#[derive(Serialize)]
pub(super) struct ActivityAnswer<'a> {
    version: u32,
    #[serde(flatten)]
    entry: RunningEntry<'a>,
}

/// The answer of `GET /healthz`.
#[derive(Serialize)]
pub(super) struct HealthDocument {
    version: u32,
    status: &'static str,
}

/// The message to a reader that has missed events.
#[derive(Serialize)]
pub(super) struct ResetEvent<'a> {
    version: u32,
    at: String,
    event: &'static str,
    reason: &'a str,
}

impl<'a> ServersDocument<'a> {
    pub(super) fn new(servers: impl Iterator<Item = &'a FollowedServer>) -> Self {
        Self {
            version: VERSION,
            servers: servers.map(ServerEntry::new).collect(),
        }
    }
}

impl<'a> ServerEntry<'a> {
    pub(super) fn new(server: &'a FollowedServer) -> Self {
        let connection = ServerConnection::of(server);
        let snapshot = server.client().map(|client| client.live.snapshot());
        let is_connected = matches!(connection, ServerConnection::Connected { .. });
        let synced = snapshot.as_ref().is_some_and(LiveSnapshot::is_synced) && is_connected;
        let status = snapshot.as_ref().map(LiveSnapshot::status);
        let failing = status.and_then(|status| status.lists_failing.as_ref());
        let known = snapshot.as_ref().filter(|_| synced);
        Self {
            name: server.name(),
            connection,
            synced,
            lists_failing: failing.map(ToString::to_string),
            running: known.map(LiveSnapshot::len),
            not_followed: snapshot.as_ref().map_or(0, LiveSnapshot::not_followed),
        }
    }
}

impl<'a> RunningEntry<'a> {
    pub(super) fn new(
        server: &'a FollowedServer,
        running: &'a LiveActivity,
        now: SystemTime,
    ) -> Self {
        let beginning = server.beginning(running);
        Self {
            server: server.name(),
            activity: running.activity(),
            incarnation: running.incarnation(),
            last_moved_seconds: running.last_moved().as_secs(),
            running_seconds: beginning.seconds_before(now),
            start_seen: beginning.is_seen,
        }
    }
}

impl<'a> ActivityAnswer<'a> {
    pub(super) fn new(server: &'a FollowedServer, running: &'a LiveActivity) -> Self {
        Self {
            version: VERSION,
            entry: RunningEntry::new(server, running, SystemTime::now()),
        }
    }
}

impl HealthDocument {
    pub(super) const HEALTHY: Self = Self {
        version: VERSION,
        status: "ok",
    };
}

impl<'a> ResetEvent<'a> {
    pub(super) fn new(reason: &'a str) -> Self {
        Self {
            version: VERSION,
            at: humantime::format_rfc3339_millis(SystemTime::now()).to_string(),
            event: "reset",
            reason,
        }
    }
}
