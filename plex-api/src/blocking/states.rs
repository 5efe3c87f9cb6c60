//! An iterator over the states of the connection.

use std::time::Duration;

use futures_util::StreamExt;

use super::events::{Taken, take};
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
        self.take(Some(timeout)).within()
    }

    fn take(&mut self, timeout: Option<Duration>) -> Taken<ConnectionStatus> {
        take(&mut (&mut self.states).map(Ok), &mut self.over, timeout)
    }
}

impl Iterator for States {
    type Item = Result<ConnectionStatus>;

    fn next(&mut self) -> Option<Self::Item> {
        self.take(None).item()
    }
}

impl std::iter::FusedIterator for States {}
