//! The command line as it is typed. What it means is decided in `settings`.

use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgAction, Args, CommandFactory, Parser, Subcommand, ValueEnum};
use plex_api::CertificateFingerprint;

use crate::commands::{
    bridge, cancel, completions, config, demo, get, list, man, record, replay, scan, serve, sim,
    wait, watch,
};
use crate::exit;
use crate::settings::Place;

/// Watch, await, start and cancel what a Plex Media Server is doing.
///
/// A server's long jobs (scans, metadata refreshes, downloads, ...) are its activities. plexctl
/// lists and watches them, starts scans, waits for their ends, cancels what can be cancelled, and
/// tells scripts what came of it by its exit code. Data goes to standard output, everything else to
/// standard error.
#[derive(Parser)]
#[command(
    name = "plexctl",
    version,
    max_term_width = 100,
    arg_required_else_help = true,
    subcommand_required = true,
    disable_help_subcommand = true,
    override_usage = "plexctl [OPTIONS] <COMMAND>",
    after_help = after_help(),
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) server: ServerFlags,

    #[command(flatten)]
    pub(crate) output: OutputFlags,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    List(list::Arguments),
    Get(get::Arguments),
    Cancel(cancel::Arguments),
    Watch(watch::Arguments),
    Wait(wait::Arguments),
    Scan(scan::Arguments),
    Record(record::Arguments),
    Replay(replay::Arguments),
    Serve(serve::Arguments),
    Bridge(bridge::Arguments),
    Config(config::Arguments),
    Demo(demo::Arguments),
    Sim(sim::Arguments),
    Completions(completions::Arguments),
    Man(man::Arguments),
}

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
    pub(crate) resolve: Vec<Place>,

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
    #[arg(long, global = true, value_name = "TIME", value_parser = time)]
    pub(crate) request_timeout: Option<Duration>,
}

/// What is shown, and how.
#[derive(Args)]
#[command(next_help_heading = "Output options")]
pub(crate) struct OutputFlags {
    /// How data is written: for people, as one JSON document, or as one JSON object a line
    #[arg(
        short = 'o',
        long = "output",
        global = true,
        value_name = "FORMAT",
        value_enum
    )]
    #[arg(default_value_t = Format::Table)]
    pub(crate) format: Format,

    /// Use colors; auto means on a terminal, unless NO_COLOR is set
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t = When::Auto)]
    pub(crate) color: When,

    /// Say nothing but data and failures
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,

    /// Log what happens to standard error; -vv and -vvv log more, and never the token
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub(crate) verbose: u8,
}

impl OutputFlags {
    /// What holds when the command line as a whole cannot be read.
    pub(crate) fn plain(color: When) -> Self {
        Self {
            format: Format::Table,
            color,
            quiet: false,
            verbose: 0,
        }
    }
}

/// How data is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Aligned columns for people; fits the terminal
    Table,
    /// One JSON document
    Json,
    /// One JSON object a line
    Jsonl,
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

/// Whether to use colors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    Auto,
    Always,
    Never,
}

/// The whole command tree, from which help, completions and snapshots are made.
#[must_use]
pub fn command_tree() -> clap::Command {
    Cli::command()
}

fn after_help() -> String {
    format!(
        "Examples:\n  \
         plexctl demo                                   see it work, without a server\n  \
         PLEX_TOKEN=... plexctl list                    what runs on this machine's server\n  \
         plexctl --url http://nas:32400 --token-file ~/.plex-token list -o json\n  \
         plexctl --server home cancel c3f190e4-eabb-4b3d-8811-b7c1f183560e\n  \
         plexctl scan Movies --wait                     start a scan, and wait for its end\n  \
         plexctl watch --type 'library.*'               see what happens, until Ctrl-C\n\n{}",
        exit::help()
    )
}

/// A time above zero, with its unit.
pub(crate) fn time(text: &str) -> Result<Duration, String> {
    let time = humantime::parse_duration(text)
        .map_err(|error| format!("expected a time such as 5s or 1m30s: {error}"))?;
    if time.is_zero() {
        return Err("expected a time above zero, such as 5s".to_owned());
    }
    Ok(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Cli, clap::Error> {
        Cli::try_parse_from(line.split_whitespace())
    }

    #[test]
    fn the_definition_is_sound() {
        command_tree().debug_assert();
    }

    #[test]
    fn global_options_may_stand_before_and_after_the_command() {
        for line in [
            "plexctl --url http://a -o jsonl -vv list",
            "plexctl list --url http://a -o jsonl -vv",
            "plexctl -v --url http://a list -o jsonl -v -v",
        ] {
            let Ok(cli) = parse(line) else {
                panic!("{line}")
            };
            assert_eq!(cli.server.url, ["http://a"], "{line}");
            assert_eq!(cli.output.format, Format::Jsonl, "{line}");
            assert!(cli.output.verbose >= 2, "{line}");
        }
    }

    #[test]
    fn a_time_has_a_unit_and_is_not_zero() {
        assert_eq!(time("1m30s"), Ok(Duration::from_secs(90)));
        for bad in ["5", "", "0s", "-1s", "soon"] {
            let error = time(bad).unwrap_err();
            assert!(error.starts_with("expected a time"), "{bad}: {error}");
        }
    }

    #[test]
    fn an_id_that_names_another_path_is_refused() {
        for line in ["plexctl cancel ..", "plexctl get ."] {
            assert!(parse(line).is_err(), "{line}");
        }
    }
}
