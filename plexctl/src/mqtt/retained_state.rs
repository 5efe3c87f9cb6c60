//! The retained messages of one server, kept up to date.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use plex_api::{Activity, ActivityEvent, ActivityId, ConnectionState, ConnectionStatus, Observed};
use serde_json::Value;
use tokio::time::Instant;

use super::catalog::{Catalog, MAX_ENTRIES};
use super::command::CommandReport;
use super::device_state::{DeviceState, ScanState};
use super::discovery::Discovery;
use super::outbox::{MessageKind, Outbox};
use super::payloads;
use super::topics::Topics;
use crate::error::CliError;
use crate::follow::is_permanent;

/// A broker can make the bridge keep this many activities of earlier bridges, in this many bytes.
const MAX_STALE: usize = 4_096;
const MAX_STALE_BYTES: usize = 16 * 1024 * 1024;

/// The largest number of ended activities that stay published. Beyond this the oldest topic is emptied early.
const MAX_ENDED: usize = 8_192;

/// The type of a scan's activity.
const SCAN: &str = "library.update.section";

/// The shortest time between two changes of the attributes while only progress changes: Home Assistant keeps
/// a row for each change.
const ATTRIBUTES_EVERY: Duration = Duration::from_secs(5);

/// The state that the broker retains for one server.
pub(super) struct RetainedState {
    pub(super) outbox: Outbox,
    pub(super) topics: Topics,
    server: String,
    pub(super) device: DeviceState,
    /// The time for which an end stays published before its topic is emptied.
    keep_ended: Duration,
    running: BTreeMap<ActivityId, PublishedActivity>,
    connection: String,
    connected: bool,
    /// The reason why lists of activities cannot be used now.
    lists_failing: Option<Arc<str>>,
    /// The servers that are not published because they have this one's machine identifier.
    set_aside: Vec<String>,
    synced: bool,
    /// The bridge is ending.
    is_ending: bool,
    status: Option<&'static str>,
    summary: (Option<usize>, String),
    /// The time of the last publication of the summary, and of the next one.
    summarized_at: Option<Instant>,
    summary_due: Option<Instant>,
    /// Activities that an earlier bridge published as running and this one has not seen, with their
    /// last state.
    stale: BTreeMap<ActivityId, Bytes>,
    stale_bytes: usize,
    asked: BTreeSet<ActivityId>,
    /// Published ends, in the order in which their topics are to be emptied.
    ended: VecDeque<(Instant, ActivityId)>,
    ended_ids: BTreeSet<ActivityId>,
    /// Retained activities of other servers, and activities beyond the limits. They stay as they are.
    foreign: usize,
    surplus: usize,
    /// A command that the broker retains is old, regardless of its sender.
    ignored_commands: usize,
    was_surplus_told: bool,
}

struct PublishedActivity {
    activity: Arc<Activity>,
    state: Bytes,
    /// The time when it began, if the beginning was seen.
    began: Option<Instant>,
}

impl RetainedState {
    pub(super) fn new(
        topics: Topics,
        server: &str,
        discovery: Option<Discovery>,
        keep_ended: Duration,
    ) -> Self {
        Self {
            outbox: Outbox::default(),
            device: DeviceState::new(topics.clone(), server, discovery),
            topics,
            server: server.to_owned(),
            keep_ended,
            running: BTreeMap::new(),
            connection: "connecting".to_owned(),
            connected: false,
            lists_failing: None,
            set_aside: Vec::new(),
            synced: false,
            is_ending: false,
            status: None,
            summary: (None, String::new()),
            summarized_at: None,
            summary_due: None,
            stale: BTreeMap::new(),
            stale_bytes: 0,
            asked: BTreeSet::new(),
            ended: VecDeque::new(),
            ended_ids: BTreeSet::new(),
            foreign: 0,
            surplus: 0,
            ignored_commands: 0,
            was_surplus_told: false,
        }
    }

