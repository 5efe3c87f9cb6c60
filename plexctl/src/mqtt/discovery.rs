//! The discovery message: one for each server, from which Home Assistant makes a device with entities.
//!
//! Home Assistant refuses the whole message for one unknown key at its top level, in `device` or in
//! `origin`, so only keys are used that its releases of 2025 and later know.
//! <https://www.home-assistant.io/integrations/mqtt/#device-discovery-payload>

use std::collections::BTreeMap;

use plex_api::How;
use serde_json::{Map, Value, json};

use super::catalog::{Catalog, Library};
use super::topics::Topics;
use crate::output::sanitize_name;

/// The message that hands an entity of the single discovery over to the device.
pub(super) const MIGRATE: &str = r#"{"migrate_discovery":true}"#;

/// A larger retained discovery message is not ours.
const LARGEST: usize = 512 * 1024;

/// The number of components of an earlier message that are remembered.
const MAX_COMPONENTS: usize = 512;

/// Any of these statuses says that the bridge is running.
const BRIDGE_IS_UP: &str = "{{ 'offline' if value == 'offline' else 'online' }}";

const SERVER_IS_UP: &str = "{{ 'online' if value in ('online', 'lists_failing') else 'offline' }}";

/// The components of a message: the name of each, and its platform.
pub(super) type Components = BTreeMap<String, String>;

/// The content of the discovery message beside the libraries and tasks of the server.
pub(super) struct Discovery {
    /// The first level or levels of Home Assistant's topics.
    pub(super) prefix: String,
    pub(super) server: String,
    pub(super) version: Option<String>,
    /// The page that the device links to.
    pub(super) page: String,
    pub(super) has_commands: bool,
}

impl Discovery {
    /// The message for the current libraries and tasks of the server.
    pub(super) fn render(&self, topics: &Topics, catalog: &Catalog) -> DeviceMessage {
        let mut message = DeviceMessage {
            device: self.device(topics),
            topics: topics.clone(),
            slug: self.slug(topics),
            components: BTreeMap::new(),
        };
        message.add_server();
        for library in catalog.libraries.iter().flatten() {
            message.add_library(library, self.has_commands);
        }
        if self.has_commands {
            let stop = json!({"action": "stop"});
            message.add_button("stop", "Stop scans", &stop, &json!({"icon": "mdi:stop"}));
            for task in catalog.tasks.iter().flatten() {
                let press = json!({"action": "butler", "task": task});
                let more = json!({"enabled_by_default": false, "entity_category": "config"});
                message.add_button(
                    &format!("task_{task}"),
                    &format!("Run {task}"),
                    &press,
                    &more,
                );
            }
        }
        message
    }

    /// The components of an earlier message that are gone for good. The libraries and tasks of the
    /// server may be unknown now.
    pub(super) fn find_removed(
        &self,
        before: &Components,
        message: &DeviceMessage,
        catalog: &Catalog,
    ) -> Components {
        let is_unknown = |key: &str| {
            key.starts_with("library_") && catalog.libraries.is_none()
                || key.starts_with("task_") && catalog.tasks.is_none() && self.has_commands
        };
        let gone = before
            .iter()
            .filter(|(key, _)| !message.components.contains_key(*key) && !is_unknown(key));
        gone.map(|(key, platform)| (key.clone(), platform.clone()))
            .collect()
    }

    fn device(&self, topics: &Topics) -> Value {
        let mut device = json!({
            "identifiers": [topics.device],
            "name": format!("Plex {}", sanitize_name(&self.server)),
            "manufacturer": "Plex",
            "model": "Plex Media Server",
            "configuration_url": self.page,
        });
        if let (Some(version), Some(device)) = (&self.version, device.as_object_mut()) {
            device.insert("sw_version".to_owned(), sanitize_name(version).into());
        }
        device
    }

    /// The beginning of the ids of new entities.
    fn slug(&self, topics: &Topics) -> String {
        match slugify(&self.server).as_str() {
            "" => slugify(&topics.device),
            name => format!("plex_{name}"),
        }
    }
}

/// A discovery message.
pub(super) struct DeviceMessage {
    device: Value,
    topics: Topics,
    slug: String,
    components: BTreeMap<String, Value>,
}

