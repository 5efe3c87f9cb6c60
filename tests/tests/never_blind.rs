//! A client's knowledge is never old while the server answers, however bad the network is, and a server
//! that is away is not pestered. On a paused clock, so that hours take seconds, but for one short storm.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation is what a test is for"
)]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use plex_api::{
    ActivityEvent, ActivityId, ConnectionState, ErrorKind, Plex, Transport, TransportChoice,
    Watcher,
};
use plex_api_tests::captured::Captured;
use plex_api_tests::{brisk_policy, builder, server};
use plex_sim::{Body, Fault, HeldClock, StubResponse, hold_clock};
use tokio::time::Instant;
use tracing::level_filters::LevelFilter;

/// The time by which the clock moves at once.
const STEP: Duration = Duration::from_millis(100);

/// The highest age of knowledge: 45 s, and two answers of a server that may just be away for 5 s.
const MAX_AGE: Duration = Duration::from_secs(50);

/// Moves the held clock, step by step, so that sockets have their turn in between.
async fn pass(clock: &HeldClock, time: Duration) {
    let end = Instant::now() + time;
    while Instant::now() < end {
        tokio::time::advance(STEP).await;
        clock.give_sockets(Duration::from_millis(2)).await;
    }
}

/// Collects the events of a watcher with the time at which each came.
fn collect(mut watcher: Watcher) -> Arc<Mutex<Vec<(Instant, ActivityEvent)>>> {
    let events = Arc::new(Mutex::new(Vec::new()));
    let all = Arc::clone(&events);
    tokio::spawn(async move {
        while let Some(Ok(event)) = watcher.next().await {
            all.lock().unwrap().push((Instant::now(), event));
        }
    });
    events
}

#[tokio::test(start_paused = true)]
async fn in_a_storm_of_cuts_every_end_is_told_once_and_in_time() {
    let clock = hold_clock();
    let storm = storm(Duration::from_secs(300), async |time| {
        pass(&clock, time).await;
    })
    .await;
    println!("300 s on a paused clock: {storm:?}");
    assert!(storm.known * 4 > storm.starts, "{storm:?}");
    // A request a second on average, handshakes and lists together.
    assert!(storm.requests <= 350, "{storm:?}");
}

/// The same in real time, which is short here. `cargo xtask deep` makes it 300 s.
#[tokio::test]
async fn a_storm_in_real_time_loses_and_invents_no_end() {
    let seconds = std::env::var("STORM_SECONDS").ok();
    let seconds = seconds.map_or(8, |seconds| seconds.parse().unwrap());
    let storm = storm(Duration::from_secs(seconds), tokio::time::sleep).await;
    println!("{seconds} s in real time: {storm:?}");
    assert!(storm.known > 0, "{storm:?}");
}

/// The result of a storm. It is already checked that no end was lost, doubled or early.
#[derive(Debug)]
#[expect(dead_code, reason = "some are only printed")]
struct Storm {
    starts: usize,
    /// So many of them were known before they ended. Each end of these was told once.
    known: usize,
    latest_end_told_after: Duration,
    /// The longest time in which the server answered nothing to the client.
    longest_without_an_answer: Duration,
    requests: usize,
}

