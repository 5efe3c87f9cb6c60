//! Resolves which servers to use, each with its own token, and how to connect to them.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use plex_api::account::{AccountStore, FileStore, StoredAccount};
use plex_api::{CertificateFingerprint, Token, Transport, TransportChoice};

use super::account_file::find_account;
use super::config_file::{ConfigFile, ConfigServer};
use super::env::Environment;
use super::host_override::HostOverride;
use super::misplaced_token::quote;
use super::permissions;
use super::server_flags::{ServerFlags, TransportFlag};
use crate::error::CliError;

const DEFAULT_URL: &str = "http://127.0.0.1:32400";
const DEFAULT_REQUEST_TIMEOUT: Duration = Duration::from_secs(60);
const URL_VARIABLE: &str = "PLEX_URL";
const TOKEN_VARIABLE: &str = plex_api::TOKEN_VARIABLE;
const URL_FILE_VARIABLE: &str = "PLEX_URL_FILE";
const TOKEN_FILE_VARIABLE: &str = "PLEX_TOKEN_FILE";

/// A longer text is no URL.
const MAX_URL: u64 = 4096;

/// The resolved settings of the connections.
pub(crate) struct Settings {
    /// Never empty.
    servers: Vec<Server>,
    pub(crate) insecure: bool,
    pub(crate) request_timeout: Duration,
    pub(crate) transport: TransportChoice,
    /// Warnings about these settings for the user.
    pub(crate) warnings: Vec<String>,
}

/// One server, with the one token that goes to it.
#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) place: ServerPlace,
    pub(crate) token: Option<Token>,
    pub(crate) token_source: TokenSource,
    /// PEM texts, each with the file that it came from.
    pub(crate) ca_certs: Vec<(PathBuf, Vec<u8>)>,
    pub(crate) pins: Vec<CertificateFingerprint>,
    pub(crate) host_overrides: Vec<HostOverride>,
}

/// The place of a server.
#[derive(Clone)]
pub(crate) enum ServerPlace {
    Url {
        /// As given: unchecked, and possibly with a password in it. Never show it.
        url: String,
        source: UrlSource,
    },
    /// The addresses that the account gives.
    Account {
        store: FileStore,
        /// `None` for the account's only server.
        name: Option<String>,
    },
}

/// The source of a server's URL, for messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum UrlSource {
    Option,
    Variable,
    /// The file that a variable names.
    VariableFile,
    /// The configuration file, under this name.
    Config(String),
    Default,
}

/// The source of a server's token, for messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TokenSource {
    Nowhere,
    Variable,
    File(PathBuf),
    Config,
    Account,
}

