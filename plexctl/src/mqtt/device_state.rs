//! The messages about a server for Home Assistant: the discovery message, and the state of each library.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use bytes::Bytes;
use tokio::time::Instant;

use super::catalog::{Catalog, is_identifier};
use super::discovery::{self, Components, Discovery, MIGRATE};
use super::outbox::Outbox;
use super::payloads;
use super::topics::Topics;
use crate::error::CliError;

/// The shortest time between two states of a library while only its progress changes: Home Assistant keeps a
/// row for each change.
const PROGRESS_EVERY: Duration = Duration::from_secs(10);

/// The number of retained topics of libraries that are remembered until the server lists its libraries.
const MAX_KEPT: usize = 1_024;

/// The device of one server.
pub(super) struct DeviceState {
    topics: Topics,
    server: String,
    discovery: Option<Discovery>,
    pub(super) catalog: Catalog,
    libraries: BTreeMap<String, LibraryState>,
    /// The libraries that the broker retains, until it is known which ones the server has.
    kept: BTreeSet<String>,
    /// The components of the message that the broker has.
    components: Components,
    /// The broker retains a sensor of a version before device discovery.
    has_single: bool,
    /// The broker has sent its retained messages, so that the messages to remove are known.
    is_ready: bool,
    is_due: bool,
}

/// Whether a library is scanned, and how far, in whole percent; `None` when that is unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct ScanState {
    pub(super) is_scanning: bool,
    pub(super) progress: Option<f32>,
}

#[derive(Default)]
struct LibraryState {
    title: String,
    scan: ScanState,
    published: Option<ScanState>,
    published_at: Option<Instant>,
    due: Option<Instant>,
}

impl DeviceState {
    pub(super) fn new(topics: Topics, server: &str, discovery: Option<Discovery>) -> Self {
        Self {
            topics,
            server: server.to_owned(),
            discovery,
            catalog: Catalog::default(),
            libraries: BTreeMap::new(),
            kept: BTreeSet::new(),
            components: Components::new(),
            has_single: false,
            is_ready: false,
            is_due: true,
        }
    }

    /// The topics of the device under which the broker may retain messages.
    pub(super) fn filters(&self) -> Vec<String> {
        let mut filters = vec![self.topics.every_library()];
        if let Some(discovery) = &self.discovery {
            filters.push(self.topics.discovery(&discovery.prefix));
            filters.push(self.topics.single_discovery(&discovery.prefix));
        }
        filters
    }

    /// The topic on which Home Assistant says that it has started.
    pub(super) fn birth_topic(&self) -> Option<String> {
        let discovery = self.discovery.as_ref()?;
        Some(format!("{}/status", discovery.prefix))
    }

    /// Publishes everything again.
    pub(super) fn republish(&mut self, outbox: &mut Outbox) -> Result<(), CliError> {
        for library in self.libraries.values_mut() {
            library.published = None;
        }
        self.is_due = true;
        self.publish_discovery(outbox);
        self.publish_libraries(outbox)
    }

    /// After a lost connection, the broker is to send its retained messages again.
    pub(super) fn handle_down(&mut self) {
        self.is_ready = false;
    }

    /// The broker has sent its retained messages.
    pub(super) fn handle_ready(&mut self, outbox: &mut Outbox) {
        if !self.is_ready {
            self.is_ready = true;
            self.publish_discovery(outbox);
        }
    }

    /// Takes a message that the broker retained. Returns false when it is about something else.
    pub(super) fn apply_retained(
        &mut self,
        topic: &str,
        payload: &Bytes,
        outbox: &mut Outbox,
    ) -> bool {
        if let Some(id) = self.topics.library_of(topic) {
            if !payload.is_empty() && is_identifier(id) && self.kept.len() < MAX_KEPT {
                self.kept.insert(id.to_owned());
                self.clear_gone_libraries(outbox);
            }
            return true;
        }
        let Some(discovery) = &self.discovery else {
            return false;
        };
        if topic == self.topics.discovery(&discovery.prefix) {
            if let Some(components) = discovery::read_components(payload)
                && components != self.components
            {
                self.components = components;
                // Some brokers are late with it.
                self.is_due = true;
                self.publish_discovery(outbox);
            }
            return true;
        }
        if topic != self.topics.single_discovery(&discovery.prefix) {
            return false;
        }
        if discovery::is_single_discovery(payload, &self.topics.running()) {
            (self.has_single, self.is_due) = (true, true);
            self.publish_discovery(outbox);
        }
        true
    }

