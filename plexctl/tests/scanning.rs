//! `plexctl scan`: the request that starts the scan, how it follows the scan, and its results.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::common;

use std::time::Duration;

use common::{PlexctlProcess, RunResult, dead_url, run, run_at, sim, start_at};
use plex_sim::{ActivityHeader, PlexSim, StubResponse};
use serde_json::{Value, json};

async fn manual_sim() -> PlexSim {
    PlexSim::builder().manual_scans().start().await.unwrap()
}

fn scan(sim: &PlexSim, arguments: &[&str]) -> PlexctlProcess {
    start_at(&sim.url(), &[&["scan"], arguments].concat())
}

fn id_of(ran: &RunResult) -> &str {
    let id = ran.stdout.trim_end();
    assert_eq!(ran.stdout.lines().count(), 1, "{ran:?}");
    id
}

#[tokio::test]
async fn it_waits_for_the_end_of_the_scan_that_it_started() {
    let sim = sim().await;
    for section in ["Movies", "movies", "1"] {
        let ran = scan(&sim, &[section, "--wait"]).finish();
        assert_eq!(ran.code, 0, "{ran:?}");
        let id = id_of(&ran);
        assert!(ran.stderr.contains("Scanning Movies"), "{ran:?}");
        assert!(ran.stderr.contains(&format!("finished ({id})")), "{ran:?}");
        assert!(sim.running().is_empty());
    }
    assert_eq!(
        sim.requests_of("GET", "/library/sections/1/refresh").len(),
        3
    );
    let requests = sim.requests();
    let scans = requests.iter().filter(|one| one.path.ends_with("/refresh"));
    assert_eq!(scans.count(), 3);
}

#[tokio::test]
async fn without_wait_it_returns_with_the_activity() {
    let sim = manual_sim().await;
    let ran = scan(&sim, &["TV Shows"]).finish();
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
    let running = sim.running();
    assert_eq!(running[0].uuid, id_of(&ran));
    assert_eq!(running[0].context["librarySectionID"], "2");
}

#[tokio::test]
async fn a_timeout_is_code_7_and_the_scan_goes_on() {
    let sim = manual_sim().await;
    let ran = scan(&sim, &["Movies", "--wait", "--timeout", "1s"]).finish();
    assert_eq!(ran.code, 7, "{ran:?}");
    assert!(
        ran.stderr
            .contains("is still running after 1s: Scanning Movies"),
        "{ran:?}"
    );
    assert_eq!(sim.running()[0].uuid, id_of(&ran));
    assert!(sim.requests_of("DELETE", "*").is_empty());
}

#[tokio::test]
async fn ctrl_c_ends_the_program_and_not_the_scan() {
    let sim = manual_sim().await;
    let mut scanning = scan(&sim, &["Movies", "--wait"]);
    scanning.line();
    scanning.signal("INT");
    let ran = scanning.finish();
    assert_eq!(
        (ran.code, ran.stderr.as_str()),
        (130, "plexctl: interrupted\n")
    );
    assert_eq!(sim.running().len(), 1);
    assert!(sim.requests_of("DELETE", "*").is_empty());
}

#[tokio::test]
async fn a_second_shell_can_stop_it() {
    let sim = manual_sim().await;
    let mut scanning = scan(&sim, &["Movies", "--wait"]);
    let id = scanning.line();
    let ran = run_at(&sim.url(), &["cancel", &id]);
    ran.assert_fails(4, &[&id, "`plexctl scan 1 --stop`"]);
    let stopped = run_at(&sim.url(), &["scan", "movies", "--stop"]);
    assert_eq!(
        (stopped.code, stopped.stdout.as_str()),
        (0, ""),
        "{stopped:?}"
    );
    assert!(
        stopped
            .stderr
            .contains("stop requested for the Movies scan"),
        "{stopped:?}"
    );
    let ran = scanning.finish();
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(sim.running().is_empty());
}

