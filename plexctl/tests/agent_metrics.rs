//! The metrics of `plexctl agent`, and what reads them: `promtool`, the alert rules and the dashboard.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::common;

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use common::{FakeReceiver, HTTP, HttpAgent, Reply, dead_url, external, server, tied_command};
use plex_sim::{Fault, PlexSim};
use serde_json::Value;

fn contrib(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../contrib")
        .join(file)
}

/// A hook that tells this receiver of connections and ends.
fn hook(url: &str) -> String {
    format!(
        "[[hook]]\nname = \"all\"\non = [\"connected\", \"ended\"]\nwebhook = {{ url = \"{url}\" }}\n\n"
    )
}

/// Starts an agent with metrics and a hook, and waits until it follows the server.
fn start(sim: &PlexSim, receiver: &FakeReceiver) -> HttpAgent {
    let file = [HTTP, &server("home", &sim.url()), &hook(&receiver.url)];
    let agent = HttpAgent::with(&file.concat());
    wait_connected(receiver);
    agent
}

fn wait_connected(receiver: &FakeReceiver) {
    while receiver.next().json()["type"] != "plexctl.server.connected" {}
}

/// The labels of a type on the server.
fn of(name: &str, kind: &str) -> String {
    format!("{name}{{server=\"home\",activity_type=\"{kind}\"}}")
}

/// Runs `promtool` with this on its standard input; `None` where it is missing. It must be content.
fn promtool(arguments: &[&str], input: &str) -> Option<()> {
    let promtool = external("promtool", "prometheus")?;
    let mut command = tied_command(promtool);
    command.args(arguments);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    let told = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap());
    assert_eq!(
        output.status.code(),
        Some(0),
        "promtool {arguments:?}: {told:?}"
    );
    Some(())
}

#[tokio::test]
async fn the_metrics_tell_what_runs_what_ended_and_what_hooks_did() {
    let sim = PlexSim::start().await.unwrap();
    let receiver = FakeReceiver::start(|_, _| Reply::status(200));
    let agent = start(&sim, &receiver);
    const SCAN: &str = "library.update.section";
    // Before anything happened the series are there.
    for name in [
        "plex_activities_started_total",
        "plex_activities_ended_total",
    ] {
        assert_eq!(agent.metric(&of(name, SCAN)), Some(0.0));
    }
    let scan = sim
        .activity(SCAN)
        .title("Scanning Movies")
        .section("1")
        .progress(30)
        .start();
    let waiting = sim.activity("acme.job").title("Odd").start();
    while agent.metric(&of("plex_activities_running", SCAN)) != Some(1.0)
        || agent.metric(&of("plex_activities_running", "acme.job")) != Some(1.0)
    {}
    let text = agent.metrics();
    let value = |series: &str| -> f64 {
        let line = text.lines().find_map(|line| line.strip_prefix(series));
        line.unwrap_or_else(|| panic!("{series}: {text}"))
            .trim()
            .parse()
            .unwrap()
    };
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap();
    for name in [
        "plex_activity_oldest_start_timestamp_seconds",
        "plex_activity_last_progress_timestamp_seconds",
    ] {
        let at = value(&of(name, SCAN));
        assert!((now.as_secs_f64() - at).abs() < 60.0, "{name}: {at}");
    }
    assert_eq!(value(&of("plex_activity_progress_ratio", SCAN)), 0.3);
    assert_eq!(value("plexctl_server_up{server=\"home\"}"), 1.0);
    for (transport, used) in [("websocket", 1.0), ("eventsource", 0.0), ("poll", 0.0)] {
        let series =
            format!("plexctl_notifications_connected{{server=\"home\",transport=\"{transport}\"}}");
        assert_eq!(value(&series), used, "{transport}");
    }
    assert!(value("plexctl_journal_size_bytes") > 0.0);
    assert!(text.contains("plexctl_build_info{version=\""), "{text}");

    sim.end(&scan);
    receiver.next();
    while agent.metric(&of("plex_activities_ended_total", SCAN)) != Some(1.0) {}
    let text = agent.metrics();
    let value = |series: &str| -> f64 {
        let line = text.lines().find_map(|line| line.strip_prefix(series));
        line.unwrap_or_else(|| panic!("{series}: {text}"))
            .trim()
            .parse()
            .unwrap()
    };
    for (name, expected) in [
        ("plex_activities_running", 0.0),
        ("plex_activities_started_total", 1.0),
        ("plex_activities_ended_inferred_total", 0.0),
        ("plex_activity_duration_seconds_count", 1.0),
    ] {
        assert_eq!(value(&of(name, SCAN)), expected, "{name}");
    }
    let stalled = of("plex_activity_last_progress_timestamp_seconds", SCAN);
    assert!(!text.contains(&stalled), "none runs: {text}");
    let ended = "plex_library_scan_last_end_timestamp_seconds{server=\"home\",library=\"Movies\"}";
    let ended_at = value(ended);

    // Without a sign of its end.
    sim.fault(Fault::CutConnections);
    sim.end(&waiting);
    receiver.next();
    while agent.metric(&of("plex_activities_ended_total", "acme.job")) != Some(1.0) {}
    while agent
        .metric("plexctl_hook_runs_total{hook=\"all\"}")
        .unwrap()
        < 3.0
    {}
    while agent.metric("plexctl_hook_pending{hook=\"all\"}") != Some(0.0) {}
    assert_eq!(
        agent.metric("plexctl_hook_failures_total{hook=\"all\"}"),
        Some(0.0)
    );
    promtool(&["check", "metrics"], &agent.metrics());

    // Counters begin anew, as Prometheus expects. The last ends stay.
    let agent = agent.restart();
    wait_connected(&receiver);
    assert_eq!(agent.metric(ended), Some(ended_at));
    assert_eq!(
        agent.metric(&of("plex_activities_ended_total", SCAN)),
        Some(0.0)
    );
    assert_eq!(agent.web.finish().code, 0);
}

