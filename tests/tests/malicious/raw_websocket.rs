//! A server whose WebSocket writes the bytes of a test.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use plex_api::{Plex, Transport, TransportChoice};
use plex_api_tests::brisk_policy;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use crate::raw_server::{RawServer, peer};

/// Lists an activity `a` as long as it runs. Its first WebSocket tells of it and goes on with the
/// bytes of the test; later ones are silent.
pub(crate) struct RawWebSocket {
    peer: RawServer,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    over: AtomicBool,
    sockets: AtomicUsize,
}

impl RawWebSocket {
    pub(crate) async fn start(bytes: Vec<u8>) -> Self {
        let state = Arc::new(State::default());
        let shared = Arc::clone(&state);
        let peer = peer(move |stream, head| {
            let (state, bytes) = (Arc::clone(&shared), bytes.clone());
            async move { serve(stream, &head, &state, &bytes).await }
        })
        .await;
        Self { peer, state }
    }

    /// Without a word to anybody, `a` runs no more.
    pub(crate) fn end(&self) {
        self.state.over.store(true, Ordering::Relaxed);
    }

    pub(crate) fn sockets(&self) -> usize {
        self.state.sockets.load(Ordering::Relaxed)
    }

    /// A client that uses nothing but the WebSocket.
    pub(crate) fn client(&self) -> Plex {
        let mut policy = brisk_policy(TransportChoice::Only(Transport::WebSocket));
        policy.max_message_bytes = 64 * 1024;
        // Pings are answered by nobody here.
        policy.ping_interval = Duration::from_secs(60);
        Plex::builder(&self.peer.url)
            .connection_policy(policy)
            .build()
            .unwrap()
    }
}

/// A frame of a WebSocket as a server sends it.
pub(crate) fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![first];
    match payload.len() {
        short @ 0..126 => frame.push(u8::try_from(short).unwrap()),
        long => {
            frame.push(127);
            frame.extend(u64::try_from(long).unwrap().to_be_bytes());
        }
    }
    frame.extend(payload);
    frame
}

async fn serve(mut stream: TcpStream, head: &str, state: &State, bytes: &[u8]) {
    let key = head
        .lines()
        .filter_map(|line| line.split_once(": "))
        .find(|(name, _)| name.eq_ignore_ascii_case("sec-websocket-key"));
    let Some((_, key)) = key else {
        let entry = match state.over.load(Ordering::Relaxed) {
            true => "",
            false => r#"{"uuid":"a"}"#,
        };
        let body = format!(r#"{{"MediaContainer":{{"Activity":[{entry}]}}}}"#);
        let length = body.len();
        let answer = format!(
            "HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        );
        let _ = stream.write_all(answer.as_bytes()).await;
        return;
    };
    let accept = derive_accept_key(key.trim().as_bytes());
    let mut answer = format!(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Accept: {accept}\r\n\r\n"
    )
    .into_bytes();
    if state.sockets.fetch_add(1, Ordering::Relaxed) == 0 {
        // In one piece with the head: the bytes after it belong to the WebSocket.
        let started = r#"{"NotificationContainer":{"type":"activity","ActivityNotification":[
            {"event":"started","uuid":"a","Activity":{"uuid":"a"}}]}}"#;
        answer.extend(frame(0x81, started.as_bytes()));
        answer.extend(bytes);
    }
    let _ = stream.write_all(&answer).await;
    let mut heard = [0; 4096];
    while stream.read(&mut heard).await.is_ok_and(|read| read > 0) {}
}
