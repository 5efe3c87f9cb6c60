//! Builds clients from settings, and explains their errors in terms of the settings.

use plex_api::account::{Account, AccountServer, FileStore};
use plex_api::{CertificateProblem, ConnectionPolicy, Error, ErrorKind, Plex, PlexBuilder};

use crate::account::{self, client_identity};
use crate::error::{CliError, Failure};
use crate::exit::Exit;
use crate::output::Console;
use crate::settings::{Server, ServerPlace, Settings, TokenSource, UrlSource};

/// The client for one server, and where its settings came from.
#[derive(Clone)]
pub(crate) struct Connection {
    pub(crate) plex: Plex,
    /// The server's name in the configuration or the account, or its URL.
    pub(crate) name: String,
    /// `None` for a server of the account.
    url_source: Option<UrlSource>,
    token_source: TokenSource,
    has_ca_certs: bool,
}

impl Connection {
    /// Builds the client. Nothing is sent to a server. plex.tv is asked for the servers of the account if
    /// they are not known.
    pub(crate) async fn new(
        settings: &Settings,
        server: &Server,
        console: &mut Console,
    ) -> Result<Self, CliError> {
        Self::with_options(settings, server, console, |builder| builder).await
    }

    /// Like [`new`](Self::new), with builder settings that only the command knows.
    pub(crate) async fn with_options(
        settings: &Settings,
        server: &Server,
        console: &mut Console,
        set: impl FnOnce(PlexBuilder) -> PlexBuilder,
    ) -> Result<Self, CliError> {
        warn_if_insecure(settings, console);
        Self::build(settings, server, &mut AccountInUse::default(), console, set).await
    }

    /// Builds the client for a server of the agent, and returns the account whose server it is. Only such
    /// a server is searched for; otherwise nothing is sent.
    ///
    /// # Cancel safety
    /// Cancel safe.
    pub(crate) async fn for_agent(server: Server) -> Result<(Self, Option<Account>), CliError> {
        let settings = Settings::of_server(server);
        let server = settings.one_server("agent")?;
        match &server.place {
            ServerPlace::Url { url, source } => {
                let connection = Self::at_url(&settings, server, url, source, |builder| builder)?;
                Ok((connection, None))
            }
            ServerPlace::Account { store, name } => {
                let account = account::open(store).await?;
                let account = account.ok_or_else(account::not_signed_in)?;
                let name = name.as_deref().unwrap_or_default();
                let found = account::find_named_server(&account, name).await?;
                let connection = Self::to_found(&settings, server, &found, |builder| builder)?;
                Ok((connection, Some(account)))
            }
        }
    }

    /// Builds the client for a server of the account. As with an address, nothing is sent: the server may
    /// be away.
    fn to_found(
        settings: &Settings,
        server: &Server,
        found: &AccountServer,
        set: impl FnOnce(PlexBuilder) -> PlexBuilder,
    ) -> Result<Self, CliError> {
        let plex = found
            .connect_lazy(|builder| set(configure(builder, settings, server)))
            .map_err(|error| account::to_failure(&error))?;
        let name = found.name().to_owned();
        Ok(Self::of_client(plex, name, None, server))
    }

    /// Builds the client for a server that has an address; nothing is sent.
    fn at_url(
        settings: &Settings,
        server: &Server,
        url: &str,
        source: &UrlSource,
        set: impl FnOnce(PlexBuilder) -> PlexBuilder,
    ) -> Result<Self, CliError> {
        let plex = build_client(settings, server, url, source, set)?;
        let name = match source {
            UrlSource::Config(name) => name.clone(),
            _ => plex.server_url().to_owned(),
        };
        Ok(Self::of_client(plex, name, Some(source.clone()), server))
    }

    fn of_client(plex: Plex, name: String, url_source: Option<UrlSource>, server: &Server) -> Self {
        Self {
            plex,
            name,
            url_source,
            token_source: server.token_source.clone(),
            has_ca_certs: !server.ca_certs.is_empty(),
        }
    }

    /// Builds a client for each server, each with its own token.
    pub(crate) async fn build_all(
        settings: &Settings,
        console: &mut Console,
    ) -> Result<Vec<Self>, CliError> {
        warn_if_insecure(settings, console);
        let (mut all, mut account) = (Vec::new(), AccountInUse::default());
        for server in settings.servers() {
            let built = Self::build(settings, server, &mut account, console, |builder| builder);
            all.push(built.await?);
        }
        Ok(all)
    }

