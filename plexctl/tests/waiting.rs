//! `plexctl wait`: for activities, and until nothing is running.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::common;

use common::{PlexctlProcess, RunResult, dead_url, run, run_at, sim, start_at};
use plex_sim::{Fault, PlexSim, StubResponse};
use serde_json::{Value, json};

fn wait(sim: &PlexSim, arguments: &[&str]) -> PlexctlProcess {
    start_at(&sim.url(), &[&["wait"], arguments].concat())
}

fn download(sim: &PlexSim) -> String {
    sim.activity("media.download")
        .title("Download")
        .cancellable(true)
        .start()
}

#[tokio::test]
async fn wait_returns_when_the_activity_finishes() {
    let sim = sim().await;
    for (format, transport) in [
        ("table", "websocket"),
        ("json", "eventsource"),
        ("jsonl", "auto"),
    ] {
        let id = download(&sim);
        let waiting = wait(&sim, &[&id, "-o", format, "--transport", transport]);
        sim.wait_stream_opened().await.unwrap();
        sim.progress(&id, 41, "Lanterns");
        sim.end(&id);
        let ran = waiting.finish();
        assert_eq!(ran.code, 0, "{ran:?}");
        let outcome = |value: &Value| {
            assert_eq!(value["uuid"], id.as_str());
            assert_eq!(value["how"], "ended");
            assert_eq!(value["activity"]["subtitle"], "Lanterns");
        };
        match format {
            "json" => outcome(&ran.json()["outcomes"][0]),
            "jsonl" => outcome(&ran.json()["outcome"]),
            _ => {
                assert_eq!(ran.stdout, "");
                let said = format!("plexctl: Download: Lanterns finished ({id})\n");
                assert_eq!(ran.stderr, said);
            }
        }
        sim.wait_open_streams(0).await.unwrap();
    }
}

#[tokio::test]
async fn an_end_without_a_connection_is_noticed() {
    let sim = sim().await;
    let id = download(&sim);
    let waiting = wait(&sim, &[&id, "-o", "jsonl"]);
    sim.wait_stream_opened().await.unwrap();
    // By the second connection it has received this.
    sim.progress(&id, 10, "");
    sim.fault(Fault::EndStreams);
    sim.wait_streams_seen(2).await.unwrap();
    sim.fault(Fault::Down);
    sim.wait_open_connections(0).await.unwrap();
    sim.end(&id);
    sim.lift(&Fault::Down);
    let ran = waiting.finish();
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(ran.json()["outcome"]["how"], "vanished");
    assert!(ran.stderr.contains("no connection: "), "{ran:?}");
    assert!(ran.stderr.contains("connected via websocket"), "{ran:?}");
}

#[tokio::test]
async fn an_unknown_activity_is_code_3_and_does_not_hang_and_several_give_one_code() {
    let sim = sim().await;
    let (ends, stays) = (download(&sim), download(&sim));
    let unknown = "c3f190e4-eabb-4b3d-8811-b7c1f183560e";
    // Quiet, because a wait of 10 seconds reports its reason.
    let alone = wait(&sim, &["-q", unknown]);
    let as_json = wait(&sim, &["-q", "-o", "json", unknown, &ends, unknown]);
    let limited = wait(
        &sim,
        &["-o", "jsonl", &ends, &stays, unknown, "--timeout", "15s"],
    );
    sim.wait_streams_seen(3).await.unwrap();
    sim.end(&ends);

    alone
        .finish()
        .assert_fails(3, &[unknown, "plexctl list", "finished before"]);
    let ran = as_json.finish();
    assert_eq!((ran.code, ran.stderr.lines().count()), (3, 1), "{ran:?}");
    let document = ran.json();
    assert_eq!(
        document["outcomes"][0],
        json!({"uuid": unknown, "how": "never_seen", "activity": null})
    );
    assert_eq!(document["outcomes"][1]["uuid"], ends.as_str());
    assert_eq!(document["outcomes"].as_array().unwrap().len(), 2);

    let ran = limited.finish();
    assert_eq!(ran.code, 7, "{ran:?}");
    let how: Vec<String> = ran
        .stdout
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["outcome"]["how"].to_string())
        .collect();
    assert_eq!(how, ["\"ended\"", "\"never_seen\"", "\"still_running\""]);
    assert!(sim.requests_of("DELETE", "*").is_empty());
}

