//! The configuration file: servers by name, each with its own token.
//!
//! ```toml
//! default = "home"
//!
//! [servers.home]
//! url = "http://nas:32400"
//! token_file = "home.token"   # relative to this file, or "~/...", or absolute
//!
//! [servers.parents]
//! url = "https://plex.example.org"
//! token = "..."
//! ca_cert = "parents-ca.pem"
//!
//! [servers.cabin]
//! url = "https://cabin.example:32400"
//! pin_sha256 = "AB:CD:..."            # or a list of them
//! resolve = "cabin.example=10.0.0.7"  # or a list
//! ```

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use plex_api::{CertificateFingerprint, Token};
use serde::{Deserialize, Deserializer};
use zeroize::Zeroizing;

use super::config_path::{describe_places, find_home, given_config, locate_file};
use super::env::Environment;
use super::host_override::HostOverride;
use super::misplaced_token::quote;
use super::permissions;
use crate::error::{CliError, Failure};
use crate::exit::Exit;

/// A larger file is not a configuration.
const MAX_FILE: u64 = 1024 * 1024;

/// Its name, where no other file is given.
const NAME: &str = "config.toml";

/// A configuration file that was read, or one that does not exist.
pub(crate) struct ConfigFile {
    pub(crate) path: PathBuf,
    pub(crate) exists: bool,
    pub(crate) default: Option<String>,
    pub(crate) servers: BTreeMap<String, ConfigServer>,
}

/// One server of the file. [`ConfigFile::read`] resolves its paths.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConfigServer {
    pub(crate) url: String,
    #[serde(default, deserialize_with = "read_token")]
    /// The token, or why it is invalid: only the commands that use this server fail then.
    pub(crate) token: Option<plex_api::Result<Token>>,
    pub(crate) token_file: Option<PathBuf>,
    pub(crate) ca_cert: Option<PathBuf>,
    #[serde(default, deserialize_with = "read_one_or_more")]
    pub(crate) pin_sha256: Vec<CertificateFingerprint>,
    #[serde(default, deserialize_with = "read_one_or_more")]
    pub(crate) resolve: Vec<HostOverride>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    default: Option<String>,
    #[serde(default)]
    servers: BTreeMap<String, ConfigServer>,
}

impl ConfigFile {
    /// Its path: the given file, or else the first that exists of `$XDG_CONFIG_HOME/plexctl/config.toml`,
    /// or below `~/.config`, and `/etc/plexctl/config.toml`. If none exists, it is the user's own.
    pub(crate) fn locate(environment: &Environment) -> Result<PathBuf, CliError> {
        locate_file(NAME, environment)?.ok_or_else(|| {
            CliError::usage(format!(
                "neither XDG_CONFIG_HOME nor HOME is set, so plexctl cannot find the configuration \
                 file. It looks for {}",
                describe_places(NAME)
            ))
        })
    }

    /// Reads the file. A missing file counts as an empty one, unless it was given.
    pub(crate) fn read(environment: &Environment) -> Result<Self, CliError> {
        Self::read_at(&Self::locate(environment)?, environment)
    }

    /// Like [`read`](Self::read); `None` without a home folder and a file of the system.
    pub(super) fn read_if_any(environment: &Environment) -> Result<Option<Self>, CliError> {
        let path = locate_file(NAME, environment)?;
        path.map(|path| Self::read_at(&path, environment))
            .transpose()
    }

    fn read_at(path: &Path, environment: &Environment) -> Result<Self, CliError> {
        let text = Self::read_text(path)?;
        if text.is_none() && given_config(environment)?.is_some() {
            return Err(CliError::usage(format!(
                "there is no configuration {}, which --config or PLEXCTL_CONFIG names",
                path.display()
            )));
        }
        Self::from_text(path, text.as_deref().map(String::as_str), environment)
    }

    /// The text of the file; `None` when it does not exist. It may contain a token, so it is wiped
    /// from memory.
    pub(super) fn read_text(path: &Path) -> Result<Option<Zeroizing<String>>, CliError> {
        let unreadable = |error: std::io::Error| {
            CliError::usage(format!(
                "cannot read the configuration {}: {error}",
                path.display()
            ))
        };
        match std::fs::metadata(path) {
            Ok(metadata) if metadata.len() > MAX_FILE => Err(CliError::usage(format!(
                "the configuration {} is too large: {} bytes",
                path.display(),
                metadata.len()
            ))),
            Ok(_) => std::fs::read_to_string(path)
                .map(|text| Some(Zeroizing::new(text)))
                .map_err(unreadable),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(unreadable(error)),
        }
    }