#[tokio::test]
async fn a_second_shell_can_cancel_what_can_be_cancelled() {
    let sim = sim().await;
    sim.answer(
        "GET",
        "/library/sections/1/refresh",
        StubResponse::empty(200),
    );
    let mut scanning = scan(&sim, &["Movies", "--wait"]);
    sim.wait_request("GET", "/library/sections/1/refresh", 1)
        .await
        .unwrap();
    sim.activity("library.update.section")
        .section("1")
        .cancellable(true)
        .start();
    let id = scanning.line();
    let cancelled = run_at(&sim.url(), &["cancel", &id]);
    assert_eq!(cancelled.code, 0, "{cancelled:?}");
    assert_eq!(scanning.finish().code, 0);
}

#[tokio::test]
async fn an_unknown_section_is_code_3_and_nothing_is_started() {
    let sim = sim().await;
    sim.add_section("9", "movie", "MOVIES");
    for (section, parts) in [
        (
            "Moveis",
            &[
                "there is no library section \"Moveis\"",
                "TV Shows (2)",
                "Music (3)",
            ][..],
        ),
        ("TV Show", &["Did you mean \"TV Shows\"?"]),
        ("movies", &["Movies (1), MOVIES (9)", "by its number"]),
        ("77", &["there is no library section"]),
        ("../1", &["there is no library section"]),
    ] {
        scan(&sim, &[section, "--wait"])
            .finish()
            .assert_fails(3, parts);
    }
    assert!(
        sim.requests_of("GET", "/library/sections/*/refresh")
            .is_empty()
    );
    sim.answer(
        "GET",
        "/library/sections/2/refresh",
        StubResponse::html(404, "<html></html>"),
    );
    let ran = scan(&sim, &["2"]).finish();
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""), "{ran:?}");
}

#[tokio::test]
async fn a_folder_and_force_reach_the_server() {
    let sim = sim().await;
    let folder = "/data/Movies/Ä & B";
    assert_eq!(scan(&sim, &["1", "--path", folder]).finish().code, 0);
    assert_eq!(scan(&sim, &["1", "--force"]).finish().code, 0);
    let requests = sim.requests_of("GET", "/library/sections/1/refresh");
    assert_eq!(requests[0].query_value("path"), Some(folder));
    assert_eq!(requests[0].query_value("force"), None);
    assert_eq!(requests[1].query_value("force"), Some("1"));
}

#[tokio::test]
async fn an_activity_named_by_the_server_is_followed_whenever_it_appears() {
    let sim = sim().await;
    for header in [
        ActivityHeader::AfterStarted,
        ActivityHeader::AfterEnded,
        ActivityHeader::BeforeStarted(Duration::from_millis(700)),
    ] {
        sim.set_activity_header(header);
        let ran = scan(&sim, &["Movies", "--wait", "-o", "jsonl"]).finish();
        assert_eq!(ran.code, 0, "{header:?}: {ran:?}");
        let lines: Vec<Value> = ran
            .stdout
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(lines.len(), 2, "{ran:?}");
        let id = &lines[1]["outcome"]["uuid"];
        assert_eq!(
            lines[0],
            json!({"version": 1, "scan": {"section": {"id": "1", "title": "Movies"},
                                          "activity": id, "identified": "header"}})
        );
        assert_eq!(lines[1]["outcome"]["how"], "ended", "{header:?}");
    }
}

