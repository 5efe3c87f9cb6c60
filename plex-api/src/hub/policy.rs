//! Every interval and limit of the connection, in one place.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::duration_serde::DurationText;
use crate::model::Transport;
use crate::names::{UnknownName, name_schema};
use crate::notifications::Settings;
use crate::tracker::TrackerPolicy;

/// The intervals and limits by which the client connects, reconnects and lists: see
/// [`PlexBuilder::connection_policy`](crate::PlexBuilder::connection_policy).
///
/// The defaults suit a server at home and one behind a slow proxy alike. Tests shorten them.
///
/// ```
/// use std::time::Duration;
/// use plex_api::ConnectionPolicy;
///
/// let mut policy = ConnectionPolicy::default();
/// policy.poll_every = Duration::from_secs(5);
/// ```
///
/// # In a configuration file
/// It is read from the names of its fields, and an omitted field keeps its default. A time is text
/// with a unit. An unknown name is an error that lists the known ones; whether the values fit together
/// is checked when the client is built.
///
/// ```
/// use std::time::Duration;
/// use plex_api::{ConnectionPolicy, Transport, TransportChoice};
///
/// let policy: ConnectionPolicy = serde_json::from_str(
///     r#"{"transport": "eventsource", "backoff_cap": "1m30s", "poll_every": "5s"}"#,
/// )?;
/// assert_eq!(policy.transport, TransportChoice::Only(Transport::EventSource));
/// assert_eq!(policy.backoff_cap, Duration::from_secs(90));
/// assert_eq!(policy.linger, ConnectionPolicy::default().linger);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(transform = crate::names::without_prose))]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct ConnectionPolicy {
    /// The transport to use. [`TransportChoice::Auto`] unless set.
    pub transport: TransportChoice,
    /// The time for which the connection stays open without watchers and waits, while a clone of the client or
    /// anything made from it still exists. 5 s. When none exists, the connection closes at once.
    #[serde(with = "DurationText")]
    pub linger: Duration,
    /// The longest time that a transport may take to answer its handshake, at most the request timeout.
    /// 10 s: some proxies withhold an answer until a buffer is full, and a stream may be silent for
    /// hours. After this time the next transport is tried, or the same one once more if a connection
    /// was cut just before.
    #[serde(with = "DurationText")]
    pub handshake_deadline: Duration,
    /// The time between two pings on a WebSocket. 15 s: proxies cut idle connections after 60 s.
    #[serde(with = "DurationText")]
    pub ping_interval: Duration,
    /// The longest time that a pong may take; after it the connection counts as dead. 8 s.
    #[serde(with = "DurationText")]
    pub pong_deadline: Duration,
    /// The shortest pause before connecting again. 0.5 s.
    #[serde(with = "DurationText")]
    pub backoff_floor: Duration,
    /// The longest pause before connecting again, and between lists that fail, while nothing succeeds.
    /// 60 s. Pauses before connecting are random between `backoff_floor` and a limit that doubles up to
    /// this one, so a server that is off for a night of eight hours sees about a thousand attempts to
    /// connect and half as many lists.
    #[serde(with = "DurationText")]
    pub backoff_cap: Duration,
    /// The longest pause while anything succeeded within [`recent`](Self::recent): a connection opened, a
    /// message came, or a list was answered. 20 s: after a short outage the client reconnects soon.
    #[serde(with = "DurationText")]
    pub backoff_cap_while_recent: Duration,
    /// The time for which a success counts as recent. 5 min.
    #[serde(with = "DurationText")]
    pub recent: Duration,
    /// The longest `Retry-After` that is respected. 60 s. The one of a refused connection delays only
    /// its transport, and the one of a list delays only lists.
    #[serde(with = "DurationText")]
    pub retry_after_cap: Duration,
    /// The time that a synced connection must last before the pauses start from `backoff_floor` again. 60 s.
    #[serde(with = "DurationText")]
    pub healthy_after: Duration,
    /// The number of connections in a row that may break sooner than [`list_spacing`](Self::list_spacing)
    /// before their transport counts as refused: a proxy that buffers everything and then cuts the
    /// connection delivers nothing. 3.
    pub brief_connections: u32,
    /// The time after which a refused transport is tried again. 10 min.
    #[serde(with = "DurationText")]
    pub retry_refused_after: Duration,
    /// The time between two lists while polling. 2 s.
    #[serde(with = "DurationText")]
    pub poll_every: Duration,
    /// While anything is running or awaited, list at least this often, connected or not. 30 s.
    #[serde(with = "DurationText")]
    pub list_every: Duration,
    /// While anything is running or awaited, list after this long without a notification. 30 s.
    #[serde(with = "DurationText")]
    pub list_after_silence: Duration,
    /// The shortest time between two lists, and between the two lists that must both lack an activity
    /// before it counts as ended. 2 s. Lists that fail keep this interval until the last answer is a
    /// minute old. Then it doubles with each failure, up to
    /// [`backoff_cap_while_recent`](Self::backoff_cap_while_recent) or
    /// [`backoff_cap`](Self::backoff_cap).
    #[serde(with = "DurationText")]
    pub list_spacing: Duration,
    /// The time to wait for an activity whose uuid is known but that no list has shown yet. 10 s.
    #[serde(with = "DurationText")]
    pub never_seen_grace: Duration,
    /// A wait for an activity that was never seen ends with an error when the server answers and no
    /// answer could be used for this long. 60 s; at least
    /// [`never_seen_grace`](Self::never_seen_grace) counts.
    #[serde(with = "DurationText")]
    pub unreadable_grace: Duration,
    /// The time without a sign of the requested work after which [`Launched::done`](crate::Launched::done)
    /// returns `NothingSeen`. 30 s. The time starts again while other work of the same kind is running, and
    /// while the server does not answer.
    #[serde(with = "DurationText")]
    pub nothing_seen_after: Duration,
    /// The time without an activity after which work that many activities do counts as done: see
    /// [`WaitDone::settle`](crate::WaitDone::settle). 45 s: after a scan of fifty items, the server took 28 s
    /// to fetch all of their metadata, and for some seconds in between it listed no activity.
    #[serde(with = "DurationText")]
    pub settle: Duration,
    /// The time for which an ended activity is remembered. 10 min.
    #[serde(with = "DurationText")]
    pub remember_ended: Duration,
    /// The largest number of ended activities that are remembered. 8,192.
    pub remember_ended_at_most: usize,
    /// The largest number of running activities that are followed, besides those that a wait names by uuid.
    /// 4,096 ([`MAX_ACTIVITIES`](crate::limits::MAX_ACTIVITIES)). Watchers do not see the others until there
    /// is room, [`wait_idle`](crate::ActivitiesApi::wait_idle) does not complete while there are any, and
    /// [`ConnectionStatus::not_followed`](crate::ConnectionStatus) counts them.
    pub follow_at_most: usize,
    /// The longest time that the answer to one of the client's own lists may take, at most the request timeout.
    /// 20 s: a list that hangs delays the next. After each list that timed out, the deadline doubles.
    #[serde(with = "DurationText")]
    pub list_deadline: Duration,
    /// The largest notification that is read, in bytes. 1 MiB.
    pub max_message_bytes: usize,
}

