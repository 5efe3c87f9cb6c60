//! The signals that end a program.

use std::future::Future;
use std::io;

use crate::stop::Stop;

/// Runs `work` until it is done or the user has had enough.
///
/// The work is dropped where it stands, which every command is prepared for.
pub(crate) async fn unless_interrupted<T>(
    work: impl Future<Output = Result<T, Stop>>,
) -> Result<T, Stop> {
    tokio::select! {
        biased;
        result = work => result,
        signal = until_asked_to_end() => match signal {
            Ok(()) => Err(Stop::Interrupted),
            Err(error) => Err(Stop::other(format!("cannot wait for signals: {error}"))),
        },
    }
}

/// Waits for Ctrl-C, or for the signal by which a service is stopped.
pub(crate) async fn until_asked_to_end() -> io::Result<()> {
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
