//! The options of `plexctl watch` that run something for an event, and their work.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use tokio::time::Instant;
use zeroize::Zeroizing;

use crate::duration_arg::parse_duration;
use crate::error::CliError;
use crate::follow::{Follower, Update, UpdateKind, event_to_json};
use crate::hooks::{
    BodyFormat, Detector, Endpoint, HookEvent, HookRunner, Notice, Overdue, Program, Receiver,
    SigningSecrets, Sink, TIME_TO_END, Webhook,
};
use crate::output::Console;
use crate::settings::{Environment, describe_exposure};

/// The variable with the secret of the webhook.
const SECRET_VARIABLE: &str = "PLEXCTL_WEBHOOK_SECRET";

/// The hooks to run, and their events.
#[derive(Args)]
#[command(next_help_heading = "Hooks")]
pub(crate) struct HookArgs {
    /// Run this command for each event of --on, with the event on standard input
    #[arg(long, value_name = "COMMAND")]
    exec: Option<String>,

    /// Send each event of --on to this URL
    #[arg(long, value_name = "URL")]
    webhook: Option<String>,

    /// The events for --exec and --webhook. Can be repeated, or a list with commas
    #[arg(long, value_name = "EVENT", value_enum, value_delimiter = ',')]
    #[arg(default_value = "ended")]
    on: Vec<HookEvent>,

    /// The time without progress after which an activity counts as stalled
    #[arg(long, value_name = "TIME", value_parser = parse_duration, default_value = "5m")]
    stalled_after: Duration,

    /// The time without a running activity after which a server counts as quiet
    #[arg(long, value_name = "TIME", value_parser = parse_duration, default_value = "10s")]
    quiet_after: Duration,

    /// The time after which a command of --exec is ended, with all that it started
    #[arg(long, value_name = "TIME", value_parser = parse_duration, default_value = "5m")]
    exec_timeout: Duration,

    /// A file with the secret that signs the webhook [otherwise env: PLEXCTL_WEBHOOK_SECRET]
    #[arg(long, value_name = "FILE")]
    webhook_secret_file: Option<PathBuf>,
}

/// The hooks that the events of the servers start.
pub(crate) struct WatchHooks {
    detector: Detector,
    runner: HookRunner,
    on: Vec<HookEvent>,
    /// Part of the ids of events: another run of plexctl tells of other events.
    run: u64,
    events: u64,
    warnings: Vec<String>,
}

impl WatchHooks {
    /// Checks the options. `None` when nothing is to be run.
    pub(crate) fn start(
        arguments: &HookArgs,
        environment: &Environment,
    ) -> Result<Option<Self>, CliError> {
        let mut sinks = Vec::new();
        let mut warnings = Vec::new();
        if let Some(command) = &arguments.exec {
            let program = Program::parse(command, environment)
                .map_err(|error| CliError::usage(format!("--exec: {error}")))?;
            let limit = arguments.exec_timeout;
            sinks.push(Sink::Program { program, limit });
        }
        if let Some(url) = &arguments.webhook {
            let webhook = Endpoint::parse(url, false)
                .and_then(|endpoint| {
                    Sink::receiver(Receiver::Webhook(Webhook {
                        endpoint,
                        secrets: read_secrets(arguments, environment, &mut warnings)?,
                        format: BodyFormat::CloudEvents,
                    }))
                })
                .map_err(|error| CliError::usage(format!("--webhook: {error}")))?;
            sinks.push(webhook);
        }
        if sinks.is_empty() {
            return Ok(None);
        }
        let is_on = |event| arguments.on.contains(&event);
        let stalled = is_on(HookEvent::Stalled).then_some(arguments.stalled_after);
        let quiet = is_on(HookEvent::Quiet).then_some(arguments.quiet_after);
        Ok(Some(Self {
            detector: Detector::new(stalled, quiet),
            runner: HookRunner::start(sinks),
            on: arguments.on.clone(),
            run: fastrand::u64(..),
            events: 0,
            warnings,
        }))
    }

    /// Returns the longest time that it may take to end the started hooks.
    pub(crate) fn time_to_end(&self) -> Duration {
        TIME_TO_END
    }

    /// Takes an update of a server.
    pub(crate) fn take(
        &mut self,
        update: &Update,
        follower: &Follower,
        console: &mut Console,
    ) -> Result<(), CliError> {
        let event = self
            .detector
            .apply(update.server, &update.kind, Instant::now());
        match event {
            Some(event) => self.push(event, update, follower, console),
            None => Ok(()),
        }
    }

    /// Takes the overdue events. Returns the updates that nobody else reports.
    pub(crate) fn tick(
        &mut self,
        follower: &Follower,
        console: &mut Console,
    ) -> Result<Vec<Update>, CliError> {
        for warning in self.warnings.drain(..) {
            console.warn_unless_quiet(&warning);
        }
        let mut quiets = Vec::new();
        for (server, overdue) in self.detector.take_overdue(Instant::now()) {
            match overdue {
                Overdue::Stalled {
                    activity, still, ..
                } => {
                    let update = Update::now(server, UpdateKind::Standstill { activity, still });
                    self.push(HookEvent::Stalled, &update, follower, console)?;
                }
                Overdue::Quiet { quiet } => {
                    let update = Update::now(server, UpdateKind::Quiet { quiet });
                    self.push(HookEvent::Quiet, &update, follower, console)?;
                    quiets.push(update);
                }
            }
        }
        Ok(quiets)
    }

    fn push(
        &mut self,
        event: HookEvent,
        update: &Update,
        follower: &Follower,
        console: &mut Console,
    ) -> Result<(), CliError> {
        if !self.on.contains(&event) {
            return Ok(());
        }
        self.events += 1;
        let id = format!("evt_{:016x}_{}_{}", self.run, self.events, event.as_str());
        let document = event_to_json(update, follower.name(update.server))?;
        if let Some(told) = self.runner.push(Notice::new(id, event, &document)) {
            console.warn(&told);
        }
        Ok(())
    }

    /// The next failure to tell.
    ///
    /// # Cancel safety
    /// Cancel safe.
    pub(crate) async fn next_report(&mut self) -> String {
        self.runner.next_report().await
    }

    /// Waits until all events are delivered or given up.
    pub(crate) async fn finish(&mut self, console: &mut Console) {
        self.runner.finish(|told| console.warn(told)).await;
    }

    /// Ends the running hooks.
    pub(crate) async fn stop(&mut self, console: &mut Console) {
        self.runner.stop(|told| console.warn(told)).await;
    }
}

fn read_secrets(
    arguments: &HookArgs,
    environment: &Environment,
    warnings: &mut Vec<String>,
) -> Result<Option<SigningSecrets>, String> {
    let text = if let Some(file) = &arguments.webhook_secret_file {
        warnings.extend(describe_exposure(file, "a secret"));
        let text = std::fs::read_to_string(file).map_err(|error| {
            format!(
                "cannot read the file of the secret {}: {error}",
                file.display()
            )
        })?;
        Some(text)
    } else {
        environment
            .get_os(SECRET_VARIABLE)
            .map(|text| text.to_string_lossy().into_owned())
    };
    text.map(Zeroizing::new)
        .map(|text| SigningSecrets::parse(&text))
        .transpose()
}
