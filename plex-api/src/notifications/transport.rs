//! One open connection over any transport: its messages, the reasons of its end, and refusals.

use std::fmt;
use std::time::Duration;

use super::decode_failure::Undecodable;
#[cfg(feature = "eventsource")]
use super::event_source::EventSource;
use super::kinds::NotificationKinds;
use super::notification::Notification;
#[cfg(feature = "websocket")]
use super::websocket::WebSocket;
use crate::error::{Error, ErrorKind};
use crate::generated::Client;
use crate::model::Transport;
use crate::sanitize::printable;

/// The end of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Disconnect {
    reason: DisconnectReason,
    text: String,
}

/// The reason why a connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    not(all(feature = "websocket", feature = "eventsource")),
    allow(dead_code, reason = "some are of one transport alone")
)]
pub(crate) enum DisconnectReason {
    /// The server ended it in order: a close frame, or the end of an event stream.
    Ended,
    /// The connection broke off, as when a server restarts.
    Reset,
    /// The server did not answer a ping in time, and sent nothing else either.
    Silent,
    /// The server sent something larger than the limit.
    Oversized,
    /// The server, or a proxy, broke the rules of the transport.
    Protocol,
}

/// The settings of one connection.
#[cfg_attr(
    not(any(feature = "websocket", feature = "eventsource")),
    expect(dead_code, reason = "polling has no messages, and asks for no kinds")
)]
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// The time between two pings on a WebSocket.
    pub(crate) ping_interval: Duration,
    /// The longest time that the answer to a ping may take.
    pub(crate) pong_deadline: Duration,
    /// The largest message of a WebSocket, and the largest event of an event stream.
    pub(crate) max_message_bytes: usize,
    /// Whether each message is kept as it came, for [`Connection::take_message`].
    pub(crate) keeps_messages: bool,
    /// The kinds of notifications that the server is asked for.
    pub(crate) kinds: NotificationKinds,
}

/// One message as it came, without the token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RawMessage {
    pub(crate) transport: Transport,
    /// The event's name, in an event stream.
    pub(crate) event: Option<String>,
    /// Bytes that are not UTF-8 have been replaced.
    pub(crate) data: String,
    /// Whether any byte has been replaced.
    pub(crate) lossy: bool,
}

/// One open connection that delivers notifications.
pub(crate) enum Connection {
    #[cfg(feature = "websocket")]
    WebSocket(Box<WebSocket>),
    #[cfg(feature = "eventsource")]
    EventSource(Box<EventSource>),
}

/// An event that a connection delivers.
#[derive(Debug, PartialEq, Eq)]
#[cfg_attr(
    not(any(feature = "websocket", feature = "eventsource")),
    allow(dead_code, reason = "a build without transports makes none")
)]
pub(crate) enum Incoming {
    Notification(Notification),
    /// A message without a usable part. The connection goes on.
    Undecodable(Undecodable),
    /// A message that only shows that the connection lives.
    KeepAlive,
    /// The end. Everything that came before it has been delivered.
    Closed(Disconnect),
}

/// The reason why there is no connection.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) kind: RefusalKind,
    pub(crate) error: Error,
}

/// The kind of a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RefusalKind {
    /// The server, or a proxy, answered with an error: [`Error::status`] says which.
    Status,
    /// No answer came: no connection, no TLS, or not in time.
    NotReached,
    /// An answer came that is not the beginning of this transport: 200 instead of 101, a wrong
    /// accept hash, a page instead of an event stream, a redirect elsewhere.
    WrongAnswer,
    /// This build has no such transport.
    #[cfg_attr(
        all(feature = "websocket", feature = "eventsource"),
        allow(dead_code, reason = "builds that lack one need it")
    )]
    Unsupported,
}

/// Opens a WebSocket.
///
/// # Cancel safety
/// Dropping the future ends the attempt; nothing is left behind.
#[cfg(feature = "websocket")]
pub(crate) async fn connect_websocket(
    client: &Client,
    settings: &Settings,
) -> Result<Connection, Refusal> {
    let socket = WebSocket::connect(client, settings).await?;
    tracing::debug!("WebSocket opened");
    Ok(Connection::WebSocket(Box::new(socket)))
}

/// Refuses: this build has no WebSocket.
#[cfg(not(feature = "websocket"))]
pub(crate) async fn connect_websocket(_: &Client, _: &Settings) -> Result<Connection, Refusal> {
    Err(Refusal::unsupported(
        crate::generated::OperationId::ConnectWebSocket,
        "WebSocket",
        "websocket",
    ))
}

