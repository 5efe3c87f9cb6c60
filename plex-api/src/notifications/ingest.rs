//! Takes the messages of both transports: records them if asked to, then decodes them.

#[cfg(feature = "websocket")]
use std::borrow::Cow;
use std::sync::Arc;

use super::decode;
use super::decode_failure::Undecodable;
use super::transport::{Incoming, RawMessage, Settings, Tap};
use crate::client::{redact, redact_message};
use crate::credentials::{Authorization, Credentials};
use crate::generated::Client;
use crate::model::Transport;
use crate::sanitize::printable;

/// Takes the messages of one connection.
///
/// It holds the client's secrets alone, not the client: an open connection must not keep a client
/// alive.
pub(super) struct MessageDecoder {
    transport: Transport,
    credentials: Arc<Credentials>,
    /// The secrets as of the last message.
    secrets: Arc<Authorization>,
    tap: Option<Tap>,
}

impl MessageDecoder {
    pub(super) fn new(transport: Transport, client: &Client, settings: &Settings) -> Self {
        Self::with(
            transport,
            Arc::clone(client.credentials()),
            settings.tap.clone(),
        )
    }

    fn with(transport: Transport, credentials: Arc<Credentials>, tap: Option<Tap>) -> Self {
        Self {
            transport,
            secrets: credentials.current(),
            credentials,
            tap,
        }
    }

    /// One without a client.
    #[cfg(all(feature = "fuzzing", feature = "websocket", feature = "eventsource"))]
    pub(super) fn bare(transport: Transport, token: &crate::token::Token) -> Self {
        Self::with(transport, Arc::new(Credentials::fixed(token)), None)
    }

    /// Takes note of a token that was set since the last message.
    fn renew_secrets(&mut self) {
        if self.credentials.generation() != self.secrets.generation() {
            self.secrets = self.credentials.current();
        }
    }

    /// Decodes one message without the token, after the tap has seen it; `event` is its name in an
    /// event stream.
    pub(super) fn decode(&mut self, event: Option<&str>, message: &str) -> Incoming {
        self.decode_text(event, message, false)
    }

    /// [`decode`](Self::decode) for a message of the WebSocket that did not come as text. A byte that is
    /// not UTF-8 costs a character, not the message.
    #[cfg(feature = "websocket")]
    pub(super) fn decode_bytes(&mut self, message: &[u8]) -> Incoming {
        let text = String::from_utf8_lossy(message);
        self.decode_text(None, &text, matches!(text, Cow::Owned(_)))
    }

    fn decode_text(&mut self, event: Option<&str>, message: &str, lossy: bool) -> Incoming {
        self.renew_secrets();
        let clean = redact_message(message, &self.secrets);
        let event = event.map(|name| redact(name, &self.secrets));
        self.show(event.as_deref(), &clean, lossy);
        let decoded = match event.as_deref() {
            Some(name) => decode::event(name, &clean),
            None => decode::websocket(&clean),
        };
        match decoded {
            Ok(mut notification) => {
                for odd in &mut notification.undecodable {
                    self.redact_again(odd);
                }
                Incoming::Notification(notification)
            }
            Err(mut odd) => {
                self.redact_again(&mut odd);
                Incoming::Undecodable(odd)
            }
        }
    }

    /// An excerpt leaves out invisible characters, and one of these may have split the token.
    fn redact_again(&self, odd: &mut Undecodable) {
        odd.map_texts(|text| self.words(&text));
    }

    /// Shows a message that is not decoded to the tap, if there is one.
    #[cfg(feature = "eventsource")]
    pub(super) fn show_to_tap(&mut self, event: Option<&str>, message: &str) {
        self.renew_secrets();
        let clean = redact_message(message, &self.secrets);
        let event = event.map(|name| redact(name, &self.secrets));
        self.show(event.as_deref(), &clean, false);
    }

    fn show(&self, event: Option<&str>, data: &str, lossy: bool) {
        if let Some(tap) = &self.tap {
            tap(RawMessage {
                transport: self.transport,
                event,
                data,
                lossy,
            });
        }
    }

    /// A server's words as one line of text, for example its reason for closing a WebSocket.
    pub(super) fn words(&self, text: &str) -> String {
        redact(&printable(&redact(text, &self.secrets)), &self.secrets).into_owned()
    }
}
