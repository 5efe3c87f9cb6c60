//! The output of the program is valid against its JSON Schemas.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::common;

use common::{PlexctlProcess, RunResult, assert_fits, program, run_at};
use plex_sim::{Fault, PlexSim};
use serde_json::json;

fn each_line_fits(name: &str, ran: &RunResult) {
    assert!(!ran.stdout.is_empty(), "{ran:?}");
    for line in ran.stdout.lines() {
        assert_fits(name, &serde_json::from_str(line).unwrap());
    }
}

#[test]
fn documents_and_lines_are_valid_against_their_schemas() {
    let sim = PlexSim::builder().start_blocking().unwrap();
    let scan = sim
        .activity("library.update.section")
        .title("Scanning Movies")
        .section("1")
        .start();
    sim.activity("media.optimize").progress(-1).start();
    let run = |arguments: &[&str]| run_at(&sim.url(), arguments);
    assert_fits("list.json", &run(&["list", "-o", "json"]).json());
    each_line_fits("list.jsonl", &run(&["list", "-o", "jsonl"]));
    assert_fits("get.json", &run(&["get", &scan, "-o", "json"]).json());
    for (format, name) in [("json", "cancel.json"), ("jsonl", "cancel.jsonl")] {
        let download = sim.activity("media.download").cancellable(true).start();
        each_or_whole(name, &run(&["cancel", &download, "-o", format]));
    }
    let wait = ["wait", &scan, "--timeout", "100ms", "-o"];
    each_or_whole("wait.json", &run(&[&wait[..], &["json"]].concat()));
    each_or_whole("wait.jsonl", &run(&[&wait[..], &["jsonl"]].concat()));
    each_or_whole(
        "scan.json",
        &run(&["scan", "Music", "--wait", "-o", "json"]),
    );
    let scanned = run(&["scan", "Music", "-o", "jsonl"]);
    each_or_whole("scan.jsonl", &scanned);
}

fn each_or_whole(name: &str, ran: &RunResult) {
    if name.ends_with(".json") {
        assert_fits(name, &ran.json());
    } else {
        each_line_fits(name, ran);
    }
}

#[tokio::test]
async fn every_event_of_watch_is_valid_against_its_schema() {
    let sim = PlexSim::start().await.unwrap();
    let mut watch = program();
    watch.args(["--url", &sim.url(), "watch", "-o", "jsonl"]);
    let mut watch = PlexctlProcess::start(&mut watch);
    let mut events = watch.until_event("resynced");
    let id = sim.activity("media.download").start();
    sim.end(&id);
    events.extend(watch.until_event("ended"));
    sim.fault(Fault::BadJson);
    events.extend(watch.until_event("undecodable"));
    sim.fault(Fault::CutStreams);
    events.extend(watch.until_event("disconnected"));
    events.extend(watch.until_event("resynced"));
    for event in &events {
        assert_fits("watch.jsonl", event);
    }
}

#[test]
#[should_panic(expected = "not valid against")]
fn an_invalid_document_is_not_valid_against_its_schema() {
    assert_fits("cancel.json", &json!({"version": 2, "cancelled": []}));
}
