//! `plexctl watch` with one server: its reports, and its end.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::common;

use common::{ChildGuard, PlexctlProcess, dead_url, program, run, run_at};
use plex_sim::{Fault, PlexSim, StubResponse, Transport};
use serde_json::{Value, json};

fn watch(url: &str, arguments: &[&str]) -> PlexctlProcess {
    let mut command = program();
    command.args(["--url", url, "watch", "-o", "jsonl"]);
    PlexctlProcess::start(command.args(arguments))
}

#[tokio::test]
async fn lists_that_fail_and_recover_are_events() {
    let sim = PlexSim::start().await.unwrap();
    let mut lines = PlexctlProcess::start(program().args(["--url", &sim.url(), "watch"]));
    let mut watch = watch(&sim.url(), &[]);
    watch.until_event("resynced");
    while !lines.line().contains("resynced") {}
    sim.answer("GET", "/activities", StubResponse::empty(404));
    // A message that cannot be read makes a list due.
    sim.fault(Fault::BadJson);
    let failing = watch.until_event("lists_failing");
    let reason = failing.last().unwrap()["reason"].as_str().unwrap();
    assert!(reason.contains("404"), "{reason}");
    let told = std::iter::repeat_with(|| lines.line()).find(|line| line.contains("lists fail"));
    assert!(told.unwrap().contains("404"));
    sim.clear_answers();
    watch.until_event("lists_recovered");
    while !lines.line().contains("lists work") {}
}

/// Removes the time, which differs between two runs.
fn without_time(mut event: Value) -> Value {
    let at = event.as_object_mut().unwrap().remove("at").unwrap();
    let at = at.as_str().unwrap();
    assert!(at.ends_with('Z') && at.len() == 24, "{at}");
    event
}

#[tokio::test]
async fn every_event_is_a_line_of_json_of_one_shape() {
    let sim = PlexSim::start().await.unwrap();
    let url = sim.url();
    let mut watch = watch(&url, &[]);
    watch.until_event("resynced");
    let id = sim
        .activity("library.update.section")
        .title("Scanning Movies")
        .section("1")
        .start();
    sim.progress(&id, 41, "A Quiet Harbour (1987)");
    sim.end(&id);
    let events = watch.until_event("ended");

    let activity = |title: &str, subtitle: &str, progress: u32, context: bool| {
        let mut activity = json!({
            "uuid": id, "type": "library.update.section", "cancellable": false, "userID": 1,
            "title": title, "subtitle": subtitle, "progress": progress,
        });
        if context {
            activity["Context"] = json!({"librarySectionID": "1"});
        }
        activity
    };
    let event = |name: &str, activity: Value| {
        json!({"version": 1, "server": url, "event": name, "activity": activity,
               "incarnation": 0, "last_moved_seconds": 0})
    };
    let mut started = event("started", activity("Scanning", "", 0, false));
    started["observed"] = json!("notification");
    let found = "A Quiet Harbour (1987)";
    let mut ended = event("ended", activity("Scanning Movies", found, 100, true));
    ended["how"] = json!("ended");
    let expected = [
        started,
        event("updated", activity("Scanning Movies", "", 0, true)),
        event("updated", activity("Scanning Movies", found, 41, true)),
        ended,
    ];
    let events: Vec<Value> = events.into_iter().map(without_time).collect();
    assert_eq!(events, expected);
}

#[tokio::test]
async fn the_transport_is_reported_first_and_then_running_activities() {
    let sim = PlexSim::start().await.unwrap();
    let id = sim.activity("media.download").progress(30).start();
    for (name, transport) in [
        ("websocket", Some(Transport::WebSocket)),
        ("eventsource", Some(Transport::EventSource)),
        ("poll", None),
    ] {
        let mut watch = watch(&sim.url(), &["--transport", name]);
        let events = watch.until_event("resynced");
        let told: Vec<Value> = events.into_iter().map(without_time).collect();
        assert_eq!(told.len(), 3, "{told:?}");
        assert_eq!(
            told[0],
            json!({"version": 1, "server": sim.url(), "event": "connected", "transport": name})
        );
        assert_eq!(told[1]["activity"]["uuid"], id.as_str());
        assert_eq!(told[1]["observed"], "list");
        assert_eq!(
            told[2],
            json!({"version": 1, "server": sim.url(), "event": "resynced"})
        );
        let open: Vec<Transport> = sim.open_streams().iter().map(|one| one.transport).collect();
        assert_eq!(open, Vec::from_iter(transport));
        drop(watch);
        sim.wait_open_streams(0).await.unwrap();
    }
}

#[tokio::test]
async fn only_selected_activities_are_reported() {
    let sim = PlexSim::start().await.unwrap();
    let start = |kind: &str, section: &str| {
        let id = sim.activity(kind).title("Title").section(section).start();
        sim.end(&id);
        id
    };
    for selection in [
        &["--type", "library.*", "--section", "tv shows"][..],
        &["--type=library.*", "--section=2"],
        &[
            "--type=nothing",
            "--type=*.section",
            "--section=2",
            "--section=Music",
        ],
    ] {
        let mut watch = watch(&sim.url(), selection);
        watch.until_event("resynced");
        start("library.update.section", "1");
        start("media.download", "2");
        let wanted = start("library.update.section", "2");
        let events = watch.until_event("ended");
        for event in events {
            assert_eq!(event["activity"]["uuid"], wanted.as_str(), "{selection:?}");
        }
    }
    let ran = run_at(&sim.url(), &["watch", "--section", "Movie"]);
    ran.assert_fails(3, &["Did you mean \"Movies\"?"]);
}

