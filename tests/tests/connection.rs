//! The connection under all watchers and waits: how it opens, falls back and ends.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation is what a test is for"
)]

use std::task::{Context, Waker};
use std::time::Duration;

use plex_api::{
    ActivityEvent, ActivityId, ConnectionState, ErrorKind, Plex, Token, Transport, TransportChoice,
    Watcher,
};
use plex_api_tests::events::until;
use plex_api_tests::events::{next_of_activity, told};
use plex_api_tests::{SECRET, brisk, brisk_builder, brisk_policy, builder, server};
use plex_sim::{Fault, PlexSim, StubResponse};

#[tokio::test]
async fn a_refused_transport_falls_back_to_the_next_with_the_reason() {
    for status in [400, 401, 403, 404, 502] {
        let sim = server().await;
        sim.fault(Fault::RefuseTransport {
            transport: plex_sim::Transport::WebSocket,
            status,
        });
        let watcher = brisk(&sim, TransportChoice::Auto).activities().watch();
        watcher.synced().await.unwrap();
        let state = watcher.status();
        assert_eq!(
            state.state,
            ConnectionState::Connected(Transport::EventSource),
            "{status}"
        );
        let [(Transport::WebSocket, reason)] = &state.refused[..] else {
            panic!("{state:?}")
        };
        assert!(reason.contains(&status.to_string()), "{reason}");

        sim.fault(Fault::RefuseTransport {
            transport: plex_sim::Transport::EventSource,
            status,
        });
        let mut other = brisk(&sim, TransportChoice::Auto).activities().watch();
        other.synced().await.unwrap();
        assert_eq!(
            other.status().state,
            ConnectionState::Connected(Transport::Polling),
            "{status}"
        );
        sim.activity("media.download").uuid("a").start();
        next_of_activity(&mut other).await;
        drop((watcher, other));
        sim.shutdown().await;
    }
}

#[tokio::test]
async fn a_refused_transport_is_retried_beside_the_current_one() {
    let sim = server().await;
    let refusal = Fault::RefuseTransport {
        transport: plex_sim::Transport::WebSocket,
        status: 404,
    };
    sim.fault(refusal);
    let mut policy = brisk_policy(TransportChoice::Auto);
    policy.retry_refused_after = Duration::from_millis(200);
    let plex = brisk_builder(&sim, TransportChoice::Auto)
        .connection_policy(policy)
        .build()
        .unwrap();
    let mut watcher = plex.activities().watch();
    watcher.synced().await.unwrap();
    // The first, and two trials that are refused again.
    sim.wait_request("GET", "/:/websockets/notifications", 3)
        .await
        .unwrap();
    assert_eq!(
        sim.requests_of("GET", "/:/eventsource/notifications").len(),
        1
    );
    sim.lift(&refusal);
    sim.wait_streams_seen(2).await.unwrap();
    sim.wait_open_streams(1).await.unwrap();
    watcher.synced().await.unwrap();
    assert_eq!(
        watcher.status().state,
        ConnectionState::Connected(Transport::WebSocket)
    );
    sim.activity("media.download").uuid("a").start();
    sim.end("a");
    let mut connections = Vec::new();
    loop {
        match watcher.next().await.unwrap().unwrap() {
            ActivityEvent::Connected { transport, .. } => connections.push(transport),
            ActivityEvent::Disconnected { reason, .. } => panic!("a gap: {reason}"),
            ActivityEvent::Ended { .. } => break,
            _ => {}
        }
    }
    assert_eq!(connections, [Transport::EventSource, Transport::WebSocket]);
    drop(watcher);
    sim.shutdown().await;
}

#[tokio::test]
async fn an_html_page_instead_of_a_stream_is_a_refused_transport() {
    let sim = server().await;
    sim.answer(
        "GET",
        "/:/*",
        StubResponse::html(200, "<html>Sign in</html>"),
    );
    let watcher = brisk(&sim, TransportChoice::Auto).activities().watch();
    watcher.synced().await.unwrap();
    assert_eq!(
        watcher.status().state,
        ConnectionState::Connected(Transport::Polling)
    );
    drop(watcher);
    sim.shutdown().await;
}

#[tokio::test]
async fn a_transport_that_does_not_answer_is_left_after_its_deadline() {
    let sim = server().await;
    sim.answer("GET", "/:/*", StubResponse::hang());
    let mut policy = brisk_policy(TransportChoice::Auto);
    policy.handshake_deadline = Duration::from_millis(100);
    // The request timeout stays at a minute: a hang would show.
    let plex = brisk_builder(&sim, TransportChoice::Auto)
        .connection_policy(policy)
        .build()
        .unwrap();
    let watcher = plex.activities().watch();
    let synced = tokio::time::timeout(Duration::from_secs(20), watcher.synced());
    synced.await.unwrap().unwrap();
    let status = watcher.status();
    assert_eq!(status.state, ConnectionState::Connected(Transport::Polling));
    assert_eq!(status.refused.len(), 2, "{status:?}");
    drop(watcher);
    sim.shutdown().await;
}

