//! `plexctl cancel` with one activity and with several.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::common;

use common::{RunResult, dead_url, program, run_at, sim_with};
use plex_sim::{PlexSim, StubResponse};
use serde_json::json;

fn sim() -> PlexSim {
    PlexSim::builder().start_blocking().unwrap()
}

fn download(sim: &PlexSim) -> String {
    sim.activity("media.download").cancellable(true).start()
}

fn scan(sim: &PlexSim) -> String {
    sim.activity("library.update.section").section("2").start()
}

fn cancel(sim: &PlexSim, ids: &[&str], format: &str) -> RunResult {
    let arguments = [&["cancel", "-o", format][..], ids].concat();
    run_at(&sim.url(), &arguments)
}

#[test]
fn an_activity_that_cannot_be_cancelled_continues_and_the_alternative_is_named() {
    let sim = sim();
    let scan = scan(&sim);
    let ran = cancel(&sim, &[&scan], "table");
    ran.assert_fails(
        4,
        &[&scan, "cannot cancel it", "/library/sections/2/refresh"],
    );
    assert_eq!(sim.running().len(), 1);
}

#[test]
fn all_are_tried_and_the_most_severe_outcome_is_the_code() {
    let sim = sim();
    let (first, scan, second) = (download(&sim), scan(&sim), download(&sim));
    let ran = cancel(&sim, &["unknown", &first, &scan, &second], "jsonl");
    assert_eq!(ran.code, 4, "{ran:?}");
    let lines: Vec<serde_json::Value> = ran
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(
        lines,
        [
            json!({"version": 1, "cancelled": first}),
            json!({"version": 1, "cancelled": second}),
        ]
    );
    let complaints: Vec<&str> = ran.stderr.lines().collect();
    assert_eq!(complaints.len(), 2, "{ran:?}");
    assert!(complaints[0].contains("unknown"), "{ran:?}");
    assert!(complaints[1].contains(&scan), "{ran:?}");
    assert_eq!(sim.running().len(), 1);
}

#[test]
fn a_rejected_token_outweighs_a_missing_activity() {
    let sim = sim();
    let ran = cancel(&sim, &["unknown", "other"], "table");
    assert_eq!((ran.code, ran.stderr.lines().count()), (3, 2), "{ran:?}");
    sim.answer("DELETE", "/activities/other", StubResponse::empty(403));
    let ran = cancel(&sim, &["unknown", "other"], "table");
    assert_eq!((ran.code, ran.stderr.lines().count()), (5, 2), "{ran:?}");
}

#[test]
fn an_activity_named_twice_is_cancelled_once() {
    let sim = sim();
    let id = download(&sim);
    let ran = cancel(&sim, &[&id, &id], "json");
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(ran.json(), json!({"version": 1, "cancelled": [id]}));
    assert_eq!(sim.requests_of("DELETE", "/activities/*").len(), 1);
}

#[test]
fn when_nothing_was_cancelled_nothing_is_written() {
    for format in ["table", "json", "jsonl"] {
        cancel(&sim(), &["unknown"], format).assert_fails(3, &["unknown", "already"]);
    }
}

#[test]
fn every_activity_is_tried_on_a_dead_server_too() {
    let ran = run_at(&dead_url(), &["cancel", "a", "b"]);
    assert_eq!((ran.code, ran.stderr.lines().count()), (6, 2), "{ran:?}");
}

#[test]
fn an_id_that_names_another_path_never_leaves_the_program() {
    let sim = sim();
    for bad in ["..", ".", ""] {
        let ran = cancel(&sim, &["good", bad], "table");
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{bad:?}: {ran:?}");
    }
    let ran = cancel(&sim, &["../library/sections/1"], "table");
    assert_eq!(ran.code, 3, "{ran:?}");
    let paths: Vec<String> = sim
        .requests_of("DELETE", "*")
        .into_iter()
        .map(|r| r.path)
        .collect();
    assert_eq!(paths, ["/activities/..%2Flibrary%2Fsections%2F1"]);
}

#[test]
fn a_page_in_place_of_the_answer_is_no_success() {
    let sim = sim();
    let id = download(&sim);
    sim.answer(
        "DELETE",
        "/activities/*",
        StubResponse::html(200, "<html><title>Sign in</title></html>"),
    );
    cancel(&sim, &[&id], "table").assert_fails(1, &["Sign in"]);
}

#[test]
fn the_token_goes_with_the_cancel() {
    let sim = PlexSim::builder()
        .token("made-up")
        .start_blocking()
        .unwrap();
    let id = download(&sim);
    let mut command = program();
    command
        .env("PLEX_TOKEN", "made-up")
        .args(["--url", &sim.url(), "cancel", &id]);
    assert_eq!(common::finish(&mut command).code, 0);
}

