//! Requests to paths that the document lacks: same token, limits, errors and rules as every other.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation is what a test is for"
)]

use std::collections::BTreeMap;
use std::time::Duration;

use plex_api::{Error, ErrorKind, How, Method, Plex, Token, TransportChoice};
use plex_api_tests::{SECRET, brisk, builder, client, server};
use plex_sim::{ActivityHeader, Body, PlexSim, StubResponse};
use serde_json::{Value, json};

/// The error of a `GET` that the server answers with `stub`.
async fn answered(stub: StubResponse) -> Error {
    let sim = server().await;
    sim.answer("GET", "/status/sessions", stub);
    let plex = builder(&sim)
        .request_timeout(Duration::from_secs(20))
        .max_body_bytes(1024 * 1024)
        .build()
        .unwrap();
    let error = plex
        .request(Method::GET, "/status/sessions")
        .query("secret", "of-the-caller")
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.operation(), Some("GET /status/sessions"));
    assert!(!error.to_string().contains("of-the-caller"), "{error}");
    assert_eq!(sim.requests().len(), 1, "sent once: {error}");
    sim.shutdown().await;
    error
}

#[tokio::test]
async fn a_request_has_identity_and_token_and_gives_the_whole_answer() {
    let sim = server().await;
    let sessions = json!({"MediaContainer": {"size": 1, "Metadata": [{"title": "Alien"}]}});
    sim.answer(
        "GET",
        "/status/sessions",
        StubResponse::json(200, sessions.to_string()).header("X-Plex-Protocol", "1.0"),
    );
    let plex = client(&sim);
    let request = plex.request(Method::GET, "/status/sessions");
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["x-plex-protocol"], "1.0");
    assert_eq!(answer.headers().get("x-plex-api-attempts"), None);
    assert_eq!(answer.json::<Value>().unwrap(), sessions);
    assert_eq!(answer.text(), sessions.to_string());
    assert_eq!(answer.bytes(), sessions.to_string().as_bytes());
    assert!(answer.activity().is_none());

    let [request] = &sim.requests()[..] else {
        panic!("{:?}", sim.requests());
    };
    assert_eq!(request.target, "/status/sessions");
    assert_eq!(request.header("accept"), Some("application/json"));
    assert_eq!(request.header("x-plex-token"), Some(SECRET));
    assert_eq!(request.header("x-plex-client-identifier"), Some("tests"));
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn path_and_query_are_encoded_and_the_body_is_json() {
    let sim = server().await;
    sim.answer("*", "*", StubResponse::empty(201));
    let answer = client(&sim)
        .request(Method::POST, "/play lists/a%20b/ü")
        .query("title", "Films + more & ü")
        .query("title>=", 7)
        .query("id", 1)
        .query("id", 2)
        .json(&json!({"name": ["x"]}))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 201);
    assert!(answer.bytes().is_empty());

    let [request] = &sim.requests()[..] else {
        panic!("{:?}", sim.requests());
    };
    assert_eq!(request.method, "POST");
    assert_eq!(
        request.target,
        "/play%20lists/a%20b/%C3%BC?title=Films%20%2B%20more%20%26%20%C3%BC&title%3E%3D=7&id=1&id=2"
    );
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.header("content-length"), Some("14"));
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn the_prefix_of_the_server_stays_in_front() {
    let sim = PlexSim::builder()
        .token(SECRET)
        .prefix("/plex")
        .start()
        .await
        .unwrap();
    let answer = client(&sim)
        .request(Method::GET, "/identity")
        .send()
        .await
        .unwrap();
    assert!(answer.json::<Value>().unwrap()["MediaContainer"].is_object());
    let error = client(&sim)
        .request(Method::GET, "/../identity")
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error}");
    assert_eq!(sim.requests().len(), 1);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_path_never_reaches_another_server_or_another_path() {
    let sim = server().await;
    let other = PlexSim::start().await.unwrap();
    let (address, plex) = (other.addr(), client(&sim));
    let hostile = [
        other.url(),
        format!("{}/status", other.url()),
        format!("//{address}/status"),
        format!("///{address}/status"),
        format!("/\\{address}/status"),
        format!("\\\\{address}/status"),
        format!("/\t/{address}/status"),
        format!("/%2f{address}/status"),
        format!("/%5c{address}/status"),
        format!("@{address}/status"),
        format!(":@{address}/status"),
        format!(".{address}/status"),
        "status/sessions".to_owned(),
        String::new(),
        "file:///etc/passwd".to_owned(),
        "/a//b".to_owned(),
        "/a/../b".to_owned(),
        "/a/./b".to_owned(),
        "/..".to_owned(),
        "/a/%2e%2e/b".to_owned(),
        "/a/.%2E/b".to_owned(),
        "/a/%252e%252e/b".to_owned(),
        "/a/..%2fb".to_owned(),
        "/a/%2e%2e%5cb".to_owned(),
        "/a#b".to_owned(),
        "/a?b=c".to_owned(),
        "/a\r\nHost: example.org".to_owned(),
        "/a%0d%0aHost: example.org".to_owned(),
        "/a\0".to_owned(),
        "/a%zz".to_owned(),
    ];
    for path in hostile {
        let request = plex.request(Method::GET, &path).query("a", 1).json(&1);
        let error = request.repeatable().send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{path:?}: {error}");
        assert!(!error.may_have_been_sent(), "{path:?}");
        assert!(error.operation().unwrap().starts_with("GET "), "{path:?}");
    }
    let query = plex.request(Method::GET, "/a?b=c").send().await;
    assert!(query.unwrap_err().to_string().contains(".query("));
    let connect = plex.request(Method::CONNECT, "/a").send().await;
    assert_eq!(connect.unwrap_err().kind(), ErrorKind::InvalidInput);
    assert!(sim.requests().is_empty(), "{:?}", sim.requests());
    assert_eq!(sim.connections_seen(), 0);
    assert_eq!(other.connections_seen(), 0);

    // A path that only looks hostile is sent to the server.
    for path in ["/@example.org", "/http:", "/:/nothing", "/..a/...", "/a%25"] {
        let error = plex.request(Method::GET, path).send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound, "{path}: {error}");
        assert_eq!(sim.requests().last().unwrap().target, path);
    }
    sim.finish().await.unwrap();
    other.finish().await.unwrap();
}

