//! A stream of the states of the connection.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Weak};
use std::task::{Context, Poll};

use futures_core::Stream;
use tokio::sync::watch;

use super::hub::Hub;
use super::status::ConnectionStatus;

/// A stream of the states of the connection: see
/// [`connection_states`](crate::Plex::connection_states).
///
/// The first item is the status of now; each further one follows a change, and a reader that is slow
/// gets the latest only. It ends when the client and everything made from it are dropped. It does
/// not hold the connection open: without watchers and waits, the status becomes
/// [`Idle`](crate::ConnectionState::Idle).
///
/// # Cancel safety
/// [`next`](Self::next) and `poll_next` lose nothing when dropped or not polled again.
pub struct ConnectionStates {
    /// Weak, because the connection closes at once when the last hub is gone.
    hub: Weak<Hub>,
    changes: Changes,
    last: Option<ConnectionStatus>,
}

/// Waits for the next change, and gives the receiver back; `None` when there will be no more.
type Changes = Pin<Box<dyn Future<Output = Option<Receiver>> + Send + Sync>>;
type Receiver = watch::Receiver<ConnectionStatus>;

async fn changed(mut receiver: Receiver) -> Option<Receiver> {
    receiver.changed().await.ok()?;
    Some(receiver)
}

impl ConnectionStates {
    pub(crate) fn new(hub: &Arc<Hub>) -> Self {
        let mut receiver = hub.subscribe_status();
        // The status of now is the first item.
        receiver.mark_changed();
        Self {
            hub: Arc::downgrade(hub),
            changes: Box::pin(changed(receiver)),
            last: None,
        }
    }

    /// The next status; `None` after the last.
    ///
    /// # Cancel safety
    /// Dropping the future loses nothing.
    pub async fn next(&mut self) -> Option<ConnectionStatus> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl Stream for ConnectionStates {
    type Item = ConnectionStatus;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let Some(receiver) = std::task::ready!(self.changes.as_mut().poll(context)) else {
                self.changes = Box::pin(std::future::ready(None));
                return Poll::Ready(None);
            };
            self.changes = Box::pin(changed(receiver));
            let Some(hub) = self.hub.upgrade() else {
                self.changes = Box::pin(std::future::ready(None));
                return Poll::Ready(None);
            };
            let status = hub.status();
            if !self.last.as_ref().is_some_and(|last| last.is_like(&status)) {
                self.last = Some(status.clone());
                return Poll::Ready(Some(status));
            }
        }
    }
}

impl fmt::Debug for ConnectionStates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConnectionStates")
            .field("last", &self.last)
            .finish_non_exhaustive()
    }
}
