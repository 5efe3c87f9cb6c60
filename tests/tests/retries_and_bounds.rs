//! Bad connections and hostile answers: bounded, told apart, and tried again only where that is safe.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation is what a test is for"
)]

use std::time::{Duration, Instant};

use plex_api::{Error, ErrorKind, Plex, RetryPolicy};
use plex_api_tests::{SECRET, builder, client, server};
use plex_sim::{Body, PlexSim, StubResponse};

const MIB: u64 = 1024 * 1024;

async fn failed(canned: StubResponse) -> Error {
    let sim = server().await;
    sim.answer("GET", "/activities", canned);
    let plex = builder(&sim)
        .retries(RetryPolicy::none())
        .request_timeout(Duration::from_secs(20))
        .build()
        .unwrap();
    let error = plex.activities().list().await.unwrap_err();
    sim.shutdown().await;
    error
}

#[tokio::test]
async fn an_answer_beyond_the_limit_is_not_read_to_its_end() {
    let error = failed(
        StubResponse::new(200, Body::filled(b' ', 64 * MIB)).content_type("application/json"),
    )
    .await;
    assert_eq!(error.kind(), ErrorKind::TooLarge);
    assert!(error.to_string().contains("8388608 bytes"), "{error}");

    let error = failed(
        StubResponse::new(200, Body::endless("x".repeat(64 * 1024)))
            .content_type("application/json"),
    )
    .await;
    assert_eq!(error.kind(), ErrorKind::TooLarge);
}

#[tokio::test]
async fn the_limit_of_an_answer_is_configurable() {
    let sim = server().await;
    let body = format!(
        r#"{{"MediaContainer":{{"size":0,"title":"{}"}}}}"#,
        "x".repeat(1000)
    );
    sim.answer("GET", "/activities", StubResponse::json(200, body.clone()));
    let limited = |bytes| builder(&sim).max_body_bytes(bytes).build().unwrap();
    limited(body.len()).activities().list().await.unwrap();
    let error = limited(body.len() - 1)
        .activities()
        .list()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_huge_error_page_is_the_error_of_its_status() {
    let error =
        failed(StubResponse::new(401, Body::filled(b'x', 64 * MIB)).content_type("text/html"))
            .await;
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    let error =
        failed(StubResponse::new(500, Body::filled(b'x', MIB)).content_type("text/html")).await;
    assert_eq!(error.kind(), ErrorKind::Server);
    assert!(
        error.to_string().len() < 1000,
        "{}",
        error.to_string().len()
    );
}

#[tokio::test]
async fn a_truncated_answer_keeps_its_status() {
    let error = failed(
        StubResponse::new(
            200,
            Body::Cut {
                bytes: br#"{"MediaContainer":{"#.to_vec(),
                promised: 500,
            },
        )
        .content_type("application/json"),
    )
    .await;
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert_eq!(error.status(), Some(200));
    assert!(error.may_have_been_sent());
}

#[tokio::test]
async fn a_connection_closed_without_an_answer_is_reported() {
    let error = failed(StubResponse::new(200, Body::Close)).await;
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert_eq!(error.status(), None);
    assert!(error.may_have_been_sent());
}

#[tokio::test]
async fn a_peer_that_does_not_speak_http_is_reported() {
    let error = failed(StubResponse::raw("SSH-2.0-OpenSSH_9.2\r\n")).await;
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert!(
        error
            .to_string()
            .contains("Check that it is a Plex Media Server"),
        "{error}"
    );
}

#[tokio::test]
async fn a_closed_port_was_not_reached() {
    let sim = PlexSim::start().await.unwrap();
    let url = sim.url();
    sim.shutdown().await;
    let plex = Plex::builder(url).build().unwrap();
    let error = plex.activities().list().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert!(!error.may_have_been_sent());
    assert!(
        error.to_string().contains("Check that the server runs"),
        "{error}"
    );
}

#[tokio::test]
async fn https_to_a_plain_port_says_what_to_change() {
    let sim = server().await;
    let plex = Plex::builder(sim.url().replace("http:", "https:"))
        .retries(RetryPolicy::none())
        .build()
        .unwrap();
    let error = plex.activities().list().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Tls, "{error:?}");
    assert!(error.to_string().contains("http://"), "{error}");
    sim.shutdown().await;
}

