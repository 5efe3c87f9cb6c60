//! Builds clients from settings, and explains their errors in terms of the settings.

use plex_api::{CertificateProblem, ConnectionPolicy, Error, ErrorKind, Plex, PlexBuilder};

use crate::account::client_identity;
use crate::error::{CliError, Failure};
use crate::exit::Exit;
use crate::output::Console;
use crate::settings::{Server, Settings, TokenSource, UrlSource};

/// The client for one server, and where its settings came from.
#[derive(Clone)]
pub(crate) struct Connection {
    pub(crate) plex: Plex,
    /// The server's name in the configuration, or its URL.
    pub(crate) name: String,
    url_source: UrlSource,
    token_source: TokenSource,
    has_ca_certs: bool,
}

impl Connection {
    /// Builds the client; nothing is sent.
    pub(crate) fn new(
        settings: &Settings,
        server: &Server,
        console: &mut Console,
    ) -> Result<Self, CliError> {
        warn_if_insecure(settings, console);
        Self::build(settings, server, |builder| builder)
    }

    /// As [`new`](Self::new), with builder settings that only the command knows.
    pub(crate) fn with_options(
        settings: &Settings,
        server: &Server,
        console: &mut Console,
        set: impl FnOnce(PlexBuilder) -> PlexBuilder,
    ) -> Result<Self, CliError> {
        warn_if_insecure(settings, console);
        Self::build(settings, server, set)
    }

    /// Builds the client for a server of the agent; nothing is sent.
    pub(crate) fn for_agent(server: Server) -> Result<Self, CliError> {
        let settings = Settings::of_server(server);
        Self::build(&settings, settings.one_server("agent")?, |builder| builder)
    }

    /// Builds a client for each server, each with its own token.
    pub(crate) fn build_all(
        settings: &Settings,
        console: &mut Console,
    ) -> Result<Vec<Self>, CliError> {
        warn_if_insecure(settings, console);
        let servers = settings.servers().iter();
        servers
            .map(|server| Self::build(settings, server, |builder| builder))
            .collect()
    }

    fn build(
        settings: &Settings,
        server: &Server,
        set: impl FnOnce(PlexBuilder) -> PlexBuilder,
    ) -> Result<Self, CliError> {
        let plex = build_client(settings, server, set)?;
        let name = match &server.url_source {
            UrlSource::Config(name) => name.clone(),
            _ => plex.server_url().to_owned(),
        };
        Ok(Self {
            plex,
            name,
            url_source: server.url_source.clone(),
            token_source: server.token_source.clone(),
            has_ca_certs: !server.ca_certs.is_empty(),
        })
    }

    /// Converts an error of this client, and adds advice that fits the settings.
    pub(crate) fn to_failure(&self, error: &Error) -> Failure {
        let failure = Failure::new(Exit::from_error(error), error.to_string());
        match error.kind() {
            ErrorKind::Unauthorized => failure.advise(&self.advise_about_token()),
            ErrorKind::Connect if self.url_source == UrlSource::Default => failure.advise(
                "No server was given, so plexctl tried the default on this machine: set PLEX_URL \
                 or use --url. `plexctl demo` needs no server",
            ),
            ErrorKind::Tls => match advise_about_certificate(error, self.has_ca_certs) {
                Some(advice) => failure.advise(&advice),
                None => failure,
            },
            ErrorKind::Timeout => failure.advise("Use --request-timeout to allow more time"),
            _ => failure,
        }
    }

    fn advise_about_token(&self) -> String {
        match (&self.token_source, &self.url_source) {
            (TokenSource::Nowhere, UrlSource::Config(name)) => format!(
                "The configuration has no token for the server {name:?}: add a token_file there. \
                 PLEX_TOKEN is not sent to it"
            ),
            (TokenSource::Nowhere, _) => {
                "No token was given: set PLEX_TOKEN, or name a file that holds it with --token-file \
                 or PLEX_TOKEN_FILE"
                    .to_owned()
            }
            (TokenSource::Variable, _) => "The token came from PLEX_TOKEN".to_owned(),
            (TokenSource::Config, _) => "The token came from the configuration file".to_owned(),
            (TokenSource::File(file), _) => format!("The token came from {}", file.display()),
        }
    }
}

/// Builds the client for a server that has an address; nothing is sent.
pub(crate) fn build_client(
    settings: &Settings,
    server: &Server,
    set: impl FnOnce(PlexBuilder) -> PlexBuilder,
) -> Result<Plex, CliError> {
    let mut policy = ConnectionPolicy::default();
    policy.transport = settings.transport;
    let mut builder = Plex::builder(server.url.as_str())
        .identity(client_identity())
        .request_timeout(settings.request_timeout)
        .connection_policy(policy)
        .danger_accept_any_certificate(settings.insecure);
    if let Some(token) = &server.token {
        builder = builder.token(token.clone());
    }
    for (_, pem) in &server.ca_certs {
        builder = builder.add_root_certificate(pem.clone());
    }
    for pin in &server.pins {
        builder = builder.pin_certificate(*pin);
    }
    for host_override in &server.host_overrides {
        builder = builder.resolve(&host_override.host, host_override.address);
    }
    set(builder)
        .build()
        .map_err(|error| {
            Failure::new(
                Exit::from_error(&error),
                describe_build_error(server, &error),
            )
        })
        .map_err(CliError::from)
}

/// Advice in terms of the command line about a refused certificate.
fn advise_about_certificate(error: &Error, has_ca_certs: bool) -> Option<String> {
    let refused = error.refused_certificate()?;
    // A pin is refused together with added authorities.
    let instead = if has_ca_certs {
        " instead of --ca-cert"
    } else {
        ""
    };
    let pin = format!("--pin-sha256 {}{instead}", refused.fingerprint()?);
    match refused.problem() {
        CertificateProblem::UnknownIssuer => Some(format!(
            "To accept this certificate: {pin}. For a private certificate authority: --ca-cert FILE"
        )),
        CertificateProblem::WrongName => Some(format!(
            "To connect by the certificate's name: --resolve HOST=ADDRESS. To accept this \
             certificate: {pin}"
        )),
        CertificateProblem::NotPinned
        | CertificateProblem::Expired
        | CertificateProblem::NotYetValid => Some(format!("To accept this certificate: {pin}")),
        _ => None,
    }
}

fn warn_if_insecure(settings: &Settings, console: &mut Console) {
    if settings.insecure {
        console.warn(
            "--insecure: certificates are not checked. Anyone on the network path can read the \
             token, which gives access to the whole account. Use --pin-sha256 or --ca-cert instead",
        );
    }
}

/// Names the setting that is invalid, by where it came from.
fn describe_build_error(server: &Server, error: &Error) -> String {
    let text = error.to_string();
    // The error kind is not specific enough, so this looks for words in the message.
    if text.contains("certificate") && !server.pins.is_empty() {
        return format!("--pin-sha256 or pin_sha256: {text}");
    }
    if text.contains("certificate") && !server.ca_certs.is_empty() {
        let files = server.ca_certs.iter();
        let files: Vec<String> = files.map(|(file, _)| file.display().to_string()).collect();
        return format!("certificates of {}: {text}", files.join(", "));
    }
    match &server.url_source {
        UrlSource::Option => format!("--url: {text}"),
        UrlSource::Variable => format!("PLEX_URL: {text}"),
        UrlSource::Config(name) => format!("server {name:?} in the configuration: {text}"),
        UrlSource::Default => text,
    }
}
