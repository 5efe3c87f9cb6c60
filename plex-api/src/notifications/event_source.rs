//! The EventSource transport: an endless answer of `text/event-stream`, event by event.

mod line_limits;

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use sse_stream::{Error as SseError, Sse, SseByteStream};

use self::line_limits::{Guard, GuardError};
use super::decode::UNNAMED;
use super::ingest::MessageDecoder;
use super::transport::{Disconnect, DisconnectReason, Incoming, RawMessage, Refusal, Settings};
use crate::generated::Client;
use crate::generated::OperationId;
use crate::model::Transport;

/// The name of the keep-alive event. A filter may leave it out.
const PING: &str = "ping";

/// The bytes of the answer, as they arrive.
pub(super) type Body = Pin<Box<dyn Stream<Item = reqwest::Result<Bytes>> + Send + Sync>>;

/// One open event stream.
///
/// It has no deadline: with a filter it is silent until something happens.
pub(crate) struct EventSource {
    events: SseByteStream<Guard<Body>>,
    decoder: MessageDecoder,
    closed: Option<Disconnect>,
}

impl EventSource {
    pub(super) async fn connect(client: &Client, settings: &Settings) -> Result<Self, Refusal> {
        let mut operation = client.get_notifications();
        if let Some(filters) = settings.kinds.to_filters() {
            operation = operation.filters(filters);
        }
        match operation.send().await {
            Ok(answer) => {
                let decoder = MessageDecoder::new(Transport::EventSource, client, settings);
                Ok(Self::over(answer.into_inner_stream(), decoder, settings))
            }
            Err(error) => Err(client
                .convert_error(OperationId::GetNotifications, error)
                .await
                .into()),
        }
    }

    fn over(body: Body, decoder: MessageDecoder, settings: &Settings) -> Self {
        Self::bare(body, decoder, settings.max_message_bytes)
    }

    /// One that reads `body`, with events of at most `limit` bytes.
    pub(super) fn bare(body: Body, decoder: MessageDecoder, limit: usize) -> Self {
        Self {
            events: SseByteStream::new(Guard::new(body, limit)),
            decoder,
            closed: None,
        }
    }

    /// See [`Connection::next`](super::Connection::next), also for cancel safety: everything that
    /// goes on over several polls is in the fields.
    pub(super) async fn next(&mut self) -> Incoming {
        poll_fn(|cx| self.poll_incoming(cx)).await
    }

    /// See [`Connection::take_message`](super::Connection::take_message).
    pub(super) fn take_message(&mut self) -> Option<RawMessage> {
        self.decoder.take_message()
    }

    fn poll_incoming(&mut self, cx: &mut Context<'_>) -> Poll<Incoming> {
        if let Some(end) = &self.closed {
            return Poll::Ready(Incoming::Closed(end.clone()));
        }
        let end = match ready!(Pin::new(&mut self.events).poll_next(cx)) {
            Some(Ok(event)) => return Poll::Ready(self.read(&event)),
            Some(Err(error)) => broken(&error),
            // Servers and proxies may end these answers at any byte; that is not a fault.
            None => Disconnect::new(DisconnectReason::Ended, "the server ended the event stream"),
        };
        // Nothing is read after the first error: a stream that failed once may fail for ever.
        self.closed = Some(end.clone());
        Poll::Ready(Incoming::Closed(end))
    }

    fn read(&mut self, event: &Sse) -> Incoming {
        let name = match event.event.as_deref() {
            None | Some("") => UNNAMED,
            Some(name) => name,
        };
        match event.data.as_deref() {
            Some(data) if name != PING => self.decoder.decode_event(name, data),
            // An event without data is no notification. It shows that the connection lives.
            data => {
                self.decoder.keep_undecoded(name, data.unwrap_or_default());
                Incoming::KeepAlive
            }
        }
    }
}

fn broken(error: &SseError) -> Disconnect {
    let guarded = match error {
        SseError::Body(inner) => inner.downcast_ref::<GuardError>(),
        _ => None,
    };
    match guarded {
        Some(GuardError::Oversized { limit }) => Disconnect::new(
            DisconnectReason::Oversized,
            format!("the server sent an event larger than {limit} bytes"),
        ),
        Some(GuardError::Broken(cause)) => {
            Disconnect::because(DisconnectReason::Reset, "the event stream broke", cause)
        }
        None => Disconnect::because(
            DisconnectReason::Protocol,
            "the event stream cannot be read",
            error,
        ),
    }
}

#[cfg(test)]
mod tests;
