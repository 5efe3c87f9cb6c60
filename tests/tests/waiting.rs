//! Waiting: it comes out exactly once, for the right reason, and never hangs.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation is what a test is for"
)]

use std::future::IntoFuture;
use std::time::{Duration, Instant};

use plex_api::{
    ActivityEvent, ActivityFilter, ConnectionState, ErrorKind, How, Plex, TransportChoice,
};
use plex_api_tests::{brisk, brisk_builder, brisk_policy, id, server};
use plex_sim::{Fault, PlexSim, StubResponse};

fn auto(sim: &PlexSim) -> Plex {
    brisk(sim, TransportChoice::Auto)
}

#[tokio::test]
async fn a_wait_returns_at_the_end() {
    let sim = server().await;
    sim.activity("media.download").uuid("a").start();
    let plex = auto(&sim);
    let wait = plex.activities().wait(&id("a"));
    let watcher = plex.activities().watch();
    watcher.synced().await.unwrap();
    sim.end("a");
    let outcome = wait.await.unwrap();
    drop(watcher);
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
async fn an_end_known_only_by_absence_is_vanished() {
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
async fn a_wait_for_a_recently_ended_activity_returns_at_once() {
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
async fn a_wait_for_an_unknown_uuid_does_not_hang() {
    let sim = server().await;
    let outcome = auto(&sim).activities().wait(&id("nobody")).await.unwrap();
    assert_eq!((outcome.how, outcome.last), (How::NeverSeen, None));
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_wait_that_times_out_reports_the_last_state_and_cancels_nothing() {
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
        error.to_string().contains("41%") && error.to_string().contains("is still running"),
        "{error}"
    );
    assert_eq!(sim.running().len(), 1);
    assert!(sim.requests_of("DELETE", "*").is_empty());
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_wait_without_a_server_times_out_with_the_connection_state() {
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
async fn wait_all_returns_one_outcome_each_in_order() {
    let sim = server().await;
    for uuid in ["a", "b", "c"] {
        sim.activity("media.download").uuid(uuid).start();
    }
    let plex = auto(&sim);
    let all = plex
        .activities()
        .wait_all([id("c"), id("a"), id("nobody"), id("b")])
        .timeout(Duration::from_secs(2));
    let watcher = plex.activities().watch();
    watcher.synced().await.unwrap();
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
    drop(watcher);
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
    sim.answer(
        "*",
        "*",
        StubResponse::html(401, "<html>Unauthorized</html>"),
    );
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
async fn wait_idle_returns_at_once_when_nothing_matches() {
    let sim = server().await;
    sim.add_butler_row();
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
async fn wait_idle_waits_for_the_quiet_period_after_the_last_end() {
    let sim = server().await;
    sim.add_butler_row();
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
    // The work after the scan begins within the quiet period, and is waited for too.
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
async fn a_timeout_of_wait_idle_says_why_the_server_is_not_idle() {
    let sim = server().await;
    let plex = auto(&sim);
    let brief = Duration::from_millis(50);
    let timed_out = || plex.activities().wait_idle(ActivityFilter::any());
    sim.fault(Fault::Down);
    sim.wait_listening(false).await.unwrap();
    let error = timed_out().timeout(brief).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    // The first reason is the stream that is not open, or the list that was refused before.
    let text = error.to_string();
    let has = |reason: &str| text.contains(reason);
    assert!(has("connection: ") || has("no connection to"), "{text}");
    assert!(error.last_seen().is_none() && error.operation().is_none());

    sim.lift(&Fault::Down);
    let mut events = plex.activities().watch();
    sim.activity("media.download")
        .uuid("a")
        .title("A film")
        .start();
    sim.activity("media.download")
        .uuid("b")
        .title("Another")
        .start();
    events.synced().await.unwrap();
    let waiting = timed_out().timeout(brief);
    let first = waiting.reasons()[0].describe();
    let error = waiting.await.unwrap_err();
    let text = error.to_string();
    let expected = format!("not idle within 50ms: waiting for {first}; and 1 more");
    assert!(text.contains(&expected), "{text}");
    assert_eq!(error.last_seen().unwrap().kind(), "media.download");

    sim.end("a");
    sim.end("b");
    let mut ends = 0;
    while ends < 2 {
        let event = events.next().await.unwrap().unwrap();
        ends += u32::from(matches!(event, ActivityEvent::Ended { .. }));
    }
    let quiet = timed_out().quiet_first(true).timeout(brief);
    let error = quiet.await.unwrap_err();
    let text = error.to_string();
    assert!(text.ends_with("the quiet period is not over"), "{text}");
    drop(events);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn wait_idle_for_one_section_ignores_another() {
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
async fn a_cancel_with_404_makes_the_tracker_list() {
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
fn futures_and_streams_are_send_and_static() {
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
