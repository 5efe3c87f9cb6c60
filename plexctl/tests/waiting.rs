//! `plexctl wait`: for activities, and until nothing is running.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

mod common;

use common::{PlexctlProcess, dead_url, program, run, run_at};
use plex_sim::{Fault, PlexSim, StubResponse};
use serde_json::{Value, json};

async fn sim() -> PlexSim {
    PlexSim::start().await.unwrap()
}

fn wait(sim: &PlexSim, arguments: &[&str]) -> PlexctlProcess {
    let mut command = program();
    PlexctlProcess::start(command.args(["--url", &sim.url(), "wait"]).args(arguments))
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
    let alone = wait(&sim, &[unknown]);
    let as_json = wait(&sim, &["-o", "json", unknown, &ends, unknown]);
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
    let ran = wait(&sim, &["unknown", "--timeout", "500ms", "-o", "jsonl"]).finish();
    assert_eq!(ran.code, 7, "{ran:?}");
    assert_eq!(ran.json()["outcome"]["how"], "unknown");
}

#[tokio::test]
async fn without_a_connection_it_retries_until_the_timeout() {
    let ran = run_at(&dead_url(), &["wait", "some-id", "--timeout", "1s"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (6, ""), "{ran:?}");
    assert!(ran.stderr.contains("Next attempt in"), "{ran:?}");
    assert!(ran.stderr.contains("there is no connection: "), "{ran:?}");
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
    let ran = wait(&sim, &["--idle", "--timeout", "1s"]).finish();
    ran.assert_fails(7, &[&id, "Download, 7%", "not idle within 1s"]);
    // Nothing is running, but not for long enough.
    sim.end(&id);
    let ran = wait(&sim, &["--idle", "--quiet-for", "1m", "--timeout", "1s"]).finish();
    ran.assert_fails(7, &["1s"]);
    assert!(!ran.stderr.contains("still running"), "{ran:?}");
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