#[tokio::test]
async fn an_activity_that_never_appears_or_cannot_be_identified_does_not_hang() {
    let never = sim().await;
    never.set_activity_header(ActivityHeader::WithoutStarted);
    let brief = ["--begin-within", "1s"];
    let never_seen = scan(&never, &[&["Movies", "--wait"][..], &brief].concat());
    let nothing = sim().await;
    nothing.answer(
        "GET",
        "/library/sections/1/refresh",
        StubResponse::empty(200),
    );
    let unidentified = [&["Movies", "--wait", "-o", "json"][..], &brief].concat();
    let unidentified = scan(&nothing, &unidentified);
    let not_waited_for = scan(&nothing, &["Movies"]);

    let ran = never_seen.finish();
    assert_eq!((ran.code, ran.stderr.lines().count()), (3, 1), "{ran:?}");
    assert!(ran.stderr.contains(id_of(&ran)), "{ran:?}");

    let ran = unidentified.finish();
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.stderr.contains("no sign of a scan"), "{ran:?}");
    assert_eq!(
        ran.json(),
        json!({"version": 1,
               "scan": {"section": {"id": "1", "title": "Movies"}, "activity": null,
                        "identified": null},
               "outcome": {"uuid": null, "how": "nothing_seen", "activity": null}})
    );
    let ran = not_waited_for.finish();
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{ran:?}");
    assert!(ran.stderr.contains("plexctl list"), "{ran:?}");
}

#[tokio::test]
async fn when_idle_starts_nothing_while_the_section_is_busy() {
    let sim = sim().await;
    let metadata = sim
        .activity("library.update.item.metadata")
        .section("1")
        .start();
    sim.progress(&metadata, 10, "");
    let ran = scan(&sim, &["Movies", "--when-idle", "--timeout", "1s"]).finish();
    ran.assert_fails(
        7,
        &[
            "Movies was not idle within 1s",
            &metadata,
            "No scan was started",
        ],
    );
    assert!(
        sim.requests_of("GET", "/library/sections/*/refresh")
            .is_empty()
    );

    let other = scan(&sim, &["TV Shows", "--when-idle", "--wait"]).finish();
    assert_eq!(other.code, 0, "{other:?}");

    let lists = sim.requests_of("GET", "/activities");
    let answered = lists.iter().filter(|list| list.status.is_some()).count();
    let scanning = scan(&sim, &["Movies", "--when-idle", "--wait"]);
    sim.wait_open_streams(1).await.unwrap();
    // It learns that the section is busy.
    sim.wait_answer("GET", "/activities", answered + 1)
        .await
        .unwrap();
    let started = || sim.requests_of("GET", "/library/sections/1/refresh").len();
    assert_eq!(started(), 0);
    sim.end(&metadata);
    assert_eq!(scanning.finish().code, 0);
    assert_eq!(started(), 1);
}

#[tokio::test]
async fn a_server_that_cannot_be_used_gives_its_code_at_once() {
    run_at(&dead_url(), &["scan", "1", "--wait"]).assert_fails(6, &[]);
    let sim = PlexSim::builder().token("made-up").start().await.unwrap();
    scan(&sim, &["1"])
        .finish()
        .assert_fails(5, &["No token was given"]);
    scan(&sim, &["1", "--stop"])
        .finish()
        .assert_fails(5, &["No token was given"]);
}

#[test]
fn conflicting_options_are_a_usage_error() {
    for arguments in [
        &["scan"][..],
        &["scan", "1", "--timeout", "1s"],
        &["scan", "1", "--stop", "--wait"],
        &["scan", "1", "--force", "--path", "/data"],
        &["scan", "1", "--all"],
        &["scan", "1", "--any-path"],
        &["scan", "1", "--begin-within", "5s"],
    ] {
        let ran = run(arguments);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{ran:?}");
    }
}

/// A server that queues scans, and runs one of TV Shows.
async fn busy_sim() -> (PlexSim, String) {
    let builder = PlexSim::builder().manual_scans();
    let sim = builder.queue_scans(false).start().await.unwrap();
    let other = sim
        .activity("library.update.section")
        .title("Scanning TV Shows")
        .section("2")
        .start();
    (sim, other)
}

