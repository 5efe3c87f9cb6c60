//! Bodies: compressed, stalled, dripping, of errors that go on and on.

use std::time::{Duration, Instant};

use plex_api::{Error, ErrorKind, RetryPolicy};
use plex_api_tests::{builder, client, server};
use plex_sim::{Body, PlexSim, StubResponse};

const MIB: usize = 1024 * 1024;

async fn listing_error(sim: &PlexSim) -> Error {
    let plex = builder(sim).retries(RetryPolicy::none()).build().unwrap();
    plex.activities().list().await.unwrap_err()
}

#[tokio::test]
async fn compression_is_never_requested_and_never_decompressed() {
    let sim = server().await;
    let bomb = StubResponse::json(200, [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3].repeat(1_000));
    for encoding in ["gzip", "br", "zstd", "deflate", "gzip, gzip", "\u{1}"] {
        let bomb = bomb.clone().header("Content-Encoding", encoding);
        sim.answer("GET", "/activities", bomb);
        let error = listing_error(&sim).await;
        if encoding == "\u{1}" {
            continue;
        }
        assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
        assert!(error.to_string().contains("compressed"), "{error}");
        assert!(error.to_string().contains(encoding), "{error}");
    }
    assert_eq!(sim.requests()[0].header("accept-encoding"), None);
    // An error keeps the meaning of its status, and has no garbage in its text.
    let failed = bomb.clone().status(503).header("Content-Encoding", "gzip");
    sim.answer("GET", "/activities", failed);
    let error = listing_error(&sim).await;
    assert_eq!(error.kind(), ErrorKind::ServerBusy, "{error}");
    assert!(!error.to_string().contains('\u{fffd}'), "{error}");
    // An answer that only says that it is not compressed is read as usual.
    let plain = StubResponse::json(200, r#"{"MediaContainer":{}}"#);
    sim.answer(
        "GET",
        "/activities",
        plain.header("Content-Encoding", "identity"),
    );
    client(&sim).activities().list().await.unwrap();
    sim.shutdown().await;
}

#[tokio::test]
async fn a_stalled_body_is_ended_by_the_idle_timeout() {
    let sim = server().await;
    sim.answer(
        "GET",
        "/activities",
        StubResponse::new(200, Body::Stall(b"{\"Media".to_vec())),
    );
    let plex = builder(&sim)
        .idle_timeout(Duration::from_millis(100))
        .retries(RetryPolicy::none())
        .build()
        .unwrap();
    let begun = Instant::now();
    let error = plex.activities().list().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(error.status(), Some(200));
    assert!(
        error.to_string().contains("nothing came for 100ms"),
        "{error}"
    );
    assert!(begun.elapsed() < Duration::from_secs(30));
    // An error that stalls is known by its status, with the part of its text that came.
    let stalled = Body::Stall(b"<html><title>Busy</title>".to_vec());
    sim.answer("GET", "/activities", StubResponse::new(503, stalled));
    let error = plex.activities().list().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ServerBusy);
    assert!(error.to_string().contains("Busy"), "{error}");
    sim.shutdown().await;
}

#[tokio::test]
async fn a_slow_body_outlasts_the_idle_timeout_but_not_the_deadline() {
    let sim = server().await;
    let drip = Body::Repeat {
        chunk: b" ".to_vec(),
        total: None,
        every: Duration::from_millis(20),
    };
    sim.answer("GET", "/activities", StubResponse::new(200, drip));
    let plex = builder(&sim)
        .idle_timeout(Duration::from_secs(10))
        .request_timeout(Duration::from_millis(400))
        .build()
        .unwrap();
    let error = plex.activities().list().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.to_string().contains("no whole answer"), "{error}");
    sim.shutdown().await;
}

#[tokio::test]
async fn only_the_start_of_an_error_body_is_read() {
    let bomb = |item: &str, count: usize| {
        format!(
            r#"{{"errors":[{}{{"message":"last"}}]}}"#,
            item.repeat(count)
        )
    };
    for body in [
        bomb(r#"{"":0},"#, MIB),
        bomb("[", MIB),
        "<a>".repeat(MIB),
        format!("<Response code=\"500\" {}/>", "a='' ".repeat(MIB)),
    ] {
        let sim = server().await;
        sim.answer("GET", "/activities", StubResponse::json(500, body));
        let begun = Instant::now();
        let error = listing_error(&sim).await;
        assert_eq!(error.kind(), ErrorKind::Server);
        assert!(
            error.to_string().len() < 1_000,
            "{}",
            error.to_string().len()
        );
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "{:?}",
            begun.elapsed()
        );
        sim.shutdown().await;
    }
    // As many typed errors as fit.
    let sim = server().await;
    let many = bomb(r#"{"code":1,"message":"x"},"#, 100);
    sim.answer("GET", "/activities", StubResponse::json(500, many));
    let error = listing_error(&sim).await;
    assert_eq!(
        error.server_errors().len(),
        plex_api::limits::MAX_SERVER_ERRORS
    );
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn control_characters_of_a_server_do_not_reach_a_terminal() {
    let sim = server().await;
    let text = "\u{1b}]8;;http://evil\u{7}\u{9b}31m\u{202e}abc\u{2066}\u{200b}\u{feff}\r\n\u{0}";
    for status in [400, 401, 404, 500, 503] {
        for body in [
            format!("<html><title>{text}</title></html>"),
            format!("<html><p>{text}</p></html>"),
            text.to_owned(),
            serde_json::json!({"errors": [{"code": 1, "message": text}]}).to_string(),
            serde_json::json!({"Response": {"title": text, "status": text}}).to_string(),
        ] {
            sim.answer("GET", "/activities", StubResponse::html(status, body));
            let shown = listing_error(&sim).await.to_string();
            let obeyed = |c: char| {
                c.is_control()
                    || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}' | '\u{feff}')
            };
            assert!(!shown.contains(obeyed), "{status}: {shown:?}");
        }
    }
    sim.finish().await.unwrap();
}
