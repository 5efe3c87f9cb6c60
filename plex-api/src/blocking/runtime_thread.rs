//! The thread with the runtime of a blocking client.

use std::sync::mpsc;
use std::thread::{self, ThreadId};
use std::time::Duration;

use tokio::runtime::{Builder, EnterGuard, Handle};
use tokio::sync::oneshot;

use super::async_guard::may_block;
use crate::error::{Error, ErrorKind, Result};

/// The time for which `drop` waits for the thread. It ends much sooner, unless a recorder blocks it.
const JOIN_TIMEOUT: Duration = Duration::from_secs(1);

/// Owns the thread; it ends when this is dropped.
#[derive(Debug)]
pub(super) struct Worker {
    runtime: Handle,
    thread: ThreadId,
    /// Dropped to end the thread.
    stop: Option<oneshot::Sender<()>>,
    /// Disconnected when the thread has ended. In a lock only to make the worker `Sync`.
    ended: std::sync::Mutex<mpsc::Receiver<()>>,
}

impl Worker {
    pub(super) fn start() -> Result<Self> {
        may_block()?;
        let (stop, stopped) = oneshot::channel::<()>();
        let (ending, ended) = mpsc::sync_channel::<()>(0);
        let (ready, started) = mpsc::sync_channel(1);
        let work = move || {
            // Built here, so that it is dropped here: dropping a runtime in a task panics.
            let runtime = match Builder::new_current_thread().enable_all().build() {
                Ok(runtime) => runtime,
                Err(error) => return drop(ready.send(Err(error))),
            };
            if ready.send(Ok(runtime.handle().clone())).is_ok() {
                // Completes with an error when the sender is dropped.
                let _ = runtime.block_on(stopped);
            }
            // Drops all tasks, without waiting for pending DNS lookups.
            runtime.shutdown_background();
            drop(ending);
        };
        let thread = thread::Builder::new()
            .name("plex-api".to_owned())
            .spawn(work)
            .map_err(|error| no_thread(&error))?;
        let runtime = started
            .recv()
            .map_err(|_| closed())?
            .map_err(|error| no_thread(&error))?;
        Ok(Self {
            runtime,
            thread: thread.thread().id(),
            stop: Some(stop),
            ended: std::sync::Mutex::new(ended),
        })
    }

    pub(super) fn runtime(&self) -> &Handle {
        &self.runtime
    }

    /// Tasks and timers that are created while this is held belong to the worker's runtime.
    pub(super) fn enter(&self) -> EnterGuard<'_> {
        self.runtime.enter()
    }

    /// Runs the work on the thread, and blocks until it ends.
    pub(super) fn run<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        may_block()?;
        let (answer, answered) = mpsc::sync_channel(1);
        self.runtime.spawn(async move {
            // The receiver exists: the caller waits below.
            let _ = answer.send(work.await);
        });
        answered.recv().map_err(|_| closed())
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.stop = None;
        // If blocking would do harm, the thread ends a moment later by itself.
        if thread::current().id() != self.thread
            && may_block().is_ok()
            && let Ok(ended) = self.ended.get_mut()
        {
            let _ = ended.recv_timeout(JOIN_TIMEOUT);
        }
    }
}

/// The error when the client's thread has ended.
pub(super) fn closed() -> Error {
    Error::new(
        ErrorKind::Closed,
        "the blocking client was dropped, or the work on its thread panicked, during the call",
    )
}

fn no_thread(error: &std::io::Error) -> Error {
    Error::new(
        ErrorKind::InvalidInput,
        format!("cannot start the thread of the blocking client: {error}"),
    )
}