/// Opens an event stream.
///
/// # Cancel safety
/// Dropping the future ends the attempt; nothing is left behind.
#[cfg(feature = "eventsource")]
pub(crate) async fn connect_event_source(
    client: &Client,
    settings: &Settings,
) -> Result<Connection, Refusal> {
    let stream = EventSource::connect(client, settings).await?;
    tracing::debug!("event stream opened");
    Ok(Connection::EventSource(Box::new(stream)))
}

/// Refuses: this build has no event stream.
#[cfg(not(feature = "eventsource"))]
pub(crate) async fn connect_event_source(_: &Client, _: &Settings) -> Result<Connection, Refusal> {
    Err(Refusal::unsupported(
        crate::generated::OperationId::GetNotifications,
        "event stream",
        "eventsource",
    ))
}

impl Connection {
    #[cfg(all(test, any(feature = "websocket", feature = "eventsource")))]
    pub(crate) fn transport(&self) -> Transport {
        match *self {
            #[cfg(feature = "websocket")]
            Self::WebSocket(_) => Transport::WebSocket,
            #[cfg(feature = "eventsource")]
            Self::EventSource(_) => Transport::EventSource,
        }
    }

    /// The next thing that comes. After [`Incoming::Closed`] it is that again, for ever.
    ///
    /// A WebSocket's pings are sent, answered and waited for only while this is polled.
    ///
    /// # Cancel safety
    /// Cancel safe: received data, data to send and all deadlines are kept in the connection, and a
    /// dropped future takes nothing with it. It may be used in a `select!`.
    pub(crate) async fn next(&mut self) -> Incoming {
        match *self {
            #[cfg(feature = "websocket")]
            Self::WebSocket(ref mut socket) => socket.next().await,
            #[cfg(feature = "eventsource")]
            Self::EventSource(ref mut stream) => stream.next().await,
        }
    }

    /// The message that the last [`next`](Self::next) returned, as it came;
    /// see [`Settings::keeps_messages`].
    pub(crate) fn take_message(&mut self) -> Option<RawMessage> {
        match *self {
            #[cfg(feature = "websocket")]
            Self::WebSocket(ref mut socket) => socket.take_message(),
            #[cfg(feature = "eventsource")]
            Self::EventSource(ref mut stream) => stream.take_message(),
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            ping_interval: Duration::from_secs(15),
            pong_deadline: Duration::from_secs(8),
            max_message_bytes: 1024 * 1024,
            keeps_messages: false,
            kinds: NotificationKinds::activities(),
        }
    }
}

#[cfg_attr(
    not(any(feature = "websocket", feature = "eventsource")),
    allow(dead_code, reason = "a build without transports makes none")
)]
impl Disconnect {
    /// The reason, to match on.
    #[cfg(any(
        test,
        all(feature = "fuzzing", feature = "websocket", feature = "eventsource")
    ))]
    pub(crate) fn reason(&self) -> DisconnectReason {
        self.reason
    }

    /// The reason in words, for people.
    #[cfg(any(
        test,
        all(feature = "fuzzing", feature = "websocket", feature = "eventsource")
    ))]
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn new(reason: DisconnectReason, text: impl Into<String>) -> Self {
        Self {
            reason,
            text: text.into(),
        }
    }

    /// The text of the innermost cause, which names neither URL nor header, follows `what`.
    pub(super) fn because(
        reason: DisconnectReason,
        what: &str,
        error: &(dyn std::error::Error + 'static),
    ) -> Self {
        let mut cause = error;
        while let Some(inner) = cause.source() {
            cause = inner;
        }
        Self::new(
            reason,
            format!("{what} ({})", printable(&cause.to_string())),
        )
    }
}

impl fmt::Display for Disconnect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        let kind = match error.kind() {
            ErrorKind::Redirect | ErrorKind::NotPlex | ErrorKind::TooLarge | ErrorKind::Decode => {
                RefusalKind::WrongAnswer
            }
            _ if error.status().is_some_and(|status| status >= 400) => RefusalKind::Status,
            _ => RefusalKind::NotReached,
        };
        Self { kind, error }
    }
}

impl Refusal {
    #[cfg(not(all(feature = "websocket", feature = "eventsource")))]
    fn unsupported(operation: crate::generated::OperationId, what: &str, feature: &str) -> Self {
        let message = format!(
            "cannot receive notifications over a {what}: this build of plex-api has none. Turn on \
             its feature `{feature}`"
        );
        Self {
            kind: RefusalKind::Unsupported,
            error: Error::invalid(message).with_operation(operation.as_str()),
        }
    }
}