    /// Applies an event of the server.
    pub(super) fn apply(&mut self, event: &ActivityEvent) -> Result<(), CliError> {
        let now = Instant::now();
        let mut summary_due = now;
        match event {
            ActivityEvent::Started { activity, .. } | ActivityEvent::Updated { activity, .. } => {
                if self.running.contains_key(activity.id()) {
                    summary_due = self.summarized_at.map_or(now, |at| at + ATTRIBUTES_EVERY);
                }
                self.publish_running(activity, event)?;
            }
            ActivityEvent::Ended {
                activity,
                how,
                incarnation,
                ..
            } => {
                if let Some(running) = self.running.remove(activity.id()) {
                    let (how, duration) = (how.as_str(), running.began.map(|at| now - at));
                    let incarnation = u64::from(*incarnation);
                    self.tell_end(activity.id(), Some(activity), how, incarnation, duration)?;
                    let end = payloads::render_event(event, &self.server)?;
                    self.publish_end(activity.id(), end);
                    self.update_scans(activity)?;
                }
            }
            ActivityEvent::Connected { transport, .. } => {
                self.connection = transport.as_str().to_owned();
                self.connected = true;
                self.publish_status();
            }
            ActivityEvent::Disconnected { reason, .. } => {
                (self.synced, self.connected) = (false, false);
                self.connection = format!("none: {reason}");
                self.publish_status();
            }
            ActivityEvent::Resynced => {
                self.synced = true;
                self.publish_status();
            }
            ActivityEvent::ListsFailing { reason, .. } => {
                self.lists_failing = Some(Arc::clone(reason));
                self.publish_status();
            }
            ActivityEvent::ListsRecovered => {
                self.lists_failing = None;
                self.publish_status();
            }
            _ => {}
        }
        let due = self
            .summary_due
            .map_or(summary_due, |due| due.min(summary_due));
        self.summary_due = Some(due);
        self.publish_due_summary()
    }

    /// Takes the status of a connection that others have used before, and that tells no events of how it
    /// came to be.
    pub(super) fn adopt(&mut self, status: &ConnectionStatus) {
        if let ConnectionState::Connected(transport) = &status.state {
            self.connection = transport.as_str().to_owned();
            (self.connected, self.synced) = (true, status.synced);
            self.lists_failing.clone_from(&status.lists_failing);
            self.publish_status();
        }
    }

    /// Publishes which servers are set aside in favor of this one.
    pub(super) fn set_aside(&mut self, servers: Vec<String>) -> Result<(), CliError> {
        self.set_aside = servers;
        self.summary_due = Some(Instant::now());
        self.publish_due_summary()
    }

    /// Publishes everything again: a broker that reconnects may have lost its state.
    pub(super) fn republish(&mut self) -> Result<(), CliError> {
        self.device.republish(&mut self.outbox)?;
        for (id, running) in &self.running {
            let topic = self.topics.activity(id);
            self.outbox.queue_state(topic, running.state.clone());
        }
        self.summary = (None, String::new());
        self.status = None;
        self.publish_status();
        self.summary_due = Some(Instant::now());
        self.publish_due_summary()
    }

    /// Applies a message that the broker retained, from this bridge or an earlier one.
    pub(super) fn apply_retained(&mut self, topic: &str, payload: Bytes) {
        if topic == self.topics.command() {
            self.ignored_commands += 1;
            return;
        }
        if self
            .device
            .apply_retained(topic, &payload, &mut self.outbox)
        {
            return;
        }
        if payload.len() > payloads::LARGEST {
            self.surplus += 1;
            return;
        }
        let Ok(last) = serde_json::from_slice::<Value>(&payload) else {
            return;
        };
        let uuid = last.pointer("/activity/uuid").and_then(Value::as_str);
        let Some(Ok(id)) = uuid.map(ActivityId::new) else {
            return;
        };
        // The topic belongs to another program, or this bridge knows a newer state.
        if self.topics.activity(&id) != topic
            || self.running.contains_key(&id)
            || self.outbox.is_ending(topic)
            || self.ended_ids.contains(&id)
        {
            return;
        }
        // Another server claims the same identifier. The state of that server is not known here.
        if last.get("server").and_then(Value::as_str) != Some(&self.server) {
            self.foreign += 1;
            return;
        }
        if last.get("event").and_then(Value::as_str) == Some("ended") {
            self.remember_ended(id);
            return;
        }
        self.forget_stale(&id);
        let bytes = self.stale_bytes + payload.len();
        if self.stale.len() >= MAX_STALE || bytes > MAX_STALE_BYTES {
            self.surplus += 1;
            return;
        }
        self.stale_bytes = bytes;
        self.stale.insert(id, payload);
    }

