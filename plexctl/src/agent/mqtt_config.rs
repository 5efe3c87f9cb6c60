//! `[mqtt]` of the agent's file: the broker, and what is published there.

use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;

use super::one_or_more::Time;
use super::secret_source::{Secret, SecretReader};
use crate::mqtt::{BridgeOptions, Broker, Login, check_prefix};

/// A larger file holds no certificates.
const MAX_CERTIFICATES: u64 = 1024 * 1024;

const KEEP_ENDED: Duration = Duration::from_secs(60);
const DISCOVERY_PREFIX: &str = "homeassistant";

/// The section as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MqttConfig {
    url: String,
    user: Option<String>,
    password: Option<Secret>,
    prefix: Option<String>,
    #[serde(default = "yes")]
    discovery: bool,
    discovery_prefix: Option<String>,
    ca_cert: Option<PathBuf>,
    keep_ended: Option<Time>,
    #[serde(default)]
    commands: bool,
}

fn yes() -> bool {
    true
}

impl MqttConfig {
    /// Checks the section, and reads what it names.
    pub(super) fn make(&self, reader: &mut SecretReader<'_>) -> Result<BridgeOptions, String> {
        let mut broker: Broker = self.url.parse().map_err(|error| format!("url: {error}"))?;
        if let Some(prefix) = &self.prefix {
            let rest = self.url.split_once("://").map_or("", |(_, rest)| rest);
            if rest.trim_end_matches('/').contains('/') {
                return Err("prefix and a prefix in the url exclude each other".to_owned());
            }
            broker.prefix = check_prefix(prefix)?;
        }
        let login = match (&self.user, &self.password) {
            (Some(user), password) => Some(Login {
                user: user.clone(),
                password: match password {
                    Some(password) => password.read(reader)?,
                    None => String::new().into(),
                },
            }),
            (None, Some(_)) => return Err("password is set, but user is not".to_owned()),
            (None, None) => None,
        };
        let ca_cert = match &self.ca_cert {
            Some(_) if !broker.tls => {
                return Err("ca_cert is for mqtts:// only".to_owned());
            }
            Some(file) => Some(read_certificates(&reader.folder.join(file))?),
            None => None,
        };
        let discovery_prefix = self.discovery_prefix.as_deref().unwrap_or(DISCOVERY_PREFIX);
        let discovery_prefix = check_prefix(discovery_prefix)?;
        Ok(BridgeOptions {
            broker,
            login,
            ca_cert,
            discovery: self.discovery.then_some(discovery_prefix),
            keep_ended: self.keep_ended.map_or(KEEP_ENDED, |time| time.0),
            commands: self.commands,
        })
    }
}

fn read_certificates(file: &std::path::Path) -> Result<Vec<u8>, String> {
    let shown = file.display();
    let unreadable = |error| format!("ca_cert: cannot read {shown}: {error}");
    let metadata = std::fs::metadata(file).map_err(unreadable)?;
    if metadata.len() > MAX_CERTIFICATES {
        return Err(format!("ca_cert: {shown} is too large"));
    }
    let pem = std::fs::read(file).map_err(unreadable)?;
    let begins = b"-----BEGIN CERTIFICATE-----";
    match pem.windows(begins.len()).any(|window| window == begins) {
        true => Ok(pem),
        false => Err(format!("ca_cert: {shown} holds no certificate in PEM form")),
    }
}
