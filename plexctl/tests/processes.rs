//! `plexctl` against `plexctl sim`, each in its own process, and how they end.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::common;

use std::process::Command;
use std::time::{Duration, Instant};

use common::{ChildGuard, PlexctlProcess, SimProcess, finish, program, run, run_at, write_secret};
use plex_sim::{PlexSim, StubResponse};

#[test]
fn list_and_cancel_work_between_processes() {
    let sim = SimProcess::start(program().env("PLEX_TOKEN", "made-up").arg("sim"));
    assert!(sim.url.starts_with("http://127.0.0.1:"), "{}", sim.url);
    let with_token = |arguments: &[&str]| {
        let mut command = program();
        command
            .env("PLEX_TOKEN", "made-up")
            .env("PLEX_URL", &sim.url)
            .args(arguments);
        finish(&mut command)
    };

    let listed = with_token(&["list", "-o", "json"]);
    assert_eq!(listed.code, 0, "{listed:?}");
    let document = listed.json();
    let download = document["activities"]
        .as_array()
        .unwrap()
        .iter()
        .find(|activity| activity["type"] == "media.download")
        .unwrap()["uuid"]
        .as_str()
        .unwrap()
        .to_owned();

    let one = with_token(&["get", &download, "-o", "json"]);
    assert_eq!(one.json()["activity"]["uuid"], download.as_str());

    let cancelled = with_token(&["cancel", &download]);
    assert_eq!(
        (cancelled.code, cancelled.stdout.as_str()),
        (0, ""),
        "{cancelled:?}"
    );
    assert!(
        cancelled.stderr.contains("cancellation requested"),
        "{cancelled:?}"
    );

    let after = with_token(&["list", "-o", "json"]);
    assert!(!after.stdout.contains("media.download"), "{after:?}");
    with_token(&["get", &download]).assert_fails(3, &["finished already", "plexctl list"]);
    with_token(&["cancel", &download]).assert_fails(3, &["already", "plexctl list"]);
}

#[test]
fn a_wrong_token_and_none_are_refused_with_advice() {
    let sim = SimProcess::start(program().args(["sim", "--token", "made-up"]));
    let mut wrong = program();
    wrong
        .env("PLEX_TOKEN", "hunter2")
        .args(["--url", &sim.url, "list"]);
    finish(&mut wrong).assert_fails(5, &["token", "The token came from PLEX_TOKEN"]);
    run_at(&sim.url, &["list"]).assert_fails(5, &["No token was given", "--token-file"]);

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("token");
    write_secret(&file, "made-up\r\n");
    let file = file.to_str().unwrap();
    assert_eq!(run_at(&sim.url, &["list", "--token-file", file]).code, 0);
    write_secret(file, "wrong");
    run_at(&sim.url, &["list", "--token-file", file]).assert_fails(5, &[file]);
}

#[test]
fn the_simulator_ends_by_a_signal_with_success() {
    for name in ["INT", "TERM"] {
        let mut sim = SimProcess::start(program().args(["sim", "--scenario", "big-scan"]));
        let ran = run_at(&sim.url, &["list"]);
        assert!(ran.stdout.contains("Scanning Movies"), "{ran:?}");
        sim.child.signal(name);
        assert_eq!(sim.child.wait().unwrap().code(), Some(0), "SIG{name}");
    }
}

#[test]
fn the_simulator_explains_its_use_and_shows_no_token() {
    let mut sim = SimProcess::start(program().args(["sim", "--token", "made-up"]));
    sim.child.signal("TERM");
    let mut said = String::new();
    let mut stderr = sim.child.stderr.take().unwrap();
    std::io::Read::read_to_string(&mut stderr, &mut said).unwrap();
    assert!(
        said.contains(&format!("plexctl --url {} list", sim.url)),
        "{said}"
    );
    assert!(
        said.contains("quiet-night") && said.contains("Ctrl-C"),
        "{said}"
    );
    assert!(!said.contains("made-up"), "{said}");
}

#[test]
fn the_simulator_plays_a_file_faster_and_can_be_controlled() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("hour.yaml");
    let scenario = "name: hour\nsteps:\n  - at: 1h\n    start: { kind: media.download }\n";
    std::fs::write(&file, scenario).unwrap();
    let file = file.to_str().unwrap();
    let sim = SimProcess::start(program().args(["sim", "--scenario", file, "--rate", "36000"]));
    let answer = common::post(&sim.url, "/sim/activities", r#"{"kind":"media.optimize"}"#);
    assert!(answer["uuid"].is_string(), "{answer}");
    let mut watch = program();
    watch.args(["--url", &sim.url, "watch", "-o", "jsonl"]);
    PlexctlProcess::start(&mut watch).until(|event| event["activity"]["type"] == "media.download");
}

