//! What one simulator knows, behind one lock, and the signal that something changed.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::sync::watch;

use crate::activity::Activity;
use crate::stub_response::StubResponses;
pub(crate) mod activity_lifecycle;
pub(crate) mod streams;

use crate::activity_header::ActivityHeader;
use crate::clock::Clock;
use crate::config::Config;
use crate::fault::ActiveFaults;
use crate::faulty_connection::ConnectionControl;
use crate::notification::Notification;
use crate::request_log::{Expectation, RecordedRequest};
use crate::script::ActivityDraft;
use crate::section::Section;
use crate::state::streams::Stream;

/// How many requests and notifications are remembered; the oldest are forgotten first.
pub(crate) const MEMORY: usize = 100_000;

/// Everything that changes while the simulator runs.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) activities: Vec<Activity>,
    pub(crate) sections: Vec<Section>,
    pub(crate) answers: StubResponses,
    pub(crate) requests: VecDeque<RecordedRequest>,
    pub(crate) forgotten_requests: u64,
    pub(crate) expectations: Vec<Expectation>,
    pub(crate) notifications: VecDeque<Notification>,
    pub(crate) forgotten_notifications: u64,
    pub(crate) panics: Vec<String>,
    pub(crate) connections: BTreeMap<u64, Arc<ConnectionControl>>,
    pub(crate) connections_seen: u64,
    pub(crate) listening: bool,
    pub(crate) streams: Vec<Stream>,
    pub(crate) streams_seen: u64,
    pub(crate) faults: ActiveFaults,
    pub(crate) activity_header: ActivityHeader,
    /// What `ActivityHeader::Held` holds back.
    pub(crate) held: Vec<ActivityDraft>,
}

/// What the server thread, its handlers and the test's handle share.
#[derive(Debug)]
pub(crate) struct Shared {
    state: Mutex<State>,
    changed: watch::Sender<u64>,
    pub(crate) door: watch::Sender<bool>,
    pub(crate) clock: Clock,
    pub(crate) config: Config,
    pub(crate) runtime: Handle,
    pub(crate) began: Instant,
}

impl Shared {
    pub(crate) fn new(config: Config, runtime: Handle) -> Self {
        let state = State {
            activities: Vec::new(),
            sections: config.sections.clone(),
            answers: StubResponses::default(),
            requests: VecDeque::new(),
            forgotten_requests: 0,
            expectations: Vec::new(),
            notifications: VecDeque::new(),
            forgotten_notifications: 0,
            panics: Vec::new(),
            connections: BTreeMap::new(),
            connections_seen: 0,
            listening: true,
            streams: Vec::new(),
            streams_seen: 0,
            faults: ActiveFaults::default(),
            activity_header: ActivityHeader::default(),
            held: Vec::new(),
        };
        Self {
            state: Mutex::new(state),
            changed: watch::Sender::new(0),
            door: watch::Sender::new(true),
            clock: Clock::new(),
            config,
            runtime,
            began: Instant::now(),
        }
    }

    /// Looks without announcing a change.
    pub(crate) fn look<R>(&self, look: impl FnOnce(&State) -> R) -> R {
        look(&self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the state and wakes whoever waits for a change.
    pub(crate) fn change<R>(&self, change: impl FnOnce(&mut State) -> R) -> R {
        let result = change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner));
        self.changed
            .send_modify(|count| *count = count.wrapping_add(1));
        result
    }

    /// Waits until `check` finds what it looks for, at most `patience`.
    pub(crate) async fn until<T>(
        &self,
        patience: Duration,
        mut check: impl FnMut(&State) -> Option<T>,
    ) -> Option<T> {
        let mut changes = self.changed.subscribe();
        let search = async {
            loop {
                changes.borrow_and_update();
                if let Some(found) = self.look(&mut check) {
                    return Some(found);
                }
                if changes.changed().await.is_err() {
                    return None;
                }
            }
        };
        tokio::time::timeout(patience, search).await.ok().flatten()
    }

    pub(crate) fn connection_opened(&self) -> Arc<ConnectionControl> {
        self.change(|state| {
            state.connections_seen += 1;
            let id = state.connections_seen;
            let control = Arc::new(ConnectionControl::new(id));
            state.connections.insert(id, Arc::clone(&control));
            let faults = &state.faults;
            if faults.down {
                // Accepted in the moment between the fault and the closing of the door.
                control.cut(true);
            }
            if faults.silence {
                control.silence();
            }
            control.pace_writing(faults.write_pace);
            control.pace_reading(faults.read_pace);
            control
        })
    }

    pub(crate) fn connection_closed(&self, id: u64) {
        self.change(|state| state.connections.remove(&id));
    }

    pub(crate) fn door_moved(&self, open: bool) {
        if self.look(|state| state.listening) != open {
            self.change(|state| state.listening = open);
        }
    }

    /// Waits, however long, until no activity of this type runs.
    pub(crate) async fn until_no_activity_of(&self, kind: &str) {
        let mut changes = self.changed.subscribe();
        loop {
            changes.borrow_and_update();
            let runs = self.look(|state| {
                state
                    .activities
                    .iter()
                    .any(|activity| activity.kind == kind)
            });
            if !runs || changes.changed().await.is_err() {
                return;
            }
        }
    }

    pub(crate) fn panicked(&self, what: String) {
        self.change(|state| state.panics.push(what));
    }
}
