//! What the broker is to show of one server, kept up to date.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use plex_api::{Activity, ActivityEvent, ActivityId};
use serde_json::Value;
use tokio::time::Instant;

use super::outbox::{MessageKind, Outbox};
use super::payloads;
use super::topics::Topics;
use crate::error::CliError;
use crate::follow::{is_permanent, transport_name};

/// One server, as the broker shows it.
pub(super) struct RetainedState {
    pub(super) outbox: Outbox,
    pub(super) topics: Topics,
    server: String,
    /// Topic and content of what Home Assistant is told, if it is.
    discovery: Option<(String, String)>,
    /// How long an end stays before its topic is emptied.
    keep_ended: Duration,
    running: BTreeMap<ActivityId, PublishedActivity>,
    connection: String,
    synced: bool,
    summary: (Option<usize>, String),
    /// What an earlier bridge left as running, and this one has not met, with its last state.
    stale: BTreeMap<ActivityId, Value>,
    asked: BTreeSet<ActivityId>,
    /// Ends that the broker has, in the order in which their topics are to be emptied.
    ended: VecDeque<(Instant, ActivityId)>,
    /// Ends that the broker does not have yet, by topic.
    ending: BTreeMap<String, ActivityId>,
}

struct PublishedActivity {
    activity: Arc<Activity>,
    state: String,
}

impl RetainedState {
    pub(super) fn new(
        topics: Topics,
        server: &str,
        discovery: Option<(String, String)>,
        keep_ended: Duration,
    ) -> Self {
        Self {
            outbox: Outbox::default(),
            topics,
            server: server.to_owned(),
            discovery,
            keep_ended,
            running: BTreeMap::new(),
            connection: "connecting".to_owned(),
            synced: false,
            summary: (None, String::new()),
            stale: BTreeMap::new(),
            asked: BTreeSet::new(),
            ended: VecDeque::new(),
            ending: BTreeMap::new(),
        }
    }

    /// Takes note of what the server did.
    pub(super) fn take(&mut self, event: &ActivityEvent) -> Result<(), CliError> {
        match event {
            ActivityEvent::Started { activity, .. } | ActivityEvent::Updated { activity, .. } => {
                self.runs(activity, event)?;
            }
            ActivityEvent::Ended { activity, .. } => {
                let was_told = self.running.remove(activity.id()).is_some();
                if was_told {
                    let end = payloads::render_event(event, &self.server)?;
                    self.end(activity.id(), end);
                }
            }
            ActivityEvent::Connected { transport, .. } => {
                self.connection = transport_name(*transport).to_owned();
            }
            ActivityEvent::Disconnected { reason, .. } => {
                self.synced = false;
                self.connection = format!("none: {reason}");
                self.tell_status();
            }
            ActivityEvent::Resynced => {
                self.synced = true;
                self.tell_status();
            }
            _ => {}
        }
        self.tell_summary()
    }

    /// The broker is there, and may have lost whatever it had.
    pub(super) fn up(&mut self) -> Result<(), CliError> {
        if let Some((topic, payload)) = self.discovery.clone() {
            self.outbox.state(topic, payload);
        }
        for (id, running) in &self.running {
            let topic = self.topics.activity(id);
            self.outbox.state(topic, running.state.clone());
        }
        self.summary = (None, String::new());
        self.tell_status();
        self.tell_summary()
    }

    /// The broker kept this, from this bridge or an earlier one.
    pub(super) fn kept(&mut self, topic: &str, payload: &[u8]) {
        let Ok(last) = serde_json::from_slice::<Value>(payload) else {
            return;
        };
        let uuid = last.pointer("/activity/uuid").and_then(Value::as_str);
        let Some(Ok(id)) = uuid.map(ActivityId::new) else {
            return;
        };
        let is_over = |(_, over): &(Instant, ActivityId)| *over == id;
        // Another program's topic, or one of which more is known than the broker did.
        if self.topics.activity(&id) != topic
            || self.running.contains_key(&id)
            || self.ending.contains_key(topic)
            || self.ended.iter().any(is_over)
        {
            return;
        }
        if last.get("event").and_then(Value::as_str) == Some("ended") {
            self.ended.push_back((Instant::now() + self.keep_ended, id));
        } else {
            self.stale.insert(id, last);
        }
    }

