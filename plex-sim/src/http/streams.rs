//! The two notification streams, in the forms of recorded servers.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::body::Body;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{ConnectInfo, State};
use axum::response::Response;
use bytes::Bytes;
use futures_util::SinkExt;
use http::StatusCode;
use tokio::time::{Interval, MissedTickBehavior};

use crate::fault::Fault;
use crate::http::middleware::Caller;
use crate::http::query::QueryPairs;
use crate::http::responses;
use crate::listener::Peer;
use crate::notification::Transport;
use crate::state::Shared;
use crate::state::streams::{StreamItem, Subscription};

/// `GET /:/eventsource/notifications`: one object in each frame, and `ping` frames.
pub(crate) async fn open_eventsource(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(Peer(control)): ConnectInfo<Peer>,
    Extension(caller): Extension<Caller>,
    query: QueryPairs,
) -> Response {
    let transport = Transport::EventSource;
    let subscription = shared.subscribe(
        transport,
        read_filters(&query),
        caller.visible_account(),
        &control,
    );
    let source = EventSource {
        pings: make_interval(shared.config.ping_every),
        subscription,
        pieces: VecDeque::new(),
        cut: false,
    };
    let stream = futures_util::stream::unfold(source, |mut source| async move {
        let piece = source.next().await?;
        Some((Ok::<_, Infallible>(piece), source))
    });
    responses::respond(
        StatusCode::OK,
        "text/event-stream",
        Body::from_stream(stream),
    )
}

fn read_filters(query: &QueryPairs) -> Option<String> {
    query.value("filters").map(str::to_owned)
}

struct EventSource {
    subscription: Subscription,
    pings: Option<Interval>,
    pieces: VecDeque<Bytes>,
    /// Half a frame was sent, so nothing may follow.
    cut: bool,
}

impl EventSource {
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            if let Some(piece) = self.pieces.pop_front() {
                return Some(piece);
            }
            if self.cut {
                // Another frame would continue the half frame, and an end would be orderly.
                return pending().await;
            }
            let frame = tokio::select! {
                item = self.subscription.items.recv() => match item? {
                    StreamItem::Notification(notification) => notification.eventsource_text().into_bytes(),
                    StreamItem::Bytes(bytes) => bytes.to_vec(),
                    StreamItem::HalfAndCut(notification) => {
                        let mut frame = notification.eventsource_text().into_bytes();
                        frame.truncate(frame.len() / 2);
                        self.subscription.control.cut_after_flush();
                        self.cut = true;
                        frame
                    }
                    StreamItem::End => return None,
                },
                () = tick(&mut self.pings) => {
                    if !self.wants_ping() {
                        continue;
                    }
                    b"event: ping\ndata: {}\n\n".to_vec()
                }
            };
            let split = self
                .subscription
                .shared
                .read(|state| state.faults.split_size());
            let size = split.unwrap_or(frame.len()).max(1);
            self.pieces
                .extend(frame.chunks(size).map(Bytes::copy_from_slice));
        }
    }

    fn wants_ping(&self) -> bool {
        let shared = &self.subscription.shared;
        let filtered =
            shared.config.pings_obey_filters && !self.subscription.filter.selects("ping");
        !filtered && !shared.read(|state| state.faults.is_on(Fault::NoPings))
    }
}

/// `GET /:/websockets/notifications`: one notification in each message.
pub(crate) async fn open_websocket(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(Peer(control)): ConnectInfo<Peer>,
    Extension(caller): Extension<Caller>,
    query: QueryPairs,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    let Ok(upgrade) = upgrade else {
        return responses::error_page(StatusCode::BAD_REQUEST);
    };
    let transport = Transport::WebSocket;
    // Subscribes before the response, so that the stream misses no notification.
    let subscription = shared.subscribe(
        transport,
        read_filters(&query),
        caller.visible_account(),
        &control,
    );
    upgrade.on_upgrade(move |socket| serve(socket, subscription))
}

async fn serve(mut socket: WebSocket, mut subscription: Subscription) {
    let mut pings = make_interval(subscription.shared.config.websocket_pings);
    let mut ended = false;
    loop {
        let sent = tokio::select! {
            item = subscription.items.recv(), if !ended => match item {
                Some(StreamItem::Notification(notification)) => {
                    socket.send(Message::Text(notification.websocket_text().into())).await
                }
                Some(StreamItem::Bytes(bytes)) => {
                    subscription.control.write_verbatim(&encode_text_frame(&bytes));
                    socket.flush().await
                }
                Some(StreamItem::HalfAndCut(notification)) => {
                    let mut frame = encode_text_frame(notification.websocket_text().as_bytes());
                    frame.truncate(frame.len() / 2);
                    subscription.control.write_verbatim(&frame);
                    subscription.control.cut_after_flush();
                    ended = true;
                    socket.flush().await
                }
                Some(StreamItem::End) | None => {
                    ended = true;
                    socket.send(Message::Close(None)).await
                }
            },
            // axum answers the client's pings. Other messages are ignored; a close or an invalid
            // frame ends the stream.
            received = socket.recv() => match received {
                Some(Ok(_)) => Ok(()),
                Some(Err(_)) | None => return,
            },
            () = tick(&mut pings) => {
                let shared = &subscription.shared;
                if shared.read(|state| state.faults.is_on(Fault::NoPings)) {
                    continue;
                }
                socket.send(Message::Ping(Bytes::new())).await
            }
        };
        if sent.is_err() {
            return;
        }
    }
}

/// A final, unmasked text frame with any bytes: axum would reject bytes that are not UTF-8.
fn encode_text_frame(payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![0x81];
    match (u8::try_from(payload.len()), u16::try_from(payload.len())) {
        (Ok(short @ 0..=125), _) => frame.push(short),
        (_, Ok(long)) => {
            frame.push(126);
            frame.extend(long.to_be_bytes());
        }
        _ => {
            frame.push(127);
            frame.extend((payload.len() as u64).to_be_bytes());
        }
    }
    frame.extend(payload);
    frame
}

/// An interval whose first tick is after one period; `None` without a period.
fn make_interval(period: Option<Duration>) -> Option<Interval> {
    let period = period.filter(|period| !period.is_zero())?;
    let mut interval = tokio::time::interval_at(tokio::time::Instant::now() + period, period);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    Some(interval)
}

async fn tick(interval: &mut Option<Interval>) {
    match interval {
        Some(interval) => {
            interval.tick().await;
        }
        None => pending().await,
    }
}

#[cfg(test)]
mod tests {
    use super::encode_text_frame;

    #[test]
    fn a_frame_has_the_shortest_length_form() {
        let head = |length: usize| {
            let frame = encode_text_frame(&vec![b'x'; length]);
            let rest = frame.len() - length;
            frame[..rest].to_vec()
        };
        assert_eq!(head(0), [0x81, 0]);
        assert_eq!(head(125), [0x81, 125]);
        assert_eq!(head(126), [0x81, 126, 0, 126]);
        assert_eq!(head(255), [0x81, 126, 0, 255]);
        assert_eq!(head(65_535), [0x81, 126, 255, 255]);
        assert_eq!(head(65_536), [0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]);
    }
}