impl Settings {
    /// Resolves the settings, and reads the files that they name.
    ///
    /// The servers come from the first of these that is given: `--url`, `--server`, `PLEX_URL_FILE`,
    /// `PLEX_URL`, the default of the configuration, the account unless there is another token, and the
    /// default URL on this machine.
    pub(crate) fn resolve(
        flags: &ServerFlags,
        environment: &Environment,
    ) -> Result<Self, CliError> {
        // Checked here, because clap does not see this conflict when one option follows the
        // command.
        let otherwise = !flags.url.is_empty() || !flags.token_file.is_empty();
        if otherwise && !flags.server.is_empty() {
            return Err(CliError::usage(
                "--server NAME takes URL and token from the configuration or the account, so it cannot \
                 be used with --url or --token-file",
            ));
        }
        let mut warnings = Vec::new();
        let mut servers = if !flags.url.is_empty() {
            let urls = flags.url.iter().cloned();
            pair_with_tokens(
                urls.map(|url| (url, UrlSource::Option)).collect(),
                flags,
                environment,
                &mut warnings,
            )?
        } else if !flags.server.is_empty() {
            let config = ConfigFile::read(environment)?;
            let named = flags.server.iter();
            named
                .map(|name| find_named_server(&config, name, environment, &mut warnings))
                .collect::<Result<_, _>>()?
        } else if let Some(url) = read_url_variable(environment)? {
            let urls = vec![url];
            pair_with_tokens(urls, flags, environment, &mut warnings)?
        } else {
            // Without a home folder there is no configuration, which is not an error.
            let config = ConfigFile::read_if_any(environment)?;
            let default = config
                .as_ref()
                .and_then(|config| Some((config, config.default.as_ref()?)));
            if let Some((config, name)) = default
                && flags.token_file.is_empty()
            {
                vec![load_config_server(config, name, &mut warnings)?]
            } else {
                let urls = vec![(DEFAULT_URL.to_owned(), UrlSource::Default)];
                let local = pair_with_tokens(urls, flags, environment, &mut warnings)?;
                let has_token = local.iter().any(|server| server.token.is_some());
                let account = match has_token {
                    // It belongs to a server that is not in the account.
                    true => None,
                    false => find_account(environment)?,
                };
                account.map_or(local, |store| vec![Server::of_account(store, None)])
            }
        };
        for file in &flags.ca_cert {
            let pem = read_certificate(file)?;
            for server in &mut servers {
                server.ca_certs.push((file.clone(), pem.clone()));
            }
        }
        for server in &mut servers {
            server.pins.extend_from_slice(&flags.pin_sha256);
            server.host_overrides.extend_from_slice(&flags.resolve);
        }
        Ok(Self {
            servers,
            insecure: flags.insecure,
            request_timeout: flags.request_timeout.unwrap_or(DEFAULT_REQUEST_TIMEOUT),
            transport: match flags.transport {
                TransportFlag::Auto => TransportChoice::Auto,
                TransportFlag::Websocket => TransportChoice::Only(Transport::WebSocket),
                TransportFlag::Eventsource => TransportChoice::Only(Transport::EventSource),
                TransportFlag::Poll => TransportChoice::Only(Transport::Polling),
            },
            warnings,
        })
    }

    /// The settings of one server, with nothing from the command line.
    pub(crate) fn of_server(server: Server) -> Self {
        Self {
            servers: vec![server],
            insecure: false,
            request_timeout: DEFAULT_REQUEST_TIMEOUT,
            transport: TransportChoice::Auto,
            warnings: Vec::new(),
        }
    }

    /// All servers, at least one, for commands that work with several.
    pub(crate) fn servers(&self) -> &[Server] {
        &self.servers
    }

    /// The server, for commands that work with one.
    pub(crate) fn one_server(&self, command: &str) -> Result<&Server, CliError> {
        match self.servers.as_slice() {
            [server] => Ok(server),
            several => Err(CliError::usage(format!(
                "`{command}` works with one server, but {} were given",
                several.len()
            ))),
        }
    }
}

impl Server {
    /// The stored account whose server it is; `None` for a server that has an address.
    pub(crate) fn load_account(&self) -> Result<Option<StoredAccount>, CliError> {
        match &self.place {
            ServerPlace::Url { .. } => Ok(None),
            ServerPlace::Account { store, .. } => store
                .load()
                .map_err(|error| CliError::usage(error.to_string())),
        }
    }

    /// A server of the account. `None` is its only one.
    fn of_account(store: FileStore, name: Option<String>) -> Self {
        Self {
            place: ServerPlace::Account { store, name },
            token: None,
            token_source: TokenSource::Account,
            ca_certs: Vec::new(),
            pins: Vec::new(),
            host_overrides: Vec::new(),
        }
    }
}

/// Finds a server by name: in the configuration, and else in the account.
fn find_named_server(
    config: &ConfigFile,
    name: &str,
    environment: &Environment,
    warnings: &mut Vec<String>,
) -> Result<Server, CliError> {
    if !config.servers.contains_key(name)
        && let Some(store) = find_account(environment)?
    {
        return Ok(Server::of_account(store, Some(name.to_owned())));
    }
    load_config_server(config, name, warnings)
}

/// Resolves a server of the configuration. Its token comes only from the configuration: the token
/// in the environment belongs to another server.
fn load_config_server(
    config: &ConfigFile,
    name: &str,
    warnings: &mut Vec<String>,
) -> Result<Server, CliError> {
    let server = config.find_server(name)?;
    let (token, token_source) = load_config_token(config, name, server, warnings)?;
    let ca_certs = match &server.ca_cert {
        Some(file) => vec![(file.clone(), read_certificate(file)?)],
        None => Vec::new(),
    };
    Ok(Server {
        place: ServerPlace::Url {
            url: server.url.clone(),
            source: UrlSource::Config(name.to_owned()),
        },
        token,
        token_source,
        ca_certs,
        pins: server.pin_sha256.clone(),
        host_overrides: server.resolve.clone(),
    })
}

