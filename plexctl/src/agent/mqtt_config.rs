//! `[mqtt]` of the agent's file and of its hooks: the broker, and the messages published there.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;

use super::one_or_more::Time;
use super::secret_source::{Secret, SecretReader};
use crate::hooks::Sink;
use crate::mqtt::{BridgeOptions, Broker, Login, MqttPublisher, check_prefix};

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

/// The receiver of a hook as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MqttHookConfig {
    topic: String,
}

/// The MQTT connection of hooks: all of them publish over one connection to the broker of the file.
pub(super) struct MqttHooks {
    /// Topics below these are the agent's own, or make devices.
    reserved: Vec<String>,
    publisher: Option<Arc<MqttPublisher>>,
}

impl MqttHooks {
    pub(super) fn new(options: Option<&Arc<BridgeOptions>>) -> Self {
        let prefixes = options.map(|options| {
            let prefix = Some(options.broker.prefix.clone());
            prefix.into_iter().chain(options.discovery.clone())
        });
        Self {
            reserved: prefixes.into_iter().flatten().collect(),
            publisher: options.map(|options| Arc::new(MqttPublisher::new(Arc::clone(options)))),
        }
    }

    /// Checks the receiver of a hook.
    pub(super) fn make_sink(&self, config: &MqttHookConfig) -> Result<Sink, String> {
        let Some(publisher) = &self.publisher else {
            return Err("mqtt publishes to the broker of [mqtt], which is missing".to_owned());
        };
        let topic = check_prefix(&config.topic)
            .map_err(|_| format!("mqtt: {:?} is not a topic", config.topic))?;
        let is_below = |prefix: &String| {
            let rest = topic.strip_prefix(prefix.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        if let Some(prefix) = self.reserved.iter().find(|prefix| is_below(prefix)) {
            return Err(format!(
                "mqtt: the topics below {prefix} are the agent's own; expected another one than {topic}"
            ));
        }
        Ok(Sink::Mqtt {
            publisher: Arc::clone(publisher),
            topic,
        })
    }
}

fn yes() -> bool {
    true
}

impl MqttConfig {
    /// Checks the section, and reads the files and variables that it names.
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
            login_advice: "Set user and password in [mqtt]",
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
