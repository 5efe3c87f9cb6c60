//! A server that repeats the token in every text that it sends: no caller sees it.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a failed expectation is what a test is for"
)]

use std::sync::{Arc, Mutex};

use plex_api::{ActivityEvent, Error, Transport, TransportChoice};
use plex_api_tests::{SECRET, brisk_builder, client, server};
use plex_sim::{PlexSim, StubResponse};
use serde_json::{Value, json};

/// The token with characters of it spelled as JSON may spell them.
fn escaped() -> String {
    SECRET.replace('t', "\\u0074").replace('-', "\\u002d")
}

/// An activity that has the token in every text, its names of fields included.
fn activity(uuid: &str) -> String {
    let secret = SECRET;
    let escaped = escaped();
    format!(
        r#"{{"uuid":"{uuid}","type":"media.{secret}","cancellable":true,"userID":1,
            "title":"has {secret}, {escaped}","subtitle":"{escaped}","progress":7,
            "Context":{{"key":"/x?X-Plex-Token={secret}","{secret}":["{escaped}"]}},
            "Response":{{"deep":[{{"{secret}":"{escaped}"}}]}},"unknown{secret}":"{escaped}"}}"#
    )
}

fn assert_hidden(what: &str, shown: &str) {
    let unescaped: String = shown.chars().filter(|c| *c != '\\').collect();
    assert!(
        !shown.contains(SECRET) && !unescaped.contains("u0074ests"),
        "{what}: {shown}"
    );
    assert!(shown.contains("<token>"), "{what}: {shown}");
}

fn assert_error_hidden(error: &Error) {
    assert_hidden("error", &format!("{error} {error:?}"));
}

#[tokio::test]
async fn no_text_of_an_answer_has_the_token() {
    let sim = server().await;
    let list = |entry: &str| format!(r#"{{"MediaContainer":{{"size":1,"Activity":[{entry}]}}}}"#);
    sim.answer(
        "GET",
        "/activities",
        StubResponse::json(200, list(&activity("one"))),
    );
    let one = &client(&sim).activities().list().await.unwrap()[0];
    let context = one.context.as_ref().unwrap();
    for shown in [
        format!("{one:?}"),
        one.title().to_owned(),
        one.kind().to_owned(),
        one.subtitle().to_owned(),
        context.key().unwrap().to_string(),
        serde_json::to_string(one).unwrap(),
        serde_json::from_str::<Value>(&serde_json::to_string(one).unwrap())
            .unwrap()
            .to_string(),
    ] {
        assert_hidden("list", &shown);
    }

    // The same as XML, and an entry that cannot be decoded.
    let xml = format!(
        "<MediaContainer size='1'><Activity uuid='one' type='x' title='has {}'/></MediaContainer>",
        SECRET.replace('t', "&#116;")
    );
    sim.clear_answers();
    sim.answer("GET", "/activities", StubResponse::xml(200, xml));
    let all = client(&sim).activities().list().await.unwrap();
    assert_eq!(all[0].title(), "has <token>");
    let odd = format!(r#"{{"title":"{SECRET} {}"}}"#, escaped());
    sim.clear_answers();
    sim.answer("GET", "/activities", StubResponse::json(200, list(&odd)));
    let detailed = client(&sim).activities().list_detailed().await.unwrap();
    assert_hidden("unreadable", &format!("{:?}", detailed.unreadable));

    let section = json!({"MediaContainer": {"Directory": [
        {"key": "1", "title": SECRET, "type": "movie", "Location": [{"id": 1, "path": SECRET}]}
    ]}});
    sim.clear_answers();
    sim.answer(
        "GET",
        "/library/sections",
        StubResponse::json(200, section.to_string()),
    );
    let sections = client(&sim).library().sections().await.unwrap();
    assert_hidden("sections", &format!("{sections:?}"));
    let identity = json!({"MediaContainer": {"machineIdentifier": SECRET, "version": SECRET}});
    sim.answer(
        "GET",
        "/identity",
        StubResponse::json(200, identity.to_string()),
    );
    let identity = client(&sim).identity().await.unwrap();
    assert_hidden("identity", &format!("{identity:?}"));

    for body in [
        format!(
            r#"{{"errors":[{{"code":1,"message":"{SECRET} {}"}}]}}"#,
            escaped()
        ),
        format!("<html><title>{SECRET}</title></html>"),
        SECRET.to_owned(),
    ] {
        sim.clear_answers();
        sim.answer("GET", "/activities", StubResponse::json(500, body));
        assert_error_hidden(&client(&sim).activities().list().await.unwrap_err());
    }
    sim.shutdown().await;
}

#[tokio::test]
async fn no_event_and_no_record_has_the_token_over_any_transport() {
    for transport in [
        Transport::WebSocket,
        Transport::EventSource,
        Transport::Polling,
    ] {
        let sim = PlexSim::builder().token(SECRET).start().await.unwrap();
        let list = format!(
            r#"{{"MediaContainer":{{"Activity":[{}]}}}}"#,
            activity("one")
        );
        sim.answer("GET", "/activities", StubResponse::json(200, list));
        let records = Arc::new(Mutex::new(String::new()));
        let recorded = Arc::clone(&records);
        let plex = brisk_builder(&sim, TransportChoice::Only(transport))
            .recorder(move |record| {
                let line = serde_json::to_string(record).unwrap();
                recorded.lock().unwrap().push_str(&line);
            })
            .build()
            .unwrap();
        let mut events = plex.activities().watch();
        events.synced().await.unwrap();
        if transport != Transport::Polling {
            sim.activity("media.download")
                .uuid("two")
                .title(SECRET)
                .subtitle(SECRET)
                .start();
        }
        let mut missing = match transport {
            Transport::Polling => vec!["one"],
            _ => vec!["one", "two"],
        };
        while !missing.is_empty() {
            let event = events.next().await.unwrap().unwrap();
            if let ActivityEvent::Started { activity, .. } = &event {
                missing.retain(|id| *id != activity.id().as_str());
                assert_hidden("event", &format!("{event:?}"));
            }
        }
        drop((events, plex));
        assert_hidden("records", &records.lock().unwrap());
        sim.shutdown().await;
    }
}

#[tokio::test]
async fn an_activity_named_by_a_header_is_shown_without_the_token() {
    let sim = server().await;
    sim.answer(
        "GET",
        "/library/sections/1/refresh",
        StubResponse::empty(200).header("X-Plex-Activity", &format!("{SECRET}-1")),
    );
    let launched = client(&sim).library().refresh("1").await.unwrap();
    let activity = launched.activity().unwrap();
    assert_hidden("id", activity.id().as_str());
    sim.shutdown().await;
}
