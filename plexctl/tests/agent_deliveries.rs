//! Attempts, dead letters and repeated deliveries of the agent's hooks.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::common;

#[cfg(target_os = "linux")]
use std::io::{BufRead, Read};
use std::time::{Duration, Instant};

#[cfg(target_os = "linux")]
use common::{AgentFolder, NamedPipe, PlexctlProcess, copy_environment, tied_command};
use common::{
    FakeReceiver, HTTP, HttpAgent, Reply, RunResult, dead_url, finish, program, server, webhook,
    write_secret,
};
use plex_sim::{Fault, PlexSim};

/// A test that waits longer hangs.
const PATIENCE: Duration = Duration::from_secs(30);

fn start(sim: &PlexSim, hooks: &str) -> HttpAgent {
    HttpAgent::with(&format!("{HTTP}{}{hooks}", server("home", &sim.url())))
}

/// Runs a command about the agent's state.
fn command(agent: &HttpAgent, words: &[&str]) -> RunResult {
    let mut command = program();
    command.args(words).arg("--config");
    finish(command.arg(agent.state().with_file_name("agent.toml")))
}

fn wait_dead_letter(agent: &HttpAgent) -> String {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let letters = command(agent, &["agent", "dead-letters"]).stdout;
        if !letters.is_empty() {
            return letters;
        }
        assert!(Instant::now() < deadline, "no dead letter");
    }
}

fn end_one(sim: &PlexSim) -> String {
    let id = sim.activity("media.download").title("Download").start();
    sim.end(&id);
    id
}

#[tokio::test]
async fn a_dead_letter_of_quiet_that_is_tried_again_says_the_same() {
    let sim = PlexSim::start().await.unwrap();
    let receiver = FakeReceiver::start(|number, _| match number {
        1 | 2 => Reply::with(503, &[("Retry-After", "0")], "no"),
        _ => Reply::status(200),
    });
    let keys = "on = [\"connected\", \"quiet\"]\nsettle = \"100ms\"\ngive_up = \"100ms\"";
    let agent = start(&sim, &webhook("one", &receiver.url, keys));
    receiver.next();
    end_one(&sim);
    let (first, second) = (receiver.next(), receiver.next());
    assert_eq!(first.json()["data"]["event"], "quiet");
    let letters = wait_dead_letter(&agent);
    assert!(letters.contains("given up after 100ms"), "{letters}");
    command(&agent, &["agent", "dead-letters", "--retry"]);
    let third = receiver.next();
    for other in [second, third] {
        assert_eq!(other.body, first.body);
        let key = "idempotency-key";
        assert_eq!(other.header(key), first.header(key));
    }
    assert_eq!(agent.web.finish().code, 0);
}

#[tokio::test]
async fn a_receiver_that_asks_for_a_day_is_tried_once_more_before_it_is_given_up() {
    let sim = PlexSim::start().await.unwrap();
    let receiver = FakeReceiver::start(|number, _| match number {
        1 | 2 => Reply::with(429, &[("Retry-After", "86400")], "later"),
        _ => Reply::status(200),
    });
    let keys = "on = [\"connected\", \"ended\"]\ngive_up = \"1s\"";
    let agent = start(&sim, &webhook("one", &receiver.url, keys));
    receiver.next();
    let given_up = end_one(&sim);
    for _ in 0..2 {
        assert_eq!(receiver.next().json()["subject"], given_up.as_str());
    }
    let letters = wait_dead_letter(&agent);
    assert!(
        letters.contains("2 attempts") && letters.contains("given up after 1s: status 429"),
        "{letters}"
    );
    // It holds back nothing any more.
    let next = end_one(&sim);
    assert_eq!(receiver.next().json()["subject"], next.as_str());
    let counted = agent.metric("plexctl_hook_dead_letters_total{hook=\"one\"}");
    assert_eq!(counted, Some(1.0), "{}", agent.metrics());
    assert_eq!(agent.web.finish().code, 0);
}

