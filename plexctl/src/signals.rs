//! The signals that end a program.

use std::future::Future;
use std::io;

use crate::error::CliError;

/// Listens for Ctrl-C and for SIGTERM, which stops services.
///
/// Once created, these signals no longer end the process by themselves.
pub(crate) struct Signals {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl Signals {
    /// Starts to listen. Must be called inside a runtime.
    pub(crate) fn listen() -> Result<Self, CliError> {
        Self::try_listen()
            .map_err(|error| CliError::other(format!("cannot listen for signals: {error}")))
    }

    #[cfg(unix)]
    fn try_listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    #[cfg(not(unix))]
    fn try_listen() -> io::Result<Self> {
        Ok(Self {})
    }

    /// Waits for a signal.
    pub(crate) async fn wait(&mut self) {
        #[cfg(unix)]
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
        // When listening fails, Ctrl-C ends the process in the system's way.
        #[cfg(not(unix))]
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// Runs `work` until it is done or a signal arrives.
///
/// A signal drops the work at its current await point. Every command is prepared for that.
pub(crate) async fn run_until_signal<T>(
    work: impl Future<Output = Result<T, CliError>>,
) -> Result<T, CliError> {
    let mut signals = Signals::listen()?;
    tokio::select! {
        biased;
        result = work => result,
        () = signals.wait() => Err(CliError::Interrupted),
    }
}
