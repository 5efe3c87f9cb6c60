//! `plexctl when-quiet`: runs a command when the server is quiet, and watches the server meanwhile.

use std::process::ExitStatus;
use std::time::Duration;

use clap::Args;
use plex_api::account::StoredAccount;
use plex_api::{QuietReport, QuietWatch};
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::quiet::QuietFlags;
use super::quiet_wait::wait_and_ask_again;
use crate::connect::Connection;
use crate::duration_arg::parse_duration;
use crate::error::{CliError, Failure};
use crate::exit::Exit;
use crate::hooks::{ForegroundCommand, KILL_AFTER, Program, ProgramError, exit_code};
use crate::output::Console;
use crate::settings::{Environment, Settings};
use crate::signals::Signals;

/// The code of a shell for a command that does not exist.
const NOT_FOUND: u8 = 127;

/// The code of a shell for a command that cannot be run.
const NOT_RUN: u8 = 126;

/// The time for which the end waits for a warning that nobody has read yet.
const LAST_WARNING: Duration = Duration::from_millis(500);

/// Run a command when the server is quiet
///
/// Waits until the server is quiet in the sense of `plexctl quiet`, asks once more, and runs COMMAND. With
/// --for, the server must have been quiet for this time without a break. After 5 seconds, plexctl reports
/// the reason for the wait on standard error.
///
/// COMMAND runs without a shell. It has plexctl's standard streams and its environment, without the
/// variables whose names begin with PLEX and without variables that hold a token of the server or the
/// account. When work returns while it runs, plexctl warns. With --stop-on-busy it ends COMMAND instead:
/// with SIGTERM, and with SIGKILL 10 seconds later. A signal that ends plexctl is passed on to COMMAND in
/// the same way. All that COMMAND started is ended with it, unless standard input is a terminal or it has
/// left its process group.
#[derive(Args)]
#[command(after_help = "\
Examples:
  plexctl when-quiet -- sudo apt-get install -y plexmediaserver
  plexctl when-quiet --for 5m --timeout 8h --stop-on-busy -- rsync -a /var/lib/plex /backup
  plexctl when-quiet -- sh -c 'docker compose pull && docker compose up -d'

The exit code is that of COMMAND, or 128 and the number of the signal that ended it. It is 127 when
there is no such command and 126 when it cannot be run. When COMMAND did not run because --timeout
passed, it is 7, or 6 when it was unknown then whether the server is quiet. plexctl's own codes come
with a message on standard error.")]
pub(crate) struct WhenQuietArgs {
    /// The time for which the server must be quiet without a break, instead of the 15 seconds of
    /// `plexctl quiet`
    #[arg(long = "for", value_name = "TIME", value_parser = parse_duration)]
    hold: Option<Duration>,

    /// Give up when COMMAND has not begun after this time, such as 30s or 2h, with code 7
    #[arg(long, value_name = "TIME", value_parser = parse_duration)]
    timeout: Option<Duration>,

    /// End COMMAND when there is work again, instead of a warning
    #[arg(long)]
    stop_on_busy: bool,

    #[command(flatten)]
    flags: QuietFlags,

    /// The command to run, and its arguments
    #[arg(value_name = "COMMAND", required = true, num_args = 1.., last = true)]
    command: Vec<String>,
}

pub(crate) async fn run(
    arguments: &WhenQuietArgs,
    settings: &Settings,
    environment: &Environment,
    console: &mut Console,
) -> Result<Exit, CliError> {
    // A typing error shows before hours of waiting.
    let program = Program::from_words(arguments.command.clone(), environment)
        .map_err(|error| not_run(&error))?;
    let server = settings.one_server("when-quiet")?;
    let mut signals = Signals::listen_as_command(KILL_AFTER)?;
    let work = async {
        let connection = Connection::new(settings, server, console).await?;
        let check = arguments.flags.apply(connection.plex.quiet());
        let check = check.hold(arguments.hold.unwrap_or_default());
        let timeout = arguments.timeout;
        let watch = wait_and_ask_again(&check, timeout, &connection, console).await?;
        Ok((connection, watch))
    };
    let (connection, mut watch) = signals.interrupt(work).await?;
    let account = server.load_account()?;
    let is_secret = |text: &str| {
        let is_of_account = |account: &StoredAccount| account.has_secret_in(text);
        connection.plex.has_secret_in(text) || account.as_ref().is_some_and(is_of_account)
    };
    let name = program.name();
    // Before it starts: while it runs, nothing waits for the reader of standard error.
    console.note(&format!("the server is quiet: {name} runs"));
    let mut command = program
        .start_in_foreground(is_secret)
        .map_err(|error| not_run(&error))?;
    let mut run = Run {
        name: &name,
        stop_on_busy: arguments.stop_on_busy,
        command: &mut command,
        warning: None,
    };
    let status = run
        .follow(&mut watch, &mut signals, &connection, console)
        .await?;
    Ok(Exit::OfCommand(exit_code(status)))
}

/// The command while it runs.
struct Run<'a> {
    name: &'a str,
    stop_on_busy: bool,
    command: &'a mut ForegroundCommand,
    /// Tells when the warning is written.
    warning: Option<oneshot::Receiver<()>>,
}

impl Run<'_> {
    /// Waits for the end of the command, passes signals on, and watches the server.
    async fn follow(
        &mut self,
        watch: &mut QuietWatch,
        signals: &mut Signals,
        connection: &Connection,
        console: &Console,
    ) -> Result<ExitStatus, CliError> {
        let (mut is_watched, mut was_signalled) = (true, false);
        loop {
            tokio::select! {
                biased;
                status = self.command.wait() => {
                    if let Some(written) = self.warning.take() {
                        let _ = timeout(LAST_WARNING, written).await;
                    }
                    let describe = |error| format!("cannot wait for {}: {error}", self.name);
                    return status.map_err(|error| CliError::other(describe(error)));
                }
                signal = signals.wait(), if !was_signalled => {
                    was_signalled = true;
                    is_watched = false;
                    self.command.pass_on(signal);
                }
                busy = watch.until_busy(), if is_watched => {
                    is_watched = false;
                    match busy {
                        Ok(report) => self.meet_work(&report, console),
                        Err(error) => {
                            let why = connection.to_failure(&error).sentence;
                            let text = format!("the server is not watched any more: {why}");
                            self.warning = Some(console.warn_aside(&text));
                        }
                    }
                }
            }
        }
    }

    /// Ends the command because there is work again, or warns.
    fn meet_work(&mut self, report: &QuietReport, console: &Console) {
        let reasons = report.reasons().iter();
        let reasons = reasons.map(|one| format!("{}: {}", one.source, one.text));
        let reasons = reasons.collect::<Vec<_>>().join("; ");
        let name = self.name;
        let text = if self.stop_on_busy {
            self.command.terminate();
            let limit = humantime::format_duration(KILL_AFTER);
            format!(
                "the server is busy again ({reasons}): {name} was sent SIGTERM, and gets SIGKILL in {limit}"
            )
        } else {
            format!("the server is busy again while {name} runs: {reasons}")
        };
        self.warning = Some(console.warn_aside(&text));
    }
}

fn not_run(error: &ProgramError) -> Failure {
    let code = if error.exists { NOT_RUN } else { NOT_FOUND };
    Failure::new(Exit::OfCommand(code), error.to_string())
}