#[tokio::test]
async fn a_queued_scan_is_waited_for_and_the_scan_before_it_is_named() {
    let (sim, other) = busy_sim().await;
    let mut scanning = scan(&sim, &["Movies", "--wait", "--begin-within", "1s"]);
    // Far more looks at the sections than fit in one second without news.
    sim.wait_request("GET", "/library/sections", 30)
        .await
        .unwrap();
    assert_eq!(
        sim.requests_of("GET", "/library/sections/1/refresh").len(),
        1
    );
    sim.end(&other);
    let id = scanning.line();
    assert_eq!(sim.running()[0].uuid, id);
    sim.end(&id);
    let ran = scanning.finish();
    assert_eq!(ran.code, 0, "{ran:?}");
    let told = "Movies: waiting for another scan, which runs first: Scanning TV Shows";
    assert!(ran.stderr.contains(told), "{ran:?}");
    assert!(ran.stderr.contains(&other), "{ran:?}");
}

#[tokio::test]
async fn a_timeout_in_the_queue_says_what_was_waited_for() {
    let (sim, other) = busy_sim().await;
    let ran = scan(&sim, &["Movies", "--wait", "--timeout", "1s", "-o", "json"]).finish();
    assert_eq!((ran.code, ran.stderr.lines().count()), (7, 1), "{ran:?}");
    for part in ["Movies", "within 1s", "another scan", &other] {
        assert!(ran.stderr.contains(part), "{part}: {ran:?}");
    }
    let how = &ran.json()["outcome"]["how"];
    assert_eq!(how, "unknown");
}

#[tokio::test]
async fn a_scan_that_only_the_section_shows_is_seen() {
    let sim = sim().await;
    sim.answer(
        "GET",
        "/library/sections/1/refresh",
        StubResponse::empty(200),
    );
    let scanning = scan(&sim, &["Movies", "--wait", "-o", "jsonl"]);
    sim.wait_request("GET", "/library/sections/1/refresh", 1)
        .await
        .unwrap();
    sim.record_scan("1");
    let ran = scanning.finish();
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stdout.contains(r#""how":"scanned""#), "{ran:?}");
}

#[tokio::test]
async fn several_sections_are_scanned_and_the_refused_one_is_named() {
    let sim = sim().await;
    sim.answer(
        "GET",
        "/library/sections/2/refresh",
        StubResponse::html(404, "<html></html>"),
    );
    for (arguments, keys) in [
        (&["Movies", "TV Shows", "1"][..], &["1", "2"][..]),
        (&["--all", "--wait"], &["1", "2", "3"]),
        (&["3", "Nothing", "2"], &["2", "3"]),
    ] {
        let before: Vec<usize> = keys.iter().map(|key| asked(&sim, key)).collect();
        let ran = scan(&sim, arguments).finish();
        assert_eq!(ran.code, 3, "{ran:?}");
        assert!(ran.stderr.contains("TV Shows: "), "{ran:?}");
        assert_eq!(ran.stdout.lines().count(), keys.len() - 1, "{ran:?}");
        for (key, before) in keys.iter().zip(before) {
            assert_eq!(asked(&sim, key), before + 1, "{key}: {ran:?}");
        }
        sim.wait_running(<[_]>::is_empty).await.unwrap();
    }
    let one = scan(&sim, &["TV Shows"]).finish();
    one.assert_fails(3, &["TV Shows: "]);
}

fn asked(sim: &PlexSim, key: &str) -> usize {
    let path = format!("/library/sections/{key}/refresh");
    sim.requests_of("GET", &path).len()
}

#[tokio::test]
async fn several_sections_have_a_document_of_their_own() {
    let sim = sim().await;
    sim.answer(
        "GET",
        "/library/sections/2/refresh",
        StubResponse::html(404, "<html></html>"),
    );
    let ran = scan(&sim, &["--all", "--wait", "-o", "json"]).finish();
    let document = ran.json();
    let scans = document["scans"].as_array().unwrap();
    assert_eq!(document["version"], 1);
    let titles: Vec<&Value> = scans
        .iter()
        .map(|one| &one["scan"]["section"]["title"])
        .collect();
    assert_eq!(titles, ["Movies", "TV Shows", "Music"]);
    assert_eq!(scans[0]["outcome"]["how"], "ended");
    assert_eq!(scans[0]["outcome"]["uuid"], scans[0]["scan"]["activity"]);
    assert_eq!(scans[0]["error"], Value::Null);
    assert_eq!(scans[1]["outcome"], Value::Null);
    assert!(scans[1]["error"].as_str().unwrap().contains("TV Shows"));

    let ran = scan(&sim, &["1", "3", "--wait", "-o", "jsonl"]).finish();
    assert_eq!(ran.code, 0, "{ran:?}");
    let lines: Vec<Value> = ran
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 2, "{ran:?}");
    for line in &lines {
        assert_eq!(line["version"], 1);
        assert_eq!(line["outcome"]["uuid"], line["scan"]["activity"]);
    }
}

