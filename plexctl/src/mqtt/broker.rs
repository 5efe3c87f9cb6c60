//! The broker's URL and the login, as typed.

use std::path::Path;

use zeroize::Zeroizing;

use crate::error::CliError;
use crate::settings::Environment;

const USER_VARIABLE: &str = "MQTT_USER";
const PASSWORD_VARIABLE: &str = "MQTT_PASSWORD";

/// The first level of topics, unless another is given.
pub(crate) const DEFAULT_PREFIX: &str = "plex";

/// A topic may have 65,535 bytes, and identifiers follow the prefix.
const LONGEST_PREFIX: usize = 1_024;

/// The address of the broker, and the prefix of plexctl's topics.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Broker {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) tls: bool,
    /// The first level or levels of every topic.
    pub(crate) prefix: String,
}

/// User name and password for the broker. The password is wiped from memory.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Login {
    pub(crate) user: String,
    pub(crate) password: Zeroizing<String>,
}

impl std::str::FromStr for Broker {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (tls, rest) = match (text.strip_prefix("mqtt://"), text.strip_prefix("mqtts://")) {
            (Some(rest), _) => (false, rest),
            (_, Some(rest)) => (true, rest),
            _ => return Err("expected mqtt://HOST[:PORT][/PREFIX], or mqtts://...".to_owned()),
        };
        let (authority, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        if authority.contains('@') {
            return Err(format!(
                "every user of this machine can read a command line: set {USER_VARIABLE} and \
                 {PASSWORD_VARIABLE}, or use --login-file"
            ));
        }
        let (host, port) = match authority.rsplit_once(':') {
            // The colon is part of a bracketed address without a port.
            Some((_, port)) if port.ends_with(']') => (authority, None),
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        };
        if host.is_empty() {
            return Err("the host is missing".to_owned());
        }
        let port = match port {
            Some(port) => port
                .parse()
                .map_err(|_| format!("{port:?} is not a port"))?,
            None if tls => 8883,
            None => 1883,
        };
        let prefix = match prefix.trim_end_matches('/') {
            "" => DEFAULT_PREFIX,
            prefix => prefix,
        };
        Ok(Self {
            host: host.to_owned(),
            port,
            tls,
            prefix: check_prefix(prefix)?,
        })
    }
}

/// Checks the first level or levels of topics.
pub(crate) fn check_prefix(prefix: &str) -> Result<String, String> {
    let is_odd = |level: &str| level.is_empty() || level.contains(is_not_for_topics);
    match prefix.split('/').any(is_odd) || prefix.len() > LONGEST_PREFIX {
        true => Err(format!("{prefix:?} is not a valid topic prefix")),
        false => Ok(prefix.to_owned()),
    }
}

/// Wildcards and control characters, and the beginning of a query.
fn is_not_for_topics(c: char) -> bool {
    matches!(c, '+' | '#' | '?') || c.is_control()
}

impl std::fmt::Display for Broker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let scheme = if self.tls { "mqtts" } else { "mqtt" };
        write!(f, "{scheme}://{}:{}", self.host, self.port)
    }
}

impl Login {
    /// Reads the login from the file, or else from the environment; `None` when neither has one.
    pub(crate) fn find(
        file: Option<&Path>,
        environment: &Environment,
    ) -> Result<Option<Self>, CliError> {
        if let Some(file) = file {
            let shown = file.display();
            let text = std::fs::read_to_string(file)
                .map(Zeroizing::new)
                .map_err(|error| CliError::usage(format!("cannot read {shown}: {error}")))?;
            let mut lines = text.lines();
            return match (lines.next(), lines.next()) {
                (Some(user), Some(password)) if !user.is_empty() => Ok(Some(Self {
                    user: user.to_owned(),
                    password: Zeroizing::new(password.to_owned()),
                })),
                _ => Err(CliError::usage(format!(
                    "{shown} must hold the user name on its first line and the password on its second"
                ))),
            };
        }
        let password = environment.get(PASSWORD_VARIABLE)?;
        match (environment.get(USER_VARIABLE)?, password) {
            (Some(user), password) => Ok(Some(Self {
                user,
                password: Zeroizing::new(password.unwrap_or_default()),
            })),
            (None, Some(_)) => Err(CliError::usage(format!(
                "{PASSWORD_VARIABLE} is set, but {USER_VARIABLE} is not"
            ))),
            (None, None) => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broker_is_named_by_a_url_without_secrets() {
        for (text, host, port, tls, prefix) in [
            ("mqtt://nas", "nas", 1883, false, "plex"),
            ("mqtt://nas:1/", "nas", 1, false, "plex"),
            ("mqtts://nas", "nas", 8883, true, "plex"),
            ("mqtt://[::1]:7/home/media", "[::1]", 7, false, "home/media"),
            ("mqtt://[::1]", "[::1]", 1883, false, "plex"),
        ] {
            let broker: Broker = text.parse().unwrap();
            let parts = (broker.host.as_str(), broker.port, broker.tls);
            assert_eq!((parts, broker.prefix.as_str()), ((host, port, tls), prefix));
        }
        for bad in [
            "nas",
            "http://nas",
            "mqtt://",
            "mqtt://:1",
            "mqtt://a:b",
            "mqtt://a//b",
            "mqtt://a/#",
        ] {
            assert!(bad.parse::<Broker>().is_err(), "{bad}");
        }
        let error = "mqtt://me:secret@nas".parse::<Broker>().unwrap_err();
        assert!(
            error.contains("MQTT_PASSWORD") && !error.contains("secret"),
            "{error}"
        );
    }

    #[test]
    fn name_and_password_come_from_a_file_or_the_environment() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "me\r\nmy secret\n").unwrap();
        let none = Environment::fake(&[]);
        let both = Environment::fake(&[("MQTT_USER", "you"), ("MQTT_PASSWORD", "yours")]);
        let half = Environment::fake(&[("MQTT_PASSWORD", "yours")]);
        let login = Login::find(Some(file.path()), &both).unwrap().unwrap();
        assert_eq!(
            (login.user.as_str(), login.password.as_str()),
            ("me", "my secret")
        );
        let login = Login::find(None, &both).unwrap().unwrap();
        assert_eq!(
            (login.user.as_str(), login.password.as_str()),
            ("you", "yours")
        );
        assert!(Login::find(None, &none).unwrap().is_none());
        assert!(Login::find(None, &half).is_err());
        std::fs::write(file.path(), "me").unwrap();
        assert!(Login::find(Some(file.path()), &none).is_err());
    }
}
