//! Recorded and invalid responses of servers and proxies, sent to `plexctl list`.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::common;

use std::time::{Duration, Instant};

use common::{dead_url, run, run_at, sim_with};
use plex_sim::{Body, PlexSim, StubResponse, recorded_bodies};
use serde_json::{Value, json};

const LIST: &str = r#"{"MediaContainer":{"size":1,"Activity":[{"uuid":"a","title":"Scanning"}]}}"#;

#[test]
fn a_dead_port_is_unreachable() {
    run_at(&dead_url(), &["list"]).assert_fails(6, &["no connection", "Connection refused"]);
}

#[test]
fn without_a_server_named_the_advice_says_how_to_name_one() {
    // On a machine with a real server on that port, the test would reach that server.
    if std::net::TcpStream::connect("127.0.0.1:32400").is_err() {
        run(&["list"]).assert_fails(6, &["PLEX_URL", "--url", "plexctl demo"]);
    }
}

#[test]
fn a_response_of_another_program_is_recognized() {
    for answer in [
        StubResponse::html(200, "<html><title>Router login</title></html>"),
        StubResponse::new(200, Body::Bytes(b"pong".to_vec())).content_type("text/plain"),
        StubResponse::json(200, "[1,2,3]"),
        StubResponse::empty(200),
    ] {
        let sim = sim_with(answer);
        let ran = run_at(&sim.url(), &["list"]);
        ran.assert_fails(1, &["not what a Plex Media Server sends", "Check the URL"]);
    }
}

#[test]
fn a_sign_in_page_is_an_error_and_never_an_empty_list() {
    let page = "<!DOCTYPE html><html><head><title>Sign in</title></head><body>...</body></html>";
    let sim = sim_with(StubResponse::html(200, page));
    run_at(&sim.url(), &["list", "-o", "json"]).assert_fails(1, &["Sign in", "sign-in page"]);
}

#[test]
fn json_that_is_cut_off_is_an_error_at_every_length() {
    for length in 1..LIST.len() {
        let sim = sim_with(StubResponse::json(200, &LIST.as_bytes()[..length]));
        let ran = run_at(&sim.url(), &["list", "-o", "json"]);
        assert_eq!(ran.code, 1, "{length}: {ran:?}");
        ran.assert_fails(1, &["cannot list the activities"]);
    }
}

#[test]
fn a_truncated_response_is_a_connection_error() {
    let body = Body::Cut {
        bytes: LIST.as_bytes()[..40].to_vec(),
        promised: LIST.len(),
    };
    let sim = sim_with(StubResponse::new(200, body).content_type("application/json"));
    run_at(&sim.url(), &["list"]).assert_fails(6, &["broke off"]);
}

#[test]
fn a_connection_closed_without_a_response_is_reported() {
    let sim = sim_with(StubResponse::new(200, Body::Close));
    run_at(&sim.url(), &["list"]).assert_fails(6, &["broke before an answer came"]);
}

#[test]
fn a_body_of_64_mib_is_refused_before_it_is_read() {
    let sim = sim_with(StubResponse::new(200, Body::filled(b' ', 64 * 1024 * 1024)));
    let ran = run_at(&sim.url(), &["list"]);
    ran.assert_fails(1, &["larger than the limit of 8388608 bytes"]);
}

#[test]
fn a_server_under_maintenance_says_so_in_its_own_words() {
    let xml = r#"<Response code="503" title="Maintenance" status="Database migrations."/>"#;
    for status in [503, 200] {
        let sim = sim_with(StubResponse::xml(status, xml));
        let ran = run_at(&sim.url(), &["list"]);
        ran.assert_fails(6, &["Maintenance: Database migrations.", "Try again later"]);
    }
}

#[test]
fn wrong_content_types_do_not_matter() {
    for kind in [
        "text/plain",
        "text/html",
        "application/octet-stream",
        "nonsense",
    ] {
        let sim = sim_with(StubResponse::new(200, Body::Bytes(LIST.into())).content_type(kind));
        let ran = run_at(&sim.url(), &["list", "-o", "json"]);
        assert_eq!(
            ran.json()["activities"][0]["title"],
            "Scanning",
            "{kind}: {ran:?}"
        );
    }
}

