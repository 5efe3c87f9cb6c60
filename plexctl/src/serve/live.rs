//! What runs now, and everybody who wants to know.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use plex_api::{Activity, ActivityEvent, ActivityId};
use serde::Serialize;
use tokio::sync::broadcast;
use tokio::time::Instant;

use crate::following::{News, Told, line_of, transport_word};
use crate::output::{VERSION, line};
use crate::stop::Stop;

/// Events that a page has not taken yet. One that is slower gets a new snapshot.
const WAITING: usize = 256;

/// One event as JSON, shared by all pages.
pub(crate) type Line = Arc<str>;

/// What is known of the server, and where its news goes.
pub(crate) struct Live {
    server: String,
    known: Mutex<Known>,
    news: broadcast::Sender<Line>,
}

struct Known {
    running: BTreeMap<ActivityId, Running>,
    connection: Link,
}

struct Running {
    activity: Arc<Activity>,
    incarnation: u32,
    moved_at: Instant,
}

/// How the connection is, as the page is told.
#[derive(Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "state", rename_all = "snake_case")]
enum Link {
    Connecting,
    Connected { transport: &'static str },
    Disconnected { reason: String },
}

/// The first event of every page.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(inline))]
struct Snapshot<'a> {
    version: u32,
    server: &'a str,
    at: String,
    event: First,
    connection: &'a Link,
    activities: Vec<Entry<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
enum First {
    Snapshot,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Entry<'a> {
    activity: &'a Activity,
    incarnation: u32,
    last_moved_seconds: u64,
}

impl Live {
    /// For a server of which nothing is known yet.
    pub(crate) fn new(server: &str) -> Self {
        Self {
            server: server.to_owned(),
            known: Mutex::new(Known {
                running: BTreeMap::new(),
                connection: Link::Connecting,
            }),
            news: broadcast::channel(WAITING).0,
        }
    }

    /// Takes note of an event, and tells every page.
    pub(crate) fn take(&self, event: ActivityEvent) -> Result<(), Stop> {
        let mut known = self.known();
        known.take(&event);
        let line = line_of(&Told::now(0, News::Event(event)), &self.server)?;
        if !line.is_empty() {
            // Without a page there is nobody to tell.
            let _ = self.news.send(line.trim_end().into());
        }
        Ok(())
    }

    /// What runs now, and everything that happens from now on: nothing is missing in between.
    pub(crate) fn join(&self) -> Result<(Line, broadcast::Receiver<Line>), Stop> {
        let known = self.known();
        let now = Instant::now();
        let snapshot = line(&Snapshot {
            version: VERSION,
            server: &self.server,
            at: humantime::format_rfc3339_millis(SystemTime::now()).to_string(),
            event: First::Snapshot,
            connection: &known.connection,
            activities: known.running.values().map(|one| one.entry(now)).collect(),
        })?;
        Ok((snapshot.trim_end().into(), self.news.subscribe()))
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn take(&mut self, event: &ActivityEvent) {
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
                let running = Running {
                    activity: Arc::clone(activity),
                    incarnation: *incarnation,
                    moved_at: ago(*last_moved),
                };
                self.running.insert(activity.id().clone(), running);
            }
            ActivityEvent::Ended { activity, .. } => {
                self.running.remove(activity.id());
            }
            ActivityEvent::Connected { transport, .. } => {
                let transport = transport_word(*transport);
                self.connection = Link::Connected { transport };
            }
            ActivityEvent::Disconnected { reason, .. } => {
                let reason = reason.to_string();
                self.connection = Link::Disconnected { reason };
            }
            _ => {}
        }
    }
}

impl Running {
    fn entry(&self, now: Instant) -> Entry<'_> {
        Entry {
            activity: &self.activity,
            incarnation: self.incarnation,
            last_moved_seconds: now.saturating_duration_since(self.moved_at).as_secs(),
        }
    }
}

fn ago(time: Duration) -> Instant {
    let now = Instant::now();
    now.checked_sub(time).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::following::EventLine;

    /// What `GET /events` sends: the first message, and all others.
    #[derive(schemars::JsonSchema)]
    #[serde(untagged)]
    #[expect(dead_code, reason = "only its schema is wanted")]
    enum Message<'a> {
        Snapshot(Snapshot<'a>),
        Event(EventLine<'a>),
    }

    #[test]
    fn the_schema_says_what_a_page_is_sent() {
        crate::output::assert_schema::<Message<'_>>("serve.events");
    }
}