#[test]
fn the_beginning_of_a_uuid_is_enough_when_only_one_begins_so() {
    let sim = sim();
    let id = download(&sim);
    let (beginning, _) = id.split_once('-').unwrap();
    let ran = run_at(
        &sim.url(),
        &["get", &beginning.to_uppercase(), "-o", "json"],
    );
    assert_eq!(ran.json()["activity"]["uuid"], id.as_str());
    // Too short, and the beginning of nothing.
    for (typed, advice) in [
        (id.get(..3).unwrap(), "at least 4 characters"),
        ("zzzz", "plexctl list"),
    ] {
        for command in ["get", "cancel"] {
            run_at(&sim.url(), &[command, typed]).assert_fails(3, &[typed, advice]);
        }
    }
    let ran = run_at(&sim.url(), &["cancel", beginning, &id, "-o", "json"]);
    assert_eq!(ran.json(), json!({"version": 1, "cancelled": [id]}));
    assert!(ran.stderr.contains(&format!("({id})")), "{ran:?}");
    assert_eq!(
        sim.requests_of("DELETE", &format!("/activities/{id}"))
            .len(),
        1
    );
    assert!(sim.running().is_empty());
}

#[test]
fn a_beginning_that_several_uuids_have_is_refused_and_a_whole_uuid_asks_for_no_list() {
    let ids = [
        "aaaaaaaa-0000-4000-8000-000000000001",
        "aaaaaaaa-0000-4000-8000-000000000002",
    ];
    let rows = ids.map(|id| json!({"uuid": id, "type": "media.download", "title": "Download"}));
    let list = json!({"MediaContainer": {"size": 2, "Activity": rows}}).to_string();
    let sim = sim_with(StubResponse::json(200, list));
    sim.answer("DELETE", "/activities/*", StubResponse::empty(200));
    for command in ["get", "cancel", "wait"] {
        let ran = run_at(&sim.url(), &[command, "aaaaaaaa"]);
        ran.assert_fails(2, &[ids[0], ids[1], "Download"]);
    }
    assert!(sim.requests_of("DELETE", "*").is_empty());
    let lists = sim.requests_of("GET", "/activities").len();
    assert_eq!(cancel(&sim, &[ids[0]], "table").code, 0);
    assert_eq!(sim.requests_of("GET", "/activities").len(), lists);
}

#[test]
fn cancelling_by_type_or_all_needs_yes_without_a_terminal() {
    let sim = sim();
    let (first, second) = (download(&sim), download(&sim));
    let optimize = sim.activity("media.optimize").cancellable(true).start();
    scan(&sim);
    for selection in [&["--all"][..], &["--type", "media.*"]] {
        let ran = run_at(&sim.url(), &[&["cancel"][..], selection].concat());
        ran.assert_fails(2, &["cannot ask", "--yes"]);
    }
    assert!(sim.requests().is_empty());

    let cancel = |arguments: &[&str]| {
        let all = [&["cancel", "--yes", "-o", "json"][..], arguments].concat();
        run_at(&sim.url(), &all)
    };
    let ran = cancel(&["--type", "media.down*"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let mut cancelled: Vec<String> =
        serde_json::from_value(ran.json()["cancelled"].clone()).unwrap();
    let mut expected = [first, second];
    cancelled.sort();
    expected.sort();
    assert_eq!(cancelled, expected);
    let ran = cancel(&["--all"]);
    assert_eq!(ran.json(), json!({"version": 1, "cancelled": [optimize]}));
    assert_eq!(sim.running().len(), 1);
}

#[test]
fn a_selected_activity_that_cannot_be_cancelled_is_reported_and_an_empty_selection_succeeds() {
    let sim = sim();
    let scan = scan(&sim);
    let ran = run_at(&sim.url(), &["cancel", "--yes", "--type", "library.*"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (4, ""), "{ran:?}");
    assert!(ran.stderr.contains(&scan), "{ran:?}");
    assert!(ran.stderr.contains("scan 2 --stop"), "{ran:?}");
    for selection in [&["--all"][..], &["--type", "none"]] {
        let arguments = [&["cancel", "-y", "-o", "json"][..], selection].concat();
        let ran = run_at(&sim.url(), &arguments);
        assert_eq!(ran.code, 0, "{ran:?}");
        assert_eq!(ran.json(), json!({"version": 1, "cancelled": []}));
    }
    for wrong in [
        &["--all", "id"][..],
        &["--type", "a", "id"],
        &["--yes", "id"],
        &["--all", "--type", "a"],
        &["--yes"],
    ] {
        let ran = run_at(&sim.url(), &[&["cancel"][..], wrong].concat());
        assert_eq!(ran.code, 2, "{wrong:?}: {ran:?}");
    }
}
