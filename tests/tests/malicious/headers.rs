//! Status lines and headers: too many, too large, without an end, at odds with the body.

use std::time::{Duration, Instant};

use plex_api::{ErrorKind, Plex, RetryPolicy, limits};
use plex_api_tests::{builder, client, server};
use plex_sim::StubResponse;
use tokio::io::AsyncWriteExt;

use crate::raw_server::{listing, listing_from, peer};

const EMPTY: &str = r#"{"MediaContainer":{"size":0}}"#;

fn answer(head: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n{head}\r\n{body}").into_bytes()
}

fn with_length(head: &str) -> Vec<u8> {
    answer(&format!("{head}Content-Length: {}\r\n", EMPTY.len()), EMPTY)
}

#[tokio::test]
async fn headers_are_bounded_in_number() {
    let many = |count: usize| -> String { (0..count).map(|n| format!("X-{n}: 1\r\n")).collect() };
    // Beside these two there are the type and the length.
    let fits = with_length(&many(limits::MAX_HEADERS - 2));
    assert_eq!(listing_from(fits).await.unwrap(), 0);
    let error = listing_from(with_length(&many(limits::MAX_HEADERS - 1)))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
}

#[tokio::test]
async fn headers_are_bounded_in_size() {
    let header = |size: usize| format!("X-Large: {}\r\n", "x".repeat(size));
    let fits = with_length(&header(300 * 1024));
    assert_eq!(listing_from(fits).await.unwrap(), 0);
    for size in [500 * 1024, 16 * 1024 * 1024] {
        let error = listing_from(with_length(&header(size))).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connect, "{size}: {error}");
    }
}

#[tokio::test]
async fn slow_or_endless_headers_are_ended_by_the_deadline() {
    for piece in [
        "HTTP/1.1 103 Early Hints\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\n",
        "X",
    ] {
        let peer = peer(move |mut stream, _| async move {
            let _ = stream.write_all(b"HTTP/1.1 102 Processing\r\n\r\n").await;
            if piece == "X" {
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n").await;
            }
            let pause = Duration::from_millis(5);
            for _ in 0..10_000 {
                if stream.write_all(piece.as_bytes()).await.is_err() {
                    return;
                }
                let _ = tokio::time::timeout(pause, std::future::pending::<()>()).await;
            }
        })
        .await;
        let error = listing(&peer.url, Duration::from_millis(300))
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout, "{piece}: {error}");
    }
}

#[tokio::test]
async fn a_hanging_tls_handshake_is_ended_by_the_connect_timeout() {
    // It takes the bytes for the beginning of a request, and waits for the rest.
    let peer = peer(|_, _| std::future::pending()).await;
    let plex = Plex::builder(peer.url.replace("http:", "https:"))
        .connect_timeout(Duration::from_millis(100))
        .retries(RetryPolicy::none())
        .build()
        .unwrap();
    let begun = Instant::now();
    let error = plex.activities().list().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
    assert!(!error.may_have_been_sent(), "{error}");
    assert!(begun.elapsed() < Duration::from_secs(30), "{error}");
}

#[tokio::test]
async fn a_wrong_content_length_is_an_error_and_does_not_hang() {
    let length = |length: &str| answer(&format!("Content-Length: {length}\r\n"), EMPTY);
    for (lie, kind) in [
        // The bytes beyond the length belong to no answer.
        ("5", ErrorKind::Decode),
        ("0", ErrorKind::NotPlex),
        ("500", ErrorKind::Connect),
        ("-1", ErrorKind::Connect),
        ("99999999999999999999999999", ErrorKind::Connect),
        ("abc", ErrorKind::Connect),
        ("29\r\nContent-Length: 5", ErrorKind::Connect),
    ] {
        let error = listing_from(length(lie)).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{lie}: {error}");
    }
}

#[tokio::test]
async fn invalid_chunks_are_an_error() {
    let chunked = |body: &str| answer("Transfer-Encoding: chunked\r\n", body);
    let good = format!("{:x}\r\n{EMPTY}\r\n0\r\n\r\n", EMPTY.len());
    assert_eq!(listing_from(chunked(&good)).await.unwrap(), 0);
    for garbage in [
        "garbage\r\n",
        "ffffffffffffffffffff\r\n",
        "-5\r\nabcde\r\n",
        "1d\r\nshort",
        &format!("{:x}{EMPTY}", EMPTY.len()),
        &format!("5;{}\r\n", "x".repeat(1024 * 1024)),
    ] {
        let error = listing_from(chunked(garbage)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connect, "{garbage:.20}: {error}");
    }
}

#[tokio::test]
async fn retry_after_is_never_longer_than_a_day() {
    let day = limits::MAX_RETRY_AFTER;
    for (value, expected) in [
        ("99999999999", Some(day)),
        ("99999999999999999999999999", Some(day)),
        ("Fri, 31 Dec 9999 23:59:59 GMT", Some(day)),
        ("Thu, 01 Jan 1970 00:00:00 GMT", Some(Duration::ZERO)),
        ("-5", None),
        ("soon", None),
        ("", None),
    ] {
        let sim = server().await;
        let busy = StubResponse::html(429, "").header("Retry-After", value);
        sim.answer("GET", "/activities", busy);
        let plex = builder(&sim).retries(RetryPolicy::none()).build().unwrap();
        let error = plex.activities().list().await.unwrap_err();
        assert_eq!(error.retry_after(), expected, "{value}");
        sim.finish().await.unwrap();
    }
}

#[tokio::test]
async fn redirects_to_other_schemes_and_hosts_are_not_followed() {
    for target in [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:application/json,{}",
        "//127.0.0.1:1/activities",
        "http://127.0.0.1:1/activities",
        "https:",
        "http://[",
        &format!("/{}", "x".repeat(200_000)),
    ] {
        let sim = server().await;
        sim.answer("GET", "/activities", StubResponse::redirect(target));
        let error = client(&sim).activities().list().await.unwrap_err();
        let text = error.to_string();
        assert!(text.len() < 1_000, "{}", text.len());
        assert_eq!(error.kind(), ErrorKind::Redirect, "{target:.20}: {error}");
        assert_eq!(sim.requests().len(), 1);
        sim.shutdown().await;
    }
}

#[tokio::test]
async fn an_invalid_activity_header_names_no_activity() {
    for name in [
        "..",
        ".",
        "",
        &"x".repeat(limits::MAX_ID_BYTES + 1),
        &"x".repeat(200_000),
        "a\tb",
        "\u{9b}31m",
    ] {
        let sim = server().await;
        let accepted = StubResponse::empty(200).header("X-Plex-Activity", name);
        sim.answer("*", "/library/sections/1/refresh", accepted);
        let launched = client(&sim).library().refresh("1").await.unwrap();
        assert!(launched.activity().is_none(), "{name:.20}");
        sim.shutdown().await;
    }
}
