//! Faults of connections and notifications, seen from the client's side of the socket.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::support;

use std::time::{Duration, Instant};

use plex_sim::{Fault, Notification, PlexSim};
use support::{EventStream, NEVER, WebSocket};
use tokio_tungstenite::tungstenite::{Error, Message};

fn numbered(number: usize) -> Notification {
    Notification::new("status", "N", number.to_string())
}

async fn number(socket: &mut WebSocket) -> u64 {
    socket.json().await["NotificationContainer"]["N"][0]
        .as_u64()
        .unwrap()
}

async fn both(sim: &PlexSim) -> (WebSocket, EventStream) {
    (
        WebSocket::open(sim, "").await,
        EventStream::open(sim, "").await,
    )
}

#[tokio::test]
async fn a_cut_comes_without_a_close_frame() {
    for fault in [
        Fault::CutConnections,
        Fault::CutStreams,
        Fault::ResetConnections,
    ] {
        let sim = PlexSim::start().await.unwrap();
        let (mut socket, mut stream) = both(&sim).await;
        sim.fault(fault);
        let end = socket.raw().await;
        assert!(matches!(end, None | Some(Err(_))), "{end:?}");
        assert!(stream.raw().await.is_err(), "{fault:?}");
        let again = WebSocket::open(&sim, "").await;
        drop(again);
        sim.finish().await.unwrap();
    }
}

