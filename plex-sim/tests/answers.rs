//! Stub responses, also bodies that are cut or never end.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::support;

use std::time::Duration;

use plex_sim::{Body, PlexSim, StubResponse, recorded_bodies};
use reqwest::StatusCode;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

#[tokio::test]
async fn every_recorded_body_is_sent_byte_for_byte() {
    let sim = PlexSim::builder().token("t").start().await.unwrap();
    for payload in recorded_bodies::ALL {
        sim.answer("GET", "/activities", StubResponse::recorded(payload));
        let response = support::get(format!("{}/activities", sim.url()))
            .await
            .unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(
            response.bytes().await.unwrap(),
            payload.bytes,
            "{}",
            payload.name
        );
    }
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn the_newest_stub_is_used_first_and_used_up() {
    let sim = PlexSim::start().await.unwrap();
    sim.answer(
        "*",
        "/act*",
        StubResponse::xml(503, "<Response code=\"503\"/>"),
    );
    let limited = StubResponse::empty(429).header("Retry-After", "3").times(1);
    sim.answer("GET", "/activities", limited);
    let url = format!("{}/activities", sim.url());
    let first = support::get(&url).await.unwrap();
    assert_eq!(first.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(first.headers()["retry-after"], "3");
    assert_eq!(
        support::get(&url).await.unwrap().status(),
        StatusCode::SERVICE_UNAVAILABLE
    );
    sim.clear_answers();
    assert_eq!(support::get(&url).await.unwrap().status(), StatusCode::OK);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_redirect_leads_to_another_origin() {
    let sim = PlexSim::start().await.unwrap();
    let other = PlexSim::start().await.unwrap();
    sim.answer(
        "GET",
        "/activities",
        StubResponse::redirect(&format!("{}/identity", other.url())),
    );
    let response = support::get(format!("{}/activities", sim.url()))
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(other.requests_of("GET", "/identity").len(), 1);
    sim.finish().await.unwrap();
    other.finish().await.unwrap();
}

#[tokio::test]
async fn a_cut_body_is_shorter_than_its_content_length() {
    let sim = PlexSim::start().await.unwrap();
    let body = Body::Cut {
        bytes: b"{\"Media".to_vec(),
        promised: 500,
    };
    sim.answer(
        "GET",
        "/activities",
        StubResponse::new(200, body).content_type("application/json"),
    );
    let response = support::get(format!("{}/activities", sim.url()))
        .await
        .unwrap();
    assert_eq!(response.headers()["content-length"], "500");
    assert_eq!(response.headers()["content-type"], "application/json");
    assert!(response.bytes().await.is_err());
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_huge_body_has_exactly_its_size() {
    let sim = PlexSim::start().await.unwrap();
    let size = 3 * 1024 * 1024 + 5;
    sim.answer(
        "GET",
        "/activities",
        StubResponse::new(200, Body::filled(b' ', size)),
    );
    let response = support::get(format!("{}/activities", sim.url()))
        .await
        .unwrap();
    assert!(response.headers().get("content-length").is_none());
    assert_eq!(response.bytes().await.unwrap().len() as u64, size);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn an_endless_body_continues_until_the_client_disconnects() {
    let sim = PlexSim::start().await.unwrap();
    sim.answer(
        "GET",
        "/activities",
        StubResponse::new(200, Body::endless("ab")),
    );
    let mut response = support::get(format!("{}/activities", sim.url()))
        .await
        .unwrap();
    let mut read = 0;
    while read < 100_000 {
        read += response.chunk().await.unwrap().unwrap().len();
    }
    drop(response);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_stalled_body_begins_and_never_continues() {
    let sim = PlexSim::start().await.unwrap();
    sim.answer(
        "GET",
        "/activities",
        StubResponse::new(200, Body::Stall(b"{".to_vec())),
    );
    let mut response = support::get(format!("{}/activities", sim.url()))
        .await
        .unwrap();
    assert_eq!(response.chunk().await.unwrap().unwrap(), "{");
    let more = tokio::time::timeout(Duration::from_millis(30), response.chunk()).await;
    assert!(more.is_err(), "{more:?}");
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_hanging_request_gets_no_head() {
    let sim = PlexSim::start().await.unwrap();
    sim.answer("GET", "/activities", StubResponse::hang());
    let mut request = tokio::spawn(support::get(format!("{}/activities", sim.url())));
    sim.wait_request("GET", "/activities", 1).await.unwrap();
    // It does not wait for this one.
    sim.wait_all_answered().await.unwrap();
    let head = tokio::time::timeout(Duration::from_millis(30), &mut request).await;
    assert!(head.is_err(), "{head:?}");
    assert_eq!(sim.requests()[0].status, None);
    request.abort();
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_closed_connection_gets_no_response() {
    let sim = PlexSim::start().await.unwrap();
    sim.answer("GET", "/activities", StubResponse::new(200, Body::Close));
    assert!(
        support::get(format!("{}/activities", sim.url()))
            .await
            .is_err()
    );
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn raw_bytes_are_sent_unchanged() {
    let sim = PlexSim::start().await.unwrap();
    let bytes = b"HTTP/1.1 200 OK\r\nX-Odd: \x01\x02\r\n\r\n\xff".to_vec();
    sim.answer("GET", "/activities", StubResponse::raw(bytes.clone()));
    let mut socket = TcpStream::connect(sim.addr()).await.unwrap();
    socket
        .write_all(b"GET /activities HTTP/1.1\r\nHost: x\r\n\r\n")
        .await
        .unwrap();
    let mut all = Vec::new();
    socket.read_to_end(&mut all).await.unwrap();
    assert_eq!(all, bytes);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn latency_and_delay_postpone_the_response() {
    let sim = PlexSim::builder()
        .latency(Duration::from_millis(30))
        .start()
        .await
        .unwrap();
    sim.answer(
        "GET",
        "/x",
        StubResponse::empty(204).after(Duration::from_millis(30)),
    );
    let began = std::time::Instant::now();
    let response = support::get(format!("{}/x", sim.url())).await.unwrap();
    assert_eq!(response.status(), StatusCode::NO_CONTENT);
    assert!(began.elapsed() >= Duration::from_millis(60));
    sim.finish().await.unwrap();
}
