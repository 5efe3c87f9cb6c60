//! Faults of the whole server: restarts, maintenance, refused transports.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::support;

use std::time::Duration;

use plex_sim::{Fault, Notification, PlexSim, Transport, recorded_bodies};
use support::{EventStream, WebSocket, event_of};
use tokio_tungstenite::tungstenite::Error;

#[tokio::test]
async fn a_restarted_server_refuses_connections_and_forgets_activities() {
    let sim = PlexSim::start().await.unwrap();
    let mut socket = WebSocket::open(&sim, "").await;
    let mut stream = EventStream::open(&sim, "").await;
    let uuid = sim
        .activity("x")
        .ends_after(Duration::from_secs(60))
        .start();
    while event_of(&socket.json().await).0 != "updated" {}
    sim.fault(Fault::Down);
    sim.wait_listening(false).await.unwrap();
    assert!(sim.running().is_empty());
    assert!(matches!(socket.raw().await, None | Some(Err(_))));
    while let Ok(piece) = stream.raw().await {
        assert!(piece.is_some(), "an orderly end");
    }
    let url = format!("{}/activities", sim.url());
    let error = support::get(&url).await.unwrap_err();
    assert!(error.is_connect(), "{error:?}");

    sim.lift(&Fault::Down);
    sim.wait_listening(true).await.unwrap();
    let text = support::get(&url).await.unwrap().text().await.unwrap();
    assert!(!text.contains(&uuid), "{text}");
    let said: Vec<_> = sim
        .notifications()
        .iter()
        .filter_map(Notification::event)
        .collect();
    assert_eq!(said, ["started", "updated"]);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_restarted_server_listens_on_the_same_port_again() {
    let sim = PlexSim::start().await.unwrap();
    let url = format!("{}/activities", sim.url());
    // Made before the outage: reading the system's certificates takes longer than a short outage.
    let client = support::client();
    for _ in 0..5 {
        sim.fault(Fault::Restart {
            down: Duration::from_millis(500),
        });
        // A connection may break before the listener closes: wait for that first, then for its return.
        sim.wait_listening(false).await.unwrap();
        assert!(client.get(&url).send().await.is_err());
        sim.wait_listening(true).await.unwrap();
        assert_eq!(client.get(&url).send().await.unwrap().status(), 200);
    }
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn forgetting_activities_keeps_connections_open() {
    let sim = PlexSim::start().await.unwrap();
    let mut socket = WebSocket::open(&sim, "").await;
    let uuid = sim.activity("x").quiet_start().start();
    assert_eq!(event_of(&socket.json().await), ("started".to_owned(), uuid));
    sim.fault(Fault::ForgetActivities);
    assert!(sim.running().is_empty());
    socket.stays_silent().await;
    drop(socket);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn maintenance_answers_everything_with_the_recorded_503() {
    let sim = PlexSim::builder().token("t").start().await.unwrap();
    sim.fault(Fault::Maintenance);
    for path in [
        "/activities",
        "/identity",
        Transport::EventSource.path(),
        "/nowhere",
    ] {
        let response = support::client()
            .get(format!("{}{path}", sim.url()))
            .header("Accept", "application/json")
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 503, "{path}");
        assert_eq!(response.headers()["content-type"], "text/xml;charset=utf-8");
        let recorded = recorded_bodies::by_name("http-503-maintenance.xml").unwrap();
        assert_eq!(response.bytes().await.unwrap(), recorded.bytes);
    }
    sim.lift_faults();
    let identity = support::get(format!("{}/identity", sim.url()))
        .await
        .unwrap();
    assert_eq!(identity.status(), 200);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn one_transport_can_be_refused() {
    let sim = PlexSim::start().await.unwrap();
    for status in [400, 401, 404, 502] {
        let transport = Transport::WebSocket;
        sim.fault(Fault::RefuseTransport { transport, status });
        let Err(Error::Http(refused)) = WebSocket::try_open(&sim, "").await else {
            panic!("the handshake was not refused");
        };
        assert_eq!(refused.status(), status);
        assert_eq!(refused.headers()["content-type"], "text/html");
        drop(EventStream::open(&sim, "").await);
    }
    sim.lift_faults();
    drop(WebSocket::open(&sim, "").await);
    let transport = Transport::EventSource;
    sim.fault(Fault::RefuseTransport {
        transport,
        status: 404,
    });
    let url = format!("{}{}", sim.url(), transport.path());
    assert_eq!(support::get(url).await.unwrap().status(), 404);
    drop(WebSocket::open(&sim, "").await);
    sim.finish().await.unwrap();
}
