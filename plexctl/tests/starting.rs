//! `plexctl start` and `stop`: every kind of job, its end, and what is refused before anything is sent.
//! `sections` and `tasks`: what there is.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::common;

use std::time::Duration;

use common::{PlexctlProcess, RunResult, assert_fits, program, run_at};
use plex_sim::{ActivityHeader, Fault, PlexSim, PlexSimBuilder, ServerList, StubResponse};
use serde_json::{Value, json};

fn quick() -> PlexSimBuilder {
    PlexSim::builder().scan_rhythm(4, Duration::from_millis(50))
}

fn start(sim: &PlexSim, arguments: &[&str]) -> PlexctlProcess {
    let mut command = program();
    PlexctlProcess::start(command.args(["--url", &sim.url(), "start"]).args(arguments))
}

fn lines(ran: &RunResult) -> Vec<Value> {
    let lines = ran.stdout.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[tokio::test]
async fn every_job_is_started_and_waited_for() {
    let sim = quick().start().await.unwrap();
    let brief = ["--settle", "1s", "--timeout", "1m", "-o", "jsonl"];
    for (arguments, request, how) in [
        (
            &["butler", "loudnessanalysis"][..],
            "POST /butler/LoudnessAnalysis",
            "settled",
        ),
        (
            &["butler", "RefreshEpgGuides"],
            "POST /butler/RefreshEpgGuides",
            "ended",
        ),
        (
            &["refresh", "513"],
            "PUT /library/metadata/513/refresh",
            "settled",
        ),
        (
            &["refresh", "513", "514"],
            "PUT /library/metadata/513,514/refresh",
            "settled",
        ),
        (
            &["analyze", "513"],
            "PUT /library/metadata/513/analyze",
            "settled",
        ),
        (
            &["analyze", "--section", "Movies"],
            "PUT /library/sections/1/analyze",
            "settled",
        ),
        (
            &["intros", "513"],
            "PUT /library/metadata/513/intro",
            "ended",
        ),
        (
            &["credits", "513"],
            "PUT /library/metadata/513/credits",
            "ended",
        ),
        (
            &["voice", "513"],
            "PUT /library/metadata/513/voiceActivity",
            "ended",
        ),
        (
            &["chapters", "513"],
            "PUT /library/metadata/513/chapterThumbs",
            "ended",
        ),
        (
            &["previews", "513"],
            "PUT /library/metadata/513/index",
            "ended",
        ),
        (
            &["guide", "28"],
            "POST /livetv/dvrs/28/reloadGuide",
            "ended",
        ),
        (
            &["channels", "17"],
            "POST /media/grabbers/devices/17/scan",
            "ended",
        ),
        (
            &["subscriptions"],
            "POST /media/subscriptions/process",
            "ended",
        ),
        (&["updates"], "PUT /updater/check", "changed"),
    ] {
        let ran = start(&sim, &[arguments, &["--wait"], &brief].concat()).finish();
        assert_eq!(ran.code, 0, "{arguments:?}: {ran:?}");
        let [line] = lines(&ran).try_into().unwrap();
        assert_fits("start.jsonl", &line);
        assert_eq!(line["outcome"]["how"], how, "{arguments:?}: {line}");
        assert_eq!(line["job"]["what"], arguments[0]);
        let (method, path) = request.split_once(' ').unwrap();
        assert_eq!(sim.requests_of(method, path).len(), 1, "{request}");
        assert_eq!(sim.running(), [], "{arguments:?}");
    }
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn what_cannot_be_observed_is_started_and_said_at_once_with_code_3() {
    let sim = quick().manual_scans().start().await.unwrap();
    sim.set_activity_header(ActivityHeader::Never);
    for (arguments, request) in [
        (
            &["butler", "BackupDatabase"][..],
            "POST /butler/BackupDatabase",
        ),
        (
            &["butler", "OptimizeDatabase"],
            "POST /butler/OptimizeDatabase",
        ),
        (&["optimize"], "PUT /library/optimize"),
        (&["clean-bundles"], "PUT /library/clean/bundles"),
        (&["trash", "Movies"], "PUT /library/sections/1/emptyTrash"),
        (&["ads", "513"], "PUT /library/metadata/513/addetect"),
    ] {
        let ran = start(&sim, &[arguments, &["--wait", "-o", "jsonl"]].concat()).finish();
        assert_eq!(ran.code, 3, "{arguments:?}: {ran:?}");
        let [line] = lines(&ran).try_into().unwrap();
        assert_eq!(line["outcome"]["how"], "unobservable", "{line}");
        let error = line["error"].as_str().unwrap();
        assert!(error.contains("its end cannot be observed"), "{error}");
        let (method, path) = request.split_once(' ').unwrap();
        assert_eq!(sim.requests_of(method, path).len(), 1, "{request}");
    }
    // Without --wait, starting is all that was asked for.
    let ran = start(&sim, &["butler", "CleanOldBundles"]).finish();
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{ran:?}");
    let ran = start(&sim, &["butler", "CleanOldBundles"]).finish();
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.stderr
            .contains("is running already; nothing was started"),
        "{ran:?}"
    );
    // A name that the server gives is an end.
    sim.set_activity_header(ActivityHeader::AfterEnded);
    let ran = start(&sim, &["optimize", "--wait", "-o", "json"]).finish();
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_fits("start.json", &ran.json());
    assert_eq!(ran.json()["jobs"][0]["job"]["identified"], "header");
    for one in sim.running() {
        sim.end(&one.uuid);
    }
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_cut_in_the_middle_loses_neither_the_job_nor_its_end() {
    let sim = quick().manual_scans().start().await.unwrap();
    for (arguments, kind) in [
        (
            &["refresh", "513", "--settle", "1s"][..],
            "library.update.item.metadata",
        ),
        (&["credits", "513"], "media.generate.credits"),
        (&["guide", "28"], "provider.epg.load"),
        (
            &["butler", "MusicAnalysis", "--settle", "1s"],
            "media.generate.music.analysis",
        ),
    ] {
        let waiting = start(&sim, &[arguments, &["--wait"]].concat());
        let running = sim.wait_running(|rows| rows.len() == 1).await.unwrap();
        assert_eq!(running[0].kind, kind);
        sim.wait_open_streams(1).await.unwrap();
        sim.fault(Fault::CutConnections);
        sim.end(&running[0].uuid);
        let ran = waiting.finish();
        assert_eq!(ran.code, 0, "{arguments:?}: {ran:?}");
    }
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_timeout_is_code_7_and_no_sign_of_work_is_code_3() {
    let sim = quick().manual_scans().start().await.unwrap();
    let ran = start(&sim, &["previews", "513", "--wait", "--timeout", "1s"]).finish();
    assert_eq!(ran.code, 7, "{ran:?}");
    assert!(ran.stderr.contains("is still running after 1s"), "{ran:?}");
    sim.end(&sim.running()[0].uuid);
    sim.answer("PUT", "/library/metadata/*", StubResponse::empty(200));
    let ran = start(&sim, &["previews", "513", "--wait", "--begin-within", "1s"]).finish();
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(
        ran.stderr.contains("no sign of the work was seen for 1s"),
        "{ran:?}"
    );
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn many_items_are_sent_in_bounded_requests() {
    let sim = quick().start().await.unwrap();
    let keys: Vec<String> = (1..=200).map(|key: u32| key.to_string()).collect();
    let mut arguments: Vec<&str> = keys.iter().map(String::as_str).collect();
    arguments.insert(0, "refresh");
    let ran = start(&sim, &arguments).finish();
    assert_eq!(ran.code, 0, "{ran:?}");
    let sent = sim.requests_of("PUT", "/library/metadata/*/refresh");
    assert_eq!(sent.len(), 4);
    let mut asked: Vec<u32> = Vec::new();
    for request in &sent {
        let ids = request.path.split('/').nth(3).unwrap().split(',');
        let ids: Vec<u32> = ids.map(|id| id.parse().unwrap()).collect();
        assert_eq!(ids.len(), 50);
        asked.extend(ids);
    }
    asked.sort_unstable();
    assert_eq!(asked, (1..=200).collect::<Vec<_>>());
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn names_that_are_not_there_are_refused_before_anything_is_started() {
    let sim = quick().start().await.unwrap();
    let run = |arguments: &[&str]| run_at(&sim.url(), arguments);
    run(&["start", "butler", "BackupDatabse"]).assert_fails(
        3,
        &[
            "\"BackupDatabse\"",
            "Did you mean \"BackupDatabase\"?",
            "AutomaticUpdates",
        ],
    );
    run(&["start", "trash", "Moovies"]).assert_fails(3, &["Did you mean \"Movies\"?"]);
    run(&["start", "analyze", "--section", "9"]).assert_fails(3, &["Available: Movies (1)"]);
    run(&["start", "guide", "29"]).assert_fails(3, &["no DVR \"29\"", "Available: 28"]);
    run(&["start", "channels", "9"]).assert_fails(3, &["no tuner \"9\"", "Available: 17"]);
    run(&["stop", "recording", "op9"]).assert_fails(3, &["no running recording"]);
    for bad in [
        &["start", "refresh", "1/../2"][..],
        &["start", "refresh", "513", "/library/metadata/514"],
        &["start", "intros", "all"],
        &["start", "refresh"],
        &["start", "optimize", "513"],
        &["start", "refresh", "513", "--section", "1"],
        &["start", "analyze", "513", "--section", "1"],
        &["stop", "guide"],
    ] {
        run(bad).assert_fails(2, &[]);
    }
    let changes = sim.requests();
    assert!(changes.iter().all(|one| one.method == "GET"), "{changes:?}");
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn when_idle_waits_first() {
    let sim = quick().manual_scans().start().await.unwrap();
    let download = sim.activity("media.download").start();
    let ran = start(&sim, &["optimize", "--when-idle", "--timeout", "1s"]).finish();
    assert_eq!(ran.code, 7, "{ran:?}");
    assert!(ran.stderr.contains("Nothing was started"), "{ran:?}");
    assert_eq!(sim.requests_of("PUT", "*").len(), 0);
    // The trash of a section waits for its scans only.
    let scan = sim.activity("library.update.section").section("2").start();
    let ran = start(&sim, &["trash", "Movies", "--when-idle"]).finish();
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(
        sim.requests_of("PUT", "/library/sections/1/emptyTrash")
            .len(),
        1
    );
    sim.end(&scan);
    sim.end(&download);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn what_can_be_stopped_is_stopped() {
    let sim = quick().manual_scans().start().await.unwrap();
    let run = |arguments: &[&str]| run_at(&sim.url(), arguments);
    let ok = |arguments: &[&str]| {
        let ran = run(arguments);
        assert_eq!(ran.code, 0, "{arguments:?}: {ran:?}");
        assert!(ran.stderr.contains("stop requested for"), "{ran:?}");
    };
    for (started, stopped) in [
        (&["scan", "Movies"][..], &["stop", "scan", "movies"][..]),
        (&["scan", "--all"], &["stop", "scan"]),
        (
            &["start", "butler", "BackupDatabase"],
            &["stop", "butler", "backupdatabase"],
        ),
        (
            &["start", "butler", "LoudnessAnalysis"],
            &["stop", "butler"],
        ),
        (&["start", "guide", "28"], &["stop", "guide", "28"]),
        (&["start", "channels", "17"], &["stop", "channels", "17"]),
    ] {
        assert_eq!(run(started).code, 0, "{started:?}");
        assert_ne!(sim.running(), [], "{started:?}");
        ok(stopped);
        sim.wait_running(<[_]>::is_empty).await.unwrap();
    }
    run(&["stop", "butler", "BackupDatabase"]).assert_fails(3, &["nothing of this was running"]);
    sim.set_list(
        ServerList::Recordings,
        [json!({"key": "/media/grabbers/operations/op1", "id": "op1", "status": "inprogress"})],
    );
    sim.activity("grabber.grab").start();
    ok(&["stop", "recording", "op1"]);
    assert_eq!(sim.running(), []);
    run(&["stop", "download", "1"]).assert_fails(3, &["the server lists none"]);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn sections_and_tasks_are_listed() {
    let sim = quick().start().await.unwrap();
    sim.activity("library.update.section").section("2").start();
    sim.add_butler_row();
    let run = |arguments: &[&str]| run_at(&sim.url(), arguments);
    let table = run(&["sections"]).stdout;
    let rows: Vec<Vec<&str>> = table
        .lines()
        .map(|line| {
            line.split("  ")
                .filter(|cell| !cell.is_empty())
                .map(str::trim)
                .collect()
        })
        .collect();
    assert_eq!(
        rows[2],
        ["2", "TV Shows", "show", "yes", "/data/TV Shows"],
        "{table}"
    );
    let document = run(&["sections", "-o", "json"]).json();
    assert_fits("sections.json", &document);
    assert_eq!(document["sections"][1]["refreshing"], true);
    for line in lines(&run(&["sections", "-o", "jsonl"])) {
        assert_fits("sections.jsonl", &line);
    }

    let ran = run(&["tasks"]);
    assert!(ran.stdout.contains("BackupDatabase"), "{ran:?}");
    assert!(ran.stdout.contains("3 days"), "{ran:?}");
    assert!(
        ran.stderr.contains("maintenance from 01:00 to 07:00"),
        "{ran:?}"
    );
    assert_eq!(ran.stderr.matches("running: ").count(), 1, "{ran:?}");
    let document = run(&["tasks", "-o", "json"]).json();
    assert_fits("tasks.json", &document);
    assert_eq!(document["tasks"].as_array().unwrap().len(), 22);
    assert_eq!(document["hours"], json!({"start": 1, "end": 7}));
    for line in lines(&run(&["tasks", "-o", "jsonl"])) {
        assert_fits("tasks.jsonl", &line);
    }
    sim.set_list(ServerList::Preferences, []);
    let document = run(&["tasks", "-o", "json"]).json();
    assert_eq!(document["hours"], Value::Null);
    sim.end(&sim.running()[0].uuid);
    sim.finish().await.unwrap();
}
