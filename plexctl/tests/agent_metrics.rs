//! The metrics of `plexctl agent`, and their readers: `promtool`, the alert rules and the dashboard.
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
use std::time::{Instant, SystemTime};

use common::{
    AgentFolder, FakeReceiver, HTTP, Home, HttpAgent, Mosquitto, Reply, WebServer, dead_url,
    external, server, tied_command, wait_connected, webhook, write_secret,
};
use plex_sim::{Fault, PlexSim, PlexTvSetup, SimResource, StubResponse};
use serde_json::Value;

fn contrib(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../contrib")
        .join(file)
}

/// A hook that tells this receiver of connections and ends.
fn hook(url: &str) -> String {
    webhook("all", url, "on = [\"connected\", \"ended\"]")
}

/// Starts an agent with metrics and a hook, and waits until it follows the server.
fn start(sim: &PlexSim, receiver: &FakeReceiver) -> HttpAgent {
    let file = [HTTP, &server("home", &sim.url()), &hook(&receiver.url)];
    let agent = HttpAgent::with(&file.concat());
    wait_connected(receiver);
    agent
}

/// The labels of a type on the server.
fn of(name: &str, kind: &str) -> String {
    format!("{name}{{server=\"home\",activity_type=\"{kind}\"}}")
}

/// A token with an end, and the end.
const TOKEN: &str = "eyJhbGciOiJFZERTQSJ9.eyJleHAiOjQxMDI0NDQ4MDB9.c2lnbmF0dXJl";
const TOKEN_END: f64 = 4_102_444_800.0;

/// A folder with a server that wants [`TOKEN`] and these tables.
fn with_token(sim: &PlexSim, tables: &str) -> AgentFolder {
    let server = server("home", &sim.url());
    let server = format!("{}\ntoken_file = \"token\"\n\n", server.trim_end());
    let folder = AgentFolder::with(&format!("{HTTP}{server}{tables}"));
    write_secret(folder.path("token"), TOKEN);
    folder
}

/// The series of the server with this name, without another label.
fn of_server(name: &str) -> String {
    format!("plexctl_{name}{{server=\"home\"}}")
}