#[tokio::test]
async fn a_timeout_is_code_7_and_reports_progress_and_standstill() {
    let sim = sim().await;
    let id = download(&sim);
    sim.progress(&id, 41, "Lanterns");
    let ran = wait(&sim, &[&id, "--timeout", "2s"]).finish();
    let parts = [
        id.as_str(),
        "is still running after 2s",
        "Download: Lanterns, 41%, no progress for ",
        "It continues",
    ];
    ran.assert_fails(7, &parts);
    assert_eq!(sim.running().len(), 1);
    let ran = wait(&sim, &["unknown", "--timeout", "3s", "-o", "jsonl"]).finish();
    assert_eq!(ran.code, 7, "{ran:?}");
    assert_eq!(ran.json()["outcome"]["how"], "unknown");
}

#[tokio::test]
async fn without_a_connection_it_retries_until_the_timeout() {
    let whole = "c3f190e4-eabb-4b3d-8811-b7c1f183560e";
    for (id, limit) in [(whole, "1s"), ("c3f190e4", "5s")] {
        let ran = run_at(&dead_url(), &["wait", id, "--timeout", limit]);
        assert_eq!((ran.code, ran.stdout.as_str()), (6, ""), "{ran:?}");
        assert!(ran.stderr.contains("Next attempt in"), "{ran:?}");
        assert!(ran.stderr.contains("there is no connection: "), "{ran:?}");
    }
}

#[tokio::test]
async fn a_refused_token_ends_it() {
    let sim = PlexSim::builder().token("made-up").start().await.unwrap();
    wait(&sim, &["some-id"])
        .finish()
        .assert_fails(5, &["some-id", "No token was given"]);
    wait(&sim, &["--idle"])
        .finish()
        .assert_fails(5, &["No token was given"]);
    sim.answer("GET", "*", StubResponse::empty(403));
    let ran = wait(&sim, &["--idle"]).finish();
    assert_eq!(ran.code, 5, "{ran:?}");
}

#[tokio::test]
async fn ctrl_c_ends_the_waiting_and_cancels_nothing() {
    for arguments in [&["--idle"][..], &["an-id"]] {
        let sim = sim().await;
        download(&sim);
        let waiting = wait(&sim, arguments);
        sim.wait_stream_opened().await.unwrap();
        waiting.signal("INT");
        let ran = waiting.finish();
        assert_eq!((ran.code, ran.stdout.as_str()), (130, ""), "{ran:?}");
        assert_eq!(ran.stderr, "plexctl: interrupted\n");
        assert!(sim.requests_of("DELETE", "*").is_empty());
        assert_eq!(sim.running().len(), 1);
    }
}

#[tokio::test]
async fn idle_returns_at_once_when_no_matching_activity_is_running() {
    let sim = sim().await;
    sim.add_butler_row();
    download(&sim);
    sim.activity("library.update.section").section("1").start();
    let library = ["--idle", "--type", "library.*", "--section", "TV Shows"];
    let ran = wait(&sim, &library).finish();
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{ran:?}");
    let with_format = [&library[..], &["-o", "jsonl"]].concat();
    assert_eq!(
        wait(&sim, &with_format).finish().json(),
        json!({"version": 1, "outcome": {"uuid": null, "how": "idle", "activity": null}})
    );
}