/// Resolves a server of the agent's file.
pub(crate) fn load_agent_server(
    place: ServerPlace,
    token_file: Option<&Path>,
    ca_cert: Option<&Path>,
    pins: Vec<CertificateFingerprint>,
    host_overrides: &[String],
    warnings: &mut Vec<String>,
) -> Result<Server, CliError> {
    let (token, token_source) = match (token_file, &place) {
        (Some(file), _) => read_token_file(file, warnings)?,
        (None, ServerPlace::Account { .. }) => (None, TokenSource::Account),
        (None, ServerPlace::Url { .. }) => (None, TokenSource::Nowhere),
    };
    let ca_certs = match ca_cert {
        Some(file) => vec![(file.to_owned(), read_certificate(file)?)],
        None => Vec::new(),
    };
    let host_overrides = host_overrides
        .iter()
        .map(|one| {
            one.parse()
                .map_err(|error| CliError::usage(format!("resolve: {error}")))
        })
        .collect::<Result<_, _>>()?;
    Ok(Server {
        place,
        token,
        token_source,
        ca_certs,
        pins,
        host_overrides,
    })
}

fn load_config_token(
    config: &ConfigFile,
    name: &str,
    server: &ConfigServer,
    warnings: &mut Vec<String>,
) -> Result<(Option<Token>, TokenSource), CliError> {
    let problem = match &server.token {
        Some(_) => permissions::describe_exposure(&config.path, "a token"),
        None => permissions::describe_tampering(&config.path),
    };
    if let Some(problem) = problem.filter(|problem| !warnings.contains(problem)) {
        warnings.push(problem);
    }
    if let Some(token) = &server.token {
        let token = token.as_ref().map_err(|error| {
            let path = config.path.display();
            CliError::usage(format!(
                "the configuration {path}, server {name:?}: {error}"
            ))
        })?;
        return Ok((Some(token.clone()), TokenSource::Config));
    }
    match &server.token_file {
        // A token that was given as the file's name is a file beside the configuration now.
        Some(file)
            if file.parent() == config.path.parent()
                && file
                    .file_name()
                    .is_some_and(|name| Token::looks_like(&name.to_string_lossy()))
                && !file.exists() =>
        {
            let path = config.path.display();
            Err(CliError::usage(format!(
                "the configuration {path}, server {name:?}: token_file does not name a file but \
                 looks like a token: use token = \"...\" for it"
            )))
        }
        Some(file) => read_token_file(file, warnings),
        None => Ok((None, TokenSource::Nowhere)),
    }
}

/// Pairs each URL with its token, in order: a token must never go to another server.
fn pair_with_tokens(
    urls: Vec<(String, UrlSource)>,
    flags: &ServerFlags,
    environment: &Environment,
    warnings: &mut Vec<String>,
) -> Result<Vec<Server>, CliError> {
    let tokens = if flags.token_file.is_empty() {
        let (variable, token) = match find_token_file(environment)? {
            Some(file) => (TOKEN_FILE_VARIABLE, read_token_file(&file, warnings)?),
            None => (TOKEN_VARIABLE, read_token_variable(environment)?),
        };
        match token {
            (None, _) => vec![token; urls.len()],
            _ if urls.len() > 1 => {
                return Err(CliError::usage(format!(
                    "{variable} gives one token, but there are {} servers: give each --url its own \
                     --token-file, in the same order",
                    urls.len()
                )));
            }
            _ => vec![token],
        }
    } else if flags.token_file.len() == urls.len() {
        let files = flags.token_file.iter();
        files
            .map(|file| read_token_file(file, warnings))
            .collect::<Result<_, _>>()?
    } else {
        return Err(CliError::usage(format!(
            "{} servers but {} token files: give each --url its own --token-file, in the same order",
            urls.len(),
            flags.token_file.len()
        )));
    };
    Ok(urls
        .into_iter()
        .zip(tokens)
        .map(|((url, source), (token, token_source))| Server {
            place: ServerPlace::Url { url, source },
            token,
            token_source,
            ca_certs: Vec::new(),
            pins: Vec::new(),
            host_overrides: Vec::new(),
        })
        .collect())
}