    /// What has to be found out about, now that everything that runs is known: each once.
    pub(super) fn unanswered(&mut self) -> Vec<ActivityId> {
        if !self.synced {
            return Vec::new();
        }
        let stale = self.stale.keys().cloned();
        stale.filter(|id| self.asked.insert(id.clone())).collect()
    }

    /// What was found out: it is over.
    pub(super) fn late_end(&mut self, id: &ActivityId, how: &str) -> Result<(), CliError> {
        self.asked.remove(id);
        // It may have begun anew meanwhile.
        if let Some(last) = self.stale.remove(id) {
            let end = payloads::render_late_end(&last, &self.server, how)?;
            self.end(id, end);
        }
        Ok(())
    }

    /// Nothing could be found out.
    pub(super) fn ask_again(&mut self, id: &ActivityId) {
        self.asked.remove(id);
    }

    /// The broker has a message.
    pub(super) fn confirmed(&mut self, number: u64) {
        let Some(message) = self.outbox.confirmed(number) else {
            return;
        };
        if message.kind == MessageKind::End
            && let Some(id) = self.ending.remove(&message.topic)
        {
            self.ended.push_back((Instant::now() + self.keep_ended, id));
        }
    }

    /// When the next topic is to be emptied.
    pub(super) fn next_clear(&self) -> Option<Instant> {
        self.ended.front().map(|(at, _)| *at)
    }

    /// Empties the topics of what has been over for long enough, or of all that is over.
    pub(super) fn clear(&mut self, all: bool) {
        while let Some((at, id)) = self.ended.pop_front() {
            if !all && at > Instant::now() {
                self.ended.push_front((at, id));
                return;
            }
            let topic = self.topics.activity(&id);
            if !self.running.contains_key(&id) && !self.ending.contains_key(&topic) {
                self.outbox.clear(topic);
            }
        }
    }

    /// The last words. What runs stays as it is, for the next bridge to find.
    pub(super) fn leave(&mut self) {
        self.synced = false;
        self.clear(true);
        self.tell_status();
    }

    fn runs(&mut self, activity: &Arc<Activity>, event: &ActivityEvent) -> Result<(), CliError> {
        let id = activity.id();
        // The row that servers at rest list for ever is no work.
        if is_permanent(activity) && !self.running.contains_key(id) {
            return Ok(());
        }
        let state = payloads::render_event(event, &self.server)?;
        self.stale.remove(id);
        self.outbox.state(self.topics.activity(id), state.clone());
        let running = PublishedActivity {
            activity: Arc::clone(activity),
            state,
        };
        self.running.insert(id.clone(), running);
        Ok(())
    }

    fn end(&mut self, id: &ActivityId, end: String) {
        let topic = self.topics.activity(id);
        self.ending.insert(topic.clone(), id.clone());
        self.outbox.end(topic, end);
    }

    fn tell_status(&mut self) {
        let status = if self.synced { "online" } else { "offline" };
        self.outbox.state(self.topics.status(), status.to_owned());
    }

    fn tell_summary(&mut self) -> Result<(), CliError> {
        let running = || {
            let all = self.running.values().map(|one| one.activity.as_ref());
            all.filter(|activity| !is_permanent(activity))
        };
        let count = running().count();
        let attributes = payloads::render_attributes(&self.server, &self.connection, running())?;
        if self.summary.0 != Some(count) {
            self.outbox.state(self.topics.running(), count.to_string());
        }
        if self.summary.1 != attributes {
            self.outbox
                .state(self.topics.attributes(), attributes.clone());
        }
        self.summary = (Some(count), attributes);
        Ok(())
    }
}