#[tokio::test]
async fn what_a_server_that_is_away_runs_is_not_told_and_its_hooks_wait() {
    let receiver = FakeReceiver::start(|_, _| Reply::status(500));
    let sim = PlexSim::start().await.unwrap();
    let file = [HTTP, &server("home", &sim.url()), &hook(&receiver.url)];
    let agent = HttpAgent::with(&file.concat());
    wait_connected(&receiver);
    while agent.metric("plexctl_hook_failures_total{hook=\"all\"}") != Some(1.0) {}
    assert_eq!(
        agent.metric("plexctl_hook_pending{hook=\"all\"}"),
        Some(1.0)
    );
    let oldest = agent.metric("plexctl_hook_oldest_pending_timestamp_seconds{hook=\"all\"}");
    assert!(oldest.unwrap() > 1_000_000_000.0, "{oldest:?}");
    sim.fault(Fault::Down);
    while agent.metric("plexctl_server_up{server=\"home\"}") != Some(0.0) {}
    let running = of("plex_activities_running", "library.update.section");
    assert_eq!(agent.metric(&running), None, "nobody knows");
    assert_eq!(agent.get("/healthz").status, 200);
    sim.lift(&Fault::Down);
    while agent
        .metric("plexctl_reconnects_total{server=\"home\"}")
        .unwrap_or_default()
        < 1.0
    {}
    while agent.metric(&running) != Some(0.0) {}
    promtool(&["check", "metrics"], &agent.metrics());
    assert_eq!(agent.web.finish().code, 0);
}

