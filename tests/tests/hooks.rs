//! Hooks for metrics, the states of the connection, and logs that name the server.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation is what a test is for"
)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use plex_api::{
    ActivityEvent, ConnectionState, ConnectionStatus, ErrorKind, Plex, RequestInfo, RetryPolicy,
    Transport, TransportChoice,
};
use plex_api_tests::captured::Captured;
use plex_api_tests::events::{PATIENCE, is_resynced, until};
use plex_api_tests::{SECRET, brisk_builder, builder, server};
use plex_sim::{Fault, PlexSim, StubResponse};
use tracing::level_filters::LevelFilter;

const WEBSOCKET: TransportChoice = TransportChoice::Only(Transport::WebSocket);

/// The values that a hook has seen.
struct Seen<T>(Arc<Mutex<Vec<T>>>);

impl<T: Clone + Send + 'static> Seen<T> {
    fn new() -> Self {
        Self(Arc::default())
    }

    fn hook(&self) -> impl Fn(&T) + Send + Sync + 'static {
        let all = Arc::clone(&self.0);
        move |value| all.lock().unwrap().push(value.clone())
    }

    fn all(&self) -> Vec<T> {
        self.0.lock().unwrap().clone()
    }
}

#[tokio::test]
async fn a_hook_sees_each_attempt_of_each_request() {
    let sim = server().await;
    sim.answer("GET", "/activities", StubResponse::empty(503).times(1));
    let seen = Seen::<RequestInfo>::new();
    let plex = builder(&sim).on_request(seen.hook()).build().unwrap();
    plex.activities().list().await.unwrap();
    let _ = plex.library().refresh("2").await.unwrap();
    let sessions = plex.request(plex_api::Method::GET, "/status/sessions");
    sessions.send().await.unwrap();
    sim.answer("GET", "/identity", StubResponse::html(200, "<html>sign in"));
    plex.identity().await.unwrap_err();
    let all = seen.all();
    let attempts: Vec<_> = all
        .iter()
        .map(|one| (&*one.operation, one.attempt, one.status, one.error))
        .collect();
    assert_eq!(
        attempts,
        [
            ("getServerActivities", 1, Some(503), None),
            ("getServerActivities", 2, Some(200), None),
            ("refreshSection", 1, Some(200), None),
            ("GET /status/sessions", 1, Some(200), None),
            ("getIdentity", 1, Some(200), Some(ErrorKind::NotPlex)),
        ]
    );
    assert!(seen.all().iter().all(|one| one.duration > Duration::ZERO));
    sim.shutdown().await;

    let seen = Seen::<RequestInfo>::new();
    let mut policy = RetryPolicy::default();
    policy.attempts = 2;
    policy.shortest_pause = Duration::from_millis(1);
    let dead = Plex::builder("http://127.0.0.1:1")
        .on_request(seen.hook())
        .retries(policy);
    let error = dead.build().unwrap().identity().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
    let attempts: Vec<_> = seen
        .all()
        .iter()
        .map(|one| (one.attempt, one.status, one.error))
        .collect();
    let failed = |attempt| (attempt, None, Some(ErrorKind::Connect));
    assert_eq!(attempts, [failed(1), failed(2)]);
}

