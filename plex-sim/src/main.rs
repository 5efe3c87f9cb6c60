//! The program `plex-sim`: a simulated Plex Media Server for clients in any language. Its first
//! line on standard output is its address.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use plex_sim::{PlexSimBuilder, SimOptions};

/// A simulated Plex Media Server on 127.0.0.1. The first line it prints is its address.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    #[command(flatten)]
    sim: SimOptions,

    /// A file that holds the token which clients have to send; without one everybody is let in
    #[arg(long, value_name = "FILE", env = "PLEX_SIM_TOKEN_FILE")]
    token_file: Option<PathBuf>,
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
    let builder = builder(arguments)?;
    let scenario = arguments.sim.scenario().map_err(|error| chain(&error))?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("cannot start: {error}"))?;
    runtime.block_on(async {
        let sim = builder.start().await.map_err(|error| chain(&error))?;
        arguments
            .sim
            .apply(&sim)
            .map_err(|error| error.to_string())?;
        if let Some(scenario) = &scenario {
            sim.play(scenario);
        }
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

fn builder(arguments: &Arguments) -> Result<PlexSimBuilder, String> {
    let mut builder = arguments.sim.builder();
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
    Ok(builder)
}

/// An error and what caused it, in one line.
fn chain(error: &dyn std::error::Error) -> String {
    match error.source() {
        Some(cause) => format!("{error} ({})", chain(cause)),
        None => error.to_string(),
    }
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
