//! The topics of one server.

use plex_api::ActivityId;

/// The topics of one server.
#[derive(Clone, Debug)]
pub(crate) struct Topics {
    base: String,
    /// The server's identifier, reduced to characters that topics and Home Assistant allow.
    pub(crate) machine: String,
}

impl Topics {
    pub(crate) fn new(prefix: &str, machine_identifier: &str) -> Self {
        let machine = machine_level(machine_identifier);
        Self {
            base: format!("{prefix}/{machine}"),
            machine,
        }
    }

    /// `online` while the other topics are up to date.
    pub(crate) fn status(&self) -> String {
        format!("{}/status", self.base)
    }

    /// How many activities are running.
    pub(crate) fn running(&self) -> String {
        format!("{}/running", self.base)
    }

    /// Which activities are running, in short.
    pub(crate) fn attributes(&self) -> String {
        format!("{}/attributes", self.base)
    }

    /// The last state of one activity.
    pub(crate) fn activity(&self, id: &ActivityId) -> String {
        let mut topic = format!("{}/activities/", self.base);
        for c in id.as_str().chars() {
            if matches!(c, '/' | '+' | '#' | '%') || c.is_control() {
                topic.push_str(&format!("%{:02X}", u32::from(c)));
            } else {
                topic.push(c);
            }
        }
        topic
    }

    /// A filter for all activities.
    pub(crate) fn every_activity(&self) -> String {
        format!("{}/activities/+", self.base)
    }

    /// Where Home Assistant looks for the sensor.
    pub(crate) fn discovery(&self, prefix: &str) -> String {
        format!(
            "{prefix}/sensor/plex_{}/activities_running/config",
            self.machine
        )
    }
}

/// The server's identifier, reduced to characters that topics and Home Assistant allow.
pub(super) fn machine_level(machine_identifier: &str) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || c == '-' {
            c
        } else {
            '_'
        }
    };
    machine_identifier.chars().map(plain).take(64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_cannot_leave_their_topic_level() {
        let topics = Topics::new("plex", "ab/+#\0é9-Z");
        assert_eq!(topics.machine, "ab_____9-Z");
        assert_eq!(topics.status(), "plex/ab_____9-Z/status");
        let id = ActivityId::new("a/b+#%").unwrap();
        assert_eq!(
            topics.activity(&id),
            "plex/ab_____9-Z/activities/a%2Fb%2B%23%25"
        );
    }
}
