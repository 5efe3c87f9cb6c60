//! Replays of recordings that no client made: real servers' messages, odd lines, files of several.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a failed expectation is what a test is for"
)]

use plex_api::{ActivityEvent, ActivityFilter, ErrorKind, How, Observed, Record, Replay};
use plex_sim::recorded_bodies;
use serde_json::{Value, json};

fn record(value: &Value) -> Record {
    Replay::read_line(&value.to_string()).unwrap()
}

/// An event as a short line.
fn described(event: &ActivityEvent) -> String {
    let id = event.id().map(ToString::to_string).unwrap_or_default();
    let id = id.split('-').next().unwrap_or_default();
    match event {
        ActivityEvent::Started {
            observed: Observed::Notification,
            ..
        } => format!("{id} begins"),
        ActivityEvent::Started { .. } => format!("{id} runs"),
        ActivityEvent::Updated { activity, .. } => format!("{id} at {}", activity.progress()),
        ActivityEvent::Ended {
            how: How::Ended, ..
        } => format!("{id} ends"),
        ActivityEvent::Ended { .. } => format!("{id} vanishes"),
        ActivityEvent::Connected { transport, .. } => format!("connected {transport}"),
        ActivityEvent::Disconnected { reason, .. } => format!("disconnected {reason}"),
        ActivityEvent::Undecodable { .. } => "undecodable".to_owned(),
        other => format!("{other:?}"),
    }
}

fn replayed<'a>(values: impl IntoIterator<Item = &'a Value>) -> Vec<String> {
    let mut replay = Replay::new(ActivityFilter::any());
    let mut events = Vec::new();
    for value in values {
        events.extend(replay.feed(&record(value)));
    }
    events.extend(replay.finish());
    events.iter().map(described).collect()
}

fn message(at: f64, event: &str, uuid: &str) -> Value {
    let data = json!({"NotificationContainer": {"type": "activity", "ActivityNotification":
        [{"event": event, "uuid": uuid, "Activity": {"uuid": uuid, "progress": 1}}]}});
    json!({"at": at, "record": "message", "transport": "websocket", "data": data.to_string()})
}

fn list(at: f64, uuids: &[&str]) -> [Value; 2] {
    let entries: Vec<Value> = uuids.iter().map(|uuid| json!({"uuid": uuid})).collect();
    [
        json!({"at": at, "record": "list_sent"}),
        json!({"at": at + 0.01, "record": "list", "activities": entries}),
    ]
}

#[test]
fn an_answer_belongs_to_the_list_that_it_names() {
    let sent = |at: f64, number: u64| json!({"at": at, "record": "list_sent", "number": number});
    let answered = |at: f64, number: u64, uuids: &[&str]| {
        let entries: Vec<Value> = uuids.iter().map(|uuid| json!({"uuid": uuid})).collect();
        json!({"at": at, "record": "list", "number": number, "activities": entries})
    };
    let opened = |at: f64| json!({"at": at, "record": "connected", "transport": "websocket"});
    let mut records = vec![
        opened(0.0),
        sent(0.0, 7),
        json!({"at": 0.5, "record": "disconnected", "reason": "cut", "retry_in": 0.5}),
        opened(1.0),
        sent(1.0, 8),
        answered(1.1, 7, &["aaaaaaaa"]),
        // Sent before the activity was known, so it says nothing about it.
        answered(1.2, 8, &[]),
        // Given up long ago.
        answered(3.0, 7, &["aaaaaaaa"]),
    ];
    let begun = [
        "connected websocket",
        "disconnected cut",
        "connected websocket",
        "aaaaaaaa runs",
    ];
    assert_eq!(replayed(&records), begun);
    records.extend([sent(4.0, 9), answered(4.1, 9, &[])]);
    records.extend([sent(7.0, 10), answered(7.1, 10, &[])]);
    let mut ended = begun.to_vec();
    ended.extend(["aaaaaaaa vanishes", "Resynced"]);
    assert_eq!(replayed(&records), ended);
}