#[test]
fn the_simulator_has_the_options_of_the_program_plex_sim() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ca.pem");
    let file = file.to_str().unwrap();
    let options = [
        "--tls",
        "--ca-file",
        file,
        "--prefix",
        "/plex",
        "--no-control",
    ];
    let sim = SimProcess::start(program().arg("sim").args(options).args(["--rate", "0"]));
    assert!(sim.url.starts_with("https://127.0.0.1:") && sim.url.ends_with("/plex"));
    let listed = run_at(&sim.url, &["--ca-cert", file, "list", "-o", "json"]);
    assert_eq!(listed.code, 0, "{listed:?}");
    assert!(!listed.json()["activities"].as_array().unwrap().is_empty());
    let unused = finish(program().args(["sim", "--ca-file", file]));
    assert_eq!(unused.code, 2, "{unused:?}");
}

#[test]
fn an_invalid_scenario_is_reported_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bad.yaml");
    std::fs::write(&file, "name: bad\nsteps:\n  - fault: no-such-fault\n").unwrap();
    let run = |arguments: &[&str]| run(&[&["sim"][..], arguments].concat());
    let bad = run(&["--scenario", file.to_str().unwrap()]);
    bad.assert_fails(2, &["bad.yaml:3", "no-such-fault"]);
    run(&["--scenario", "big-scna"]).assert_fails(2, &["big-scna"]);
    assert_eq!(run(&["--rate=-1"]).code, 2);
    assert_eq!(run(&["--rate", "fast"]).code, 2);
}

#[test]
fn a_port_in_use_is_reported() {
    let sim = SimProcess::start(program().arg("sim"));
    let port = sim.url.rsplit(':').next().unwrap();
    run(&["sim", "--port", port]).assert_fails(1, &[port]);
}

#[tokio::test]
async fn ctrl_c_ends_a_request_that_is_under_way() {
    for (name, code, sentence) in [("INT", 130, "interrupted"), ("TERM", 143, "terminated")] {
        let sim = PlexSim::start().await.unwrap();
        sim.answer("GET", "/activities", StubResponse::hang());
        let child = ChildGuard::spawn_piped(program().args(["--url", &sim.url(), "list"]));
        sim.wait_request("GET", "/activities", 1).await.unwrap();
        child.signal(name);
        let ran = child.finish();
        assert_eq!((ran.code, ran.stdout.as_str()), (code, ""), "SIG{name}");
        assert_eq!(ran.stderr, format!("plexctl: {sentence}\n"));
    }
}

#[test]
fn ctrl_c_ends_the_demo() {
    let mut child = ChildGuard::spawn_piped(program().arg("demo"));
    let mut first = String::new();
    let mut stdout = std::io::BufReader::new(child.stdout.take().unwrap());
    std::io::BufRead::read_line(&mut stdout, &mut first).unwrap();
    child.signal("INT");
    assert_eq!(child.wait().unwrap().code(), Some(130));
}

/// The shell plays the test run under nohup(1): it ignores HUP, and it is killed.
#[test]
#[cfg(target_os = "linux")]
fn a_program_does_not_outlive_a_killed_test_run() {
    let plexctl = program();
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap '' HUP; \"$@\" & wait", "sh"]);
    shell.arg(plexctl.get_program()).args(plexctl.get_args());
    let mut run = PlexctlProcess::start(shell.arg("sim"));
    assert!(run.line().starts_with("http://"));
    run.signal("KILL");
    // Standard output ends when the last program that could write to it has ended.
    run.read_to_end();
}

#[test]
fn the_demo_tells_the_whole_story_in_plain_lines() {
    let begin = Instant::now();
    let ran = run(&["demo"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
    assert!(begin.elapsed() < Duration::from_secs(20));
    let at = |part: &str| {
        ran.stdout
            .find(part)
            .unwrap_or_else(|| panic!("no {part:?} in\n{}", ran.stdout))
    };
    // Running activities, a scan, the cut, the missed end, a cancellation, and the end.
    let story = [
        at("TYPE "),
        at("plexctl scan Movies --wait"),
        at("Scanning Movies: "),
        at("The connection is cut"),
        at("lost"),
        at("meanwhile an activity finishes"),
        at("connected; catching up with missed events"),
        at("Refreshing (gone from the server's list)"),
        at("caught up; nothing was missed"),
        at("plexctl cancel "),
        at("the server accepted the request"),
        at("ended  Media download by guest"),
        at("ended  Scanning Movies"),
        at("3 activities, 3 ends, none missed"),
    ];
    assert!(story.is_sorted(), "{}", ran.stdout);
    assert!(!ran.stdout.contains('\x1b'), "{}", ran.stdout);
    assert!(!ran.stdout.contains("demo-token"), "{}", ran.stdout);
}
