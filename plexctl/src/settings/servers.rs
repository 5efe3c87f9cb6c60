//! Which servers, each with its own token, and how to talk to them.

use std::path::{Path, PathBuf};
use std::time::Duration;

use plex_api::Token;

use super::environment::Environment;
use crate::flags::ServerFlags;
use crate::stop::Stop;

const DEFAULT_URL: &str = "http://127.0.0.1:32400";
const DEFAULT_REQUEST_TIMEOUT: Duration = Duration::from_secs(60);
const URL_VARIABLE: &str = "PLEX_URL";
const TOKEN_VARIABLE: &str = plex_api::TOKEN_VARIABLE;

/// The resolved settings of the connections.
pub(crate) struct Settings {
    /// Never empty.
    servers: Vec<Server>,
    /// PEM texts, each with the file it came from.
    pub(crate) ca_certs: Vec<(PathBuf, Vec<u8>)>,
    pub(crate) insecure: bool,
    pub(crate) request_timeout: Duration,
}

/// One server, with the one token that goes to it.
#[derive(Clone)]
pub(crate) struct Server {
    /// As it was given: unchecked, and perhaps with a password in it. Not for messages.
    pub(crate) url: String,
    pub(crate) url_source: UrlSource,
    pub(crate) token: Option<Token>,
    pub(crate) token_source: TokenSource,
}

/// Where a server's URL came from, for messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UrlSource {
    Option,
    Variable,
    Default,
}

/// Where a server's token came from, for messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TokenSource {
    Nowhere,
    Variable,
    File(PathBuf),
}

impl Settings {
    /// Decides what was meant, and reads the files that are named.
    pub(crate) fn resolve(flags: &ServerFlags, environment: &Environment) -> Result<Self, Stop> {
        let ca_certs = flags
            .ca_cert
            .iter()
            .map(|file| match std::fs::read(file) {
                Ok(pem) => Ok((file.clone(), pem)),
                Err(error) => Err(Stop::usage(format!(
                    "cannot read the certificate file {}: {error}",
                    file.display()
                ))),
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            servers: servers(flags, environment)?,
            ca_certs,
            insecure: flags.insecure,
            request_timeout: flags.request_timeout.unwrap_or(DEFAULT_REQUEST_TIMEOUT),
        })
    }

    /// The server, for commands that work with one.
    pub(crate) fn one_server(&self, command: &str) -> Result<&Server, Stop> {
        match self.servers.as_slice() {
            [server] => Ok(server),
            several => Err(Stop::usage(format!(
                "`{command}` works with one server, and {} were given",
                several.len()
            ))),
        }
    }
}

fn servers(flags: &ServerFlags, environment: &Environment) -> Result<Vec<Server>, Stop> {
    let urls: Vec<(String, UrlSource)> = if flags.url.is_empty() {
        vec![match environment.text(URL_VARIABLE)? {
            Some(url) => (url, UrlSource::Variable),
            None => (DEFAULT_URL.to_owned(), UrlSource::Default),
        }]
    } else {
        let given = flags.url.iter().cloned();
        given.map(|url| (url, UrlSource::Option)).collect()
    };
    let tokens = tokens(flags, environment, urls.len())?;
    Ok(urls
        .into_iter()
        .zip(tokens)
        .map(|((url, url_source), (token, token_source))| Server {
            url,
            url_source,
            token,
            token_source,
        })
        .collect())
}

/// As many tokens as servers, in their order: a token must never go to another server.
fn tokens(
    flags: &ServerFlags,
    environment: &Environment,
    servers: usize,
) -> Result<Vec<(Option<Token>, TokenSource)>, Stop> {
    if flags.token_file.is_empty() {
        let Some(token) = token_from_variable(environment)? else {
            return Ok(vec![(None, TokenSource::Nowhere); servers]);
        };
        if servers > 1 {
            return Err(Stop::usage(format!(
                "{TOKEN_VARIABLE} holds one token, and there are {servers} servers: give each \
                 --url its own --token-file, in the same order"
            )));
        }
        return Ok(vec![(Some(token), TokenSource::Variable)]);
    }
    if flags.token_file.len() != servers {
        return Err(Stop::usage(format!(
            "there are {servers} servers and {} token files: give each --url its own \
             --token-file, in the same order",
            flags.token_file.len()
        )));
    }
    flags
        .token_file
        .iter()
        .map(|file| {
            let token = Token::from_file(file).map_err(|error| Stop::usage(error.to_string()))?;
            Ok((Some(token), TokenSource::File(file.clone())))
        })
        .collect()
}

fn token_from_variable(environment: &Environment) -> Result<Option<Token>, Stop> {
    environment
        .text(TOKEN_VARIABLE)?
        .map(Token::new)
        .transpose()
        .map_err(|error| Stop::usage(format!("{TOKEN_VARIABLE}: {error}")))
}