/// The transport to use for notifications.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportChoice {
    /// WebSocket, else EventSource, else polling. A refused transport is tried again later.
    #[default]
    Auto,
    /// Only this transport. If this build lacks its feature, building the client fails with
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput). If its connections keep breaking at once
    /// ([`brief_connections`](ConnectionPolicy::brief_connections)), the client polls, and tries the
    /// transport again after [`backoff_cap`](ConnectionPolicy::backoff_cap). It also polls for as long
    /// as a `Retry-After` asks it to leave the transport alone.
    Only(Transport),
}

impl TransportChoice {
    /// Its name: `auto`, or that of the only [`Transport`].
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Only(transport) => transport.as_str(),
        }
    }
}

impl fmt::Display for TransportChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl From<Transport> for TransportChoice {
    fn from(transport: Transport) -> Self {
        Self::Only(transport)
    }
}

impl FromStr for TransportChoice {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        if text == "auto" {
            return Ok(Self::Auto);
        }
        text.parse()
            .map(Self::Only)
            .map_err(|unknown: UnknownName| {
                let names = std::iter::once("auto").chain(unknown.expected().iter().copied());
                UnknownName::new("a transport", names, text)
            })
    }
}

impl Serialize for TransportChoice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for TransportChoice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::names::deserialize(deserializer)
    }
}

name_schema!(TransportChoice);

