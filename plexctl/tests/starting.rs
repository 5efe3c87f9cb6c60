//! `plexctl start` and `stop`: every kind of job, its end, and the refusals before anything is sent.
//! `sections` and `tasks`: their lists.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::common;

use std::time::Duration;

use common::{PlexctlProcess, RunResult, assert_fits, program, run_at};
use plex_api::{ClientIdentity, Plex};
use plex_sim::{ActivityHeader, Fault, PlexSim, PlexSimBuilder, ServerList, StubResponse};
use serde_json::{Value, json};
use tokio::task::JoinSet;

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

/// The kinds of work whose end can be observed: the arguments, the request, the type of the first
/// activity, and how the end is known. A check for updates has no activity.
const OBSERVABLE: &str = "
    butler loudnessanalysis    | POST /butler/LoudnessAnalysis | media.generate.loudness | settled
    butler RefreshLibraries    | POST /butler/RefreshLibraries | library.update.section | settled
    butler RefreshEpgGuides    | POST /butler/RefreshEpgGuides | provider.epg.load | ended
    refresh 513                | PUT /library/metadata/513/refresh | library.update.item.metadata | settled
    refresh 513 514            | PUT /library/metadata/513,514/refresh | library.update.item.metadata | settled
    analyze 513                | PUT /library/metadata/513/analyze | media.generate.loudness | settled
    analyze --section Movies   | PUT /library/sections/1/analyze | media.generate.loudness | settled
    intros 513                 | PUT /library/metadata/513/intro | media.generate.intros | ended
    credits 513                | PUT /library/metadata/513/credits | media.generate.credits | ended
    voice 513                  | PUT /library/metadata/513/voiceActivity | media.generate.voice.activity | ended
    chapters 513               | PUT /library/metadata/513/chapterThumbs | media.generate.chapter.thumbs | ended
    previews 513               | PUT /library/metadata/513/index | media.generate.bif | ended
    guide 28                   | POST /livetv/dvrs/28/reloadGuide | provider.epg.load | ended
    channels 17                | POST /media/grabbers/devices/17/scan | grabber.device.scan | ended
    subscriptions              | POST /media/subscriptions/process | provider.subscriptions.process | ended
    updates                    | PUT /updater/check | | changed";

/// The kinds of work whose end cannot be observed, unless the server names an activity: then as here.
const UNOBSERVABLE: &str = "
    butler BackupDatabase      | POST /butler/BackupDatabase | butler | ended
    butler OptimizeDatabase    | POST /butler/OptimizeDatabase | butler | ended
    optimize                   | PUT /library/optimize | butler | ended
    clean-bundles              | PUT /library/clean/bundles | butler | ended
    trash Movies               | PUT /library/sections/1/emptyTrash | butler | ended
    ads 513                    | PUT /library/metadata/513/addetect | butler | ended";

/// A row of these tables.
struct Kind {
    arguments: Vec<&'static str>,
    method: &'static str,
    path: &'static str,
    activity: &'static str,
    how: &'static str,
}

fn kinds(table: &'static str) -> impl Iterator<Item = Kind> {
    table.trim().lines().map(|row| {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let (method, path) = cells[1].split_once(' ').unwrap();
        Kind {
            arguments: cells[0].split(' ').collect(),
            method,
            path,
            activity: cells[2],
            how: cells[3],
        }
    })
}