    /// The messages for the user about retained messages since the last call.
    pub(super) fn take_notices(&mut self) -> Vec<String> {
        let (foreign, surplus) = (
            std::mem::take(&mut self.foreign),
            std::mem::take(&mut self.surplus),
        );
        let server = &self.server;
        let mut notices = Vec::new();
        if std::mem::take(&mut self.ignored_commands) > 0 {
            let topic = self.topics.command();
            notices.push(format!(
                "{server}: ignored a command that the broker retains on {topic}: commands must be \
                 published without the retain flag. An empty retained message there removes it"
            ));
        }
        if self.device.catalog.surplus > 0 && !std::mem::replace(&mut self.was_surplus_told, true) {
            let surplus = self.device.catalog.surplus;
            notices.push(format!(
                "{server}: {surplus} libraries or tasks beyond the first {MAX_ENTRIES} have no entity \
                 and take no command"
            ));
        }
        if foreign > 0 {
            notices.push(format!(
                "{server}: the broker retains {foreign} activities of another server under the same \
                 machine identifier; they stay as they are"
            ));
        }
        if surplus > 0 {
            notices.push(format!(
                "{server}: the broker retains {surplus} activities beyond the limit; they stay as \
                 they are"
            ));
        }
        notices
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
        if let Some(last) = self.forget_stale(id) {
            let last: Value = serde_json::from_slice(&last).unwrap_or_default();
            let activity: Option<Activity> = last
                .get("activity")
                .and_then(|activity| serde_json::from_value(activity.clone()).ok());
            let incarnation = last.get("incarnation").and_then(Value::as_u64).unwrap_or(0);
            self.tell_end(id, activity.as_ref(), how, incarnation, None)?;
            let end = payloads::render_late_end(&last, &self.server, how)?;
            self.publish_end(id, end);
        }
        Ok(())
    }

    /// The question failed, so it is to be asked again.
    pub(super) fn retry_question(&mut self, id: &ActivityId) {
        self.asked.remove(id);
    }

    /// The broker has sent its retained messages.
    pub(super) fn handle_ready(&mut self) {
        self.device.handle_ready(&mut self.outbox);
    }

    /// Marks a message as confirmed by the broker.
    pub(super) fn confirm(&mut self, number: u64) {
        let Some(message) = self.outbox.confirm(number) else {
            return;
        };
        if let MessageKind::End(id) = message.kind {
            self.remember_ended(id);
        }
    }

    /// Returns the time when [`run_due`](Self::run_due) has something to do.
    pub(super) fn next_due(&self) -> Option<Instant> {
        let clear = self.ended.front().map(|(at, _)| *at);
        let due = clear.into_iter().chain(self.summary_due);
        due.chain(self.device.next_due()).min()
    }

    /// Empties topics and publishes the summary, as far as it is time.
    pub(super) fn run_due(&mut self) -> Result<(), CliError> {
        self.clear(false);
        self.device.publish_libraries(&mut self.outbox)?;
        self.publish_due_summary()
    }

    /// Takes the libraries and tasks of the server.
    pub(super) fn set_catalog(&mut self, catalog: Catalog) -> Result<(), CliError> {
        self.device.set_catalog(catalog, &mut self.outbox)?;
        self.publish_scans()
    }

    /// Publishes the outcome of a command.
    pub(super) fn publish_result(&mut self, report: &CommandReport) -> Result<(), CliError> {
        let result = payloads::render_result(&self.server, report)?;
        self.outbox
            .queue_news(self.topics.command_result(), result.into());
        Ok(())
    }

    /// The topics under which the broker may retain messages.
    pub(super) fn filters(&self) -> Vec<String> {
        let mut filters = self.device.filters();
        filters.push(self.topics.every_activity());
        filters
    }

