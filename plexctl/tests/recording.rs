//! `plexctl record` and `plexctl replay`.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::common;

use std::io::Write;
use std::process::Stdio;

use common::{ChildGuard, PlexctlProcess, RunResult, dead_url, program, run, run_at};
use plex_sim::{Fault, PlexSim, Transport};
use serde_json::Value;

const SECRET: &str = "hunter2-the-token";

/// Written by hand, so that the meaning of each line is known.
const NIGHT: &str = r#"{"at":0,"record":"recording","version":1,"unix_time":1700000000}
{"at":0.01,"record":"connected","transport":"websocket"}
{"at":0.01,"record":"list_sent"}
{"at":0.02,"record":"list","activities":[{"uuid":"a1","type":"media.download","progress":7}]}

{"at":1.5,"record":"message","transport":"websocket","data":"{\"NotificationContainer\":{\"type\":\"activity\",\"size\":1,\"ActivityNotification\":[{\"event\":\"updated\",\"uuid\":\"a1\",\"Activity\":{\"uuid\":\"a1\",\"type\":\"media.download\",\"progress\":8}}]}}"}
{"at":2,"record":"message","transport":"websocket","data":"{\"NotificationContainer\":"}
{"at":3,"record":"disconnected","reason":"the server restarts","retry_in":0.5}
{"at":4,"record":"from_the_future","field":1}
{"at":61.25,"record":"connected","transport":"eventsource"}
{"at":61.25,"record":"message","transport":"eventsource","event":"activity","data":"{\"ActivityNotification\":{\"event\":\"ended\",\"uuid\":\"a1\",\"Activity\":{\"uuid\":\"a1\",\"type\":\"media.download\",\"progress\":100}}}"}
"#;

fn file(text: &str) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    file
}

fn replay(text: &str, arguments: &[&str]) -> RunResult {
    let file = file(text);
    let name = file.path().to_str().unwrap();
    let mut ran = run(&[&["replay", name], arguments].concat());
    for output in [&mut ran.stdout, &mut ran.stderr] {
        *output = output.replace(name, "FILE");
    }
    ran
}