#[tokio::test]
async fn idle_waits_for_what_runs_and_for_what_follows_it() {
    let sim = sim().await;
    let scan = sim
        .activity("library.update.section")
        .title("Scanning")
        .section("1")
        .start();
    let other = sim.activity("library.update.section").section("2").start();
    let arguments = [
        "--idle",
        "--section",
        "movies",
        "--quiet-for",
        "1s",
        "-o",
        "jsonl",
    ];
    let mut waiting = wait(&sim, &arguments);
    sim.wait_stream_opened().await.unwrap();
    sim.end(&scan);
    let follows = sim
        .activity("library.update.item.metadata")
        .section("1")
        .start();
    sim.progress(&follows, 50, "");
    sim.end(&follows);
    let outcome = waiting.until(|_| true);
    assert_eq!(outcome[0]["outcome"]["how"], "idle");
    assert_eq!(waiting.finish().code, 0);
    assert!(sim.running().iter().any(|one| one.uuid == other));
}

#[tokio::test]
async fn idle_with_a_timeout_names_running_activities() {
    let sim = sim().await;
    let id = download(&sim);
    sim.progress(&id, 7, "");
    let ran = wait(&sim, &["--idle", "--timeout", "3s"]).finish();
    let running = format!("still running: Download (media.download, {id}), 7%");
    ran.assert_fails(7, &[&running, "not idle within 3s"]);
    // Nothing is running, but not for long enough.
    sim.end(&id);
    let ran = wait(&sim, &["--idle", "--quiet-for", "1m", "--timeout", "1s"]).finish();
    ran.assert_fails(7, &["1s"]);
    assert!(!ran.stderr.contains("still running"), "{ran:?}");
}

/// The lines of standard error that report the reason for a wait.
fn explanations(ran: &RunResult) -> Vec<&str> {
    let lines = ran.stderr.lines();
    lines.filter(|line| line.contains("waiting for ")).collect()
}

#[tokio::test]
async fn a_long_wait_says_what_it_waits_for_and_why() {
    let sim = sim().await;
    let vague = sim
        .activity("library.update.item.metadata")
        .title("Updating metadata")
        .start();
    let clear = sim
        .activity("library.update.section")
        .title("Scanning")
        .section("1")
        .progress(7)
        .start();
    let other = sim.activity("library.update.section").section("2").start();
    let unknown = "c3f190e4-eabb-4b3d-8811-b7c1f183560e";
    let limit = ["--timeout", "7s"];
    let idle = wait(&sim, &[&["--idle", "--section", "1"][..], &limit].concat());
    let ids = wait(&sim, &[&[clear.as_str(), unknown][..], &limit].concat());
    let short = wait(&sim, &["--idle", "--timeout", "2s"]);
    let scan = start_at(
        &sim.url(),
        &[&["scan", "1", "--when-idle"], &limit[..]].concat(),
    );

    for waiting in [idle, scan] {
        let ran = waiting.finish();
        assert_eq!(ran.code, 7, "{ran:?}");
        let [line] = explanations(&ran)[..] else {
            panic!("not one explanation: {ran:?}");
        };
        let clear = format!("Scanning (library.update.section, {clear}), 7%, no progress for ");
        let vague = format!("Updating metadata (library.update.item.metadata, {vague})");
        let why = ", which may match: its section is unknown, because it has no Context";
        for part in [&clear, &vague, why] {
            assert!(line.contains(part), "{part}: {ran:?}");
        }
        assert!(!line.contains(&other), "{ran:?}");
        let last = ran.stderr.lines().last().unwrap();
        assert!(last.contains("which may match"), "{ran:?}");
    }
    let ran = ids.finish();
    let [line] = explanations(&ran)[..] else {
        panic!("not one explanation: {ran:?}");
    };
    assert!(line.contains("Scanning, 7%, no progress for "), "{ran:?}");
    let unseen = format!("{unknown}, which the server has not listed so far");
    assert!(line.contains(&unseen), "{ran:?}");
    assert!(explanations(&short.finish()).is_empty());
}