    /// Empties the topics of activities that ended long enough ago, or of all ended ones.
    pub(super) fn clear(&mut self, all: bool) {
        let now = Instant::now();
        while let Some((at, _)) = self.ended.front()
            && (all || *at <= now)
        {
            self.clear_oldest();
        }
    }

    fn clear_oldest(&mut self) {
        let Some((_, id)) = self.ended.pop_front() else {
            return;
        };
        self.ended_ids.remove(&id);
        let topic = self.topics.activity(&id);
        if !self.running.contains_key(&id) && !self.outbox.is_ending(&topic) {
            self.outbox.queue_clear(topic);
        }
    }

    fn remember_ended(&mut self, id: ActivityId) {
        self.ended_ids.insert(id.clone());
        self.ended.push_back((Instant::now() + self.keep_ended, id));
        if self.ended.len() > MAX_ENDED {
            self.clear_oldest();
        }
    }

    fn forget_stale(&mut self, id: &ActivityId) -> Option<Bytes> {
        let last = self.stale.remove(id)?;
        self.stale_bytes -= last.len();
        Some(last)
    }

    /// Prepares the last messages. Running activities stay published for the next bridge.
    pub(super) fn prepare_shutdown(&mut self) {
        self.is_ending = true;
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
        let state = Bytes::from(payloads::render_event(event, &self.server)?);
        self.forget_stale(id);
        self.outbox
            .queue_state(self.topics.activity(id), state.clone());
        let was_seen = matches!(
            event,
            ActivityEvent::Started {
                observed: Observed::Notification,
                ..
            }
        );
        let began = match self.running.get(id) {
            Some(running) => running.began,
            None => was_seen.then(Instant::now),
        };
        let running = PublishedActivity {
            activity: Arc::clone(activity),
            state,
            began,
        };
        self.running.insert(id.clone(), running);
        self.update_scans(activity)
    }

    /// Tells an end once. It goes before the retained message of the end, so that a crash between them
    /// doubles it and does not lose it.
    fn tell_end(
        &mut self,
        id: &ActivityId,
        activity: Option<&Activity>,
        how: &str,
        incarnation: u64,
        duration: Option<Duration>,
    ) -> Result<(), CliError> {
        let server = &self.server;
        let end = payloads::render_end(server, id, activity, how, incarnation, duration)?;
        self.outbox.queue_news(self.topics.ends(), end.into());
        Ok(())
    }

    /// Publishes how far scans are, if this activity is one.
    fn update_scans(&mut self, activity: &Activity) -> Result<(), CliError> {
        match activity.kind() == SCAN {
            true => self.publish_scans(),
            false => Ok(()),
        }
    }

    fn publish_scans(&mut self) -> Result<(), CliError> {
        let mut scans: BTreeMap<String, ScanState> = BTreeMap::new();
        let running = self.running.values().map(|one| &one.activity);
        for activity in running.filter(|activity| activity.kind() == SCAN) {
            // The first message about a scan does not name its library.
            let Some(library) = activity.library_section_id() else {
                continue;
            };
            let scan = scans.entry(library.as_str().to_owned()).or_default();
            scan.is_scanning = true;
            let percent = activity.progress().percent();
            scan.progress = scan.progress.or(percent.map(f32::floor));
        }
        self.device.set_scans(&scans, &mut self.outbox)
    }

    fn publish_end(&mut self, id: &ActivityId, end: String) {
        let topic = self.topics.activity(id);
        self.outbox.queue_end(topic, end.into(), id.clone());
    }

    fn publish_status(&mut self) {
        let status = if self.is_ending {
            "offline"
        } else if self.connected && self.lists_failing.is_some() {
            "lists_failing"
        } else if self.synced {
            "online"
        } else {
            "waiting"
        };
        if self.status.replace(status) != Some(status) {
            let payload = Bytes::from_static(status.as_bytes());
            self.outbox.queue_state(self.topics.status(), payload);
        }
    }