#[test]
fn every_recorded_websocket_message_replays() {
    let messages = recorded_bodies::ALL
        .iter()
        .filter(|payload| payload.name.starts_with("ws-"))
        .enumerate()
        .map(|(number, payload)| {
            let data = String::from_utf8_lossy(payload.bytes);
            json!({"at": number, "record": "message", "transport": "websocket", "data": data})
        });
    let messages: Vec<Value> = messages.collect();
    assert_eq!(messages.len(), 14);
    assert_eq!(
        replayed(&messages),
        [
            "connected websocket",
            "Resynced",
            "fe1365a6 begins",
            "fe1365a6 ends",
            "c30c1edc begins",
            "c30c1edc at 0%",
            "cd1c28d5 begins",
            "9fe5a6e9 begins",
            "9fe5a6e9 ends",
            "6f7c9a1b begins",
            "45463242 begins",
            "undecodable",
        ]
    );
}

#[test]
fn a_recorded_event_stream_replays() {
    let mut records = vec![json!({"at": 0, "record": "connected", "transport": "eventsource"})];
    for name in [
        "sse-ping.txt",
        "sse-playing-single-object.txt",
        "sse-section-scan-pms-1.43.3.txt",
    ] {
        let stream = std::str::from_utf8(recorded_bodies::by_name(name).unwrap().bytes).unwrap();
        for block in stream
            .split("\n\n")
            .filter(|block| !block.trim().is_empty())
        {
            let mut lines = block.trim_start().lines();
            let event = lines.next().unwrap().strip_prefix("event: ").unwrap();
            let data = lines.next().unwrap().strip_prefix("data: ").unwrap();
            records.push(json!({"at": records.len(), "record": "message",
                "transport": "eventsource", "event": event, "data": data}));
        }
    }
    assert_eq!(records.len(), 13);
    assert_eq!(
        replayed(&records),
        [
            "connected eventsource",
            "Resynced",
            "7251fc2d begins",
            "7251fc2d at 0%",
            "7251fc2d at 1%",
            "7251fc2d ends",
            "7e2bb139 begins",
            "7e2bb139 ends",
        ]
    );
}

#[test]
fn an_activity_missing_from_two_lists_vanishes_at_the_recorded_time() {
    let lists = |spacing: f64| {
        let mut records = vec![
            json!({"at": 0, "record": "recording", "version": 1, "list_spacing": 3}),
            json!({"at": 0, "record": "connected", "transport": "websocket"}),
        ];
        records.extend(list(0.0, &["a"]));
        records.extend(list(10.0, &[]));
        records.extend(list(10.01 + spacing, &[]));
        replayed(&records)
    };
    let told = ["connected websocket", "a runs", "Resynced", "a vanishes"];
    assert_eq!(lists(3.0), told);
    assert_eq!(lists(2.999_999), told[..3]);
}

#[test]
fn what_a_list_requested_before_a_disconnect_shows_stays_in_doubt() {
    let connected = |at| json!({"at": at, "record": "connected", "transport": "websocket"});
    let [sent, answer] = list(1.0, &["ghost"]);
    let mut records = vec![connected(0), sent];
    records.push(json!({"at": 2, "record": "disconnected", "reason": "cut", "retry_in": 0.5}));
    records.push(answer);
    records.push(connected(3));
    records.extend(list(3.0, &["a"]));
    let mut told = vec![
        "connected websocket",
        "disconnected cut",
        "ghost runs",
        "connected websocket",
        "a runs",
    ];
    assert_eq!(replayed(&records), told);
    records.extend(list(6.0, &["a"]));
    told.extend(["ghost vanishes", "Resynced"]);
    assert_eq!(replayed(&records), told);
}

#[test]
fn polling_is_connected_after_its_first_list() {
    let polling = |at| json!({"at": at, "record": "connected", "transport": "poll"});
    let records = [
        polling(0),
        json!({"at": 0, "record": "list_sent"}),
        json!({"at": 1, "record": "list_failed", "reason": "503"}),
        json!({"at": 1, "record": "disconnected", "reason": "503", "retry_in": 1}),
        polling(2),
    ];
    let lists = list(2.0, &["a"]);
    let records: Vec<Value> = records.into_iter().chain(lists).collect();
    assert_eq!(
        replayed(&records),
        [
            "ListsFailing { reason: \"503\" }",
            "disconnected 503",
            "connected poll",
            "ListsRecovered",
            "a runs",
            "Resynced"
        ]
    );
}

