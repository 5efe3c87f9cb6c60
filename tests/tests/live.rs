//! Views: the running activities as a value that follows the server.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failed expectation is what a test is for"
)]

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use plex_api::{
    ActivityEvent, ActivityFilter, ConnectionState, ErrorKind, Live, LiveSnapshot, Observed,
    Transport, TransportChoice,
};
use plex_api_tests::{SECRET, brisk, brisk_builder, brisk_policy, builder, id, server};
use plex_sim::{Fault, PlexSim, StubResponse};

/// Longer than anything here takes.
const LONG: Duration = Duration::from_secs(30);

fn ids(snapshot: &LiveSnapshot) -> Vec<&str> {
    snapshot.iter().map(|one| one.id().as_str()).collect()
}

/// The first snapshot of which this is true.
async fn until(live: &Live, is_right: impl Fn(&LiveSnapshot) -> bool) -> LiveSnapshot {
    let changes = async {
        let mut snapshot = live.snapshot();
        while !is_right(&snapshot) {
            snapshot = live.changed().await.unwrap();
        }
        snapshot
    };
    match tokio::time::timeout(LONG, changes).await {
        Ok(snapshot) => snapshot,
        Err(_) => panic!("it stays as it is: {:?}", live.snapshot()),
    }
}

#[tokio::test]
async fn a_view_follows_start_update_and_end_over_a_cut_and_every_transport() {
    for transport in [
        Transport::WebSocket,
        Transport::EventSource,
        Transport::Polling,
    ] {
        let sim = server().await;
        let live = brisk(&sim, TransportChoice::Only(transport))
            .activities()
            .live();
        assert!(!live.snapshot().is_synced(), "nothing is known yet");
        live.synced().await.unwrap();
        let first = live.snapshot();
        assert!(first.is_synced() && first.is_empty());
        assert_eq!(first.status().state, ConnectionState::Connected(transport));
        assert_eq!(first.not_followed(), 0);

        sim.activity("library.update.section").uuid("a").start();
        let begun = until(&live, |now| !now.is_empty()).await;
        let observed = begun.get(&id("a")).unwrap().observed();
        // A list may come before the notification.
        if transport == Transport::Polling {
            assert_eq!(observed, Observed::List);
        }
        sim.fault(Fault::CutConnections);
        sim.progress("a", 50, "Heat (1995)");
        let percent = |now: &LiveSnapshot| {
            let activity = now.get(&id("a"))?.activity();
            activity.progress().percent()
        };
        let moved = until(&live, |now| percent(now) == Some(50.0)).await;
        assert_eq!(ids(&moved), ["a"]);
        sim.fault(Fault::CutConnections);
        sim.end("a");
        sim.activity("media.download").uuid("b").start();
        let end = until(&live, |now| ids(now) == ["b"] && now.is_synced()).await;
        assert_eq!(end.get(&id("a")).map(plex_api::LiveActivity::id), None);
        assert_eq!(ids(&begun), ["a"], "a snapshot does not change");
        drop(live);
        sim.finish().await.unwrap();
    }
}

