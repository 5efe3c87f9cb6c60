//! From settings to a client, and from a client's errors to sentences that know the settings.

use plex_api::{ClientIdentity, Error, ErrorKind, Plex};

use crate::exit::Exit;
use crate::output::Console;
use crate::settings::{Server, Settings, TokenSource, UrlSource};
use crate::stop::{Failure, Stop};

/// The client of one server, and what is known about where its settings came from.
pub(crate) struct Connection {
    pub(crate) plex: Plex,
    url_source: UrlSource,
    token_source: TokenSource,
}

impl Connection {
    /// Builds the client; nothing is sent.
    pub(crate) fn new(
        settings: &Settings,
        server: &Server,
        console: &mut Console,
    ) -> Result<Self, Stop> {
        if settings.insecure {
            console.warn(
                "--insecure: no certificate is checked. Whoever is in between can read the token, \
                 which opens the whole account. --ca-cert FILE is the safe way",
            );
        }
        let mut builder = Plex::builder(server.url.as_str())
            .identity(
                ClientIdentity::new("plexctl", env!("CARGO_PKG_VERSION"))
                    .platform(std::env::consts::OS),
            )
            .request_timeout(settings.request_timeout)
            .danger_accept_any_certificate(settings.insecure);
        if let Some(token) = &server.token {
            builder = builder.token(token.clone());
        }
        for (_, pem) in &settings.ca_certs {
            builder = builder.add_root_certificate(pem.clone());
        }
        let plex = builder.build().map_err(|error| {
            let source = match server.url_source {
                UrlSource::Option => "--url: ",
                UrlSource::Variable => "PLEX_URL: ",
                UrlSource::Default => "",
            };
            // Of what is checked here only these two are not the URL.
            let text = error.to_string();
            if text.contains("certificate") {
                let files: Vec<String> = settings
                    .ca_certs
                    .iter()
                    .map(|(file, _)| file.display().to_string())
                    .collect();
                Failure::new(
                    Exit::of(&error),
                    format!("--ca-cert {}: {text}", files.join(", ")),
                )
            } else if text.contains("URL") {
                Failure::new(Exit::of(&error), format!("{source}{text}"))
            } else {
                Failure::new(Exit::of(&error), text)
            }
        })?;
        Ok(Self {
            plex,
            url_source: server.url_source,
            token_source: server.token_source.clone(),
        })
    }

    /// The failure that an error of this client is, with advice that fits the settings.
    pub(crate) fn failure(&self, error: &Error) -> Failure {
        let failure = Failure::new(Exit::of(error), error.to_string());
        match error.kind() {
            ErrorKind::Unauthorized => match &self.token_source {
                TokenSource::Nowhere => failure.advise(
                    "No token was given: set PLEX_TOKEN, or name a file that holds it with \
                     --token-file",
                ),
                TokenSource::Variable => failure.advise("The token came from PLEX_TOKEN"),
                TokenSource::File(file) => {
                    failure.advise(&format!("The token came from {}", file.display()))
                }
            },
            ErrorKind::Connect if self.url_source == UrlSource::Default => failure.advise(
                "No server was named, so this machine's usual one was tried: set PLEX_URL, or \
                 use --url. `plexctl demo` needs no server",
            ),
            ErrorKind::Tls => failure.advise(
                "--ca-cert FILE trusts the authority of a server with certificates of its own",
            ),
            ErrorKind::Timeout => failure.advise("--request-timeout allows more"),
            _ => failure,
        }
    }
}
