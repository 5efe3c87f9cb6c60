//! The discovery message, from which Home Assistant creates a sensor.

use serde::Serialize;

use super::topics::Topics;

/// The configuration of the sensor "Activities running" of one server, with Home Assistant's field
/// names.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Sensor<'a> {
    name: &'static str,
    unique_id: String,
    object_id: String,
    state_topic: String,
    json_attributes_topic: String,
    availability_topic: String,
    payload_available: &'static str,
    payload_not_available: &'static str,
    state_class: &'static str,
    unit_of_measurement: &'static str,
    icon: &'static str,
    qos: u8,
    device: Device<'a>,
    origin: Origin,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Device<'a> {
    identifiers: Vec<String>,
    name: String,
    manufacturer: &'static str,
    model: &'static str,
    sw_version: Option<&'a str>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Origin {
    name: &'static str,
    sw_version: &'static str,
}

impl<'a> Sensor<'a> {
    pub(crate) fn new(topics: &Topics, name: &str, version: Option<&'a str>) -> Self {
        let machine = &topics.machine;
        Self {
            name: "Activities running",
            unique_id: format!("plex_{machine}_activities_running"),
            object_id: format!("plex_{machine}_activities_running"),
            state_topic: topics.running(),
            json_attributes_topic: topics.attributes(),
            availability_topic: topics.status(),
            // `lists_failing` is neither, and Home Assistant ignores it: the number is still the best
            // that is known, unless there was none.
            payload_available: "online",
            payload_not_available: "offline",
            state_class: "measurement",
            unit_of_measurement: "activities",
            icon: "mdi:plex",
            qos: 1,
            device: Device {
                identifiers: vec![format!("plex_{machine}")],
                name: format!("Plex {name}"),
                manufacturer: "Plex",
                model: "Plex Media Server",
                sw_version: version,
            },
            origin: Origin {
                name: "plexctl",
                sw_version: env!("CARGO_PKG_VERSION"),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_discovery_schema_is_up_to_date() {
        crate::output::assert_schema::<Sensor<'_>>("bridge.discovery");
    }
}
