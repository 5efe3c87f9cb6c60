//! The agent's file: its state, its servers and its hooks.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use plex_api::CertificateFingerprint;
use plex_api::account::FileStore;
use serde::Deserialize;

use super::heartbeat_ping::{HeartbeatConfig, HeartbeatPing};
use super::hook_config::{Hook, HookConfig};
use super::http::{HttpConfig, HttpSettings, MetricsConfig, make_http};
use super::mqtt_config::{MqttConfig, MqttHooks};
use super::one_or_more::OneOrMore;
use super::secret_source::SecretReader;
use crate::error::CliError;
use crate::journal::Retention;
use crate::mqtt::BridgeOptions;
use crate::settings::{
    Environment, Server, ServerPlace, UrlSource, describe_places, find_file, find_token_file,
    is_signed_in, load_agent_server, locate_own_account, read_url_variable,
};

/// A larger file is not a configuration.
const MAX_FILE: u64 = 1024 * 1024;

/// The file's name, where no other file is given.
const NAME: &str = "agent.toml";

/// The name of the server that the environment names.
const ENVIRONMENT_SERVER: &str = "plex";

/// The largest number of hooks: each has a task, and may run a program.
const MAX_HOOKS: usize = 64;

/// The largest number of monitors that get signs of life: each has a task.
const MAX_HEARTBEATS: usize = 16;

/// More typing errors make another word.
const TYPING_ERRORS: usize = 3;

const DEFAULT_DAYS: u32 = 90;
const DEFAULT_MIB: u64 = 64;

/// The checked content of the agent's file.
pub(crate) struct AgentConfig {
    pub(crate) state: PathBuf,
    pub(crate) retention: Retention,
    pub(crate) servers: Vec<AgentServer>,
    pub(crate) hooks: Vec<Hook>,
    pub(crate) heartbeats: Vec<HeartbeatPing>,
    pub(crate) http: Option<HttpSettings>,
    /// The broker and the options of publishing; `None` publishes nothing.
    pub(crate) mqtt: Option<Arc<BridgeOptions>>,
    pub(crate) warnings: Vec<String>,
}

/// A server of the file. Its token is read again for each connection.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AgentServer {
    pub(crate) name: String,
    url: Option<String>,
    /// The name or the machine identifier of a server of the account, instead of `url`.
    account: Option<String>,
    /// The file of the account, if it is a server of it.
    #[serde(skip)]
    account_file: Option<PathBuf>,
    pub(crate) token_file: Option<PathBuf>,
    pub(crate) ca_cert: Option<PathBuf>,
    #[serde(default)]
    pin_sha256: OneOrMore<String>,
    #[serde(default)]
    resolve: OneOrMore<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    #[serde(default)]
    state: StateConfig,
    #[serde(default)]
    server: Vec<AgentServer>,
    #[serde(default)]
    hook: Vec<HookConfig>,
    #[serde(default)]
    heartbeat: Vec<HeartbeatConfig>,
    http: Option<HttpConfig>,
    metrics: Option<MetricsConfig>,
    mqtt: Option<MqttConfig>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct StateConfig {
    path: Option<PathBuf>,
    keep_days: Option<u32>,
    keep_mib: Option<u64>,
}

impl AgentConfig {
    /// The path of the given file, or of the first that exists where it is looked for.
    pub(crate) fn locate(environment: &Environment) -> Result<PathBuf, CliError> {
        Self::find(environment)?.ok_or_else(|| {
            let places = describe_places(NAME);
            CliError::usage(format!("there is no file for the agent: {places}"))
        })
    }

    /// Like [`locate`](Self::locate); `None` when there is none.
    pub(crate) fn find(environment: &Environment) -> Result<Option<PathBuf>, CliError> {
        find_file(NAME, environment)
    }

