//! Helpers that the tests of both transports share: a client, and a server that sends the given messages.
#![cfg(any(feature = "websocket", feature = "eventsource"))]

use std::fmt::Write as _;
use std::sync::LazyLock;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::fixtures;
use crate::generated::Client;
use crate::model::Transport;
use crate::notifications::ingest::MessageDecoder;
use crate::notifications::transport::{DisconnectReason, Incoming, Settings};
#[cfg(feature = "eventsource")]
use crate::notifications::{event_source::EventSource, transport::Connection};
use crate::plex::Plex;
use crate::token::Token;

pub(in crate::notifications) const TOKEN: &str = "hunter2-token";

/// The client of the server at `url`.
pub(in crate::notifications) fn plex(url: &str) -> Client {
    let token = Token::new(TOKEN).unwrap();
    let plex = Plex::builder(url).token(token).build().unwrap();
    plex.session().client.clone()
}

/// An decoder that belongs to no server.
pub(in crate::notifications) fn decoder(
    transport: Transport,
    settings: &Settings,
) -> MessageDecoder {
    // One for all tests: a client is slow to build.
    static PLEX: LazyLock<Client> = LazyLock::new(|| plex("http://127.0.0.1:1"));
    MessageDecoder::new(transport, &PLEX, settings)
}

/// A connection over which the same event comes for ever, and is always there already.
#[cfg(feature = "eventsource")]
pub(crate) fn flood(event: &'static str) -> Connection {
    let settings = Settings::default();
    let decoder = decoder(Transport::EventSource, &settings);
    let body =
        futures_util::stream::repeat_with(move || Ok(bytes::Bytes::from_static(event.as_bytes())));
    let source = EventSource::bare(Box::pin(body), decoder, settings.max_message_bytes);
    Connection::EventSource(Box::new(source))
}

/// A server for one connection: its URL, and the socket once a client is there.
pub(in crate::notifications) async fn listen() -> (String, JoinHandle<TcpStream>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let socket = tokio::spawn(async move { listener.accept().await.unwrap().0 });
    (url, socket)
}

/// A server that reads one request, writes `answer` and ends the connection: its URL, and the
/// request's head.
pub(in crate::notifications) async fn answering(
    answer: impl Into<Vec<u8>>,
) -> (String, JoinHandle<String>) {
    let (url, socket) = listen().await;
    let answer = answer.into();
    let request = tokio::spawn(async move {
        let mut socket = socket.await.unwrap();
        let head = read_head(&mut socket).await;
        socket.write_all(&answer).await.unwrap();
        head
    });
    (url, request)
}

/// Reads a request up to its body, in lower case: names of headers are spelled as one likes.
pub(in crate::notifications) async fn read_head(socket: &mut TcpStream) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(socket.read_u8().await.unwrap());
    }
    String::from_utf8(head).unwrap().to_ascii_lowercase()
}

/// An answer with a body and its length.
pub(in crate::notifications) fn answer(status: &str, headers: &[&str], body: &[u8]) -> Vec<u8> {
    let mut answer = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n", body.len());
    for header in headers {
        write!(answer, "{header}\r\n").unwrap();
    }
    answer.push_str("connection: close\r\n\r\n");
    [answer.as_bytes(), body].concat()
}

/// The recorded refusal.
pub(in crate::notifications) fn unauthorized() -> Vec<u8> {
    let page = fixtures::recorded("http-401-unauthorized.html");
    answer("401 Unauthorized", &["content-type: text/html"], page)
}

/// The line of the request's target, and that the token is in a header and nowhere else.
pub(in crate::notifications) fn target_of(head: &str) -> &str {
    assert_eq!(head.matches(TOKEN).count(), 1, "{head}");
    assert!(head.contains(&format!("\r\nx-plex-token: {TOKEN}\r\n")));
    assert!(!head.contains("api-version"), "{head}");
    head.lines().next().unwrap()
}

/// One line for an incoming event, to compare.
pub(in crate::notifications) fn told(incoming: &Incoming) -> String {
    match incoming {
        Incoming::Notification(notification) => fixtures::described(notification),
        Incoming::Undecodable(_) => "undecodable".to_owned(),
        Incoming::KeepAlive => "ping".to_owned(),
        Incoming::Closed(end) => format!("closed {:?}", end.reason()),
    }
}

/// The text of the end that must have come.
pub(in crate::notifications) fn end(incoming: &Incoming, reason: DisconnectReason) -> String {
    match incoming {
        Incoming::Closed(end) if end.reason() == reason => end.text().to_owned(),
        other => panic!("expected the end ({reason:?}), got {other:?}"),
    }
}

pub(in crate::notifications) fn activity(uuid: &str, title: &str) -> String {
    format!(
        r#"{{"ActivityNotification":{{"event":"updated","uuid":"{uuid}","Activity":{{"title":"{title}","progress":5}}}}}}"#
    )
}