#[tokio::test]
async fn a_redirect_to_another_server_is_not_followed() {
    let other = PlexSim::start().await.unwrap();
    let error = answered(StubResponse::redirect(&format!("{}/status", other.url()))).await;
    assert_eq!(error.kind(), ErrorKind::Redirect, "{error}");
    assert_eq!(other.connections_seen(), 0);
    other.finish().await.unwrap();

    let sim = server().await;
    sim.answer("*", "/old", StubResponse::redirect("/new").status(302));
    sim.answer("*", "/new", StubResponse::json(200, "7"));
    let plex = client(&sim);
    let answer = plex.request(Method::GET, "/old").send().await.unwrap();
    assert_eq!(answer.json::<u8>().unwrap(), 7);
    let error = plex.request(Method::POST, "/old").send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Redirect, "{error}");
    assert!(sim.requests_of("POST", "/new").is_empty());
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn an_error_status_is_an_error_of_its_kind() {
    let html = |status: u16| StubResponse::html(status, "<html><title>Unauthorized</title></html>");
    for (stub, kind) in [
        (html(400), ErrorKind::Rejected),
        (html(401), ErrorKind::Unauthorized),
        (html(403), ErrorKind::Forbidden),
        (html(404), ErrorKind::NotFound),
        (html(429), ErrorKind::RateLimited),
        (html(500), ErrorKind::Server),
        (html(503), ErrorKind::ServerBusy),
        (StubResponse::empty(498), ErrorKind::Unauthorized),
        (
            StubResponse::xml(503, r#"<Response code="503" title="Maintenance"/>"#),
            ErrorKind::ServerBusy,
        ),
        // Under a good status: a sign-in page of a proxy, and maintenance.
        (html(200), ErrorKind::NotPlex),
        (
            StubResponse::xml(200, r#"<Response code="503" title="Maintenance"/>"#),
            ErrorKind::ServerBusy,
        ),
        (StubResponse::empty(304), ErrorKind::NotPlex),
    ] {
        let error = answered(stub.clone()).await;
        assert_eq!(error.kind(), kind, "{stub:?}: {error}");
    }
    let typed = r#"{"errors":[{"code":1001,"message":"no","status":401}]}"#;
    let error = answered(StubResponse::json(401, typed)).await;
    assert_eq!(error.server_errors()[0].code, Some(1001));
    assert!(
        error.to_string().starts_with("cannot GET /status/sessions"),
        "{error}"
    );
}

#[tokio::test]
async fn an_answer_has_limits_in_time_and_size() {
    let error = answered(StubResponse::new(200, Body::filled(b' ', 64 * 1024 * 1024))).await;
    assert_eq!(error.kind(), ErrorKind::TooLarge, "{error}");
    let error = answered(StubResponse::new(
        200,
        Body::Cut {
            bytes: b"{".to_vec(),
            promised: 9,
        },
    ))
    .await;
    assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
    let error = answered(StubResponse::json(200, "{}").header("Content-Encoding", "gzip")).await;
    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");

    let sim = server().await;
    sim.answer("GET", "/slow", StubResponse::hang());
    let plex = client(&sim).with_request_timeout(Duration::from_millis(100));
    let slow = plex.request(Method::GET, "/slow").repeatable();
    let error = slow.send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
    assert!(error.may_have_been_sent());
    assert_eq!(sim.requests().len(), 1);

    // Larger than the part of decoded answers beside their list may be.
    let large = "x".repeat(2 * 1024 * 1024);
    sim.answer("GET", "/large", StubResponse::json(200, large.clone()));
    let answer = client(&sim)
        .request(Method::GET, "/large")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.bytes().len(), large.len());
    sim.shutdown().await;
}

#[tokio::test]
async fn only_a_repeatable_request_is_sent_again() {
    let sim = server().await;
    for method in [Method::GET, Method::POST] {
        for fault in [
            StubResponse::empty(503).times(1),
            StubResponse::new(200, Body::Close).times(1),
        ] {
            let sent = || sim.requests_of(method.as_str(), "/once").len();
            let request = || client(&sim).request(method.clone(), "/once");
            sim.clear_answers();
            sim.answer("*", "/once", StubResponse::json(200, "7"));
            sim.answer("*", "/once", fault.clone());
            let before = sent();
            let error = request().send().await.unwrap_err();
            assert!(
                matches!(error.kind(), ErrorKind::ServerBusy | ErrorKind::Connect),
                "{error}"
            );
            assert_eq!(sent() - before, 1, "{method}");

            sim.clear_answers();
            sim.answer("*", "/once", StubResponse::json(200, "7"));
            sim.answer("*", "/once", fault);
            let before = sent();
            let answer = request().repeatable().send().await.unwrap();
            assert_eq!(answer.json::<u8>().unwrap(), 7);
            assert_eq!(sent() - before, 2, "{method}");
        }
    }
    sim.shutdown().await;
}

#[tokio::test]
async fn the_activity_that_the_server_names_can_be_awaited() {
    let sim = PlexSim::builder()
        .token(SECRET)
        .manual_scans()
        .start()
        .await
        .unwrap();
    sim.set_activity_header(ActivityHeader::AfterStarted);
    let plex = brisk(&sim, TransportChoice::Auto);
    let answer = plex
        .request(Method::GET, "/library/sections/1/refresh")
        .send()
        .await
        .unwrap();
    let id = answer.activity_id().unwrap().clone();
    assert_eq!(sim.running()[0].uuid, id.as_str());
    let handle = answer.activity().unwrap();
    assert_eq!(*handle.id(), id);
    let wait = tokio::spawn(async move { handle.wait().await });
    sim.wait_stream_opened().await.unwrap();
    sim.wait_answer("GET", "/activities", 1).await.unwrap();
    assert!(sim.end(id.as_str()));
    let outcome = wait.await.unwrap().unwrap();
    assert!(
        matches!(outcome.how, How::Ended | How::Vanished),
        "{outcome:?}"
    );
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_body_that_is_not_the_wanted_json_is_a_decode_error() {
    let sim = server().await;
    let plex = client(&sim);
    for (stub, text) in [
        (StubResponse::empty(200), "is empty"),
        (
            StubResponse::xml(200, "<MediaContainer size='0'/>"),
            "is XML",
        ),
        (StubResponse::json(200, "{\"a\": 1}"), "a: expected a text"),
        (StubResponse::json(206, "{\"a\": "), "cut off"),
    ] {
        sim.clear_answers();
        sim.answer("GET", "/x", stub);
        let answer = plex.request(Method::GET, "/x").send().await.unwrap();
        let error = answer.json::<BTreeMap<String, String>>().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
        assert_eq!(error.status(), Some(answer.status()));
        assert_eq!(error.operation(), Some("GET /x"));
        assert!(error.to_string().contains(text), "{error}");
    }
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn no_text_has_the_token() {
    let sim = server().await;
    let echo = StubResponse::json(200, format!("{{\"token\":\"{SECRET}\"}}"))
        .header("X-Echo", &format!("is {SECRET}"));
    sim.answer("GET", "/echo", echo);
    let plex = client(&sim);
    let request = plex
        .request(Method::GET, "/echo")
        .query("X-Plex-Token", "another-secret");
    let shown = format!("{request:?}");
    assert!(!shown.contains("another-secret"), "{shown}");
    let answer = request.send().await.unwrap();
    for shown in [
        format!("{answer:?} {:?}", answer.headers()),
        answer.text().into_owned(),
    ] {
        assert!(!shown.contains(SECRET), "{shown}");
    }
    assert_eq!(answer.headers()["x-echo"], "is <token>");
    assert_eq!(answer.json::<Value>().unwrap()["token"], "<token>");

    // A caller who puts the token into the path.
    let path = format!("/of/{SECRET}");
    let request = plex.request(Method::GET, &path);
    let shown = format!("{request:?}");
    let error = request.send().await.unwrap_err();
    let shown = format!("{shown} {error} {error:?} {:?}", error.operation());
    assert!(!shown.contains(SECRET), "{shown}");
    assert_eq!(error.operation(), Some("GET /of/<token>"));
    assert!(sim.requests().last().unwrap().target.contains(SECRET));
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_client_without_a_token_sends_none() {
    let sim = PlexSim::start().await.unwrap();
    let plex = Plex::builder(sim.url()).build().unwrap();
    plex.request(Method::GET, "/identity").send().await.unwrap();
    assert_eq!(sim.requests()[0].header("x-plex-token"), None);
    let wrong = Plex::builder(sim.url()).token(Token::new("x").unwrap());
    let answer = wrong.build().unwrap().request(Method::GET, "/identity");
    assert_eq!(answer.send().await.unwrap().status(), 200);
    sim.finish().await.unwrap();
}