#[test]
fn an_incomplete_list_ends_no_activity() {
    let mut records = list(0.0, &["a"]).to_vec();
    for at in [10.0, 20.0] {
        let [sent, mut answer] = list(at, &[]);
        answer["complete"] = json!(false);
        records.extend([sent, answer]);
    }
    let told = replayed(&records);
    assert_eq!(told[..3], ["connected poll", "a runs", "Resynced"]);
    assert!(told[3].starts_with("ListsFailing"), "{told:?}");
    assert_eq!(told.len(), 4);
}

#[test]
fn a_byte_that_was_not_utf8_costs_a_character_as_it_did_live() {
    let mut lossy = message(1.0, "started", "a");
    let data = lossy["data"].as_str().unwrap();
    let renamed = data.replace("\"started\"", "\"started\",\"later\":\"\u{fffd}\"");
    assert_ne!(renamed, data);
    lossy["data"] = json!(renamed);
    lossy["lossy"] = json!(true);
    assert_eq!(replayed([&lossy]).last().unwrap(), "a begins");
}

#[test]
fn consecutive_recordings_are_independent() {
    let header = json!({"at": 0, "record": "recording", "version": 1});
    let one = |uuid| {
        vec![
            header.clone(),
            message(5.0, "started", uuid),
            message(6.0, "ended", uuid),
        ]
    };
    let twice: Vec<Value> = [one("a"), one("a")].concat();
    let events = replayed(&twice);
    assert_eq!(
        events[..4],
        ["connected websocket", "Resynced", "a begins", "a ends"]
    );
    assert_eq!(events[..4], events[4..]);
}

#[test]
fn a_watcher_after_a_close_receives_everything_again() {
    let connected = |at| json!({"at": at, "record": "connected", "transport": "websocket"});
    let mut records = vec![connected(0)];
    records.extend(list(0.0, &["a"]));
    records.push(json!({"at": 5, "record": "closed"}));
    records.push(connected(6));
    records.extend(list(6.0, &["a"]));
    records.push(json!({"at": 7, "record": "closed", "reason": "401"}));
    let events = replayed(&records);
    assert_eq!(events[..3], ["connected websocket", "a runs", "Resynced"]);
    assert_eq!(events[..3], events[3..]);
}

#[test]
fn only_matching_events_are_yielded() {
    let mut replay = Replay::new(ActivityFilter::any().of_type("library.*"));
    let mut events = Vec::new();
    for value in list(0.0, &[]).iter().chain([&message(1.0, "started", "a")]) {
        events.extend(replay.feed(&record(value)));
    }
    assert!(
        events.iter().all(|event| event.activity().is_none()),
        "{events:?}"
    );
}

#[test]
fn a_record_of_an_unknown_kind_is_skipped_and_counted() {
    let mut replay = Replay::new(ActivityFilter::any());
    let unknown = json!({"at": 1, "record": "weather", "sun": [1, {"transport": 7}]});
    assert!(replay.feed(&record(&unknown)).is_empty());
    assert!(replay.feed(&record(&unknown)).is_empty());
    assert_eq!(replay.skipped(), 2);
    let known = json!({"at": 2, "record": "connected", "transport": "websocket", "colour": 1});
    assert_eq!(replay.feed(&record(&known)).len(), 1);
    assert_eq!(replay.skipped(), 2);
}

