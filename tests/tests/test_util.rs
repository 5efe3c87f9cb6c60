//! `test_util`: a server without a socket, whose clients behave as those of a real one.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation is what a test is for"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use plex_api::test_util::{self, ActivityBuilder, ErrorBuilder, FakePlex, FakeResponse};
use plex_api::{
    Activity, ActivityEvent, ActivityId, ConnectionState, Done, ErrorKind, How, Method, Token,
    Transport, activity_types, blocking,
};
use serde_json::{Value, json};
use tokio::time::{Instant, interval};

const SCAN: &str = activity_types::LIBRARY_UPDATE_SECTION;

fn scan(uuid: &str) -> Activity {
    ActivityBuilder::new(uuid, SCAN).section("2").build()
}

#[tokio::test(start_paused = true)]
async fn a_watcher_sees_what_the_test_does() {
    let server = FakePlex::new();
    let plex = server.plex();
    let mut events = plex.activities().watch();
    events.synced().await.unwrap();
    assert_eq!(
        plex.activities().status().state,
        ConnectionState::Connected(Transport::EventSource)
    );

    let id = server.start(scan("a"));
    assert!(server.change(&id, |activity| activity.progress = Some(40.into())));
    assert!(server.end(&id));
    assert!(!server.end(&id));
    let mut told = Vec::new();
    while told.last().map(String::as_str) != Some("ended") {
        let event = events.next().await.unwrap().unwrap();
        if event.id() == Some(&id) {
            told.push(match event {
                ActivityEvent::Started { .. } => "started".to_owned(),
                ActivityEvent::Updated { activity, .. } => activity.progress().to_string(),
                ActivityEvent::Ended { how, .. } => how.to_string(),
                other => panic!("{other:?}"),
            });
        }
    }
    assert_eq!(told, ["started", "40%", "ended"]);
}

#[tokio::test(start_paused = true)]
async fn an_end_during_a_cut_is_reported_after_it() {
    let server = FakePlex::new();
    let id = server.start(scan("a"));
    let plex = server.plex();
    let mut events = plex.activities().watch();
    events.synced().await.unwrap();

    server.set_reachable(false);
    server.end(&id);
    let wait = tokio::spawn(plex.activities().wait(&id).into_future());
    let mut is_disconnected = false;
    while !is_disconnected {
        let event = events.next().await.unwrap().unwrap();
        is_disconnected = matches!(event, ActivityEvent::Disconnected { .. });
    }
    let error = plex.activities().list().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert_eq!(error.operation(), Some("getServerActivities"));

    let mut attempts = 1;
    while attempts < 20 {
        let event = events.next().await.unwrap().unwrap();
        attempts += u32::from(matches!(event, ActivityEvent::Disconnected { .. }));
    }
    assert!(!wait.is_finished());
    server.set_reachable(true);
    assert_eq!(wait.await.unwrap().unwrap().how, How::Vanished);
    let streams = server.requests();
    let streams = streams
        .iter()
        .filter(|request| request.path.contains("eventsource"));
    assert!(streams.count() >= 2);
}

#[tokio::test(start_paused = true)]
async fn a_cut_alone_loses_nothing() {
    let server = FakePlex::new();
    let id = server.start(scan("a"));
    let plex = server.plex();
    let mut events = plex.activities().watch();
    events.synced().await.unwrap();
    server.cut();
    let wait = tokio::spawn(plex.activities().wait(&id).into_future());
    while !matches!(
        events.next().await.unwrap().unwrap(),
        ActivityEvent::Resynced
    ) {}
    while !matches!(
        events.next().await.unwrap().unwrap(),
        ActivityEvent::Resynced
    ) {}
    server.end(&id);
    assert_eq!(wait.await.unwrap().unwrap().how, How::Ended);
}

#[tokio::test(start_paused = true)]
async fn requests_are_answered_by_the_test() {
    let server = FakePlex::new();
    server.add_section(test_util::library_section("2", "movie", "Films"));
    let plex = server.plex();
    assert_eq!(plex.library().sections().await.unwrap()[0].title(), "Films");
    assert!(!plex.identity().await.unwrap().machine_identifier.is_empty());

    // A scan that takes an hour.
    let started = server.clone();
    server.respond_with(move |request| {
        if request.is("GET", "/library/sections/2/refresh") {
            started.start(scan("s"));
            let ending = started.clone();
            tokio::spawn(async move {
                let mut hours = interval(Duration::from_secs(3600));
                hours.tick().await;
                hours.tick().await;
                ending.end(&ActivityId::new("s").unwrap());
            });
        }
        None
    });
    let begun = Instant::now();
    let done = plex.library().refresh("2").done().await.unwrap();
    assert!(
        matches!(&done, Done::Correlated(outcome) if outcome.how == How::Ended),
        "{done:?}"
    );
    assert!(begun.elapsed() >= Duration::from_secs(3600));

    // The header names an activity that never appears.
    server.respond_with(|request| {
        let is_guide = request.method == "POST" && request.path.ends_with("/reloadGuide");
        is_guide.then(|| FakeResponse::empty(200).header("x-plex-activity", "never"))
    });
    let launched = plex.live_tv().reload_guide(28).await.unwrap();
    let outcome = launched.activity().unwrap().wait().await.unwrap();
    assert_eq!(outcome.how, How::NeverSeen);
}

