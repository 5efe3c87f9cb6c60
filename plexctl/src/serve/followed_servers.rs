//! The servers that the page, the API and the metrics show, and the known state of each.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use plex_api::{ActivityEvent, ActivityId, ConnectionState, Live, LiveActivity, Observed, Plex};

use super::recent_ends::{RecentEnd, RecentEnds};
use super::server_facts::{ClientFacts, KeptFacts, ServerFacts, ServerIdentity};
use crate::follow::round_seconds;

/// The followed servers, by name.
#[derive(Default)]
pub(crate) struct FollowedServers(Mutex<BTreeMap<String, Arc<FollowedServer>>>);

/// One followed server. A server that left the list keeps its value, which nobody sees any more.
pub(crate) struct FollowedServer {
    name: String,
    state: Mutex<ServerState>,
}

struct ServerState {
    client: Option<Arc<ServerClient>>,
    facts: KeptFacts,
    /// The reason why there is no client.
    trouble: Option<Arc<str>>,
    began: BTreeMap<ActivityId, Beginning>,
    ends: RecentEnds,
}

/// The client of a server, and its running activities.
pub(crate) struct ServerClient {
    pub(crate) plex: Plex,
    pub(crate) live: Live,
}

/// Since when an activity runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Beginning {
    pub(crate) at: SystemTime,
    /// Its beginning was seen. Otherwise it began earlier.
    pub(crate) is_seen: bool,
}

impl Beginning {
    /// The seconds from it to `now`; none when the clock was set back.
    ///
    /// All activities of one answer take one `now`: with a time each, two that began one after the other
    /// could change places.
    pub(crate) fn seconds_before(self, now: SystemTime) -> f64 {
        round_seconds(now.duration_since(self.at).unwrap_or_default())
    }
}

impl FollowedServers {
    /// Adds a server. It replaces one of the same name.
    pub(crate) fn add(&self, name: &str) -> Arc<FollowedServer> {
        let server = Arc::new(FollowedServer {
            name: name.to_owned(),
            state: Mutex::new(ServerState {
                client: None,
                facts: KeptFacts::new(),
                trouble: None,
                began: BTreeMap::new(),
                ends: RecentEnds::default(),
            }),
        });
        self.lock().insert(name.to_owned(), Arc::clone(&server));
        server
    }

    /// Forgets all other servers.
    pub(crate) fn retain(&self, names: &BTreeSet<String>) {
        self.lock().retain(|name, _| names.contains(name));
    }

    /// All of them, in the order of their names.
    pub(crate) fn all(&self) -> Vec<Arc<FollowedServer>> {
        self.lock().values().map(Arc::clone).collect()
    }

    /// The server of this name.
    pub(crate) fn find(&self, name: &str) -> Option<Arc<FollowedServer>> {
        self.lock().get(name).map(Arc::clone)
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Arc<FollowedServer>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FollowedServer {
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Sets the client, once it is built.
    pub(crate) fn set_client(&self, plex: Plex, live: Live) {
        let mut state = self.lock();
        state.end_client();
        let client = ServerClient { plex, live };
        state.facts.begin_client(&client);
        state.client = Some(Arc::new(client));
        state.trouble = None;
    }

    /// Says why the server is not followed.
    pub(crate) fn set_trouble(&self, reason: &str) {
        let mut state = self.lock();
        state.end_client();
        state.trouble = Some(reason.into());
        state.began.clear();
    }

    /// The client; `None` while the server is not followed.
    pub(crate) fn client(&self) -> Option<Arc<ServerClient>> {
        self.lock().client.clone()
    }

    /// Sets which server it is, once it has said so.
    pub(crate) fn set_identity(&self, identity: ServerIdentity) {
        self.lock().facts.set_identity(identity);
    }

    /// The facts that are known of it now, also while it is not followed.
    pub(crate) fn facts(&self) -> ServerFacts {
        loop {
            let client = self.client();
            // Outside of the lock, which each event takes too.
            let known = client.as_deref().map(ClientFacts::of);
            let state = self.lock();
            // The kept facts have those of a client that ended meanwhile.
            if state.client.as_ref().map(Arc::as_ptr) == client.as_ref().map(Arc::as_ptr) {
                return state.facts.with_client(known);
            }
        }
    }

    /// The reason why the server is not followed.
    pub(crate) fn trouble(&self) -> Option<Arc<str>> {
        self.lock().trouble.clone()
    }

    /// Notes since when an activity runs, unless that is known.
    pub(crate) fn note_beginning(&self, id: &ActivityId, beginning: Beginning) {
        self.lock().began.entry(id.clone()).or_insert(beginning);
    }

    /// Notes the beginnings and ends in an event.
    pub(crate) fn note(&self, event: &ActivityEvent) {
        match event {
            ActivityEvent::Started {
                activity, observed, ..
            } => self.note_beginning(
                activity.id(),
                Beginning {
                    at: SystemTime::now(),
                    is_seen: *observed == Observed::Notification,
                },
            ),
            ActivityEvent::Ended { activity, how, .. } => {
                let mut state = self.lock();
                let began = state.began.remove(activity.id());
                let end = RecentEnd::new(activity, how.as_str(), began, SystemTime::now());
                state.ends.push(end);
            }
            _ => {}
        }
    }

    /// Since when a running activity runs.
    pub(crate) fn beginning(&self, running: &LiveActivity) -> Beginning {
        let noted = self.lock().began.get(running.id()).copied();
        noted.unwrap_or_else(|| Beginning {
            at: SystemTime::now()
                .checked_sub(running.seen_for())
                .unwrap_or(SystemTime::UNIX_EPOCH),
            is_seen: running.observed() == Observed::Notification,
        })
    }

    /// Sets the ends that are known from elsewhere, the newest first.
    pub(crate) fn set_recent_ends(&self, ends: Vec<RecentEnd>) {
        self.lock().ends = RecentEnds::new(ends);
    }

    /// The last ends, the newest first.
    pub(crate) fn recent_ends(&self) -> Vec<RecentEnd> {
        self.lock().ends.list()
    }

    fn lock(&self) -> MutexGuard<'_, ServerState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ServerState {
    fn end_client(&mut self) {
        if let Some(client) = self.client.take() {
            self.facts.end_client(ClientFacts::of(&client));
        }
    }
}

/// The state of a server's connection, as the page and the API show it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "state", rename_all = "snake_case")]
pub(crate) enum ServerConnection {
    Connecting,
    Connected { transport: &'static str },
    Disconnected { reason: String },
}

impl ServerConnection {
    /// While an attempt follows a failed one, the reason of that one is shown.
    pub(crate) fn of(server: &FollowedServer) -> Self {
        let Some(client) = server.client() else {
            return match server.trouble() {
                Some(reason) => Self::Disconnected {
                    reason: reason.to_string(),
                },
                None => Self::Connecting,
            };
        };
        let status = client.live.status();
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
