//! An iterator over the server's notifications.

use std::fmt;
use std::pin::Pin;
use std::time::Duration;

use futures_core::Stream;
use tokio::runtime::Handle;

use super::async_guard::may_block;
use super::events::block_on_thread;
use super::runtime_thread::closed;
use crate::error::Result;
use crate::hub::{ConnectionStatus, NotificationEvent};
use crate::watch;

/// An iterator over notifications: see [`notifications`](super::Plex::notifications) and, for the events,
/// [`Notifications`](crate::Notifications).
///
/// An item is `Err` only when it is the last: [`Closed`](crate::ErrorKind::Closed) when the last
/// client on its thread is dropped, because an iterator does not keep the client alive;
/// [`InvalidInput`](crate::ErrorKind::InvalidInput) in an async task; otherwise as the stream's.
///
/// # Cancel safety
/// A call blocks until it has an event. Dropping the iterator unregisters it.
pub struct Notifications {
    runtime: Handle,
    stream: watch::Notifications,
    over: bool,
}

impl Notifications {
    pub(super) fn new(runtime: &Handle, stream: watch::Notifications) -> Self {
        Self {
            runtime: runtime.clone(),
            stream,
            over: false,
        }
    }

    /// Keeps at most this many bytes of messages that were not taken yet. Call it before taking the first
    /// event; see [`Notifications::buffer`](crate::Notifications::buffer).
    #[must_use]
    pub fn buffer(self, bytes: usize) -> Self {
        let _here = self.runtime.enter();
        Self {
            stream: self.stream.buffer(bytes),
            runtime: self.runtime.clone(),
            over: self.over,
        }
    }

    /// The next event, or `None` if there is none within `timeout`. Later calls and the iterator
    /// continue from there.
    ///
    /// # Errors
    /// As the iterator's last item, and [`Closed`](crate::ErrorKind::Closed) after it.
    pub fn next_timeout(&mut self, timeout: Duration) -> Result<Option<NotificationEvent>> {
        match self.take(Some(timeout)) {
            Some(Some(event)) => event.map(Some),
            Some(None) => Err(closed()),
            None => Ok(None),
        }
    }

    /// The current status of the connection.
    #[must_use]
    pub fn status(&self) -> ConnectionStatus {
        self.stream.status()
    }

    /// The next item of the stream; `None` after the timeout.
    fn take(&mut self, timeout: Option<Duration>) -> Option<Option<Result<NotificationEvent>>> {
        if self.over {
            return Some(None);
        }
        if let Err(error) = may_block() {
            self.over = true;
            return Some(Some(Err(error)));
        }
        let stream = &mut self.stream;
        let item = block_on_thread(timeout, |context| Pin::new(&mut *stream).poll_next(context))?;
        self.over = !matches!(item, Some(Ok(_)));
        Some(item)
    }
}

impl Iterator for Notifications {
    type Item = Result<NotificationEvent>;

    fn next(&mut self) -> Option<Self::Item> {
        self.take(None).flatten()
    }
}

impl std::iter::FusedIterator for Notifications {}

impl fmt::Debug for Notifications {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notifications")
            .field("stream", &self.stream)
            .field("over", &self.over)
            .finish_non_exhaustive()
    }
}