    /// The configuration with this text; `None` for a file that does not exist.
    pub(super) fn from_text(
        path: &Path,
        text: Option<&str>,
        environment: &Environment,
    ) -> Result<Self, CliError> {
        let content = parse(text.unwrap_or_default()).map_err(|wrong| {
            CliError::usage(format!("the configuration {}{wrong}", path.display()))
        })?;
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        let mut servers = content.servers;
        for server in servers.values_mut() {
            for file in [&mut server.token_file, &mut server.ca_cert]
                .into_iter()
                .flatten()
            {
                *file = resolve_path(file, &folder, environment);
            }
        }
        Ok(Self {
            path: path.to_owned(),
            exists: text.is_some(),
            default: content.default,
            servers,
        })
    }

    /// Warnings about files that others can read or change.
    pub(crate) fn warnings(&self) -> Vec<String> {
        let inline = self.servers.values().any(|server| server.token.is_some());
        let files = self
            .servers
            .values()
            .filter_map(|server| server.token_file.as_deref());
        let own = match inline {
            true => permissions::describe_exposure(&self.path, "a token"),
            false => permissions::describe_tampering(&self.path),
        };
        let files = files.filter_map(|file| permissions::describe_exposure(file, "a token"));
        own.into_iter().chain(files).collect()
    }

    /// Finds the server of this name. The error lists the known names.
    pub(crate) fn find_server(&self, name: &str) -> Result<&ConfigServer, CliError> {
        self.servers.get(name).ok_or_else(|| {
            let path = self.path.display();
            let known: Vec<&str> = self.servers.keys().map(String::as_str).collect();
            let name = quote(name);
            let problem = if !self.exists {
                format!("there is no server {name}, because there is no configuration {path}")
            } else if known.is_empty() {
                format!("there is no server {name}: the configuration {path} lists none")
            } else {
                format!(
                    "there is no server {name} in the configuration {path}; known servers: {}",
                    known.join(", ")
                )
            };
            Failure::new(Exit::Usage, problem)
                .advise("`plexctl login` adds those of your account")
                .into()
        })
    }
}

/// Parses the text. Errors name the line, but never show its content, which may be a token.
fn parse(text: &str) -> Result<Content, String> {
    let content: Content = toml::from_str(text).map_err(|error| {
        let line = error
            .span()
            .and_then(|span| text.get(..span.start))
            .map(|before| format!(", line {}", before.matches('\n').count() + 1));
        let message: Vec<&str> = error.message().lines().map(str::trim).collect();
        format!("{}: {}", line.unwrap_or_default(), message.join("; "))
    })?;
    for (name, server) in &content.servers {
        if server.token.is_some() && server.token_file.is_some() {
            return Err(format!(
                ": server {name:?} has both a token and a token_file; one is enough"
            ));
        }
    }
    match &content.default {
        Some(name) if !content.servers.contains_key(name) => Err(format!(
            ": the default is {}, but there is no server of that name",
            quote(name)
        )),
        _ => Ok(content),
    }
}

/// Reads a token. No message shows its value, and [`Token::new`] wipes the text that it is given.
fn read_token<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<plex_api::Result<Token>>, D::Error> {
    // The error of the library would show the value.
    let text = String::deserialize(deserializer)
        .map_err(|_| serde::de::Error::custom("expected the token as text in quotes"))?;
    Ok(Some(Token::new(text)))
}

/// Reads a text or a list of texts, and parses each.
fn read_one_or_more<'de, T, D>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    T: FromStr<Err: fmt::Display>,
    D: Deserializer<'de>,
{
    let given = toml::Value::deserialize(deserializer)?;
    let texts = match given {
        toml::Value::Array(texts) => texts,
        one => vec![one],
    };
    let texts = texts.iter().map(|text| {
        let text = text
            .as_str()
            .ok_or("expected text in quotes, or a list of it");
        text.map_err(ToString::to_string)
            .and_then(|text| text.parse().map_err(|error: T::Err| error.to_string()))
    });
    texts
        .collect::<Result<_, String>>()
        .map_err(serde::de::Error::custom)
}