impl DeviceMessage {
    /// The message as JSON. Home Assistant removes the entities of these other components.
    pub(super) fn to_json(&self, removed: &Components) -> String {
        let mut components: Map<String, Value> = self.components.clone().into_iter().collect();
        for (key, platform) in removed {
            components.insert(key.clone(), json!({"platform": platform}));
        }
        json!({
            "device": self.device,
            "origin": {"name": "plexctl", "sw_version": env!("CARGO_PKG_VERSION")},
            "availability": [{"topic": self.topics.status(), "value_template": SERVER_IS_UP}],
            "components": components,
        })
        .to_string()
    }

    /// The components of the message.
    pub(super) fn components(&self) -> Components {
        let platform = |value: &Value| {
            let platform = value.get("platform").and_then(Value::as_str);
            platform.unwrap_or_default().to_owned()
        };
        let all = self.components.iter();
        all.map(|(key, value)| (key.clone(), platform(value)))
            .collect()
    }

    fn add_server(&mut self) {
        let (status, running) = (self.topics.status(), self.topics.running());
        let bridge = json!([{"topic": status, "value_template": BRIDGE_IS_UP}]);
        self.add(
            "binary_sensor",
            "busy",
            "Busy",
            json!({
                "state_topic": running,
                "value_template": "{{ 'ON' if value | int(0) > 0 else 'OFF' }}",
                "device_class": "running",
            }),
        );
        // Its id is that of the sensor of earlier versions.
        self.add(
            "sensor",
            "activities_running",
            "Activities",
            json!({
                "state_topic": running,
                "json_attributes_topic": self.topics.attributes(),
                "state_class": "measurement",
                "icon": "mdi:plex",
            }),
        );
        // An event that came while it was unavailable would show up later, so it depends on the bridge
        // alone.
        self.add(
            "event",
            "ended",
            "Activity ended",
            json!({
                "state_topic": self.topics.ends(),
                "event_types": [How::Ended.as_str(), How::Vanished.as_str()],
                "availability": bridge,
                "icon": "mdi:flag-checkered",
            }),
        );
        self.add(
            "binary_sensor",
            "connection",
            "Connection",
            json!({
                "state_topic": status,
                "value_template":
                    "{{ 'ON' if value in ('online', 'lists_failing') else 'OFF' }}",
                "device_class": "connectivity",
                "entity_category": "diagnostic",
                "availability": bridge,
            }),
        );
    }

    fn add_library(&mut self, library: &Library, has_commands: bool) {
        let (id, title) = (&library.id, &library.title);
        let topic = self.topics.library(id);
        self.add(
            "sensor",
            &format!("library_{id}_progress"),
            &format!("Scan {title}"),
            json!({
                "state_topic": topic,
                // At rest, and where the server does not say how far it is: unknown.
                "value_template": "{{ value_json.progress }}",
                "state_class": "measurement",
                "unit_of_measurement": "%",
                "suggested_display_precision": 0,
                "icon": "mdi:progress-clock",
            }),
        );
        self.add(
            "binary_sensor",
            &format!("library_{id}_scanning"),
            &format!("Scanning {title}"),
            json!({
                "state_topic": topic,
                "value_template": "{{ 'ON' if value_json.scanning else 'OFF' }}",
                "device_class": "running",
                "enabled_by_default": false,
            }),
        );
        if has_commands {
            let press = json!({"action": "scan", "library": id});
            let more = json!({"icon": "mdi:folder-refresh"});
            self.add_button(
                &format!("library_{id}_scan"),
                &format!("Scan {title}"),
                &press,
                &more,
            );
        }
    }

    fn add_button(&mut self, key: &str, name: &str, press: &Value, more: &Value) {
        let mut button = json!({
            "command_topic": self.topics.command(),
            "payload_press": press.to_string(),
        });
        if let (Some(button), Some(more)) = (button.as_object_mut(), more.as_object()) {
            button.extend(more.clone());
        }
        self.add("button", key, name, button);
    }

