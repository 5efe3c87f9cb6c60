//! Notification streams: no message of a server must hide the end of an activity.

use std::time::Duration;

use plex_api::limits::MAX_UNDECODABLE;
use plex_api::{ActivityEvent, Plex, TransportChoice, Watcher};
use plex_api_tests::events::until;
use plex_api_tests::{brisk, brisk_builder, brisk_policy, server};
use plex_sim::{Body, Notification, PlexSim, StubResponse, Transport};

use crate::raw_websocket::{RawWebSocket, frame};

/// Watches, and has taken the start of an activity `a`.
async fn watching(sim: &PlexSim, plex: &Plex) -> Watcher {
    let mut events = plex.activities().watch();
    events.synced().await.unwrap();
    sim.activity("media.download").uuid("a").start();
    until(&mut events, |event| {
        matches!(event, ActivityEvent::Started { .. })
    })
    .await;
    events
}

/// Checks that the end of an activity is reported after these bytes over an event stream; returns why the
/// connection was lost, if it had to be.
async fn stream_survives(bytes: &[u8], breaks: bool) -> String {
    let choice = TransportChoice::Only(plex_api::Transport::EventSource);
    let sim = server().await;
    let mut policy = brisk_policy(choice);
    policy.max_message_bytes = 64 * 1024;
    let plex = brisk_builder(&sim, choice)
        .connection_policy(policy)
        .build()
        .unwrap();
    let mut events = watching(&sim, &plex).await;
    sim.send_bytes(Transport::EventSource, bytes);
    let mut reason = String::new();
    if breaks {
        let lost = |event: &ActivityEvent| matches!(event, ActivityEvent::Disconnected { .. });
        if let ActivityEvent::Disconnected { reason: why, .. } = until(&mut events, lost).await {
            reason = why.to_string();
        }
    }
    sim.end("a");
    until(&mut events, |event| {
        matches!(event, ActivityEvent::Ended { .. })
    })
    .await;
    sim.shutdown().await;
    reason
}

/// Checks that the end of an activity is reported after these bytes over a WebSocket; returns why the
/// connection was lost, if it had to be.
async fn socket_survives(bytes: Vec<u8>, breaks: bool) -> String {
    let server = RawWebSocket::start(bytes).await;
    let plex = server.client();
    let mut events = plex.activities().watch();
    let mut reason = None;
    let mut started = false;
    // The loss may be reported before the start, which waits for a list.
    while !started || breaks && reason.is_none() {
        let any = |_: &ActivityEvent| true;
        match until(&mut events, any).await {
            ActivityEvent::Started { .. } => started = true,
            ActivityEvent::Disconnected { reason: why, .. } => {
                reason.get_or_insert(why.to_string());
            }
            _ => {}
        }
    }
    server.end();
    until(&mut events, |event| {
        matches!(event, ActivityEvent::Ended { .. })
    })
    .await;
    if !breaks {
        assert_eq!(server.sockets(), 1, "the connection was given up");
    }
    reason.unwrap_or_default()
}

#[tokio::test]
async fn an_oversized_websocket_message_closes_the_connection_and_it_reconnects() {
    let large = 100 * 1024;
    for (what, bytes, part) in [
        ("a message", frame(0x81, &vec![b' '; large]), "too large"),
        (
            "a promise",
            [&[0x81, 127, 0x7f][..], &[0xff; 7]].concat(),
            "too large",
        ),
        (
            "fragments",
            [
                frame(0x01, b"{"),
                frame(0x00, &[b' '; 100]).repeat(large / 100),
            ]
            .concat(),
            "too large",
        ),
        ("a large ping", frame(0x89, &[0; 126]), "broke the rules"),
        ("a ping in fragments", frame(0x09, b"x"), "broke the rules"),
        (
            "an unknown kind of frame",
            frame(0x83, b"x"),
            "broke the rules",
        ),
        ("a compressed message", frame(0xc1, b"x"), "broke the rules"),
        (
            "a farewell with escape sequences",
            frame(0x88, b"\x03\xe8\x1b[2J\xe2\x80\xae"),
            "closed the WebSocket with code 1000: [2J",
        ),
    ] {
        let reason = socket_survives(bytes, true).await;
        assert!(reason.contains(part), "{what}: {reason}");
        assert!(reason.len() < 500, "{what}: {}", reason.len());
        assert!(!reason.contains(char::is_control), "{what}: {reason:?}");
    }
}

#[tokio::test]
async fn a_byte_that_is_not_utf8_costs_a_character_of_a_websocket_text() {
    let mut bytes = br#"{"NotificationContainer":{"type":"activity","ActivityNotification":[
        {"event":"updated","uuid":"a","Activity":{"uuid":"a","title":"Am?lie"}}]}}"#
        .to_vec();
    let odd = bytes.iter().position(|byte| *byte == b'?').unwrap();
    bytes[odd] = 0xe9;
    let (first, second) = bytes.split_at(odd);
    for frames in [
        frame(0x81, &bytes),
        [frame(0x01, first), frame(0x89, b""), frame(0x80, second)].concat(),
    ] {
        let server = RawWebSocket::start(frames).await;
        let plex = server.client();
        let mut events = plex.activities().watch();
        until(&mut events, |event| {
            let title = event.activity().map(|activity| activity.title());
            title == Some("Am\u{fffd}lie")
        })
        .await;
        events.synced().await.unwrap();
        assert_eq!(server.sockets(), 1, "the connection was given up");
        assert_eq!(events.status().undecodable, 0);
    }
}

