//! Takes the messages of both transports: keeps them if asked to, and decodes them.

use std::sync::Arc;

use super::decode;
use super::decode_failure::Undecodable;
use super::transport::{Incoming, RawMessage, Settings};
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
    keeps_messages: bool,
    /// The last message as it came, if they are kept.
    kept: Option<RawMessage>,
}

impl MessageDecoder {
    pub(super) fn new(transport: Transport, client: &Client, settings: &Settings) -> Self {
        Self::with(
            transport,
            Arc::clone(client.credentials()),
            settings.keeps_messages,
        )
    }

    fn with(transport: Transport, credentials: Arc<Credentials>, keeps_messages: bool) -> Self {
        Self {
            transport,
            secrets: credentials.current(),
            credentials,
            keeps_messages,
            kept: None,
        }
    }

    /// One without a client.
    #[cfg(all(feature = "fuzzing", feature = "websocket", feature = "eventsource"))]
    pub(super) fn bare(transport: Transport, token: &crate::token::Token) -> Self {
        Self::with(transport, Arc::new(Credentials::fixed(token)), false)
    }

    /// Takes note of a token that was set since the last message.
    fn renew_secrets(&mut self) {
        if self.credentials.generation() != self.secrets.generation() {
            self.secrets = self.credentials.current();
        }
    }

    /// Decodes one event of an event stream, without the token.
    #[cfg(feature = "eventsource")]
    pub(super) fn decode_event(&mut self, name: &str, data: &str) -> Incoming {
        self.decode_text(Some(name), data, false)
    }

    /// Decodes one message of a WebSocket, without the token. A byte that is not UTF-8 costs a
    /// character, not the message.
    #[cfg(feature = "websocket")]
    pub(super) fn decode_bytes(&mut self, message: &[u8]) -> Incoming {
        // Faster than the lossy conversion, which looks at every byte.
        match std::str::from_utf8(message) {
            Ok(text) => self.decode_text(None, text, false),
            Err(_) => self.decode_text(None, &String::from_utf8_lossy(message), true),
        }
    }

    fn decode_text(&mut self, event: Option<&str>, message: &str, lossy: bool) -> Incoming {
        self.renew_secrets();
        let clean = redact_message(message, &self.secrets);
        let event = event.map(|name| redact(name, &self.secrets));
        self.keep(event.as_deref(), &clean, lossy);
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

    /// Keeps a message that is not decoded, if they are kept.
    #[cfg(feature = "eventsource")]
    pub(super) fn keep_undecoded(&mut self, name: &str, data: &str) {
        self.renew_secrets();
        let clean = redact_message(data, &self.secrets);
        let name = redact(name, &self.secrets);
        self.keep(Some(&name), &clean, false);
    }

    fn keep(&mut self, event: Option<&str>, data: &str, lossy: bool) {
        if self.keeps_messages {
            self.kept = Some(RawMessage {
                transport: self.transport,
                event: event.map(str::to_owned),
                data: data.to_owned(),
                lossy,
            });
        }
    }

    /// The last message as it came, if it was kept and not taken yet.
    pub(super) fn take_message(&mut self) -> Option<RawMessage> {
        self.kept.take()
    }

    /// A server's words as one line of text, for example its reason for closing a WebSocket.
    pub(super) fn words(&self, text: &str) -> String {
        redact(&printable(&redact(text, &self.secrets)), &self.secrets).into_owned()
    }
}