    fn add(&mut self, platform: &'static str, key: &str, name: &str, mut component: Value) {
        let suffix = match slugify(name) {
            slug if slug.is_empty() || !name.is_ascii() => slugify(key),
            slug => slug,
        };
        if let Some(component) = component.as_object_mut() {
            component.extend([
                ("platform".to_owned(), platform.into()),
                ("name".to_owned(), name.into()),
                (
                    "unique_id".to_owned(),
                    format!("{}_{key}", self.topics.device).into(),
                ),
                (
                    "default_entity_id".to_owned(),
                    format!("{platform}.{}_{suffix}", self.slug).into(),
                ),
                // The top level's is for newer releases only.
                ("qos".to_owned(), 1.into()),
            ]);
        }
        self.components.insert(key.to_owned(), component);
    }
}

/// The components of a retained message; `None` when it is not ours.
pub(super) fn read_components(payload: &[u8]) -> Option<Components> {
    if payload.len() > LARGEST {
        return None;
    }
    let message: Value = serde_json::from_slice(payload).ok()?;
    let components = message.get("components")?.as_object()?;
    let platform = |value: &Value| {
        value
            .get("platform")
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    let known = components
        .iter()
        .filter_map(|(key, value)| Some((key.clone(), platform(value)?)));
    Some(known.take(MAX_COMPONENTS).collect())
}

/// Returns `true` if a message of the single discovery describes the sensor with this state topic.
pub(super) fn is_single_discovery(payload: &[u8], state_topic: &str) -> bool {
    let message: Option<Value> = (payload.len() <= LARGEST)
        .then(|| serde_json::from_slice(payload).ok())
        .flatten();
    let topic = message
        .as_ref()
        .and_then(|message| message.get("state_topic"));
    topic.and_then(Value::as_str) == Some(state_topic)
        || message.is_some_and(|message| message.get("migrate_discovery") == Some(&true.into()))
}

/// The characters that ids of entities may have.
fn slugify(text: &str) -> String {
    let mut slug = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            'a'..='z' | '0'..='9' => slug.push(c),
            _ if slug.is_empty() || slug.ends_with('_') => {}
            _ => slug.push('_'),
        }
    }
    slug.truncate(64);
    slug.trim_end_matches('_').to_owned()
}

#[cfg(test)]
#[path = "../../tests/common/home_assistant.rs"]
#[allow(unreachable_pub, reason = "the tests of the program use it too")]
mod home_assistant;

#[cfg(test)]
mod tests {
    use super::home_assistant::{assert_device, describe_faults};
    use super::*;

    fn discovery(has_commands: bool) -> Discovery {
        Discovery {
            prefix: "homeassistant".to_owned(),
            server: "Küche 2".to_owned(),
            version: Some("1.43.0".to_owned()),
            page: "http://nas:32400/web".to_owned(),
            has_commands,
        }
    }

    fn catalog() -> Catalog {
        let mut catalog = Catalog::default();
        catalog.set_libraries([("1", "Movies"), ("2", "映画"), ("3", "{{ evil }}\u{1b}")]);
        catalog.set_tasks(["BackupDatabase"]);
        catalog
    }

    fn render(has_commands: bool, catalog: &Catalog) -> DeviceMessage {
        discovery(has_commands).render(&Topics::new("plex", "m"), catalog)
    }

    fn to_value(message: &DeviceMessage, removed: &Components) -> Value {
        serde_json::from_str(&message.to_json(removed)).unwrap()
    }

    #[test]
    fn the_message_keeps_the_rules_of_home_assistant() {
        let catalog = catalog();
        let message = to_value(&render(true, &catalog), &Components::new());
        assert_device(&message);
        let find = |key: &str| &message["components"][key];
        assert_eq!(
            find("busy")["default_entity_id"],
            "binary_sensor.plex_k_che_2_busy"
        );
        // Home Assistant has this one since before device discovery.
        assert_eq!(
            find("activities_running")["unique_id"],
            "plex_m_activities_running"
        );
        assert_eq!(
            find("library_1_progress")["state_topic"],
            "plex/m/libraries/1"
        );
        assert_eq!(
            find("library_2_progress")["default_entity_id"],
            "sensor.plex_k_che_2_library_2_progress"
        );
        let press: Value =
            serde_json::from_str(find("library_1_scan")["payload_press"].as_str().unwrap())
                .unwrap();
        assert_eq!(press, json!({"action": "scan", "library": "1"}));
        assert_eq!(
            find("task_BackupDatabase")["command_topic"],
            "plex/m/command"
        );
        // Of all components, only these say something while the server is away.
        let has_own = |(key, component): (&String, &Value)| {
            component.get("availability").map(|_| key.clone())
        };
        let components = message["components"].as_object().unwrap();
        let own: Vec<String> = components.iter().filter_map(has_own).collect();
        assert_eq!(own, ["connection", "ended"]);
        assert!(!message.to_string().contains('\u{1b}'), "{message}");
    }

