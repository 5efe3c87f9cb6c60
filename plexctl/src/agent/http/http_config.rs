//! `[http]` and `[metrics]` of the agent's file.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use serde::Deserialize;

use super::api_keys::{ApiKey, ApiKeys, Scope};
use crate::agent::secret_source::{Secret, SecretReader};

/// The largest number of keys: a request is compared with all of them.
const MAX_KEYS: usize = 32;

/// `[http]` as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::agent) struct HttpConfig {
    listen: SocketAddr,
    #[serde(default)]
    allow_host: Vec<String>,
    #[serde(default)]
    key: Vec<KeyConfig>,
}

/// `[[http.key]]` as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyConfig {
    name: String,
    scope: Scope,
    secret: Secret,
}

/// `[metrics]` as it is written. The table switches them on.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::agent) struct MetricsConfig {}

/// The checked settings of the HTTP service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HttpSettings {
    pub(super) listen: SocketAddr,
    pub(super) hosts: Vec<String>,
    pub(super) keys: ApiKeys,
    pub(super) has_metrics: bool,
}

/// Checks both tables, and reads the keys.
pub(in crate::agent) fn make_http(
    http: Option<HttpConfig>,
    metrics: Option<&MetricsConfig>,
    reader: &mut SecretReader<'_>,
) -> Result<Option<HttpSettings>, String> {
    let Some(http) = http else {
        return match metrics {
            Some(_) => {
                Err("[metrics]: expected [http] with `listen`, which serves them".to_owned())
            }
            None => Ok(None),
        };
    };
    if http.key.len() > MAX_KEYS {
        return Err(format!("[http]: more than {MAX_KEYS} keys"));
    }
    if http.key.is_empty() && !http.listen.ip().is_loopback() {
        return Err(format!(
            "[http]: other machines can reach {}, so expected at least one [[http.key]]",
            http.listen
        ));
    }
    let mut names = BTreeSet::new();
    let mut keys = Vec::new();
    for key in http.key {
        let name = key.name;
        let wrong = |error| format!("[[http.key]] {name:?}: {error}");
        if !names.insert(name.clone()) {
            return Err(wrong("another key has this name".to_owned()));
        }
        let secret = key.secret.read(reader).map_err(wrong)?;
        keys.push(ApiKey::new(&secret, key.scope).map_err(wrong)?);
    }
    Ok(Some(HttpSettings {
        listen: http.listen,
        hosts: http.allow_host,
        keys: ApiKeys::new(keys),
        has_metrics: metrics.is_some(),
    }))
}
