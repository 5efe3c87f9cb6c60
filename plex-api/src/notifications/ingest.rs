//! Where both transports hand over what came: recorded if asked for, then decoded.

use std::borrow::Cow;

use super::decode;
use super::transport::{Incoming, RawMessage, Settings, Tap};
#[cfg(feature = "websocket")]
use super::{memory::Memory, repeated, usual};
use crate::client::{Token, spelled};
use crate::generated::Client;
use crate::model::Transport;
#[cfg(feature = "websocket")]
use crate::sanitize::printable;

/// Takes the messages of one connection.
///
/// It holds the token alone, not the client: an open connection must not keep a client alive.
pub(super) struct Inlet {
    transport: Transport,
    token: Option<Token>,
    tap: Option<Tap>,
    #[cfg(feature = "websocket")]
    memory: Memory,
}

impl Inlet {
    pub(super) fn new(transport: Transport, client: &Client, settings: &Settings) -> Self {
        Self {
            transport,
            token: client.token().cloned(),
            tap: settings.tap.clone(),
            #[cfg(feature = "websocket")]
            memory: Memory::default(),
        }
    }

    /// Takes one text of a WebSocket.
    #[cfg(feature = "websocket")]
    pub(super) fn take_text(&mut self, message: &str) -> Incoming {
        let memory = &mut self.memory;
        let read = repeated::websocket(message, memory);
        match read.or_else(|| usual::websocket(message, memory)) {
            Some(notification) => {
                self.tap(None, message.as_bytes());
                Incoming::Notification(notification)
            }
            None => self.take(None, message.as_bytes()),
        }
    }

    /// One without a client.
    #[cfg(all(feature = "fuzzing", feature = "websocket", feature = "eventsource"))]
    pub(super) fn bare(transport: Transport, token: Token) -> Self {
        Self {
            transport,
            token: Some(token),
            tap: None,
            memory: Memory::default(),
        }
    }

    /// Takes one message; `event` is its name in an event stream.
    pub(super) fn take(&self, event: Option<&str>, message: &[u8]) -> Incoming {
        self.tap(event, message);
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
    pub(super) fn tap(&self, event: Option<&str>, message: &[u8]) {
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
        match &self.token {
            Some(token) => spelled::hide(text, token),
            None => Cow::Borrowed(text),
        }
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