    #[test]
    fn buttons_appear_only_with_commands() {
        let message = to_value(&render(false, &catalog()), &Components::new());
        assert_device(&message);
        assert!(!message.to_string().contains("command_topic"), "{message}");
    }

    #[test]
    fn what_is_gone_is_removed_and_what_is_unknown_stays() {
        let (discovery, before) = (discovery(true), render(true, &catalog()).components());
        let mut less = Catalog::default();
        less.set_libraries([("1", "Movies")]);
        less.set_tasks([]);
        let message = render(true, &less);
        let gone = discovery.find_removed(&before, &message, &less);
        let keys: Vec<&str> = gone.keys().map(String::as_str).collect();
        assert_eq!(
            keys,
            [
                "library_2_progress",
                "library_2_scan",
                "library_2_scanning",
                "library_3_progress",
                "library_3_scan",
                "library_3_scanning",
                "task_BackupDatabase"
            ]
        );
        let message = to_value(&message, &gone);
        assert_device(&message);
        assert_eq!(
            message["components"]["library_2_progress"],
            json!({"platform": "sensor"})
        );
        let unknown = Catalog::default();
        let message = render(true, &unknown);
        assert!(
            discovery
                .find_removed(&before, &message, &unknown)
                .is_empty()
        );
        let quiet = Discovery {
            has_commands: false,
            ..discovery
        };
        let gone = quiet.find_removed(
            &before,
            &quiet.render(&Topics::new("plex", "m"), &unknown),
            &unknown,
        );
        assert_eq!(
            gone.keys().collect::<Vec<_>>(),
            ["stop", "task_BackupDatabase"]
        );
    }

    #[test]
    fn a_retained_message_is_read_within_bounds() {
        let message = render(true, &catalog());
        let json = message.to_json(&Components::new());
        assert_eq!(read_components(json.as_bytes()), Some(message.components()));
        for odd in [
            "",
            "null",
            "[]",
            "{\"components\": 7}",
            "{\"components\": {\"a\": 7}}",
        ] {
            let read = read_components(odd.as_bytes()).unwrap_or_default();
            assert!(read.is_empty(), "{odd}");
        }
        let many: Map<String, Value> = (0..2_000)
            .map(|n| (n.to_string(), json!({"platform": "sensor"})))
            .collect();
        let many = json!({"components": many}).to_string();
        assert_eq!(
            read_components(many.as_bytes()).unwrap().len(),
            MAX_COMPONENTS
        );
    }

    #[test]
    fn a_message_that_home_assistant_refuses_is_found() {
        let good = to_value(&render(true, &catalog()), &Components::new());
        let spoil = [
            ("an unknown key", "/child_devices", json!([])),
            ("an unknown key of the device", "/device/color", json!("x")),
            ("no origin", "/origin", Value::Null),
            ("no name of the origin", "/origin", json!({})),
            ("no identifier", "/device/identifiers", json!([])),
            ("no platform", "/components/busy/platform", Value::Null),
            ("object_id", "/components/busy/object_id", json!("x")),
            (
                "another domain",
                "/components/busy/default_entity_id",
                json!("sensor.x"),
            ),
            (
                "a wildcard",
                "/components/stop/command_topic",
                json!("plex/+/command"),
            ),
        ];
        for (what, pointer, value) in spoil {
            let mut message = good.clone();
            let (place, key) = pointer.rsplit_once('/').unwrap();
            message.pointer_mut(place).unwrap()[key] = value;
            assert!(!describe_faults(&message).is_empty(), "{what}");
        }
    }
}
