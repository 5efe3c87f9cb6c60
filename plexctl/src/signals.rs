//! The signals that end a program, and the end of its terminal.

use std::future::Future;
use std::io::{self, IsTerminal};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, watch};

use crate::error::CliError;
use crate::exit::Exit;
use crate::hooks::{kill_programs, terminate_programs};

/// The longest time that a program may take to end after a signal. Then it ends all the same, even if it is
/// blocked in a write without a reader. Programs that it started are ended first.
const GRACE: Duration = Duration::from_millis(900);

/// The interval at which a program checks whether its terminal is still there.
const TERMINAL_CHECK: Duration = Duration::from_secs(1);

/// The reason why a program must end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StopSignal {
    /// SIGHUP, or the terminal is gone.
    HangUp,
    /// SIGINT, by Ctrl-C.
    Interrupt,
    /// SIGTERM, which stops services.
    Terminate,
}

impl StopSignal {
    /// The exit code of a command that the signal interrupts.
    pub(crate) const fn exit(self) -> Exit {
        match self {
            Self::HangUp => Exit::HungUp,
            Self::Interrupt => Exit::Interrupted,
            Self::Terminate => Exit::Terminated,
        }
    }

    /// The exit code of a command that ends by a signal in the ordinary way, such as `serve`.
    pub(crate) const fn exit_of_service(self) -> Exit {
        match self {
            Self::HangUp => Exit::HungUp,
            Self::Interrupt | Self::Terminate => Exit::Done,
        }
    }

    /// Describes the signal, for people.
    pub(crate) const fn describe(self) -> &'static str {
        match self {
            Self::HangUp => "the terminal is gone",
            Self::Interrupt => "interrupted",
            Self::Terminate => "terminated",
        }
    }
}

/// Listens for Ctrl-C, SIGTERM and SIGHUP.
///
/// Once created, these signals no longer end the process by themselves. Instead, the process ends at
/// the latest [`GRACE`] after the first of them, and after the time that programs of hooks may take.
pub(crate) struct Signals {
    received: watch::Receiver<Option<StopSignal>>,
}

impl Signals {
    /// Starts to listen in a command that ends by a signal in the ordinary way.
    pub(crate) fn listen_as_service() -> Result<Self, CliError> {
        Self::listen(StopSignal::exit_of_service, Duration::ZERO)
    }

    /// Like [`listen_as_service`](Self::listen_as_service), with this time to end the started work, and with
    /// SIGHUP as a request to read the configuration again.
    pub(crate) fn listen_as_agent(to_end: Duration) -> Result<(Self, Arc<Notify>), CliError> {
        let reload = Arc::new(Notify::new());
        let exit = StopSignal::exit_of_service;
        let signals = Self::try_listen(exit, to_end, Some(Arc::clone(&reload)))
            .map_err(|error| CliError::other(format!("cannot listen for signals: {error}")))?;
        Ok((signals, reload))
    }

    /// Starts to listen in a command that a signal interrupts, and that has this time to end the
    /// work that it started.
    pub(crate) fn listen_as_command(to_end: Duration) -> Result<Self, CliError> {
        Self::listen(StopSignal::exit, to_end)
    }

    fn listen(exit: fn(StopSignal) -> Exit, to_end: Duration) -> Result<Self, CliError> {
        Self::try_listen(exit, to_end, None)
            .map_err(|error| CliError::other(format!("cannot listen for signals: {error}")))
    }

    fn try_listen(
        exit: fn(StopSignal) -> Exit,
        to_end: Duration,
        reload: Option<Arc<Notify>>,
    ) -> io::Result<Self> {
        // A thread and a runtime of their own: a write that blocks, or an answer without an end, may
        // keep all others busy.
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let mut source = {
            let _inside = runtime.enter();
            SignalSource::listen(reload.is_some())?
        };
        let (sender, received) = watch::channel(None);
        std::thread::Builder::new().spawn(move || {
            runtime.block_on(async {
                let signal = loop {
                    match (source.wait().await, &reload) {
                        (StopSignal::HangUp, Some(reload)) => reload.notify_one(),
                        (signal, _) => break signal,
                    }
                };
                sender.send_replace(Some(signal));
                // The command ends now, and ends its programs first, unless it is blocked in a write.
                tokio::time::sleep(GRACE).await;
                terminate_programs();
                tokio::time::sleep(to_end).await;
                kill_programs();
                std::process::exit(exit(signal).code().into());
            })
        })?;
        Ok(Self { received })
    }

