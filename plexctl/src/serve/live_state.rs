//! The current state of the server, and the channel to all open pages.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use plex_api::{Activity, ActivityEvent, ActivityId};
use serde::Serialize;
use tokio::sync::broadcast;
use tokio::time::Instant;

use crate::error::CliError;
use crate::follow::{Update, UpdateKind, event_to_json, running_to_json, transport_name};
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
    known: Mutex<LiveView>,
    events: broadcast::Sender<EventJson>,
}

struct LiveView {
    running: BTreeMap<ActivityId, LiveActivity>,
    connection: PageConnection,
    /// Why lists of activities cannot be used now.
    lists_failing: Option<Arc<str>>,
}

struct LiveActivity {
    activity: Arc<Activity>,
    incarnation: u32,
    moved_at: Instant,
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
    /// Creates it for a server whose state is not known yet.
    pub(crate) fn new(server: &str) -> Self {
        Self {
            server: server.to_owned(),
            known: Mutex::new(LiveView {
                running: BTreeMap::new(),
                connection: PageConnection::Connecting,
                lists_failing: None,
            }),
            events: broadcast::channel(WAITING).0,
        }
    }

    /// Applies an event, and sends it to every page.
    pub(crate) fn publish(&self, event: ActivityEvent) -> Result<(), CliError> {
        let mut known = self.lock();
        known.apply(&event);
        let line = event_to_json(&Update::now(0, UpdateKind::Event(event)), &self.server)?;
        if !line.is_empty() {
            // Without an open page nobody receives it.
            let _ = self.events.send(line.trim_end().into());
        }
        Ok(())
    }

    /// Returns a snapshot and the channel of all later events, without a gap between them.
    pub(crate) fn subscribe(&self) -> Result<Snapshot, CliError> {
        let known = self.lock();
        let now = Instant::now();
        let (mut activities, mut bytes) = (Vec::new(), 0);
        for running in known.running.values() {
            let entry = running.to_entry(now);
            bytes += to_json_line(&entry)?.len();
            if bytes > SNAPSHOT_BYTES && !activities.is_empty() {
                break;
            }
            activities.push(entry);
        }
        let is_whole = activities.len() == known.running.len();
        let last = activities.last().map(|last| last.activity.id().clone());
        let line = to_json_line(&SnapshotEvent {
            version: VERSION,
            server: &self.server,
            at: humantime::format_rfc3339_millis(SystemTime::now()).to_string(),
            event: SnapshotTag::Snapshot,
            connection: &known.connection,
            lists_failing: known.lists_failing.as_deref(),
            activities,
        })?;
        Ok(Snapshot {
            line: line.trim_end().into(),
            shown: last.filter(|_| !is_whole),
            events: self.events.subscribe(),
        })
    }

    /// Returns the next running activity after this one, as an event.
    pub(crate) fn next_running(
        &self,
        shown: &ActivityId,
    ) -> Result<Option<(ActivityId, EventJson)>, CliError> {
        let known = self.lock();
        let after = (Bound::Excluded(shown), Bound::Unbounded);
        let Some((id, running)) = known.running.range(after).next() else {
            return Ok(None);
        };
        let still = running.still(Instant::now());
        let line = running_to_json(&self.server, &running.activity, running.incarnation, still)?;
        Ok(Some((id.clone(), line.trim_end().into())))
    }

    fn lock(&self) -> MutexGuard<'_, LiveView> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl LiveView {
    fn apply(&mut self, event: &ActivityEvent) {
        match event {
            ActivityEvent::Started {
                activity,
                incarnation,
                last_moved,
                ..
            }
            | ActivityEvent::Updated {
                activity,
                incarnation,
                last_moved,
                ..
            } => {
                let running = LiveActivity {
                    activity: Arc::clone(activity),
                    incarnation: *incarnation,
                    moved_at: instant_before(*last_moved),
                };
                self.running.insert(activity.id().clone(), running);
            }
            ActivityEvent::Ended { activity, .. } => {
                self.running.remove(activity.id());
            }
            ActivityEvent::Connected { transport, .. } => {
                let transport = transport_name(*transport);
                self.connection = PageConnection::Connected { transport };
            }
            ActivityEvent::Disconnected { reason, .. } => {
                let reason = reason.to_string();
                self.connection = PageConnection::Disconnected { reason };
            }
            ActivityEvent::ListsFailing { reason, .. } => {
                self.lists_failing = Some(Arc::clone(reason));
            }
            ActivityEvent::ListsRecovered => self.lists_failing = None,
            _ => {}
        }
    }
}

impl LiveActivity {
    fn to_entry(&self, now: Instant) -> SnapshotEntry<'_> {
        SnapshotEntry {
            activity: &self.activity,
            incarnation: self.incarnation,
            last_moved_seconds: self.still(now).as_secs(),
        }
    }

    fn still(&self, now: Instant) -> Duration {
        now.saturating_duration_since(self.moved_at)
    }
}

fn instant_before(time: Duration) -> Instant {
    let now = Instant::now();
    now.checked_sub(time).unwrap_or(now)
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