fn unix_now() -> f64 {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    now.unwrap().as_secs_f64()
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
    let now = unix_now();
    for name in [
        "plex_activity_oldest_start_timestamp_seconds",
        "plex_activity_last_progress_timestamp_seconds",
    ] {
        let at = value(&of(name, SCAN));
        assert!((now - at).abs() < 60.0, "{name}: {at}");
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
async fn the_metrics_tell_which_server_it_is_now_and_no_longer_which_it_was() {
    let sim = PlexSim::start().await.unwrap();
    let silent = StubResponse::empty(500);
    sim.answer("GET", "/identity", silent);
    let agent = HttpAgent::start(&sim.url());
    let infos = || -> Vec<String> {
        let text = agent.metrics();
        let series = text.lines().filter_map(|line| line.strip_suffix(" 1.0"));
        let infos = series.filter(|line| line.starts_with("plexctl_server_info{"));
        infos.map(str::to_owned).collect()
    };
    let up = of_server("server_up");
    while agent.metric(&up) != Some(1.0) || sim.requests_of("GET", "/identity").is_empty() {}
    assert_eq!(infos(), [""; 0], "it has not said it");
    let long = "1".repeat(101);
    for (version, label) in [
        ("1.43.2.1", ",version=\"1.43.2.1\""),
        ("1.43.3.2-a", ",version=\"1.43.3.2-a\""),
        // No version at all.
        (long.as_str(), ""),
        ("", ""),
    ] {
        let identity =
            format!(r#"{{"MediaContainer":{{"machineIdentifier":"f00d","version":"{version}"}}}}"#);
        sim.answer("GET", "/identity", StubResponse::json(200, identity));
        let asked = sim.requests_of("GET", "/identity").len();
        // The first answer comes to a question that is asked again, the others after a new connection.
        if !infos().is_empty() {
            sim.fault(Fault::CutStreams);
        }
        let expected = format!("plexctl_server_info{{server=\"home\",server_id=\"f00d\"{label}}}");
        let mut now = infos();
        while now != [expected.as_str()] || sim.requests_of("GET", "/identity").len() == asked {
            assert!(now.len() <= 1, "{now:?}");
            now = infos();
        }
    }
    promtool(&["check", "metrics"], &agent.metrics());
    // It stays, as what the server said last.
    sim.fault(Fault::Down);
    while agent.metric(&up) != Some(0.0) {}
    assert_eq!(infos().len(), 1);
    assert_eq!(agent.web.finish().code, 0);
}

#[tokio::test]
async fn the_metrics_tell_for_how_long_nothing_was_seen_and_when_the_last_list_came() {
    let sim = PlexSim::builder().token(TOKEN).start().await.unwrap();
    sim.fault(Fault::Down);
    let spawned = Instant::now();
    let agent = HttpAgent::in_folder(with_token(&sim, ""));
    let value = |name: &str| agent.metric(&of_server(name));
    let blind = || value("blind_seconds_total").unwrap();
    // Everything from the beginning on counts.
    let (first, began) = (blind(), Instant::now());
    while value("last_list_timestamp_seconds").is_some() || began.elapsed().as_secs_f64() < 0.1 {}
    let down = began.elapsed().as_secs_f64();
    assert!(blind() >= first + down, "{first} and {down}: {}", blind());
    assert_eq!(value("server_up"), Some(0.0));
    sim.lift(&Fault::Down);
    while value("last_list_timestamp_seconds").is_none() || value("server_up") != Some(1.0) {}
    let listed = value("last_list_timestamp_seconds").unwrap();
    assert!((unix_now() - listed).abs() < 60.0, "{listed}");
    let seen = blind();
    assert!(
        seen >= first + down && seen <= spawned.elapsed().as_secs_f64(),
        "{seen}"
    );
    assert_eq!(blind(), seen, "notifications come");

    // Notifications come and no lists: that is not blind, and there is no newer list.
    sim.answer("GET", "/activities", StubResponse::empty(500));
    let asked = sim.requests_of("GET", "/activities").len();
    sim.fault(Fault::CutStreams);
    while value("reconnects_total") != Some(1.0)
        || sim.requests_of("GET", "/activities").len() == asked
    {}
    let seen = (blind() > seen).then(blind).unwrap();
    for _ in 0..10 {
        assert_eq!(value("server_up"), Some(1.0));
    }
    assert_eq!(blind(), seen);
    let now = value("last_list_timestamp_seconds").unwrap();
    assert!((now - listed).abs() < 0.05, "{listed} and {now}");
    sim.clear_answers();
    sim.fault(Fault::CutStreams);
    while value("last_list_timestamp_seconds").unwrap() < listed + 0.05 {}

    // A server that refuses the token is not seen either, and its facts stay.
    let (seen, listed) = (blind(), value("last_list_timestamp_seconds").unwrap());
    sim.answer("GET", "*", StubResponse::empty(401));
    sim.fault(Fault::CutStreams);
    while value("reconnects_total").is_some() {}
    let (then, since) = (blind(), Instant::now());
    assert!(then > seen);
    while since.elapsed().as_secs_f64() < 0.1 {}
    let waited = since.elapsed().as_secs_f64();
    assert!(blind() >= then + waited);
    assert!(value("last_list_timestamp_seconds").unwrap() > listed - 0.05);
    assert_eq!(value("token_expiry_timestamp_seconds"), Some(TOKEN_END));
    promtool(&["check", "metrics"], &agent.metrics());
    assert_eq!(agent.web.finish().code, 0);
}

#[tokio::test]
async fn the_metrics_tell_when_a_token_ends_that_has_an_end() {
    let series = of_server("token_expiry_timestamp_seconds");
    let sim = PlexSim::builder().token(TOKEN).start().await.unwrap();
    let agent = HttpAgent::in_folder(with_token(&sim, ""));
    while agent.metric(&of_server("server_up")) != Some(1.0) {}
    assert_eq!(agent.metric(&series), Some(TOKEN_END));
    assert_eq!(agent.web.finish().code, 0);
    // A traditional token has none.
    let sim = PlexSim::builder().token("xYz12AbCdEfGhIjKlMnO");
    let sim = sim.start().await.unwrap();
    let folder = with_token(&sim, "");
    write_secret(folder.path("token"), "xYz12AbCdEfGhIjKlMnO");
    let agent = HttpAgent::in_folder(folder);
    while agent.metric(&of_server("server_up")) != Some(1.0) {}
    assert_eq!(agent.metric(&series), None);
    assert_eq!(agent.web.finish().code, 0);
}

#[test]
fn the_metrics_tell_when_the_token_of_a_server_of_the_account_ends() {
    let resources = [SimResource::this_server().name("Attic")];
    let setup = PlexTvSetup::new().resources(resources);
    let setup = setup.jwt_server_tokens(true);
    let home = Home::with(PlexSim::builder().plex_tv(setup));
    home.sign_in(&["login", "--key"]);
    let file = home.folder.path().join("agent.toml");
    let server = "[[server]]\nname = \"home\"\naccount = \"Attic\"\n";
    write_secret(&file, format!("[state]\npath = \"state\"\n{HTTP}{server}"));
    let web = WebServer::from_command(home.command(&["agent", "--config"]).arg(&file));
    let series = of_server("token_expiry_timestamp_seconds");
    let end = loop {
        let metrics = web.ask("GET", "/metrics", &[]).body;
        if let Some(value) = metrics
            .lines()
            .find_map(|line| line.strip_prefix(series.as_str()))
        {
            break value.trim().parse::<f64>().unwrap();
        }
    };
    let days = (end - unix_now()) / 86_400.0;
    assert!((6.0..8.0).contains(&days), "{days} days");
    assert_eq!(web.finish().code, 0);
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
    // The known ones, 16 others, and one for the rest.
    assert!(
        types.len() <= plex_api::ACTIVITY_TYPES.len() + 17,
        "{types:?}"
    );
    assert!(text.len() < 100_000, "{} bytes", text.len());
    promtool(&["check", "metrics"], &text);
    assert_eq!(agent.web.finish().code, 0);
}

#[cfg(target_os = "linux")]
#[test]
fn the_process_tells_what_it_takes_of_the_machine() {
    let agent = HttpAgent::start(&dead_url());
    let value = |name: &str| agent.metric(name).unwrap_or_else(|| panic!("no {name}"));
    let now = unix_now();
    let began = value("process_start_time_seconds");
    assert!((now - began).abs() < 60.0, "{began}");
    // As the system tells it to everybody.
    let seen = agent.web.memory_kib("VmRSS") as f64 * 1024.0;
    let told = value("process_resident_memory_bytes");
    assert!((0.5..2.0).contains(&(told / seen)), "{told} and {seen}");
    let files = value("process_open_fds");
    let pages: Vec<_> = (0..16).map(|_| agent.web.events()).collect();
    let more = value("process_open_fds") - files;
    assert!((12.0..24.0).contains(&more), "{more}");
    drop(pages);
    assert!(value("process_max_fds") > files);
    let (before, mut asked) = (value("process_cpu_seconds_total"), 0);
    assert!((0.0..60.0).contains(&before), "{before}");
    while value("process_cpu_seconds_total") <= before {
        asked += 1;
        assert!(asked < 1_000, "the answers take no time");
    }
    promtool(&["check", "metrics"], &agent.metrics());
    assert_eq!(agent.web.finish().code, 0);
}

#[tokio::test]
async fn the_metrics_tell_what_waits_for_the_broker_and_what_it_has_taken() {
    let Some(mut broker) = Mosquitto::start() else {
        return;
    };
    let sim = PlexSim::start().await.unwrap();
    let file = |mqtt: &str| [HTTP, &server("home", &sim.url()), mqtt].concat();
    let mqtt = format!("[mqtt]\nurl = \"{}\"\n", broker.url());
    broker.stop();
    let mut agent = HttpAgent::with(&file(&mqtt));
    let value = |agent: &HttpAgent, name: &str| {
        agent.metric(&format!("plexctl_mqtt_{name}{{server=\"home\"}}"))
    };
    sim.wait_stream_opened().await.unwrap();
    let id = sim.activity("media.download").title("Download").start();
    sim.end(&id);
    while value(&agent, "pending").unwrap() < 1.0 {}
    assert_eq!(value(&agent, "connected"), Some(0.0));
    assert_eq!(value(&agent, "published_total"), Some(0.0));
    broker.run();
    while value(&agent, "connected") != Some(1.0) || value(&agent, "pending") != Some(0.0) {}
    let published = value(&agent, "published_total").unwrap();
    assert!(published >= 3.0, "{published}");
    assert_eq!(value(&agent, "dropped_total"), Some(0.0));
    promtool(&["check", "metrics"], &agent.metrics());
    broker.stop();
    while value(&agent, "connected") != Some(0.0) {}
    // The count goes on, also when another broker or another prefix takes the later messages.
    broker.run();
    agent.reload(&file(&format!("{mqtt}prefix = \"other\"\n")));
    while value(&agent, "published_total").unwrap() <= published {}
    agent.reload(&file(""));
    while value(&agent, "connected").is_some() {}
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
    let sim = PlexSim::builder().token(TOKEN).start().await.unwrap();
    let receiver = FakeReceiver::start(|_, _| Reply::status(500));
    // A broker that is away has its metrics too.
    let mqtt = format!("[mqtt]\nurl = \"{}\"\n", dead_url().replace("http", "mqtt"));
    let tables = [hook(&receiver.url), mqtt].concat();
    let agent = HttpAgent::in_folder(with_token(&sim, &tables));
    wait_connected(&receiver);
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
    // Other systems do not report all resources of the process.
    let prefixes: &[&str] = match cfg!(target_os = "linux") {
        true => &["plex_", "plexctl_", "process_"],
        false => &["plex_", "plexctl_"],
    };
    let wanted: BTreeSet<String> = expressions
        .iter()
        .flat_map(|text| text.split(|one: char| !one.is_ascii_alphanumeric() && one != '_'))
        .filter(|word| prefixes.iter().any(|prefix| word.starts_with(prefix)))
        .map(str::to_owned)
        .collect();
    assert!(wanted.len() > 15, "{wanted:?}");
    loop {
        let present = present();
        let missing: Vec<&String> = wanted.difference(&present).collect();
        if missing.is_empty() {
            break;
        }
        // Some metrics come with the last ends and the first answers. Any other missing metric never comes.
        assert!(
            missing.iter().all(|name| name.contains("last_")
                || name.contains("server_info")
                || name.contains("_ratio")
                || name.contains("oldest")),
            "{missing:?}"
        );
    }
    assert_eq!(agent.web.finish().code, 0);
}