#[tokio::test]
async fn a_gap_is_said_until_a_list_has_made_up_for_it() {
    let sim = server().await;
    sim.activity("media.download").uuid("a").forever().start();
    sim.activity("media.download").uuid("b").forever().start();
    let live = brisk(&sim, TransportChoice::Auto).activities().live();
    live.synced().await.unwrap();
    assert_eq!(ids(&live.snapshot()), ["a", "b"]);

    sim.answer("GET", "/activities", StubResponse::empty(500));
    sim.fault(Fault::CutStreams);
    let gap = until(&live, |now| !now.is_synced()).await;
    assert_eq!(ids(&gap), ["a", "b"], "what is known is still shown");
    sim.vanish("a");
    let back = until(&live, |now| {
        let state = &now.status().state;
        matches!(state, ConnectionState::Connected(_)) && now.status().lists_failing.is_some()
    })
    .await;
    assert_eq!(ids(&back), ["a", "b"]);
    assert!(!back.is_synced(), "no list has told what ended");

    sim.clear_answers();
    let healed = until(&live, LiveSnapshot::is_synced).await;
    assert_eq!(ids(&healed), ["b"]);
    assert_eq!(healed.status().lists_failing, None);
    drop(live);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_view_shows_what_matches_from_then_on_until_its_end() {
    let sim = server().await;
    let plex = brisk(&sim, TransportChoice::Auto);
    let everything = plex.activities().live();
    let section = plex
        .activities()
        .live()
        .only(ActivityFilter::any().section("2"));
    let cancellable = plex
        .activities()
        .live()
        .only(ActivityFilter::any().cancellable(true));
    for live in [&everything, &section, &cancellable] {
        live.synced().await.unwrap();
    }
    sim.activity("library.update.section")
        .uuid("a")
        .section("2")
        .start();
    sim.activity("library.update.section")
        .uuid("b")
        .section("1")
        .cancellable(true)
        .start();
    until(&everything, |now| now.len() == 2).await;
    // A list may have brought the section of one by now, but never the other.
    assert!(section.get(&id("b")).is_none());
    sim.progress("a", 10, "x");
    sim.progress("b", 10, "x");
    let shown = until(&section, |now| !now.is_empty()).await;
    assert_eq!(ids(&shown), ["a"]);
    assert_eq!(ids(&until(&cancellable, |now| now.len() == 1).await), ["b"]);
    assert_eq!(section.get(&id("a")).unwrap().incarnation(), 0);
    assert!(section.get(&id("b")).is_none());
    // A late view with a filter, once the section of the other is known, too.
    let is_moved = |now: &LiveSnapshot| {
        let mut all = now.iter().map(|one| one.activity().progress().percent());
        all.all(|percent| percent == Some(10.0))
    };
    until(&everything, is_moved).await;
    let late = plex
        .activities()
        .live()
        .only(ActivityFilter::any().of_type("library.*").section("1"));
    assert_eq!(ids(&late.snapshot()), ["b"]);
    sim.end("a");
    sim.end("b");
    for live in [&everything, &section, &cancellable, &late] {
        until(live, LiveSnapshot::is_empty).await;
    }
    drop((everything, section, cancellable, late));
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_view_with_a_filter_is_not_woken_by_other_activities() {
    let sim = server().await;
    let plex = brisk(&sim, TransportChoice::Auto);
    let everything = plex.activities().live();
    let downloads = everything
        .clone()
        .only(ActivityFilter::any().of_type("media.download"));
    downloads.synced().await.unwrap();
    everything.synced().await.unwrap();
    // The changes so far.
    until(&everything, LiveSnapshot::is_synced).await;
    let clone = downloads.clone();
    while futures_util::FutureExt::now_or_never(clone.changed()).is_some() {}
    sim.activity("library.update.section")
        .uuid("a")
        .steps(4)
        .every(Duration::from_millis(2))
        .start();
    until(&everything, |now| !now.is_empty()).await;
    until(&everything, LiveSnapshot::is_empty).await;
    assert!(futures_util::FutureExt::now_or_never(clone.changed()).is_none());
    sim.activity("media.download").uuid("b").start();
    assert_eq!(ids(&until(&clone, |now| !now.is_empty()).await), ["b"]);
    drop((everything, downloads, clone));
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_late_view_of_a_known_server_is_filled_at_once_and_verified_later() {
    let sim = server().await;
    sim.activity("media.download").uuid("a").start();
    let plex = brisk(&sim, TransportChoice::Auto);
    let watcher = plex.activities().watch();
    watcher.synced().await.unwrap();

    let late = plex.activities().live();
    let first = late.snapshot();
    assert_eq!(ids(&first), ["a"]);
    assert!(!first.is_synced(), "no list has verified it for this view");
    let entry = first.get(&id("a")).unwrap();
    assert_eq!(entry.observed(), Observed::List);
    assert_eq!(entry.incarnation(), 0);
    assert_eq!(entry.activity().uuid, "a");
    late.synced().await.unwrap();
    assert!(late.snapshot().is_synced());
    drop((watcher, late));
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn last_moved_and_seen_for_count_from_progress_and_first_sight() {
    let sim = server().await;
    let live = brisk(&sim, TransportChoice::Auto).activities().live();
    live.synced().await.unwrap();
    sim.activity("media.download").uuid("a").forever().start();
    let begun = until(&live, |now| !now.is_empty()).await;
    let first = begun.get(&id("a")).unwrap().clone();
    sim.progress("a", 10, "x");
    let percent = |now: &LiveSnapshot| now.get(&id("a"))?.activity().progress().percent();
    until(&live, |now| percent(now) == Some(10.0)).await;
    let moved = live.get(&id("a")).unwrap();
    // Both are counted up to the call, so the later call reports more of the same.
    let (since_first, since_moved) = (moved.seen_for(), moved.last_moved());
    assert!(since_first > since_moved, "{moved:?}");
    assert!(first.last_moved() >= since_first, "{first:?}");
    let last_moved = first.last_moved();
    assert!(first.seen_for() >= last_moved, "it began as it stands");
    drop(live);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_thousand_readers_of_all_activities_share_one_copy() {
    const ACTIVITIES: usize = 4_096;
    const READERS: usize = 1_000;
    let sim = server().await;
    let entries: Vec<String> = (0..ACTIVITIES)
        .map(|number| format!(r#"{{"uuid":"u{number}","type":"media.download","title":"t"}}"#))
        .collect();
    let list = format!(
        r#"{{"MediaContainer":{{"size":{ACTIVITIES},"Activity":[{}]}}}}"#,
        entries.join(",")
    );
    sim.answer("GET", "/activities", StubResponse::json(200, list));
    let plex = brisk(&sim, TransportChoice::Auto);
    let first = plex.activities().live();
    first.synced().await.unwrap();
    let clones = (0..READERS / 2).map(|_| first.clone());
    let others = (0..READERS / 2).map(|_| plex.activities().live());
    let readers: Vec<Live> = clones.chain(others).collect();
    let snapshots: Vec<LiveSnapshot> = readers.iter().map(Live::snapshot).collect();
    let copies: BTreeSet<_> = snapshots
        .iter()
        .map(|snapshot| {
            assert_eq!(snapshot.len(), ACTIVITIES);
            std::ptr::from_ref(snapshot.get(&id("u7")).unwrap()).addr()
        })
        .collect();
    assert_eq!(copies.len(), 1, "one copy for all readers");
    let shown = snapshots.first().and_then(|one| one.get(&id("u7")));
    let holders = Arc::strong_count(shown.unwrap().activity());
    assert_eq!(holders, 2, "the client, and that copy");
    drop((first, readers));
    sim.shutdown().await;
}

/// Each copy of the list holds every activity of it, so the holders of one are counted. The client works only
/// while the test awaits something, so that the count does not change meanwhile.
#[tokio::test]
async fn no_copy_is_made_while_nobody_looks() {
    let sim = server().await;
    let plex = brisk(&sim, TransportChoice::Auto);
    let everything = plex.activities().live();
    let filter = ActivityFilter::any().of_type("media.download");
    let downloads = plex.activities().live().only(filter);
    let unread = everything.stream();
    let mut watcher = plex.activities().watch();
    watcher.synced().await.unwrap();
    sim.activity("media.download").uuid("a").start();
    for percent in 1..=20_u8 {
        sim.progress("a", percent.into(), "x");
        loop {
            let event = watcher.next().await.unwrap().unwrap();
            let (ActivityEvent::Started { activity, .. } | ActivityEvent::Updated { activity, .. }) =
                event
            else {
                continue;
            };
            // Earlier events may wait together, and hold the same one.
            if activity.progress().percent() == Some(f32::from(percent)) {
                let holders = Arc::strong_count(&activity);
                assert_eq!(holders, 2, "the client, and the event here");
                break;
            }
        }
    }

    let holders =
        |snapshot: &LiveSnapshot| Arc::strong_count(snapshot.get(&id("a")).unwrap().activity());
    let first = everything.snapshot();
    assert_eq!(holders(&first), 2, "the client, and the first copy");
    let _second = everything.snapshot();
    assert_eq!(holders(&first), 2, "no other copy without a change");
    let _filtered = downloads.snapshot();
    assert_eq!(holders(&first), 3, "a view with a filter has its own");
    drop((everything, downloads, watcher, unread));
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_snapshot_says_how_many_activities_are_not_followed() {
    let sim = server().await;
    for number in 0..5 {
        let uuid = format!("u{number}");
        sim.activity("media.download").uuid(&uuid).forever().start();
    }
    let mut policy = brisk_policy(TransportChoice::Auto);
    policy.follow_at_most = 2;
    let plex = builder(&sim).connection_policy(policy).build().unwrap();
    let live = plex.activities().live();
    live.synced().await.unwrap();
    let full = live.snapshot();
    assert_eq!((full.len(), full.not_followed()), (2, 3));
    for one in &full {
        sim.end(one.id().as_str());
    }
    let next = until(&live, |now| now.len() == 2 && now.not_followed() == 1).await;
    assert!(full.iter().all(|one| next.get(one.id()).is_none()));
    drop(live);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_stream_yields_the_present_and_then_only_the_newest() {
    let sim = server().await;
    let live = brisk(&sim, TransportChoice::Auto).activities().live();
    live.synced().await.unwrap();
    let mut stream = live.stream();
    let first = stream.next().await.unwrap().unwrap();
    assert!(first.is_empty() && first.is_synced());
    for number in 0..50 {
        let uuid = format!("u{number}");
        sim.activity("media.download").uuid(&uuid).forever().start();
    }
    // Another reader waits for the last of them meanwhile.
    until(&live, |now| now.len() == 50).await;
    let newest = stream.next().await.unwrap().unwrap();
    assert_eq!(newest.len(), 50, "no backlog");
    // A list may bring news of them all the same, but none of the earlier changes.
    while let Ok(item) = tokio::time::timeout(Duration::ZERO, stream.next()).await {
        assert_eq!(item.unwrap().unwrap().len(), 50);
    }
    sim.end("u0");
    while stream.next().await.unwrap().unwrap().len() == 50 {}
    drop((live, stream));
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn each_clone_waits_for_its_own_changes() {
    let sim = server().await;
    let live = brisk(&sim, TransportChoice::Auto).activities().live();
    live.synced().await.unwrap();
    let (one, other) = (live.clone(), live.clone());
    let shared = live.clone();
    // A task with a clone of its own, and looks of others that do not count.
    let task = tokio::spawn(async move { until(&shared, |now| now.len() == 2).await.len() });
    sim.activity("media.download").uuid("a").forever().start();
    until(&one, |now| now.len() == 1).await;
    assert_eq!(until(&other, |now| now.len() == 1).await.len(), 1);
    sim.activity("media.download").uuid("b").forever().start();
    let (first, second) = tokio::join!(
        until(&one, |now| now.len() == 2),
        until(&other, |now| now.len() == 2)
    );
    assert_eq!((first.len(), second.len(), task.await.unwrap()), (2, 2, 2));
    drop((live, one, other));
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn synced_and_changed_and_next_can_be_awaited_together() {
    let sim = server().await;
    let plex = brisk(&sim, TransportChoice::Auto);
    let live = plex.activities().live();
    let mut watcher = plex.activities().watch();
    sim.activity("media.download").uuid("a").forever().start();
    let (mut events, mut changes) = (0, 0);
    let (live_synced, watcher_synced) = (live.synced(), watcher.synced());
    tokio::pin!(live_synced, watcher_synced);
    let (mut live_is_synced, mut watcher_is_synced) = (false, false);
    while !(live_is_synced && watcher_is_synced && events > 0 && changes > 0) {
        tokio::select! {
            done = &mut live_synced, if !live_is_synced => {
                done.unwrap();
                live_is_synced = true;
            }
            done = &mut watcher_synced, if !watcher_is_synced => {
                done.unwrap();
                watcher_is_synced = true;
            }
            event = watcher.next() => {
                event.unwrap().unwrap();
                events += 1;
            }
            changed = live.changed() => {
                changed.unwrap();
                changes += 1;
            }
        }
    }
    assert_eq!(ids(&live.snapshot()), ["a"]);
    drop((live, watcher));
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_refused_token_ends_a_view_at_the_start_and_after_a_while() {
    for late in [false, true] {
        let sim = server().await;
        let plex = brisk(&sim, TransportChoice::Auto);
        if !late {
            sim.answer("GET", "*", StubResponse::html(401, "<html>"));
        }
        let live = plex.activities().live();
        let mut stream = live.stream();
        if late {
            sim.activity("media.download").uuid("a").forever().start();
            until(&live, |now| now.len() == 1 && now.is_synced()).await;
            while stream.next().await.unwrap().unwrap().is_empty() {}
            sim.answer("GET", "*", StubResponse::html(401, "<html>"));
            sim.fault(Fault::CutStreams);
        }
        let kind = ErrorKind::Unauthorized;
        loop {
            match stream.next().await {
                Some(Ok(snapshot)) => assert!(!late || snapshot.len() == 1),
                Some(Err(error)) => break assert_eq!(error.kind(), kind, "{error}"),
                None => panic!("an end without its error"),
            }
        }
        assert!(stream.next().await.is_none(), "the error is the last item");
        for _ in 0..2 {
            assert_eq!(live.changed().await.unwrap_err().kind(), kind);
            assert_eq!(live.synced().await.unwrap_err().kind(), kind);
        }
        let end = live.snapshot();
        assert!(end.is_empty() && !end.is_synced());
        assert_eq!(end.status().state, ConnectionState::Refused);
        assert!(live.get(&id("a")).is_none());

        // A view that is made later starts anew, and the old one stays as it is.
        sim.clear_answers();
        let new = plex.activities().live();
        new.synced().await.unwrap();
        assert_eq!(new.snapshot().len(), usize::from(late));
        assert!(live.snapshot().is_empty() && !live.snapshot().is_synced());
        assert_eq!(live.synced().await.unwrap_err().kind(), kind);
        drop((live, stream, new));
        sim.shutdown().await;
    }
}

#[tokio::test]
async fn a_view_says_when_the_last_complete_list_came_and_how_long_nothing_was_seen() {
    let sim = server().await;
    sim.fault(Fault::Down);
    let begun = Instant::now();
    let plex = brisk(&sim, TransportChoice::Auto);
    let live = plex.activities().live();
    let down = until(&live, |now| now.status().last_trouble.is_some()).await;
    assert_eq!(down.last_list(), None, "there was none");
    let later = live.snapshot().blind_for();
    assert!(later > down.blind_for(), "it grows");
    sim.lift(&Fault::Down);
    live.synced().await.unwrap();
    let blind = live.snapshot().blind_for();
    assert!(later < blind && blind <= begun.elapsed(), "{blind:?}");

    // No list is complete any more, and the notifications come.
    let incomplete = r#"{"MediaContainer":{"size":1,"Activity":[{"type":"x"}]}}"#;
    sim.answer("GET", "/activities", StubResponse::json(200, incomplete));
    // The answer to the first list may have been complete. When the third is asked for, the second is merged.
    let after_lists = async |more: usize| {
        let asked = sim.requests_of("GET", "/activities").len();
        sim.wait_request("GET", "/activities", asked + more)
            .await
            .unwrap();
    };
    after_lists(3).await;
    let since = Instant::now();
    after_lists(2).await;
    let now = live.snapshot();
    assert!(now.status().incomplete_lists > 0);
    assert!(now.last_list().unwrap() > since.elapsed(), "{now:?}");
    assert!(now.last_list().unwrap() <= begun.elapsed());
    assert_eq!(now.blind_for(), blind, "the stream is open");
    sim.clear_answers();
    sim.fault(Fault::CutStreams);
    until(&live, |now| {
        now.is_synced() && now.last_list() < Some(since.elapsed())
    })
    .await;
    assert!(live.snapshot().blind_for() > blind, "it was cut");

    // While nobody follows the server, nobody is blind.
    let blind = live.snapshot().blind_for();
    drop(live);
    let mut states = plex.connection_states();
    while states.next().await.unwrap().state != ConnectionState::Idle {}
    let idle = Instant::now();
    for _ in 0..100 {
        plex.activities().list().await.unwrap();
    }
    let idle = idle.elapsed();
    let live = plex.activities().live();
    let grown = live.snapshot().blind_for() - blind;
    assert!(grown < idle / 2, "{grown:?} in {idle:?}");
    live.synced().await.unwrap();

    // A view that has ended sees nothing, and keeps the last list.
    let blind = live.snapshot().blind_for();
    sim.answer("GET", "*", StubResponse::html(401, "<html>"));
    sim.fault(Fault::CutStreams);
    while live.changed().await.is_ok() {}
    let end = live.snapshot();
    assert!(end.blind_for() > blind && end.last_list().is_some());
    assert!(live.snapshot().blind_for() > end.blind_for());
    drop(live);
    sim.shutdown().await;
}

#[test]
fn a_view_without_a_runtime_says_so() {
    let plex = plex_api::Plex::builder("http://127.0.0.1:9")
        .token(plex_api::Token::new(SECRET).unwrap())
        .build()
        .unwrap();
    let live = plex.activities().live();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(async {
        for error in [
            live.changed().await.unwrap_err(),
            live.synced().await.unwrap_err(),
        ] {
            assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error}");
        }
    });
    assert!(live.snapshot().is_empty() && !live.snapshot().is_synced());
}

#[tokio::test]
async fn the_end_of_the_last_view_closes_the_connection() {
    let sim = server().await;
    let plex = brisk(&sim, TransportChoice::Auto);
    let live = plex.activities().live();
    let (clone, stream) = (live.clone(), live.stream());
    live.synced().await.unwrap();
    assert_eq!(sim.open_streams().len(), 1, "one connection for all views");
    // The client is no subscriber, and a clone is one.
    drop((plex, live, stream));
    sim.activity("media.download").uuid("a").start();
    until(&clone, |now| now.len() == 1).await;
    drop(clone);
    sim.wait_open_streams(0).await.unwrap();
    sim.wait_open_connections(0).await.unwrap();
    sim.finish().await.unwrap();
}

#[test]
fn the_blocking_client_has_the_same_view() {
    let sim = PlexSim::builder().token(SECRET).start_blocking().unwrap();
    let plex = plex_api::blocking::Plex::build(brisk_builder(&sim, TransportChoice::Auto)).unwrap();
    let live = plex.activities().live();
    drop(plex);
    live.synced().unwrap();
    assert!(live.snapshot().is_synced() && live.snapshot().is_empty());
    // The changes so far.
    while live.changed_timeout(Duration::ZERO).unwrap().is_some() {}
    sim.activity("media.download").uuid("a").forever().start();
    let downloads = live
        .clone()
        .only(ActivityFilter::any().of_type("media.download"));
    std::thread::scope(|scope| {
        for live in [live.clone(), downloads] {
            scope.spawn(move || {
                while live.snapshot().is_empty() {
                    live.changed().unwrap();
                }
            });
        }
    });
    assert_eq!(live.get(&id("a")).unwrap().id(), "a");
    sim.end("a");
    while !live.snapshot().is_empty() {
        assert!(live.changed_timeout(LONG).unwrap().is_some());
    }
    let refused = async {
        assert_eq!(live.synced().unwrap_err().kind(), ErrorKind::InvalidInput);
        assert_eq!(live.changed().unwrap_err().kind(), ErrorKind::InvalidInput);
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(refused);
    drop(live);
    runtime.block_on(sim.shutdown());
}