#[tokio::test]
async fn the_series_are_bounded_whatever_a_server_sends() {
    let sim = PlexSim::start().await.unwrap();
    let agent = HttpAgent::start(&sim.url());
    let long = format!("acme.{}", "x".repeat(10_000));
    let odd = "quo\"te\\back";
    let mut ids = vec![sim.activity(&long).start(), sim.activity(odd).start()];
    ids.extend((0..300).map(|number| sim.activity(&format!("acme.{number}")).start()));
    let other = of("plex_activities_running", "other");
    while agent.metric(&other).unwrap_or_default() < 286.0 {}
    for id in &ids {
        sim.end(id);
    }
    let ended = of("plex_activities_ended_total", "other");
    while agent.metric(&ended).unwrap_or_default() < 286.0 {}
    let text = agent.metrics();
    let types: BTreeSet<&str> = text
        .lines()
        .filter_map(|line| {
            line.split_once("activity_type=\"")?
                .1
                .split_once("\",le=")
                .or_else(|| line.split_once("activity_type=\"")?.1.split_once("\"}"))
        })
        .map(|(kind, _)| kind)
        .collect();
    // The known ones, 16 others, and what is beyond.
    assert!(
        types.len() <= plex_api::ACTIVITY_TYPES.len() + 17,
        "{types:?}"
    );
    assert!(text.len() < 100_000, "{} bytes", text.len());
    promtool(&["check", "metrics"], &text);
    assert_eq!(agent.web.finish().code, 0);
}

#[test]
fn the_metrics_are_there_only_when_the_file_has_them() {
    let http = "[http]\nlisten = \"127.0.0.1:0\"\n\n";
    let agent = HttpAgent::with(&format!("{http}{}", server("home", &dead_url())));
    assert_eq!(agent.get("/metrics").status, 404);
    assert_eq!(agent.get("/healthz").status, 200);
    assert_eq!(agent.web.finish().code, 0);
}

#[test]
fn the_alert_rules_pass_their_tests() {
    let rules = contrib("prometheus/alerts.yml");
    let tests = contrib("prometheus/alerts.test.yml");
    if promtool(&["check", "rules", rules.to_str().unwrap()], "").is_some() {
        promtool(&["test", "rules", tests.to_str().unwrap()], "");
    }
}

#[tokio::test]
async fn a_running_agent_has_every_metric_of_the_rules_and_the_dashboard() {
    let sim = PlexSim::start().await.unwrap();
    let receiver = FakeReceiver::start(|_, _| Reply::status(500));
    let agent = start(&sim, &receiver);
    let scan = sim
        .activity("library.update.section")
        .title("Scanning Movies")
        .section("1")
        .start();
    let backup = sim
        .activity("butler")
        .title("Backing up database")
        .progress(10)
        .start();
    let running = of("plex_activities_running", "butler");
    while agent.metric(&running) != Some(1.0) {}
    sim.end(&scan);
    sim.end(&backup);
    sim.activity("library.update.section")
        .title("Scanning Movies")
        .section("1")
        .progress(5)
        .start();
    let present = || -> BTreeSet<String> {
        let text = agent.metrics();
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        lines
            .map(|line| line.split(['{', ' ']).next().unwrap().to_owned())
            .collect()
    };
    let dashboard = std::fs::read_to_string(contrib("grafana/plexctl-agent.json")).unwrap();
    let dashboard: Value = serde_json::from_str(&dashboard).unwrap();
    let mut expressions = vec![std::fs::read_to_string(contrib("prometheus/alerts.yml")).unwrap()];
    for panel in dashboard["panels"].as_array().unwrap() {
        for target in panel["targets"].as_array().into_iter().flatten() {
            expressions.push(target["expr"].as_str().unwrap().to_owned());
        }
    }
    assert!(expressions.len() > 20, "{}", expressions.len());
    let wanted: BTreeSet<String> = expressions
        .iter()
        .flat_map(|text| text.split(|one: char| !one.is_ascii_alphanumeric() && one != '_'))
        .filter(|word| word.starts_with("plex_") || (word.starts_with("plexctl_")))
        .map(str::to_owned)
        .collect();
    assert!(wanted.len() > 15, "{wanted:?}");
    loop {
        let present = present();
        let missing: Vec<&String> = wanted.difference(&present).collect();
        if missing.is_empty() {
            break;
        }
        // What comes with the last ends. Anything else never comes.
        assert!(
            missing.iter().all(|name| name.contains("last_")
                || name.contains("_ratio")
                || name.contains("oldest")),
            "{missing:?}"
        );
    }
    assert_eq!(agent.web.finish().code, 0);
}
