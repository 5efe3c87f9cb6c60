//! The state of one simulator behind one lock, and the signal that it changed.

pub(crate) mod active_faults;
pub(crate) mod activity_lifecycle;
pub(crate) mod streams;

use std::any::Any;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use serde_json::{Map, Value};
use tokio::runtime::Handle;
use tokio::sync::watch;

use crate::activity::Activity;
use crate::activity_draft::ActivityDraft;
use crate::activity_header::ActivityHeader;
use crate::bounded_log::BoundedLog;
use crate::clock::Clock;
use crate::config::{Config, OwnerToken};
use crate::download_queue::DownloadQueue;
use crate::faulty_connection::ConnectionControl;
use crate::notification::Notification;
use crate::request_log::RequestLog;
use crate::section::Section;
use crate::server_list::{ServerList, is_value};
use crate::state::active_faults::ActiveFaults;
use crate::state::streams::Subscriber;
use crate::stub_response::StubResponses;

/// The state of the running simulator.
#[derive(Debug)]
pub(crate) struct SimState {
    pub(crate) token: OwnerToken,
    /// Further tokens, each with its account; 1 is the owner's.
    pub(crate) account_tokens: Vec<(String, i64)>,
    /// The names of accounts, if a simulated plex.tv has them.
    pub(crate) account_names: BTreeMap<i64, String>,
    pub(crate) activities: Vec<Activity>,
    pub(crate) sections: Vec<Section>,
    pub(crate) stubs: StubResponses,
    pub(crate) requests: RequestLog,
    /// The number of requests that will have an answer, and do not have it yet.
    pub(crate) unanswered: usize,
    pub(crate) notifications: BoundedLog<Notification>,
    pub(crate) panics: Vec<String>,
    pub(crate) connections: BTreeMap<u64, Arc<ConnectionControl>>,
    pub(crate) connections_seen: u64,
    pub(crate) listening: bool,
    pub(crate) streams: Vec<Subscriber>,
    pub(crate) streams_seen: u64,
    pub(crate) faults: ActiveFaults,
    pub(crate) activity_header: ActivityHeader,
    /// The activities that `ActivityHeader::Held` holds back.
    pub(crate) held: Vec<ActivityDraft>,
    /// The number of items that scans have found.
    pub(crate) items_found: u64,
    /// The methods and paths of requests that the simulator does not serve, each once.
    pub(crate) unknown_paths: BTreeSet<String>,
    /// The datagrams that answer a search on the local network.
    pub(crate) gdm_answers: Vec<Vec<u8>>,
    /// The scans that wait for the end of another, in their order.
    pub(crate) queued_scans: VecDeque<ActivityDraft>,
    /// The lists that a test has set.
    pub(crate) lists: BTreeMap<ServerList, Vec<Map<String, Value>>>,
    /// The number of items of a section that are being processed.
    pub(crate) update_queues: BTreeMap<String, u64>,
    /// The time of the last check for updates, in seconds since 1970; -1 for never.
    pub(crate) updates_checked_at: i64,
    pub(crate) downloads: Vec<DownloadQueue>,
    /// The butler tasks that run, with the uuid of the activity that works for each now.
    pub(crate) running_tasks: BTreeMap<String, String>,
}

impl SimState {
    /// The entries of a list.
    pub(crate) fn list(&self, list: ServerList) -> Vec<Map<String, Value>> {
        let set = self.lists.get(&list).cloned();
        set.unwrap_or_else(|| list.at_first())
    }

    /// Returns `true` if a list has an entry with this value under this name.
    pub(crate) fn is_listed(&self, list: ServerList, name: &str, value: &str) -> bool {
        let list = self.list(list);
        list.iter().any(|entry| is_value(entry, name, value))
    }

    /// One sentence for each unmet expectation and each panic.
    pub(crate) fn describe_problems(&self) -> Vec<String> {
        let panics = self.panics.iter();
        let panics = panics.map(|panic| format!("the simulator itself panicked: {panic}"));
        self.requests.describe_unmet().chain(panics).collect()
    }
}

/// The state that the server thread, its handlers and the test's handle share.
#[derive(Debug)]
pub(crate) struct Shared {
    state: Mutex<SimState>,
    changed: watch::Sender<u64>,
    /// Whether the listener is to accept connections.
    pub(crate) listen: watch::Sender<bool>,
    pub(crate) clock: Clock,
    pub(crate) config: Config,
    pub(crate) runtime: Handle,
    pub(crate) started_at: Instant,
}