#[tokio::test]
async fn each_end_is_reported_once_despite_lost_connections() {
    let sim = PlexSim::start().await.unwrap();
    let ids: Vec<String> = (0..6)
        .map(|_| sim.activity("media.download").title("Download").start())
        .collect();
    let mut watch = watch(&sim.url(), &[]);
    let mut events = watch.until_event("resynced");
    for (gap, fault) in [Fault::CutConnections, Fault::CutConnections]
        .iter()
        .enumerate()
    {
        sim.end(&ids[gap * 2]);
        sim.fault(*fault);
        events.extend(watch.until_event("disconnected"));
        // During the gap.
        sim.end(&ids[gap * 2 + 1]);
        events.extend(watch.until_event("resynced"));
    }
    sim.fault(Fault::Restart {
        down: std::time::Duration::from_millis(300),
    });
    events.extend(watch.until_event("disconnected"));
    events.extend(watch.until_event("resynced"));
    let last = sim.activity("media.download").title("Last").start();
    sim.end(&last);
    events
        .extend(watch.until(|event| {
            event["event"] == "ended" && event["activity"]["uuid"] == last.as_str()
        }));
    watch.signal("INT");
    assert_eq!(watch.finish().code, 130);

    for id in ids.iter().chain([&last]) {
        let words: Vec<&str> = events
            .iter()
            .filter(|event| event["activity"]["uuid"] == id.as_str())
            .map(|event| event["event"].as_str().unwrap())
            .filter(|word| *word != "updated")
            .collect();
        assert_eq!(words, ["started", "ended"], "{id}");
    }
    let vanished = events.iter().filter(|event| event["how"] == "vanished");
    // One in each gap, and both that the restarted server forgot.
    assert!(vanished.count() >= 4);
}

#[tokio::test]
async fn ctrl_c_ends_it_and_cancels_nothing() {
    for (name, code, sentence) in [("INT", 130, "interrupted"), ("TERM", 143, "terminated")] {
        let sim = PlexSim::start().await.unwrap();
        sim.activity("media.download").cancellable(true).start();
        let mut watch = watch(&sim.url(), &[]);
        watch.until_event("resynced");
        watch.signal(name);
        let ran = watch.finish();
        assert_eq!(
            (ran.code, ran.stderr.as_str()),
            (code, format!("plexctl: {sentence}\n").as_str())
        );
        assert!(sim.requests_of("DELETE", "*").is_empty());
        assert_eq!(sim.running().len(), 1);
    }
}

#[tokio::test]
async fn ctrl_c_ends_it_also_while_nobody_reads() {
    let sim = PlexSim::start().await.unwrap();
    let id = sim.activity("media.download").title("Download").start();
    let mut command = program();
    command.args(["--url", &sim.url(), "watch", "-o", "jsonl"]);
    let mut child = ChildGuard::spawn_piped(&mut command);
    sim.wait_stream_opened().await.unwrap();
    for step in 0..2000 {
        sim.progress(&id, step % 100, &"a long subtitle ".repeat(20));
    }
    let mut stdout = child.stdout.take().unwrap();
    // It has started to write, and then the pipe is full.
    std::io::Read::read_exact(&mut stdout, &mut [0; 100]).unwrap();
    child.signal("INT");
    assert_eq!(child.wait().unwrap().code(), Some(130));
}

#[tokio::test]
async fn a_slow_reader_learns_how_much_it_lost_and_misses_no_end() {
    let sim = PlexSim::start().await.unwrap();
    let id = sim.activity("media.download").title("Download").start();
    let mut command = program();
    command
        .args(["--url", &sim.url(), "watch", "-o", "jsonl"])
        .stdout(std::process::Stdio::piped());
    let mut child = ChildGuard::spawn(&mut command);
    sim.wait_stream_opened().await.unwrap();
    let mut stdout = std::io::BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while !line.contains("\"resynced\"") {
        line.clear();
        std::io::BufRead::read_line(&mut stdout, &mut line).unwrap();
    }
    // More than a pipe and a watcher's buffer hold.
    for step in 0..4000 {
        sim.progress(&id, step % 100, &format!("step {step}"));
    }
    // By the second connection it has received everything that was sent before.
    sim.fault(Fault::EndStreams);
    sim.wait_streams_seen(2).await.unwrap();
    sim.end(&id);
    sim.activity("media.download")
        .uuid("after-it")
        .title("After it")
        .start();
    let mut lines = std::io::BufRead::lines(stdout);
    let mut words = Vec::new();
    let mut missed = 0;
    let mut is_after = false;
    for line in &mut lines {
        let event: Value = serde_json::from_str(&line.unwrap()).unwrap();
        missed += event["missed"].as_u64().unwrap_or_default();
        if event["activity"]["uuid"] == "after-it" {
            is_after = true;
        } else {
            words.push(event["event"].as_str().unwrap().to_owned());
        }
        // The server may send the end before the client listens again. Lists show it then, and they
        // show the other activity first.
        if is_after && words.iter().any(|word| word == "ended") {
            break;
        }
    }
    let count = |word: &str| words.iter().filter(|one| *one == word).count();
    assert_eq!((count("started"), count("ended")), (0, 1));
    assert!(count("lagged") > 0 && missed > 1000, "{missed}");
    child.signal("INT");
    assert_eq!(child.wait().unwrap().code(), Some(130));
}

