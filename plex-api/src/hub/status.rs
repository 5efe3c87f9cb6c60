//! How the connection is, for whoever asks.

use std::sync::Arc;
use std::time::Duration;

use crate::model::Transport;

/// How the connection is: see [`Watcher::status`](crate::Watcher::status).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConnectionStatus {
    /// What it does now.
    pub state: ConnectionState,
    /// Whether the list has been merged since it came about: nothing that ended before is
    /// outstanding.
    pub synced: bool,
    /// Why it was last lost or refused, in words.
    pub last_trouble: Option<Arc<str>>,
    /// The transports that are set aside, each with the reason. They are tried again later.
    pub refused: Vec<(Transport, Arc<str>)>,
    /// Messages that could not be read and were skipped, since the client was built.
    pub undecodable: u64,
    /// How often a running activity was met and not followed, since there were too many
    /// ([`follow_at_most`](crate::ConnectionPolicy::follow_at_most)).
    pub not_followed: u64,
    /// Lists that were known to be incomplete and were used all the same, since better ones did
    /// not come.
    pub incomplete_lists_used: u64,
}

/// What the connection does now.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConnectionState {
    /// Nobody watches or waits.
    Idle,
    /// It comes about.
    Connecting(Transport),
    /// Notifications, or lists, come in.
    Connected(Transport),
    /// It is down, and the next attempt follows after this long, counted from when it went down.
    Waiting {
        /// The pause.
        retry_in: Duration,
    },
    /// The server refused the token; it is not tried again.
    Refused,
}

impl ConnectionStatus {
    pub(crate) fn idle() -> Self {
        Self {
            state: ConnectionState::Idle,
            synced: false,
            last_trouble: None,
            refused: Vec::new(),
            undecodable: 0,
            not_followed: 0,
            incomplete_lists_used: 0,
        }
    }
}
