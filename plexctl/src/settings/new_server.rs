//! Adds a server to the configuration file, and leaves the rest of its text as it is.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use plex_api::{CertificateFingerprint, Token};
use serde::Serialize;
use zeroize::Zeroizing;

use super::config_file::{ConfigFile, ConfigServer};
use super::env::Environment;
use super::host_override::HostOverride;
use super::private_file::{create_private_folder, write_private};
use crate::error::CliError;

/// The longest name.
const MAX_NAME: usize = 64;

/// The name of a new server. It is part of a file name as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ServerName(String);

/// A server to be added. Everything in it was checked.
pub(crate) struct NewServer {
    pub(crate) name: ServerName,
    pub(crate) url: String,
    pub(crate) token: NewToken,
    pub(crate) ca_cert: Option<PathBuf>,
    pub(crate) pins: Vec<CertificateFingerprint>,
    pub(crate) host_overrides: Vec<HostOverride>,
}

/// The token of a new server.
pub(crate) enum NewToken {
    None,
    /// Gets a file of its own beside the configuration.
    Given(Token),
    /// Is in this file already.
    File(PathBuf),
}

/// The written entry of a server.
pub(crate) struct AddedServer {
    pub(crate) config: PathBuf,
    /// The file that was written for the token.
    pub(crate) token_file: Option<PathBuf>,
    /// Whether the configuration had this server, so that only its token is new.
    pub(crate) was_known: bool,
    /// Whether it is used when no server is given.
    pub(crate) is_default: bool,
}

impl AddedServer {
    /// Describes the written entry, for people.
    pub(crate) fn describe(&self, name: &str) -> String {
        let token = self
            .token_file
            .as_ref()
            .map(|file| format!(", its token in {}", file.display()));
        let token = token.unwrap_or_default();
        let path = self.config.display();
        match (self.was_known, self.is_default) {
            (true, _) => format!("the server {name} has a new token{token}"),
            (false, true) => format!(
                "{path} has the server {name} now{token}. It is the default: `plexctl list` uses it"
            ),
            (false, false) => {
                format!("{path} has the server {name} now{token}: `plexctl --server {name} list`")
            }
        }
    }
}

#[derive(Serialize)]
struct ServerTable<'a> {
    url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    token_file: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ca_cert: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pin_sha256: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    resolve: Vec<String>,
}

impl ServerName {
    /// The name that comes nearest to a text.
    pub(crate) fn nearest_to(text: &str) -> Self {
        let fitting = |c: char| if is_fitting(c) { c } else { '-' };
        let name: String = text.trim().chars().map(fitting).take(MAX_NAME).collect();
        let name = name.trim_matches(['-', '.']);
        Self(if name.is_empty() { "plex" } else { name }.to_owned())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ServerName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let is_name = !text.is_empty()
            && text.len() <= MAX_NAME
            && text.chars().all(is_fitting)
            && !text.starts_with(['-', '.']);
        is_name.then(|| Self(text.to_owned())).ok_or_else(|| {
            format!(
                "expected up to {MAX_NAME} letters, digits, `-`, `_` and `.`, such as home: it names \
                 the file of the token too"
            )
        })
    }
}

fn is_fitting(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-_.".contains(c)
}

impl NewServer {
    /// Writes its token and its entry in the configuration. When that fails, the configuration is as
    /// it was.
    ///
    /// The first server becomes the default. A server that the configuration has with this URL and
    /// with a token file of its own gets the new token; any other server of this name is an error.
    pub(crate) fn add(&self, environment: &Environment) -> Result<AddedServer, CliError> {
        let path = ConfigFile::locate(environment)?;
        // Behind a link is the file that the user maintains.
        let path = path.canonicalize().unwrap_or(path);
        let folder = path.parent().unwrap_or(Path::new(".")).to_owned();
        let unwritable = |file: &Path, error: std::io::Error| {
            CliError::usage(format!("cannot write {}: {error}", file.display()))
        };
        create_private_folder(&folder).map_err(|error| unwritable(&folder, error))?;
        // Another process may add a server at the same time.
        let lock = folder.join("config.lock");
        File::create(&lock)
            .and_then(|file| file.lock().map(|()| file))
            .map_err(|error| unwritable(&lock, error))
            .and_then(|_held| self.add_locked(&path, &folder, environment, &unwritable))
    }

