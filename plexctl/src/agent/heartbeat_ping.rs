//! `[[heartbeat]]` of the agent's file: signs of life for a monitor, which tells people when they are missing
//! (a dead man's switch, such as Healthchecks or a push monitor of Uptime Kuma).

use std::collections::BTreeSet;
use std::time::Duration;

use serde::Deserialize;

use super::one_or_more::{OneOrMore, Time};
use super::secret_source::{Address, SecretReader};
use crate::hooks::{Endpoint, HttpSender};

/// More often would be a burden for the monitor.
const LEAST_EVERY: Duration = Duration::from_secs(1);

/// The section as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HeartbeatConfig {
    pub(super) name: String,
    url: Address,
    every: Time,
    #[serde(default, rename = "server")]
    servers: OneOrMore<String>,
    #[serde(default)]
    allow_private: bool,
}

/// Signs of life for one monitor.
pub(crate) struct HeartbeatPing {
    pub(crate) name: String,
    endpoint: Endpoint,
    sender: HttpSender,
    pub(super) every: Duration,
    /// The servers that must be followed while signs are sent.
    pub(super) servers: Vec<String>,
}

impl HeartbeatConfig {
    /// Checks the section, and reads its address.
    pub(super) fn make(
        &self,
        reader: &mut SecretReader<'_>,
        servers: &BTreeSet<String>,
    ) -> Result<HeartbeatPing, String> {
        if self.name.is_empty() || self.name.chars().any(char::is_control) {
            return Err("expected a name without control characters".to_owned());
        }
        if self.every.0 < LEAST_EVERY {
            return Err("every: expected at least 1s".to_owned());
        }
        if let Some(name) = self.servers.0.iter().find(|name| !servers.contains(*name)) {
            return Err(format!("there is no server {name:?}"));
        }
        let endpoint = Endpoint::parse(&self.url.read(reader)?, self.allow_private);
        let endpoint = endpoint.map_err(|error| format!("url: {error}"))?;
        Ok(HeartbeatPing {
            name: self.name.clone(),
            sender: HttpSender::new(&endpoint)?,
            endpoint,
            every: self.every.0,
            servers: self.servers.0.clone(),
        })
    }
}

impl HeartbeatPing {
    /// Sends one. The error says why the monitor did not take it, without its address.
    ///
    /// # Cancel safety
    /// Not cancel safe: the monitor may have taken it.
    pub(crate) async fn send(&self) -> Result<(), String> {
        let answer = self.sender.get(&self.endpoint).await?;
        match answer.status {
            200..=299 => Ok(()),
            _ => Err(answer.describe()),
        }
    }

    /// Returns `true` if these are the same signs for the same monitor.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let of = |one: &Self| (one.endpoint.clone(), one.every, one.servers.clone());
        of(self) == of(other)
    }
}
