//! The program `plex-sim`: a simulated Plex Media Server for clients in any language. The first line
//! of its output is its address; with `--plex-tv` the second is that of the account service.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use plex_sim::{PlexSimBuilder, SimOptions};

/// Run a simulated Plex Media Server on 127.0.0.1. The first line of output is its address.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    #[command(flatten)]
    sim: SimOptions,

    /// A file with the token that clients have to send; without it every request is accepted
    #[arg(long, value_name = "FILE", env = "PLEX_SIM_TOKEN_FILE")]
    token_file: Option<PathBuf>,

    /// Exit when standard input closes, so that the server ends with the test that started it
    #[arg(long)]
    exit_with_stdin: bool,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            // When standard error is closed, the message has no reader.
            let _ = writeln!(std::io::stderr(), "plex-sim: {message}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), String> {
    let builder = configure(arguments)?;
    let scenario = arguments.sim.scenario().map_err(|error| describe(&error))?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("cannot start: {error}"))?;
    runtime.block_on(async {
        let sim = builder.start().await.map_err(|error| describe(&error))?;
        arguments
            .sim
            .apply(&sim)
            .map_err(|error| error.to_string())?;
        if let Some(scenario) = &scenario {
            sim.play(scenario);
        }
        let mut out = std::io::stdout();
        // The server runs even when the reader of its output is gone.
        let lines = arguments.sim.describe_addresses(&sim);
        let _ = out.write_all(lines.as_bytes()).and_then(|()| out.flush());
        let stopped = tokio::select! {
            stopped = wait_for_stop_signal() => stopped,
            () = wait_for_stdin_end(), if arguments.exit_with_stdin => Ok(()),
        };
        stopped.map_err(|error| format!("cannot wait for a signal: {error}"))?;
        sim.shutdown().await;
        Ok(())
    })
}

fn configure(arguments: &Arguments) -> Result<PlexSimBuilder, String> {
    let mut builder = arguments.sim.builder();
    if let Some(file) = &arguments.token_file {
        let text = std::fs::read_to_string(file)
            .map_err(|error| format!("cannot read the token file {}: {error}", file.display()))?;
        let token = text.trim_end();
        if token.is_empty() || token.contains(char::is_whitespace) {
            return Err(format!(
                "the token file {} must contain one token and nothing else",
                file.display()
            ));
        }
        builder = builder.token(token);
    }
    Ok(builder)
}

/// An error and its causes, in one line.
fn describe(error: &dyn std::error::Error) -> String {
    match error.source() {
        Some(cause) => format!("{error} ({})", describe(cause)),
        None => error.to_string(),
    }
}

/// Waits for Ctrl-C or SIGTERM.
async fn wait_for_stop_signal() -> std::io::Result<()> {
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

/// Waits until standard input is closed, which also happens when the program at its other end is
/// killed.
async fn wait_for_stdin_end() {
    let (ended, when_ended) = tokio::sync::oneshot::channel::<()>();
    // A thread of its own: a blocking read in the runtime would delay the exit of the program.
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        drop(ended);
    });
    let _ = when_ended.await;
}