#[tokio::test]
async fn floods_of_valid_frames_do_not_break_the_connection() {
    for bytes in [
        frame(0x81, b"\xff").repeat(2_000),
        frame(0x89, &[b'x'; 125]).repeat(20_000),
        frame(0x8a, &[b'x'; 125]).repeat(20_000),
        frame(0x81, b"").repeat(2_000),
        frame(0x82, b"\xff").repeat(2_000),
        // Fragments that say nothing, of a message that does not end.
        [frame(0x01, b""), frame(0x00, b"").repeat(100_000)].concat(),
    ] {
        socket_survives(bytes, false).await;
    }
}

#[tokio::test]
async fn an_oversized_event_closes_the_stream_and_it_reconnects() {
    let long = "x".repeat(100 * 1024);
    for (what, text) in [
        ("a line", format!("data: {long}")),
        ("a comment", format!(":{long}")),
        (
            "an event",
            format!("data: {}\n", "x".repeat(100)).repeat(2_000),
        ),
        ("an id", format!("id: {long}\n\n")),
        ("a name", format!("event: {long}\n\n")),
        ("an unknown field", format!("{long}: 1\n\n")),
    ] {
        let reason = stream_survives(text.as_bytes(), true).await;
        assert!(
            reason.contains("larger than 65536 bytes"),
            "{what}: {reason}"
        );
    }
}

#[tokio::test]
async fn unusual_fields_of_an_event_stream_are_ignored() {
    for text in [
        "retry: 99999999999999999999\n\n".to_owned(),
        "retry: 4294967295\n\n".to_owned(),
        "retry: -1\n\n".to_owned(),
        "id: a\0b\n\n".to_owned(),
        ": still here\n\n".repeat(20_000),
        "event: ping\ndata: {}\n\n".repeat(5_000),
        "event: activity\ndata: {\n\n".repeat(500),
        "\n".repeat(100_000),
    ] {
        stream_survives(text.as_bytes(), false).await;
    }
}

#[tokio::test]
async fn many_unreadable_entries_of_one_notification_are_a_few_events() {
    let sim = server().await;
    let plex = brisk(&sim, TransportChoice::Auto);
    let mut events = watching(&sim, &plex).await;
    let odd = format!("[{}1]", "0,".repeat(100_000));
    let message = format!(
        r#"{{"NotificationContainer":{{"type":"activity","ActivityNotification":{odd}}}}}"#
    );
    sim.send_bytes(Transport::WebSocket, message.as_bytes());
    sim.end("a");
    let mut odd = 0;
    loop {
        match events.next().await.unwrap().unwrap() {
            ActivityEvent::Undecodable { excerpt, .. } => {
                assert!(excerpt.len() <= 200);
                odd += 1;
            }
            ActivityEvent::Ended { .. } => break,
            _ => {}
        }
    }
    assert_eq!(odd, MAX_UNDECODABLE + 1);
    sim.shutdown().await;
}

#[tokio::test]
async fn an_invalid_or_endless_handshake_falls_back_to_the_next_transport() {
    let switching =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";
    for (what, canned, why) in [
        (
            "a wrong proof",
            StubResponse::raw(format!(
                "{switching}Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n"
            )),
            "sent no valid proof",
        ),
        (
            "no proof",
            StubResponse::raw(format!("{switching}\r\n")),
            "sent no valid proof",
        ),
        ("no answer", StubResponse::hang(), "no whole answer"),
        (
            "an endless page",
            StubResponse::new(200, Body::endless("<html>".repeat(1_000))),
            "larger than the limit",
        ),
        (
            "a compressed page",
            StubResponse::html(200, "x").header("Content-Encoding", "gzip"),
            "is compressed",
        ),
    ] {
        let sim = server().await;
        sim.answer("GET", "/:/websockets/notifications", canned);
        let mut policy = brisk_policy(TransportChoice::Auto);
        policy.handshake_deadline = Duration::from_millis(500);
        let plex = brisk_builder(&sim, TransportChoice::Auto)
            .connection_policy(policy)
            .build()
            .unwrap();
        let mut events = watching(&sim, &plex).await;
        let status = plex.activities().status();
        let (_, reason) = &status.refused[0];
        assert!(reason.contains(why), "{what}: {status:?}");
        sim.end("a");
        until(&mut events, |event| {
            matches!(event, ActivityEvent::Ended { .. })
        })
        .await;
        sim.shutdown().await;
    }
}

#[tokio::test]
async fn an_end_with_an_oversized_activity_still_ends_it() {
    let sim = server().await;
    let plex = brisk(&sim, TransportChoice::Auto);
    let mut events = watching(&sim, &plex).await;
    let entry = format!(
        r#"{{"event":"ended","uuid":"a","Activity":{{"uuid":"a","x":[{}0]}}}}"#,
        r#"{"":0},"#.repeat(10_000)
    );
    sim.publish(Notification::new("activity", "ActivityNotification", entry));
    until(&mut events, |event| {
        matches!(event, ActivityEvent::Ended { .. })
    })
    .await;
    sim.shutdown().await;
}
