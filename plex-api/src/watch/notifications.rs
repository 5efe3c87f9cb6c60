//! A stream of the server's notifications.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_core::Stream;

use super::up_to_error::poll_up_to_error;
use crate::error::Result;
use crate::hub::{ConnectionStatus, Hub, NotificationEvent, NotificationGuard};
use crate::notifications::NotificationKinds;

/// The size of the buffer for a slow subscriber, in bytes of messages.
const BUFFER: usize = 1024 * 1024;

/// A stream of notifications: see [`Plex::notifications`](crate::Plex::notifications).
///
/// It is registered from the call on, not from the first poll. It survives lost connections and ends
/// only with an error, as a [`Watcher`](crate::Watcher) does; an item is `Err` only when it is the last.
///
/// Notifications come over the one connection that all watchers share. Usually the client asks the server
/// for activities alone. When a subscriber wants more, the client opens a second stream that has more,
/// and closes the first one a moment later: watchers notice nothing of it.
/// [`Connected`](NotificationEvent::Connected) comes when the wanted kinds arrive. When the last
/// subscriber is gone, the connection stays as it is until it is lost or closed.
///
/// Servers do not repeat notifications: messages that are sent during an outage are lost, and
/// [`Disconnected`](NotificationEvent::Disconnected) and [`Connected`](NotificationEvent::Connected)
/// enclose that time. Watchers report activities that ended meanwhile. While the client polls,
/// no notifications can come, and [`Unavailable`](NotificationEvent::Unavailable) says so.
///
/// A subscriber that is too slow loses the oldest notifications beyond [`buffer`](Self::buffer), and
/// gets [`Lagged`](NotificationEvent::Lagged).
///
/// # Cancel safety
/// [`next`](Self::next) and `poll_next` lose nothing when dropped or not polled again. Dropping the
/// stream unregisters it; it holds the connection as long as it lives.
pub struct Notifications {
    hub: Arc<Hub>,
    subscription: NotificationGuard,
    kinds: NotificationKinds,
    over: bool,
}

impl Notifications {
    pub(crate) fn new(hub: &Arc<Hub>, kinds: NotificationKinds) -> Self {
        Self {
            subscription: hub.notify(kinds.clone(), BUFFER),
            hub: Arc::clone(hub),
            kinds,
            over: false,
        }
    }

    /// Keeps at most this many bytes of messages that were not taken yet; 1 MiB unless set. Each event
    /// counts at least 64 bytes. Call it before taking the first event, because it registers the
    /// subscriber again.
    #[must_use]
    pub fn buffer(mut self, bytes: usize) -> Self {
        self.subscription = self.hub.notify(self.kinds.clone(), bytes);
        self
    }

    /// The current status of the connection.
    #[must_use]
    pub fn status(&self) -> ConnectionStatus {
        self.hub.status()
    }

    /// The next event; `None` after the last.
    ///
    /// # Errors
    /// An error is the last item: [`Unauthorized`](crate::ErrorKind::Unauthorized) or
    /// [`Forbidden`](crate::ErrorKind::Forbidden) when the server refuses the token,
    /// [`Closed`](crate::ErrorKind::Closed) when the tokio runtime of the connection ends,
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) when there is no runtime.
    ///
    /// # Cancel safety
    /// Dropping the future loses nothing.
    pub async fn next(&mut self) -> Option<Result<NotificationEvent>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl Stream for Notifications {
    type Item = Result<NotificationEvent>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Self {
            subscription, over, ..
        } = &mut *self;
        poll_up_to_error(over, || subscription.poll(context.waker()))
    }
}

impl fmt::Debug for Notifications {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notifications")
            .field("server", &self.hub.server_url())
            .field("kinds", &self.kinds)
            .field("over", &self.over)
            .finish_non_exhaustive()
    }
}
