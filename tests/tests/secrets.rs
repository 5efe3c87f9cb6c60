//! The token is in no log line, at any level, of our crates or of those underneath, and in nothing
//! else that is written either.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation is what a test is for"
)]

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use plex_api::{
    ActivityEvent, ActivityId, CertificateFingerprint, ClientIdentity, OperationId, Plex,
    PlexBuilder, RetryPolicy, Token, Transport, TransportChoice,
};
use plex_api_tests::brisk_policy;
use plex_api_tests::captured::Captured;
use plex_api_tests::events::{is_resynced, until};
use plex_sim::{Body, Fault, PlexSim, PlexSimBuilder, StubResponse, Tls};

/// It looks different in every encoding.
const TOKEN: &str = "hunter2-pass_word-more";

/// The token as it may be written: plain, percent-encoded, in hexadecimal, and in Base64 at each of
/// the three places that it can have among other bytes.
fn spellings() -> Vec<String> {
    let percent = |upper: bool| {
        let bytes = TOKEN.bytes().map(|byte| match byte {
            b'a'..=b'z' | b'0'..=b'9' => char::from(byte).to_string(),
            _ if upper => format!("%{byte:02X}"),
            _ => format!("%{byte:02x}"),
        });
        bytes.collect::<String>()
    };
    let hex: String = TOKEN.bytes().map(|byte| format!("{byte:02x}")).collect();
    let mut spellings = vec![
        TOKEN.to_owned(),
        percent(true),
        percent(false),
        hex.to_uppercase(),
        hex,
        // A part of it would be bad enough.
        "hunter2".to_owned(),
        "pass/word".to_owned(),
    ];
    for engine in [STANDARD, URL_SAFE] {
        for before in 0..3 {
            let text = format!("{}{TOKEN}", "x".repeat(before));
            let encoded = engine.encode(text);
            // The ends depend on the neighbours.
            let middle = encoded.get(4..encoded.len() - 4).unwrap();
            spellings.push(middle.to_owned());
        }
    }
    spellings
}

fn sim() -> PlexSimBuilder {
    PlexSim::builder().token(TOKEN)
}

fn client(sim: &PlexSim, transport: Transport, recorded: &Captured) -> PlexBuilder {
    let recorded = recorded.clone();
    let builder = Plex::builder(sim.url())
        .token(Token::new(TOKEN).unwrap())
        .identity(ClientIdentity::new("plex-api-tests", "1"))
        .connection_policy(brisk_policy(TransportChoice::Only(transport)))
        .recorder(move |record| recorded.line(&format!("recorded: {record}")));
    match sim.certificate_der() {
        Some(der) => builder.pin_certificate(CertificateFingerprint::of_der(der)),
        None => builder,
    }
}

/// All that a client does with a server that is well.
async fn good_day(sim: &PlexSim, transport: Transport, told: &Captured) {
    let builder = client(sim, transport, told);
    told.debug(&builder);
    let plex = builder.build().unwrap();
    told.debug(&plex);
    told.debug(&plex.activities().list_detailed().await.unwrap());
    told.debug(&plex.identity().await.unwrap());
    told.debug(&plex.library().sections().await.unwrap());
    let mut events = plex.activities().watch();
    told.debug(&events);
    until(&mut events, is_resynced).await;
    let uuid = sim
        .activity("media.download")
        .cancellable(true)
        .forever()
        .start();
    let id = ActivityId::new(&uuid).unwrap();
    until(&mut events, |event| {
        matches!(event, ActivityEvent::Started { .. })
    })
    .await;
    plex.activities().get(&id).await.unwrap();
    let wait = plex.activities().wait(&id);
    plex.activities().cancel(&id).await.unwrap();
    let outcome = wait.await.unwrap();
    told.debug(&outcome);
    told.debug(&plex.activities().status());
    if transport == Transport::Polling {
        return;
    }
    sim.fault(Fault::CutStreams);
    until(&mut events, |event| {
        matches!(event, ActivityEvent::Disconnected { .. })
    })
    .await;
    until(&mut events, is_resynced).await;
}