#[tokio::test]
async fn every_job_is_started_and_waited_for() {
    let sim = quick().start().await.unwrap();
    let brief = ["--settle", "1s", "--timeout", "1m", "-o", "jsonl"];
    for kind in kinds(OBSERVABLE) {
        let arguments = &kind.arguments;
        let ran = start(&sim, &[arguments, &["--wait"][..], &brief].concat()).finish();
        assert_eq!(ran.code, 0, "{arguments:?}: {ran:?}");
        let [line] = lines(&ran).try_into().unwrap();
        assert_fits("start.jsonl", &line);
        assert_eq!(line["outcome"]["how"], kind.how, "{arguments:?}: {line}");
        assert_eq!(line["job"]["what"], arguments[0]);
        let sent = sim.requests_of(kind.method, kind.path);
        assert_eq!(sent.len(), 1, "{arguments:?}");
        assert_eq!(sim.running(), [], "{arguments:?}");
    }
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn what_cannot_be_observed_is_started_and_said_at_once_with_code_3() {
    let sim = quick().manual_scans().start().await.unwrap();
    sim.set_activity_header(ActivityHeader::Never);
    for kind in kinds(UNOBSERVABLE) {
        let arguments = &kind.arguments;
        let ran = start(&sim, &[arguments, &["--wait", "-o", "jsonl"][..]].concat()).finish();
        assert_eq!(ran.code, 3, "{arguments:?}: {ran:?}");
        let [line] = lines(&ran).try_into().unwrap();
        assert_eq!(line["outcome"]["how"], "unobservable", "{line}");
        let error = line["error"].as_str().unwrap();
        assert!(error.contains("its end cannot be observed"), "{error}");
        let sent = sim.requests_of(kind.method, kind.path);
        assert_eq!(sent.len(), 1, "{arguments:?}");
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
    let observable = kinds(OBSERVABLE).map(|kind| (kind, false));
    let unobservable = kinds(UNOBSERVABLE).map(|kind| (kind, true));
    let mut cuts = JoinSet::new();
    for (kind, is_named) in observable.chain(unobservable) {
        cuts.spawn(start_and_cut(kind, is_named));
    }
    // All were started at once, since each takes seconds.
    for (kind, is_named, sim, process) in cuts.join_all().await {
        let (ran, arguments) = (process.finish(), &kind.arguments);
        assert_eq!(ran.code, 0, "{arguments:?}: {ran:?}");
        let [line] = lines(&ran).try_into().unwrap();
        let how = line["outcome"]["how"].as_str().unwrap();
        assert!(
            how == kind.how || (how, kind.how) == ("vanished", "ended"),
            "{line}"
        );
        if is_named {
            assert_eq!(line["job"]["identified"], "header", "{line}");
        }
        // The cut does not make it start anything twice.
        let sent = sim.requests_of(kind.method, kind.path);
        assert_eq!(sent.len(), 1, "{arguments:?}");
        sim.finish().await.unwrap();
    }
}

/// Starts work with `--wait`, and cuts every connection while it runs. The work ends during the outage.
async fn start_and_cut(kind: Kind, is_named: bool) -> (Kind, bool, PlexSim, PlexctlProcess) {
    let builder = PlexSim::builder().scan_rhythm(1, Duration::from_secs(4));
    let builder = builder.manual_scans().patience(Duration::from_secs(60));
    let sim = builder.start().await.unwrap();
    if is_named {
        let uuid = sim.activity(kind.activity).start();
        let answer = StubResponse::empty(200).header("X-Plex-Activity", &uuid);
        sim.answer(kind.method, kind.path, answer);
    }
    let limits = "--wait --settle 1s --timeout 1m -o jsonl".split(' ');
    let arguments: Vec<&str> = kind.arguments.iter().copied().chain(limits).collect();
    let process = start(&sim, &arguments);
    sim.wait_request(kind.method, kind.path, 1).await.unwrap();
    if !kind.activity.is_empty() {
        let running = sim.wait_running(|rows| !rows.is_empty()).await.unwrap();
        assert!(
            running.iter().all(|row| row.kind == kind.activity),
            "{running:?}"
        );
        // Of the lists from now on, the second is asked for when the first was read: it has the work.
        let lists = sim.requests_of("GET", "/activities").len();
        sim.wait_request("GET", "/activities", lists + 2)
            .await
            .unwrap();
    }
    sim.wait_open_streams(1).await.unwrap();
    sim.fault(Fault::CutConnections);
    for row in sim.running() {
        sim.end(&row.uuid);
    }
    (kind, is_named, sim, process)
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
async fn what_can_be_stopped_is_stopped_and_what_does_not_run_is_code_3() {
    let sim = quick().manual_scans().start().await.unwrap();
    let run = |arguments: &[&str]| run_at(&sim.url(), arguments);
    let ok = |arguments: &[&str]| {
        let ran = run(arguments);
        assert_eq!(ran.code, 0, "{arguments:?}: {ran:?}");
        assert!(ran.stderr.contains("stop requested for"), "{ran:?}");
    };
    // If the last is empty, the server gives the same answer whether anything ran or not.
    for (started, stopped, again) in [
        (
            "scan Movies",
            "stop scan movies",
            "no scan of Movies was running",
        ),
        ("scan --all", "stop scan", ""),
        (
            "start butler BackupDatabase",
            "stop butler backupdatabase",
            "no such work was running",
        ),
        ("start butler LoudnessAnalysis", "stop butler", ""),
        ("start guide 28", "stop guide 28", ""),
        ("start channels 17", "stop channels 17", ""),
    ] {
        let words = |text: &'static str| text.split(' ').collect::<Vec<_>>();
        assert_eq!(run(&words(started)).code, 0, "{started}");
        assert_ne!(sim.running(), [], "{started}");
        ok(&words(stopped));
        sim.wait_running(<[_]>::is_empty).await.unwrap();
        if again.is_empty() {
            ok(&words(stopped));
        } else {
            run(&words(stopped)).assert_fails(3, &[again]);
        }
    }

    run(&["stop", "recording", "op1"]).assert_fails(3, &["the server lists none"]);
    sim.set_list(
        ServerList::Recordings,
        [json!({"key": "/media/grabbers/operations/op1", "id": "op1", "status": "inprogress"})],
    );
    sim.activity("grabber.grab").start();
    ok(&["stop", "recording", "op1"]);
    assert_eq!(sim.running(), []);
    run(&["stop", "recording", "op1"]).assert_fails(3, &["no running recording \"op1\""]);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn the_conversion_of_a_download_is_stopped_and_leaves_the_queue() {
    let sim = quick().manual_scans().start().await.unwrap();
    let stop = |item: &str| run_at(&sim.url(), &["stop", "download", item]);
    stop("1").assert_fails(3, &["the server lists none"]);
    // A queue belongs to a client identifier: plexctl stops its own downloads only.
    let client = |name: &str| {
        let identity = ClientIdentity::new(name, "1");
        Plex::builder(sim.url()).identity(identity).build().unwrap()
    };
    let (own, other) = (client("plexctl"), client("other"));
    for (plex, queue) in [(&own, 1), (&other, 2)] {
        let path = format!("/library/metadata/{queue}");
        plex.downloads().queue().await.unwrap();
        plex.downloads().add(queue, [path]).await.unwrap();
    }
    assert_eq!(
        own.downloads().items(1).await.unwrap()[0].status.as_deref(),
        Some("processing")
    );
    let ran = stop("1");
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.stderr.contains("stop requested for the download 1"),
        "{ran:?}"
    );
    assert!(own.downloads().items(1).await.unwrap().is_empty());
    assert_eq!(other.downloads().items(2).await.unwrap().len(), 1);
    stop("1").assert_fails(3, &["the server lists none"]);
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