#[test]
fn no_answer_in_time_is_unreachable() {
    let sim = sim_with(StubResponse::hang());
    let begin = Instant::now();
    let ran = run_at(&sim.url(), &["list", "--request-timeout", "300ms"]);
    ran.assert_fails(6, &["within 300ms", "--request-timeout"]);
    assert!(begin.elapsed() < Duration::from_secs(10));
}

#[test]
fn an_unreadable_entry_is_skipped_and_reported() {
    let body = r#"{"MediaContainer":{"Activity":[
        {"uuid":"good","title":"Scanning","newField":{"kept":true}},
        {"uuid":"odd","title":{"deep":1}},
        7
    ]}}"#;
    let sim = sim_with(StubResponse::json(200, body));

    let ran = run_at(&sim.url(), &["list", "-o", "json"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
    let document = ran.json();
    assert_eq!(
        document["activities"],
        json!([{"uuid": "good", "title": "Scanning", "newField": {"kept": true}}])
    );
    let odd = &document["unreadable"];
    assert_eq!(odd[0]["uuid"], "odd");
    assert_eq!(odd[0]["raw"], json!({"uuid": "odd", "title": {"deep": 1}}));
    assert!(
        odd[0]["reason"]
            .as_str()
            .unwrap()
            .contains("expected a text"),
        "{odd}"
    );
    assert_eq!((&odd[1]["uuid"], &odd[1]["raw"]), (&json!(null), &json!(7)));

    let ran = run_at(&sim.url(), &["list"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.stdout.contains("Scanning") && !ran.stdout.contains("odd"),
        "{ran:?}"
    );
    assert_eq!(ran.stderr.lines().count(), 2, "{ran:?}");
    assert!(ran.stderr.contains("(odd) that cannot be read"), "{ran:?}");

    let ran = run_at(&sim.url(), &["list", "-o", "jsonl"]);
    assert_eq!(ran.stdout.lines().count(), 1, "{ran:?}");
    assert_eq!(ran.json()["activity"]["uuid"], "good");

    run_at(&sim.url(), &["get", "odd"]).assert_fails(1, &["odd runs, and cannot be read"]);
}

#[test]
fn titles_cannot_command_the_terminal() {
    let body = r#"{"MediaContainer":{"Activity":[
        {"uuid":"a\u202e","type":"b\u0007","title":"\u001b]0;owned\u0007\u009b2J\nnext","subtitle":"\u202e"},
        {"uuid":"\u001b[2J","title":{}}
    ]}}"#;
    let sim = sim_with(StubResponse::json(200, body));
    for format in ["table", "json", "jsonl"] {
        let ran = run_at(&sim.url(), &["list", "-o", format]);
        assert_eq!(ran.code, 0, "{ran:?}");
        for text in [&ran.stdout, &ran.stderr] {
            let bad = |c: &char| c.is_control() && *c != '\n' || *c == '\u{202e}';
            assert_eq!(text.chars().find(bad), None, "{format}: {text:?}");
        }
    }
    let table = run_at(&sim.url(), &["list"]).stdout;
    assert_eq!(table.lines().count(), 2, "{table}");
    assert!(table.contains("␛]0;owned"), "{table}");
}

#[test]
fn names_in_a_failure_cannot_command_the_terminal() {
    let body = r#"{"MediaContainer":{"Directory":[
        {"key":"1","title":"\u001b]0;owned\u0007\u009b2J\nnext\u202e"}
    ]}}"#;
    let sim = sim_with(StubResponse::json(200, "{}"));
    sim.answer("GET", "/library/sections", StubResponse::json(200, body));
    let ran = run_at(&sim.url(), &["scan", "other"]);
    ran.assert_fails(3, &["␛]0;owned"]);
    let bad = |c: &char| c.is_control() && *c != '\n' || *c == '\u{202e}';
    assert_eq!(ran.stderr.chars().find(bad), None, "{ran:?}");
}