#[tokio::test]
async fn piped_it_is_a_plain_line_for_each_change() {
    let sim = PlexSim::start().await.unwrap();
    let mut watch = PlexctlProcess::start(program().args(["--url", &sim.url(), "watch"]));
    assert!(watch.line().ends_with("Z  connected     via websocket"));
    assert!(watch.line().contains("Z  resynced "));
    let id = sim.activity("media.download").title("Download").start();
    assert!(watch.line().contains("Z  started         0%  "));
    let mut told = Vec::new();
    for percent in [10, 10, 10, 20] {
        sim.progress(&id, percent, "Lanterns");
    }
    sim.end(&id);
    told.extend([watch.line(), watch.line(), watch.line()]);
    let told: Vec<&str> = told
        .iter()
        .map(|line| line.split_once("Z  ").unwrap().1)
        .collect();
    assert_eq!(
        told,
        [
            format!("updated        10%  Download: Lanterns  media.download {id}"),
            format!("updated        20%  Download: Lanterns  media.download {id}"),
            format!("ended         100%  Download: Lanterns  media.download {id}"),
        ]
    );
}

#[tokio::test]
async fn a_timeout_is_success_unless_no_server_was_reached() {
    let sim = PlexSim::start().await.unwrap();
    let ran = run_at(&sim.url(), &["watch", "--timeout", "3s"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
    let ran = run_at(&dead_url(), &["watch", "--timeout", "500ms", "-o", "jsonl"]);
    assert_eq!(ran.code, 6, "{ran:?}");
    assert!(ran.stdout.contains("\"disconnected\""), "{ran:?}");
    assert!(
        ran.stderr.contains("could not connect within the timeout"),
        "{ran:?}"
    );
}

#[tokio::test]
async fn watch_gives_up_on_a_server_that_rejects_the_token() {
    let sim = PlexSim::builder().token("made-up").start().await.unwrap();
    let ran = run_at(&sim.url(), &["watch", "-o", "jsonl"]);
    assert_eq!(ran.code, 5, "{ran:?}");
    assert!(ran.stderr.contains("No token was given"), "{ran:?}");
    let failed: Value = serde_json::from_str(ran.stdout.lines().last().unwrap()).unwrap();
    assert_eq!(
        (&failed["event"], &failed["code"]),
        (&json!("failed"), &json!(5))
    );
    run_at(&sim.url(), &["watch"]).assert_fails(5, &["No token was given"]);
}

#[tokio::test]
async fn it_may_be_started_before_the_server_also_to_find_a_section_by_title() {
    let sim = PlexSim::start().await.unwrap();
    sim.fault(Fault::Down);
    sim.wait_listening(false).await.unwrap();
    let mut watch = watch(&sim.url(), &["--section", "Movies"]);
    let events = watch.until_event("disconnected");
    assert!(events[0]["retry_in_seconds"].is_number(), "{events:?}");
    sim.lift(&Fault::Down);
    watch.until_event("resynced");
    sim.activity("library.update.section").section("1").start();
    watch.until_event("started");
}

#[tokio::test]
async fn the_token_is_in_no_output_on_any_transport() {
    const SECRET: &str = "hunter2-the-token";
    let sim = PlexSim::builder().token(SECRET).start().await.unwrap();
    for transport in ["websocket", "eventsource", "poll"] {
        let mut command = program();
        command.env("PLEX_TOKEN", SECRET).args([
            "-vvv",
            "--url",
            &sim.url(),
            "watch",
            "--transport",
            transport,
            "-o",
            "jsonl",
        ]);
        let mut watch = PlexctlProcess::start(&mut command);
        let mut told = watch.until_event("resynced");
        sim.fault(Fault::Down);
        told.extend(watch.until_event("disconnected"));
        sim.lift(&Fault::Down);
        watch.signal("INT");
        let ran = watch.finish();
        assert_eq!(ran.code, 130);
        assert!(ran.stderr.lines().count() > 3, "{ran:?}");
        assert!(
            !ran.stderr.contains(SECRET) && !ran.stdout.contains(SECRET),
            "{ran:?}"
        );
        assert!(!format!("{told:?}").contains(SECRET));
    }
}

#[test]
fn one_document_cannot_be_written_without_an_end() {
    run(&["watch", "-o", "json"]).assert_fails(2, &["-o jsonl"]);
}
