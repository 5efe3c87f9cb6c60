//! The retained messages of one server, kept up to date.

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

/// The state that the broker retains for one server.
pub(super) struct RetainedState {
    pub(super) outbox: Outbox,
    pub(super) topics: Topics,
    server: String,
    /// Topic and payload of the discovery message, if it is enabled.
    discovery: Option<(String, String)>,
    /// How long an end stays published before its topic is emptied.
    keep_ended: Duration,
    running: BTreeMap<ActivityId, PublishedActivity>,
    connection: String,
    synced: bool,
    summary: (Option<usize>, String),
    /// Activities that an earlier bridge published as running and this one has not seen, with their
    /// last state.
    stale: BTreeMap<ActivityId, Value>,
    asked: BTreeSet<ActivityId>,
    /// Published ends, in the order in which their topics are to be emptied.
    ended: VecDeque<(Instant, ActivityId)>,
    /// Ends that the broker has not confirmed yet, by topic.
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

    /// Applies an event of the server.
    pub(super) fn apply(&mut self, event: &ActivityEvent) -> Result<(), CliError> {
        match event {
            ActivityEvent::Started { activity, .. } | ActivityEvent::Updated { activity, .. } => {
                self.publish_running(activity, event)?;
            }
            ActivityEvent::Ended { activity, .. } => {
                let was_published = self.running.remove(activity.id()).is_some();
                if was_published {
                    let end = payloads::render_event(event, &self.server)?;
                    self.publish_end(activity.id(), end);
                }
            }
            ActivityEvent::Connected { transport, .. } => {
                self.connection = transport_name(*transport).to_owned();
            }
            ActivityEvent::Disconnected { reason, .. } => {
                self.synced = false;
                self.connection = format!("none: {reason}");
                self.publish_status();
            }
            ActivityEvent::Resynced => {
                self.synced = true;
                self.publish_status();
            }
            _ => {}
        }
        self.publish_summary()
    }

    /// Publishes everything again: a broker that reconnects may have lost its state.
    pub(super) fn republish(&mut self) -> Result<(), CliError> {
        if let Some((topic, payload)) = self.discovery.clone() {
            self.outbox.queue_state(topic, payload);
        }
        for (id, running) in &self.running {
            let topic = self.topics.activity(id);
            self.outbox.queue_state(topic, running.state.clone());
        }
        self.summary = (None, String::new());
        self.publish_status();
        self.publish_summary()
    }

    /// Applies a message that the broker retained, from this bridge or an earlier one.
    pub(super) fn apply_retained(&mut self, topic: &str, payload: &[u8]) {
        let Ok(last) = serde_json::from_slice::<Value>(payload) else {
            return;
        };
        let uuid = last.pointer("/activity/uuid").and_then(Value::as_str);
        let Some(Ok(id)) = uuid.map(ActivityId::new) else {
            return;
        };
        let is_over = |(_, over): &(Instant, ActivityId)| *over == id;
        // The topic belongs to another program, or this bridge knows a newer state.
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

    /// The stale activities to ask the server about, once all running ones are known. Each is
    /// returned once.
    pub(super) fn take_questions(&mut self) -> Vec<ActivityId> {
        if !self.synced {
            return Vec::new();
        }
        let stale = self.stale.keys().cloned();
        stale.filter(|id| self.asked.insert(id.clone())).collect()
    }

    /// Publishes the end of a stale activity.
    pub(super) fn publish_late_end(&mut self, id: &ActivityId, how: &str) -> Result<(), CliError> {
        self.asked.remove(id);
        // It may have started again meanwhile.
        if let Some(last) = self.stale.remove(id) {
            let end = payloads::render_late_end(&last, &self.server, how)?;
            self.publish_end(id, end);
        }
        Ok(())
    }

    /// The question failed, so it is to be asked again.
    pub(super) fn retry_question(&mut self, id: &ActivityId) {
        self.asked.remove(id);
    }

    /// Marks a message as confirmed by the broker.
    pub(super) fn confirm(&mut self, number: u64) {
        let Some(message) = self.outbox.confirm(number) else {
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

    /// Empties the topics of activities that ended long enough ago, or of all ended ones.
    pub(super) fn clear(&mut self, all: bool) {
        while let Some((at, id)) = self.ended.pop_front() {
            if !all && at > Instant::now() {
                self.ended.push_front((at, id));
                return;
            }
            let topic = self.topics.activity(&id);
            if !self.running.contains_key(&id) && !self.ending.contains_key(&topic) {
                self.outbox.queue_clear(topic);
            }
        }
    }

    /// Prepares the last messages. Running activities stay published for the next bridge.
    pub(super) fn prepare_shutdown(&mut self) {
        self.synced = false;
        self.clear(true);
        self.publish_status();
    }

    fn publish_running(
        &mut self,
        activity: &Arc<Activity>,
        event: &ActivityEvent,
    ) -> Result<(), CliError> {
        let id = activity.id();
        // The permanent activity of an idle server is not a job.
        if is_permanent(activity) && !self.running.contains_key(id) {
            return Ok(());
        }
        let state = payloads::render_event(event, &self.server)?;
        self.stale.remove(id);
        self.outbox
            .queue_state(self.topics.activity(id), state.clone());
        let running = PublishedActivity {
            activity: Arc::clone(activity),
            state,
        };
        self.running.insert(id.clone(), running);
        Ok(())
    }

    fn publish_end(&mut self, id: &ActivityId, end: String) {
        let topic = self.topics.activity(id);
        self.ending.insert(topic.clone(), id.clone());
        self.outbox.queue_end(topic, end);
    }

    fn publish_status(&mut self) {
        let status = if self.synced { "online" } else { "offline" };
        self.outbox
            .queue_state(self.topics.status(), status.to_owned());
    }

    fn publish_summary(&mut self) -> Result<(), CliError> {
        let running = || {
            let all = self.running.values().map(|one| one.activity.as_ref());
            all.filter(|activity| !is_permanent(activity))
        };
        let count = running().count();
        let attributes = payloads::render_attributes(&self.server, &self.connection, running())?;
        if self.summary.0 != Some(count) {
            self.outbox
                .queue_state(self.topics.running(), count.to_string());
        }
        if self.summary.1 != attributes {
            self.outbox
                .queue_state(self.topics.attributes(), attributes.clone());
        }
        self.summary = (Some(count), attributes);
        Ok(())
    }
}