    fn add_locked(
        &self,
        path: &Path,
        folder: &Path,
        environment: &Environment,
        unwritable: &dyn Fn(&Path, std::io::Error) -> CliError,
    ) -> Result<AddedServer, CliError> {
        let text = ConfigFile::read_text(path)?;
        let config = ConfigFile::from_text(path, text.as_deref().map(String::as_str), environment)?;
        let own_file = folder.join(format!("{}.token", self.name.0));
        let known = self.find_known(&config, &own_file)?;
        let is_first = config.servers.is_empty() && config.default.is_none();
        let text = match known {
            Some(_) => None,
            None => Some(self.compose(text.as_deref().map_or("", String::as_str), is_first)?),
        };
        if let Some(text) = &text {
            // An unusual form of the file, such as one line for all servers, has no place for more.
            ConfigFile::from_text(path, Some(text), environment).map_err(|_| {
                CliError::usage(format!(
                    "cannot add a server to the configuration {}: add [servers.{}] there by hand",
                    path.display(),
                    self.name.0
                ))
            })?;
        }
        let token_file = match &self.token {
            NewToken::Given(token) => {
                let line = token.with_text(|text| Zeroizing::new(format!("{text}\n")));
                write_private(&own_file, line.as_bytes())
                    .map_err(|error| unwritable(&own_file, error))?;
                Some(own_file)
            }
            NewToken::None | NewToken::File(_) => None,
        };
        if let Some(text) = &text {
            write_private(path, text.as_bytes()).map_err(|error| unwritable(path, error))?;
        }
        Ok(AddedServer {
            config: path.to_owned(),
            token_file,
            was_known: known.is_some(),
            is_default: is_first || config.default.as_deref() == Some(self.name.as_str()),
        })
    }

    /// The server that only gets a new token.
    fn find_known<'a>(
        &self,
        config: &'a ConfigFile,
        own_file: &Path,
    ) -> Result<Option<&'a ConfigServer>, CliError> {
        let names = config.servers.iter();
        // File systems may ignore case, and the token file has the name.
        let Some((name, known)) = names
            .into_iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(&self.name.0))
        else {
            return Ok(None);
        };
        let renews = *name == self.name.0
            && known.url == self.url
            && known.token_file.as_deref() == Some(own_file)
            && matches!(self.token, NewToken::Given(_));
        if renews {
            return Ok(Some(known));
        }
        let path = config.path.display();
        Err(CliError::usage(format!(
            "the configuration {path} has a server {name:?} already: choose another name, or change \
             the server there"
        )))
    }

    /// The text of the configuration with this server.
    fn compose(&self, before: &str, is_first: bool) -> Result<Zeroizing<String>, CliError> {
        let own_file = format!("{}.token", self.name.0);
        let table = ServerTable {
            url: &self.url,
            token_file: match &self.token {
                NewToken::None => None,
                NewToken::Given(_) => Some(own_file.as_str()),
                NewToken::File(file) => Some(as_text(file)?),
            },
            ca_cert: self.ca_cert.as_deref().map(as_text).transpose()?,
            pin_sha256: self.pins.iter().map(ToString::to_string).collect(),
            resolve: self
                .host_overrides
                .iter()
                .map(ToString::to_string)
                .collect(),
        };
        let servers = BTreeMap::from([(self.name.as_str(), table)]);
        let entry = toml::to_string(&BTreeMap::from([("servers", servers)]))
            .map_err(|error| CliError::other(format!("cannot write the configuration: {error}")))?;
        // A key of the whole file stands before all tables.
        let mut text = match is_first {
            true => format!("default = {}\n", toml::Value::from(self.name.as_str())),
            false => String::new(),
        };
        text.push_str(before);
        if !text.ends_with('\n') && !text.is_empty() {
            text.push('\n');
        }
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&entry);
        Ok(Zeroizing::new(text))
    }
}