/// The token that a simulator shall want, as text: from a file, else from the environment.
///
/// The same rules hold as for a client's token, or no client could log in with it.
pub(crate) fn token_for_simulator(
    given: Option<&str>,
    files: &[PathBuf],
    environment: &Environment,
) -> Result<Option<String>, Stop> {
    let (text, source) = match (given, files) {
        (Some(token), _) => (token.to_owned(), "--token".to_owned()),
        (None, [file]) => (read(file)?, format!("the token file {}", file.display())),
        (None, []) => match environment.text(TOKEN_VARIABLE)? {
            Some(token) => (token, TOKEN_VARIABLE.to_owned()),
            None => return Ok(None),
        },
        (None, _) => return Err(Stop::usage("a simulator wants one --token-file at most")),
    };
    match Token::new(text.as_str()) {
        Ok(_) => Ok(Some(text)),
        Err(error) => Err(Stop::usage(format!("{source}: {error}"))),
    }
}

fn read(file: &Path) -> Result<String, Stop> {
    // Checked by the rules for token files first: size, form, and readability.
    Token::from_file(file).map_err(|error| Stop::usage(error.to_string()))?;
    match std::fs::read_to_string(file) {
        Ok(text) => Ok(text.trim_end().to_owned()),
        Err(error) => Err(Stop::usage(format!(
            "cannot read the token file {}: {error}",
            file.display()
        ))),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::flags::Cli;
    use crate::stop::Failure;

    fn resolve(line: &str, variables: &[(&str, &str)]) -> Result<Settings, String> {
        let words = ["plexctl"].into_iter().chain(line.split_whitespace());
        let cli = Cli::parse_from(words.chain(["list"]));
        Settings::resolve(&cli.server, &Environment::fake(variables)).map_err(|stop| match stop {
            Stop::Failure(Failure { sentence, .. }) => sentence,
            other => panic!("{other:?}"),
        })
    }

    fn one(line: &str, variables: &[(&str, &str)]) -> (String, UrlSource, TokenSource) {
        let settings = resolve(line, variables).unwrap();
        let server = settings.one_server("list").unwrap();
        assert_eq!(
            server.token.is_some(),
            server.token_source != TokenSource::Nowhere
        );
        (
            server.url.clone(),
            server.url_source,
            server.token_source.clone(),
        )
    }

    fn token_file(text: &str) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        file
    }

    #[test]
    fn the_option_goes_before_the_environment_and_that_before_the_default() {
        let environment = [("PLEX_URL", "http://env"), ("PLEX_TOKEN", "secret")];
        assert_eq!(
            one("", &[]),
            (
                DEFAULT_URL.to_owned(),
                UrlSource::Default,
                TokenSource::Nowhere
            )
        );
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
        assert_eq!(
            one(&line, &environment),
            (
                "http://given".to_owned(),
                UrlSource::Option,
                TokenSource::File(file.path().to_owned())
            )
        );
    }

    #[test]
    fn several_servers_need_a_token_file_each() {
        let (first, second) = (token_file("one\n"), token_file("two\n"));
        let files = [&first, &second].map(|file| format!("--token-file {}", file.path().display()));
        let two = "--url http://a --url http://b";

        let error = resolve(two, &[("PLEX_TOKEN", "secret")]).err().unwrap();
        assert!(error.contains("its own --token-file"), "{error}");
        let error = resolve(&format!("{two} {}", files[0]), &[]).err().unwrap();
        assert!(error.contains("2 servers and 1 token files"), "{error}");

        let settings = resolve(&format!("{two} {} {}", files[0], files[1]), &[]).unwrap();
        assert_eq!(settings.servers.len(), 2);
        assert_eq!(
            settings.servers[1].token_source,
            TokenSource::File(second.path().to_owned())
        );
        let Err(Stop::Failure(failure)) = settings.one_server("list") else {
            panic!("two servers are not one");
        };
        assert!(
            failure.sentence.contains("`list` works with one server"),
            "{}",
            failure.sentence
        );
    }

    #[test]
    fn a_simulator_takes_its_token_from_the_first_place_that_has_one() {
        let file = token_file("from-file\n\n");
        let environment = Environment::fake(&[("PLEX_TOKEN", "from-env")]);
        let files = [file.path().to_owned()];
        let token = |given, files: &[PathBuf]| {
            token_for_simulator(given, files, &environment)
                .unwrap()
                .unwrap()
        };
        assert_eq!(token(Some("given"), &files), "given");
        assert_eq!(token(None, &files), "from-file");
        assert_eq!(token(None, &[]), "from-env");
        assert_eq!(
            token_for_simulator(None, &[], &Environment::fake(&[])).unwrap(),
            None
        );
        assert!(token_for_simulator(Some("a b"), &[], &environment).is_err());
    }
}
