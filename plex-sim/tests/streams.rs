//! Both notification streams, with clients that share no code with the simulator.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::support;

use std::time::Duration;

use futures_util::StreamExt;
use plex_sim::{Fault, Notification, PlexSim, Transport, recorded_bodies};
use serde_json::json;
use support::{EventStream, WebSocket, event_of};
use tokio_tungstenite::tungstenite::{Error, Message};

fn quiet(kind: &str) -> Notification {
    Notification::new(kind, "Body", "{}")
}

#[tokio::test]
async fn a_websocket_message_is_a_list_in_a_wrapper() {
    let sim = PlexSim::start().await.unwrap();
    let mut socket = WebSocket::open(&sim, "").await;
    let uuid = sim.activity("library.refresh.items").quiet_start().start();
    assert_eq!(
        socket.json().await,
        json!({"NotificationContainer": {"type": "activity", "size": 1, "ActivityNotification": [{
            "event": "started", "uuid": uuid, "Activity": {
                "uuid": uuid, "type": "library.refresh.items", "cancellable": false, "userID": 1,
                "title": "Refreshing", "subtitle": "", "progress": 0}}]}})
    );
    drop(socket);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn an_event_stream_frame_is_one_object_with_lf_line_ends() {
    let sim = PlexSim::start().await.unwrap();
    let mut stream = EventStream::open(&sim, "").await;
    let uuid = sim
        .activity("x")
        .title("Doing X")
        .context("key", "/a")
        .start();
    let frame = |event: &str, rest: &str| {
        format!(
            "event: activity\ndata: {{\"ActivityNotification\":{{\"event\":\"{event}\",\
             \"uuid\":\"{uuid}\",\"Activity\":{{\"uuid\":\"{uuid}\",\"type\":\"x\",\
             \"cancellable\":false,\"userID\":1,\"title\":\"Doing X\",\"subtitle\":\"\",\
             \"progress\":0{rest}}}}}}}\n\n"
        )
    };
    assert_eq!(stream.frame().await, frame("started", ""));
    assert_eq!(
        stream.frame().await,
        frame("updated", ",\"Context\":{\"key\":\"/a\"}")
    );
    drop(stream);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn the_event_stream_pings_and_the_websocket_does_not() {
    let sim = PlexSim::builder()
        .ping_every(Duration::from_millis(5))
        .start()
        .await
        .unwrap();
    let mut stream = EventStream::open(&sim, "?filters=activity").await;
    let mut socket = WebSocket::open(&sim, "").await;
    let recorded = recorded_bodies::by_name("sse-ping.txt").unwrap();
    for _ in 0..2 {
        assert_eq!(stream.frame().await.as_bytes(), recorded.bytes);
    }
    socket.stays_silent().await;
    drop((stream, socket));
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_filter_can_exclude_pings() {
    let sim = PlexSim::builder()
        .ping_every(Duration::from_millis(5))
        .pings_obey_filters(true)
        .websocket_pings(Duration::from_millis(5))
        .start()
        .await
        .unwrap();
    let mut stream = EventStream::open(&sim, "?filters=activity").await;
    stream.stays_silent().await;
    let mut socket = WebSocket::open(&sim, "").await;
    assert!(matches!(socket.raw().await, Some(Ok(Message::Ping(_)))));
    drop((stream, socket));
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn an_idle_server_pings_before_a_client_takes_it_for_dead() {
    let sim = PlexSim::start().await.unwrap();
    let mut socket = WebSocket::open(&sim, "").await;
    // Tautulli's patience is 15 s.
    let ping = tokio::time::timeout(Duration::from_secs(15), socket.0.next()).await;
    assert!(matches!(ping, Ok(Some(Ok(Message::Ping(_))))), "{ping:?}");
    drop(socket);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn without_pings_both_transports_are_silent() {
    let sim = PlexSim::builder()
        .ping_every(Duration::from_millis(5))
        .websocket_pings(Duration::from_millis(5))
        .start()
        .await
        .unwrap();
    sim.fault(Fault::NoPings);
    let mut socket = WebSocket::open(&sim, "").await;
    let mut stream = EventStream::open(&sim, "").await;
    socket.stays_silent().await;
    stream.stays_silent().await;
    sim.lift_faults();
    assert!(matches!(socket.raw().await, Some(Ok(Message::Ping(_)))));
    drop((stream, socket));
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn filters_choose_the_kinds_on_both_transports() {
    let sim = PlexSim::start().await.unwrap();
    for (query, expected) in [
        ("", "activity timeline"),
        ("?filters=", "activity log timeline"),
        ("?filters=activity", "activity"),
        ("?filters=activity,log", "activity log"),
        ("?filters=-timeline,log", "activity"),
    ] {
        let mut stream = EventStream::open(&sim, query).await;
        let mut socket = WebSocket::open(&sim, query).await;
        for kind in ["activity", "log", "timeline"] {
            sim.publish(quiet(kind));
        }
        for kind in expected.split(' ') {
            assert!(
                stream.frame().await.contains(&format!("event: {kind}\n")),
                "{query}"
            );
            assert_eq!(
                socket.json().await["NotificationContainer"]["type"],
                kind,
                "{query}"
            );
        }
        stream.stays_silent().await;
        socket.stays_silent().await;
        let open = sim.open_streams();
        let filters: Vec<_> = open.iter().map(|open| open.filters.as_deref()).collect();
        let wanted = query.strip_prefix("?filters=");
        assert_eq!(filters, [wanted, wanted]);
        drop((stream, socket));
        sim.wait_open_streams(0).await.unwrap();
    }
    assert_eq!(sim.streams_seen(), 10);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn both_transports_require_the_token() {
    let sim = PlexSim::builder().token("s3cret").start().await.unwrap();
    let Err(Error::Http(refused)) = WebSocket::try_open(&sim, "").await else {
        panic!("the handshake was not refused");
    };
    assert_eq!(refused.status(), 401);
    let path = Transport::EventSource.path();
    let refused = support::get(format!("{}{path}", sim.url())).await.unwrap();
    assert_eq!(refused.status(), 401);
    assert_eq!(refused.headers()["content-type"], "text/html");
    let socket = WebSocket::open(&sim, "?X-Plex-Token=s3cret").await;
    let stream = EventStream::open(&sim, "?X-Plex-Token=s3cret").await;
    drop((socket, stream));
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_request_without_an_upgrade_gets_400() {
    let sim = PlexSim::start().await.unwrap();
    let url = format!("{}{}", sim.url(), Transport::WebSocket.path());
    let refused = support::get(url).await.unwrap();
    assert_eq!(refused.status(), 400);
    assert_eq!(refused.headers()["content-type"], "text/html");
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn streams_work_under_a_prefix() {
    let sim = PlexSim::builder().prefix("/plex").start().await.unwrap();
    let mut socket = WebSocket::open(&sim, "").await;
    let mut stream = EventStream::open(&sim, "").await;
    sim.publish(quiet("status"));
    assert_eq!(
        socket.json().await["NotificationContainer"]["type"],
        "status"
    );
    assert_eq!(stream.json().await, json!({"Body": {}}));
    drop((socket, stream));
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_client_ping_is_answered() {
    let sim = PlexSim::start().await.unwrap();
    let mut socket = WebSocket::open(&sim, "").await;
    socket.ping().await;
    assert!(matches!(socket.raw().await, Some(Ok(Message::Pong(_)))));
    drop(socket);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn an_unmasked_frame_closes_the_connection() {
    use tokio::io::AsyncWriteExt;
    let sim = PlexSim::start().await.unwrap();
    let mut socket = WebSocket::open(&sim, "").await;
    let tokio_tungstenite::MaybeTlsStream::Plain(raw) = socket.0.get_mut() else {
        panic!("not plain");
    };
    raw.write_all(b"\x81\x02hi").await.unwrap();
    let end = socket.raw().await;
    assert!(
        matches!(end, None | Some(Err(_) | Ok(Message::Close(_)))),
        "{end:?}"
    );
    sim.wait_open_streams(0).await.unwrap();
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn recorded_messages_are_replayed_unchanged() {
    let sim = PlexSim::start().await.unwrap();
    let mut socket = WebSocket::open(&sim, "?filters=activity").await;
    let mut stream = EventStream::open(&sim, "?filters=activity").await;
    for payload in recorded_bodies::ALL {
        if payload.name.starts_with("ws-") {
            sim.send_bytes(Transport::WebSocket, payload.bytes);
            let message = socket.raw().await.unwrap().unwrap();
            assert_eq!(message.into_data(), payload.bytes);
        } else if payload.name.starts_with("sse-") {
            sim.send_bytes(Transport::EventSource, payload.bytes);
            assert_eq!(stream.raw().await.unwrap().unwrap(), payload.bytes);
        }
    }
    drop((socket, stream));
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_guest_sees_only_own_activities() {
    let sim = PlexSim::builder()
        .token("owner")
        .guest_token("guest", 7)
        .start()
        .await
        .unwrap();
    let mut socket = WebSocket::open(&sim, "?X-Plex-Token=guest").await;
    let theirs = sim.activity("x").cancellable(true).start();
    let his = sim.activity("media.download").user_id(7).start();
    assert_eq!(
        event_of(&socket.json().await),
        ("started".to_owned(), his.clone())
    );
    let list = format!("{}/activities", sim.url());
    let seen = support::get(format!("{list}?X-Plex-Token=guest"))
        .await
        .unwrap();
    let seen = seen.text().await.unwrap();
    assert!(seen.contains(&his) && !seen.contains(&theirs), "{seen}");
    let cancel = format!("{list}/{theirs}?X-Plex-Token=guest");
    let refused = support::client().delete(cancel).send().await.unwrap();
    assert_eq!(refused.status(), 401);
    for path in [
        "/butler",
        "/status/sessions",
        "/status/sessions/background",
        "/updater/status",
    ] {
        for (token, status) in [("guest", 403), ("owner", 200)] {
            let url = format!("{}{path}?X-Plex-Token={token}", sim.url());
            let answer = support::get(url).await.unwrap();
            assert_eq!(answer.status(), status, "{token} {path}");
        }
    }
    drop(socket);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn finish_reports_an_open_stream() {
    let sim = PlexSim::builder()
        .grace(Duration::from_millis(20))
        .start()
        .await
        .unwrap();
    let socket = WebSocket::open(&sim, "").await;
    let client = support::client();
    let idle = client
        .get(format!("{}/activities", sim.url()))
        .send()
        .await
        .unwrap();
    idle.text().await.unwrap();
    let open = sim.wait_stream_opened().await.unwrap();
    let number = open[0].connection;
    let unfinished = sim.finish().await.unwrap_err();
    let finding =
        format!("a notification stream is still open: WebSocket number 1 on connection {number};");
    let [found] = unfinished.findings() else {
        panic!("{unfinished:?}")
    };
    assert!(found.starts_with(&finding), "{found}");
    assert!(
        found.contains("`PlexSimBuilder::grace`") && found.contains("20ms"),
        "{found}"
    );
    assert!(found.contains("`ConnectionPolicy::linger`"), "{found}");
    drop((socket, client));
}