    fn publish_due_summary(&mut self) -> Result<(), CliError> {
        let now = Instant::now();
        if self.summary_due.is_none_or(|due| due > now) {
            return Ok(());
        }
        (self.summary_due, self.summarized_at) = (None, Some(now));
        let running = || {
            let all = self.running.values().map(|one| one.activity.as_ref());
            all.filter(|activity| !is_permanent(activity))
        };
        let count = running().count();
        let attributes = payloads::render_attributes(
            &self.server,
            &self.connection,
            self.lists_failing.as_deref(),
            &self.set_aside,
            running(),
        )?;
        if self.summary.0 != Some(count) {
            self.outbox
                .queue_state(self.topics.running(), count.to_string().into());
        }
        if self.summary.1 != attributes {
            self.outbox
                .queue_state(self.topics.attributes(), attributes.clone().into());
        }
        self.summary = (Some(count), attributes);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use plex_api::{ActivityFilter, Replay};

    use super::*;

    fn retained() -> RetainedState {
        let topics = Topics::new("plex", "m");
        RetainedState::new(topics, "home", None, Duration::from_secs(60))
    }

    /// The events of notifications about one activity.
    fn events(notifications: &[(&str, u8)]) -> Vec<ActivityEvent> {
        let mut replay = Replay::new(ActivityFilter::any());
        let mut events = Vec::new();
        let mut feed = |record: Value| {
            let record = Replay::read_line(&record.to_string()).unwrap();
            events.extend(replay.feed(&record));
        };
        feed(serde_json::json!({"at": 0, "record": "recording", "version": 1}));
        feed(serde_json::json!({"at": 0, "record": "connected", "transport": "websocket"}));
        for (event, progress) in notifications {
            let activity = serde_json::json!({"uuid": "a", "type": "media.download",
                "title": "Download", "progress": progress});
            let data = serde_json::json!({"NotificationContainer": {"type": "activity", "size": 1,
                "ActivityNotification": [{"event": event, "uuid": "a", "Activity": activity}]}});
            feed(
                serde_json::json!({"at": 1, "record": "message", "transport": "websocket",
                "data": data.to_string()}),
            );
        }
        events
    }

    #[tokio::test(start_paused = true)]
    async fn attributes_and_status_say_that_lists_fail_until_they_can_be_used_again() {
        let mut replay = Replay::new(ActivityFilter::any());
        let mut retained = retained();
        let mut apply = |record: Value| {
            let record = Replay::read_line(&record.to_string()).unwrap();
            for event in replay.feed(&record) {
                retained.apply(&event).unwrap();
            }
            let attributes: Value = serde_json::from_str(&retained.summary.1).unwrap_or_default();
            (attributes["lists_failing"].clone(), retained.status)
        };
        apply(serde_json::json!({"at": 0, "record": "recording", "version": 1}));
        let open = serde_json::json!({"at": 0, "record": "connected", "transport": "websocket"});
        assert_eq!(apply(open.clone()), (Value::Null, Some("waiting")));
        apply(serde_json::json!({"at": 1, "record": "list_sent"}));
        let failed = serde_json::json!({"at": 2, "record": "list_failed", "reason": "status 500"});
        let failing = |status| ("status 500".into(), Some(status));
        assert_eq!(apply(failed), failing("lists_failing"));
        let cut = serde_json::json!({"at": 3, "record": "disconnected", "reason": "cut",
            "retry_in": 0.5});
        assert_eq!(apply(cut), failing("waiting"));
        let open = serde_json::json!({"at": 4, "record": "connected", "transport": "websocket"});
        assert_eq!(apply(open), failing("lists_failing"));
        apply(serde_json::json!({"at": 70, "record": "list_sent"}));
        let list = serde_json::json!({"at": 71, "record": "list", "activities": []});
        assert_eq!(apply(list), (Value::Null, Some("online")));
    }

    /// Confirms all queued messages, and counts the messages of the topic with this ending.
    fn deliver(retained: &mut RetainedState, ending: &str) -> usize {
        let mut count = 0;
        while let Some((number, message)) = retained.outbox.take_next(usize::MAX) {
            count += usize::from(message.topic.ends_with(ending));
            retained.confirm(number);
        }
        count
    }

    #[tokio::test(start_paused = true)]
    async fn attributes_follow_starts_and_ends_at_once_and_progress_every_5_seconds() {
        let mut retained = retained();
        let updates: Vec<(&str, u8)> = (0..96).map(|percent| ("updated", percent)).collect();
        for event in events(&[&[("started", 0)], &updates[..]].concat()) {
            retained.apply(&event).unwrap();
            let is_start = matches!(event, ActivityEvent::Started { .. });
            let sent = deliver(&mut retained, "/attributes");
            if is_start {
                assert_eq!(sent, 1);
            } else if matches!(event, ActivityEvent::Updated { .. }) {
                assert_eq!(sent, 0, "too early");
            }
        }
        let due = retained.next_due().unwrap();
        assert!(due <= Instant::now() + ATTRIBUTES_EVERY);
        tokio::time::sleep_until(due).await;
        retained.run_due().unwrap();
        assert_eq!(deliver(&mut retained, "/attributes"), 1);
        assert_eq!(retained.next_due(), None);
        let last = events(&[("started", 95), ("ended", 100)]).pop().unwrap();
        retained.apply(&last).unwrap();
        assert_eq!(deliver(&mut retained, "/attributes"), 1, "an end at once");
    }

    fn kept(server: &str, event: &str, id: &str) -> Bytes {
        let kept = serde_json::json!({"version": 1, "server": server, "event": event,
            "activity": {"uuid": id}});
        kept.to_string().into()
    }

    #[tokio::test(start_paused = true)]
    async fn retained_activities_of_another_server_stay_as_they_are() {
        let mut retained = retained();
        retained.apply(&ActivityEvent::Resynced).unwrap();
        for (server, event, id) in [
            ("home", "updated", "ours"),
            ("other", "updated", "theirs"),
            ("other", "ended", "their-end"),
        ] {
            let topic = format!("plex/m/activities/{id}");
            retained.apply_retained(&topic, kept(server, event, id));
        }
        let asked: Vec<String> = retained
            .take_questions()
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(asked, ["ours"]);
        let notices = retained.take_notices();
        assert!(
            notices.concat().contains("2 activities of another server"),
            "{notices:?}"
        );
        assert!(retained.take_notices().is_empty());
        tokio::time::advance(Duration::from_secs(3600)).await;
        deliver(&mut retained, "");
        retained.prepare_shutdown();
        assert_eq!(deliver(&mut retained, "/their-end"), 0);
    }

    #[tokio::test(start_paused = true)]
    async fn what_a_broker_can_make_the_bridge_keep_is_bounded() {
        let mut retained = retained();
        for event in ["updated", "ended"] {
            for number in 0..MAX_ENDED + 1000 {
                let id = format!("{event}-{number}");
                let topic = format!("plex/m/activities/{id}");
                retained.apply_retained(&topic, kept("home", event, &id));
            }
        }
        assert_eq!(
            (retained.stale.len(), retained.ended.len()),
            (MAX_STALE, MAX_ENDED)
        );
        assert_eq!(retained.ended_ids.len(), MAX_ENDED);
        let cleared = deliver(&mut retained, "");
        assert_eq!(cleared, 1000, "the oldest topics are emptied early");
        let notices = retained.take_notices().concat();
        assert!(notices.contains("beyond the limit"), "{notices}");
    }

    #[tokio::test(start_paused = true)]
    async fn what_a_broker_retains_is_bounded_in_bytes() {
        let mut retained = retained();
        for number in 0..MAX_STALE {
            let id = format!("{number}");
            let topic = format!("plex/m/activities/{id}");
            let kept = serde_json::json!({"server": "home", "event": "updated",
                "activity": {"uuid": id, "title": "x".repeat(30_000)}});
            retained.apply_retained(&topic, kept.to_string().into());
        }
        assert!(retained.stale_bytes <= MAX_STALE_BYTES);
        assert!(retained.stale.len() < 600, "{}", retained.stale.len());
        for id in retained.stale.keys().cloned().collect::<Vec<_>>() {
            retained.publish_late_end(&id, "vanished").unwrap();
        }
        assert_eq!(retained.stale_bytes, 0);
    }
}