/// Resolves `~/` to the home folder, and relative paths against the configuration's folder.
fn resolve_path(file: &Path, folder: &Path, environment: &Environment) -> PathBuf {
    match (file.strip_prefix("~"), find_home(environment)) {
        (Ok(rest), Some(home)) => home.join(rest),
        _ => folder.join(file),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads a configuration with this content.
    fn read(content: &str) -> Result<ConfigFile, String> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("plexctl")).unwrap();
        std::fs::write(folder.path().join("plexctl/config.toml"), content).unwrap();
        let xdg = folder.path().to_str().unwrap();
        let environment = Environment::fake(&[("XDG_CONFIG_HOME", xdg), ("HOME", "/home/me")]);
        ConfigFile::read(&environment).map_err(|error| match error {
            CliError::Failure(Failure { sentence, .. }) => sentence,
            other => panic!("{other:?}"),
        })
    }

    #[test]
    fn servers_have_names_and_files_beside_the_configuration() {
        let config = read(
            "default = \"home\"\n\
             [servers.home]\nurl = \"http://nas\"\ntoken_file = \"home.token\"\n\
             [servers.parents]\nurl = \"https://far\"\ntoken_file = \"~/parents\"\n\
             ca_cert = \"/etc/ca.pem\"\n\
             [servers.open]\nurl = \"http://open\"\n",
        )
        .unwrap();
        assert_eq!(config.default.as_deref(), Some("home"));
        let beside = config.path.parent().unwrap().join("home.token");
        assert_eq!(config.servers["home"].token_file.as_ref(), Some(&beside));
        let parents = &config.servers["parents"];
        assert_eq!(
            parents.token_file.as_deref(),
            Some(Path::new("/home/me/parents"))
        );
        assert_eq!(parents.ca_cert.as_deref(), Some(Path::new("/etc/ca.pem")));
        assert!(config.servers["open"].token.is_none());
    }

    #[test]
    fn a_missing_file_is_an_empty_configuration() {
        let environment = Environment::fake(&[("HOME", "/nonexistent")]);
        let config = ConfigFile::read(&environment).unwrap();
        assert_eq!(
            config.path,
            Path::new("/nonexistent/.config/plexctl/config.toml")
        );
        assert!(!config.exists && config.servers.is_empty());
        let relative = Environment::fake(&[("HOME", "/h"), ("XDG_CONFIG_HOME", "relative")]);
        let path = ConfigFile::locate(&relative).unwrap();
        assert_eq!(path, Path::new("/h/.config/plexctl/config.toml"));
        assert!(ConfigFile::locate(&Environment::fake(&[])).is_err());
    }

    #[test]
    fn errors_have_the_line_but_never_the_content() {
        for (content, part) in [
            (
                "[servers.a]\nurl = \"http://a\"\ntoken = \"hunter2\n",
                "line 3",
            ),
            (
                "[servers.a]\nurl = \"http://a\"\ntoken = hunter2\n",
                "line 3",
            ),
            (
                "[servers.a]\nurl = \"http://a\"\ntoken = 4711\n",
                "text in quotes",
            ),
            (
                "[servers.a]\nurl = \"http://a\"\ntoken = [\"hunter2\"]\n",
                "text in quotes",
            ),
            (
                "[servers.a]\nurl = \"http://a\"\npin_sha256 = \"aa:bb\"\n",
                "line 3: expected the SHA-256 fingerprint",
            ),
            (
                "[servers.a]\nurl = \"http://a\"\nresolve = [\"a=1.2.3.4\", 7]\n",
                "text in quotes, or a list",
            ),
            (
                "[servers.a]\nurl = \"http://a\"\ntokn = \"hunter2\"\n",
                "unknown field `tokn`",
            ),
            ("[servers.a]\ntoken = \"hunter2\"\n", "missing field `url`"),
            (
                "default = \"b\"\n[servers.a]\nurl = \"http://a\"\n",
                "default is \"b\"",
            ),
            (
                "[servers.a]\nurl = \"http://a\"\ntoken = \"hunter2\"\ntoken_file = \"f\"\n",
                "one is enough",
            ),
        ] {
            let error = read(content).err().unwrap();
            assert!(error.contains(part), "{part}: {error}");
            assert!(error.contains("config.toml"), "{error}");
            assert!(
                !error.contains("hunter2") && !error.contains("4711"),
                "{error}"
            );
            assert_eq!(error.lines().count(), 1, "{error}");
        }
    }

    #[test]
    fn an_unknown_name_lists_the_known_names() {
        let config = read("[servers.a]\nurl = \"http://a\"\n[servers.b]\nurl = \"http://b\"\n");
        let Err(CliError::Failure(failure)) = config.unwrap().find_server("c").map(|_| ()) else {
            panic!("there is no c");
        };
        assert!(
            failure.sentence.contains("known servers: a, b. "),
            "{}",
            failure.sentence
        );
    }
}
