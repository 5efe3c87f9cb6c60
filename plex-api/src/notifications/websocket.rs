//! The WebSocket transport: reads messages, sends pings, answers pings, and ends a silent connection.

mod text_as_binary;

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_util::{Sink, Stream};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::{Instant, Sleep};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::error::{Error as WsError, ProtocolError};
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Bytes, Message};

use self::text_as_binary::TextAsBinary;
use super::ingest::MessageDecoder;
use super::transport::{Disconnect, DisconnectReason, Incoming, RawMessage, Refusal, Settings};
use crate::generated::Client;
use crate::generated::OperationId;
use crate::limits::MAX_UNSENT_BYTES;
use crate::model::Transport;

/// Messages are a few hundred bytes. The library's default is 128 KiB for each connection, and it
/// overwrites the whole buffer with zeros before each read.
const READ_BUFFER: usize = 4 * 1024;

/// One open WebSocket.
///
/// Everything that lasts over several polls is a field: half-read and half-written data, the
/// deadlines, the end. So [`next`](Self::next) is cancel safe.
pub(crate) struct WebSocket<S = reqwest::Upgraded> {
    socket: WebSocketStream<TextAsBinary<S>>,
    decoder: MessageDecoder,
    ping_interval: Duration,
    pong_deadline: Duration,
    /// The time of the next ping, or the deadline of the answer to the last one.
    timer: Pin<Box<Sleep>>,
    /// A ping is out, and nothing has come since.
    awaiting: bool,
    /// Something was queued that may not have left yet.
    unflushed: bool,
    state: State,
}

enum State {
    Open,
    /// The server said goodbye; the answer is on its way out.
    Closing(Disconnect),
    Closed(Disconnect),
}