    /// Takes the libraries and tasks of the server. Entities of removed ones are removed.
    pub(super) fn set_catalog(
        &mut self,
        newer: Catalog,
        outbox: &mut Outbox,
    ) -> Result<(), CliError> {
        let before = self.catalog.clone();
        self.catalog.update(newer);
        if self.catalog == before {
            return Ok(());
        }
        if let Some(libraries) = &self.catalog.libraries {
            let mut known = std::mem::take(&mut self.libraries);
            for library in libraries {
                let mut state = known.remove(&library.id).unwrap_or_default();
                if state.title != library.title {
                    state.title.clone_from(&library.title);
                    state.published = None;
                }
                self.libraries.insert(library.id.clone(), state);
            }
            self.kept.extend(known.into_keys());
            self.clear_gone_libraries(outbox);
        }
        self.is_due = true;
        self.publish_discovery(outbox);
        self.publish_libraries(outbox)
    }

    /// Takes how far the scan of each library is. A library that is not named is at rest.
    pub(super) fn set_scans(
        &mut self,
        scans: &BTreeMap<String, ScanState>,
        outbox: &mut Outbox,
    ) -> Result<(), CliError> {
        for (id, library) in &mut self.libraries {
            library.scan = scans.get(id).copied().unwrap_or_default();
        }
        self.publish_libraries(outbox)
    }

    /// Returns the time when [`publish_libraries`](Self::publish_libraries) has something to do.
    pub(super) fn next_due(&self) -> Option<Instant> {
        self.libraries.values().filter_map(|one| one.due).min()
    }

    /// Publishes the states that have changed, as far as it is time.
    pub(super) fn publish_libraries(&mut self, outbox: &mut Outbox) -> Result<(), CliError> {
        let now = Instant::now();
        for (id, library) in &mut self.libraries {
            library.due = match library.published {
                Some(published) if published == library.scan => None,
                Some(published) if published.is_scanning == library.scan.is_scanning => {
                    library.published_at.map(|at| at + PROGRESS_EVERY)
                }
                _ => Some(now),
            };
            if library.due.is_none_or(|due| due > now) {
                continue;
            }
            let message = payloads::render_library(&self.server, id, &library.title, library.scan)?;
            outbox.queue_state(self.topics.library(id), message.into());
            library.due = None;
            library.published = Some(library.scan);
            library.published_at = Some(now);
        }
        Ok(())
    }

    /// Empties the topics of libraries that the server does not have.
    fn clear_gone_libraries(&mut self, outbox: &mut Outbox) {
        if self.catalog.libraries.is_some() {
            for id in std::mem::take(&mut self.kept) {
                if !self.libraries.contains_key(&id) {
                    outbox.queue_clear(self.topics.library(&id));
                }
            }
        }
    }