#[tokio::test]
async fn what_was_gathered_and_is_never_taken_is_given_up() {
    let sim = PlexSim::start().await.unwrap();
    let receiver = FakeReceiver::start(|number, _| match number {
        0 => Reply::status(200),
        _ => Reply::with(503, &[("Retry-After", "0")], "no"),
    });
    // The time of gathering, which is longer, does not count.
    let keys = "on = [\"connected\", \"ended\"]\nsettle = \"2s\"\ngive_up = \"1s\"";
    let agent = start(&sim, &webhook("one", &receiver.url, keys));
    receiver.next();
    end_one(&sim);
    let letters = wait_dead_letter(&agent);
    assert!(
        letters.contains("2 attempts") && letters.contains("given up after 1s: status 503"),
        "{letters}"
    );
    assert_eq!(agent.web.finish().code, 0);
}

#[tokio::test]
async fn times_of_ten_years_stop_nothing_and_longer_ones_are_refused() {
    let sim = PlexSim::start().await.unwrap();
    let receiver = FakeReceiver::start(|_, _| Reply::status(200));
    let keys = |time: &str| {
        let times = [
            "settle",
            "max_wait",
            "at_most_every",
            "stalled_after",
            "give_up",
        ];
        let times = times.map(|key| format!("{key} = \"{time}\"\n"));
        let on = "on = [\"ended\", \"stalled\", \"quiet\"]\n";
        format!("{on}{}", times.concat())
    };
    let hooks = webhook("patient", &receiver.url, &keys("10years"))
        + &webhook("seen", &receiver.url, "on = [\"connected\", \"ended\"]");
    let agent = start(&sim, &hooks);
    receiver.next();
    for _ in 0..2 {
        let id = end_one(&sim);
        assert_eq!(receiver.next().json()["subject"], id.as_str());
    }
    // One for the ends, and one for quiet.
    let deadline = Instant::now() + PATIENCE;
    let pending = "plexctl_hook_pending{hook=\"patient\"}";
    while agent.metric(pending) != Some(2.0) {
        assert!(Instant::now() < deadline, "{}", agent.metrics());
    }
    let agent = agent.restart();
    receiver.next();
    assert_eq!(agent.metric(pending), Some(2.0));
    let ran = agent.web.finish();
    assert_eq!(ran.code, 0);
    assert!(!ran.stderr.contains("panicked"), "{ran:?}");

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("agent.toml");
    let text = server("home", &dead_url()) + &webhook("patient", &dead_url(), &keys("11years"));
    write_secret(&file, text);
    let mut check = program();
    finish(check.args(["agent", "check"]).arg(&file))
        .assert_fails(2, &["expected at most 10 years"]);
}

#[tokio::test]
async fn what_the_journal_gives_up_or_forgets_is_counted() {
    let sim = PlexSim::start().await.unwrap();
    let hooks = webhook("away", &dead_url(), "on = \"ended\"")
        + "[[hook]]\nname = \"once\"\non = \"ended\"\nat_most_once = true\nexec = [\"false\"]\n";
    let agent = start(&sim, &hooks);
    let folder = agent.state();
    let is_known = |series: &str| agent.metric(series) == Some(0.0);
    for name in ["dead_letters_total", "dead_letters_forgotten_total"] {
        assert!(is_known(&format!("plexctl_hook_{name}{{hook=\"away\"}}")));
    }
    let journal = rusqlite::Connection::open(folder.join("journal.sqlite")).unwrap();
    journal.busy_timeout(PATIENCE).unwrap();
    let put = |hook: &str, state: &str, count: u32| {
        // Due in a far future, so that nothing is tried.
        let far = 1_i64 << 50;
        journal
            .execute(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?3)
                 INSERT INTO delivery (hook, event, topic, state, attempts, fire_at, fire_latest,
                                       fired_at, changed_at)
                 SELECT ?1, 'ended', 'home', ?2, 0, ?4, ?4, ?4, ?4 FROM n",
                rusqlite::params![hook, state, count, far],
            )
            .unwrap();
    };
    put("away", "dead", 1_050);
    put("away", "waiting", 10_020);
    put("once", "running", 3);
    drop(journal);
    let agent = agent.restart();
    let deadline = Instant::now() + PATIENCE;
    for (series, count) in [
        ("dead_letters_total{hook=\"away\"}", 20.0),
        ("dead_letters_forgotten_total{hook=\"away\"}", 70.0),
        ("dead_letters_total{hook=\"once\"}", 3.0),
    ] {
        while agent.metric(&format!("plexctl_hook_{series}")) != Some(count) {
            assert!(Instant::now() < deadline, "{series}: {}", agent.metrics());
        }
    }
    let ran = agent.web.finish();
    assert_eq!(ran.code, 0);
    assert!(ran.stderr.contains("20 events are dead letters"), "{ran:?}");
}

