//! The topics of one server.

use plex_api::ActivityId;

use super::broker::DEFAULT_PREFIX;

/// The topics of one server.
#[derive(Clone, Debug)]
pub(crate) struct Topics {
    base: String,
    /// The server's identifier, reduced to characters that topics and Home Assistant allow.
    pub(crate) machine: String,
    /// The identifier of the server in Home Assistant. Two sites may publish one server under two prefixes.
    pub(crate) device: String,
}

impl Topics {
    pub(crate) fn new(prefix: &str, machine_identifier: &str) -> Self {
        let machine = machine_level(machine_identifier);
        let device = match prefix {
            DEFAULT_PREFIX => format!("plex_{machine}"),
            _ => format!("plex_{machine}_{}", machine_level(prefix)),
        };
        Self {
            base: format!("{prefix}/{machine}"),
            machine,
            device,
        }
    }

    /// `online` while the other topics are up to date.
    pub(crate) fn status(&self) -> String {
        format!("{}/status", self.base)
    }

    /// The topic for the number of running activities.
    pub(crate) fn running(&self) -> String {
        format!("{}/running", self.base)
    }

    /// The topic for a summary of the running activities.
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

    /// The topic for the scan of a library: whether it runs, and its progress.
    pub(crate) fn library(&self, id: &str) -> String {
        format!("{}/libraries/{id}", self.base)
    }

    /// A filter for all libraries.
    pub(crate) fn every_library(&self) -> String {
        format!("{}/libraries/+", self.base)
    }

    /// The library that a topic is about, if it is one of them.
    pub(crate) fn library_of<'a>(&self, topic: &'a str) -> Option<&'a str> {
        let rest = topic.strip_prefix(self.base.as_str())?;
        rest.strip_prefix("/libraries/")
    }

    /// Each end, once.
    pub(crate) fn ends(&self) -> String {
        format!("{}/ends", self.base)
    }

    /// The topic on which commands are taken.
    pub(crate) fn command(&self) -> String {
        format!("{}/command", self.base)
    }

    /// The topic of the outcomes of commands.
    pub(crate) fn command_result(&self) -> String {
        format!("{}/command/result", self.base)
    }

    /// The topic on which Home Assistant looks for the server and its entities.
    pub(crate) fn discovery(&self, prefix: &str) -> String {
        format!("{prefix}/device/{}/config", self.device)
    }

    /// The topic on which versions before device discovery described their one sensor.
    pub(crate) fn single_discovery(&self, prefix: &str) -> String {
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
        assert_eq!(topics.library_of("plex/ab_____9-Z/libraries/7"), Some("7"));
        assert_eq!(topics.library_of("plex/other/libraries/7"), None);
    }

    #[test]
    fn a_server_that_two_sites_publish_is_two_devices() {
        let (one, two) = (Topics::new("plex", "m"), Topics::new("site/b", "m"));
        assert_eq!(one.discovery("ha"), "ha/device/plex_m/config");
        assert_eq!(two.discovery("ha"), "ha/device/plex_m_site_b/config");
    }
}
