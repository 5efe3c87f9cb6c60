//! The thread on which a blocking client's runtime runs.

use std::sync::mpsc;
use std::thread::{self, ThreadId};
use std::time::Duration;

use tokio::runtime::{Builder, EnterGuard, Handle};
use tokio::sync::oneshot;

use super::async_guard::may_block;
use crate::error::{Error, ErrorKind, Result};

/// How long dropping waits for the thread. It ends in far less, unless a recorder holds it up.
const FAREWELL: Duration = Duration::from_secs(1);

/// Owns the thread; it ends when this is dropped.
#[derive(Debug)]
pub(super) struct Worker {
    runtime: Handle,
    thread: ThreadId,
    /// Dropped to end the thread.
    stop: Option<oneshot::Sender<()>>,
    /// Disconnected when the thread has ended its work. In a lock, since it is only for the last.
    ended: std::sync::Mutex<mpsc::Receiver<()>>,
}

impl Worker {
    pub(super) fn start() -> Result<Self> {
        may_block()?;
        let (stop, stopped) = oneshot::channel::<()>();
        let (ending, ended) = mpsc::sync_channel::<()>(0);
        let (ready, started) = mpsc::sync_channel(1);
        let work = move || {
            // Made here, so that it is never dropped anywhere else: in a task that would panic.
            let runtime = match Builder::new_current_thread().enable_all().build() {
                Ok(runtime) => runtime,
                Err(error) => return drop(ready.send(Err(error))),
            };
            if ready.send(Ok(runtime.handle().clone())).is_ok() {
                // It comes as an error, when the sender is dropped.
                let _ = runtime.block_on(stopped);
            }
            // Drops all tasks, and waits for no address that is still looked up.
            runtime.shutdown_background();
            drop(ending);
        };
        let thread = thread::Builder::new()
            .name("plex-api".to_owned())
            .spawn(work)
            .map_err(|error| no_thread(&error).with_source(error))?;
        let runtime = started
            .recv()
            .map_err(|_| closed())?
            .map_err(|error| no_thread(&error).with_source(error))?;
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

    /// What is made while this is held belongs to the worker's runtime.
    pub(super) fn enter(&self) -> EnterGuard<'_> {
        self.runtime.enter()
    }

    /// Does the work on the thread, and waits for it.
    pub(super) fn run<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        may_block()?;
        let (answer, answered) = mpsc::sync_channel(1);
        self.runtime.spawn(async move {
            // Nobody has gone away: the caller stands below.
            let _ = answer.send(work.await);
        });
        answered.recv().map_err(|_| closed())
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.stop = None;
        // Where waiting would do harm, the thread ends a moment later by itself.
        if thread::current().id() != self.thread
            && may_block().is_ok()
            && let Ok(ended) = self.ended.get_mut()
        {
            let _ = ended.recv_timeout(FAREWELL);
        }
    }
}

/// The client's thread is gone.
pub(super) fn closed() -> Error {
    Error::new(
        ErrorKind::Closed,
        "the blocking client was dropped, or the work on its thread panicked, while something \
         waited for it",
    )
}

fn no_thread(error: &std::io::Error) -> Error {
    Error::new(
        ErrorKind::InvalidInput,
        format!("the blocking client's thread cannot be started: {error}"),
    )
}