    async fn build(
        settings: &Settings,
        server: &Server,
        account: &mut AccountInUse,
        console: &mut Console,
        set: impl FnOnce(PlexBuilder) -> PlexBuilder,
    ) -> Result<Self, CliError> {
        match &server.place {
            ServerPlace::Url { url, source } => Self::at_url(settings, server, url, source, set),
            ServerPlace::Account { store, name } => {
                let account = account.open(store, console).await?;
                let found = account::find_server(account, name.as_deref(), console).await?;
                Self::to_found(settings, server, &found, set)
            }
        }
    }

    /// Converts an error of this client, and adds advice that fits the settings.
    pub(crate) fn to_failure(&self, error: &Error) -> Failure {
        let failure = Failure::new(Exit::from_error(error), error.to_string());
        match error.kind() {
            ErrorKind::Unauthorized => failure.advise(&self.advise_about_token()),
            ErrorKind::Connect if self.url_source == Some(UrlSource::Default) => failure.advise(
                "No server was given, so plexctl tried the default on this machine: `plexctl login` \
                 finds your server, or use --url or PLEX_URL. `plexctl demo` needs no server",
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
            (TokenSource::Nowhere, Some(UrlSource::Config(name))) => format!(
                "The configuration has no token for the server {name:?}: add a token_file there. \
                 PLEX_TOKEN is not sent to it"
            ),
            (TokenSource::Nowhere, _) => {
                "No token was given: `plexctl login` signs in to plex.tv and finds your server; or set \
                 PLEX_TOKEN, or name a file that holds the token with --token-file or PLEX_TOKEN_FILE"
                    .to_owned()
            }
            (TokenSource::Variable, _) => {
                "The token came from PLEX_TOKEN: set another one, or unset it and use `plexctl login`"
                    .to_owned()
            }
            (TokenSource::Config, _) => {
                "The token came from the configuration file: replace it there, or remove the server and \
                 use `plexctl login`"
                    .to_owned()
            }
            (TokenSource::File(file), _) => format!(
                "The token came from {}: write another one there, or use `plexctl login` instead",
                file.display()
            ),
            (TokenSource::Account, _) => {
                "The account gave the token of this server: `plexctl login` signs in again".to_owned()
            }
        }
    }
}

/// The account, opened once for all servers of it.
#[derive(Default)]
struct AccountInUse(Option<Account>);

impl AccountInUse {
    async fn open(
        &mut self,
        store: &FileStore,
        console: &mut Console,
    ) -> Result<&Account, CliError> {
        if self.0.is_none() {
            let account = account::open(store).await?;
            let account = account.ok_or_else(account::not_signed_in)?;
            account::warn_of_oddities(&account, console);
            account::keep_alive(&account);
            self.0 = Some(account);
        }
        self.0.as_ref().ok_or_else(account::not_signed_in)
    }
}

/// Builds the client for a server that has an address; nothing is sent.
pub(crate) fn build_client(
    settings: &Settings,
    server: &Server,
    url: &str,
    source: &UrlSource,
    set: impl FnOnce(PlexBuilder) -> PlexBuilder,
) -> Result<Plex, CliError> {
    let mut builder = configure(Plex::builder(url), settings, server);
    if let Some(token) = &server.token {
        builder = builder.token(token.clone());
    }
    set(builder).build().map_err(|error| {
        let sentence = describe_build_error(server, source, &error);
        Failure::new(Exit::from_error(&error), sentence).into()
    })
}

/// The settings that a client has wherever its server is.
fn configure(builder: PlexBuilder, settings: &Settings, server: &Server) -> PlexBuilder {
    let mut policy = ConnectionPolicy::default();
    policy.transport = settings.transport;
    let mut builder = builder
        .identity(client_identity())
        .request_timeout(settings.request_timeout)
        .connection_policy(policy)
        .danger_accept_any_certificate(settings.insecure);
    for (_, pem) in &server.ca_certs {
        builder = builder.add_root_certificate(pem.clone());
    }
    for pin in &server.pins {
        builder = builder.pin_certificate(*pin);
    }
    for host_override in &server.host_overrides {
        builder = builder.resolve(&host_override.host, host_override.address);
    }
    builder
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
fn describe_build_error(server: &Server, source: &UrlSource, error: &Error) -> String {
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
    match source {
        UrlSource::Option => format!("--url: {text}"),
        UrlSource::Variable => format!("PLEX_URL: {text}"),
        UrlSource::VariableFile => format!("the file of PLEX_URL_FILE: {text}"),
        UrlSource::Config(name) => format!("server {name:?} in the configuration: {text}"),
        UrlSource::Default => text,
    }
}
