//! `plexctl sim`: a simulated server to try things on.

use std::error::Error;

use clap::Args;
use plex_sim::SimOptions;

use crate::exit::Exit;
use crate::flags::ServerFlags;
use crate::output::Console;
use crate::settings::{Environment, token_for_simulator};
use crate::signals::Signals;
use crate::stop::Stop;

/// Run a simulated Plex Media Server
///
/// It listens on 127.0.0.1 only, and its activities move by themselves. The first line on standard
/// output is its address. It runs until Ctrl-C or SIGTERM, and both end it with code 0.
///
/// Tests in any language can steer it under /sim/ on the same port: GET /sim/ tells how.
#[derive(Args)]
#[command(after_help = "\
Examples:
  plexctl sim                                  in one terminal, and in another:
  plexctl --url http://127.0.0.1:PORT list

  plexctl sim --port 32400 --scenario big-scan --rate 10
  plexctl sim --scenario evening.yaml
  plexctl sim --tls --ca-file ca.pem --prefix /plex
  PLEX_TOKEN=made-up plexctl sim               wants this token of its clients")]
pub(crate) struct Arguments {
    #[command(flatten)]
    sim: SimOptions,

    /// The token that clients have to send; a made-up one, as all users of this machine can read it
    /// here [otherwise --token-file, or env: PLEX_TOKEN; without any of them everybody is let in]
    #[arg(long)]
    token: Option<String>,
}

pub(crate) async fn run(
    arguments: &Arguments,
    flags: &ServerFlags,
    environment: &Environment,
    console: &mut Console,
) -> Result<Exit, Stop> {
    let token = token_for_simulator(arguments.token.as_deref(), &flags.token_file, environment)?;
    let scenario = arguments.sim.scenario();
    let scenario = scenario.map_err(|error| Stop::usage(with_cause(&error)))?;
    let mut builder = arguments.sim.builder();
    if let Some(token) = &token {
        builder = builder.token(token.as_str());
    }
    // Before the address is out: whoever reads it may send a signal at once.
    let mut signals = Signals::listen()?;
    let sim = builder
        .start()
        .await
        .map_err(|error| Stop::other(with_cause(&error)))?;
    let settled = arguments.sim.apply(&sim);
    settled.map_err(|error| Stop::other(error.to_string()))?;
    let url = sim.url();
    // The address first: whoever reads it should miss nothing of what happens.
    console.data(&format!("{url}\n"))?;
    match &scenario {
        Some(scenario) => {
            sim.play(scenario);
            let (name, summary) = (scenario.name(), scenario.summary());
            console.note(&format!(
                "a simulated Plex Media Server; scenario {name}: {summary}"
            ));
        }
        None => console.note("a simulated Plex Media Server on which nothing happens by itself"),
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
    console.note("Ctrl-C ends it");
    signals.wait().await;
    sim.shutdown().await;
    Ok(Exit::Done)
}

fn with_cause(error: &dyn Error) -> String {
    match error.source() {
        Some(cause) => format!("{error} ({cause})"),
        None => error.to_string(),
    }
}
