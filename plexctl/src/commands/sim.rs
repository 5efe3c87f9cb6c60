//! `plexctl sim`: runs a simulated server.

use std::error::Error;

use clap::Args;
use plex_sim::SimOptions;

use crate::error::CliError;
use crate::exit::Exit;
use crate::output::Console;
use crate::settings::{Environment, ServerFlags, resolve_sim_token};
use crate::signals::Signals;

/// Run a simulated Plex Media Server
///
/// The simulator listens on 127.0.0.1 only, and its activities progress automatically. The first line on
/// standard output is its address; with --plex-tv the second is that of a simulated plex.tv. It runs until
/// Ctrl-C or SIGTERM; both end it with code 0.
///
/// Tests in any language can control it under /sim/ on the same port: GET /sim/ describes how.
#[derive(Args)]
#[command(after_help = "\
Examples:
  plexctl sim                                  in one terminal, and in another:
  plexctl --url http://127.0.0.1:PORT list

  plexctl sim --port 32400 --scenario big-scan --rate 10
  plexctl sim --scenario evening.yaml
  plexctl sim --tls --ca-file ca.pem --prefix /plex
  PLEX_TOKEN=made-up plexctl sim               requires this token from clients")]
pub(crate) struct SimArgs {
    #[command(flatten)]
    sim: SimOptions,

    /// The token that clients must send. Use a made-up one: every user of this machine can read it
    /// here [otherwise --token-file or env: PLEX_TOKEN_FILE, PLEX_TOKEN; without a token every client is accepted]
    #[arg(long)]
    token: Option<String>,
}

pub(crate) async fn run(
    arguments: &SimArgs,
    flags: &ServerFlags,
    environment: &Environment,
    console: &mut Console,
) -> Result<Exit, CliError> {
    let token = resolve_sim_token(arguments.token.as_deref(), &flags.token_file, environment)?;
    let scenario = arguments.sim.scenario();
    let scenario = scenario.map_err(|error| CliError::usage(format_with_cause(&error)))?;
    let mut builder = arguments.sim.builder();
    if let Some(token) = &token {
        builder = builder.token(token.as_str());
    }
    // Listen before the address is printed: a reader of it may send a signal at once.
    let mut signals = Signals::listen_as_service()?;
    let sim = builder
        .start()
        .await
        .map_err(|error| CliError::other(format_with_cause(&error)))?;
    let settled = arguments.sim.apply(&sim);
    settled.map_err(|error| CliError::other(error.to_string()))?;
    let url = sim.url();
    // Print the address first, so that its reader misses no event.
    console.write_data(&arguments.sim.describe_addresses(&sim))?;
    match &scenario {
        Some(scenario) => {
            sim.play(scenario);
            let (name, summary) = (scenario.name(), scenario.summary());
            console.note(&format!(
                "a simulated Plex Media Server; scenario {name}: {summary}"
            ));
        }
        None => console.note("a simulated Plex Media Server; nothing happens by itself"),
    }
    let secret = if token.is_some() {
        "PLEX_TOKEN=... "
    } else {
        ""
    };
    let trust = if url.starts_with("https") {
        " --ca-cert FILE"
    } else {
        ""
    };
    console.note(&format!(
        "try in another terminal: {secret}plexctl --url {url}{trust} list"
    ));
    if let Some(plex_tv) = sim.plex_tv() {
        let address = plex_tv.url();
        console.note(&format!(
            "a simulated plex.tv at {address}: programs find it with PLEX_TV_URL={address}, people approve codes at {address}/link"
        ));
    }
    console.note("press Ctrl-C to stop");
    let signal = signals.wait().await;
    sim.shutdown().await;
    Ok(signal.exit_of_service())
}

/// An error with its cause.
pub(super) fn format_with_cause(error: &dyn Error) -> String {
    match error.source() {
        Some(cause) => format!("{error} ({cause})"),
        None => error.to_string(),
    }
}
