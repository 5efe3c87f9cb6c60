//! Scans: `done()` says that one is over only when it was seen, and says when nothing was.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation is what a test is for"
)]

use std::time::Duration;

use plex_api::{
    ConnectionPolicy, Done, ErrorKind, How, Plex, Transport, TransportChoice, WaitingFor,
};
use plex_api_tests::{SECRET, brisk_builder, brisk_policy, builder};
use plex_sim::{ActivityHeader, Fault, PlexSim, StubResponse};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// The number of looks at the sections that take longer than `nothing_seen_after` of [`policy`].
const MANY_LOOKS: usize = 20;

fn policy(transport: TransportChoice) -> ConnectionPolicy {
    let mut policy = brisk_policy(transport);
    policy.nothing_seen_after = Duration::from_millis(400);
    policy
}

fn client(sim: &PlexSim) -> Plex {
    let policy = policy(TransportChoice::Auto);
    builder(sim).connection_policy(policy).build().unwrap()
}

async fn sim() -> PlexSim {
    let builder = PlexSim::builder().token(SECRET).manual_scans();
    builder.queue_scans(false).start().await.unwrap()
}

/// A server that accepts a scan of section 1 and never shows its activity.
async fn mute_sim() -> PlexSim {
    let sim = sim().await;
    sim.answer(
        "GET",
        "/library/sections/1/refresh",
        StubResponse::empty(200),
    );
    sim
}

/// A running `done()`, with its reports of the work that it waits for.
struct Scanning {
    done: JoinHandle<plex_api::Result<Done>>,
    waiting: mpsc::UnboundedReceiver<WaitingFor>,
}

impl Scanning {
    fn of(plex: &Plex, section: &str) -> Self {
        Self::run(plex.library().refresh(section).done())
    }

    fn run(done: plex_api::WaitDone) -> Self {
        let (sender, waiting) = mpsc::unbounded_channel();
        let done = done.on_waiting(move |waiting_for| {
            let _ = sender.send(waiting_for.clone());
        });
        let done = tokio::spawn(async move { done.await });
        Self { done, waiting }
    }

    async fn next(&mut self) -> WaitingFor {
        let limit = Duration::from_secs(20);
        let next = tokio::time::timeout(limit, self.waiting.recv()).await;
        next.expect("news within 20 s").expect("a running wait")
    }

    async fn activity(&mut self) -> plex_api::ActivityHandle {
        loop {
            if let WaitingFor::Activity(handle) = self.next().await {
                return handle;
            }
        }
    }

    async fn done(self) -> Done {
        self.done.await.unwrap().unwrap()
    }
}

/// Waits until the client has looked at the sections so often again.
async fn looks(sim: &PlexSim, more: usize) {
    let so_far = sim.requests_of("GET", "/library/sections").len();
    sim.wait_request("GET", "/library/sections", so_far + more)
        .await
        .unwrap();
}

#[tokio::test]
async fn the_end_of_the_scan_is_the_end() {
    let sim = sim().await;
    let mut scanning = Scanning::of(&client(&sim), "1");
    let handle = scanning.activity().await;
    assert!(handle.is_correlated());
    looks(&sim, MANY_LOOKS).await;
    assert!(!scanning.done.is_finished());
    sim.end(handle.id().as_str());
    let done = scanning.done().await;
    assert!(matches!(&done, Done::Correlated(outcome) if outcome.how == How::Ended));
    assert_eq!(
        &done.outcome().unwrap().last.as_ref().unwrap().uuid,
        handle.id()
    );
    sim.shutdown().await;
}

#[tokio::test]
async fn a_queued_scan_is_waited_for_while_another_one_runs() {
    for transport in [
        TransportChoice::Auto,
        TransportChoice::Only(Transport::Polling),
    ] {
        let sim = sim().await;
        let other = sim.activity("library.update.section").section("2").start();
        let plex = builder(&sim).connection_policy(policy(transport)).build();
        let mut scanning = Scanning::of(&plex.unwrap(), "1");
        let WaitingFor::Other(named) = scanning.next().await else {
            panic!("it does not say what it waits for");
        };
        assert_eq!(named.uuid, other.as_str());
        // Far longer than `nothing_seen_after`.
        looks(&sim, MANY_LOOKS).await;
        assert!(!scanning.done.is_finished());
        sim.end(&other);
        let handle = scanning.activity().await;
        sim.end(handle.id().as_str());
        assert!(matches!(scanning.done().await, Done::Correlated(_)));
        sim.shutdown().await;
    }
}