    fn publish_discovery(&mut self, outbox: &mut Outbox) {
        let Some(discovery) = &self.discovery else {
            return;
        };
        if !self.is_ready || !std::mem::take(&mut self.is_due) {
            return;
        }
        let topic = self.topics.discovery(&discovery.prefix);
        let single = self.topics.single_discovery(&discovery.prefix);
        let has_single = std::mem::take(&mut self.has_single);
        if has_single {
            // Home Assistant keeps the entity and its history for the device that comes next.
            outbox.queue_step(single.clone(), MIGRATE.into());
        }
        let message = discovery.render(&self.topics, &self.catalog);
        let gone = discovery.find_removed(&self.components, &message, &self.catalog);
        if !gone.is_empty() {
            outbox.queue_step(topic.clone(), message.to_json(&gone).into());
        }
        let whole = message.to_json(&Components::new());
        outbox.queue_state(topic, whole.into());
        if has_single {
            outbox.queue_clear(single);
        }
        self.components.retain(|key, _| !gone.contains_key(key));
        self.components.append(&mut message.components());
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn device() -> DeviceState {
        let discovery = Discovery {
            prefix: "ha".to_owned(),
            server: "home".to_owned(),
            version: None,
            page: "http://nas:32400/web".to_owned(),
            has_commands: true,
        };
        DeviceState::new(Topics::new("plex", "m"), "home", Some(discovery))
    }

    fn catalog(libraries: &[(&str, &str)]) -> Catalog {
        let mut catalog = Catalog::default();
        catalog.set_libraries(libraries.iter().copied());
        catalog.set_tasks(["BackupDatabase"]);
        catalog
    }

    /// The queued messages, confirmed: topic and payload.
    fn take(outbox: &mut Outbox) -> Vec<(String, String)> {
        let mut taken = Vec::new();
        while let Some((number, message)) = outbox.take_next(usize::MAX) {
            let payload = String::from_utf8(message.payload.to_vec()).unwrap();
            taken.push((message.topic, payload));
            outbox.confirm(number);
        }
        taken
    }

    #[tokio::test(start_paused = true)]
    async fn the_sensor_of_earlier_versions_is_handed_over_before_the_device_appears() {
        let (mut device, mut outbox) = (device(), Outbox::default());
        device.republish(&mut outbox).unwrap();
        assert_eq!(
            take(&mut outbox),
            [],
            "not before the broker has said what it retains"
        );
        let single = "ha/sensor/plex_m/activities_running/config";
        let sensor = Bytes::from_static(br#"{"state_topic": "plex/m/running"}"#);
        assert!(device.apply_retained(single, &sensor, &mut outbox));
        device.handle_ready(&mut outbox);
        let sent = take(&mut outbox);
        let topics: Vec<&str> = sent.iter().map(|(topic, _)| topic.as_str()).collect();
        assert_eq!(topics, [single, "ha/device/plex_m/config", single]);
        assert_eq!((sent[0].1.as_str(), sent[2].1.as_str()), (MIGRATE, ""));
        device.handle_ready(&mut outbox);
        assert_eq!(take(&mut outbox), []);
    }

    #[tokio::test(start_paused = true)]
    async fn the_sensor_of_another_prefix_stays_as_it_is() {
        let (mut device, mut outbox) = (device(), Outbox::default());
        let single = "ha/sensor/plex_m/activities_running/config";
        let theirs = Bytes::from_static(br#"{"state_topic": "site-b/m/running"}"#);
        assert!(device.apply_retained(single, &theirs, &mut outbox));
        device.handle_ready(&mut outbox);
        let sent = take(&mut outbox);
        assert!(sent.iter().all(|(topic, _)| topic != single), "{sent:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn what_an_earlier_agent_left_of_a_library_that_is_gone_is_removed() {
        let (mut before, mut outbox) = (device(), Outbox::default());
        before.handle_ready(&mut outbox);
        let both = catalog(&[("1", "Movies"), ("2", "Music")]);
        before.set_catalog(both, &mut outbox).unwrap();
        let left = take(&mut outbox);
        let config = &left
            .iter()
            .rfind(|(topic, _)| topic.ends_with("config"))
            .unwrap()
            .1;

        let mut device = device();
        device.apply_retained(
            "ha/device/plex_m/config",
            &config.clone().into(),
            &mut outbox,
        );
        for id in ["1", "2", "../x"] {
            let topic = format!("plex/m/libraries/{id}");
            device.apply_retained(&topic, &Bytes::from_static(b"{}"), &mut outbox);
        }
        device.handle_ready(&mut outbox);
        // Nothing is removed while the libraries and tasks of the server are unknown.
        let sent = take(&mut outbox);
        assert!(
            sent.iter()
                .all(|(_, payload)| !payload.contains("library_2")),
            "{sent:?}"
        );
        device
            .set_catalog(catalog(&[("1", "Movies")]), &mut outbox)
            .unwrap();
        let sent = take(&mut outbox);
        let topics: Vec<&str> = sent.iter().map(|(topic, _)| topic.as_str()).collect();
        assert_eq!(
            topics,
            [
                "plex/m/libraries/2",
                "ha/device/plex_m/config",
                "ha/device/plex_m/config",
                "plex/m/libraries/1"
            ]
        );
        let component = |index: usize| -> Value {
            let message: Value = serde_json::from_str(&sent[index].1).unwrap();
            message["components"]["library_2_progress"].clone()
        };
        assert_eq!(component(1), serde_json::json!({"platform": "sensor"}));
        assert_eq!(component(2), Value::Null);
    }

    #[tokio::test(start_paused = true)]
    async fn the_progress_of_a_library_changes_every_10_seconds_and_at_starts_and_ends() {
        let (mut device, mut outbox) = (device(), Outbox::default());
        device.handle_ready(&mut outbox);
        device
            .set_catalog(catalog(&[("1", "Movies")]), &mut outbox)
            .unwrap();
        take(&mut outbox);
        let mut set = |scan: Option<f32>| {
            let scans = scan.map(|percent| {
                let state = ScanState {
                    is_scanning: true,
                    progress: Some(percent),
                };
                ("1".to_owned(), state)
            });
            device
                .set_scans(&scans.into_iter().collect(), &mut outbox)
                .unwrap();
            let sent = take(&mut outbox);
            let payloads = sent.iter().map(|(_, payload)| payload.as_str());
            let states = payloads.map(|payload| {
                let state: Value = serde_json::from_str(payload).unwrap();
                (state["scanning"].clone(), state["progress"].clone())
            });
            (states.collect::<Vec<_>>(), device.next_due())
        };
        assert_eq!(
            set(Some(0.0)).0,
            [(true.into(), 0.0.into())],
            "a start at once"
        );
        for percent in 1_u8..50 {
            let (sent, due) = set(Some(percent.into()));
            assert_eq!((sent.len(), due.is_some()), (0, true));
        }
        tokio::time::advance(PROGRESS_EVERY).await;
        assert_eq!(set(Some(50.0)), (vec![(true.into(), 50.0.into())], None));
        assert_eq!(set(Some(50.0)), (vec![], None), "the same percent");
        assert_eq!(set(None).0, [(false.into(), Value::Null)], "an end at once");
    }
}