/// Cuts the connections of a server every few seconds. It is away for at most 5 s at a time, and
/// meanwhile activities begin and end.
async fn storm(time: Duration, pass: impl AsyncFn(Duration)) -> Storm {
    let sim = server().await;
    let plex = builder(&sim).build().unwrap();
    let events = collect(plex.activities().watch());
    pass(Duration::from_secs(2)).await;

    // The pauses of the client are random as well, on this thread.
    fastrand::seed(7);
    let mut random = fastrand::Rng::with_seed(7);
    let mut ended: BTreeMap<String, Instant> = BTreeMap::new();
    let (mut answered_at, mut asked) = (Instant::now(), 0);
    let mut longest_without_an_answer = Duration::ZERO;
    let storm_ends = Instant::now() + time;
    let mut number = 0;
    while Instant::now() < storm_ends {
        // One ends while the server is up, one while it is away, with or without a notification.
        let names = [format!("up-{number}"), format!("away-{number}")];
        number += 1;
        for name in &names {
            sim.activity("media.download").uuid(name).start();
        }
        let up = Instant::now() + Duration::from_millis(random.u64(2000..5000));
        while Instant::now() < up {
            pass(
                up.duration_since(Instant::now())
                    .min(Duration::from_millis(500)),
            )
            .await;
            longest_without_an_answer = longest_without_an_answer.max(answered_at.elapsed());
            if sim.requests().len() > asked {
                (answered_at, asked) = (Instant::now(), sim.requests().len());
            }
        }
        let mut end = |name: &String| {
            if random.bool() {
                assert!(sim.end(name));
            } else {
                assert!(sim.vanish(name));
            }
            ended.insert(name.clone(), Instant::now());
        };
        end(&names[0]);
        sim.fault(Fault::CutConnections);
        sim.answer("*", "*", StubResponse::new(200, Body::Close));
        end(&names[1]);
        pass(Duration::from_millis(random.u64(3000..5000))).await;
        sim.clear_answers();
        // From here on the server can tell.
        let back = Instant::now();
        ended.entry(names[1].clone()).and_modify(|at| *at = back);
        // The requests while the server was away were not answered.
        asked = sim.requests().len();
    }
    let patience = Instant::now() + MAX_AGE;
    let is_told = |name: &String| {
        let events = events.lock().unwrap();
        let of = |event: &ActivityEvent| event.id().is_some_and(|id| id.as_str() == name);
        let is_end = |event: &ActivityEvent| matches!(event, ActivityEvent::Ended { .. });
        let mut own = events.iter().filter(|(_, event)| of(event)).peekable();
        own.peek().is_none() || own.any(|(_, event)| is_end(event))
    };
    while Instant::now() < patience && !ended.keys().all(is_told) {
        pass(Duration::from_millis(500)).await;
    }

    let events = events.lock().unwrap().clone();
    let mut known = 0;
    let mut latest = Duration::ZERO;
    for (name, at) in &ended {
        let of = |event: &ActivityEvent| event.id().is_some_and(|id| id.as_str() == name);
        let own: Vec<_> = events.iter().filter(|(_, event)| of(event)).collect();
        let ends: Vec<_> = own
            .iter()
            .filter(|(_, event)| matches!(event, ActivityEvent::Ended { .. }))
            .collect();
        // An activity that began and ended while nothing was heard is not known at all.
        known += usize::from(!own.is_empty());
        assert_eq!(ends.len(), usize::from(!own.is_empty()), "{name}: {own:?}");
        if let [(told, _)] = &ends[..] {
            latest = latest.max(told.saturating_duration_since(*at));
            // An activity that ends while the server is away has its time moved to the return.
            let is_early = name.starts_with("up-") && told < at;
            assert!(!is_early, "the end of {name} was told before it came");
        }
    }
    assert!(latest <= MAX_AGE, "an end was told {latest:?} late");
    let storm = Storm {
        starts: ended.len(),
        known,
        latest_end_told_after: latest,
        longest_without_an_answer,
        requests: sim.requests().len(),
    };
    drop(plex);
    sim.shutdown().await;
    storm
}

/// A port that nothing listens on.
fn closed_port() -> u16 {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.local_addr().unwrap().port()
}

#[tokio::test(start_paused = true)]
async fn a_night_without_a_server_has_few_attempts_and_fewer_log_lines() {
    let (log, _logging) = Captured::log_of_thread(LevelFilter::INFO);

    let url = format!("http://127.0.0.1:{}", closed_port());
    let plex = Plex::builder(url).build().unwrap();
    let mut watcher = plex.activities().watch();
    let mut attempts = 0;
    let night = async {
        while let Some(event) = watcher.next().await {
            // Another thread may have registered a log line for itself, and no log, while this test began.
            tracing::callsite::rebuild_interest_cache();
            attempts += u32::from(matches!(event, Ok(ActivityEvent::Disconnected { .. })));
        }
    };
    let over = tokio::time::timeout(Duration::from_secs(8 * 3600), night).await;
    assert!(over.is_err(), "the watcher goes on");
    let lists = watcher.status().failed_lists;
    let log = log.text();
    let lines = log.lines().count();
    println!("{attempts} attempts to connect, {lists} lists, {lines} lines");
    // 960 pauses of half a minute on average; one list a minute.
    assert!((800..=1100).contains(&attempts), "{attempts} attempts");
    assert!((400..=500).contains(&lists), "{lists} lists");
    assert!((5..=20).contains(&lines), "{lines} lines:\n{log}");
}

