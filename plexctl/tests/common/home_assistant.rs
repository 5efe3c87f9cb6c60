//! The rules by which Home Assistant takes a device discovery message, as its documentation and the
//! schemas of its `mqtt` integration (2026.2) state them.
//!
//! <https://www.home-assistant.io/integrations/mqtt/#device-discovery-payload>

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// The keys of the top level. One that it does not know makes it refuse everything.
const TOP: &[&str] = &[
    "availability",
    "availability_mode",
    "availability_template",
    "availability_topic",
    "command_topic",
    "components",
    "device",
    "encoding",
    "origin",
    "payload_available",
    "payload_not_available",
    "qos",
    "state_topic",
];

const DEVICE: &[&str] = &[
    "configuration_url",
    "connections",
    "hw_version",
    "identifiers",
    "manufacturer",
    "model",
    "model_id",
    "name",
    "serial_number",
    "suggested_area",
    "sw_version",
    "via_device",
];

const ORIGIN: &[&str] = &["name", "support_url", "sw_version"];

/// The keys of every entity. `object_id` is gone since 2026.4.
const ENTITY: &[&str] = &[
    "availability",
    "availability_mode",
    "default_entity_id",
    "enabled_by_default",
    "encoding",
    "entity_category",
    "icon",
    "json_attributes_template",
    "json_attributes_topic",
    "name",
    "platform",
    "qos",
    "unique_id",
];

/// Platforms: the keys that each needs, the others that it knows, and its device classes.
type Platform = (
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
    &'static [&'static str],
);

const PLATFORMS: &[Platform] = &[
    (
        "binary_sensor",
        &["state_topic"],
        &[
            "device_class",
            "expire_after",
            "force_update",
            "off_delay",
            "payload_off",
            "payload_on",
            "value_template",
        ],
        &["connectivity", "problem", "running"],
    ),
    (
        "button",
        &["command_topic"],
        &[
            "command_template",
            "device_class",
            "payload_press",
            "retain",
        ],
        &["identify", "restart", "update"],
    ),
    (
        "event",
        &["state_topic", "event_types"],
        &["device_class", "value_template"],
        &["button", "doorbell", "motion"],
    ),
    (
        "sensor",
        &["state_topic"],
        &[
            "device_class",
            "expire_after",
            "force_update",
            "options",
            "state_class",
            "suggested_display_precision",
            "unit_of_measurement",
            "value_template",
        ],
        &["duration", "timestamp"],
    ),
];

/// Fails unless Home Assistant takes the message whole.
pub fn assert_device(message: &Value) {
    let faults = describe_faults(message);
    assert!(
        faults.is_empty(),
        "Home Assistant refuses {faults:#?} in {message:#}"
    );
}

/// The faults for which Home Assistant refuses the message.
pub fn describe_faults(message: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    let Some(top) = message.as_object() else {
        return vec!["no object".to_owned()];
    };
    check_keys(
        "the top level",
        top,
        TOP,
        &["device", "origin", "components"],
        &mut faults,
    );
    check_availability("the top level", top, &mut faults);
    let empty = Map::new();
    let object = |value: Option<&Value>| value.and_then(Value::as_object).unwrap_or(&empty).clone();
    let (device, origin) = (object(top.get("device")), object(top.get("origin")));
    check_keys("device", &device, DEVICE, &[], &mut faults);
    check_keys("origin", &origin, ORIGIN, &["name"], &mut faults);
    if device
        .get("identifiers")
        .and_then(Value::as_array)
        .is_none_or(Vec::is_empty)
    {
        faults.push("device has no identifier".to_owned());
    }
    let page = device.get("configuration_url").and_then(Value::as_str);
    if page.is_some_and(|page| !page.starts_with("http://") && !page.starts_with("https://")) {
        faults.push("configuration_url is no http address".to_owned());
    }
    let mut ids = BTreeSet::new();
    for (key, component) in object(top.get("components")) {
        let Some(component) = component.as_object() else {
            faults.push(format!("{key} is no object"));
            continue;
        };
        check_component(&key, component, &mut faults);
        if let Some(id) = component.get("unique_id")
            && !ids.insert(id.to_string())
        {
            faults.push(format!("{key}: its unique_id is taken"));
        }
    }
    faults
}