    /// Reads and checks the file and the things that it names: programs, secrets and tokens.
    pub(crate) fn read(path: &Path, environment: &Environment) -> Result<Self, CliError> {
        let shown = path.display();
        let wrong = |wrong: String| CliError::usage(format!("the configuration {shown}{wrong}"));
        let text = read_text(path)?;
        let mut content: Content =
            toml::from_str(&text).map_err(|error| wrong(explain(&text, &error)))?;
        if content.server.is_empty() {
            content.server.extend(find_environment_server(environment)?);
        }
        let folder = path.parent().unwrap_or(Path::new(""));
        let mut config = Self {
            state: find_state(content.state.path.as_deref(), folder, environment)?,
            retention: Retention {
                days: content.state.keep_days.unwrap_or(DEFAULT_DAYS).max(1),
                bytes: content.state.keep_mib.unwrap_or(DEFAULT_MIB).max(1) << 20,
            },
            servers: content.server,
            hooks: Vec::new(),
            heartbeats: Vec::new(),
            http: None,
            mqtt: None,
            warnings: crate::settings::describe_tampering(path)
                .into_iter()
                .collect(),
        };
        config
            .check_servers(folder, environment)
            .map_err(|error| wrong(format!(": {error}")))?;
        if content.hook.len() > MAX_HOOKS {
            return Err(wrong(format!(": more than {MAX_HOOKS} hooks")));
        }
        let mut reader = SecretReader {
            folder,
            environment,
            warnings: Vec::new(),
        };
        let mqtt = content.mqtt.map(|mqtt| mqtt.make(&mut reader));
        let mqtt = mqtt
            .transpose()
            .map_err(|error| wrong(format!(", mqtt: {error}")))?;
        config.mqtt = mqtt.map(Arc::new);
        let mqtt_hooks = MqttHooks::new(config.mqtt.as_ref());
        let mut names = BTreeSet::new();
        for hook in content.hook {
            let name = hook.name.clone();
            let line_of = |place| line_of(&text, place);
            let made = hook.make(&mut reader, &config.servers, &mqtt_hooks, &line_of);
            let made = made.and_then(|hook| match names.insert(name.clone()) {
                true => Ok(hook),
                false => Err("another hook has this name".to_owned()),
            });
            config
                .hooks
                .push(made.map_err(|error| wrong(format!(", hook {name:?}: {error}")))?);
        }
        if content.heartbeat.len() > MAX_HEARTBEATS {
            return Err(wrong(format!(": more than {MAX_HEARTBEATS} heartbeats")));
        }
        let servers = config.servers.iter().map(|server| server.name.clone());
        let servers: BTreeSet<String> = servers.collect();
        for heartbeat in &content.heartbeat {
            let name = &heartbeat.name;
            let made = match names.insert(name.clone()) {
                true => heartbeat.make(&mut reader, &servers),
                false => Err("a hook or another heartbeat has this name".to_owned()),
            };
            let made = made.map_err(|error| wrong(format!(", heartbeat {name:?}: {error}")));
            config.heartbeats.push(made?);
        }
        let http = make_http(content.http, content.metrics.as_ref(), &mut reader);
        config.http = http.map_err(|error| wrong(format!(", {error}")))?;
        config.warnings.extend(reader.warnings);
        Ok(config)
    }

    fn check_servers(&mut self, folder: &Path, environment: &Environment) -> Result<(), String> {
        if self.servers.is_empty() {
            return Err(
                "expected at least one [[server]], or PLEX_URL or PLEX_URL_FILE".to_owned(),
            );
        }
        let mut names = BTreeSet::new();
        for server in &mut self.servers {
            for file in [&mut server.token_file, &mut server.ca_cert]
                .into_iter()
                .flatten()
            {
                *file = folder.join(&file);
            }
            // It is part of a key in the journal.
            if server.name.is_empty() || server.name.chars().any(char::is_control) {
                return Err("a server needs a name without control characters".to_owned());
            }
            if !names.insert(server.name.clone()) {
                return Err(format!("two servers are called {:?}", server.name));
            }
            server.find_account(environment)?;
            server.load(&mut self.warnings)?;
        }
        Ok(())
    }
}

impl AgentServer {
    /// Finds the account, if it is a server of it. Nothing is sent.
    fn find_account(&mut self, environment: &Environment) -> Result<(), String> {
        let wrong = |error: &str| Err(format!("server {:?}: {error}", self.name));
        let is_of_account = match (&self.url, self.account.as_deref()) {
            (Some(_), None) => false,
            (None, Some("")) => return wrong("account is empty: name a server of the account"),
            (None, Some(_)) => true,
            _ => return wrong("expected either url, or account with the name of its server"),
        };
        if !is_of_account {
            return Ok(());
        }
        if self.token_file.is_some() {
            return wrong("token_file is for url only: the account has the token of its server");
        }
        let text = |error: CliError| match error {
            CliError::Failure(failure) => failure.sentence,
            _ => "the account cannot be read".to_owned(),
        };
        let store = match locate_own_account(environment) {
            Ok(store) => store,
            Err(error) => return wrong(&text(error)),
        };
        let file = store.path().to_owned();
        match is_signed_in(&store) {
            Ok(true) => {}
            Ok(false) => {
                return wrong(&format!(
                    "nobody is signed in: `plexctl login` as the user of the agent writes {}",
                    file.display()
                ));
            }
            Err(error) => return wrong(&text(error)),
        }
        self.account_file = Some(file);
        Ok(())
    }

    /// Where it is: the same for a server whose name alone changes.
    pub(crate) fn place(&self) -> String {
        match &self.url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => format!("account {}", self.account.as_deref().unwrap_or_default()),
        }
    }

    /// Reads its token and certificates, and checks the rest.
    pub(crate) fn load(&self, warnings: &mut Vec<String>) -> Result<Server, String> {
        let wrong = |error: String| format!("server {:?}: {error}", self.name);
        let place = match &self.account_file {
            Some(file) => ServerPlace::Account {
                store: FileStore::new(file),
                name: self.account.clone(),
            },
            None => ServerPlace::Url {
                url: self.url.clone().unwrap_or_default(),
                source: UrlSource::Config(self.name.clone()),
            },
        };
        let pins: Vec<CertificateFingerprint> = self
            .pin_sha256
            .0
            .iter()
            .map(|pin| {
                pin.parse()
                    .map_err(|error| wrong(format!("pin_sha256: {error}")))
            })
            .collect::<Result<_, _>>()?;
        load_agent_server(
            place,
            self.token_file.as_deref(),
            self.ca_cert.as_deref(),
            pins,
            &self.resolve.0,
            warnings,
        )
        .map_err(|error| match error {
            CliError::Failure(failure) => wrong(failure.sentence),
            _ => wrong("it cannot be used".to_owned()),
        })
    }
}

