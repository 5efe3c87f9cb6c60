//! The program `plex-sim`: a simulated Plex Media Server for clients in any language. Its first
//! line on standard output is its address.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use plex_sim::{PlexSim, Scenario};

/// A simulated Plex Media Server on 127.0.0.1. The first line it prints is its address.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// The port; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,

    /// A file that holds the token which clients have to send. Without one everybody is let in.
    #[arg(long, value_name = "FILE", env = "PLEX_SIM_TOKEN_FILE")]
    token_file: Option<PathBuf>,

    /// What happens on the server.
    #[arg(long, default_value = "quiet-night", value_parser = clap::builder::PossibleValuesParser::new(Scenario::names()))]
    scenario: String,

    /// Serves everything under this path, as behind a reverse proxy.
    #[arg(long, value_name = "PATH")]
    prefix: Option<String>,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            // With a closed standard error there is nobody left to tell.
            let _ = writeln!(std::io::stderr(), "plex-sim: {message}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), String> {
    let mut builder = PlexSim::builder().port(arguments.port);
    if let Some(file) = &arguments.token_file {
        let text = std::fs::read_to_string(file)
            .map_err(|error| format!("cannot read the token file {}: {error}", file.display()))?;
        let token = text.trim_end();
        if token.is_empty() || token.contains(char::is_whitespace) {
            return Err(format!(
                "the token file {} has to hold one token and nothing else",
                file.display()
            ));
        }
        builder = builder.token(token);
    }
    if let Some(prefix) = &arguments.prefix {
        builder = builder.prefix(prefix);
    }
    let scenario = Scenario::by_name(&arguments.scenario)
        .ok_or_else(|| format!("there is no scenario {:?}", arguments.scenario))?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("cannot start: {error}"))?;
    runtime.block_on(async {
        let sim = builder.start().await.map_err(|error| {
            let cause = std::error::Error::source(&error);
            cause.map_or_else(|| error.to_string(), |cause| format!("{error} ({cause})"))
        })?;
        sim.play(&scenario);
        let mut out = std::io::stdout();
        // A reader that is gone already is no reason not to serve.
        let _ = writeln!(out, "{}", sim.url()).and_then(|()| out.flush());
        until_stopped()
            .await
            .map_err(|error| format!("cannot wait for a signal: {error}"))?;
        sim.shutdown().await;
        Ok(())
    })
}

/// Ctrl-C, or the signal by which a service is stopped.
async fn until_stopped() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            result = tokio::signal::ctrl_c() => result,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}
