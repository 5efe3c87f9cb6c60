//! The decoders of both transports, fed with bytes instead of a connection.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;

use super::ingest::MessageDecoder;
use super::transport::{DisconnectReason, Incoming};
use super::{EventSource, Notification, Undecodable};
use crate::model::Transport;
use crate::token::Token;

/// An event that a connection makes of bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// A notification.
    Notification(Notification),
    /// A message without a usable part.
    Undecodable(Undecodable),
    /// A sign of life.
    KeepAlive,
    /// The end.
    Closed {
        /// Whether it came in order.
        in_order: bool,
        /// The description of the end.
        text: String,
    },
}

impl From<Incoming> for Told {
    fn from(incoming: Incoming) -> Self {
        match incoming {
            Incoming::Notification(notification) => Self::Notification(notification),
            Incoming::Undecodable(odd) => Self::Undecodable(odd),
            Incoming::KeepAlive => Self::KeepAlive,
            Incoming::Closed(end) => Self::Closed {
                in_order: end.reason() == DisconnectReason::Ended,
                text: end.text().to_owned(),
            },
        }
    }
}

/// One message of a WebSocket, on a connection of a client with this token.
#[must_use]
pub fn websocket(token: &Token, message: &[u8]) -> Told {
    let mut decoder = MessageDecoder::bare(Transport::WebSocket, token);
    decoder.decode_bytes(message).into()
}

/// A whole event stream up to its end, in chunks, with events of at most `limit` bytes.
#[must_use]
pub fn event_stream(token: &Token, chunks: Vec<Bytes>, limit: usize) -> Vec<Told> {
    let body = futures_util::stream::iter(chunks.into_iter().map(Ok));
    let decoder = MessageDecoder::bare(Transport::EventSource, token);
    let mut source = EventSource::bare(Box::pin(body), decoder, limit);
    let mut all = Vec::new();
    loop {
        let told = Told::from(at_once(source.next()));
        let is_end = matches!(told, Told::Closed { .. });
        all.push(told);
        if is_end {
            return all;
        }
    }
}

/// The result of a future that never waits for long: everything that it reads is here.
fn at_once<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(result) = future.as_mut().poll(&mut context) {
            return result;
        }
    }
}