impl Shared {
    pub(crate) fn new(config: Config, runtime: Handle) -> Self {
        let state = SimState {
            token: OwnerToken(config.token.clone()),
            account_tokens: config.guests.clone(),
            account_names: BTreeMap::new(),
            activities: Vec::new(),
            sections: config.sections.clone(),
            stubs: StubResponses::default(),
            requests: RequestLog::default(),
            unanswered: 0,
            notifications: BoundedLog::default(),
            panics: Vec::new(),
            connections: BTreeMap::new(),
            connections_seen: 0,
            listening: true,
            streams: Vec::new(),
            streams_seen: 0,
            faults: ActiveFaults::default(),
            activity_header: ActivityHeader::default(),
            held: Vec::new(),
            items_found: 0,
            unknown_paths: BTreeSet::new(),
            gdm_answers: Vec::new(),
            queued_scans: VecDeque::new(),
            lists: config.lists.clone(),
            update_queues: BTreeMap::new(),
            updates_checked_at: -1,
            downloads: Vec::new(),
            running_tasks: BTreeMap::new(),
        };
        Self {
            state: Mutex::new(state),
            changed: watch::Sender::new(0),
            listen: watch::Sender::new(true),
            clock: Clock::new(),
            config,
            runtime,
            started_at: Instant::now(),
        }
    }

    /// Reads the state without announcing a change.
    pub(crate) fn read<R>(&self, read: impl FnOnce(&SimState) -> R) -> R {
        read(&self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the state and wakes every task that waits for a change.
    pub(crate) fn update<R>(&self, update: impl FnOnce(&mut SimState) -> R) -> R {
        let result = update(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner));
        self.changed
            .send_modify(|count| *count = count.wrapping_add(1));
        result
    }

    /// Waits until `check` returns a value.
    pub(crate) async fn wait_until<T>(
        &self,
        mut check: impl FnMut(&SimState) -> Option<T>,
    ) -> Option<T> {
        let mut changes = self.changed.subscribe();
        loop {
            changes.borrow_and_update();
            if let Some(found) = self.read(&mut check) {
                return Some(found);
            }
            if changes.changed().await.is_err() {
                return None;
            }
        }
    }

    /// Waits until `check` returns a value, at most for `limit`.
    pub(crate) async fn wait_within<T>(
        &self,
        limit: Duration,
        check: impl FnMut(&SimState) -> Option<T>,
    ) -> Option<T> {
        let waiting = tokio::time::timeout(limit, self.wait_until(check));
        waiting.await.ok().flatten()
    }

    /// Registers a new connection, with the active faults applied to it.
    pub(crate) fn register_connection(&self) -> Arc<ConnectionControl> {
        self.update(|state| {
            state.connections_seen += 1;
            let id = state.connections_seen;
            let control = Arc::new(ConnectionControl::new(id));
            state.connections.insert(id, Arc::clone(&control));
            state.faults.apply_to(&control);
            control
        })
    }

    pub(crate) fn remove_connection(&self, id: u64) {
        self.update(|state| state.connections.remove(&id));
    }

    /// Records whether the listener accepts connections now.
    pub(crate) fn record_listening(&self, listening: bool) {
        if self.read(|state| state.listening) != listening {
            self.update(|state| state.listening = listening);
        }
    }

    /// Runs `task` on the simulator's thread and records its panic.
    pub(crate) fn spawn(
        self: &Arc<Self>,
        name: &'static str,
        task: impl Future<Output = ()> + Send + 'static,
    ) {
        let shared = Arc::clone(self);
        let guarded = async move {
            if let Err(panic) = AssertUnwindSafe(task).catch_unwind().await {
                shared.record_panic(name, &*panic);
            }
        };
        drop(self.runtime.spawn(guarded));
    }

    /// Records a panic of the simulator itself for the end of the test.
    pub(crate) fn record_panic(&self, origin: &str, panic: &(dyn Any + Send)) {
        let message = panic
            .downcast_ref::<&str>()
            .map(|text| (*text).to_owned())
            .or_else(|| panic.downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "a panic without a message".to_owned());
        self.update(|state| state.panics.push(format!("{origin}: {message}")));
    }
}
