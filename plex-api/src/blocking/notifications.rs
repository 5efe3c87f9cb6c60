//! An iterator over the server's notifications.

use std::fmt;
use std::time::Duration;

use tokio::runtime::Handle;

use super::events::take;
use crate::error::Result;
use crate::hub::{ConnectionStatus, NotificationEvent};
use crate::watch;

/// An iterator over notifications: see [`notifications`](super::Plex::notifications) and, for the events,
/// [`Notifications`](crate::Notifications).
///
/// An item is `Err` only when it is the last: [`Closed`](crate::ErrorKind::Closed) when the last
/// client on its thread is dropped, because an iterator does not keep the client alive;
/// [`InvalidInput`](crate::ErrorKind::InvalidInput) in an async task; otherwise as the stream's.
pub struct NotificationIter {
    runtime: Handle,
    stream: watch::Notifications,
    over: bool,
}

impl NotificationIter {
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
        take(&mut self.stream, &mut self.over, Some(timeout)).within()
    }

    /// The current status of the connection.
    #[must_use]
    pub fn status(&self) -> ConnectionStatus {
        self.stream.status()
    }
}

impl Iterator for NotificationIter {
    type Item = Result<NotificationEvent>;

    fn next(&mut self) -> Option<Self::Item> {
        take(&mut self.stream, &mut self.over, None).item()
    }
}

impl std::iter::FusedIterator for NotificationIter {}

impl fmt::Debug for NotificationIter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NotificationIter")
            .field("stream", &self.stream)
            .field("over", &self.over)
            .finish_non_exhaustive()
    }
}
