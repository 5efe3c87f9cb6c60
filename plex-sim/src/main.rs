//! The program `plex-sim`: a simulated Plex Media Server for clients in any language. Its first
//! line on standard output is its address.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use plex_sim::{PlexSim, PlexSimBuilder, Scenario};

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

    /// What happens on the server: quiet-night, big-scan, bad-day, none, or a YAML or JSON file.
    #[arg(long, value_name = "NAME_OR_FILE", default_value = "quiet-night")]
    scenario: String,

    /// How many times as fast as real time the scenario runs.
    #[arg(long, value_name = "TIMES", default_value_t = 1.0)]
    rate: f64,

    /// Serves everything under this path, as behind a reverse proxy.
    #[arg(long, value_name = "PATH")]
    prefix: Option<String>,

    /// Does not let anybody steer the server under /sim/.
    #[arg(long)]
    no_control: bool,

    #[cfg(feature = "tls")]
    #[command(flatten)]
    tls: TlsArguments,
}

#[cfg(feature = "tls")]
#[derive(Debug, clap::Args)]
struct TlsArguments {
    /// Serves HTTPS, with a certificate for 127.0.0.1 and localhost made at the start.
    #[arg(long)]
    tls: bool,

    /// Where the certificate is written that clients have to trust, as PEM.
    #[arg(long, value_name = "FILE", requires = "tls")]
    ca_file: Option<PathBuf>,
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
    let scenario = match arguments.scenario.as_str() {
        "none" => None,
        name => Some(Scenario::load(name).map_err(|error| chain(&error))?),
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("cannot start: {error}"))?;
    runtime.block_on(async {
        let sim = builder.start().await.map_err(|error| chain(&error))?;
        sim.clock_rate(arguments.rate);
        if let Some(scenario) = &scenario {
            sim.play(scenario);
        }
        #[cfg(feature = "tls")]
        write_ca(&sim, arguments.tls.ca_file.as_deref())?;
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
    let mut builder = PlexSim::builder()
        .port(arguments.port)
        .control(!arguments.no_control);
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
    #[cfg(feature = "tls")]
    if arguments.tls.tls {
        builder = builder.tls(plex_sim::Tls::new());
    }
    Ok(builder)
}

#[cfg(feature = "tls")]
fn write_ca(sim: &PlexSim, file: Option<&std::path::Path>) -> Result<(), String> {
    match (file, sim.ca_pem()) {
        (Some(file), Some(pem)) => std::fs::write(file, pem)
            .map_err(|error| format!("cannot write {}: {error}", file.display())),
        _ => Ok(()),
    }
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
