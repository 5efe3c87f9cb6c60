//! The token changes while the client lives: by the caller, or by a source that is asked.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation is what a test is for"
)]

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use plex_api::{
    ActivityEvent, ActivityId, ErrorKind, How, Plex, PlexBuilder, RetryPolicy, Token, Transport,
    TransportChoice,
};
use plex_api_tests::brisk_policy;
use plex_api_tests::events::{PATIENCE, STREAMS, is_resynced, until};
use plex_sim::{Fault, PlexSim, StubResponse};

const OLD: &str = "old-token-hunter2-of-the-owner";
const NEW: &str = "new-token-hunter3-of-the-owner";
fn token(text: &str) -> Token {
    Token::new(text).unwrap()
}

async fn sim_with(token: &str) -> PlexSim {
    PlexSim::builder().token(token).start().await.unwrap()
}

fn brisk(sim: &PlexSim, transport: Transport) -> PlexBuilder {
    Plex::builder(sim.url()).connection_policy(brisk_policy(TransportChoice::Only(transport)))
}

/// A source that gives these one after the other, then the last again and again. Counts how often it
/// is asked.
fn source(
    builder: PlexBuilder,
    answers: &[Result<&'static str, &'static str>],
) -> (PlexBuilder, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let answers = answers.to_vec();
    let builder = builder.token_source(move || {
        let number = count.fetch_add(1, Ordering::SeqCst);
        let answer = answers[number.min(answers.len() - 1)];
        async move { answer.map(token).map_err(io::Error::other) }
    });
    (builder, asked)
}

#[tokio::test]
async fn a_watcher_a_wait_and_a_handle_live_through_a_token_that_the_caller_sets() {
    for (transport, path) in STREAMS {
        let sim = sim_with(OLD).await;
        let plex = brisk(&sim, transport).token(token(OLD)).build().unwrap();
        let uuid = sim.activity("media.download").forever().start();
        let id = ActivityId::new(&uuid).unwrap();
        let mut events = plex.activities().watch();
        let wait = plex.activities().wait(&id);
        let handle = plex.activities().handle(&id);
        until(&mut events, is_resynced).await;
        let streams = sim.streams_seen();

        sim.set_token(NEW);
        plex.set_token(token(NEW)).unwrap();
        // An open connection stays open, and requests have the new token.
        plex.with_request_timeout(PATIENCE)
            .activities()
            .list()
            .await
            .unwrap();
        assert_eq!(sim.streams_seen(), streams);
        sim.fault(Fault::CutStreams);
        until(&mut events, is_resynced).await;
        let handshakes = sim.requests_of("GET", path);
        assert_eq!(handshakes.last().unwrap().header("x-plex-token"), Some(NEW));

        sim.end(&uuid);
        let outcome = tokio::time::timeout(PATIENCE, wait).await.unwrap().unwrap();
        assert_eq!(outcome.how, How::Ended);
        assert_eq!(handle.wait().await.unwrap().how, How::Ended);
        sim.shutdown().await;
    }
}

#[tokio::test]
async fn a_watcher_and_a_wait_live_through_a_token_that_the_source_renews() {
    for (transport, path) in STREAMS {
        let sim = sim_with(OLD).await;
        let (builder, asked) = source(brisk(&sim, transport), &[Ok(OLD), Ok(NEW)]);
        let plex = builder.build().unwrap();
        assert_eq!(asked.load(Ordering::SeqCst), 0, "building asks nothing");
        let uuid = sim.activity("media.download").forever().start();
        let mut events = plex.activities().watch();
        let wait = plex.activities().wait(&ActivityId::new(&uuid).unwrap());
        until(&mut events, is_resynced).await;

        sim.set_token(NEW);
        sim.fault(Fault::CutStreams);
        until(&mut events, is_resynced).await;
        let handshakes = sim.requests_of("GET", path);
        assert_eq!(handshakes.last().unwrap().header("x-plex-token"), Some(NEW));
        assert_eq!(asked.load(Ordering::SeqCst), 2);
        sim.end(&uuid);
        let outcome = tokio::time::timeout(PATIENCE, wait).await.unwrap().unwrap();
        assert_eq!(outcome.how, How::Ended);
        sim.shutdown().await;
    }
}