impl Default for ConnectionPolicy {
    fn default() -> Self {
        let tracker = TrackerPolicy::default();
        let settings = Settings::default();
        Self {
            transport: TransportChoice::Auto,
            linger: Duration::from_secs(5),
            handshake_deadline: Duration::from_secs(10),
            ping_interval: settings.ping_interval,
            pong_deadline: settings.pong_deadline,
            backoff_floor: Duration::from_millis(500),
            backoff_cap: tracker.retry_at_most_when_away,
            backoff_cap_while_recent: tracker.retry_at_most,
            recent: tracker.recent,
            retry_after_cap: tracker.retry_after_at_most,
            healthy_after: Duration::from_secs(60),
            brief_connections: 3,
            retry_refused_after: Duration::from_secs(600),
            poll_every: Duration::from_secs(2),
            list_every: tracker.list_every,
            list_after_silence: tracker.list_after_silence,
            list_spacing: tracker.list_spacing,
            never_seen_grace: tracker.never_seen_grace,
            unreadable_grace: tracker.unreadable_grace,
            nothing_seen_after: Duration::from_secs(30),
            settle: Duration::from_secs(45),
            remember_ended: tracker.tombstones_kept,
            remember_ended_at_most: tracker.tombstones_at_most,
            follow_at_most: tracker.live_at_most,
            list_deadline: Duration::from_secs(20),
            max_message_bytes: settings.max_message_bytes,
        }
    }
}

impl ConnectionPolicy {
    pub(crate) fn tracker(&self) -> TrackerPolicy {
        TrackerPolicy {
            list_every: self.list_every,
            list_after_silence: self.list_after_silence,
            list_spacing: self.list_spacing,
            confirm_after: self.list_spacing,
            heal_after: self.list_spacing,
            never_seen_grace: self.never_seen_grace,
            unreadable_grace: self.unreadable_grace,
            retry_at_most: self.longest_recent_pause(),
            retry_at_most_when_away: self.backoff_cap,
            recent: self.recent,
            retry_after_at_most: self.retry_after_cap,
            tombstones_kept: self.remember_ended,
            tombstones_at_most: self.remember_ended_at_most,
            live_at_most: self.follow_at_most,
            ..TrackerPolicy::default()
        }
    }

    /// The longest pause while anything succeeded lately.
    pub(crate) fn longest_recent_pause(&self) -> Duration {
        let cap = self.backoff_cap_while_recent.min(self.backoff_cap);
        cap.max(self.backoff_floor)
    }

    pub(crate) fn settings(&self) -> Settings {
        Settings {
            ping_interval: self.ping_interval,
            pong_deadline: self.pong_deadline,
            max_message_bytes: self.max_message_bytes,
            ..Settings::default()
        }
    }

    /// Returns the time after which a failed transport is tried again: soon, if it is the only one.
    pub(crate) fn retry_transport_after(&self) -> Duration {
        match self.transport {
            TransportChoice::Auto => self.retry_refused_after,
            TransportChoice::Only(_) => self.backoff_cap,
        }
    }

    /// Checks the values; the error is a message for the caller.
    pub(crate) fn check(&self) -> Result<(), String> {
        if let TransportChoice::Only(transport) = self.transport {
            check_supported(transport)?;
        }
        let positive = [
            ("handshake_deadline", self.handshake_deadline),
            ("list_deadline", self.list_deadline),
            ("ping_interval", self.ping_interval),
            ("pong_deadline", self.pong_deadline),
            ("backoff_floor", self.backoff_floor),
            ("poll_every", self.poll_every),
            ("list_every", self.list_every),
            ("list_after_silence", self.list_after_silence),
            ("list_spacing", self.list_spacing),
        ];
        if let Some((name, _)) = positive.iter().find(|(_, value)| value.is_zero()) {
            return Err(format!(
                "the connection policy's {name} is zero: the server would be flooded"
            ));
        }
        if self.backoff_cap < self.backoff_floor {
            return Err(
                "the connection policy's backoff_cap is below its backoff_floor".to_owned(),
            );
        }
        if self.max_message_bytes == 0 {
            return Err("the connection policy's max_message_bytes is zero".to_owned());
        }
        Ok(())
    }
}

/// Checks that this build has the transport, because a wait for a missing one would never end.
fn check_supported(transport: Transport) -> Result<(), String> {
    let (is_supported, feature) = match transport {
        Transport::WebSocket => (cfg!(feature = "websocket"), "websocket"),
        Transport::EventSource => (cfg!(feature = "eventsource"), "eventsource"),
        Transport::Polling => (true, ""),
    };
    if is_supported {
        return Ok(());
    }
    Err(format!(
        "the connection policy allows only the transport {transport}, which this build of plex-api \
         does not have: enable its feature `{feature}`, or choose another transport"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_only_transport_must_be_supported_by_this_build() {
        for (transport, has_it) in [
            (Transport::WebSocket, cfg!(feature = "websocket")),
            (Transport::EventSource, cfg!(feature = "eventsource")),
            (Transport::Polling, true),
        ] {
            let policy = ConnectionPolicy {
                transport: TransportChoice::Only(transport),
                ..ConnectionPolicy::default()
            };
            assert_eq!(policy.check().is_ok(), has_it, "{transport}");
        }
    }
}