#[tokio::test]
async fn a_section_that_says_it_refreshes_is_waited_for() {
    let sim = PlexSim::builder()
        .token(SECRET)
        .manual_scans()
        .queue_scans(true)
        .start()
        .await
        .unwrap();
    // Only the section tells of the scan.
    let hidden = StubResponse::json(200, r#"{"MediaContainer":{"size":0}}"#);
    sim.answer("GET", "/activities", hidden);
    let polling = policy(TransportChoice::Only(Transport::Polling));
    let plex = builder(&sim).connection_policy(polling).build().unwrap();
    let mut scanning = Scanning::of(&plex, "1");
    while !matches!(scanning.next().await, WaitingFor::Section) {}
    looks(&sim, MANY_LOOKS).await;
    assert!(!scanning.done.is_finished());
    sim.end(&sim.running()[0].uuid);
    // It moves `scannedAt` too, which is the better evidence.
    assert_eq!(scanning.done().await, Done::SectionScanned);
    sim.shutdown().await;
}

#[tokio::test]
async fn a_scan_too_short_for_any_stream_is_told_by_scanned_at() {
    let sim = mute_sim().await;
    let scanning = Scanning::of(&client(&sim), "1");
    sim.wait_request("GET", "/library/sections/1/refresh", 1)
        .await
        .unwrap();
    sim.record_scan("1");
    assert_eq!(scanning.done().await, Done::SectionScanned);
    sim.shutdown().await;
}

#[tokio::test]
async fn a_scan_that_is_never_seen_is_no_success() {
    let sim = mute_sim().await;
    let plex = client(&sim);
    let mut scanning = Scanning::of(&plex, "1");
    assert!(matches!(scanning.next().await, WaitingFor::Sign));
    let done = scanning.done().await;
    assert_eq!(done, Done::NothingSeen);
    assert!(!done.was_seen() && done.outcome().is_none());

    // A named activity that never appears is no evidence either, and the section decides.
    let named = StubResponse::empty(200).header("X-Plex-Activity", "never");
    sim.answer("GET", "/library/sections/1/refresh", named);
    assert_eq!(Scanning::of(&plex, "1").done().await, Done::NothingSeen);
    let scanning = Scanning::of(&plex, "1");
    sim.wait_request("GET", "/library/sections/1/refresh", 3)
        .await
        .unwrap();
    sim.record_scan("1");
    assert_eq!(scanning.done().await, Done::SectionScanned);
    sim.shutdown().await;
}

#[tokio::test]
async fn a_named_scan_is_told_by_its_activity() {
    let sim = sim().await;
    sim.set_activity_header(ActivityHeader::AfterStarted);
    let mut scanning = Scanning::of(&client(&sim), "1");
    let handle = scanning.activity().await;
    assert!(!handle.is_correlated());
    sim.end(handle.id().as_str());
    assert!(matches!(scanning.done().await, Done::Named(_)));
    sim.shutdown().await;
}

#[tokio::test]
async fn a_cut_in_the_middle_loses_neither_the_scan_nor_its_end() {
    let sim = sim().await;
    let other = sim.activity("library.update.section").section("2").start();
    let mut scanning = Scanning::of(&client(&sim), "1");
    assert!(matches!(scanning.next().await, WaitingFor::Other(_)));
    // The scan begins, and ends, in an outage each.
    sim.fault(Fault::CutStreams);
    sim.end(&other);
    let handle = scanning.activity().await;
    sim.fault(Fault::CutStreams);
    sim.end(handle.id().as_str());
    assert!(matches!(scanning.done().await, Done::Correlated(_)));
    sim.shutdown().await;
}

#[tokio::test]
async fn a_server_that_is_away_is_waited_for() {
    let sim = mute_sim().await;
    let mut scanning = Scanning::of(&client(&sim), "1");
    assert!(matches!(scanning.next().await, WaitingFor::Sign));
    sim.fault(Fault::Down);
    while !matches!(scanning.next().await, WaitingFor::Server) {}
    sim.lift(&Fault::Down);
    assert!(matches!(scanning.next().await, WaitingFor::Sign));
    sim.record_scan("1");
    assert_eq!(scanning.done().await, Done::SectionScanned);
    sim.shutdown().await;
}

#[tokio::test]
async fn a_server_without_refreshing_and_scanned_at_is_judged_by_activities() {
    for is_seen in [true, false] {
        let sim = if is_seen {
            sim().await
        } else {
            mute_sim().await
        };
        let bare = r#"{"MediaContainer":{"Directory":[{"key":"1","title":"Movies"}]}}"#;
        sim.answer("GET", "/library/sections", StubResponse::json(200, bare));
        let mut scanning = Scanning::of(&client(&sim), "1");
        if is_seen {
            let handle = scanning.activity().await;
            sim.end(handle.id().as_str());
            assert!(matches!(scanning.done().await, Done::Correlated(_)));
        } else {
            assert_eq!(scanning.done().await, Done::NothingSeen);
        }
        sim.shutdown().await;
    }
}

#[tokio::test]
async fn the_end_of_an_earlier_scan_of_the_section_is_not_the_end() {
    let sim = sim().await;
    let earlier = sim.activity("library.update.section").section("1").start();
    let mut scanning = Scanning::of(&client(&sim), "1");
    let WaitingFor::Earlier(named) = scanning.next().await else {
        panic!("it does not say what it waits for");
    };
    assert_eq!(named.uuid, earlier.as_str());
    sim.end(&earlier);
    let mine = scanning.activity().await;
    assert_ne!(*mine.id(), earlier.as_str());
    sim.end(mine.id().as_str());
    assert!(matches!(scanning.done().await, Done::Correlated(_)));
    sim.shutdown().await;
}

#[tokio::test]
async fn after_the_answer_what_runs_already_may_be_an_earlier_scan() {
    let sim = sim().await;
    let plex = client(&sim);
    let launched = plex.library().refresh("1").await.unwrap();
    let mut scanning = Scanning::run(launched.done());
    while !matches!(scanning.next().await, WaitingFor::Earlier(_)) {}
    sim.end(&sim.running()[0].uuid);
    assert_eq!(scanning.done().await, Done::SectionQuiet);

    // With a look before the request it is known.
    let launched = plex.library().refresh("1").observe().await.unwrap();
    let mut scanning = Scanning::run(launched.done());
    let handle = scanning.activity().await;
    sim.end(handle.id().as_str());
    assert!(matches!(scanning.done().await, Done::Correlated(_)));
    sim.shutdown().await;
}

#[tokio::test]
async fn the_scan_of_all_sections_is_over_when_the_last_one_is() {
    let sim = PlexSim::builder()
        .token(SECRET)
        .scan_rhythm(2, Duration::from_millis(20))
        .queue_scans(false)
        .start()
        .await
        .unwrap();
    let done = client(&sim).library().refresh("all").done().await.unwrap();
    assert_eq!(done, Done::SectionQuiet);
    assert!(sim.running().is_empty());
    sim.shutdown().await;
}

#[tokio::test]
async fn a_timeout_says_what_was_waited_for() {
    let sim = sim().await;
    let other = sim.activity("library.update.section").section("2").start();
    let plex = brisk_builder(&sim, TransportChoice::Auto).build().unwrap();
    let wait = plex.library().refresh("1").done();
    let error = wait.timeout(Duration::from_millis(300)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.to_string().contains(&other), "{error}");
    assert_eq!(error.last_seen().unwrap().uuid, other.as_str());
    sim.shutdown().await;
}

#[tokio::test]
async fn an_empty_folder_and_a_refused_scan_are_errors() {
    let sim = sim().await;
    let plex = client(&sim);
    for folder in ["", " "] {
        let error = plex.library().refresh_path("1", folder).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error}");
    }
    assert!(sim.requests().is_empty());
    let error = plex.library().refresh("9").done().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
    sim.shutdown().await;
}

