//! The two notification streams, in the servers' own shapes.

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

use crate::http::middleware::Caller;
use crate::http::query::QueryPairs;
use crate::http::responses;
use crate::listener::Peer;
use crate::state::Shared;
use crate::state::streams::{Item, Listener, Transport};

/// `GET /:/eventsource/notifications`: one object a frame, a `ping` now and then.
pub(crate) async fn eventsource(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(Peer(control)): ConnectInfo<Peer>,
    Extension(who): Extension<Caller>,
    asked: QueryPairs,
) -> Response {
    let transport = Transport::EventSource;
    let listener = shared.open_stream(transport, filters(&asked), who.sees(), &control);
    let source = EventSource {
        pings: every(shared.config.ping_every),
        listener,
        pieces: VecDeque::new(),
        cut: false,
    };
    let stream = futures_util::stream::unfold(source, |mut source| async move {
        let piece = source.next().await?;
        Some((Ok::<_, Infallible>(piece), source))
    });
    responses::answer(
        StatusCode::OK,
        "text/event-stream",
        Body::from_stream(stream),
    )
}

fn filters(asked: &QueryPairs) -> Option<String> {
    asked.value("filters").map(str::to_owned)
}

struct EventSource {
    listener: Listener,
    pings: Option<Interval>,
    pieces: VecDeque<Bytes>,
    /// Half a frame was the last thing that it said.
    cut: bool,
}

impl EventSource {
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            if let Some(piece) = self.pieces.pop_front() {
                return Some(piece);
            }
            if self.cut {
                // Neither a frame that would run into the half one nor an end in order.
                return pending().await;
            }
            let frame = tokio::select! {
                item = self.listener.items.recv() => match item? {
                    Item::Notification(told) => told.eventsource_text().into_bytes(),
                    Item::Bytes(bytes) => bytes.to_vec(),
                    Item::HalfAndCut(told) => {
                        let mut frame = told.eventsource_text().into_bytes();
                        frame.truncate(frame.len() / 2);
                        self.listener.control.cut_after_flush();
                        self.cut = true;
                        frame
                    }
                    Item::End => return None,
                },
                () = tick(&mut self.pings) => {
                    if !self.wants_ping() {
                        continue;
                    }
                    b"event: ping\ndata: {}\n\n".to_vec()
                }
            };
            let split = self.listener.shared.look(|state| state.faults.split);
            let size = split.unwrap_or(frame.len()).max(1);
            self.pieces
                .extend(frame.chunks(size).map(Bytes::copy_from_slice));
        }
    }

    fn wants_ping(&self) -> bool {
        let shared = &self.listener.shared;
        let filtered = shared.config.pings_obey_filters && !self.listener.filter.lets_pass("ping");
        !filtered && !shared.look(|state| state.faults.no_pings)
    }
}

/// `GET /:/websockets/notifications`: a list in a wrapper, one message each.
pub(crate) async fn websocket(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(Peer(control)): ConnectInfo<Peer>,
    Extension(who): Extension<Caller>,
    asked: QueryPairs,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    let Ok(upgrade) = upgrade else {
        return responses::html(StatusCode::BAD_REQUEST);
    };
    let transport = Transport::WebSocket;
    // On the list before the answer, so that nothing told meanwhile is missed.
    let listener = shared.open_stream(transport, filters(&asked), who.sees(), &control);
    upgrade.on_upgrade(move |socket| serve(socket, listener))
}

async fn serve(mut socket: WebSocket, mut listener: Listener) {
    let mut pings = every(listener.shared.config.websocket_pings);
    let mut ended = false;
    loop {
        let sent = tokio::select! {
            item = listener.items.recv(), if !ended => match item {
                Some(Item::Notification(told)) => {
                    socket.send(Message::Text(told.websocket_text().into())).await
                }
                Some(Item::Bytes(bytes)) => {
                    listener.control.write_verbatim(&text_frame(&bytes));
                    socket.flush().await
                }
                Some(Item::HalfAndCut(told)) => {
                    let mut frame = text_frame(told.websocket_text().as_bytes());
                    frame.truncate(frame.len() / 2);
                    listener.control.write_verbatim(&frame);
                    listener.control.cut_after_flush();
                    ended = true;
                    socket.flush().await
                }
                Some(Item::End) | None => {
                    ended = true;
                    socket.send(Message::Close(None)).await
                }
            },
            // Pings of the client are answered inside; anything else it says is ignored, and its
            // close or a broken frame is the end.
            said = socket.recv() => match said {
                Some(Ok(_)) => Ok(()),
                Some(Err(_)) | None => return,
            },
            () = tick(&mut pings) => socket.send(Message::Ping(Bytes::new())).await,
        };
        if sent.is_err() {
            return;
        }
    }
}

/// One final text frame of a server (unmasked), whatever its bytes are.
fn text_frame(payload: &[u8]) -> Vec<u8> {
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

/// An interval whose first tick is one period away.
fn every(period: Option<Duration>) -> Option<Interval> {
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
    use super::text_frame;

    #[test]
    fn a_frame_has_the_shortest_length_form() {
        let head = |length: usize| {
            let frame = text_frame(&vec![b'x'; length]);
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