#[tokio::test]
async fn a_folder_outside_of_the_section_is_refused_unless_any_path_is_given() {
    let sim = sim().await;
    for path in ["/torrents/film.mkv", "/data/MoviesX", "/data", "Movies"] {
        let ran = scan(&sim, &["Movies", "--path", path]).finish();
        ran.assert_fails(2, &[path, "/data/Movies", "--any-path"]);
    }
    for path in ["", " "] {
        let ran = scan(&sim, &["Movies", "--path", path]).finish();
        ran.assert_fails(2, &["--path is empty"]);
    }
    for arguments in [
        &["1", "2", "--path", "/data/Movies"][..],
        &["--all", "--path", "/data"],
    ] {
        scan(&sim, arguments)
            .finish()
            .assert_fails(2, &["exactly one section"]);
    }
    assert_eq!(asked(&sim, "1"), 0);
    for arguments in [
        &["1", "--path", "/data/Movies/Film"][..],
        &["1", "--path", r"\data\Movies\Film"],
        &["1", "--path", "/torrents", "--any-path"],
    ] {
        let ran = scan(&sim, arguments).finish();
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
    }
    let bare = r#"{"MediaContainer":{"Directory":[{"key":"1","title":"Movies"}]}}"#;
    sim.answer("GET", "/library/sections", StubResponse::json(200, bare));
    let ran = scan(&sim, &["1", "--path", "/anywhere"]).finish();
    assert_eq!((ran.code, asked(&sim, "1")), (0, 4), "{ran:?}");
}

#[tokio::test]
async fn stop_says_whether_a_scan_was_running() {
    let sim = manual_sim().await;
    let ran = scan(&sim, &["Movies", "--stop"]).finish();
    ran.assert_fails(3, &["no scan of Movies was running"]);
    let id = sim.activity("library.update.section").section("1").start();
    let ran = scan(&sim, &["--all", "--stop"]).finish();
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(
        ran.stderr.contains("stop requested for the Movies scan"),
        "{ran:?}"
    );
    assert!(
        ran.stderr.contains("no scan of Music was running"),
        "{ran:?}"
    );
    sim.wait_ended(&id).await.unwrap();
    for key in ["1", "2", "3"] {
        let path = format!("/library/sections/{key}/refresh");
        assert!(!sim.requests_of("DELETE", &path).is_empty());
    }
    // Whether one was running is not known here, and it must be stopped all the same.
    sim.answer("GET", "/activities", StubResponse::empty(500));
    let ran = scan(&sim, &["3", "--stop"]).finish();
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stderr.contains("unknown"), "{ran:?}");
}

#[tokio::test]
async fn settle_waits_for_the_metadata_that_follows() {
    let tail = Duration::from_secs(1);
    let sim = PlexSim::builder()
        .metadata_tail(3, tail)
        .start()
        .await
        .unwrap();
    let ran = scan(&sim, &["Movies", "--wait", "--settle", "500ms"]).finish();
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(sim.running(), []);
    assert!(
        !sim.requests_of("GET", "/library/sections/1/timeline")
            .is_empty()
    );
    let ran = scan(&sim, &["Movies", "--wait"]).finish();
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_ne!(
        sim.running(),
        [],
        "without it, the end of the scan is the end"
    );
    sim.wait_running(<[_]>::is_empty).await.unwrap();
}
