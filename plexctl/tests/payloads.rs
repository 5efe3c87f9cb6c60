//! Every recorded response to the activity list, and every recorded error, sent through a real
//! socket to `plexctl list -o json`.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

mod common;

use common::{run_at, sim_with};
use plex_sim::{StubResponse, recorded_bodies};
use serde_json::{Value, json};

/// The expected result for a recorded body.
enum Expected {
    /// This document.
    List(Value),
    /// This exit code and a message with these parts, for a response with this status.
    Failure(u16, i32, &'static [&'static str]),
    /// The head of a response. The test sends it with a body of spaces of the promised length.
    Head(i32, &'static [&'static str]),
    /// A notification or a log of a server, not a response to a list.
    Elsewhere,
}

fn expected(name: &str) -> Expected {
    match name {
        "constructed-http-activities-empty.json" | "constructed-http-activities-empty.xml" => {
            Expected::List(json!([]))
        }
        "constructed-http-activities-idle-with-butler.json" => Expected::List(json!([{
            "uuid": "11111111-2222-4333-8444-555555555555",
            "type": "butler",
            "cancellable": false,
            "userID": 1,
            "title": "Running maintenance",
            "subtitle": "",
            "progress": 100,
        }])),
        "constructed-http-activities-one-scan.json" | "http-activities-one-scan.xml" => {
            Expected::List(json!([scan(&json!(30))]))
        }
        "documented-http-activities-epg-load.xml" => Expected::List(json!([{
            "uuid": "d6199ba1-fb5e-4cae-bf17-1a5369c1cf1e",
            "type": "provider.epg.load",
            "cancellable": false,
            "userID": 1,
            "title": "Refreshing EPG",
            "subtitle": "Downloaded 173 airings",
            "progress": 7,
            "Context": {"name": "value"},
            "Response": {"name": "value"},
        }])),
        "documented-http-401-errors.json" => {
            Expected::Failure(401, 5, &["User could not be authenticated", "PLEX_TOKEN"])
        }
        "http-401-unauthorized.html" => Expected::Failure(401, 5, &["401 Unauthorized"]),
        "http-503-maintenance.xml" => Expected::Failure(
            503,
            6,
            &["Maintenance", "currently running database migrations"],
        ),
        "http-200-xml-response-headers.txt" => Expected::Head(1, &["an empty answer"]),
        "http-401-response-headers.txt" => Expected::Head(5, &["401 Unauthorized"]),
        _ if name.starts_with("ws-") || name.starts_with("sse-") || name.starts_with("pms-") => {
            Expected::Elsewhere
        }
        _ => panic!("say here what {name} must come to"),
    }
}

/// One scan, with the types of the fields, from JSON or XML. The progress is passed on unchanged.
fn scan(progress: &Value) -> Value {
    json!({
        "uuid": "c3f190e4-eabb-4b3d-8811-b7c1f183560e",
        "type": "library.update.section",
        "cancellable": false,
        "userID": 1,
        "title": "Scanning Photos",
        "subtitle": "Album One",
        "progress": progress,
        "Context": {"librarySectionID": "1"},
    })
}

#[test]
fn every_recorded_body_gives_its_list_or_its_error() {
    for payload in recorded_bodies::ALL {
        match expected(payload.name) {
            Expected::List(activities) => {
                let sim = sim_with(StubResponse::recorded(payload));
                let ran = run_at(&sim.url(), &["list", "-o", "json"]);
                assert_eq!(ran.code, 0, "{}: {ran:?}", payload.name);
                assert_eq!(ran.stderr, "", "{}", payload.name);
                assert_eq!(
                    ran.json(),
                    json!({"version": 1, "activities": activities, "unreadable": []}),
                    "{}",
                    payload.name
                );
            }
            Expected::Failure(status, code, parts) => {
                let sim = sim_with(StubResponse::recorded(payload).status(status));
                run_at(&sim.url(), &["list", "-o", "json"]).assert_fails(code, parts);
            }
            Expected::Head(code, parts) => {
                let sim = sim_with(StubResponse::raw(with_body(payload.bytes)));
                run_at(&sim.url(), &["list", "-o", "json"]).assert_fails(code, parts);
            }
            Expected::Elsewhere => {}
        }
    }
}

#[test]
fn a_notification_in_place_of_the_list_is_an_error_and_never_an_empty_list() {
    for payload in recorded_bodies::ALL {
        if matches!(expected(payload.name), Expected::Elsewhere) {
            let sim = sim_with(StubResponse::recorded(payload));
            let ran = run_at(&sim.url(), &["list", "-o", "json"]);
            ran.assert_fails(1, &["cannot list the activities"]);
        }
    }
}

/// The recorded head, with CRLF, and the body that its length promises.
fn with_body(head: &[u8]) -> String {
    let head = std::str::from_utf8(head).unwrap().trim_end();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("Content-Length: "))
        .and_then(|length| length.parse().ok())
        .unwrap();
    let lines: Vec<&str> = head.lines().collect();
    format!("{}\r\n\r\n{}", lines.join("\r\n"), " ".repeat(length))
}
