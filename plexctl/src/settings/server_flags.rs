//! The options that say which server to use and how to connect to it, as typed.

use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgAction, Args, ValueEnum};
use plex_api::CertificateFingerprint;

use super::host_override::HostOverride;
use crate::duration_arg::parse_duration;

/// Which server, and how to talk to it.
#[derive(Args)]
#[command(next_help_heading = "Server options")]
pub(crate) struct ServerFlags {
    /// The server's URL [env: PLEX_URL] [default: http://127.0.0.1:32400]
    ///
    /// Behind a reverse proxy it may have a path: https://host/plex. Without it, --server and
    /// PLEX_URL it is the default of the configuration file, if that names one.
    #[arg(long, global = true, value_name = "URL", action = ArgAction::Append)]
    pub(crate) url: Vec<String>,

    /// A server of the configuration file, by its name there, with its own token
    #[arg(long, global = true, value_name = "NAME", action = ArgAction::Append)]
    pub(crate) server: Vec<String>,

    /// A file with the account's token, one line [otherwise env: PLEX_TOKEN]
    ///
    /// There is no option that takes the token itself: every user of a machine can read its command
    /// lines.
    #[arg(long, global = true, value_name = "FILE", action = ArgAction::Append)]
    pub(crate) token_file: Vec<PathBuf>,

    /// Trust the certificate authorities in this PEM file too
    #[arg(long, global = true, value_name = "FILE", action = ArgAction::Append)]
    pub(crate) ca_cert: Vec<PathBuf>,

    /// Accept the certificate with this SHA-256 fingerprint, and no other
    ///
    /// For a server with a self-signed certificate. On the server, `openssl x509 -in cert.pem -noout
    /// -fingerprint -sha256` shows it; the failure to connect shows it as well, to be compared.
    #[arg(long, global = true, value_name = "FINGERPRINT", action = ArgAction::Append)]
    pub(crate) pin_sha256: Vec<CertificateFingerprint>,

    /// Where a host of the URL is, for names that no name service knows
    #[arg(long, global = true, value_name = "HOST=ADDRESS", action = ArgAction::Append)]
    pub(crate) resolve: Vec<HostOverride>,

    /// Accept any certificate: anybody in between can then read the token
    #[arg(long, global = true)]
    pub(crate) insecure: bool,

    /// How the server's notifications come
    ///
    /// auto takes the first of WebSocket, event stream and polling that works, and says which.
    #[arg(long, global = true, value_name = "TRANSPORT", value_enum)]
    #[arg(default_value_t = TransportFlag::Auto)]
    pub(crate) transport: TransportFlag,

    /// How long one request may take in all, such as 5s or 1m30s [default: 1m]
    #[arg(long, global = true, value_name = "TIME", value_parser = parse_duration)]
    pub(crate) request_timeout: Option<Duration>,
}

/// How notifications come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TransportFlag {
    /// The first of the others that works
    Auto,
    /// Pushed over a WebSocket
    Websocket,
    /// Pushed as an event stream, for proxies that let no WebSocket through
    Eventsource,
    /// The list of activities, asked for every two seconds
    Poll,
}