#[tokio::test]
async fn an_end_that_is_found_out_late_is_told_as_its_hook_says() {
    let sim = PlexSim::start().await.unwrap();
    let receivers: Vec<FakeReceiver> = (0..3)
        .map(|_| FakeReceiver::start(|_, _| Reply::status(200)))
        .collect();
    let [fire, skip, brief] = &receivers[..] else {
        panic!("three");
    };
    let fires = "on = [\"connected\", \"ended\"]\nlate = \"fire\"\nlate_max = \"1h\"";
    let hooks = webhook("fire", &fire.url, fires)
        + &webhook("skip", &skip.url, "on = \"ended\"\nlate = \"skip\"")
        + &webhook("brief", &brief.url, "on = \"ended\"\nlate_max = \"1ms\"");
    let agent = start(&sim, &hooks);
    fire.next();
    let running = "plex_activities_running{server=\"home\",activity_type=\"media.download\"}";
    let start_one = || {
        let id = sim.activity("media.download").title("Download").start();
        let deadline = Instant::now() + PATIENCE;
        while agent.metric(running) != Some(1.0) {
            assert!(Instant::now() < deadline, "{}", agent.metrics());
        }
        id
    };
    // In an outage of the server.
    let cut = start_one();
    let deadline = Instant::now() + PATIENCE;
    sim.fault(Fault::Down);
    while agent.metric("plexctl_server_up{server=\"home\"}") != Some(0.0) {
        assert!(Instant::now() < deadline, "{}", agent.metrics());
    }
    sim.end(&cut);
    sim.lift(&Fault::Down);
    let told = |receiver: &FakeReceiver, id: &str| loop {
        let event = receiver.next().json();
        if event["data"]["event"] == "ended" {
            assert_eq!(event["subject"], id, "{event}");
            return event["data"]["inferred"].clone();
        }
    };
    assert_eq!(told(fire, &cut), true);
    // While the agent was down.
    let missed = start_one();
    let deadline = Instant::now() + PATIENCE;
    while agent.history()["runs"][0]["uuid"] != missed.as_str() {
        assert!(Instant::now() < deadline, "not in the journal");
    }
    sim.fault(Fault::Down);
    sim.end(&missed);
    let agent = agent.restart();
    sim.lift(&Fault::Down);
    assert_eq!(told(fire, &missed), true);
    // All receivers get a seen end.
    let seen = end_one(&sim);
    for receiver in &receivers {
        assert_eq!(told(receiver, &seen), serde_json::Value::Null);
    }
    let runs = agent.history()["runs"].as_array().unwrap().len();
    assert_eq!(runs, 3, "the history has every end");
    assert_eq!(agent.web.finish().code, 0);
}

#[tokio::test]
async fn a_monitor_gets_signs_of_life_while_the_server_is_followed_and_none_later() {
    let sim = PlexSim::start().await.unwrap();
    let monitor = FakeReceiver::start(|number, _| match number {
        0 => Reply::with(404, &[], "{\"ok\":false,\"msg\":\"Monitor not found\"}"),
        _ => Reply::with(200, &[], "{\"ok\":true}"),
    });
    let keys = |server: &str| {
        format!(
            "[[heartbeat]]\nname = \"switch\"\nevery = \"1s\"\n{server}\
             url = \"{}/api/push/hunter2?status=up\"\n\n",
            monitor.url
        )
    };
    let agent = start(&sim, &keys("server = \"home\"\n"));
    // The first is refused, and told.
    for _ in 0..3 {
        let ping = monitor.next();
        assert_eq!(ping.path, "/api/push/hunter2?status=up");
        assert_eq!(ping.body, "");
    }
    let sent = command(&agent, &["agent", "test", "switch"]);
    assert_eq!(
        (sent.code, sent.stdout.as_str()),
        (0, "heartbeat \"switch\": sent\n")
    );
    let deadline = Instant::now() + PATIENCE;
    sim.fault(Fault::Down);
    while agent.metric("plexctl_server_up{server=\"home\"}") != Some(0.0) {
        assert!(Instant::now() < deadline, "{}", agent.metrics());
    }
    monitor.rest();
    // One may have been on its way.
    monitor.next_within(Duration::from_millis(200));
    assert!(monitor.next_within(Duration::from_secs(3)).is_none());
    sim.lift(&Fault::Down);
    monitor.next();
    let ran = agent.web.finish();
    assert_eq!(ran.code, 0);
    assert!(!ran.stderr.contains("hunter2"), "{ran:?}");
    let told: Vec<&str> = (ran.stderr.lines())
        .filter_map(|line| line.split_once("heartbeat \"switch\": "))
        .map(|(_, told)| told)
        .collect();
    let away = "not sent: the server \"home\" is not followed";
    // Before it was connected, nothing was sent either.
    let told = told.strip_prefix(&[away]).unwrap_or(&told);
    assert!(told[0].starts_with("status 404"), "{told:?}");
    assert_eq!(told[1..], ["sent again", away, "sent again"]);
}

