//! Where both transports hand over what came: recorded if asked for, then decoded.

use std::borrow::Cow;

use super::decode;
use super::transport::{Incoming, RawMessage, Settings, Tap};
use crate::client::redact;
use crate::generated::Client;
use crate::model::Transport;
#[cfg(feature = "websocket")]
use crate::sanitize::printable;
use crate::token::Token;

/// Takes the messages of one connection.
///
/// It holds the token alone, not the client: an open connection must not keep a client alive.
pub(super) struct MessageDecoder {
    transport: Transport,
    token: Option<Token>,
    tap: Option<Tap>,
}

impl MessageDecoder {
    pub(super) fn new(transport: Transport, client: &Client, settings: &Settings) -> Self {
        Self {
            transport,
            token: client.token().cloned(),
            tap: settings.tap.clone(),
        }
    }

    /// One without a client.
    #[cfg(all(feature = "fuzzing", feature = "websocket", feature = "eventsource"))]
    pub(super) fn bare(transport: Transport, token: Token) -> Self {
        Self {
            transport,
            token: Some(token),
            tap: None,
        }
    }

    /// Decodes one message, after the tap has seen it; `event` is its name in an event stream.
    pub(super) fn decode(&self, event: Option<&str>, message: &[u8]) -> Incoming {
        self.show_to_tap(event, message);
        let incoming = decoded(event, message);
        let is_clean = matches!(&incoming, Incoming::Notification(notification)
            if notification.undecodable().is_empty());
        if is_clean {
            return incoming;
        }
        // Reasons and excerpts are cut out of the text, and the token must go before the cut.
        let incoming = match self.without_token(&String::from_utf8_lossy(message)) {
            Cow::Owned(hidden) => decoded(event, hidden.as_bytes()),
            Cow::Borrowed(_) => incoming,
        };
        self.hidden(incoming)
    }

    /// Hides what only decoding has spelled out.
    fn hidden(&self, incoming: Incoming) -> Incoming {
        let Some(token) = self.token.as_ref().map(Token::expose) else {
            return incoming;
        };
        match incoming {
            Incoming::Undecodable(odd) => Incoming::Undecodable(odd.without(token)),
            Incoming::Notification(mut notification) => {
                let all = std::mem::take(&mut notification.undecodable).into_iter();
                notification.undecodable = all.map(|odd| odd.without(token)).collect();
                Incoming::Notification(notification)
            }
            plain => plain,
        }
    }

    /// Shows a message to the tap, if there is one.
    pub(super) fn show_to_tap(&self, event: Option<&str>, message: &[u8]) {
        if let Some(tap) = &self.tap {
            let data = String::from_utf8_lossy(message);
            tap(RawMessage {
                transport: self.transport,
                event,
                data: &self.without_token(&data),
                lossy: matches!(data, Cow::Owned(_)),
            });
        }
    }

    /// What a server says when it closes a WebSocket, fit for a line of text.
    #[cfg(feature = "websocket")]
    pub(super) fn words(&self, text: &str) -> String {
        printable(&self.without_token(text))
    }

    fn without_token<'a>(&self, text: &'a str) -> Cow<'a, str> {
        redact(text, self.token.as_ref())
    }
}

fn decoded(event: Option<&str>, message: &[u8]) -> Incoming {
    let decoded = match event {
        Some(name) => decode::event(name, message),
        None => decode::websocket(message),
    };
    match decoded {
        Ok(notification) => Incoming::Notification(notification),
        Err(odd) => Incoming::Undecodable(odd),
    }
}
