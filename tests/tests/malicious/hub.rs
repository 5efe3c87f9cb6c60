//! The subscribers of one connection, while its server hangs, floods or holds back.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use plex_api::{
    ActivityEvent, ActivityFilter, ConnectionState, ErrorKind, How, Recorded, Transport,
    TransportChoice,
};
use plex_api_tests::{SECRET, brisk_builder, brisk_policy, builder, id, server};
use plex_sim::{Body, PlexSim, StubResponse};

const LONG: Duration = Duration::from_secs(30);

#[tokio::test]
async fn a_hanging_list_does_not_block_the_next() {
    let sim = server().await;
    sim.answer("GET", "/activities", StubResponse::hang().times(2));
    let mut policy = brisk_policy(TransportChoice::Auto);
    policy.list_deadline = Duration::from_millis(100);
    let plex = builder(&sim).connection_policy(policy).build().unwrap();
    let events = plex.activities().watch();
    // The request timeout is a minute.
    tokio::time::timeout(LONG, events.synced())
        .await
        .expect("the list that hangs is waited for")
        .unwrap();
    sim.shutdown().await;
}

#[tokio::test]
async fn a_server_with_slow_lists_gets_a_longer_deadline() {
    let sim = server().await;
    let empty = r#"{"MediaContainer":{"size":0}}"#;
    let slow = StubResponse::json(200, empty).after(Duration::from_millis(300));
    sim.answer("GET", "/activities", slow);
    let mut policy = brisk_policy(TransportChoice::Auto);
    policy.list_deadline = Duration::from_millis(50);
    let plex = builder(&sim).connection_policy(policy).build().unwrap();
    let events = plex.activities().watch();
    tokio::time::timeout(LONG, events.synced())
        .await
        .expect("no list was waited for long enough")
        .unwrap();
    sim.shutdown().await;
}

#[tokio::test]
async fn ends_are_reported_where_the_only_transport_always_breaks_at_once() {
    // A list takes longer than any stream lasts.
    let sim = PlexSim::builder()
        .token(SECRET)
        .latency(Duration::from_millis(60))
        .start()
        .await
        .unwrap();
    let cut = StubResponse::new(200, Body::Bytes(b": hello\n\n".to_vec()));
    let cut = cut.content_type("text/event-stream");
    sim.answer("GET", "/:/eventsource/notifications", cut);
    sim.activity("media.download").uuid("a").start();
    let only = TransportChoice::Only(Transport::EventSource);
    let plex = brisk_builder(&sim, only).build().unwrap();
    let mut events = plex.activities().watch();
    // Lists replace it, and it is tried again soon.
    let mut over = Vec::new();
    let mut ended = None;
    let told = async {
        while ended.is_none() || !over.contains(&Transport::Polling) {
            match events.next().await.unwrap().unwrap() {
                ActivityEvent::Connected { transport, .. } => over.push(transport),
                ActivityEvent::Started { .. } => assert!(sim.vanish("a")),
                ActivityEvent::Ended { how, .. } => ended = Some(how),
                _ => {}
            }
        }
    };
    tokio::time::timeout(LONG, told)
        .await
        .expect("the end is told, and polling takes over");
    assert_eq!(ended, Some(How::Vanished));
    assert_eq!(over[0], Transport::EventSource, "{over:?}");
    sim.shutdown().await;
}

#[tokio::test]
async fn activities_beyond_the_limit_are_counted_and_followed_later() {
    let sim = server().await;
    let mut policy = brisk_policy(TransportChoice::Auto);
    policy.follow_at_most = 3;
    let plex = builder(&sim).connection_policy(policy).build().unwrap();
    for n in 0..6 {
        sim.activity("media.download").uuid(format!("a{n}")).start();
    }
    let waited = plex.activities().wait(&id("a5"));
    let mut events = plex.activities().watch();
    events.synced().await.unwrap();
    assert!(plex.activities().status().not_followed > 0);
    let busy = plex
        .activities()
        .wait_idle(ActivityFilter::any())
        .quiet_period(Duration::from_millis(10))
        .timeout(Duration::from_millis(500));
    assert_eq!(busy.await.unwrap_err().kind(), ErrorKind::Timeout);
    // Each end makes room, until all have been told of.
    let mut told = Vec::new();
    while told.len() < 6 {
        let next = tokio::time::timeout(LONG, events.next())
            .await
            .expect("one was lost");
        match next.unwrap().unwrap() {
            ActivityEvent::Started { activity, .. } => {
                told.push(activity.id().to_string());
                sim.end(activity.id().as_str());
            }
            ActivityEvent::Lagged { .. } => panic!("nobody is slow here"),
            _ => {}
        }
    }
    told.sort();
    told.dedup();
    assert_eq!(told.len(), 6);
    // An activity with a waiter is followed at any load.
    assert_eq!(waited.await.unwrap().how, How::Ended);
    sim.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recorded_connection_ends_before_the_next_starts() {
    let sim = server().await;
    let records = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&records);
    let mut policy = brisk_policy(TransportChoice::Auto);
    policy.linger = Duration::ZERO;
    let plex = brisk_builder(&sim, TransportChoice::Auto)
        .connection_policy(policy)
        .recorder(move |record| {
            let word = match &record.what {
                Recorded::Connected { .. } => "connected",
                Recorded::Closed { .. } => "closed",
                Recorded::Disconnected { .. } => "disconnected",
                _ => return,
            };
            kept.lock().unwrap().push(word);
        })
        .build()
        .unwrap();
    for _ in 0..200 {
        let events = plex.activities().watch();
        events.synced().await.unwrap();
        drop(events);
        // The next one comes while the last connection is being closed.
        while plex.activities().status().state != ConnectionState::Idle {
            tokio::task::yield_now().await;
        }
    }
    sim.shutdown().await;
    let records = records.lock().unwrap();
    assert!(records.contains(&"closed"));
    for pair in records.windows(2) {
        assert!(
            pair[0] != pair[1] || pair[0] == "disconnected",
            "{records:?}"
        );
    }
}

#[tokio::test]
async fn wait_idle_is_registered_at_the_call() {
    let sim = server().await;
    let plex = brisk_builder(&sim, TransportChoice::Auto).build().unwrap();
    let idle = plex.activities().wait_idle(ActivityFilter::any());
    // The connection opens although the future is not awaited.
    sim.wait_open_streams(1).await.unwrap();
    idle.await.unwrap();
    let given_up = plex.activities().wait_idle(ActivityFilter::any());
    drop(given_up);
    sim.wait_open_streams(0).await.unwrap();
    sim.shutdown().await;
}
