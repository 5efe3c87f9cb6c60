//! The options that say which server to use and how to connect to it, as typed.

use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgAction, Args, ValueEnum};
use plex_api::CertificateFingerprint;

use super::host_override::HostOverride;
use crate::duration_arg::parse_duration;

/// The server to use, and the settings of the connection to it.
#[derive(Args)]
#[command(next_help_heading = "Server options")]
pub(crate) struct ServerFlags {
    /// The configuration file, and for `agent` and `history` the agent's file [env: PLEXCTL_CONFIG]
    ///
    /// Otherwise config.toml, or agent.toml, is the first that exists in $XDG_CONFIG_HOME/plexctl (or
    /// ~/.config/plexctl) and /etc/plexctl.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    /// The server's URL [env: PLEX_URL] [default: http://127.0.0.1:32400]
    ///
    /// Behind a reverse proxy the URL may have a path: https://host/plex. The address of the server's
    /// web app, as the browser shows it, works as well. Without --url, --server and PLEX_URL (or
    /// PLEX_URL_FILE, which names a file that holds the URL), plexctl uses the default server of the
    /// configuration file, if there is one, or else the only server of the account that is signed in.
    #[arg(long, global = true, value_name = "URL", action = ArgAction::Append)]
    pub(crate) url: Vec<String>,

    /// A server from the configuration file or the account, by name; it uses its own token
    ///
    /// A name in the configuration file goes first. `plexctl servers` lists the names in the
    /// account; a machine identifier works as well.
    #[arg(long, global = true, value_name = "NAME", action = ArgAction::Append)]
    pub(crate) server: Vec<String>,

    /// A file that holds the account's token on one line [otherwise env: PLEX_TOKEN_FILE, which names
    /// such a file, or PLEX_TOKEN]
    ///
    /// No option takes the token itself, because every user of a machine can read its command
    /// lines.
    #[arg(long, global = true, value_name = "FILE", action = ArgAction::Append)]
    pub(crate) token_file: Vec<PathBuf>,

    /// Also trust the certificate authorities, or the server's own certificate, in this PEM file
    #[arg(long, global = true, value_name = "FILE", action = ArgAction::Append)]
    pub(crate) ca_cert: Vec<PathBuf>,

    /// Accept the certificate with this SHA-256 fingerprint, and no other
    ///
    /// For a server with a self-signed certificate. Run `openssl x509 -in cert.pem -noout
    /// -fingerprint -sha256` on the server, and compare the result with the fingerprint in
    /// plexctl's error message.
    #[arg(long, global = true, value_name = "FINGERPRINT", action = ArgAction::Append)]
    pub(crate) pin_sha256: Vec<CertificateFingerprint>,

    /// Connect to ADDRESS for this host, without asking DNS
    #[arg(long, global = true, value_name = "HOST=ADDRESS", action = ArgAction::Append)]
    pub(crate) resolve: Vec<HostOverride>,

    /// Accept any certificate; anyone on the network path can then read the token
    #[arg(long, global = true)]
    pub(crate) insecure: bool,

    /// The transport for the server's notifications
    ///
    /// auto uses the first that works of WebSocket, event stream and polling, and reports which.
    #[arg(long, global = true, value_name = "TRANSPORT", value_enum)]
    #[arg(default_value_t = TransportFlag::Auto)]
    pub(crate) transport: TransportFlag,

    /// Time limit for one request, such as 5s or 1m30s [default: 1m]
    #[arg(long, global = true, value_name = "TIME", value_parser = parse_duration)]
    pub(crate) request_timeout: Option<Duration>,
}

/// The transport for notifications.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TransportFlag {
    /// The first of the others that works
    Auto,
    /// Pushed over a WebSocket
    Websocket,
    /// Pushed as an event stream, for proxies that block WebSockets
    Eventsource,
    /// The list of activities, requested every two seconds
    Poll,
}