#[tokio::test]
async fn only_the_streams_are_cut() {
    let sim = PlexSim::start().await.unwrap();
    let client = support::client();
    let url = format!("{}/activities", sim.url());
    client.get(&url).send().await.unwrap().text().await.unwrap();
    let socket = WebSocket::open(&sim, "").await;
    sim.fault(Fault::CutStreams);
    sim.wait_open_streams(0).await.unwrap();
    client.get(&url).send().await.unwrap().text().await.unwrap();
    let requests = sim.requests_of("GET", "/activities");
    assert_eq!(requests[0].connection, requests[1].connection);
    drop(socket);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn streams_can_end_in_order() {
    let sim = PlexSim::start().await.unwrap();
    let (mut socket, mut stream) = both(&sim).await;
    sim.publish(numbered(1));
    sim.fault(Fault::EndStreams);
    assert_eq!(number(&mut socket).await, 1);
    assert!(matches!(socket.raw().await, Some(Ok(Message::Close(_)))));
    assert_eq!(stream.frame().await, "event: status\ndata: {\"N\":1}\n\n");
    assert_eq!(stream.raw().await.unwrap(), None);
    drop((socket, stream));
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_silent_server_keeps_connections_open_and_answers_nothing() {
    let sim = PlexSim::builder()
        .ping_every(Duration::from_millis(5))
        .start()
        .await
        .unwrap();
    let (mut socket, mut stream) = both(&sim).await;
    stream.frame().await;
    sim.fault(Fault::Silence);
    let mut pings_under_way = 0;
    while tokio::time::timeout(NEVER, stream.raw()).await.is_ok() {
        pings_under_way += 1;
        assert!(pings_under_way < 100, "the stream goes on");
    }
    sim.publish(numbered(1));
    socket.ping().await;
    socket.stays_silent().await;
    stream.stays_silent().await;
    let client = support::client_builder().timeout(NEVER).build().unwrap();
    let url = format!("{}/activities", sim.url());
    assert!(client.get(&url).send().await.unwrap_err().is_timeout());
    assert!(sim.requests_of("GET", "/activities").is_empty());
    sim.lift(&Fault::Silence);
    assert_eq!(support::get(url).await.unwrap().status(), 200);
    socket.stays_silent().await;
    drop((socket, stream));
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn only_the_streams_fall_silent() {
    let sim = PlexSim::start().await.unwrap();
    let (mut socket, mut stream) = both(&sim).await;
    sim.fault(Fault::SilenceStreams);
    sim.publish(numbered(1));
    socket.stays_silent().await;
    stream.stays_silent().await;
    let mut fresh = WebSocket::open(&sim, "").await;
    sim.publish(numbered(2));
    assert_eq!(number(&mut fresh).await, 2);
    drop((socket, stream, fresh));
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_slow_server_is_slow_in_both_directions() {
    let every = Duration::from_millis(20);
    for fault in [
        Fault::SlowSender { bytes: 16, every },
        Fault::SlowReader { bytes: 16, every },
    ] {
        let sim = PlexSim::start().await.unwrap();
        sim.fault(fault);
        let url = format!("{}/activities", sim.url());
        let long = "x".repeat(640);
        let began = Instant::now();
        let ask = support::client().get(&url).header("X-Long", &long);
        let response = ask.send().await.unwrap();
        sim.lift(&fault);
        response.text().await.unwrap();
        let least = match fault {
            Fault::SlowSender { .. } => every * 10,
            _ => every * 40,
        };
        assert!(began.elapsed() >= least, "{fault:?} {:?}", began.elapsed());
        // A request that is as slow as this would never end.
        let every = Duration::from_secs(3600);
        let slower = match fault {
            Fault::SlowSender { bytes, .. } => Fault::SlowSender { bytes, every },
            _ => Fault::SlowReader { bytes: 16, every },
        };
        sim.fault(slower);
        sim.lift(&slower);
        let ask = support::client().get(&url).header("X-Long", &long);
        ask.send().await.unwrap().text().await.unwrap();
        sim.finish().await.unwrap();
    }
}

#[tokio::test]
async fn frames_are_split_even_inside_a_character() {
    let sim = PlexSim::start().await.unwrap();
    let mut stream = EventStream::open(&sim, "").await;
    sim.fault(Fault::SplitFrames(1));
    sim.publish(Notification::new("status", "S", "\"ü\""));
    assert_eq!(
        stream.frame().await,
        "event: status\ndata: {\"S\":\"ü\"}\n\n"
    );
    assert!(stream.pieces.len() > 20, "{} pieces", stream.pieces.len());
    assert!(
        stream
            .pieces
            .iter()
            .any(|piece| std::str::from_utf8(piece).is_err())
    );
    drop(stream);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn half_a_frame_ends_the_stream() {
    let sim = PlexSim::start().await.unwrap();
    let (mut socket, mut stream) = both(&sim).await;
    sim.publish(numbered(1));
    sim.fault(Fault::HalfFrame);
    sim.publish(numbered(2));
    assert_eq!(number(&mut socket).await, 1);
    let end = socket.raw().await;
    assert!(matches!(end, None | Some(Err(_))), "{end:?}");
    stream.frame().await;
    let half = stream.raw().await.unwrap().unwrap();
    let text = String::from_utf8(half).unwrap();
    assert!(
        text.starts_with("event: activity\ndata: {") && !text.ends_with('\n'),
        "{text}"
    );
    assert!(stream.raw().await.is_err());
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn invalid_utf8_ends_a_strict_websocket_but_not_the_event_stream() {
    let sim = PlexSim::start().await.unwrap();
    let (mut socket, mut stream) = both(&sim).await;
    sim.publish(numbered(1));
    sim.fault(Fault::BadUtf8);
    sim.publish(numbered(2));
    assert_eq!(number(&mut socket).await, 1);
    let broken = socket.raw().await;
    assert!(matches!(broken, Some(Err(Error::Utf8(_)))), "{broken:?}");
    let mut all = Vec::new();
    while !all.ends_with(b"{\"N\":2}\n\n") {
        all.extend(stream.raw().await.unwrap().unwrap());
    }
    assert!(std::str::from_utf8(&all).is_err());
    drop((socket, stream));
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn valid_messages_follow_an_invalid_one() {
    let sim = PlexSim::start().await.unwrap();
    let (mut socket, mut stream) = both(&sim).await;
    sim.fault(Fault::BadJson);
    sim.publish(numbered(2));
    let broken = socket.raw().await.unwrap().unwrap();
    let broken: Result<serde_json::Value, _> = serde_json::from_str(broken.to_text().unwrap());
    assert!(broken.is_err());
    assert_eq!(number(&mut socket).await, 2);
    assert!(stream.frame().await.starts_with("event: activity\ndata: {"));
    assert_eq!(stream.json().await["N"], 2);
    drop((socket, stream));
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn notifications_are_duplicated_reordered_and_dropped() {
    let sim = PlexSim::start().await.unwrap();
    let mut socket = WebSocket::open(&sim, "").await;
    let mut got = Vec::new();
    sim.fault(Fault::Duplicate);
    sim.publish(numbered(1));
    sim.lift(&Fault::Duplicate);
    sim.fault(Fault::Reorder);
    (2..=4).for_each(|number| sim.publish(numbered(number)));
    sim.lift(&Fault::Reorder);
    sim.fault(Fault::DropNext(2));
    (5..=7).for_each(|number| sim.publish(numbered(number)));
    for _ in 0..6 {
        got.push(number(&mut socket).await);
    }
    assert_eq!(got, [1, 1, 3, 2, 4, 7]);
    assert_eq!(sim.notifications().len(), 7);
    drop(socket);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_list_can_be_older_than_its_response() {
    let sim = PlexSim::builder().manual_scans().start().await.unwrap();
    sim.fault(Fault::StaleList(Duration::from_millis(50)));
    let url = format!("{}/activities", sim.url());
    let began = Instant::now();
    let asked = tokio::spawn(support::get(url.clone()));
    sim.wait_request("GET", "/activities", 1).await.unwrap();
    // Another response proves that the list of the first response is complete.
    support::get(format!("{}/identity", sim.url()))
        .await
        .unwrap();
    let uuid = sim.activity("x").start();
    let stale = asked.await.unwrap().unwrap().text().await.unwrap();
    assert!(!stale.contains(&uuid), "{stale}");
    assert!(began.elapsed() >= Duration::from_millis(50));
    sim.lift_faults();
    let fresh = support::get(url).await.unwrap().text().await.unwrap();
    assert!(fresh.contains(&uuid), "{fresh}");
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn pings_can_be_stopped() {
    let sim = PlexSim::builder()
        .ping_every(Duration::from_millis(5))
        .start()
        .await
        .unwrap();
    sim.fault(Fault::NoPings);
    let mut stream = EventStream::open(&sim, "").await;
    stream.stays_silent().await;
    sim.lift(&Fault::NoPings);
    assert_eq!(stream.frame().await, "event: ping\ndata: {}\n\n");
    drop(stream);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_client_that_never_reads_is_disconnected() {
    let sim = PlexSim::start().await.unwrap();
    let mut quick = WebSocket::open(&sim, "?filters=status").await;
    let slow = WebSocket::open(&sim, "?filters=timeline").await;
    let large = format!("\"{}\"", "x".repeat(1024));
    for _ in 0..90_000 {
        sim.publish(Notification::new("timeline", "T", large.as_str()));
    }
    sim.publish(numbered(1));
    assert_eq!(number(&mut quick).await, 1);
    sim.wait_open_streams(1).await.unwrap();
    drop((quick, slow));
    sim.finish().await.unwrap();
}