#[test]
fn the_error_for_an_invalid_line_says_what_was_expected() {
    for (line, parts) in [
        ("", &["EOF"][..]),
        ("hello", &["expected value", "character 1", "\"hello\""]),
        (r#"{"at":1}"#, &["missing field `record`"]),
        (r#"{"record":"list_sent"}"#, &["missing field `at`"]),
        (
            r#"{"at":-1,"record":"list_sent"}"#,
            &["(at: expected seconds, got the number `-1.0`)"],
        ),
        (
            r#"{"at":1,"record":"connected","transport":"carrier pigeon"}"#,
            &[
                "(transport: expected a transport",
                "`websocket`, `eventsource` or `poll`",
                "got \"carrier pigeon\"",
            ],
        ),
        (
            r#"{"at":1,"record":"message","transport":"websocket"}"#,
            &["missing field `data`"],
        ),
        (
            "{\"at\":1,\"record\":\"connected\",\"transport\":\"\u{9b}2J\u{202e}\"}",
            &["(transport: "],
        ),
        (
            "{\"at\":1,\"record\":\"list\",\"activities\":{\"\u{9b}2J\u{202e}\":1}}",
            &["(activities: expected a list, got an object)"],
        ),
        (
            r#"{"at":"1","record":"list_sent"}"#,
            &["(at: expected a number, got the text \"1\")"],
        ),
        (
            r#"{"at":1,"record":7}"#,
            &["(record: expected a text, got 7)"],
        ),
        (
            r#"{"at":1,"record":"disconnected","reason":"r","retry_in":"soon"}"#,
            &["(retry_in: expected a number, got the text \"soon\")"],
        ),
        (
            r#"{"at":1,"record":"message","transport":"websocket","data":"","lossy":1}"#,
            &["(lossy: expected a boolean, got the number `1`)"],
        ),
        (
            r#"{"at":1,"record":"list"}"#,
            &["missing field `activities`"],
        ),
        (
            r#"{"at":1,"record":"list","activities":{"uuid":"a"}}"#,
            &["(activities: expected a list, got an object)"],
        ),
        (
            r#"{"at":0,"record":"recording","version":-1}"#,
            &["(version: expected a whole number, got the number `-1`)"],
        ),
        ("[]", &["expected an object, got an array"]),
        (
            r#"{"at":0,"record":"recording","version":2}"#,
            &["version 2", "newer"],
        ),
    ] {
        let error = Replay::read_line(line).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{line}");
        let text = error.to_string();
        for part in parts {
            assert!(text.contains(part), "{line}: {text}");
        }
        assert!(text.lines().count() == 1, "{text}");
        assert!(!text.contains(['\u{9b}', '\u{202e}']), "{text:?}");
    }
    let long = Replay::read_line(&"é".repeat(100_000))
        .unwrap_err()
        .to_string();
    // The sentence, and an excerpt of at most 512 bytes.
    assert!(long.len() < 700, "{}", long.len());
}

#[test]
fn a_record_is_written_as_it_was_read() {
    for line in [
        r#"{"at":0.0,"record":"recording","version":1,"program":"plex-api 0.1.0","unix_time":7,"list_spacing":2.0,"remember_ended":600.0,"remember_ended_at_most":8192}"#,
        r#"{"at":0.0,"record":"recording","version":1}"#,
        r#"{"at":0.25,"record":"connected","transport":"eventsource"}"#,
        r#"{"at":0.1,"record":"disconnected","reason":"r"}"#,
        r#"{"at":0.1,"record":"disconnected","reason":"r","retry_in":0.5}"#,
        r#"{"at":12345.678901,"record":"message","transport":"websocket","data":"\n","lossy":true}"#,
        r#"{"at":1.0,"record":"message","transport":"eventsource","event":"ping","data":"{}"}"#,
        r#"{"at":1.0,"record":"list_sent"}"#,
        r#"{"at":1.0,"record":"list_sent","number":3}"#,
        r#"{"at":1.0,"record":"list","activities":[{"uuid":"a"},7],"complete":true}"#,
        r#"{"at":1.0,"record":"list","activities":[],"complete":true,"number":3}"#,
        r#"{"at":1.0,"record":"list_failed","reason":"r"}"#,
        r#"{"at":1.0,"record":"list_failed","reason":"r","number":3,"answered":true}"#,
        r#"{"at":1.0,"record":"closed"}"#,
        r#"{"at":1.0,"record":"closed","reason":"r"}"#,
        r#"{"at":1.0,"record":"unknown"}"#,
    ] {
        assert_eq!(Replay::read_line(line).unwrap().to_string(), line);
    }
}

#[test]
fn optional_fields_of_a_record_may_be_null() {
    for (line, short) in [
        (
            r#"{"at":0,"record":"recording","version":1,"program":null,"list_spacing":null,"unix_time":null}"#,
            r#"{"at":0.0,"record":"recording","version":1}"#,
        ),
        (
            r#"{"at":1,"record":"list","activities":[],"complete":null}"#,
            r#"{"at":1.0,"record":"list","activities":[],"complete":true}"#,
        ),
        (
            r#"{"at":1,"record":"closed","reason":null}"#,
            r#"{"at":1.0,"record":"closed"}"#,
        ),
    ] {
        assert_eq!(Replay::read_line(line).unwrap().to_string(), short);
    }
}