#[tokio::test]
async fn a_hook_sees_each_change_of_the_connection_and_the_counters() {
    let sim = server().await;
    let seen = Seen::<ConnectionStatus>::new();
    let requests = Seen::<RequestInfo>::new();
    let plex = brisk_builder(&sim, WEBSOCKET)
        .on_connection(seen.hook())
        .on_request(requests.hook())
        .build()
        .unwrap();
    let mut events = plex.activities().watch();
    until(&mut events, is_resynced).await;
    let uuid = sim.activity("media.download").forever().start();
    until(&mut events, |event| {
        matches!(event, ActivityEvent::Started { .. })
    })
    .await;
    sim.vanish(&uuid);
    sim.fault(Fault::CutStreams);
    until(&mut events, |event| {
        matches!(event, ActivityEvent::Ended { .. })
    })
    .await;
    let mut states = plex.connection_states();
    while !states.next().await.unwrap().synced {}
    let status = plex.activities().status();
    assert_eq!(
        (status.reconnects, status.resyncs, status.vanished),
        (1, 2, 1)
    );
    drop(events);
    while states.next().await.unwrap().state != ConnectionState::Idle {}

    let mut changes = seen.all();
    changes.dedup_by(|one, other| one.state == other.state && one.synced == other.synced);
    let changes: Vec<_> = changes
        .iter()
        .map(|one| (name(&one.state), one.synced))
        .collect();
    assert_eq!(
        changes,
        [
            ("connecting", false),
            ("connected", false),
            ("connected", true),
            ("waiting", false),
            ("connecting", false),
            ("connected", false),
            ("connected", true),
            ("idle", false),
        ]
    );
    let handshakes = requests.all();
    let handshakes = handshakes
        .iter()
        .filter(|one| one.operation == "connectWebSocket");
    assert_eq!(
        handshakes.map(|one| one.status).collect::<Vec<_>>(),
        [Some(101); 2]
    );
    sim.finish().await.unwrap();
}

fn name(state: &ConnectionState) -> &'static str {
    match state {
        ConnectionState::Idle => "idle",
        ConnectionState::Connecting(_) => "connecting",
        ConnectionState::Connected(_) => "connected",
        ConnectionState::Waiting { .. } => "waiting",
        _ => "another",
    }
}

#[tokio::test]
async fn the_states_are_a_stream_that_does_not_hold_the_connection_open() {
    let sim = server().await;
    let plex = brisk_builder(&sim, WEBSOCKET).build().unwrap();
    let mut states = plex.connection_states();
    let first = states.next().await.unwrap();
    assert_eq!(first.state, ConnectionState::Idle);
    let events = plex.activities().watch();
    while !states.next().await.unwrap().synced {}
    // The trouble with lists is a change as well.
    sim.answer("GET", "/activities", StubResponse::empty(500));
    let failing = async { while states.next().await.unwrap().lists_failing.is_none() {} };
    let wait = plex
        .activities()
        .wait(&plex_api::ActivityId::new("b").unwrap());
    tokio::time::timeout(PATIENCE, failing).await.unwrap();
    drop((events, wait));
    while states.next().await.unwrap().state != ConnectionState::Idle {}
    sim.wait_open_streams(0).await.unwrap();
    // It ends with the client.
    drop(plex);
    assert_eq!(
        tokio::time::timeout(PATIENCE, states.next()).await,
        Ok(None)
    );
    assert_eq!(states.next().await, None);
    sim.shutdown().await;
}

#[tokio::test]
async fn a_hook_that_panics_takes_nothing_down_and_is_logged_once() {
    let (written, _logging) = Captured::log_of_thread(LevelFilter::INFO);
    let sim = server().await;
    let plex = brisk_builder(&sim, WEBSOCKET)
        .on_request(|_| panic!("a hook of a request"))
        .on_connection(|_| panic!("a hook of the connection"))
        .build()
        .unwrap();
    let mut events = plex.activities().watch();
    until(&mut events, is_resynced).await;
    sim.fault(Fault::CutStreams);
    until(&mut events, is_resynced).await;
    plex.activities().list().await.unwrap();
    plex.activities().list().await.unwrap();
    let text = written.text();
    for hook in ["on_request", "on_connection"] {
        let lines = text
            .lines()
            .filter(|line| line.contains(&format!("hook=\"{hook}\"")));
        assert_eq!(lines.count(), 1, "{text}");
    }
    sim.shutdown().await;
}