fn as_text(file: &Path) -> Result<&str, CliError> {
    file.to_str().ok_or_else(|| {
        CliError::usage(format!(
            "{} is not valid UTF-8 text, so the configuration cannot name it",
            file.display()
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Failure;

    fn add(content: &str, server: &NewServer) -> Result<(AddedServer, String), String> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("plexctl/config.toml");
        if !content.is_empty() {
            std::fs::create_dir(folder.path().join("plexctl")).unwrap();
            std::fs::write(&file, content).unwrap();
        }
        let environment =
            Environment::fake(&[("XDG_CONFIG_HOME", folder.path().to_str().unwrap())]);
        let added = server.add(&environment).map_err(|error| match error {
            CliError::Failure(Failure { sentence, .. }) => sentence,
            other => panic!("{other:?}"),
        });
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        if added.is_err() {
            assert_eq!(text, content, "nothing is written");
        }
        added.map(|added| (added, text))
    }

    fn home() -> NewServer {
        NewServer {
            name: "home".parse().unwrap(),
            url: "http://nas:32400".to_owned(),
            token: NewToken::Given(Token::new("made-up").unwrap()),
            ca_cert: None,
            pins: Vec::new(),
            host_overrides: Vec::new(),
        }
    }

    #[test]
    fn the_first_server_is_the_default_and_comments_stay() {
        let (added, text) = add("", &home()).unwrap();
        assert!(added.is_default && !added.was_known);
        let expected = "default = \"home\"\n\n\
                        [servers.home]\nurl = \"http://nas:32400\"\ntoken_file = \"home.token\"\n";
        assert_eq!(text, expected);
        let before = "# mine\n[servers.far]\nurl = \"http://far\" # over there";
        let (added, text) = add(before, &home()).unwrap();
        assert!(!added.is_default);
        assert!(
            text.starts_with(&format!("{before}\n\n[servers.home]\n")),
            "{text}"
        );
    }

    #[test]
    fn every_setting_is_written_so_that_it_is_read_again() {
        let server = NewServer {
            name: "a.b".parse().unwrap(),
            token: NewToken::File("/run/secrets/to\"ken".into()),
            ca_cert: Some("/etc/ca.pem".into()),
            pins: vec!["ab".repeat(32).parse().unwrap()],
            host_overrides: vec!["nas=192.168.1.10".parse().unwrap()],
            ..home()
        };
        let (added, text) = add("", &server).unwrap();
        assert_eq!(added.token_file, None);
        let environment = Environment::fake(&[("HOME", "/home/me")]);
        let config =
            ConfigFile::from_text(Path::new("/x/config.toml"), Some(&text), &environment).unwrap();
        let read = &config.servers["a.b"];
        assert_eq!(read.url, server.url);
        assert_eq!(
            read.token_file.as_deref(),
            Some(Path::new("/run/secrets/to\"ken"))
        );
        assert_eq!(read.ca_cert, server.ca_cert);
        assert_eq!(read.pin_sha256, server.pins);
        assert_eq!(read.resolve, server.host_overrides);
    }

    #[test]
    fn a_server_of_the_name_is_not_overwritten() {
        for (content, part) in [
            ("[servers.home]\nurl = \"http://other\"\n", "another name"),
            (
                "[servers.HOME]\nurl = \"http://nas:32400\"\n",
                "\"HOME\" already",
            ),
            (
                "[servers.home]\nurl = \"http://nas:32400\"\ntoken_file = \"mine\"\n",
                "another name",
            ),
            ("servers = { far = { url = \"http://far\" } }\n", "by hand"),
            ("[servers.far]\nurl = 7\n", "line 2"),
        ] {
            let error = add(content, &home()).err().unwrap();
            assert!(error.contains(part), "{content}: {error}");
        }
        let known = "[servers.home]\nurl = \"http://nas:32400\"\ntoken_file = \"home.token\"\n";
        let (added, text) = add(known, &home()).unwrap();
        assert!(added.was_known && added.token_file.is_some());
        assert_eq!(text, known);
    }

    #[test]
    fn a_name_is_a_file_name_everywhere() {
        for bad in ["", "a b", "../a", ".a", "-a", "ä", "a/b", &"a".repeat(65)] {
            assert!(bad.parse::<ServerName>().is_err(), "{bad}");
        }
        for (text, name) in [
            ("Anna's NAS", "Anna-s-NAS"),
            ("../../etc", "etc"),
            ("", "plex"),
            ("日本", "plex"),
        ] {
            let nearest = ServerName::nearest_to(text);
            assert_eq!(nearest.as_str(), name);
            assert!(name.parse::<ServerName>().is_ok());
        }
    }
}
