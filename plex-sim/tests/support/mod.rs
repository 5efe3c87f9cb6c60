//! A WebSocket client and an event stream reader for these tests.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers may fail the test"
)]

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use plex_sim::{PlexSim, Transport};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// The time for which a test waits for an expected event.
pub(crate) const SOON: Duration = Duration::from_secs(10);

/// The time that a test waits to verify that no event comes.
pub(crate) const NEVER: Duration = Duration::from_millis(60);

/// A plain client. In a build of the whole workspace, the SDK enables TLS without a provider in the
/// shared `reqwest`, which then needs a provider even for plain HTTP.
pub(crate) fn client() -> reqwest::Client {
    client_builder().build().unwrap()
}

pub(crate) fn client_builder() -> reqwest::ClientBuilder {
    // It fails when a provider is already installed, which is fine.
    let _ = tokio_rustls::rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
}

pub(crate) async fn get(url: impl reqwest::IntoUrl) -> reqwest::Result<reqwest::Response> {
    client().get(url).send().await
}

pub(crate) struct WebSocket(pub(crate) WebSocketStream<MaybeTlsStream<TcpStream>>);

impl WebSocket {
    pub(crate) async fn open(sim: &PlexSim, query: &str) -> Self {
        Self::try_open(sim, query).await.unwrap()
    }

    pub(crate) async fn try_open(sim: &PlexSim, query: &str) -> Result<Self, Error> {
        let path = Transport::WebSocket.path();
        let url = format!("ws{}{path}{query}", sim.url().strip_prefix("http").unwrap());
        connect_async(url).await.map(|(socket, _)| Self(socket))
    }

    /// The next message or error; `None` at the end of the connection.
    pub(crate) async fn raw(&mut self) -> Option<Result<Message, Error>> {
        tokio::time::timeout(SOON, self.0.next()).await.unwrap()
    }

    /// The next notification. A server that is busy for long sends a ping before it.
    pub(crate) async fn json(&mut self) -> Value {
        loop {
            let message = self.raw().await.unwrap().unwrap();
            if !message.is_ping() {
                return serde_json::from_str(message.to_text().unwrap()).unwrap();
            }
        }
    }

    pub(crate) async fn stays_silent(&mut self) {
        let said = tokio::time::timeout(NEVER, self.0.next()).await;
        assert!(said.is_err(), "{said:?}");
    }

    pub(crate) async fn ping(&mut self) {
        self.0
            .send(Message::Ping("are you there".into()))
            .await
            .unwrap();
    }
}

pub(crate) struct EventStream {
    response: reqwest::Response,
    pub(crate) pieces: Vec<Vec<u8>>,
    text: Vec<u8>,
}

impl EventStream {
    pub(crate) async fn open(sim: &PlexSim, query: &str) -> Self {
        let path = Transport::EventSource.path();
        let response = get(format!("{}{path}{query}", sim.url())).await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self {
            response,
            pieces: Vec::new(),
            text: Vec::new(),
        }
    }

    /// The next piece, unchanged; `None` at an orderly end.
    pub(crate) async fn raw(&mut self) -> reqwest::Result<Option<Vec<u8>>> {
        let piece = tokio::time::timeout(SOON, self.response.chunk())
            .await
            .unwrap()?;
        Ok(piece.map(|piece| piece.to_vec()))
    }

    /// The next frame with its empty line.
    pub(crate) async fn frame(&mut self) -> String {
        loop {
            if let Some(end) = self.text.windows(2).position(|pair| pair == b"\n\n") {
                let rest = self.text.split_off(end + 2);
                return String::from_utf8(std::mem::replace(&mut self.text, rest)).unwrap();
            }
            let piece = self.raw().await.unwrap().unwrap();
            self.text.extend(&piece);
            self.pieces.push(piece);
        }
    }

    /// The next frame's data.
    pub(crate) async fn json(&mut self) -> Value {
        let frame = self.frame().await;
        let data = frame.lines().find_map(|line| line.strip_prefix("data: "));
        serde_json::from_str(data.unwrap()).unwrap()
    }

    pub(crate) async fn stays_silent(&mut self) {
        let said = tokio::time::timeout(NEVER, self.response.chunk()).await;
        assert!(said.is_err(), "{said:?}");
    }
}

/// `started updated ended`: the events of one activity's notifications.
pub(crate) fn event_of(message: &Value) -> (String, String) {
    let told = message
        .pointer("/NotificationContainer/ActivityNotification/0")
        .or_else(|| message.pointer("/ActivityNotification"))
        .unwrap();
    let text = |key: &str| told[key].as_str().unwrap().to_owned();
    (text("event"), text("uuid"))
}
