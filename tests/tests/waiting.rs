//! Waiting: it comes out exactly once, for the right reason, and never hangs.

use std::future::IntoFuture;
use std::time::{Duration, Instant};

use plex_api::{
    ActivityFilter, ActivityId, ConnectionState, ErrorKind, How, Plex, TransportChoice,
};
use plex_api_tests::{SECRET, brisk, brisk_builder, brisk_policy, server};
use plex_sim::{ActivityHeader, Canned, Fault, PlexSim};

fn id(text: &str) -> ActivityId {
    ActivityId::new(text).unwrap()
}

fn auto(sim: &PlexSim) -> Plex {
    brisk(sim, TransportChoice::Auto)
}

#[tokio::test]
async fn a_wait_comes_out_at_the_end() {
    let sim = server().await;
    sim.activity("media.download").uuid("a").start();
    let wait = auto(&sim).activities().wait(&id("a"));
    sim.stream_opened().await.unwrap();
    sim.end("a");
    let outcome = wait.await.unwrap();
    assert_eq!(outcome.how, How::Ended);
    assert_eq!(outcome.last.unwrap().progress().percent(), Some(100.0));
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn an_end_at_progress_0_in_the_same_second_is_an_end() {
    let sim = server().await;
    let plex = auto(&sim);
    let watcher = plex.activities().watch();
    watcher.synced().await.unwrap();
    let wait = plex.activities().wait(&id("a"));
    sim.activity("provider.subscriptions.process")
        .uuid("a")
        .ends_after(Duration::ZERO)
        .start();
    let outcome = wait.await.unwrap();
    assert_eq!(outcome.how, How::Ended);
    drop(watcher);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn an_end_seen_only_by_absence_is_marked_so() {
    let sim = server().await;
    sim.activity("media.download").uuid("a").start();
    let plex = auto(&sim);
    let watcher = plex.activities().watch();
    watcher.synced().await.unwrap();
    let wait = plex.activities().wait(&id("a"));
    sim.vanish("a");
    let outcome = wait.await.unwrap();
    assert_eq!(outcome.how, How::Vanished);
    assert!(outcome.last.is_some());
    drop(watcher);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn what_ended_a_while_ago_is_answered_at_once() {
    let sim = server().await;
    let plex = auto(&sim);
    let watcher = plex.activities().watch();
    watcher.synced().await.unwrap();
    sim.activity("media.download").uuid("a").start();
    sim.end("a");
    assert_eq!(
        plex.activities().wait(&id("a")).await.unwrap().how,
        How::Ended
    );
    assert_eq!(
        plex.activities().wait(&id("a")).await.unwrap().how,
        How::Ended
    );
    drop(watcher);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_uuid_that_nobody_has_seen_does_not_hang() {
    let sim = server().await;
    let outcome = auto(&sim).activities().wait(&id("nobody")).await.unwrap();
    assert_eq!((outcome.how, outcome.last), (How::NeverSeen, None));
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_wait_whose_time_is_over_tells_what_was_last_seen_and_cancels_nothing() {
    let sim = server().await;
    sim.activity("media.download")
        .uuid("a")
        .title("Downloading")
        .start();
    sim.progress("a", 41, "Heat");
    let plex = auto(&sim);
    let error = plex
        .activities()
        .wait(&id("a"))
        .timeout(Duration::from_millis(500))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(error.last_seen().unwrap().progress().percent(), Some(41.0));
    assert!(
        error.to_string().contains("41%") && error.to_string().contains("goes on"),
        "{error}"
    );
    assert_eq!(sim.running().len(), 1);
    assert!(sim.requests_of("DELETE", "*").is_empty());
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_wait_without_a_server_ends_with_its_time_and_says_how_the_connection_is() {
    let sim = server().await;
    sim.fault(Fault::Down);
    sim.wait_listening(false).await.unwrap();
    let plex = auto(&sim);
    let error = plex
        .activities()
        .wait(&id("a"))
        .timeout(Duration::from_millis(300))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.last_seen().is_none());
    assert!(error.to_string().contains("connection:"), "{error}");
    sim.shutdown().await;
}

#[tokio::test]
async fn several_waits_have_an_outcome_each_in_their_order() {
    let sim = server().await;
    for uuid in ["a", "b", "c"] {
        sim.activity("media.download").uuid(uuid).start();
    }
    let plex = auto(&sim);
    let all = plex
        .activities()
        .wait_all([id("c"), id("a"), id("nobody"), id("b")])
        .timeout(Duration::from_secs(2));
    sim.stream_opened().await.unwrap();
    sim.end("a");
    sim.end("c");
    let outcomes = all.await;
    let told: Vec<String> = outcomes
        .iter()
        .map(|(id, outcome)| match outcome {
            Ok(outcome) => format!("{id} {:?}", outcome.how),
            Err(error) => format!("{id} {:?}", error.kind()),
        })
        .collect();
    assert_eq!(
        told,
        ["c Ended", "a Ended", "nobody NeverSeen", "b Timeout"]
    );
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_refused_token_ends_every_wait() {
    let sim = server().await;
    sim.activity("media.download").uuid("a").start();
    let plex = auto(&sim);
    let (first, second) = (
        plex.activities().wait(&id("a")),
        plex.activities().wait(&id("b")),
    );
    sim.answer("*", "*", Canned::html(401, "<html>Unauthorized</html>"));
    sim.fault(Fault::CutConnections);
    for wait in [first, second] {
        assert_eq!(wait.await.unwrap_err().kind(), ErrorKind::Unauthorized);
    }
    let idle = plex.activities().wait_idle(ActivityFilter::any()).await;
    assert_eq!(idle.unwrap_err().kind(), ErrorKind::Unauthorized);
    assert_eq!(plex.activities().status().state, ConnectionState::Refused);
    sim.shutdown().await;
}

#[tokio::test]
async fn idle_is_at_once_when_nothing_matches() {
    let sim = server().await;
    sim.butler_row();
    sim.activity("media.download").uuid("a").start();
    let plex = auto(&sim);
    let begun = Instant::now();
    plex.activities()
        .wait_idle(ActivityFilter::any().of_type("library.*"))
        .await
        .unwrap();
    assert!(
        begun.elapsed() < Duration::from_secs(4),
        "the quiet period of 5 s was waited for"
    );
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn idle_waits_for_the_quiet_after_the_last() {
    let sim = server().await;
    sim.butler_row();
    sim.activity("library.update.section")
        .uuid("scan")
        .section("1")
        .start();
    let plex = auto(&sim);
    let idle = plex
        .activities()
        .wait_idle(ActivityFilter::any().of_type("library.*"))
        .quiet_period(Duration::from_millis(600));
    let mut idle = Box::pin(idle.into_future());
    let early = tokio::time::timeout(Duration::from_millis(300), idle.as_mut()).await;
    assert!(early.is_err(), "the scan still runs");
    sim.end("scan");
    // What follows the scan begins within the quiet period, and is waited for too.
    let early = tokio::time::timeout(Duration::from_millis(200), idle.as_mut()).await;
    assert!(early.is_err(), "quiet was not waited for");
    sim.activity("library.update.item.metadata")
        .uuid("metadata")
        .start();
    let early = tokio::time::timeout(Duration::from_millis(900), idle.as_mut()).await;
    assert!(early.is_err(), "the metadata still runs");
    sim.end("metadata");
    idle.await.unwrap();
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn idle_for_one_library_is_not_fooled_by_another() {
    let sim = server().await;
    sim.activity("library.update.section")
        .uuid("other")
        .section("2")
        .start();
    let plex = auto(&sim);
    let mine = ActivityFilter::any().of_type("library.*").section("1");
    plex.activities().wait_idle(mine).await.unwrap();
    let theirs = ActivityFilter::any().section("2");
    let error = plex
        .activities()
        .wait_idle(theirs)
        .timeout(Duration::from_millis(300))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_named_activity_has_a_handle_whenever_the_header_comes() {
    for header in [
        ActivityHeader::Documented,
        ActivityHeader::AfterStarted,
        ActivityHeader::AfterEnded,
        ActivityHeader::BeforeStarted(Duration::from_millis(100)),
        ActivityHeader::WithoutStarted,
    ] {
        let sim = PlexSim::builder()
            .token(SECRET)
            .scan_rhythm(3, Duration::from_millis(30))
            .start()
            .await
            .unwrap();
        sim.activity_header(header);
        let plex = auto(&sim);
        let watcher = plex.activities().watch();
        watcher.synced().await.unwrap();
        let launched = plex.live_tv().process_subscriptions().await.unwrap();
        let handle = launched.activity().unwrap_or_else(|| panic!("{header:?}"));
        assert_eq!(Some(handle.id()), launched.activity_id());
        assert!(!handle.is_correlated());
        let outcome = handle
            .wait()
            .timeout(Duration::from_secs(10))
            .await
            .unwrap();
        let expected = if header == ActivityHeader::WithoutStarted {
            How::NeverSeen
        } else {
            How::Ended
        };
        assert_eq!(outcome.how, expected, "{header:?}");
        drop((watcher, handle));
        sim.shutdown().await;
    }
}

#[tokio::test]
async fn a_scan_that_nobody_names_is_found_by_what_it_works_on() {
    let sim = PlexSim::builder()
        .token(SECRET)
        .manual_scans()
        .start()
        .await
        .unwrap();
    sim.activity_header(ActivityHeader::Never);
    // One of the same section runs already, and one of another begins in between.
    sim.activity("library.update.section")
        .uuid("old")
        .section("1")
        .start();
    let plex = auto(&sim);
    let launched = plex
        .library()
        .refresh("2")
        .correlate(Duration::from_secs(5))
        .await
        .unwrap();
    let handle = launched.activity().unwrap();
    assert!(handle.is_correlated());
    assert_ne!(*handle.id(), "old");
    let request = sim.requests_of("GET", "/library/sections/2/refresh");
    assert_eq!(request.len(), 1);
    sim.end(handle.id().as_str());
    assert_eq!(handle.wait().await.unwrap().how, How::Ended);
    drop((handle, launched));
    sim.shutdown().await;
}

#[tokio::test]
async fn without_a_name_or_correlation_there_is_no_activity_and_no_connection() {
    let sim = server().await;
    sim.activity_header(ActivityHeader::Never);
    let launched = auto(&sim).library().refresh("1").await.unwrap();
    assert!(launched.activity_id().is_none() && launched.activity().is_none());
    assert_eq!(sim.streams_seen(), 0);
    sim.shutdown().await;
}

#[tokio::test]
async fn every_starting_operation_asks_for_what_it_says() {
    let sim = server().await;
    sim.answer(
        "*",
        "*",
        Canned::empty(200).header("X-Plex-Activity", "named"),
    );
    let plex = auto(&sim);
    let named = |id: Option<&ActivityId>| assert_eq!(*id.unwrap(), "named");
    named(plex.library().refresh(1).await.unwrap().activity_id());
    named(
        plex.library()
            .refresh_path(1, "/data/My Films")
            .await
            .unwrap()
            .activity_id(),
    );
    named(
        plex.library()
            .refresh_metadata("1")
            .await
            .unwrap()
            .activity_id(),
    );
    named(plex.library().optimize().await.unwrap().activity_id());
    named(plex.library().empty_trash("1").await.unwrap().activity_id());
    named(plex.metadata().refresh("7,8").await.unwrap().activity_id());
    named(plex.metadata().analyze(7).await.unwrap().activity_id());
    named(
        plex.butler()
            .start("BackupDatabase")
            .await
            .unwrap()
            .activity_id(),
    );
    named(plex.butler().start_all().await.unwrap().activity_id());
    named(
        plex.live_tv()
            .process_subscriptions()
            .await
            .unwrap()
            .activity_id(),
    );
    named(
        plex.live_tv()
            .reload_guide("3")
            .await
            .unwrap()
            .activity_id(),
    );
    named(plex.live_tv().scan_device("4").await.unwrap().activity_id());
    plex.library().stop_refresh("1").await.unwrap();
    plex.butler().stop("BackupDatabase").await.unwrap();
    plex.butler().stop_all().await.unwrap();
    let asked: Vec<String> = sim
        .requests()
        .iter()
        .map(|request| format!("{} {}", request.method, request.target))
        .collect();
    assert_eq!(
        asked,
        [
            "GET /library/sections/1/refresh",
            "GET /library/sections/1/refresh?path=%2Fdata%2FMy%20Films",
            "GET /library/sections/1/refresh?force=1",
            "PUT /library/optimize?async=1",
            "PUT /library/sections/1/emptyTrash",
            "PUT /library/metadata/7,8/refresh",
            "PUT /library/metadata/7/analyze",
            "POST /butler/BackupDatabase",
            "POST /butler",
            "POST /media/subscriptions/process",
            "POST /livetv/dvrs/3/reloadGuide",
            "POST /media/grabbers/devices/4/scan",
            "DELETE /library/sections/1/refresh",
            "DELETE /butler/BackupDatabase",
            "DELETE /butler",
        ]
    );
    sim.shutdown().await;
}

#[tokio::test]
async fn a_butler_task_that_runs_already_is_told() {
    let sim = server().await;
    sim.answer("POST", "/butler/BackupDatabase", Canned::empty(202));
    let launched = auto(&sim).butler().start("BackupDatabase").await.unwrap();
    assert_eq!(*launched.answer(), plex_api::ButlerStart::AlreadyRunning);
    let error = auto(&sim).butler().start("Unknown").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
    sim.shutdown().await;
}

#[tokio::test]
async fn a_handle_follows_and_cancels() {
    let sim = server().await;
    sim.activity("media.download")
        .uuid("a")
        .cancellable(true)
        .start();
    let plex = auto(&sim);
    let handle = plex.activities().handle(&id("a"));
    let mut progress = handle.progress();
    progress.next().await.unwrap().unwrap();
    sim.progress("a", 60, "");
    while progress.next().await.unwrap().unwrap().percent() != Some(60.0) {}
    assert!(handle.last_moved().unwrap() < Duration::from_secs(10));
    handle.cancel().await.unwrap();
    assert_eq!(handle.wait().await.unwrap().how, How::Ended);
    while progress.next().await.is_some() {}
    assert_eq!(handle.last_moved(), None);
    // What is over, or never shows up, has no progress, and its stream no endless silence.
    assert!(handle.progress().next().await.is_none());
    assert!(
        plex.activities()
            .handle(&id("nobody"))
            .progress()
            .next()
            .await
            .is_none()
    );
    drop((handle, progress));
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_cancel_that_finds_nothing_makes_the_tracker_look() {
    let sim = server().await;
    sim.activity("media.download")
        .uuid("a")
        .cancellable(true)
        .start();
    let mut policy = brisk_policy(TransportChoice::Auto);
    policy.list_every = Duration::from_secs(60);
    policy.list_after_silence = Duration::from_secs(60);
    let plex = brisk_builder(&sim, TransportChoice::Auto)
        .connection_policy(policy)
        .build()
        .unwrap();
    let watcher = plex.activities().watch();
    watcher.synced().await.unwrap();
    let wait = plex.activities().wait(&id("a"));
    sim.vanish("a");
    assert_eq!(
        plex.activities().cancel(&id("a")).await.unwrap_err().kind(),
        ErrorKind::NotFound
    );
    assert_eq!(wait.await.unwrap().how, How::Vanished);
    drop(watcher);
    sim.finish().await.unwrap();
}

#[test]
fn futures_and_streams_can_go_anywhere() {
    fn anywhere<T: Send + 'static>() {}
    fn pinned<T: Unpin>() {}
    anywhere::<plex_api::Watcher>();
    pinned::<plex_api::Watcher>();
    anywhere::<plex_api::Wait>();
    anywhere::<plex_api::WaitFuture>();
    anywhere::<plex_api::WaitAllFuture>();
    anywhere::<plex_api::WaitIdleFuture>();
    anywhere::<plex_api::ActivityHandle>();
    anywhere::<plex_api::ProgressStream>();
    anywhere::<plex_api::Launch<()>>();
    anywhere::<plex_api::Launched<()>>();
}