#[tokio::test(start_paused = true)]
async fn retries_timeouts_and_errors_are_those_of_the_client() {
    let server = FakePlex::new();
    let attempts = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&attempts);
    server.respond_with(move |request| {
        if !request.is("GET", "/activities") {
            return None;
        }
        let attempt = counted.fetch_add(1, Ordering::Relaxed);
        (attempt < 2).then(|| FakeResponse::empty(503).header("retry-after", "3"))
    });
    let begun = Instant::now();
    assert!(server.plex().activities().list().await.unwrap().is_empty());
    assert_eq!(attempts.load(Ordering::Relaxed), 3);
    assert!(begun.elapsed() >= Duration::from_secs(6));

    server.respond_with(|_| Some(FakeResponse::empty(200).after(Duration::from_secs(90))));
    let error = server.plex().activities().list().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);

    server.respond_with(|_| {
        Some(FakeResponse::text(
            200,
            "text/html",
            "<title>Sign in</title>",
        ))
    });
    let error = server.plex().activities().list().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotPlex);

    server.respond_with(|_| Some(FakeResponse::json(401, &json!({}))));
    let mut events = server.plex().activities().watch();
    let last = loop {
        if let Err(error) = events.next().await.unwrap() {
            break error;
        }
    };
    assert_eq!(last.kind(), ErrorKind::Unauthorized);
}

#[tokio::test(start_paused = true)]
async fn cancelling_has_the_answers_of_a_server() {
    let server = FakePlex::new();
    let download = ActivityBuilder::new("a b/ü", "media.download").cancellable(true);
    let id = server.start(download.build());
    let stuck = server.start(scan("s"));
    let activities = server.plex();
    let activities = activities.activities();
    let error = activities.cancel(&stuck).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotCancellable);
    assert!(error.to_string().contains("stop_refresh(\"2\")"), "{error}");
    activities.cancel(&id).await.unwrap();
    assert!(server.running(&id).is_none());
    let error = activities.cancel(&id).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
}

#[tokio::test(start_paused = true)]
async fn any_notification_can_be_sent() {
    let server = FakePlex::new();
    let plex = server.plex();
    let mut events = plex.activities().watch();
    events.synced().await.unwrap();
    server.notify(
        "playing",
        &json!({"PlaySessionStateNotification": {"state": "playing"}}),
    );
    server.notify_text("activity", "{\"Activity\nNotification");
    let excerpt = loop {
        if let ActivityEvent::Undecodable { excerpt, .. } = events.next().await.unwrap().unwrap() {
            break excerpt;
        }
    };
    assert!(excerpt.contains("Notification"), "{excerpt}");
}

#[test]
fn the_blocking_client_uses_it_too() {
    let server = FakePlex::new();
    let id = server.start(scan("a"));
    let plex = blocking::Plex::build(server.builder()).unwrap();
    assert_eq!(plex.activities().list().unwrap().len(), 1);
    let events = plex.activities().watch();
    events.synced().unwrap();
    let wait = plex.activities().wait(&id);
    server.end(&id);
    assert_eq!(wait.block().unwrap().how, How::Ended);
}

