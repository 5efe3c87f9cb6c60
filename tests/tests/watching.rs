//! Watching: one stream per watcher, across all changes of the connection.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation is what a test is for"
)]

use std::time::Duration;

use plex_api::{
    ActivityEvent, ActivityFilter, ConnectionState, Observed, Transport, TransportChoice, Watcher,
};
use plex_api_tests::events::{next_of_activity, told};
use plex_api_tests::{SECRET, brisk, brisk_policy, builder, server};
use plex_sim::Fault;

fn count(words: &[String], what: &str) -> usize {
    words.iter().filter(|word| word.contains(what)).count()
}

#[tokio::test]
async fn an_activity_is_reported_from_start_to_end_over_every_transport() {
    for transport in [
        Transport::WebSocket,
        Transport::EventSource,
        Transport::Polling,
    ] {
        let sim = server().await;
        let plex = brisk(&sim, TransportChoice::Only(transport));
        let mut watcher = plex.activities().watch();
        watcher.synced().await.unwrap();
        assert_eq!(
            watcher.status().state,
            ConnectionState::Connected(transport)
        );

        sim.activity("library.update.section")
            .uuid("a")
            .title("Scanning Movies")
            .section("1")
            .start();
        let ActivityEvent::Started { observed, .. } = next_of_activity(&mut watcher).await else {
            panic!()
        };
        sim.progress("a", 50, "Heat (1995)");
        let moved = loop {
            let ActivityEvent::Updated { activity, .. } = next_of_activity(&mut watcher).await
            else {
                panic!()
            };
            if activity.progress().percent() == Some(50.0) {
                break activity;
            }
        };
        assert_eq!(moved.title(), "Scanning Movies");
        assert_eq!(moved.subtitle(), "Heat (1995)");
        assert_eq!(moved.library_section_id().unwrap(), "1");
        sim.end("a");
        let end = told(&mut watcher, "a").await;
        match transport {
            Transport::Polling => {
                assert_eq!(observed, Observed::List);
                assert_eq!(end.last().unwrap(), "a ended Vanished");
            }
            _ => {
                assert_eq!(observed, Observed::Notification);
                assert_eq!(end.last().unwrap(), "a ended Ended");
            }
        }
        drop(watcher);
        sim.finish().await.unwrap();
    }
}

#[tokio::test]
async fn every_transport_sends_the_token_in_the_header() {
    for transport in [Transport::WebSocket, Transport::EventSource] {
        let sim = server().await;
        let watcher = brisk(&sim, TransportChoice::Only(transport))
            .activities()
            .watch();
        watcher.synced().await.unwrap();
        for request in sim.requests() {
            assert_eq!(
                request.header("x-plex-token"),
                Some(SECRET),
                "{}",
                request.target
            );
            assert!(!request.target.contains(SECRET), "{}", request.target);
        }
        let streams = sim.requests_of("GET", "/:/*");
        assert_eq!(streams.len(), 1);
        assert_eq!(streams[0].query_value("filters"), Some("activity"));
        drop(watcher);
        sim.finish().await.unwrap();
    }
}