/// Errors of each kind, from a server that repeats the token wherever it can.
async fn bad_day(sim: &PlexSim, elsewhere: &PlexSim, told: &Captured) {
    let plex = client(sim, Transport::WebSocket, told)
        .max_body_bytes(2048)
        .retries(RetryPolicy::none())
        .request_timeout(Duration::from_millis(500))
        .build()
        .unwrap();
    let id = ActivityId::new("a").unwrap();
    let query = format!("/?X-Plex-Token={TOKEN}");
    let page = format!("<title>{TOKEN}</title>");
    let odd = format!(r#"{{"MediaContainer":{{"Activity":[{{"uuid":{{"is":"{TOKEN}"}}}}]}}}}"#);
    let json = format!(r#"{{"errors":[{{"code":1,"message":"{TOKEN}","status":500}}]}}"#);
    for canned in [
        StubResponse::html(400, page.clone()),
        StubResponse::html(401, page.clone()),
        StubResponse::html(403, page.clone()),
        StubResponse::html(404, page.clone()),
        StubResponse::html(429, page.clone()).header("Retry-After", TOKEN),
        StubResponse::json(500, json),
        StubResponse::html(503, page.clone()),
        StubResponse::html(200, page),
        StubResponse::json(200, format!(r#"{{"is": "{TOKEN}"}}"#)),
        StubResponse::json(200, format!(r#"{{"MediaContainer":"{TOKEN}"#)),
        StubResponse::redirect(&format!("{}{query}", elsewhere.url())),
        StubResponse::redirect(&query),
        StubResponse::new(200, Body::Close),
        StubResponse::new(200, Body::filled(b'x', 4096)),
        StubResponse::raw(format!("{TOKEN}\r\n\r\n")),
        StubResponse::hang(),
    ] {
        sim.clear_answers();
        sim.answer("*", "*", canned);
        // A cancel takes a few of these for a success.
        told.error(&plex.activities().list().await.unwrap_err());
        told.error(&plex.library().sections().await.unwrap_err());
        if let Err(error) = plex.activities().cancel(&id).await {
            told.error(&error);
        }
        // Watchers get the text of a transport about a refusal.
        let mut events = plex.activities().watch();
        match events.next().await.unwrap() {
            Err(error) => told.error(&error),
            Ok(event) => told.debug(&event),
        }
    }
    sim.clear_answers();
    sim.answer("*", "*", StubResponse::json(200, odd));
    told.debug(
        &plex
            .activities()
            .list_detailed()
            .await
            .unwrap()
            .unreadable
            .len(),
    );
}

/// A program that unwraps: its panic has the error, the client and the builder in it.
async fn panicking(sim: &PlexSim) {
    let page = format!("<title>{TOKEN}</title>");
    sim.answer("GET", "/activities", StubResponse::html(500, page));
    let builder = Plex::builder(sim.url()).token(Token::new(TOKEN).unwrap());
    let plex = builder
        .clone()
        .retries(RetryPolicy::none())
        .build()
        .unwrap();
    let panicked = tokio::spawn(async move {
        let list = plex.activities().list().await;
        list.map_err(|error| (error, plex, builder)).unwrap();
    });
    assert!(panicked.await.unwrap_err().is_panic());
    sim.clear_answers();
}

#[tokio::test]
async fn no_log_line_at_any_level_has_the_token() {
    let told = Captured::log_of_process();
    let hook = told.clone();
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        hook.line(&format!("panic: {panic}"));
        before(panic);
    }));

    let plain = sim().start().await.unwrap();
    let secure = sim().tls(Tls::new().self_signed()).start().await.unwrap();
    let elsewhere = PlexSim::start().await.unwrap();
    for sim in [&plain, &secure] {
        for transport in [
            Transport::WebSocket,
            Transport::EventSource,
            Transport::Polling,
        ] {
            good_day(sim, transport, &told).await;
        }
    }
    bad_day(&plain, &elsewhere, &told).await;

    panicking(&plain).await;
    let not_pinned = Plex::builder(secure.url()).token(Token::new(TOKEN).unwrap());
    told.error(&not_pinned.build().unwrap().identity().await.unwrap_err());
    let url = format!("{}/?X-Plex-Token={TOKEN}", plain.url());
    told.error(&Plex::builder(url).build().unwrap_err());
    told.error(&Token::new(format!("{TOKEN}\n")).unwrap_err());
    let url = plain.url();
    plain.shutdown().await;
    let dead = Plex::builder(url).token(Token::new(TOKEN).unwrap());
    told.error(&dead.build().unwrap().identity().await.unwrap_err());
    assert!(elsewhere.requests().is_empty(), "nothing has gone there");
    secure.shutdown().await;
    elsewhere.shutdown().await;

    let text = told.text();
    for part in [
        OperationId::GetServerActivities.as_str(),
        "plex_api::",
        "reqwest::",
        "hyper_util::",
        "rustls::",
        "tungstenite::",
        "recorded: ",
        "shown: ",
        "cause: ",
        "panic: ",
    ] {
        assert!(text.contains(part), "nothing of {part} was captured");
    }
    for spelling in spellings() {
        let lines = text.lines().filter(|line| line.contains(&spelling));
        let lines: Vec<&str> = lines.take(5).collect();
        assert!(lines.is_empty(), "as {spelling}: {lines:#?}");
    }
}