#[tokio::test]
async fn a_refused_request_is_sent_again_with_the_new_token_also_when_it_starts_work() {
    let sim = sim_with(NEW).await;
    let (builder, asked) = source(Plex::builder(sim.url()), &[Ok(NEW)]);
    let plex = builder
        .token(token(OLD))
        .retries(RetryPolicy::none())
        .build()
        .unwrap();
    let _ = plex.library().refresh("2").await.unwrap();
    let tokens: Vec<_> = sim
        .requests_of("GET", "/library/sections/2/refresh")
        .iter()
        .map(|request| {
            (
                request.header("x-plex-token").map(str::to_owned),
                request.status,
            )
        })
        .collect();
    let sent = |token: &str, status| (Some(token.to_owned()), Some(status));
    assert_eq!(tokens, [sent(OLD, 401), sent(NEW, 200)]);
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    assert_eq!(sim.running().len(), 1, "it was started once");

    // A token that has expired is refused with 498.
    sim.answer("GET", "/activities", StubResponse::empty(498).times(1));
    let (builder, asked) = source(Plex::builder(sim.url()), &[Ok(NEW)]);
    let plex = builder.token(token(OLD)).build().unwrap();
    plex.activities().list().await.unwrap();
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    sim.shutdown().await;
}

#[tokio::test]
async fn many_requests_ask_the_source_once() {
    let sim = sim_with(NEW).await;
    let (builder, asked) = source(Plex::builder(sim.url()), &[Ok(OLD), Ok(NEW)]);
    let plex = builder.build().unwrap();
    let lists = (0..20).map(|_| async { plex.activities().list().await });
    for list in futures_util::future::join_all(lists).await {
        list.unwrap();
    }
    assert_eq!(asked.load(Ordering::SeqCst), 2);
    sim.shutdown().await;
}

#[tokio::test]
async fn a_source_that_fails_is_named_and_not_asked_in_a_tight_loop() {
    let sim = sim_with(NEW).await;
    let (builder, asked) = source(Plex::builder(sim.url()), &[Err("vault-key-hunter4")]);
    let plex = builder.build().unwrap();
    for _ in 0..50 {
        let error = plex.activities().list().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unauthorized);
        assert_eq!(error.operation(), Some("getServerActivities"));
        let shown = format!("{error} {error:?}");
        assert!(shown.contains("the token source failed"), "{shown}");
        assert!(!shown.contains("hunter"), "{shown}");
    }
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    assert!(sim.requests().is_empty(), "nothing is sent without a token");

    // This crate's own errors have no secrets, so they are shown.
    let plex = Plex::builder(sim.url())
        .token_source(|| async { Token::from_file("/nonexistent/file") })
        .build()
        .unwrap();
    let error = plex.activities().list().await.unwrap_err();
    assert!(error.to_string().contains("/nonexistent/file"), "{error}");

    async fn panicking() -> Result<Token, plex_api::Error> {
        panic!("hunter2")
    }
    let plex = Plex::builder(sim.url()).token_source(panicking).build();
    let error = plex.unwrap().activities().list().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    assert!(error.to_string().contains("panicked"), "{error}");
    sim.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn a_source_that_hangs_has_a_deadline() {
    let plex = Plex::builder("http://127.0.0.1:1")
        .token_source(|| async {
            std::future::pending::<()>().await;
            Token::new(NEW)
        })
        .build()
        .unwrap();
    let begun = tokio::time::Instant::now();
    let error = plex.activities().list().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    let shown = error.to_string();
    assert!(
        shown.contains("token source gave no token within 10s"),
        "{shown}"
    );
    let took = begun.elapsed();
    assert!((10..12).contains(&took.as_secs()), "{took:?}");
    assert!(!error.may_have_been_sent());
}