fn check_component(key: &str, component: &Map<String, Value>, faults: &mut Vec<String>) {
    let text = |name: &str| {
        component
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    let platform = text("platform");
    let found = PLATFORMS.iter().find(|(name, ..)| *name == platform);
    let Some((_, needed, others, classes)) = found else {
        faults.push(format!("{key}: no known platform: {platform:?}"));
        return;
    };
    // The platform alone removes the entity.
    if component.len() == 1 {
        return;
    }
    let known = [ENTITY, needed, others].concat();
    let needed = [&["unique_id"], *needed].concat();
    check_keys(key, component, &known, &needed, faults);
    check_availability(key, component, faults);
    for topic in ["state_topic", "json_attributes_topic", "command_topic"] {
        if component.contains_key(topic) && !is_topic(text(topic)) {
            faults.push(format!("{key}: {topic} is no topic"));
        }
    }
    let id = text("default_entity_id");
    if !id.is_empty() && !is_entity_id(id, platform) {
        faults.push(format!("{key}: {id} is no id of a {platform}"));
    }
    let is_one_of =
        |name: &str, values: &[&str]| text(name).is_empty() || values.contains(&text(name));
    if !is_one_of("device_class", classes)
        || !is_one_of("entity_category", &["config", "diagnostic"])
        || !is_one_of("state_class", &["measurement", "total", "total_increasing"])
        || platform == "binary_sensor" && text("entity_category") == "config"
        || platform == "sensor" && text("entity_category") == "config"
    {
        faults.push(format!(
            "{key}: a class or category that {platform} does not have"
        ));
    }
    if text("name").is_empty() || text("name").chars().any(char::is_control) {
        faults.push(format!("{key}: no printable name"));
    }
    let icon = text("icon");
    if !icon.is_empty() && !icon.contains(':') {
        faults.push(format!("{key}: the icon has no set"));
    }
    if component
        .get("qos")
        .is_some_and(|qos| !matches!(qos.as_u64(), Some(0..=2)))
    {
        faults.push(format!("{key}: qos is 0, 1 or 2"));
    }
    let types = component.get("event_types").and_then(Value::as_array);
    if platform == "event"
        && types.is_none_or(|types| types.is_empty() || !types.iter().all(Value::is_string))
    {
        faults.push(format!("{key}: no event types"));
    }
}

fn check_keys(
    place: &str,
    object: &Map<String, Value>,
    known: &[&str],
    needed: &[&str],
    faults: &mut Vec<String>,
) {
    for key in object.keys().filter(|key| !known.contains(&key.as_str())) {
        faults.push(format!("{place}: unknown key {key}"));
    }
    for key in needed
        .iter()
        .filter(|key| object.get(**key).is_none_or(Value::is_null))
    {
        faults.push(format!("{place}: {key} is missing"));
    }
}

fn check_availability(place: &str, object: &Map<String, Value>, faults: &mut Vec<String>) {
    if object.contains_key("availability") && object.contains_key("availability_topic") {
        faults.push(format!(
            "{place}: availability and availability_topic exclude each other"
        ));
    }
    let list = object
        .get("availability")
        .map(|value| value.as_array().cloned().unwrap_or_default());
    for one in list.into_iter().flatten() {
        let one = one.as_object().cloned().unwrap_or_default();
        let known = [
            "topic",
            "payload_available",
            "payload_not_available",
            "value_template",
        ];
        check_keys(place, &one, &known, &["topic"], faults);
        let topic = one.get("topic").and_then(Value::as_str).unwrap_or_default();
        if !is_topic(topic) {
            faults.push(format!("{place}: an availability without a topic"));
        }
    }
}

fn is_topic(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 65_535
        && !text
            .chars()
            .any(|c| matches!(c, '+' | '#') || c.is_control())
}

fn is_entity_id(id: &str, platform: &str) -> bool {
    let name = id
        .strip_prefix(platform)
        .and_then(|rest| rest.strip_prefix('.'));
    name.is_some_and(|name| {
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        !name.is_empty()
            && name.chars().all(is_plain)
            && !name.starts_with('_')
            && !name.ends_with('_')
            && !name.contains("__")
    })
}