#[tokio::test]
async fn a_refused_token_is_a_final_error_at_the_start_and_after_a_reconnect() {
    let sim = server().await;
    let plex = Plex::builder(sim.url())
        .token(Token::new("wrong").unwrap())
        .build()
        .unwrap();
    let mut watcher = plex.activities().watch();
    let error = loop {
        match watcher.next().await.unwrap() {
            Ok(_) => {}
            Err(error) => break error,
        }
    };
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    assert!(watcher.next().await.is_none(), "an error is the last item");
    assert_eq!(watcher.status().state, ConnectionState::Refused);

    // Also when it expires.
    for status in [401, 498] {
        let mut watcher = brisk(&sim, TransportChoice::Auto).activities().watch();
        watcher.synced().await.unwrap();
        sim.answer(
            "*",
            "*",
            StubResponse::html(status, "<html>Unauthorized</html>"),
        );
        sim.fault(Fault::CutConnections);
        let error = loop {
            match watcher.next().await.unwrap() {
                Ok(_) => {}
                Err(error) => break error,
            }
        };
        assert_eq!(error.kind(), ErrorKind::Unauthorized);
        assert_eq!(error.status(), Some(status));
        sim.clear_answers();
    }
    let asked = sim.requests().len();
    assert!(asked < 30, "{asked} requests");
    sim.shutdown().await;
}

#[tokio::test]
async fn a_client_may_start_before_its_server() {
    let sim = server().await;
    sim.fault(Fault::Down);
    sim.wait_listening(false).await.unwrap();
    let mut watcher = brisk(&sim, TransportChoice::Auto).activities().watch();
    // The list may fail before the stream.
    let is_lost = |event: &_| matches!(event, ActivityEvent::Disconnected { .. });
    until(&mut watcher, is_lost).await;
    sim.lift_faults();
    watcher.synced().await.unwrap();
    assert_eq!(
        watcher.status().state,
        ConnectionState::Connected(Transport::WebSocket)
    );
    assert!(watcher.status().refused.is_empty());
    drop(watcher);
    sim.shutdown().await;
}

#[tokio::test]
async fn maintenance_does_not_mark_a_transport_as_failed() {
    let sim = server().await;
    sim.fault(Fault::Maintenance);
    let mut watcher = brisk(&sim, TransportChoice::Auto).activities().watch();
    // The list may fail before the stream.
    let is_lost = |event: &_| matches!(event, ActivityEvent::Disconnected { .. });
    let ActivityEvent::Disconnected { reason, .. } = until(&mut watcher, is_lost).await else {
        panic!()
    };
    assert!(
        reason.contains("maintenance") || reason.contains("migrations"),
        "{reason}"
    );
    sim.lift_faults();
    watcher.synced().await.unwrap();
    assert_eq!(
        watcher.status().state,
        ConnectionState::Connected(Transport::WebSocket)
    );
    drop(watcher);
    sim.shutdown().await;
}

#[tokio::test]
async fn one_connection_serves_all_and_closes_after_the_last() {
    let sim = server().await;
    let plex = brisk(&sim, TransportChoice::Auto);
    let watchers: Vec<Watcher> = (0..50).map(|_| plex.clone().activities().watch()).collect();
    for watcher in &watchers {
        watcher.synced().await.unwrap();
    }
    assert_eq!(sim.streams_seen(), 1);
    drop(watchers);
    sim.wait_open_streams(0).await.unwrap();
    assert_eq!(plex.activities().status().state, ConnectionState::Idle);

    // And opens again.
    let watcher = plex.activities().watch();
    watcher.synced().await.unwrap();
    assert_eq!(sim.streams_seen(), 2);
    drop(watcher);
    sim.finish().await.unwrap();
}

/// Drops the rest of a client, and waits until its stream is closed, which `linger` would delay by
/// a minute.
async fn closes_at_once<T>(sim: &PlexSim, what: &str, last: impl FnOnce(Plex) -> T) {
    let mut policy = plex_api::ConnectionPolicy::default();
    policy.linger = Duration::from_secs(60);
    let plex = builder(sim).connection_policy(policy).build().unwrap();
    plex.activities().watch().synced().await.unwrap();
    assert_eq!(sim.open_streams().len(), 1, "{what}: it lingers");
    let last = last(plex);
    assert_eq!(sim.open_streams().len(), 1, "{what} keeps the connection");
    drop(last);
    sim.wait_open_streams(0).await.expect(what);
}

