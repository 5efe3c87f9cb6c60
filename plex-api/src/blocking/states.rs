//! An iterator over the states of the connection.

use std::pin::Pin;
use std::time::Duration;

use futures_core::Stream;

use super::async_guard::may_block;
use super::events::block_on_thread;
use super::runtime_thread::closed;
use crate::error::Result;
use crate::hub::ConnectionStatus;

/// An iterator over the states of the connection: see
/// [`connection_states`](super::Plex::connection_states) and
/// [`ConnectionStates`](crate::ConnectionStates).
///
/// It ends when the client and everything made from it are dropped. An item is `Err` only when it is
/// the last: [`InvalidInput`](crate::ErrorKind::InvalidInput) in an async task.
#[derive(Debug)]
pub struct States {
    states: crate::ConnectionStates,
    over: bool,
}

impl States {
    pub(super) fn new(states: crate::ConnectionStates) -> Self {
        Self {
            states,
            over: false,
        }
    }

    /// The next status, or `None` if there is none within `timeout`. Later calls and the iterator
    /// continue from there.
    ///
    /// # Errors
    /// As the iterator's last item, and [`Closed`](crate::ErrorKind::Closed) after its end.
    pub fn next_timeout(&mut self, timeout: Duration) -> Result<Option<ConnectionStatus>> {
        match self.take(Some(timeout)) {
            Some(Some(item)) => item.map(Some),
            Some(None) => Err(closed()),
            None => Ok(None),
        }
    }

    /// The next item, in which `None` is the end; `None` after the timeout.
    fn take(&mut self, timeout: Option<Duration>) -> Option<Option<Result<ConnectionStatus>>> {
        if self.over {
            return Some(None);
        }
        if let Err(error) = may_block() {
            self.over = true;
            return Some(Some(Err(error)));
        }
        let states = &mut self.states;
        let item = block_on_thread(timeout, |context| Pin::new(&mut *states).poll_next(context))?;
        self.over = item.is_none();
        Some(item.map(Ok))
    }
}

impl Iterator for States {
    type Item = Result<ConnectionStatus>;

    fn next(&mut self) -> Option<Self::Item> {
        self.take(None).flatten()
    }
}

impl std::iter::FusedIterator for States {}
