//! The state of the connection, and the one future that yields its next event.

use std::future::Future;
use std::pin::Pin;

use tokio::time::Instant;

use crate::error::Result;
use crate::model::{ActivityList, Transport};
use crate::notifications::{Connection, Incoming, RawMessage, Refusal};
use crate::tracker::Epoch;

/// A request in flight.
pub(super) type InFlight<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// The state of the connection; see [the diagram](super).
pub(super) enum ConnState {
    /// To be connected at once.
    Down,
    /// A transport's handshake is in flight.
    Connecting(Transport, InFlight<Result<Connection, Refusal>>),
    /// A transport refused the token. A list shows whether the server refuses it too.
    VerifyingToken(Refusal, Transport, InFlight<Result<ActivityList>>),
    /// Notifications arrive.
    Open {
        transport: Transport,
        connection: Connection,
        epoch: Epoch,
        since: Instant,
        better_at: Option<Instant>,
    },
    /// Lists are the only source. `proven` once one has arrived.
    Polling {
        epoch: Epoch,
        since: Instant,
        better_at: Option<Instant>,
        proven: bool,
    },
    /// Down for a pause.
    Waiting { since: Instant, until: Instant },
}

/// An event of the connection.
pub(super) enum ConnEvent {
    /// The pause is over, or there was none.
    Connect,
    /// The handshake over this transport succeeded or was refused.
    HandshakeDone(Transport, Result<Connection, Refusal>),
    /// The list that verifies the token has been answered.
    TokenVerified(Refusal, Transport, Result<ActivityList>),
    Incoming(Epoch, Incoming),
    /// It is time to try a better transport again.
    TryBetter,
}

impl ConnState {
    /// The next event. Cancel safe: everything in flight is kept in `self`.
    pub(super) async fn next_event(&mut self) -> ConnEvent {
        match self {
            Self::Down => ConnEvent::Connect,
            Self::Connecting(transport, handshake) => {
                let answer = handshake.await;
                let transport = *transport;
                *self = Self::Down;
                ConnEvent::HandshakeDone(transport, answer)
            }
            Self::VerifyingToken(_, _, list) => {
                let answer = list.await;
                match std::mem::replace(self, Self::Down) {
                    Self::VerifyingToken(refusal, transport, _) => {
                        ConnEvent::TokenVerified(refusal, transport, answer)
                    }
                    // It cannot have changed meanwhile; to connect again is right in any case.
                    _ => ConnEvent::Connect,
                }
            }
            Self::Open {
                connection,
                epoch,
                better_at,
                ..
            } => {
                // The timer first: a connection that is never silent must not starve it.
                tokio::select! {
                    biased;
                    () = sleep_until(*better_at) => ConnEvent::TryBetter,
                    incoming = connection.next() => ConnEvent::Incoming(*epoch, incoming),
                }
            }
            Self::Polling { better_at, .. } => {
                sleep_until(*better_at).await;
                ConnEvent::TryBetter
            }
            Self::Waiting { until, .. } => {
                tokio::time::sleep_until(*until).await;
                ConnEvent::Connect
            }
        }
    }

    /// A message that has already arrived, if there is one.
    pub(super) async fn arrived(&mut self) -> Option<ConnEvent> {
        let Self::Open {
            connection, epoch, ..
        } = self
        else {
            return None;
        };
        tokio::select! {
            biased;
            incoming = connection.next() => Some(ConnEvent::Incoming(*epoch, incoming)),
            () = std::future::ready(()) => None,
        }
    }

    /// The last message as it came, if messages are kept.
    pub(super) fn take_message(&mut self) -> Option<RawMessage> {
        match self {
            Self::Open { connection, .. } => connection.take_message(),
            _ => None,
        }
    }

    /// The transport that delivers news, if one does.
    pub(super) fn transport(&self) -> Option<Transport> {
        match self {
            Self::Open { transport, .. } => Some(*transport),
            Self::Polling { .. } => Some(Transport::Polling),
            _ => None,
        }
    }

    /// Since when it has delivered news.
    pub(super) fn since(&self) -> Option<Instant> {
        match self {
            Self::Open { since, .. }
            | Self::Polling {
                since,
                proven: true,
                ..
            } => Some(*since),
            _ => None,
        }
    }

    /// Sets when to try a better transport beside the current one.
    pub(super) fn set_better_at(&mut self, at: Option<Instant>) {
        if let Self::Open { better_at, .. } | Self::Polling { better_at, .. } = self {
            *better_at = at;
        }
    }

    /// The epoch of the transport that delivers news.
    pub(super) fn epoch(&self) -> Option<Epoch> {
        match self {
            Self::Open { epoch, .. } | Self::Polling { epoch, .. } => Some(*epoch),
            _ => None,
        }
    }
}

/// Sleeps until then, or for ever.
pub(super) async fn sleep_until(end: Option<Instant>) {
    match end {
        Some(end) => tokio::time::sleep_until(end).await,
        None => std::future::pending().await,
    }
}
