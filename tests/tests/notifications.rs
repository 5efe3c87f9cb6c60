//! Notifications of every kind over the one connection, which watchers share without noticing.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation is what a test is for"
)]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use plex_api::{
    ActivityEvent, ErrorKind, How, Notification, NotificationEvent, NotificationKinds,
    Notifications, Phase, Transport, TransportChoice, Watcher, blocking,
};
use plex_api_tests::{SECRET, brisk, brisk_builder, brisk_policy, builder, server};
use plex_sim::{Fault, PlexSim, StubResponse};

/// Sends a notification whose body is this JSON.
fn publish(sim: &PlexSim, kind: &str, key: &str, body: &str) {
    sim.publish(plex_sim::Notification::new(kind, key, body));
}

fn playing(sim: &PlexSim, session: u32) {
    let body = format!(r#"{{"sessionKey":"{session}","state":"playing","viewOffset":1}}"#);
    publish(sim, "playing", "PlaySessionStateNotification", &body);
}

async fn next(notifications: &mut Notifications) -> NotificationEvent {
    notifications
        .next()
        .await
        .expect("no end")
        .expect("no error")
}

/// Waits until the wanted kinds arrive.
async fn connected(notifications: &mut Notifications) -> Transport {
    loop {
        match next(notifications).await {
            NotificationEvent::Connected { transport, .. } => return transport,
            NotificationEvent::Resynced => {}
            other => panic!("{other:?}"),
        }
    }
}

/// The next notification, with nothing but `Resynced` before it.
async fn received(notifications: &mut Notifications) -> Arc<Notification> {
    loop {
        match next(notifications).await {
            NotificationEvent::Notification(notification) => return notification,
            NotificationEvent::Resynced => {}
            other => panic!("{other:?}"),
        }
    }
}

fn filters(sim: &PlexSim) -> Vec<Option<String>> {
    sim.requests_of("GET", "/:/*")
        .iter()
        .map(|request| request.query_value("filters").map(str::to_owned))
        .collect()
}

#[tokio::test]
async fn every_kind_is_delivered_over_both_transports() {
    for transport in [Transport::WebSocket, Transport::EventSource] {
        let sim = server().await;
        let plex = brisk(&sim, TransportChoice::Only(transport));
        let mut all = plex.notifications(NotificationKinds::all());
        assert_eq!(connected(&mut all).await, transport);
        assert_eq!(filters(&sim), [None], "one stream, without a filter");

        let entry = r#"{"itemID":"7","state":5}"#;
        publish(&sim, "timeline", "TimelineEntry", entry);
        publish(&sim, "of.tomorrow", "TomorrowNotification", r#"{"x":[1]}"#);
        sim.activity("media.download").uuid("a").start();

        let timeline = received(&mut all).await;
        assert_eq!(timeline.kind(), "timeline");
        assert!(timeline.raw().unwrap().contains(entry));
        let unknown = received(&mut all).await;
        assert_eq!(unknown.kind(), "of.tomorrow");
        let raw = unknown.raw_value().unwrap();
        match transport {
            Transport::WebSocket => {
                let inside = &raw["NotificationContainer"]["TomorrowNotification"];
                assert_eq!(inside[0]["x"][0], 1, "{raw}");
            }
            _ => assert_eq!(raw["TomorrowNotification"]["x"][0], 1, "{raw}"),
        }
        let activity = received(&mut all).await;
        assert_eq!(activity.kind(), "activity");
        assert_eq!(activity.activities()[0].event, Phase::Started);
        assert_eq!(activity.activities()[0].id, "a");
        drop(all);
        sim.finish().await.unwrap();
    }
}

#[tokio::test]
async fn only_the_wanted_kinds_are_asked_for_and_delivered() {
    let sim = server().await;
    let plex = brisk(&sim, TransportChoice::Only(Transport::EventSource));
    let mut some = plex.notifications(NotificationKinds::of(["playing", "preference"]));
    connected(&mut some).await;
    assert_eq!(filters(&sim), [Some("activity,playing,preference".into())]);
    sim.activity("media.download").uuid("a").start();
    publish(&sim, "timeline", "TimelineEntry", "{}");
    playing(&sim, 1);
    assert_eq!(received(&mut some).await.kind(), "playing");

    // Another subscriber of the same kinds needs no other stream.
    let mut one = plex.notifications(NotificationKinds::of(["playing"]));
    connected(&mut one).await;
    playing(&sim, 2);
    for subscriber in [&mut one, &mut some] {
        let notification = received(subscriber).await;
        assert!(notification.raw().unwrap().contains("\"2\""));
    }
    assert_eq!(sim.streams_seen(), 1);
    drop((one, some));
    sim.finish().await.unwrap();
}

/// The events of each activity at a watcher, until all of them ended.
async fn stories(mut watcher: Watcher, activities: usize) -> BTreeMap<String, Vec<String>> {
    let mut stories: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut ended = 0;
    while ended < activities {
        let (id, told) = match watcher.next().await.unwrap().unwrap() {
            ActivityEvent::Started {
                activity,
                incarnation,
                ..
            } => (activity.uuid.clone(), format!("started {incarnation}")),
            ActivityEvent::Ended {
                activity,
                how,
                incarnation,
                ..
            } => {
                ended += 1;
                assert_eq!(how, How::Ended, "{activity:?}");
                (activity.uuid.clone(), format!("ended {incarnation}"))
            }
            ActivityEvent::Updated { .. } => continue,
            other => panic!("the watcher sees something of it: {other:?}"),
        };
        stories.entry(id.to_string()).or_default().push(told);
    }
    stories
}

#[tokio::test]
async fn a_wider_stream_opens_before_the_old_one_closes_and_no_watcher_notices() {
    const ACTIVITIES: usize = 200;
    for transport in [Transport::WebSocket, Transport::EventSource] {
        let sim = server().await;
        let mut policy = brisk_policy(TransportChoice::Only(transport));
        // Long enough for messages on a busy machine: lists must not be first to tell of the ends.
        policy.list_spacing = Duration::from_secs(3);
        let plex = builder(&sim).connection_policy(policy).build().unwrap();
        let mut watcher = plex.activities().watch();
        watcher.synced().await.unwrap();
        while !matches!(
            watcher.next().await.unwrap().unwrap(),
            ActivityEvent::Resynced
        ) {}
        assert_eq!(filters(&sim), [Some("activity".into())]);

        // They end one by one, before the wider stream opens, while both are open, and after that.
        for n in 0..ACTIVITIES {
            sim.activity("media.download")
                .ends_after(Duration::from_millis(5 * n as u64))
                .start();
        }
        let stories = tokio::spawn(stories(watcher, ACTIVITIES));
        let mut playing_only = plex.notifications(NotificationKinds::of(["playing"]));
        sim.wait_open_streams(2).await.unwrap();
        assert_eq!(connected(&mut playing_only).await, transport);
        sim.wait_open_streams(1).await.unwrap();
        assert_eq!(sim.open_streams()[0].number, 2);
        playing(&sim, 1);
        received(&mut playing_only).await;

        let stories = stories.await.unwrap();
        assert_eq!(stories.len(), ACTIVITIES);
        for (id, told) in stories {
            assert_eq!(told, ["started 0", "ended 0"], "{id}");
        }
        assert_eq!(
            filters(&sim),
            [Some("activity".into()), Some("activity,playing".into())]
        );
        drop(playing_only);
        sim.finish().await.unwrap();
    }
}

#[tokio::test]
async fn a_notification_that_both_streams_deliver_comes_once() {
    let sim = server().await;
    let plex = brisk(&sim, TransportChoice::Only(Transport::WebSocket));
    let mut first = plex.notifications(NotificationKinds::of(["playing"]));
    connected(&mut first).await;
    let mut second = plex.notifications(NotificationKinds::all());
    sim.wait_open_streams(2).await.unwrap();
    for session in 0..20 {
        playing(&sim, session);
    }
    sim.wait_open_streams(1).await.unwrap();
    playing(&sim, 20);
    let mut connections = 0;
    for subscriber in [&mut first, &mut second] {
        let mut session = 0;
        while session <= 20 {
            match next(subscriber).await {
                NotificationEvent::Notification(notification) => {
                    let expected = format!("\"sessionKey\":\"{session}\"");
                    assert!(notification.raw().unwrap().contains(&expected), "{session}");
                    session += 1;
                }
                NotificationEvent::Connected { .. } => connections += 1,
                NotificationEvent::Resynced => {}
                other => panic!("{other:?}"),
            }
        }
    }
    assert_eq!(connections, 1, "the second got its kinds");
    drop((first, second));
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_slow_subscriber_lags_alone() {
    let sim = server().await;
    let plex = brisk(&sim, TransportChoice::Auto);
    let kinds = || NotificationKinds::of(["playing"]);
    let mut slow = plex.notifications(kinds()).buffer(2_000);
    let mut quick = plex.notifications(kinds());
    connected(&mut slow).await;
    connected(&mut quick).await;
    for session in 0..100 {
        playing(&sim, session);
    }
    for _ in 0..100 {
        received(&mut quick).await;
    }
    let mut kept = 0;
    let mut dropped = 0;
    while kept + dropped < 100 {
        match next(&mut slow).await {
            NotificationEvent::Lagged { missed, .. } => {
                assert_eq!(kept, 0, "the oldest are dropped");
                dropped += missed;
            }
            NotificationEvent::Notification(notification) => {
                kept += 1;
                assert!(notification.raw().unwrap().len() > 100);
            }
            NotificationEvent::Resynced => {}
            other => panic!("{other:?}"),
        }
    }
    assert!((1..=19).contains(&kept), "{kept}");
    drop((slow, quick));
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn polling_says_that_no_notifications_come() {
    let sim = server().await;
    let plex = brisk(&sim, TransportChoice::Only(Transport::Polling));
    let mut first = plex.notifications(NotificationKinds::all());
    let NotificationEvent::Unavailable { reason, .. } = next(&mut first).await else {
        panic!()
    };
    assert!(reason.contains("lists activities"), "{reason}");
    let mut later = plex.notifications(NotificationKinds::of(["playing"]));
    assert!(matches!(
        next(&mut later).await,
        NotificationEvent::Unavailable { .. }
    ));
    drop((first, later));
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_cut_is_an_event_and_the_next_connection_is_as_wide() {
    let sim = server().await;
    let plex = brisk(&sim, TransportChoice::Only(Transport::EventSource));
    let mut watcher = plex.activities().watch();
    let mut all = plex.notifications(NotificationKinds::all());
    connected(&mut all).await;
    playing(&sim, 1);
    received(&mut all).await;
    sim.fault(Fault::CutConnections);
    loop {
        match next(&mut all).await {
            NotificationEvent::Disconnected { .. } => break,
            NotificationEvent::Resynced => {}
            other => panic!("{other:?}"),
        }
    }
    connected(&mut all).await;
    let open = sim.wait_stream_opened().await.unwrap();
    assert_eq!(open.last().unwrap().filters, None, "{open:?}");
    loop {
        if next(&mut all).await == NotificationEvent::Resynced {
            break;
        }
    }
    playing(&sim, 2);
    assert!(received(&mut all).await.raw().unwrap().contains("\"2\""));
    while !matches!(
        watcher.next().await.unwrap().unwrap(),
        ActivityEvent::Disconnected { .. }
    ) {}
    drop((watcher, all));
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_refusal_of_more_kinds_is_told_and_tried_again_and_the_old_stream_stays() {
    let sim = server().await;
    let plex = brisk(&sim, TransportChoice::Only(Transport::EventSource));
    let watcher = plex.activities().watch();
    watcher.synced().await.unwrap();
    sim.answer(
        "GET",
        "/:/eventsource/notifications",
        StubResponse::html(400, "<html><title>Bad Request</title></html>").times(1),
    );
    let mut all = plex.notifications(NotificationKinds::all());
    let NotificationEvent::Unavailable { reason, .. } = next(&mut all).await else {
        panic!()
    };
    assert!(reason.contains("400"), "{reason}");
    assert_eq!(sim.open_streams().len(), 1);
    assert_eq!(sim.open_streams()[0].number, 1);
    connected(&mut all).await;
    playing(&sim, 1);
    received(&mut all).await;
    drop((watcher, all));
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_refused_token_is_the_last_item() {
    let sim = server().await;
    let plex = brisk_builder(&sim, TransportChoice::Auto)
        .token(plex_api::Token::new("wrong-token").unwrap())
        .build()
        .unwrap();
    let mut all = plex.notifications(NotificationKinds::all());
    let error = loop {
        match all.next().await.unwrap() {
            Ok(_) => {}
            Err(error) => break error,
        }
    };
    assert_eq!(error.kind(), ErrorKind::Unauthorized, "{error}");
    assert!(all.next().await.is_none());
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_message_that_cannot_be_decoded_is_an_event_and_none_has_the_token() {
    let sim = server().await;
    let plex = brisk(&sim, TransportChoice::Only(Transport::WebSocket));
    let mut all = plex.notifications(NotificationKinds::all());
    connected(&mut all).await;
    sim.send_bytes(plex_sim::Transport::WebSocket, b"not JSON");
    loop {
        match next(&mut all).await {
            NotificationEvent::Undecodable { excerpt, .. } => {
                assert_eq!(&*excerpt, "not JSON");
                break;
            }
            NotificationEvent::Resynced => {}
            other => panic!("{other:?}"),
        }
    }
    let body = format!(r#"{{"message":"{SECRET}"}}"#);
    publish(&sim, "progress", "ProgressNotification", &body);
    let shown = format!("{:?}", received(&mut all).await);
    assert!(
        !shown.contains(SECRET) && shown.contains("<token>"),
        "{shown}"
    );
    drop(all);
    sim.finish().await.unwrap();
}

#[test]
fn the_blocking_client_has_notifications_and_requests() {
    let sim = PlexSim::builder().token(SECRET).start_blocking().unwrap();
    let builder = brisk_builder(&sim, TransportChoice::Auto);
    let plex = blocking::Plex::build(builder).unwrap();
    let mut all = plex.notifications(NotificationKinds::all()).buffer(100_000);
    let is_connected =
        |event: &NotificationEvent| matches!(event, NotificationEvent::Connected { .. });
    assert!(all.by_ref().any(|event| is_connected(&event.unwrap())));
    playing(&sim, 1);
    let received = all.find_map(|event| event.unwrap().notification().cloned());
    assert_eq!(received.unwrap().kind(), "playing");
    let brief = Duration::from_millis(1);
    while let Some(event) = all.next_timeout(brief).unwrap() {
        assert_eq!(event, NotificationEvent::Resynced);
    }

    sim.answer("PUT", "/a%20b", StubResponse::json(200, "[1]"));
    let request = plex.request(plex_api::Method::PUT, "/a b").query("q", 1);
    let answer = request.json(&7).repeatable().block().unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.json::<Vec<u8>>().unwrap(), [1]);
    assert_eq!(answer.text(), "[1]");
    assert_eq!(answer.bytes(), b"[1]");
    assert!(answer.activity().is_none() && answer.activity_id().is_none());
    let error = plex.request(plex_api::Method::GET, "//x").block();
    assert_eq!(error.unwrap_err().kind(), ErrorKind::InvalidInput);
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.enable_all().build().unwrap();
    runtime.block_on(async {
        let refused = plex.request(plex_api::Method::GET, "/identity").block();
        assert_eq!(refused.unwrap_err().kind(), ErrorKind::InvalidInput);
    });
    drop((all, plex));
    runtime.block_on(sim.finish()).unwrap();
}