#[tokio::test]
async fn work_of_an_unknown_type_is_told_only_by_its_name() {
    let sim = sim().await;
    let plex = client(&sim);
    assert_eq!(
        plex.library().empty_trash("1").done().await.unwrap(),
        Done::Unobservable
    );
    let subscriptions = plex.live_tv().process_subscriptions();
    let mut scanning = Scanning::run(subscriptions.done());
    let handle = scanning.activity().await;
    sim.end(handle.id().as_str());
    assert!(matches!(scanning.done().await, Done::Named(_)));
    sim.shutdown().await;
}

#[tokio::test]
async fn the_refresh_of_an_item_is_done_with_an_activity_of_either_type() {
    for kind in ["library.refresh.items", "library.update.item.metadata"] {
        let sim = sim().await;
        sim.answer(
            "PUT",
            "/library/metadata/7/refresh",
            StubResponse::empty(200),
        );
        let plex = client(&sim);
        let start = |id: &str, key: Option<&str>| {
            let activity = sim.activity(kind).uuid(id).forever();
            match key {
                Some(key) => activity.context("key", key).start(),
                None => activity.start(),
            }
        };
        let mut refreshing = Scanning::run(plex.metadata().refresh("7").done());
        sim.wait_request("PUT", "/library/metadata/7/refresh", 1)
            .await
            .unwrap();
        // Neither another item's nor one that names none is taken for it. Both are waited for.
        start("other", Some("/library/metadata/70"));
        start("unknown", None);
        while !matches!(refreshing.next().await, WaitingFor::Other(_)) {}
        start("mine", Some("/library/metadata/7"));
        assert_eq!(*refreshing.activity().await.id(), "mine");
        sim.end("mine");
        let Done::Correlated(outcome) = refreshing.done().await else {
            panic!("{kind}");
        };
        assert_eq!((outcome.how, outcome.id.as_str()), (How::Ended, "mine"));
        for id in ["other", "unknown"] {
            sim.end(id);
        }
        sim.shutdown().await;
    }
}