#[test]
fn values_are_built_as_the_client_builds_them() {
    let activity = ActivityBuilder::new("1", SCAN)
        .title("Scanning Films")
        .subtitle("A film")
        .item("/library/metadata/7")
        .section("2")
        .progress(12)
        .user(3)
        .build();
    assert_eq!(activity.kind(), SCAN);
    assert_eq!(activity.title(), "Scanning Films");
    assert_eq!(activity.library_section_id().unwrap(), "2");

    let outcome = test_util::outcome(activity.clone(), How::Vanished);
    assert_eq!(outcome.last.as_deref(), Some(&activity));
    let never = test_util::outcome(activity.clone(), How::NeverSeen);
    assert_eq!((never.id.as_str(), never.last), ("1", None));

    let event = test_util::ended(activity.clone(), How::Ended);
    assert_eq!(serde_json::to_value(&event).unwrap()["event"], "ended");
    for (event, name) in [
        (test_util::started(activity.clone()), "started"),
        (test_util::updated(activity.clone()), "updated"),
        (test_util::lagged(3), "lagged"),
        (test_util::connected(Transport::Polling), "connected"),
        (
            test_util::disconnected("gone", Duration::from_secs(1)),
            "disconnected",
        ),
        (test_util::undecodable("{"), "undecodable"),
        (test_util::known(true), "known"),
        (test_util::lists_failing("503"), "lists_failing"),
    ] {
        assert_eq!(serde_json::to_value(&event).unwrap()["event"], name);
    }
    let reason = test_util::idle_matches(activity.clone(), Duration::from_secs(9));
    let reason = serde_json::to_value(reason).unwrap();
    assert_eq!(
        (&reason["why"], &reason["last_moved_seconds"]),
        (&json!("matches"), &json!(9))
    );
    let reason = test_util::idle_may_match(activity.clone(), Duration::ZERO, "Context");
    assert_eq!(serde_json::to_value(reason).unwrap()["missing"], "Context");
    let reason = test_util::idle_lists_failing("503");
    assert_eq!(
        serde_json::to_value(reason).unwrap(),
        json!({"why": "lists_failing", "reason": "503"})
    );

    let mut status = test_util::connection_status(ConnectionState::Idle);
    status.undecodable = 2;
    assert_eq!(serde_json::to_value(&status).unwrap()["state"], "idle");

    let error = ErrorBuilder::new(ErrorKind::ServerBusy)
        .message("the server is starting")
        .status(503)
        .retry_after(Duration::from_secs(5))
        .last_seen(activity)
        .build();
    assert_eq!(error.to_string(), "the server is starting");
    assert_eq!(error.status(), Some(503));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(5)));
    assert!(error.is_transient() && error.last_seen().is_some());
}

#[tokio::test(start_paused = true)]
async fn a_request_of_the_callers_own_is_answered_by_the_test() {
    let server = FakePlex::new();
    let body = json!({"MediaContainer": {"size": 0}});
    let sent = body.clone();
    server.respond_with(move |request| {
        request
            .is("GET", "/status/sessions")
            .then(|| FakeResponse::json(200, &sent).header("x-plex-activity", "a"))
    });
    let plex = server.plex();
    let request = plex.request(Method::GET, "/status/sessions");
    let answer = request.query("sort", "title").send().await.unwrap();
    assert_eq!(answer.json::<Value>().unwrap(), body);
    let query = [("sort".to_owned(), "title".to_owned())];
    assert_eq!(server.requests()[0].query, query);

    let events = plex.activities().watch();
    events.synced().await.unwrap();
    let wait = answer.activity().unwrap().wait();
    server.start(scan("a"));
    server.end(&ActivityId::new("a").unwrap());
    assert_eq!(wait.await.unwrap().how, How::Ended);

    let other = plex.request(Method::POST, "/other").send().await.unwrap();
    assert_eq!((other.status(), other.bytes().len()), (200, 0));
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_set_or_asked_for_is_the_clients_of_then_on() {
    const OLD: &str = "old-token-of-the-owner";
    const NEW: &str = "new-token-of-the-owner";
    let server = FakePlex::new();
    let plex = server.plex();
    let mut events = plex.activities().watch();
    events.synced().await.unwrap();
    plex.set_token(Token::new(NEW).unwrap()).unwrap();
    server.start(ActivityBuilder::new("a", SCAN).title(NEW).build());
    loop {
        let event = events.next().await.unwrap().unwrap();
        if let ActivityEvent::Started { activity, .. } = event {
            assert_eq!(activity.title(), "<token>");
            break;
        }
    }
    assert_eq!(
        plex.activities().list().await.unwrap()[0].title(),
        "<token>"
    );

    let server = FakePlex::new();
    let refusals = Arc::new(AtomicU32::new(0));
    let refused = Arc::clone(&refusals);
    server.respond_with(move |request| {
        let is_first =
            request.is("GET", "/identity") && refused.fetch_add(1, Ordering::SeqCst) == 0;
        is_first.then(|| FakeResponse::empty(401))
    });
    let plex = server
        .builder()
        .token(Token::new(OLD).unwrap())
        .token_source(|| async { Token::new(NEW) })
        .build()
        .unwrap();
    plex.identity().await.unwrap();
    assert_eq!(refusals.load(Ordering::SeqCst), 2);
}