    /// Waits for a signal.
    ///
    /// # Cancel safety
    /// Cancel safe: a signal is returned again by the next call.
    pub(crate) async fn wait(&mut self) -> StopSignal {
        match self.received.wait_for(Option::is_some).await {
            Ok(signal) => signal.unwrap_or(StopSignal::Terminate),
            // The thread ends only together with the process.
            Err(_) => std::future::pending().await,
        }
    }

    /// Runs `work` until it is done, a signal arrives, or the terminal that shows its output is gone.
    ///
    /// # Cancel safety
    /// As `work`.
    pub(crate) async fn interrupt<T>(
        &mut self,
        work: impl Future<Output = Result<T, CliError>>,
    ) -> Result<T, CliError> {
        // Before the work begins: the terminal may go at any time.
        let has_terminal = io::stdout().is_terminal();
        tokio::select! {
            biased;
            result = work => result,
            signal = self.wait() => Err(CliError::Stopped(signal)),
            () = wait_for_lost_terminal(), if has_terminal => {
                Err(CliError::Stopped(StopSignal::HangUp))
            }
        }
    }
}

/// The system's side of [`Signals`].
#[cfg(unix)]
struct SignalSource {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
    hang_up: Option<tokio::signal::unix::Signal>,
}

#[cfg(unix)]
impl SignalSource {
    /// `reloads` says that SIGHUP ends nothing.
    fn listen(reloads: bool) -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            // Listening would undo the effect of nohup(1), unless it ends nothing.
            hang_up: match reloads || !keeps_default_hang_up() {
                true => Some(signal(SignalKind::hangup())?),
                false => None,
            },
        })
    }

    async fn wait(&mut self) -> StopSignal {
        let hang_up = async {
            match &mut self.hang_up {
                Some(hang_up) => hang_up.recv().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = self.interrupt.recv() => StopSignal::Interrupt,
            _ = self.terminate.recv() => StopSignal::Terminate,
            _ = hang_up => StopSignal::HangUp,
        }
    }
}

/// Returns `true` if SIGHUP keeps the action that the process was started with: when it is ignored, or when
/// that cannot be known.
#[cfg(unix)]
fn keeps_default_hang_up() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status
        .lines()
        .find_map(|line| line.strip_prefix("SigIgn:"))
        .and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    ignored.is_none_or(|mask| mask & 1 != 0)
}

#[cfg(not(unix))]
struct SignalSource;

#[cfg(not(unix))]
impl SignalSource {
    fn listen(_reloads: bool) -> io::Result<Self> {
        Ok(Self)
    }

    async fn wait(&mut self) -> StopSignal {
        // When listening fails, Ctrl-C ends the process in the system's way.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        StopSignal::Interrupt
    }
}

/// Runs `work` until it is done, a signal arrives, or the terminal that shows its output is gone.
///
/// Such an end drops the work at its current await point. Every command is prepared for that.
pub(crate) async fn run_until_signal<T>(
    work: impl Future<Output = Result<T, CliError>>,
) -> Result<T, CliError> {
    run_until_signal_then(work, Duration::ZERO).await
}

/// Like [`run_until_signal`], but runs a last step afterwards. The process does not end before `to_end` has
/// passed after a signal, so that the caller can end the work that it started.
pub(crate) async fn run_until_signal_then<T>(
    work: impl Future<Output = Result<T, CliError>>,
    to_end: Duration,
) -> Result<T, CliError> {
    Signals::listen_as_command(to_end)?.interrupt(work).await
}

/// Waits until standard output, which was a terminal, is one no more.
///
/// A program that ignores SIGHUP does not notice otherwise while it only draws progress bars, whose
/// errors are not reported.
async fn wait_for_lost_terminal() {
    while io::stdout().is_terminal() {
        tokio::time::sleep(TERMINAL_CHECK).await;
    }
}