#[tokio::test]
async fn the_connection_closes_at_once_when_nothing_of_the_client_is_left() {
    let sim = server().await;
    let id = ActivityId::new("a").unwrap();
    let filter = plex_api::ActivityFilter::any;
    closes_at_once(&sim, "a clone", |plex| plex).await;
    closes_at_once(&sim, "a watcher", |plex| plex.activities().watch()).await;
    closes_at_once(&sim, "a wait", |plex| plex.activities().wait(&id)).await;
    closes_at_once(&sim, "a wait for quiet", |plex| {
        plex.activities().wait_idle(filter())
    })
    .await;
    closes_at_once(&sim, "a wait for several", |plex| {
        plex.activities().wait_all([id.clone()])
    })
    .await;
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_handle_keeps_the_connection_until_it_is_dropped() {
    let sim = PlexSim::builder()
        .token(SECRET)
        .manual_scans()
        .start()
        .await
        .unwrap();
    let mut policy = plex_api::ConnectionPolicy::default();
    policy.linger = Duration::from_secs(60);
    let plex = builder(&sim).connection_policy(policy).build().unwrap();
    let scan = plex
        .library()
        .refresh("1")
        .correlate(Duration::from_secs(10));
    let scan = scan.await.unwrap();
    drop(plex);
    let handle = scan.activity().unwrap();
    drop(scan);
    assert_eq!(sim.open_streams().len(), 1);
    drop(handle);
    sim.wait_open_streams(0).await.unwrap();
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn the_simulator_is_content_after_any_watch_of_a_default_client() {
    let sim = server().await;
    let plex = builder(&sim).build().unwrap();
    plex.activities().watch().synced().await.unwrap();
    // The client lives on, so its connection lingers.
    sim.finish().await.unwrap();
    drop(plex);
}

#[tokio::test]
async fn a_new_watcher_receives_the_current_connection_state() {
    let sim = server().await;
    let plex = brisk(&sim, TransportChoice::Auto);
    let first = plex.activities().watch();
    first.synced().await.unwrap();
    let mut second = plex.activities().watch().buffer(10);
    let event = second.next().await.unwrap().unwrap();
    let ActivityEvent::Connected { transport, .. } = event else {
        panic!("{event:?}")
    };
    assert_eq!(transport, Transport::WebSocket);
    drop((first, second));
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn two_servers_in_one_process_do_not_disturb_each_other() {
    let (up, down) = (
        server().await,
        PlexSim::builder().token("another").start().await.unwrap(),
    );
    down.fault(Fault::Down);
    let here = brisk(&up, TransportChoice::Auto);
    let there = brisk_builder(&down, TransportChoice::Auto)
        .token(Token::new("another").unwrap())
        .build()
        .unwrap();
    let (mut watching, mut waiting) = (here.activities().watch(), there.activities().watch());
    watching.synced().await.unwrap();
    up.activity("media.download").uuid("a").start();
    up.end("a");
    told(&mut watching, "a").await;
    assert!(matches!(
        waiting.next().await.unwrap().unwrap(),
        ActivityEvent::Disconnected { .. }
    ));
    down.lift_faults();
    waiting.synced().await.unwrap();
    for (sim, token) in [(&up, SECRET), (&down, "another")] {
        for request in sim.requests() {
            assert_eq!(request.header("x-plex-token"), Some(token));
        }
    }
    drop((watching, waiting));
    up.shutdown().await;
    down.shutdown().await;
}

#[test]
fn without_a_runtime_the_first_item_is_an_error() {
    let plex = Plex::builder("http://127.0.0.1:1").build().unwrap();
    let watcher = plex.activities().watch();
    let outside = watcher.synced();
    drop(outside);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let mut watcher = watcher;
    let error = runtime.block_on(watcher.next()).unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(runtime.block_on(watcher.next()).is_none());
}

/// Returns `true` if polling this future panics, in a thread without a runtime.
fn panics<F: IntoFuture>(begin: impl FnOnce() -> F + Send + 'static) -> bool {
    let poll = move || {
        let mut future = Box::pin(begin().into_future());
        let mut context = Context::from_waker(Waker::noop());
        let _ = future.as_mut().poll(&mut context);
    };
    std::thread::spawn(poll).join().is_err()
}

#[test]
fn without_a_runtime_requests_and_timeouts_panic_and_waits_do_not() {
    let plex = Plex::builder("http://127.0.0.1:1").build().unwrap();
    let id = ActivityId::new("a").unwrap();
    let (asking, refreshing, timed, waiting) = (plex.clone(), plex.clone(), plex.clone(), plex);
    assert!(panics(async move || asking.identity().await));
    assert!(panics(move || refreshing.library().refresh("1")));
    let named = id.clone();
    assert!(panics(move || {
        timed
            .activities()
            .wait(&named)
            .timeout(Duration::from_secs(1))
    }));
    assert!(!panics(move || waiting.activities().wait(&id)));
}

#[test]
fn a_runtime_that_ends_closes_its_watchers() {
    let runtime = || {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap()
    };
    let (first, second) = (runtime(), runtime());
    let sim = first.block_on(server());
    let plex = brisk(&sim, TransportChoice::Auto);
    let mut watcher = first.block_on(async { plex.activities().watch() });
    first.block_on(watcher.synced()).unwrap();
    drop(first);
    // It says so at once, and does not wait for a sync that cannot come.
    let synced = second
        .block_on(async { tokio::time::timeout(Duration::from_secs(20), watcher.synced()).await });
    assert_eq!(synced.unwrap().unwrap_err().kind(), ErrorKind::Closed);
    assert_eq!(watcher.status().state, ConnectionState::Idle);
    let last = second.block_on(async {
        let mut last = None;
        while let Some(item) = watcher.next().await {
            last = Some(item);
        }
        last
    });
    assert_eq!(last.unwrap().unwrap_err().kind(), ErrorKind::Closed);
    second.block_on(sim.shutdown());
}