fn read_text(path: &Path) -> Result<String, CliError> {
    let shown = path.display();
    let unreadable = |error| CliError::usage(format!("cannot read {shown}: {error}"));
    let metadata = std::fs::metadata(path).map_err(unreadable)?;
    if metadata.len() > MAX_FILE {
        let length = metadata.len();
        return Err(CliError::usage(format!(
            "the configuration {shown} is too large: {length} bytes"
        )));
    }
    std::fs::read_to_string(path).map_err(unreadable)
}

/// The server of the environment, by which a container names it.
fn find_environment_server(environment: &Environment) -> Result<Option<AgentServer>, CliError> {
    let Some((url, _)) = read_url_variable(environment)? else {
        return Ok(None);
    };
    let token_file = find_token_file(environment)?;
    // The token is read again for each connection.
    if token_file.is_none() && environment.get_os(plex_api::TOKEN_VARIABLE).is_some() {
        return Err(CliError::usage(
            "the agent reads no token from PLEX_TOKEN: name a file that holds it in PLEX_TOKEN_FILE",
        ));
    }
    // A path in the environment is not one in the file.
    let token_file = token_file.map(std::path::absolute).transpose();
    let token_file =
        token_file.map_err(|error| CliError::usage(format!("PLEX_TOKEN_FILE: {error}")))?;
    Ok(Some(AgentServer {
        name: ENVIRONMENT_SERVER.to_owned(),
        url: Some(url),
        account: None,
        account_file: None,
        token_file,
        ca_cert: None,
        pin_sha256: OneOrMore::default(),
        resolve: OneOrMore::default(),
    }))
}

/// The folder of the state that the file names. The rest of the file may be invalid.
pub(crate) fn read_state_folder(
    path: &Path,
    environment: &Environment,
) -> Result<PathBuf, CliError> {
    let text = read_text(path)?;
    let content: toml::Table = toml::from_str(&text).map_err(|error| {
        let (path, wrong) = (path.display(), explain(&text, &error));
        CliError::usage(format!("the configuration {path}{wrong}"))
    })?;
    let given = content.get("state").and_then(|state| state.get("path"));
    let given = given.and_then(toml::Value::as_str).map(Path::new);
    find_state(given, path.parent().unwrap_or(Path::new("")), environment)
}

/// The folder of the state, without a configuration.
pub(crate) fn find_state_folder(environment: &Environment) -> Result<PathBuf, CliError> {
    find_state(None, Path::new(""), environment)
}

/// The folder of the state: that of the file, or where the system keeps such folders.
fn find_state(
    given: Option<&Path>,
    folder: &Path,
    environment: &Environment,
) -> Result<PathBuf, CliError> {
    let absolute = |name: &str| {
        let path = environment.get_os(name).map(PathBuf::from);
        path.filter(|path| path.is_absolute())
    };
    if let Some(given) = given {
        return Ok(folder.join(given));
    }
    if let Some(folder) = absolute("STATE_DIRECTORY") {
        return Ok(folder);
    }
    let state = absolute("XDG_STATE_HOME")
        .or_else(|| absolute("HOME").map(|home| home.join(".local").join("state")));
    state.map(|state| state.join("plexctl")).ok_or_else(|| {
        CliError::usage(
            "no folder for the state: set [state] path, or STATE_DIRECTORY, XDG_STATE_HOME or HOME",
        )
    })
}

/// The line of a place in a text, counted from 1.
fn line_of(text: &str, place: usize) -> usize {
    let before = text.bytes().take(place);
    before.filter(|byte| *byte == b'\n').count() + 1
}

/// Explains an error with its line and the probable intention. No value of the file is shown,
/// because it may be a secret.
fn explain(text: &str, error: &toml::de::Error) -> String {
    let line = error
        .span()
        .map(|span| format!(", line {}", line_of(text, span.start)))
        .unwrap_or_default();
    let message = error.message().lines().map(str::trim).collect::<Vec<_>>();
    let message = message.join("; ");
    let mut quoted = message.split('`').skip(1).step_by(2);
    let hint = match (message.starts_with("unknown field"), quoted.next()) {
        (true, Some(typed)) => quoted
            .map(|known| (strsim::levenshtein(known, typed), known))
            .min()
            .filter(|(errors, _)| *errors <= TYPING_ERRORS)
            .map(|(_, known)| format!(". Did you mean `{known}`?")),
        _ => None,
    };
    // Messages about a wrong type of value repeat the value.
    let message = match message.strip_prefix("invalid type: ") {
        Some(rest) => match rest.rsplit_once(", expected ") {
            Some((_, expected)) => format!("expected {expected}"),
            None => "a value has the wrong type".to_owned(),
        },
        None => message.clone(),
    };
    format!("{line}: {message}{}", hint.unwrap_or_default())
}
