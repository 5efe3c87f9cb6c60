//! What Home Assistant is told, so that it makes a sensor by itself.

use serde_json::{Value, json};

use super::topics::Topics;

/// The configuration of the sensor "activities running" of one server.
pub(crate) fn sensor(topics: &Topics, name: &str, version: Option<&str>) -> Value {
    let machine = &topics.machine;
    json!({
        "name": "Activities running",
        "unique_id": format!("plex_{machine}_activities_running"),
        "object_id": format!("plex_{machine}_activities_running"),
        "state_topic": topics.running(),
        "json_attributes_topic": topics.attributes(),
        "availability_topic": topics.status(),
        "payload_available": "online",
        "payload_not_available": "offline",
        "state_class": "measurement",
        "unit_of_measurement": "activities",
        "icon": "mdi:plex",
        "qos": 1,
        "device": {
            "identifiers": [format!("plex_{machine}")],
            "name": format!("Plex {name}"),
            "manufacturer": "Plex",
            "model": "Plex Media Server",
            "sw_version": version,
        },
        "origin": {"name": "plexctl", "sw_version": env!("CARGO_PKG_VERSION")},
    })
}