impl WebSocket {
    pub(super) async fn connect(client: &Client, settings: &Settings) -> Result<Self, Refusal> {
        let mut operation = client.connect_web_socket();
        if let Some(filters) = settings.kinds.to_filters() {
            operation = operation.filters(filters);
        }
        match operation.send().await {
            Ok(answer) => {
                let decoder = MessageDecoder::new(Transport::WebSocket, client, settings);
                Ok(Self::over(answer.into_inner(), decoder, settings).await)
            }
            Err(error) => Err(client
                .convert_upgrade_error(OperationId::ConnectWebSocket, error)
                .await
                .into()),
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> WebSocket<S> {
    async fn over(io: S, decoder: MessageDecoder, settings: &Settings) -> Self {
        let limit = Some(settings.max_message_bytes);
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER)
            // A server that sends pings and reads no answers must not fill the memory with them.
            .write_buffer_size(0)
            .max_write_buffer_size(MAX_UNSENT_BYTES)
            .max_message_size(limit)
            .max_frame_size(limit);
        // Zero would send pings without a pause.
        let ping_interval = settings.ping_interval.max(Duration::from_millis(1));
        let io = TextAsBinary::new(io);
        Self {
            socket: WebSocketStream::from_raw_socket(io, Role::Client, Some(config)).await,
            decoder,
            ping_interval,
            pong_deadline: settings.pong_deadline,
            timer: Box::pin(tokio::time::sleep(ping_interval)),
            awaiting: false,
            unflushed: false,
            state: State::Open,
        }
    }

    /// See [`Connection::next`](super::Connection::next), also for cancel safety.
    pub(super) async fn next(&mut self) -> Incoming {
        poll_fn(|cx| self.poll_incoming(cx)).await
    }

    /// See [`Connection::take_message`](super::Connection::take_message).
    pub(super) fn take_message(&mut self) -> Option<RawMessage> {
        self.decoder.take_message()
    }

    fn poll_incoming(&mut self, cx: &mut Context<'_>) -> Poll<Incoming> {
        loop {
            if self.unflushed {
                // A failed write does not end the connection yet: there may be something left to
                // read, and reading reports the end as well.
                self.unflushed = Pin::new(&mut self.socket).poll_flush(cx).is_pending();
            }
            match &self.state {
                State::Closed(end) => return Poll::Ready(Incoming::Closed(end.clone())),
                State::Closing(end) if !self.unflushed => {
                    let end = end.clone();
                    return Poll::Ready(self.close(end));
                }
                State::Closing(_) => {}
                // Arrived messages come before any verdict on silence: the caller may have been
                // away for longer than the deadline.
                State::Open => {
                    if let Poll::Ready(read) = Pin::new(&mut self.socket).poll_next(cx) {
                        match self.read(read) {
                            Some(incoming) => return Poll::Ready(incoming),
                            None => continue,
                        }
                    }
                }
            }
            ready!(self.timer.as_mut().poll(cx));
            match &self.state {
                State::Closing(end) => {
                    let end = end.clone();
                    return Poll::Ready(self.close(end));
                }
                _ if self.awaiting => {
                    let silent = Disconnect::new(
                        DisconnectReason::Silent,
                        format!(
                            "the server did not answer a ping within {:?}, and sent nothing else",
                            self.pong_deadline
                        ),
                    );
                    return Poll::Ready(self.close(silent));
                }
                _ => self.ping(cx),
            }
        }
    }

    /// The meaning of one read from the socket; `None` when the loop has to go on.
    fn read(&mut self, read: Option<Result<Message, WsError>>) -> Option<Incoming> {
        let message = match read {
            Some(Ok(message)) => message,
            Some(Err(error)) => return Some(self.fail(&error)),
            None => {
                let end =
                    Disconnect::new(DisconnectReason::Ended, "the server closed the WebSocket");
                return Some(self.close(end));
            }
        };
        if self.awaiting {
            self.awaiting = false;
            self.set_timer(self.ping_interval);
        }
        match message {
            // Servers send text, which comes as binary here.
            Message::Text(_) | Message::Binary(_) => {
                Some(self.decoder.decode_bytes(&message.into_data()))
            }
            Message::Close(frame) => {
                // The library has queued the answer.
                self.unflushed = true;
                self.set_timer(self.pong_deadline);
                self.state = State::Closing(self.farewell(frame));
                None
            }
            // The library answers a ping with the next read.
            Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => Some(Incoming::KeepAlive),
        }
    }

    fn ping(&mut self, cx: &mut Context<'_>) {
        // If nothing more can be written, the missing answer shows it.
        if let Poll::Ready(Ok(())) = Pin::new(&mut self.socket).poll_ready(cx) {
            let ping = Message::Ping(Bytes::new());
            self.unflushed = Pin::new(&mut self.socket).start_send(ping).is_ok();
        }
        self.awaiting = true;
        self.set_timer(self.pong_deadline);
    }

    fn set_timer(&mut self, from_now: Duration) {
        // A deadline beyond the range of the clock counts as none.
        let far = Duration::from_secs(86_400 * 365);
        self.timer
            .as_mut()
            .reset(Instant::now() + from_now.min(far));
    }

    fn close(&mut self, end: Disconnect) -> Incoming {
        self.state = State::Closed(end.clone());
        Incoming::Closed(end)
    }

    fn fail(&mut self, error: &WsError) -> Incoming {
        let (reason, what, code) = match error {
            WsError::Capacity(_) => (
                DisconnectReason::Oversized,
                "the server sent a message that is too large",
                Some(CloseCode::Size),
            ),
            WsError::Protocol(ProtocolError::ResetWithoutClosingHandshake) => {
                let end = "the WebSocket ended without a goodbye, as when the server restarts";
                return self.close(Disconnect::new(DisconnectReason::Reset, end));
            }
            WsError::Io(_) => (DisconnectReason::Reset, "the WebSocket broke", None),
            _ => (
                DisconnectReason::Protocol,
                "the server broke the rules of the WebSocket",
                Some(CloseCode::Protocol),
            ),
        };
        if let Some(code) = code {
            self.tell(code);
        }
        self.close(Disconnect::because(reason, what, error))
    }

    /// Sends the server the reason, if that works at once. It is not waited for.
    fn tell(&mut self, code: CloseCode) {
        let frame = CloseFrame {
            code,
            reason: String::new().into(),
        };
        let mut cx = Context::from_waker(std::task::Waker::noop());
        let mut socket = Pin::new(&mut self.socket);
        if socket
            .as_mut()
            .start_send(Message::Close(Some(frame)))
            .is_ok()
        {
            let _ = socket.poll_flush(&mut cx);
        }
    }

    fn farewell(&self, frame: Option<CloseFrame>) -> Disconnect {
        let text = match frame {
            Some(CloseFrame { code, reason }) if reason.is_empty() => {
                format!("the server closed the WebSocket with code {code}")
            }
            Some(CloseFrame { code, reason }) => format!(
                "the server closed the WebSocket with code {code}: {}",
                self.decoder.words(&reason)
            ),
            None => "the server closed the WebSocket".to_owned(),
        };
        Disconnect::new(DisconnectReason::Ended, text)
    }
}

#[cfg(test)]
mod tests;