#[test]
fn a_heartbeat_that_makes_no_sense_is_refused() {
    let url = dead_url();
    for (keys, part) in [
        ("url = \"http://nas\"\nevery = \"10ms\"", "at least 1s"),
        ("url = \"http://nas\"", "missing field `every`"),
        ("url = \"nas\"\nevery = \"5m\"", "url: expected a URL"),
        (
            "url = \"http://nas\"\nevery = \"5m\"\nserver = \"cabin\"",
            "no server \"cabin\"",
        ),
        (
            "url = \"http://nas\"\nevery = \"5m\"\nevry = \"5m\"",
            "Did you mean `every`?",
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("agent.toml");
        let heartbeat = format!("[[heartbeat]]\nname = \"switch\"\n{keys}\n");
        write_secret(&file, server("home", &url) + &heartbeat);
        let mut check = program();
        finish(check.args(["agent", "check"]).arg(&file)).assert_fails(2, &[part]);
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("agent.toml");
    let one = "[[heartbeat]]\nname = \"switch\"\nurl = \"http://nas\"\nevery = \"5m\"\n";
    write_secret(&file, server("home", &url) + one + one);
    let mut check = program();
    finish(check.args(["agent", "check"]).arg(&file)).assert_fails(2, &["has this name"]);
}

/// The agent is in a write that blocks when the signal comes: it tells that the first program failed.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_program_is_ended_although_nobody_reads_the_messages_of_the_agent() {
    let sim = PlexSim::start().await.unwrap();
    let [unread, ready, gate, said] = [(); 4].map(|()| NamedPipe::create());
    let script = format!(
        "[ $PLEXCTL_EVENT = started ] || {{ echo waits > {}; read go < {}; exit 3; }}; exec 3> {}; \
         trap 'echo got TERM >&3' TERM; echo up >&3; \
         i=0; while [ $i -lt 40 ]; do i=$((i+1)); sleep 1; done; echo lives on >&3",
        ready.show(),
        gate.show(),
        said.show()
    );
    let hook = format!(
        "[[hook]]\nname = \"one\"\non = [\"connected\", \"started\"]\n\
         exec = [\"sh\", \"-c\", \"{script}\"]\n"
    );
    let folder = AgentFolder::create(&sim.url(), &hook);
    let agent = folder.command(&["agent"]);
    let mut command = tied_command("sh");
    copy_environment(&mut command);
    command
        .args(["-c", "exec \"$@\" 2>\"$0\""])
        .arg(&unread.path)
        .arg(agent.get_program())
        .args(agent.get_args());
    let agent = PlexctlProcess::start(&mut command);
    let _reader = unread.open();
    // Each program has a pipe of its own: the end of the first is not that of the second.
    let line = |pipe: &NamedPipe| {
        let mut reader = pipe.open();
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        (line, reader)
    };
    assert_eq!(line(&ready).0, "waits\n");
    unread.fill();
    sim.activity("media.download").start();
    std::fs::write(&gate.path, "go\n").unwrap();
    let (first, mut said) = line(&said);
    assert_eq!(first, "up\n");
    agent.signal("TERM");
    let mut rest = String::new();
    said.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "got TERM\n");
    assert_eq!(agent.finish().code, 0);
}
