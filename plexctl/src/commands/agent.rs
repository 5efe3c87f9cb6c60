//! `plexctl agent`: follows servers as a service, and delivers events to hooks.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use clap::{Args, Subcommand};
use tokio::sync::watch;

use crate::agent::{AgentConfig, read_state_folder, run_agent};
use crate::error::CliError;
use crate::exit::Exit;
use crate::hooks::{Attempt, AttemptResult, HookEvent, Notice};
use crate::journal::{self, JournalError, from_millis, to_millis};
use crate::output::{Console, sanitize_name};
use crate::settings::Environment;
use crate::signals::run_until_signal;

/// An agent that gave no sign of life for this time hangs. It gives one every few seconds.
const MAX_SILENCE: Duration = Duration::from_secs(60);

/// Follow servers as a service, keep a journal, and call hooks
///
/// The agent follows the servers of its file. It writes each start and end to a journal on disk before
/// it does anything else. Hooks run a program or send to a receiver. Events that were not delivered
/// when the agent or the machine ended are delivered later, with the same key. Events from the time
/// when the agent was down are discovered by lists, and marked as inferred. `plexctl history` shows
/// the journal.
///
/// SIGTERM and Ctrl-C end it with code 0; SIGHUP makes it read the file again. It tells a service
/// manager when it is ready, and sends it signs of life (Type=notify, WatchdogSec).
///
/// It reads the file of --config or PLEXCTL_CONFIG, or else the first that exists of
/// ~/.config/plexctl/agent.toml and /etc/plexctl/agent.toml. A file without a [[server]] follows the server
/// of PLEX_URL or PLEX_URL_FILE, with the token of PLEX_TOKEN_FILE.
#[derive(Args)]
#[command(after_help = "\
Example of a file:
  [state]
  path = \"/var/lib/plexctl\"    # else $STATE_DIRECTORY, $XDG_STATE_HOME/plexctl, ~/.local/state/plexctl
  keep_days = 90
  keep_mib = 64

  [[server]]
  name = \"home\"
  url = \"http://nas:32400\"
  token_file = \"home.token\"    # beside this file

  [[hook]]
  name = \"after-scan\"
  on = [\"ended\"]               # started, ended, stalled, quiet, connected, disconnected
  type = \"library.update.section\"
  section = \"Movies\"
  settle = \"60s\"               # once, when no such scan has run for a minute
  exec = [\"/usr/local/bin/after-scan\", \"--fast\"]

  [[hook]]
  name = \"phone\"
  on = [\"ended\", \"stalled\"]
  longer_than = \"10m\"
  stalled_after = \"30m\"
  ntfy = { topic = \"plex\", token = { file = \"ntfy.token\" } }

  [http]                       # the page of all servers, and the API
  listen = \"127.0.0.1:8325\"

  [metrics]                    # /metrics for Prometheus

docs/agent.md describes every key.")]
pub(crate) struct AgentArgs {
    #[command(subcommand)]
    command: Option<AgentCommand>,
}

#[derive(Subcommand)]
enum AgentCommand {
    /// Check a file, and the programs, tokens and secrets that it names
    Check {
        /// The agent's file, if it is not the one that an agent would use
        file: Option<PathBuf>,
    },
    /// Check whether an agent runs with the state folder of the file: code 0, else 1
    ///
    /// For the health check of a container. A Plex server that cannot be reached is not a failure
    /// of the agent.
    Health,
    /// Send a sample event to a hook of the file, or a sign of life to the monitor of a heartbeat
    Test {
        /// The name of the hook or of the heartbeat
        hook: String,
    },
    /// List failed deliveries, or retry them
    DeadLetters {
        /// Only the deliveries of this hook
        #[arg(long, value_name = "NAME")]
        hook: Option<String>,

        /// Try them again; the agent does so within 5 s
        #[arg(long)]
        retry: bool,
    },
}

pub(crate) async fn run(
    arguments: &AgentArgs,
    environment: &Environment,
    console: &mut Console,
) -> Result<Exit, CliError> {
    match &arguments.command {
        None => run_agent(&AgentConfig::locate(environment)?, environment, console).await,
        Some(AgentCommand::Check { file }) => check(file.as_deref(), environment, console),
        Some(AgentCommand::Health) => check_health(environment, console),
        Some(AgentCommand::Test { hook }) => {
            let config = read(environment, console)?;
            Box::pin(run_until_signal(test_hook(config, hook, console))).await
        }
        Some(AgentCommand::DeadLetters { hook, retry }) => {
            let config = read(environment, console)?;
            dead_letters(&config, hook.as_deref(), *retry, console)
        }
    }
}

fn read(environment: &Environment, console: &mut Console) -> Result<AgentConfig, CliError> {
    let config = AgentConfig::read(&AgentConfig::locate(environment)?, environment)?;
    for warning in &config.warnings {
        console.warn_unless_quiet(warning);
    }
    Ok(config)
}

fn check(
    file: Option<&Path>,
    environment: &Environment,
    console: &mut Console,
) -> Result<Exit, CliError> {
    let environment = &environment.with_config(file);
    let config = read(environment, console)?;
    let file = AgentConfig::locate(environment)?;
    let names = config.hooks.iter().map(|hook| hook.rule.name.as_str());
    let names: Vec<&str> = names.collect();
    console.write_data(&format!(
        "{}: {} servers, {} hooks ({}), state in {}\n",
        file.display(),
        config.servers.len(),
        names.len(),
        names.join(", "),
        config.state.display()
    ))?;
    Ok(Exit::Done)
}

/// The agent's file may be wrong meanwhile: the agent goes on with the one that it has read.
fn check_health(environment: &Environment, console: &mut Console) -> Result<Exit, CliError> {
    let state = read_state_folder(&AgentConfig::locate(environment)?, environment)?;
    let shown = state.display();
    match journal::find_last_beat(&state).map_err(|error| CliError::other(error.0))? {
        None => Err(CliError::other(format!("no agent works in {shown}"))),
        Some(age) if age > MAX_SILENCE => Err(CliError::other(format!(
            "the agent in {shown} has not moved for {} s",
            age.as_secs()
        ))),
        Some(_) => {
            console.write_data(&format!("an agent works in {shown}\n"))?;
            Ok(Exit::Done)
        }
    }
}

async fn test_hook(
    config: AgentConfig,
    name: &str,
    console: &mut Console,
) -> Result<Exit, CliError> {
    if let Some(heartbeat) = config.heartbeats.iter().find(|one| one.name == name) {
        let sent = heartbeat.send().await;
        sent.map_err(|reason| CliError::other(format!("heartbeat {name:?}: {reason}")))?;
        console.write_data(&format!("heartbeat {name:?}: sent\n"))?;
        return Ok(Exit::Done);
    }
    let known: Vec<String> = config
        .hooks
        .iter()
        .map(|hook| hook.rule.name.clone())
        .chain(config.heartbeats.iter().map(|one| one.name.clone()))
        .collect();
    let hook = config.hooks.into_iter().find(|hook| hook.rule.name == name);
    let Some(hook) = hook else {
        return Err(CliError::usage(format!(
            "there is no hook or heartbeat {name:?}; known: {}",
            known.join(", ")
        )));
    };
    let (_stop, mut stopped) = watch::channel(false);
    let event = hook.rule.on.first().copied().unwrap_or(HookEvent::Ended);
    let server = config.servers.first();
    let mut notice = Notice::sample(event, server.map_or("home", |one| one.name.as_str()));
    if let Some(problem) = hook.take_texts(&mut notice) {
        console.warn(&format!("hook {name:?}: {problem}"));
    }
    let attempt = Attempt { number: 1 };
    let sent = hook
        .sink
        .deliver(&notice, Some(name), attempt, &mut stopped)
        .await;
    match sent {
        AttemptResult::Delivered => {
            console.write_data(&format!("hook {name:?}: delivered\n"))?;
            if let Some(caveat) = hook.caveat {
                console.note(caveat);
            }
            Ok(Exit::Done)
        }
        AttemptResult::Retry { reason, .. } | AttemptResult::Failed { reason } => {
            Err(CliError::other(format!("hook {name:?}: {reason}")))
        }
        AttemptResult::Interrupted => Err(CliError::other("interrupted")),
    }
}

fn dead_letters(
    config: &AgentConfig,
    hook: Option<&str>,
    retry: bool,
    console: &mut Console,
) -> Result<Exit, CliError> {
    let sql = |error: rusqlite::Error| JournalError::from(error);
    if retry {
        let connection = journal::open_to_change(&config.state)?;
        let now = to_millis(SystemTime::now());
        let count = journal::retry_dead_letters(&connection, hook, now).map_err(sql)?;
        console.write_data(&format!("{count} dead letters are tried again\n"))?;
        return Ok(Exit::Done);
    }
    let connection = journal::open_to_read(&config.state)?;
    for letter in journal::list_dead_letters(&connection, hook).map_err(sql)? {
        console.write_data(&format!(
            "{}  {}  {}  {}  {} attempts  {}\n",
            letter.number,
            humantime::format_rfc3339_seconds(from_millis(letter.at)),
            sanitize_name(&letter.hook),
            sanitize_name(&letter.title),
            letter.attempts,
            sanitize_name(&letter.reason),
        ))?;
    }
    Ok(Exit::Done)
}
