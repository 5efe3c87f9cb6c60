//! `plexctl sim`: a simulated server to try things on.

use std::error::Error as _;

use clap::Args;
use clap::builder::PossibleValuesParser;
use plex_sim::{PlexSim, Scenario};

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
#[derive(Args)]
#[command(after_help = "\
Examples:
  plexctl sim                                  in one terminal, and in another:
  plexctl --url http://127.0.0.1:PORT list

  plexctl sim --port 32400 --scenario big-scan
  PLEX_TOKEN=made-up plexctl sim               wants this token of its clients")]
pub(crate) struct Arguments {
    /// The port; 0 takes a free one
    #[arg(long, default_value_t = 0)]
    port: u16,

    /// The token that clients have to send; a made-up one, as all users of this machine can read it
    /// here [otherwise --token-file, or env: PLEX_TOKEN; without any of them everybody is let in]
    #[arg(long)]
    token: Option<String>,

    /// What happens on the server
    #[arg(long, value_name = "NAME", default_value = "quiet-night")]
    #[arg(value_parser = PossibleValuesParser::new(Scenario::names()))]
    scenario: String,
}

pub(crate) async fn run(
    arguments: &Arguments,
    flags: &ServerFlags,
    environment: &Environment,
    console: &mut Console,
) -> Result<Exit, Stop> {
    let token = token_for_simulator(arguments.token.as_deref(), &flags.token_file, environment)?;
    let scenario = Scenario::by_name(&arguments.scenario)
        .ok_or_else(|| Stop::usage(format!("there is no scenario {:?}", arguments.scenario)))?;
    let mut builder = PlexSim::builder().port(arguments.port);
    if let Some(token) = &token {
        builder = builder.token(token.as_str());
    }
    // Before the address is out: whoever reads it may send a signal at once.
    let mut signals = Signals::listen()?;
    let sim = builder.start().await.map_err(|error| {
        let cause = error.source().map(|cause| format!(" ({cause})"));
        Stop::other(format!("{error}{}", cause.unwrap_or_default()))
    })?;
    sim.play(&scenario);
    let url = sim.url();
    console.data(&format!("{url}\n"))?;
    console.note(&format!(
        "a simulated Plex Media Server; scenario {}: {}",
        scenario.name(),
        scenario.summary()
    ));
    let secret = if token.is_some() {
        "PLEX_TOKEN=... "
    } else {
        ""
    };
    console.note(&format!(
        "try in another terminal: {secret}plexctl --url {url} list"
    ));
    console.note("Ctrl-C ends it");
    signals.wait().await;
    sim.shutdown().await;
    Ok(Exit::Done)
}