#[tokio::test]
async fn tokens_that_are_always_refused_end_a_watcher_and_are_not_asked_for_in_a_tight_loop() {
    let sim = sim_with(NEW).await;
    let begun = std::time::Instant::now();
    let number = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&number);
    let plex = brisk(&sim, Transport::WebSocket)
        .token_source(move || {
            let number = count.fetch_add(1, Ordering::SeqCst);
            async move { Token::new(format!("always-another-{number}")) }
        })
        .build()
        .unwrap();
    let mut events = plex.activities().watch();
    let end = async {
        loop {
            if let Err(error) = events.next().await.expect("an error is the last item") {
                return error;
            }
        }
    };
    let error = tokio::time::timeout(PATIENCE, end).await.unwrap();
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    assert!(
        error.to_string().contains("the token is refused"),
        "{error}"
    );
    let asked = number.load(Ordering::SeqCst);
    assert!((4..=5).contains(&asked), "asked {asked} times");
    // Two pauses of at least a second each.
    assert!(begun.elapsed() > Duration::from_secs(2));
    assert!(sim.requests().len() < 30, "{:?}", sim.requests());

    // A request of the caller's asks once.
    let (builder, asked) = source(brisk(&sim, Transport::WebSocket), &[Ok(OLD)]);
    let plex = builder.build().unwrap();
    let error = plex.activities().list().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.status()),
        (ErrorKind::Unauthorized, Some(401))
    );
    assert_eq!(asked.load(Ordering::SeqCst), 2);
    sim.shutdown().await;
}

#[tokio::test]
async fn a_watcher_lives_through_a_source_that_fails_for_a_while() {
    let sim = sim_with(OLD).await;
    let (builder, asked) = source(
        brisk(&sim, Transport::WebSocket),
        &[Ok(OLD), Err("no vault"), Ok(NEW)],
    );
    let plex = builder.build().unwrap();
    let mut events = plex.activities().watch();
    until(&mut events, is_resynced).await;
    sim.set_token(NEW);
    sim.fault(Fault::CutStreams);
    until(&mut events, |event| match event {
        ActivityEvent::Disconnected { reason, .. } => reason.contains("token source failed"),
        _ => false,
    })
    .await;
    until(&mut events, is_resynced).await;
    assert_eq!(asked.load(Ordering::SeqCst), 3);
    assert!(plex.activities().status().refused.is_empty());
    sim.shutdown().await;
}

#[tokio::test]
async fn a_watcher_lives_through_a_source_that_is_later_than_the_server() {
    let sim = sim_with(OLD).await;
    let (builder, asked) = source(
        brisk(&sim, Transport::EventSource),
        &[Ok(OLD), Ok(OLD), Ok(OLD), Ok(NEW)],
    );
    let plex = builder.build().unwrap();
    let mut events = plex.activities().watch();
    until(&mut events, is_resynced).await;
    sim.set_token(NEW);
    sim.fault(Fault::CutStreams);
    until(&mut events, is_resynced).await;
    assert_eq!(asked.load(Ordering::SeqCst), 4);
    sim.shutdown().await;
}

#[tokio::test]
async fn old_and_new_tokens_are_in_no_text() {
    let sim = sim_with(OLD).await;
    for (transport, _) in STREAMS {
        let plex = brisk(&sim, transport).token(token(OLD)).build().unwrap();
        let mut events = plex.activities().watch();
        until(&mut events, is_resynced).await;
        // The stream is older than the new token.
        plex.set_token(token(NEW)).unwrap();
        plex.set_token(token(OLD)).unwrap();
        let shown = format!("{plex:?} {plex:#?} {:?}", plex.raw());
        assert!(!shown.contains("hunter"), "{shown}");
        let title = format!("{OLD} and {NEW}");
        let uuid = sim
            .activity("media.download")
            .title(title)
            .forever()
            .start();
        until(&mut events, |event| match event {
            ActivityEvent::Started { activity, .. } => {
                assert_eq!(activity.title(), "<token> and <token>");
                true
            }
            _ => false,
        })
        .await;
        let list = plex.activities().list().await.unwrap();
        assert_eq!(list[0].title(), "<token> and <token>");
        let page = format!("<title>{OLD} {NEW}</title>");
        sim.answer("GET", "/identity", StubResponse::html(500, page).times(1));
        let error = plex.identity().await.unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(shown.contains("<token> <token>"), "{shown}");
        sim.end(&uuid);
    }
    sim.shutdown().await;
}

#[test]
fn the_blocking_client_sets_a_token() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let sim = runtime.block_on(sim_with(NEW));
    let builder = Plex::builder(sim.url()).token(token(OLD));
    let plex = plex_api::blocking::Plex::build(builder).unwrap();
    assert_eq!(
        plex.activities().list().unwrap_err().kind(),
        ErrorKind::Unauthorized
    );
    plex.set_token(token(NEW)).unwrap();
    assert_eq!(plex.activities().list().unwrap(), []);
    runtime.block_on(sim.shutdown());
}
