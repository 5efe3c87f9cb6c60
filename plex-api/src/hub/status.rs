//! The public status of the connection.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde::{Serialize, Serializer};

use crate::duration_serde::round_to_milliseconds;
use crate::model::Transport;

/// The status of the connection: see [`Watcher::status`](crate::Watcher::status).
///
/// # As JSON
/// One object with these fields and the fields of its [`ConnectionState`]. `refused` is a list of
/// `{"transport", "reason"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(transform = crate::names::without_prose))]
#[non_exhaustive]
pub struct ConnectionStatus {
    /// Its state.
    #[serde(flatten)]
    #[cfg_attr(feature = "schemars", schemars(with = "StateDocument"))]
    pub state: ConnectionState,
    /// `true` once a full list has been merged after the last (re)connect. Until then, ends that
    /// happened while disconnected may not have been reported.
    pub synced: bool,
    /// The reason why the connection was last lost or refused, for people.
    pub last_trouble: Option<Arc<str>>,
    /// The reason why lists of activities fail or cannot be used at present, for people. `None` when they can
    /// be used.
    ///
    /// While they fail, the end of an activity is reported only if the server sends a notification of
    /// it. Watchers learn of it by [`ListsFailing`](crate::ActivityEvent::ListsFailing) and
    /// [`ListsRecovered`](crate::ActivityEvent::ListsRecovered).
    pub lists_failing: Option<Arc<str>>,
    /// The refused transports, each with the reason. They are tried again later. A transport that the
    /// server only asked to leave alone for a while, with `Retry-After`, is not among them.
    #[serde(serialize_with = "serialize_refused")]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "Vec<RefusedTransport<'static>>")
    )]
    pub refused: Vec<(Transport, Arc<str>)>,
    /// The number of messages that could not be read and were skipped, since the client was built.
    pub undecodable: u64,
    /// The number of reports of a running activity that was not followed, because there were too many
    /// ([`follow_at_most`](crate::ConnectionPolicy::follow_at_most)).
    pub not_followed: u64,
    /// The number of the client's own lists that failed, since the client was built.
    pub failed_lists: u64,
    /// The number of lists that had entries without a readable uuid, or that a limit of this crate cut, since
    /// the client was built.
    pub incomplete_lists: u64,
    /// The number of times that the client has reconnected after a loss, since the client was built.
    pub reconnects: u64,
    /// The number of times that the client has caught up with the events missed while it was not connected,
    /// since it was built: [`Resynced`](crate::ActivityEvent::Resynced). The first time is the first list.
    pub resyncs: u64,
    /// The number of ends of activities that were inferred from lists, since the client was built:
    /// [`How::Vanished`](crate::How::Vanished).
    pub vanished: u64,
    /// The number of incomplete lists that were used all the same, because no complete one came:
    /// [`IncompleteListsUsed`](crate::ActivityEvent::IncompleteListsUsed).
    pub incomplete_lists_used: u64,
}

/// The state of the connection.
///
/// # As JSON
/// An object with `state` (`idle`, `connecting`, `connected`, `waiting`, `refused`), with `transport`
/// while it is connecting or connected, and with `retry_in_seconds` while it waits.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConnectionState {
    /// Not connected, because there are no watchers and waits.
    Idle,
    /// A connection attempt is in progress over this transport.
    Connecting(Transport),
    /// Notifications, or lists while polling, arrive over this transport.
    Connected(Transport),
    /// Disconnected until the next attempt.
    Waiting {
        /// The whole pause, counted from the disconnect.
        retry_in: Duration,
    },
    /// The server refused the token. The client does not try again.
    Refused,
}

/// The JSON form of a state.
#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(rename = "ConnectionState"))]
struct StateDocument {
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    transport: Option<Transport>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_in_seconds: Option<f64>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
struct RefusedTransport<'a> {
    transport: Transport,
    reason: &'a str,
}

fn serialize_refused<S: Serializer>(
    refused: &[(Transport, Arc<str>)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(refused.iter().map(|(transport, reason)| RefusedTransport {
        transport: *transport,
        reason,
    }))
}

impl ConnectionState {
    /// The name of the state, without its transport: `idle`, `connecting`, `connected`, `waiting` or
    /// `refused`, or one of a later version.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Connecting(_) => "connecting",
            Self::Connected(_) => "connected",
            Self::Waiting { .. } => "waiting",
            Self::Refused => "refused",
        }
    }

    fn document(&self) -> StateDocument {
        let (transport, retry_in) = match self {
            Self::Connecting(transport) | Self::Connected(transport) => (Some(*transport), None),
            Self::Waiting { retry_in } => (None, Some(*retry_in)),
            Self::Idle | Self::Refused => (None, None),
        };
        StateDocument {
            state: self.as_str(),
            transport,
            retry_in_seconds: retry_in.map(round_to_milliseconds),
        }
    }
}

impl Serialize for ConnectionState {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.document().serialize(serializer)
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for ConnectionState {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        StateDocument::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        StateDocument::json_schema(generator)
    }
}

/// The state's name, with its transport: `connected over websocket`.
impl fmt::Display for ConnectionState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connecting(transport) | Self::Connected(transport) => {
                f.pad(&format!("{} over {transport}", self.as_str()))
            }
            _ => f.pad(self.as_str()),
        }
    }
}

impl ConnectionStatus {
    pub(crate) fn idle() -> Self {
        Self {
            state: ConnectionState::Idle,
            synced: false,
            last_trouble: None,
            lists_failing: None,
            refused: Vec::new(),
            undecodable: 0,
            not_followed: 0,
            failed_lists: 0,
            incomplete_lists: 0,
            incomplete_lists_used: 0,
            reconnects: 0,
            resyncs: 0,
            vanished: 0,
        }
    }

    /// Returns `true` if nothing but counters differs.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.state == other.state
            && self.synced == other.synced
            && self.last_trouble == other.last_trouble
            && self.lists_failing == other.lists_failing
            && self.refused == other.refused
    }
}