#[tokio::test]
async fn transient_failures_are_retried() {
    for status in [408, 425, 429, 502, 503, 504, 509, 520, 524, 530, 599] {
        let sim = server().await;
        sim.answer(
            "GET",
            "/activities",
            StubResponse::html(status, "").times(2),
        );
        client(&sim).activities().list().await.unwrap();
        assert_eq!(sim.requests().len(), 3, "{status}");
        sim.finish().await.unwrap();
    }
    let sim = server().await;
    sim.answer(
        "GET",
        "/activities",
        StubResponse::new(200, Body::Close).times(1),
    );
    client(&sim).activities().list().await.unwrap();
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn permanent_failures_are_not_retried() {
    for status in [400, 401, 403, 404, 498, 500, 501] {
        let sim = server().await;
        sim.answer("GET", "/activities", StubResponse::html(status, ""));
        client(&sim).activities().list().await.unwrap_err();
        assert_eq!(sim.requests().len(), 1, "{status}");
        sim.finish().await.unwrap();
    }
}

#[tokio::test]
async fn retries_end_and_the_last_answer_is_the_error() {
    let sim = server().await;
    sim.answer("GET", "/activities", StubResponse::html(503, ""));
    let error = client(&sim).activities().list().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ServerBusy);
    assert_eq!(sim.requests().len(), 3);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn nothing_that_starts_work_is_sent_twice() {
    let sim = server().await;
    sim.answer("*", "*", StubResponse::html(503, ""));
    let plex = client(&sim);
    let raw = plex.raw();
    assert!(raw.refresh_section().section_id("1").send().await.is_err());
    assert!(raw.cancel_refresh().section_id("1").send().await.is_err());
    assert!(raw.empty_trash().section_id("1").send().await.is_err());
    assert!(raw.optimize_database().send().await.is_err());
    assert!(raw.refresh_items_metadata().ids("1").send().await.is_err());
    assert!(raw.analyze_metadata().ids("1").send().await.is_err());
    assert!(raw.start_tasks().send().await.is_err());
    assert!(raw.start_task().task("x").send().await.is_err());
    assert!(raw.process_subscriptions().send().await.is_err());
    assert!(raw.reload_guide().dvr_id("1").send().await.is_err());
    assert!(
        raw.scan_grabber_device()
            .device_id("1")
            .send()
            .await
            .is_err()
    );
    assert_eq!(sim.requests().len(), 11);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn retry_after_is_respected_within_the_deadline() {
    let sim = server().await;
    sim.answer(
        "GET",
        "/activities",
        StubResponse::html(429, "")
            .header("Retry-After", "1")
            .times(1),
    );
    client(&sim).activities().list().await.unwrap();
    let requests = sim.requests();
    assert_eq!(requests.len(), 2);
    assert!(requests[1].at - requests[0].at >= Duration::from_secs(1));

    // A pause that would outlast the deadline is not begun: the answer is the error, at once.
    sim.answer(
        "GET",
        "/activities",
        StubResponse::html(429, "").header("Retry-After", "3600"),
    );
    let error = client(&sim).activities().list().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
    assert!(error.to_string().contains("3600 s"), "{error}");
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn an_endless_body_is_ended_by_the_deadline() {
    let sim = server().await;
    sim.answer(
        "GET",
        "/activities",
        StubResponse::new(200, Body::Stall(b"{\"Media".to_vec())),
    );
    let plex = builder(&sim)
        .request_timeout(Duration::from_millis(100))
        .build()
        .unwrap();
    let begun = Instant::now();
    let error = plex.activities().list().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(begun.elapsed() < Duration::from_secs(10), "{error}");
    sim.shutdown().await;
}

#[tokio::test]
async fn an_event_stream_outlives_the_request_timeout() {
    use std::future::poll_fn;

    use futures_core::Stream;
    use std::pin::Pin;

    let sim = server().await;
    let stream = StubResponse::new(
        200,
        Body::Repeat {
            chunk: b"event: ping\ndata: {}\n\n".to_vec(),
            total: Some(22 * 12),
            every: Duration::from_millis(50),
        },
    );
    sim.answer(
        "GET",
        "/:/eventsource/notifications",
        stream.content_type("text/event-stream"),
    );
    let plex = builder(&sim)
        .request_timeout(Duration::from_millis(200))
        .build()
        .unwrap();
    let answer = plex
        .raw()
        .get_notifications()
        .filters("activity")
        .send()
        .await
        .unwrap();
    let mut stream = answer.into_inner_stream();
    let mut bytes = 0;
    while let Some(chunk) = poll_fn(|cx| Pin::new(&mut stream).poll_next(cx)).await {
        bytes += chunk.expect("no timeout in the stream").len();
    }
    assert_eq!(bytes, 22 * 12);
    let request = sim.requests().remove(0);
    assert_eq!(request.header("accept"), Some("text/event-stream"));
    assert_eq!(request.header("x-plex-token"), Some(SECRET));
    assert_eq!(request.query_value("filters"), Some("activity"));
    sim.shutdown().await;
}