#[tokio::test]
async fn lists_that_cannot_be_read_are_told_once_while_the_stream_works() {
    let sim = sim().await;
    let html = || StubResponse::html(500, "<html><title>Internal Error</title></html>");
    sim.answer("GET", "/activities", html());
    let unknown = "c3f190e4-eabb-4b3d-8811-b7c1f183560e";
    let waits = [
        wait(&sim, &[unknown, "--timeout", "8s"]),
        wait(&sim, &["--idle", "--timeout", "8s"]),
    ];
    for waiting in waits {
        let ran = waiting.finish();
        assert_eq!(ran.code, 7, "{ran:?}");
        let told = |line: &&str| line.starts_with("plexctl: cannot list the activities: ");
        let lines: Vec<&str> = ran.stderr.lines().filter(told).collect();
        let [line] = lines[..] else {
            panic!("not told once: {ran:?}");
        };
        assert!(line.contains("500"), "{ran:?}");
        let last = ran.stderr.lines().last().unwrap();
        assert!(
            last.contains("is doing now is unknown: cannot list"),
            "{ran:?}"
        );
    }
}

#[tokio::test]
async fn a_type_that_cannot_exist_is_refused_where_it_would_be_a_false_quiet() {
    let sim = sim().await;
    sim.activity("library.update.section").start();
    let own = sim.activity("acme.job").start();
    let ran = wait(&sim, &["--idle", "--type", "libary.*"]).finish();
    ran.assert_fails(2, &["libary.*", "Did you mean \"library.*\"?"]);
    let ran = wait(&sim, &["--idle", "--type", "library.oops"]).finish();
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stderr.contains("--type \"library.oops\""), "{ran:?}");
    // The running types are known, and so are the types that servers are known to run.
    for (pattern, code) in [("acme.*", 7), ("media.*", 0)] {
        let ran = wait(&sim, &["--idle", "--type", pattern, "--timeout", "3s"]).finish();
        assert_eq!(ran.code, code, "{ran:?}");
        assert!(!ran.stderr.contains("Did you mean"), "{ran:?}");
    }
    sim.end(&own);
    let ran = wait(&sim, &["--idle", "--type", "acme.*"]).finish();
    ran.assert_fails(2, &["begin the pattern with *"]);

    for arguments in [
        &["list", "--type", "scan"][..],
        &["watch", "--type", "scan", "--timeout", "3s"],
        &["cancel", "--yes", "--type", "scan"],
    ] {
        let ran = run_at(&sim.url(), arguments);
        assert_eq!(ran.code, 0, "{ran:?}");
        let meant = "Did you mean \"library.update.section\"?";
        assert!(ran.stderr.contains(meant), "{ran:?}");
    }
    let ran = run_at(&sim.url(), &["list", "--type", "library.*"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
}

#[tokio::test]
async fn a_wait_takes_the_beginning_of_a_uuid() {
    let sim = sim().await;
    let id = download(&sim);
    let mut waiting = wait(&sim, &[id.get(..8).unwrap(), &id, "-o", "jsonl"]);
    sim.wait_stream_opened().await.unwrap();
    sim.progress(&id, 50, "");
    sim.end(&id);
    let outcome = waiting.until(|_| true);
    assert_eq!(outcome[0]["outcome"]["uuid"], id.as_str());
    let ran = waiting.finish();
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{ran:?}");
    assert!(
        ran.stderr.contains(&format!("is Download ({id})")),
        "{ran:?}"
    );
}

#[test]
fn conflicting_options_are_a_usage_error() {
    for arguments in [
        &["wait"][..],
        &["wait", "--idle", "some-id"],
        &["wait", "some-id", "--quiet-for", "1s"],
        &["wait", "some-id", "--type", "media.*"],
        &["wait", "some-id", "--section", "1"],
        &["wait", "some-id", "--timeout", "5"],
        &["wait", ".."],
    ] {
        let ran = run(arguments);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{ran:?}");
    }
}