fn read_token_file(
    file: &Path,
    warnings: &mut Vec<String>,
) -> Result<(Option<Token>, TokenSource), CliError> {
    let token = Token::from_file(file).map_err(|error| CliError::usage(error.to_string()))?;
    warnings.extend(permissions::describe_exposure(file, "a token"));
    Ok((Some(token), TokenSource::File(file.to_owned())))
}

/// The file that `PLEX_TOKEN_FILE` names, as containers and services get their secrets.
pub(crate) fn find_token_file(environment: &Environment) -> Result<Option<PathBuf>, CliError> {
    match environment.get_os(TOKEN_FILE_VARIABLE) {
        Some(file) if file.is_empty() => Err(CliError::usage(format!(
            "{TOKEN_FILE_VARIABLE} is empty: name the file that holds the token, or unset it"
        ))),
        file => Ok(file.map(PathBuf::from)),
    }
}

/// The URL of the environment. As with the token, a file that holds it goes first.
pub(crate) fn read_url_variable(
    environment: &Environment,
) -> Result<Option<(String, UrlSource)>, CliError> {
    match environment.get_os(URL_FILE_VARIABLE) {
        None => {
            let url = environment.get(URL_VARIABLE)?;
            Ok(url.map(|url| (url, UrlSource::Variable)))
        }
        Some(file) if file.is_empty() => Err(CliError::usage(format!(
            "{URL_FILE_VARIABLE} is empty: name the file that holds the URL, or unset it"
        ))),
        Some(file) => Ok(Some((
            read_url_file(Path::new(&file))?,
            UrlSource::VariableFile,
        ))),
    }
}

/// Reads a file with one line. No message shows it: a URL may have a password.
fn read_url_file(file: &Path) -> Result<String, CliError> {
    let wrong = |what: &str| {
        let file = quote(&file.to_string_lossy());
        CliError::usage(format!("{URL_FILE_VARIABLE}: {file} {what}"))
    };
    let mut text = String::new();
    File::open(file)
        .and_then(|file| file.take(MAX_URL + 1).read_to_string(&mut text))
        .map_err(|error| wrong(&format!("cannot be read: {error}")))?;
    if text.len() as u64 > MAX_URL {
        return Err(wrong(&format!(
            "has more than {MAX_URL} bytes: expected one URL"
        )));
    }
    let url = text.trim_start_matches('\u{feff}').trim();
    match url.lines().count() {
        0 => Err(wrong("is empty: expected one URL")),
        1 => Ok(url.to_owned()),
        lines => Err(wrong(&format!("has {lines} lines: expected one URL"))),
    }
}

fn read_token_variable(
    environment: &Environment,
) -> Result<(Option<Token>, TokenSource), CliError> {
    match environment.get(TOKEN_VARIABLE)?.map(Token::new) {
        None => Ok((None, TokenSource::Nowhere)),
        Some(Ok(token)) => Ok((Some(token), TokenSource::Variable)),
        Some(Err(error)) => Err(CliError::usage(format!("{TOKEN_VARIABLE}: {error}"))),
    }
}