#[tokio::test]
async fn running_activities_are_reported_first() {
    let sim = server().await;
    sim.activity("media.download")
        .uuid("a")
        .title("Downloading")
        .start();
    let mut watcher = brisk(&sim, TransportChoice::Auto).activities().watch();
    let ActivityEvent::Started {
        activity, observed, ..
    } = next_of_activity(&mut watcher).await
    else {
        panic!()
    };
    assert_eq!(*activity.id(), "a");
    assert_eq!(observed, Observed::List);
    drop(watcher);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn an_end_during_a_disconnect_is_reported_exactly_once() {
    for fault in [
        Fault::CutConnections,
        Fault::ResetConnections,
        Fault::EndStreams,
        Fault::HalfFrame,
        Fault::BadUtf8,
    ] {
        for transport in [Transport::WebSocket, Transport::EventSource] {
            let sim = server().await;
            let plex = brisk(&sim, TransportChoice::Only(transport));
            let mut watcher = plex.activities().watch();
            watcher.synced().await.unwrap();
            for id in ["a", "b"] {
                sim.activity("media.download").uuid(id).start();
            }
            next_of_activity(&mut watcher).await;
            sim.fault(fault);
            // It ends without a notification: a client that was away must find out by itself.
            sim.vanish("a");
            let mut words = told(&mut watcher, "a").await;
            sim.end("b");
            words.extend(told(&mut watcher, "b").await);
            for id in ["a", "b"] {
                assert!(
                    count(&words, &format!("{id} ended")) == 1,
                    "{fault:?} {transport}: {words:?}"
                );
            }
            drop(watcher);
            sim.shutdown().await;
        }
    }
}

#[tokio::test]
async fn a_server_restart_ends_the_activities_and_the_watcher_continues() {
    let sim = server().await;
    let mut watcher = brisk(&sim, TransportChoice::Auto).activities().watch();
    watcher.synced().await.unwrap();
    sim.activity("media.download").uuid("a").start();
    next_of_activity(&mut watcher).await;
    sim.fault(Fault::Restart {
        down: Duration::from_millis(300),
    });
    let words = told(&mut watcher, "a").await;
    assert_eq!(words.last().unwrap(), "a ended Vanished", "{words:?}");
    watcher.synced().await.unwrap();
    sim.activity("media.download").uuid("b").start();
    sim.end("b");
    assert_eq!(
        told(&mut watcher, "b").await.last().unwrap(),
        "b ended Ended"
    );
    drop(watcher);
    sim.shutdown().await;
}

#[tokio::test]
async fn a_half_open_connection_is_noticed() {
    let sim = server().await;
    let mut watcher = brisk(&sim, TransportChoice::Auto).activities().watch();
    watcher.synced().await.unwrap();
    sim.activity("media.download").uuid("a").start();
    next_of_activity(&mut watcher).await;
    sim.fault(Fault::SilenceStreams);
    sim.end("a");
    let words = told(&mut watcher, "a").await;
    assert_eq!(count(&words, "a ended"), 1);
    sim.wait_streams_seen(2).await.unwrap();
    drop(watcher);
    sim.shutdown().await;
}

#[tokio::test]
async fn an_undecodable_message_loses_no_other() {
    let sim = server().await;
    let mut watcher = brisk(&sim, TransportChoice::Auto).activities().watch();
    watcher.synced().await.unwrap();
    sim.fault(Fault::BadJson);
    sim.activity("media.download").uuid("a").start();
    let mut undecodable = 0;
    loop {
        match watcher.next().await.unwrap().unwrap() {
            ActivityEvent::Undecodable { excerpt, .. } => {
                undecodable += 1;
                assert!(!excerpt.is_empty());
            }
            ActivityEvent::Started { .. } => break,
            _ => {}
        }
    }
    assert_eq!(undecodable, 1);
    assert_eq!(watcher.status().undecodable, 1);
    assert_eq!(sim.streams_seen(), 1, "the connection goes on");
    drop(watcher);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn duplicate_and_reordered_messages_never_report_two_ends() {
    for fault in [Fault::Duplicate, Fault::Reorder, Fault::SplitFrames(1)] {
        let sim = server().await;
        let mut watcher = brisk(&sim, TransportChoice::Auto).activities().watch();
        watcher.synced().await.unwrap();
        sim.fault(fault);
        for id in ["a", "b", "c"] {
            sim.activity("media.download").uuid(id).start();
            sim.progress(id, 50, "");
            sim.end(id);
        }
        sim.lift_faults();
        sim.activity("media.download").uuid("last").start();
        sim.end("last");
        let words = told(&mut watcher, "last").await;
        for id in ["a", "b", "c"] {
            assert_eq!(
                count(&words, &format!("{id} started")),
                1,
                "{fault:?}: {words:?}"
            );
            assert_eq!(
                count(&words, &format!("{id} ended")),
                1,
                "{fault:?}: {words:?}"
            );
        }
        drop(watcher);
        sim.shutdown().await;
    }
}

#[tokio::test]
async fn a_lost_end_message_is_found_by_a_list() {
    let sim = server().await;
    let mut watcher = brisk(&sim, TransportChoice::Auto).activities().watch();
    watcher.synced().await.unwrap();
    sim.activity("media.download").uuid("a").start();
    next_of_activity(&mut watcher).await;
    sim.fault(Fault::DropNext(1));
    sim.end("a");
    let words = told(&mut watcher, "a").await;
    assert_eq!(words.last().unwrap(), "a ended Vanished");
    assert_eq!(sim.streams_seen(), 1);
    drop(watcher);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_buffered_event_stream_does_not_hide_events() {
    let sim = server().await;
    let plex = brisk(&sim, TransportChoice::Only(Transport::EventSource));
    let mut watcher = plex.activities().watch();
    watcher.synced().await.unwrap();
    sim.fault(Fault::SilenceStreams);
    sim.activity("media.download").uuid("a").start();
    let ActivityEvent::Started { observed, .. } = next_of_activity(&mut watcher).await else {
        panic!()
    };
    assert_eq!(observed, Observed::List);
    assert_eq!(sim.streams_seen(), 1);
    drop(watcher);
    sim.shutdown().await;
}

#[tokio::test]
async fn only_matching_activities_are_reported_from_start_to_end() {
    let sim = server().await;
    let filter = ActivityFilter::any()
        .of_type("library.update.*")
        .section("2");
    let mut watcher = brisk(&sim, TransportChoice::Auto)
        .activities()
        .watch()
        .only(filter);
    watcher.synced().await.unwrap();
    for (id, section) in [("other", "1"), ("mine", "2")] {
        sim.activity("library.update.section")
            .uuid(id)
            .section(section)
            .start();
    }
    sim.activity("media.download").uuid("download").start();
    for id in ["other", "download", "mine"] {
        sim.end(id);
    }
    let words = told(&mut watcher, "mine").await;
    assert_eq!(count(&words, "mine"), words.len(), "{words:?}");
    assert!(words[0].starts_with("mine started"), "{words:?}");
    drop(watcher);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_slow_watcher_lags_alone_and_receives_the_end_of_every_start_it_took() {
    let sim = server().await;
    let plex = brisk(&sim, TransportChoice::Auto);
    let mut slow = plex.activities().watch().buffer(4);
    let mut quick = plex.activities().watch();
    slow.synced().await.unwrap();
    quick.synced().await.unwrap();
    sim.activity("media.download").uuid("taken").start();
    next_of_activity(&mut slow).await;
    for percent in 1..=50 {
        sim.progress("taken", percent, "");
    }
    sim.activity("media.download").uuid("late").start();
    sim.end("taken");
    let words = told(&mut quick, "taken").await;
    assert!(count(&words, "taken updated") >= 50, "{words:?}");

    let mut words = Vec::new();
    while !(words.contains(&"ended taken".to_owned()) && words.contains(&"started late".to_owned()))
    {
        match slow.next().await.unwrap().unwrap() {
            ActivityEvent::Lagged { missed, .. } => words.push(format!("lagged {}", missed > 0)),
            ActivityEvent::Ended { activity, .. } => words.push(format!("ended {}", activity.id())),
            ActivityEvent::Started { activity, .. } => {
                words.push(format!("started {}", activity.id()));
            }
            _ => {}
        }
    }
    assert_eq!(
        words.iter().filter(|word| *word == "lagged true").count(),
        1,
        "{words:?}"
    );
    drop((slow, quick));
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn the_status_says_why_lists_fail_until_they_are_good_again() {
    let sim = server().await;
    let plex = brisk(&sim, TransportChoice::Auto);
    let mut watcher = plex.activities().watch();
    watcher.synced().await.unwrap();
    assert_eq!(watcher.status().lists_failing, None);

    sim.answer("GET", "/activities", plex_sim::StubResponse::empty(500));
    let reason = loop {
        let event = watcher.next().await.unwrap().unwrap();
        if let ActivityEvent::ListsFailing { reason, .. } = event {
            break reason;
        }
    };
    let status = watcher.status();
    assert!(reason.contains("500"), "{reason}");
    assert_eq!(status.lists_failing.as_ref(), Some(&reason));
    assert!(status.failed_lists > 0, "{status:?}");

    sim.clear_answers();
    loop {
        let event = watcher.next().await.unwrap().unwrap();
        if matches!(event, ActivityEvent::ListsRecovered) {
            break;
        }
    }
    assert_eq!(watcher.status().lists_failing, None);
    drop(watcher);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_late_watcher_is_told_at_once_also_behind_a_dead_stream() {
    let sim = server().await;
    let mut policy = brisk_policy(TransportChoice::Auto);
    // The stream is dead for the whole test, and nothing shows it.
    policy.ping_interval = Duration::from_secs(60);
    policy.list_deadline = Duration::from_millis(500);
    let plex = builder(&sim).connection_policy(policy).build().unwrap();
    let mut first = plex.activities().watch();
    first.synced().await.unwrap();
    sim.activity("media.download").uuid("a").start();
    next_of_activity(&mut first).await;
    sim.fault(Fault::SilenceStreams);
    sim.answer("GET", "/activities", plex_sim::StubResponse::hang());
    assert!(sim.end("a"));

    // No list answers, so its events are the client's knowledge.
    let mut late = plex.activities().watch();
    let mut words = Vec::new();
    let mut verified = false;
    while !verified {
        let event = tokio::time::timeout(Duration::from_secs(20), late.next());
        match event.await.expect("told in time").unwrap().unwrap() {
            ActivityEvent::Started { observed, .. } => words.push(format!("started {observed:?}")),
            ActivityEvent::Ended { how, .. } => words.push(format!("ended {how:?}")),
            ActivityEvent::Known {
                verified: false, ..
            } => {
                words.push("known".to_owned());
                assert_eq!(words, ["started Known", "known"]);
                assert!(!watcher_is_synced(&late).await);
                sim.clear_answers();
            }
            ActivityEvent::Known { verified: true, .. } => verified = true,
            _ => {}
        }
    }
    // One list lacks it, the next one confirms that.
    while !words.iter().any(|word| word.starts_with("ended")) {
        if let ActivityEvent::Ended { how, .. } = next_of_activity(&mut late).await {
            words.push(format!("ended {how:?}"));
        }
    }
    assert_eq!(words, ["started Known", "known", "ended Vanished"]);
    drop((first, late));
    sim.finish().await.unwrap();
}

/// Returns `true` if a watcher is synced now.
async fn watcher_is_synced(watcher: &Watcher) -> bool {
    let synced = std::pin::pin!(watcher.synced());
    tokio::select! {
        biased;
        done = synced => done.is_ok(),
        () = std::future::ready(()) => false,
    }
}

#[tokio::test]
async fn a_scan_of_one_second_shows_its_progress() {
    let sim = plex_sim::PlexSim::builder()
        .token(SECRET)
        .scan_rhythm(10, Duration::from_millis(100))
        .start()
        .await
        .unwrap();
    let plex = builder(&sim).build().unwrap();
    // The first scan has to connect first; the second one finds the connection open.
    for _ in 0..2 {
        let scan = plex.library().refresh("1");
        let scan = scan.correlate(Duration::from_secs(10)).await.unwrap();
        let handle = scan.activity().expect("it was found");
        let mut shown = Vec::new();
        let mut progress = handle.progress();
        while let Some(progress) = progress.next().await {
            shown.extend(progress.unwrap().percent());
        }
        shown.dedup();
        assert!(shown.len() >= 5, "{shown:?}");
    }
    drop(plex);
    sim.finish().await.unwrap();
}