#[test]
fn a_very_long_name_is_truncated_to_one_line() {
    let long = "x".repeat(2_000);
    let body = format!(
        r#"{{"MediaContainer":{{"Activity":[{{"uuid":"a","type":"{long}","title":"{long}","subtitle":"{long}"}}]}}}}"#
    );
    let sim = sim_with(StubResponse::json(200, body));
    let ran = run_at(&sim.url(), &["list"]);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(lines.len(), 2, "{ran:?}");
    let cut = format!("{}…", "x".repeat(199));
    assert_eq!(lines[1].matches(&cut).count(), 3, "{ran:?}");
    assert!(!lines[1].contains(&"x".repeat(200)), "{ran:?}");
}

#[test]
fn an_empty_list_is_no_failure() {
    let sim = PlexSim::builder().start_blocking().unwrap();
    let ran = run_at(&sim.url(), &["list"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""));
    assert_eq!(ran.stderr, "plexctl: nothing is running\n");
    let ran = run_at(&sim.url(), &["list", "--quiet"]);
    assert_eq!(
        (ran.code, ran.stdout.as_str(), ran.stderr.as_str()),
        (0, "", "")
    );
    let ran = run_at(&sim.url(), &["list", "-o", "jsonl"]);
    assert_eq!(
        (ran.code, ran.stdout.as_str(), ran.stderr.as_str()),
        (0, "", "")
    );
    let ran = run_at(&sim.url(), &["list", "-o", "json"]);
    assert_eq!(
        ran.json(),
        json!({"version": 1, "activities": [], "unreadable": []})
    );
}

#[test]
fn a_redirect_to_another_server_is_refused_and_the_token_not_sent() {
    let elsewhere = PlexSim::builder().start_blocking().unwrap();
    let target = format!("{}/activities", elsewhere.url());
    let sim = sim_with(StubResponse::redirect(&target));
    let mut command = common::program();
    command
        .env("PLEX_TOKEN", "hunter2")
        .args(["--url", &sim.url(), "list"]);
    common::finish(&mut command).assert_fails(1, &["redirects to", "token does not follow"]);
    assert!(elsewhere.requests().is_empty());
}

#[test]
fn only_selected_activities_are_listed() {
    let sim = PlexSim::builder().start_blocking().unwrap();
    sim.activity("media.download").start();
    let scan = sim.activity("library.update.section").section("2").start();
    for selection in [
        &["--type", "library.*"][..],
        &["--section", "2"],
        &["--section", "tv shows"],
    ] {
        let arguments = [&["list", "-o", "json"][..], selection].concat();
        let document = run_at(&sim.url(), &arguments).json();
        let listed = document["activities"].as_array().unwrap();
        assert_eq!(listed.len(), 1, "{document}");
        assert_eq!(listed[0]["uuid"], scan.as_str());
    }
    run_at(&sim.url(), &["list", "--section", "Podcasts"]).assert_fails(3, &["Podcasts"]);
}

#[test]
fn a_table_is_redrawn_on_a_terminal_only() {
    let sim = PlexSim::builder().start_blocking().unwrap();
    for arguments in [
        &["list", "--watch"][..],
        &["list", "--watch", "-o", "jsonl"],
    ] {
        run_at(&sim.url(), arguments).assert_fails(2, &["plexctl watch"]);
    }
    assert!(sim.requests().is_empty());
}

/// The expected result for a recorded body.
enum Expected {
    /// This document.
    List(Value),
    /// This exit code and a message with these parts, for a response with this status.
    Failure(u16, i32, &'static [&'static str]),
    /// The head of a response. The test sends it with a body of spaces of the promised length.
    Head(i32, &'static [&'static str]),
    /// A notification, a log, a datagram or another answer of a server, not a response to a list.
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
        "documented-http-butler-list.json" => Expected::Elsewhere,
        // It says that it has entries, and none of them is an activity: no empty list.
        "http-prefs-that-matter.json" => {
            Expected::Failure(200, 1, &["expected the 16 entries of `size`, got nothing"])
        }
        _ if name.contains("gdm-") => Expected::Elsewhere,
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