#[test]
fn a_recording_always_gives_the_same_events_at_the_same_times() {
    let ran = replay(NIGHT, &["-o", "jsonl"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let one_kind = "skipped 1 records of FILE: this version does not know their kinds";
    assert!(ran.stderr.contains(one_kind), "{ran:?}");
    let expected = r#"
{"version":1,"server":"FILE","at":"2023-11-14T22:13:20.010Z","event":"connected","transport":"websocket"}
{"version":1,"server":"FILE","at":"2023-11-14T22:13:20.020Z","event":"started","activity":{"progress":7,"type":"media.download","uuid":"a1"},"observed":"list","incarnation":0,"last_moved_seconds":0}
{"version":1,"server":"FILE","at":"2023-11-14T22:13:20.020Z","event":"resynced"}
{"version":1,"server":"FILE","at":"2023-11-14T22:13:21.500Z","event":"updated","activity":{"progress":8,"type":"media.download","uuid":"a1"},"incarnation":0,"last_moved_seconds":0}
{"version":1,"server":"FILE","at":"2023-11-14T22:13:22.000Z","event":"undecodable","excerpt":"{\"NotificationContainer\":"}
{"version":1,"server":"FILE","at":"2023-11-14T22:13:23.000Z","event":"disconnected","reason":"the server restarts","retry_in_seconds":0.5}
{"version":1,"server":"FILE","at":"2023-11-14T22:14:21.250Z","event":"connected","transport":"eventsource"}
{"version":1,"server":"FILE","at":"2023-11-14T22:14:21.250Z","event":"ended","activity":{"progress":100,"type":"media.download","uuid":"a1"},"how":"ended","incarnation":0,"last_moved_seconds":0}
"#;
    let got: Vec<&str> = ran.stdout.lines().collect();
    let expected: Vec<&str> = expected.trim().lines().collect();
    assert_eq!(got, expected);
}

#[test]
fn replay_for_people_has_the_lines_of_watch() {
    let ran = replay(NIGHT, &[]);
    assert_eq!(
        ran.stdout,
        "\
2023-11-14T22:13:20Z  connected     via websocket
2023-11-14T22:13:20Z  running         7%  media.download  media.download a1
2023-11-14T22:13:20Z  resynced      in sync: all running activities are known, all missed ends were told
2023-11-14T22:13:21Z  updated         8%  media.download  media.download a1
2023-11-14T22:13:22Z  undecodable   skipped an unreadable message: \"{\\\"NotificationContainer\\\":\"
2023-11-14T22:13:23Z  disconnected  the server restarts. Next attempt in 0.5 s
2023-11-14T22:14:21Z  connected     via eventsource
2023-11-14T22:14:21Z  ended         100%  media.download  media.download a1
"
    );
}

#[test]
fn a_filter_applies_to_what_was_recorded() {
    let lines = |arguments: &[&str]| {
        let ran = replay(NIGHT, arguments);
        assert_eq!(ran.code, 0, "{ran:?}");
        ran.stdout
            .lines()
            .filter(|line| line.contains("a1"))
            .count()
    };
    assert_eq!(lines(&["--type", "media.*"]), 3);
    assert_eq!(lines(&["--type", "library.*"]), 0);
    let mistyped = replay(NIGHT, &["--type", "medai.download"]);
    assert_eq!(mistyped.code, 0, "{mistyped:?}");
    let hint = "Did you mean \"media.download\"?";
    assert!(mistyped.stderr.contains(hint), "{mistyped:?}");
    assert_eq!(lines(&["--section", "3"]), 0);
    replay(NIGHT, &["--section", "Movies"]).assert_fails(2, &["\"Movies\"", "a number"]);
    replay(NIGHT, &["-o", "json"]).assert_fails(2, &["-o jsonl"]);
}

#[test]
fn an_invalid_recording_is_reported_with_its_line() {
    run(&["replay", "/nonexistent"]).assert_fails(2, &["/nonexistent"]);
    replay("no json\n", &[]).assert_fails(2, &["FILE, line 1: "]);
    let newer = "{\"at\":0,\"record\":\"recording\",\"version\":99}\n";
    replay(newer, &[]).assert_fails(2, &["FILE, line 1: ", "99"]);
    let broken = NIGHT.replacen("\"at\":3", "\"at\":x", 1);
    let ran = replay(&broken, &[]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.stderr.contains("FILE, line 8: "), "{ran:?}");
}

#[test]
fn a_truncated_recording_is_replayed_up_to_its_end() {
    let cut = NIGHT.trim_end().strip_suffix("}\"}").unwrap();
    let ran = replay(cut, &[]);
    assert_eq!((ran.code, ran.stdout.lines().count()), (0, 7), "{ran:?}");
    assert!(
        ran.stderr.contains("FILE ends in the middle of line 11"),
        "{ran:?}"
    );
    assert_eq!(replay("", &[]).code, 0);
}

#[test]
fn a_recording_may_come_from_standard_input() {
    let mut command = program();
    command.args(["replay", "-"]).stdin(Stdio::piped());
    let mut child = ChildGuard::spawn_piped(&mut command);
    child
        .stdin
        .take()
        .unwrap()
        .write_all(NIGHT.as_bytes())
        .unwrap();
    let ran = child.finish();
    assert_eq!((ran.code, ran.stdout.lines().count()), (0, 8), "{ran:?}");
}

#[test]
fn ctrl_c_ends_a_replay_that_waits_for_its_input() {
    let mut command = program();
    command.args(["replay", "-"]).stdin(Stdio::piped());
    let mut child = ChildGuard::spawn_piped(&mut command);
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(NIGHT.as_bytes()).unwrap();
    let mut first = [0; 10];
    std::io::Read::read_exact(child.stdout.as_mut().unwrap(), &mut first).unwrap();
    child.signal("INT");
    assert_eq!(child.wait().unwrap().code(), Some(130));
    drop(stdin);
}

#[tokio::test]
async fn a_recording_across_a_lost_connection_has_one_end_for_each_activity() {
    for transport in ["websocket", "eventsource"] {
        let sim = PlexSim::start().await.unwrap();
        let [heard, missed, stays] = ["heard", "missed", "stays"].map(|name| {
            sim.activity("media.download")
                .uuid(name)
                .title(name)
                .start()
        });
        let mut command = program();
        command.args(["--url", &sim.url(), "record", "--transport", transport]);
        let mut recording = PlexctlProcess::start(&mut command);
        let is = |kind: &'static str| move |record: &Value| record["record"] == kind;
        let mut records = recording.until(is("list"));
        assert_eq!(records[0]["record"], "recording");
        sim.progress(&heard, 30, "");
        sim.end(&heard);
        records.extend(recording.until(|record| {
            record["data"]
                .as_str()
                .is_some_and(|data| data.contains("ended"))
        }));
        sim.fault(Fault::CutConnections);
        records.extend(recording.until(is("disconnected")));
        sim.end(&missed);
        // Two separate lists must lack it.
        records.extend(recording.until(is("list")));
        records.extend(recording.until(is("list")));
        recording.signal("INT");
        assert_eq!(recording.finish().code, 130);

        let text: String = records.iter().map(|record| format!("{record}\n")).collect();
        let ran = replay(&text, &["-o", "jsonl"]);
        assert_eq!(ran.code, 0, "{ran:?}");
        let events: Vec<Value> = ran
            .stdout
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let told = |id: &str, name: &str| {
            let of_it = events
                .iter()
                .filter(|event| event["activity"]["uuid"] == id);
            of_it.filter(|event| event["event"] == name).count()
        };
        for (id, ends) in [(&heard, 1), (&missed, 1), (&stays, 0)] {
            assert_eq!((told(id, "started"), told(id, "ended")), (1, ends), "{id}");
        }
        assert!(events.iter().any(|event| event["how"] == "vanished"));
    }
}

#[tokio::test]
async fn the_token_is_in_no_recording_even_if_the_server_repeats_it() {
    let sim = PlexSim::builder().token(SECRET).start().await.unwrap();
    sim.activity("media.download").title(SECRET).start();
    let mut command = program();
    command
        .env("PLEX_TOKEN", SECRET)
        .args(["-vvv", "--url", &sim.url(), "record"]);
    let mut recording = PlexctlProcess::start(&mut command);
    let mut records = recording.until(|record| record["record"] == "list");
    sim.send_bytes(
        Transport::WebSocket,
        format!("not json: {SECRET}").as_bytes(),
    );
    records.extend(recording.until(|record| record["record"] == "message"));
    recording.signal("INT");
    let ran = recording.finish();
    assert!(!ran.stderr.contains(SECRET) && !ran.stdout.contains(SECRET));
    let text = format!("{records:?}");
    assert!(!text.contains(SECRET), "{text}");
    assert_eq!(text.matches("<token>").count(), 2, "{text}");
}

#[test]
fn a_recording_from_a_program_of_windows_is_read() {
    let plain = replay(NIGHT, &["-o", "jsonl"]);
    let windows = format!("\u{feff}{}", NIGHT.replace('\n', "\r\n"));
    let ran = replay(&windows, &["-o", "jsonl"]);
    assert_eq!((ran.code, ran.stdout), (0, plain.stdout));
}

#[tokio::test]
async fn a_recording_ends_by_its_timeout_or_when_the_token_is_refused() {
    let sim = PlexSim::start().await.unwrap();
    let ran = run_at(&sim.url(), &["record", "--timeout", "1s"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
    assert!(ran.stdout.starts_with("{\"at\":0"), "{ran:?}");
    let ran = run_at(&dead_url(), &["record", "--timeout", "1s"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stdout.contains("\"disconnected\""), "{ran:?}");
    let closed = PlexSim::builder().token("made-up").start().await.unwrap();
    let ran = run_at(&closed.url(), &["record"]);
    assert_eq!(ran.code, 5, "{ran:?}");
    assert!(
        ran.stdout.lines().last().unwrap().contains("\"closed\""),
        "{ran:?}"
    );
}