fn read_certificate(file: &Path) -> Result<Vec<u8>, CliError> {
    std::fs::read(file).map_err(|error| {
        let file = quote(&file.to_string_lossy());
        CliError::usage(format!("cannot read the certificate file {file}: {error}"))
    })
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::cli::Cli;
    use crate::error::Failure;

    fn resolve(line: &str, variables: &[(&str, &str)]) -> Result<Settings, String> {
        let words = ["plexctl"].into_iter().chain(line.split_whitespace());
        let cli = Cli::parse_from(words.chain(["list"]));
        let environment = Environment::fake(variables);
        Settings::resolve(&cli.server, &environment).map_err(|error| match error {
            CliError::Failure(Failure { sentence, .. }) => sentence,
            other => panic!("{other:?}"),
        })
    }

    fn one(line: &str, variables: &[(&str, &str)]) -> (String, UrlSource, TokenSource) {
        let settings = resolve(line, variables).unwrap();
        let server = settings.one_server("list").unwrap().clone();
        let has_token = server.token_source != TokenSource::Nowhere;
        assert_eq!(server.token.is_some(), has_token);
        let ServerPlace::Url { url, source } = server.place else {
            panic!("no account is involved");
        };
        (url, source, server.token_source)
    }

    fn token_file(text: &str) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        file
    }

    /// Creates a folder for `XDG_CONFIG_HOME`.
    fn config(text: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("plexctl")).unwrap();
        std::fs::write(folder.path().join("plexctl/config.toml"), text).unwrap();
        folder
    }

    const CONFIG: &str = "default = \"b\"\n\
                          [servers.a]\nurl = \"http://a\"\ntoken = \"token-of-a\"\n\
                          [servers.b]\nurl = \"http://b\"\n";

    #[test]
    fn the_option_goes_before_the_environment_and_that_before_the_default() {
        let environment = [("PLEX_URL", "http://env"), ("PLEX_TOKEN", "secret")];
        let default = (
            DEFAULT_URL.to_owned(),
            UrlSource::Default,
            TokenSource::Nowhere,
        );
        assert_eq!(one("", &[]), default);
        assert_eq!(
            one("", &environment),
            (
                "http://env".to_owned(),
                UrlSource::Variable,
                TokenSource::Variable
            )
        );
        let file = token_file("secret\n");
        let line = format!("--url http://given --token-file {}", file.path().display());
        let source = TokenSource::File(file.path().to_owned());
        assert_eq!(
            one(&line, &environment),
            ("http://given".to_owned(), UrlSource::Option, source)
        );
    }

    #[test]
    fn a_server_of_the_configuration_never_gets_the_token_of_the_environment() {
        let folder = config(CONFIG);
        let xdg = ("XDG_CONFIG_HOME", folder.path().to_str().unwrap());
        let environment = [xdg, ("PLEX_TOKEN", "secret")];
        let of = |name: &str| UrlSource::Config(name.to_owned());
        assert_eq!(
            one("--server a", &environment),
            ("http://a".to_owned(), of("a"), TokenSource::Config)
        );
        for line in ["", "--server b"] {
            let b = ("http://b".to_owned(), of("b"), TokenSource::Nowhere);
            assert_eq!(one(line, &environment), b, "{line}");
        }
        let with_url = [xdg, ("PLEX_URL", "http://env")];
        assert_eq!(one("", &with_url).1, UrlSource::Variable);
        let both = resolve("--server a --server b", &environment).unwrap();
        assert_eq!(both.servers.len(), 2);
        let unknown = resolve("--server c", &environment).err().unwrap();
        assert!(unknown.contains("known servers: a, b"), "{unknown}");
    }

    #[test]
    fn the_variable_for_a_file_goes_before_the_one_for_the_token() {
        let (first, second) = (token_file("one\n"), token_file("two\n"));
        let path = |file: &tempfile::NamedTempFile| file.path().to_str().unwrap().to_owned();
        let named = path(&first);
        let both = [
            ("PLEX_TOKEN_FILE", named.as_str()),
            ("PLEX_TOKEN", "secret"),
        ];
        let source = TokenSource::File(first.path().to_owned());
        assert_eq!(one("--url http://a", &both).2, source);
        let line = format!("--url http://a --token-file {}", path(&second));
        let source = TokenSource::File(second.path().to_owned());
        assert_eq!(one(&line, &both).2, source);

        let error =
            |line: &str, variables: &[(&str, &str)]| resolve(line, variables).err().unwrap();
        let two = error("--url http://a --url http://b", &both);
        assert!(two.contains("PLEX_TOKEN_FILE gives one token"), "{two}");
        let empty = error("--url http://a", &[("PLEX_TOKEN_FILE", "")]);
        assert!(empty.contains("PLEX_TOKEN_FILE is empty"), "{empty}");
        let missing = error("--url http://a", &[("PLEX_TOKEN_FILE", "/nonexistent")]);
        assert!(missing.contains("/nonexistent"), "{missing}");
    }

    #[test]
    fn the_variable_for_a_file_with_the_url_goes_before_the_one_for_the_url() {
        let file = token_file("\u{feff}http://in-file:32400\r\n");
        let path = file.path().to_str().unwrap();
        let both = [("PLEX_URL_FILE", path), ("PLEX_URL", "http://env")];
        let (url, source, _) = one("", &both);
        assert_eq!(url, "http://in-file:32400");
        assert_eq!(source, UrlSource::VariableFile);
        assert_eq!(one("--url http://given", &both).0, "http://given");
        let long = format!("http://{}", "a".repeat(5000));
        for (content, part) in [
            ("\n", "is empty: expected one URL"),
            ("http://a\nhunter2\n", "has 2 lines"),
            (long.as_str(), "more than 4096 bytes"),
        ] {
            std::fs::write(file.path(), content).unwrap();
            let error = resolve("", &both).err().unwrap();
            assert!(error.contains("PLEX_URL_FILE: "), "{error}");
            assert!(
                error.contains(part) && !error.contains("hunter2"),
                "{error}"
            );
        }
        let error = resolve("", &[("PLEX_URL_FILE", "/nonexistent")]);
        assert!(error.err().unwrap().contains("/nonexistent"));
        let empty = resolve("", &[("PLEX_URL_FILE", "")]).err().unwrap();
        assert!(empty.contains("PLEX_URL_FILE is empty"), "{empty}");
    }

    #[test]
    fn a_token_in_the_wrong_place_is_not_repeated() {
        let slip = "xYz12AbCdEfGhIjKlMnO";
        let named_file = format!("[servers.a]\nurl = \"http://a\"\ntoken_file = \"{slip}\"\n");
        let default = format!("default = \"{slip}\"\n{CONFIG}").replace("default = \"b\"\n", "");
        for (text, line) in [
            (named_file.as_str(), "--server a"),
            (default.as_str(), ""),
            (CONFIG, &format!("--server {slip}")),
            (CONFIG, &format!("--url http://a --token-file {slip}")),
            (CONFIG, &format!("--url http://a --ca-cert {slip}")),
            (CONFIG, &format!("--url {slip}")),
        ] {
            let folder = config(text);
            let xdg = ("XDG_CONFIG_HOME", folder.path().to_str().unwrap());
            match resolve(line, &[xdg]) {
                Err(error) => assert!(!error.contains(slip), "{error}"),
                // A URL is checked where the client is built, and is not repeated there.
                Ok(_) => assert!(line.starts_with("--url xYz"), "{line}"),
            }
        }
    }

    #[test]
    fn several_servers_need_a_token_file_each() {
        let (first, second) = (token_file("one\n"), token_file("two\n"));
        let files = [&first, &second].map(|file| format!("--token-file {}", file.path().display()));
        let two = "--url http://a --url http://b";

        let error = resolve(two, &[("PLEX_TOKEN", "secret")]).err().unwrap();
        assert!(error.contains("its own --token-file"), "{error}");
        let error = resolve(&format!("{two} {}", files[0]), &[]).err().unwrap();
        assert!(error.contains("2 servers but 1 token files"), "{error}");

        let settings = resolve(&format!("{two} {} {}", files[0], files[1]), &[]).unwrap();
        assert_eq!(settings.servers.len(), 2);
        let second = TokenSource::File(second.path().to_owned());
        assert_eq!(settings.servers[1].token_source, second);
        let Err(CliError::Failure(failure)) = settings.one_server("list") else {
            panic!("two servers are not one");
        };
        assert!(failure.sentence.contains("`list` works with one server"));
    }

    #[test]
    #[cfg(unix)]
    fn a_secret_that_others_can_read_gives_a_warning() {
        use std::os::unix::fs::PermissionsExt;
        let file = token_file("secret\n");
        let line = format!("--token-file {}", file.path().display());
        for (mode, told) in [(0o600, false), (0o400, false), (0o640, true), (0o644, true)] {
            let permissions = std::fs::Permissions::from_mode(mode);
            std::fs::set_permissions(file.path(), permissions).unwrap();
            let warnings = resolve(&line, &[]).unwrap().warnings;
            assert_eq!(warnings.len(), usize::from(told), "{mode:o}: {warnings:?}");
        }
    }
}