#[tokio::test]
async fn every_line_of_a_log_names_the_server() {
    let (written, _logging) = Captured::log_of_thread(LevelFilter::TRACE);
    let sims = [server().await, server().await];
    for sim in &sims {
        let plex = brisk_builder(sim, WEBSOCKET).build().unwrap();
        let mut events = plex.activities().watch();
        until(&mut events, is_resynced).await;
        let bytes = b"no JSON";
        sim.send_bytes(plex_sim::Transport::WebSocket, bytes);
        until(&mut events, |event| {
            matches!(event, ActivityEvent::Undecodable { .. })
        })
        .await;
        sim.fault(Fault::CutStreams);
        until(&mut events, is_resynced).await;
        let _ = plex.library().refresh("2").await.unwrap();
        let scan = plex.request(plex_api::Method::GET, "/library/sections/3/refresh");
        let _ = scan.send().await.unwrap();
        let odd = r#"{"MediaContainer":{"Activity":[{"uuid":{}}]}}"#;
        sim.answer("GET", "/activities", StubResponse::json(200, odd).times(1));
        plex.activities().list().await.unwrap();
        sim.set_token("another-token");
        sim.fault(Fault::CutStreams);
        while let Some(Ok(_)) = events.next().await {}
    }
    let text = written.text();
    let lines = text.lines().filter(|line| line.contains(" plex_api::"));
    let lines: Vec<&str> = lines.collect();
    for part in [
        "connected",
        "disconnected",
        "cannot be read",
        "giving up",
        "answered",
    ] {
        assert!(
            lines.iter().any(|line| line.contains(part)),
            "{part}: {text}"
        );
    }
    for line in lines {
        let names = sims
            .iter()
            .filter(|sim| line.contains(&format!("server=\"{}\"", sim.url())));
        assert_eq!(names.count(), 1, "{line}");
        assert!(!line.contains(SECRET));
    }
    for sim in sims {
        sim.shutdown().await;
    }
}

#[test]
fn a_retry_policy_is_read_from_a_configuration() {
    let text = r#"{"attempts": 5, "longest_pause": "1m30s"}"#;
    let mut expected = RetryPolicy::default();
    expected.attempts = 5;
    expected.longest_pause = Duration::from_secs(90);
    assert_eq!(serde_json::from_str::<RetryPolicy>(text).unwrap(), expected);
    for wrong in [r#"{"attempt": 5}"#, r#"{"longest_pause": 5}"#] {
        serde_json::from_str::<RetryPolicy>(wrong).unwrap_err();
    }
}

#[tokio::test]
async fn a_retry_policy_never_repeats_a_request_that_starts_work() {
    let sim = server().await;
    let mut policy = RetryPolicy::default();
    policy.attempts = 5;
    policy.shortest_pause = Duration::from_millis(1);
    policy.longest_pause = Duration::from_millis(2);
    let plex = builder(&sim).retries(policy.clone()).build().unwrap();
    sim.answer("*", "*", StubResponse::empty(503));
    plex.library().refresh("2").await.unwrap_err();
    plex.activities().list().await.unwrap_err();
    let sent = |sim: &PlexSim, path: &str| sim.requests_of("GET", path).len();
    assert_eq!(sent(&sim, "/library/sections/2/refresh"), 1);
    assert_eq!(sent(&sim, "/activities"), 5);
    let once = builder(&sim).retries(RetryPolicy::none()).build().unwrap();
    once.activities().list().await.unwrap_err();
    assert_eq!(sent(&sim, "/activities"), 6);

    policy.longest_pause = Duration::ZERO;
    let error = builder(&sim).retries(policy.clone()).build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(error.to_string().contains("longest_pause"), "{error}");
    policy.shortest_pause = Duration::ZERO;
    let error = builder(&sim).retries(policy).build().unwrap_err();
    assert!(error.to_string().contains("would be flooded"), "{error}");
    sim.shutdown().await;
}

#[test]
fn the_blocking_client_has_the_states() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let sim = runtime.block_on(server());
    let plex = plex_api::blocking::Plex::build(brisk_builder(&sim, WEBSOCKET)).unwrap();
    let mut states = plex.connection_states();
    assert_eq!(states.next().unwrap().unwrap().state, ConnectionState::Idle);
    assert_eq!(states.next_timeout(Duration::from_millis(1)).unwrap(), None);
    let events = plex.activities().watch();
    assert!(states.by_ref().any(|status| status.unwrap().synced));
    drop(events);
    assert!(
        states
            .by_ref()
            .any(|status| status.unwrap().state == ConnectionState::Idle)
    );
    drop(plex);
    assert!(states.next().is_none());
    assert_eq!(
        states.next_timeout(PATIENCE).unwrap_err().kind(),
        ErrorKind::Closed
    );
    runtime.block_on(sim.shutdown());
}