#[tokio::test(start_paused = true)]
async fn a_pause_that_a_handshake_asks_for_delays_its_transport_only() {
    let clock = hold_clock();
    let sim = server().await;
    let busy = || StubResponse::html(503, "busy").header("Retry-After", "3600");
    sim.answer("GET", "/:/*", busy());
    let plex = builder(&sim).build().unwrap();
    let watcher = plex.activities().watch();
    sim.activity("media.download").uuid("a").start();
    // Both streams ask for an hour; polling works meanwhile.
    pass(&clock, Duration::from_secs(20)).await;
    let status = watcher.status();
    assert_eq!(status.state, ConnectionState::Connected(Transport::Polling));
    assert!(status.refused.is_empty(), "{status:?}");
    assert_eq!(sim.requests_of("GET", "/:/*").len(), 2);
    // An hour is too long: after a minute the streams are tried again.
    sim.clear_answers();
    pass(&clock, Duration::from_secs(60)).await;
    let state = watcher.status().state;
    assert_eq!(state, ConnectionState::Connected(Transport::WebSocket));
    drop((watcher, plex));
    sim.finish().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_pause_that_a_list_asks_for_delays_lists_only_and_for_a_minute_at_most() {
    let clock = hold_clock();
    let sim = server().await;
    let busy = StubResponse::html(503, "busy").header("Retry-After", "3600");
    sim.answer("GET", "/activities", busy);
    let plex = builder(&sim).build().unwrap();
    let events = collect(plex.activities().watch());
    pass(&clock, Duration::from_secs(5)).await;
    let state = plex.activities().status().state;
    assert_eq!(state, ConnectionState::Connected(Transport::WebSocket));
    // News come while lists pause.
    sim.activity("media.download").uuid("a").start();
    pass(&clock, Duration::from_secs(1)).await;
    let is_start =
        |(_, event): &(Instant, ActivityEvent)| matches!(event, ActivityEvent::Started { .. });
    assert!(events.lock().unwrap().iter().any(is_start));
    let asked = sim.requests_of("GET", "/activities").len();
    assert_eq!(asked, 1, "the lists pause");
    sim.clear_answers();
    pass(&clock, Duration::from_secs(60)).await;
    assert!(plex.activities().status().synced);
    drop(plex);
    sim.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn a_wait_for_what_was_never_seen_ends_after_a_minute_of_useless_lists_and_not_of_silence() {
    let clock = hold_clock();
    let page = || StubResponse::html(200, "<html><title>Sign in</title></html>");
    let answers: [(fn() -> StubResponse, ErrorKind); 3] = [
        (|| StubResponse::empty(500), ErrorKind::Server),
        (|| StubResponse::empty(404), ErrorKind::NotPlex),
        (page, ErrorKind::NotPlex),
    ];
    for (answer, kind) in answers {
        let sim = server().await;
        sim.answer("GET", "/activities", answer());
        let plex = builder(&sim).build().unwrap();
        let began = Instant::now();
        let wait = |uuid: &str| {
            let wait = plex.activities().wait(&ActivityId::new(uuid).unwrap());
            tokio::spawn(async move { (wait.await, began.elapsed()) })
        };
        let (unseen, seen) = (wait("nobody"), wait("a"));
        pass(&clock, Duration::from_secs(5)).await;
        sim.activity("media.download").uuid("a").start();
        pass(&clock, Duration::from_secs(95)).await;
        assert!(unseen.is_finished(), "{kind:?}: it still waits");
        let (ended, took) = unseen.await.unwrap();
        assert_eq!(ended.unwrap_err().kind(), kind);
        assert!((60..90).contains(&took.as_secs()), "{kind:?}: {took:?}");
        assert!(!seen.is_finished(), "what runs is waited for");

        // A server that cannot be reached may come back and list it.
        sim.fault(Fault::Down);
        let later = wait("nobody");
        pass(&clock, Duration::from_secs(150)).await;
        assert!(!later.is_finished(), "{kind:?}");
        drop(plex);
        sim.shutdown().await;
    }
}

#[tokio::test(start_paused = true)]
async fn lists_go_on_while_no_stream_can_be_opened() {
    let clock = hold_clock();
    let sim = server().await;
    let mut policy = plex_api::ConnectionPolicy::default();
    policy.transport = TransportChoice::Only(Transport::WebSocket);
    let plex = builder(&sim).connection_policy(policy).build().unwrap();
    let events = collect(plex.activities().watch());
    pass(&clock, Duration::from_secs(2)).await;
    sim.activity("media.download").uuid("a").start();
    pass(&clock, Duration::from_secs(1)).await;

    sim.fault(Fault::RefuseTransport {
        transport: plex_sim::Transport::WebSocket,
        status: 404,
    });
    sim.fault(Fault::CutStreams);
    assert!(sim.end("a"));
    pass(&clock, MAX_AGE).await;
    let is_end =
        |(_, event): &(Instant, ActivityEvent)| matches!(event, ActivityEvent::Ended { .. });
    assert!(events.lock().unwrap().iter().any(is_end));
    // And a stream that can be opened again is found within the longest pause.
    sim.lift_faults();
    pass(&clock, Duration::from_secs(21)).await;
    let state = plex.activities().status().state;
    assert_eq!(state, ConnectionState::Connected(Transport::WebSocket));
    drop(plex);
    sim.shutdown().await;
}

#[tokio::test]
async fn a_handshake_never_uses_a_kept_connection() {
    let sim = server().await;
    let mut policy = brisk_policy(TransportChoice::Auto);
    // A list would use a kept connection first.
    policy.list_after_silence = Duration::from_secs(60);
    policy.list_every = policy.list_after_silence;
    let plex = builder(&sim).connection_policy(policy).build().unwrap();
    // A connection that is kept, and is dead from now on.
    plex.activities().list().await.unwrap();
    sim.fault(Fault::Silence);
    sim.lift(&Fault::Silence);
    let watcher = plex.activities().watch();
    let synced = tokio::time::timeout(Duration::from_secs(8), watcher.synced()).await;
    synced
        .expect("both the handshake and the list use new connections")
        .unwrap();
    let state = watcher.status().state;
    assert_eq!(state, ConnectionState::Connected(Transport::WebSocket));

    // The same of the connection of the client's own list.
    let mut states = plex.connection_states();
    sim.fault(Fault::Silence);
    sim.lift(&Fault::Silence);
    let is_again = async {
        while states.next().await.unwrap().synced {}
        while !states.next().await.unwrap().synced {}
    };
    let is_again = tokio::time::timeout(Duration::from_secs(8), is_again).await;
    is_again.expect("the next handshake uses a new connection");
    let state = watcher.status().state;
    assert_eq!(state, ConnectionState::Connected(Transport::WebSocket));
    drop(watcher);
    sim.shutdown().await;
}

#[tokio::test]
async fn a_handshake_that_hangs_after_a_cut_is_not_blamed_on_its_transport() {
    let sim = server().await;
    let mut policy = brisk_policy(TransportChoice::Auto);
    policy.handshake_deadline = Duration::from_millis(200);
    let plex = builder(&sim).connection_policy(policy).build().unwrap();
    let watcher = plex.activities().watch();
    watcher.synced().await.unwrap();
    let streams = sim.streams_seen();
    sim.answer("GET", "/:/websockets/*", StubResponse::hang().times(1));
    sim.fault(Fault::CutStreams);
    sim.wait_streams_seen(streams + 1).await.unwrap();
    watcher.synced().await.unwrap();
    let status = watcher.status();
    assert_eq!(
        status.state,
        ConnectionState::Connected(Transport::WebSocket)
    );
    assert_eq!(sim.requests_of("GET", "/:/eventsource/*").len(), 0);
    drop(watcher);
    sim.shutdown().await;
}

#[tokio::test]
async fn lists_slower_than_the_connections_last_are_merged() {
    let sim = server().await;
    let mut policy = brisk_policy(TransportChoice::Only(Transport::WebSocket));
    // A connection that breaks at once is no reason for polling here.
    policy.brief_connections = u32::MAX;
    let plex = builder(&sim).connection_policy(policy).build().unwrap();
    let mut watcher = plex.activities().watch();
    watcher.synced().await.unwrap();
    sim.activity("media.download").uuid("a").start();
    while !matches!(
        watcher.next().await.unwrap().unwrap(),
        ActivityEvent::Started { .. }
    ) {}
    // Each list takes longer than each connection lasts.
    sim.fault(Fault::StaleList(Duration::from_secs(1)));
    assert!(sim.vanish("a"));
    let cuts = async {
        loop {
            let seen = sim.streams_seen();
            sim.fault(Fault::CutStreams);
            sim.wait_streams_seen(seen + 1).await.unwrap();
        }
    };
    let ended = async {
        while !matches!(
            watcher.next().await.unwrap().unwrap(),
            ActivityEvent::Ended { .. }
        ) {}
    };
    tokio::select! {
        _ = cuts => {}
        ended = tokio::time::timeout(Duration::from_secs(20), ended) => {
            ended.expect("an end is told although every list outlasts its connection");
        }
    }
    drop(watcher);
    sim.shutdown().await;
}
