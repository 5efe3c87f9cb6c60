//! The effect of a new file on a running agent: servers and hooks that come, go and come back.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::common;

use std::path::Path;
use std::time::{Duration, Instant};

use common::{
    FakeReceiver, HTTP, HttpAgent, NamedPipe, Reply, assert_fits, dead_url, finish, program,
    server, wait_caught_up, write_secret,
};
use plex_sim::{Notification, PlexSim};
use serde_json::Value;

/// A test that waits longer hangs.
const PATIENCE: Duration = Duration::from_secs(30);

/// Asks for the history until it is as wanted.
fn wait_history(agent: &HttpAgent, what: &str, fits: impl Fn(&Value) -> bool) -> Value {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let history = agent.history();
        if fits(&history) {
            return history;
        }
        assert!(Instant::now() < deadline, "{what}: {history:#}");
    }
}

/// The run of this activity.
fn find_run<'a>(history: &'a Value, id: &str) -> &'a Value {
    let runs = history["runs"].as_array().unwrap();
    let found = runs.iter().find(|run| run["uuid"] == id);
    found.unwrap_or(&Value::Null)
}

/// Returns `true` if there is a gap of this server for this reason.
fn has_gap(history: &Value, server: &str, reason: &str) -> bool {
    let gaps = history["gaps"].as_array().unwrap();
    gaps.iter()
        .any(|gap| gap["server"] == server && gap["reason"] == reason)
}

fn assert_unknown_end(run: &Value) {
    assert_eq!(run["how"], "unknown", "{run}");
    assert_eq!(run["ended_at"], Value::Null, "{run}");
    assert_eq!(run["duration_seconds"], Value::Null, "{run}");
    assert!(run["ended_after"].is_string(), "{run}");
    assert_eq!(run["inferred"], true, "{run}");
}

fn wait_metric(agent: &HttpAgent, series: &str, value: Option<f64>) {
    let deadline = Instant::now() + PATIENCE;
    while agent.metric(series) != value {
        assert!(Instant::now() < deadline, "{series}: {}", agent.metrics());
    }
}

/// The deliveries that were given up, as the command lists them.
fn dead_letters(agent: &HttpAgent) -> String {
    let mut command = program();
    command.args(["agent", "dead-letters", "--config"]);
    finish(command.arg(file_of(agent))).stdout
}

fn file_of(agent: &HttpAgent) -> std::path::PathBuf {
    agent.state().with_file_name("agent.toml")
}

#[tokio::test]
async fn what_ran_on_a_server_that_the_file_has_no_more_has_an_end_that_nobody_knows() {
    let home = PlexSim::start().await.unwrap();
    let other = PlexSim::start().await.unwrap();
    let calm = format!(
        "[[hook]]\nname = \"calm\"\non = \"quiet\"\nwebhook = {{ url = \"{}\" }}\n\n",
        dead_url()
    );
    let file = |servers: &[String]| format!("{HTTP}{}{calm}", servers.concat());
    let (at_home, at_other) = (server("home", &home.url()), server("other", &other.url()));
    let mut agent = HttpAgent::with(&file(&[at_home.clone(), at_other.clone()]));
    for name in ["home", "other"] {
        wait_metric(
            &agent,
            &format!("plexctl_server_up{{server=\"{name}\"}}"),
            Some(1.0),
        );
        wait_caught_up(&agent.state(), name);
    }
    let kept = home.activity("media.download").title("Kept").start();
    let left = other.activity("media.download").title("Left").start();
    let ended = other.activity("media.download").title("Ended").start();
    other.end(&ended);
    wait_history(&agent, "the runs", |history| {
        find_run(history, &kept)["how"].is_null()
            && !find_run(history, &left).is_null()
            && find_run(history, &ended)["how"] == "ended"
            && !find_run(history, &kept).is_null()
    });

    // The address says the same in other words, so the server is followed anew.
    let moved = server("home", &format!("{}/", home.url()));
    agent.reload(&file(&[moved.clone(), at_other.clone()]));
    wait_history(&agent, "the gap of a changed server", |history| {
        has_gap(
            history,
            "home",
            "the agent's file was changed for the server",
        )
    });

    agent.reload(&file(std::slice::from_ref(&moved)));
    let history = wait_history(&agent, "the end", |history| {
        !find_run(history, &left)["how"].is_null()
    });
    assert_fits("history.json", &history);
    assert_unknown_end(find_run(&history, &left));
    assert_eq!(find_run(&history, &kept)["how"], Value::Null);
    // Whether that server is quiet is not known to anybody either.
    let letters = dead_letters(&agent);
    assert!(
        letters.contains("it is not known whether it is quiet"),
        "{letters}"
    );
    wait_metric(
        &agent,
        "plexctl_hook_dead_letters_total{hook=\"calm\"}",
        Some(1.0),
    );

    // It is there again, and runs the same: nobody looked meanwhile.
    agent.reload(&file(&[moved.clone(), at_other.clone()]));
    let reason = "the agent's file did not have the server";
    let history = wait_history(&agent, "the gap of a removed server", |history| {
        has_gap(history, "other", reason)
    });
    let of_left = |history: &Value| {
        let runs = history["runs"].as_array().unwrap().iter();
        runs.filter(|run| run["uuid"] == left.as_str()).count()
    };
    assert_eq!(of_left(&history), 2, "{history:#}");
    assert!(!has_gap(&history, "other", "the agent was not running"));

    // The same at the start of an agent whose file is another one.
    write_secret(
        file_of(&agent),
        format!("[state]\npath = \"state\"\n\n{}", file(&[moved])),
    );
    let agent = agent.restart();
    let history = wait_history(&agent, "the end of the second run", |history| {
        !find_run(history, &left)["how"].is_null()
    });
    assert_unknown_end(find_run(&history, &left));
    assert_eq!(find_run(&history, &kept)["how"], Value::Null);
    assert_eq!(agent.web.finish().code, 0);
}

#[tokio::test]
async fn a_server_of_which_only_the_name_changes_loses_and_doubles_no_end() {
    let sim = PlexSim::start().await.unwrap();
    let receiver = FakeReceiver::start(|_, _| Reply::status(200));
    let file = |name: &str| {
        let server = server(name, &sim.url());
        format!("{HTTP}{server}{}", hooks(None, &receiver))
    };
    let up = |agent: &HttpAgent, name: &str| {
        wait_metric(
            agent,
            &format!("plexctl_server_up{{server=\"{name}\"}}"),
            Some(1.0),
        );
    };
    let told = || loop {
        let event = receiver.next().json();
        if event["type"] == "plexctl.activity.ended" {
            break (
                event["subject"].as_str().unwrap().to_owned(),
                event["data"]["server"].as_str().unwrap().to_owned(),
            );
        }
    };
    let start = |title: &str| sim.activity("media.download").title(title).start();
    let agent = HttpAgent::with(&file("home"));
    up(&agent, "home");
    wait_caught_up(&agent.state(), "home");
    let (missed, later, last) = (start("Missed"), start("Later"), start("Last"));
    let open = |history: &Value, id: &str, server: &str| {
        let run = find_run(history, id);
        run["server"] == server && run["how"].is_null()
    };
    wait_history(&agent, "the runs", |history| {
        [&missed, &later, &last]
            .iter()
            .all(|id| open(history, id, "home"))
    });

    // It ends while no agent runs, and the file has the new name at the next start.
    let path = file_of(&agent);
    write_secret(
        &path,
        format!("[state]\npath = \"state\"\n\n{}", file("attic")),
    );
    let stopped = agent.stop();
    sim.end(&missed);
    let mut agent = HttpAgent::in_folder(stopped);
    assert_eq!(told(), (missed.clone(), "attic".to_owned()));
    // The server's message about it comes after the list that lacked it: the end has been told.
    let is_its_end = |message: &Notification| {
        message.uuid().as_deref() == Some(&*missed) && message.event().as_deref() == Some("ended")
    };
    sim.publish(sim.notifications().into_iter().find(is_its_end).unwrap());
    let after = start("After");
    sim.end(&after);
    assert_eq!(told(), (after, "attic".to_owned()));
    let history = wait_history(&agent, "the new name", |history| {
        open(history, &later, "attic") && find_run(history, &missed)["how"] == "vanished"
    });
    assert!(
        has_gap(&history, "attic", "the agent was not running"),
        "{history:#}"
    );

    // The same while the agent runs.
    agent.reload(&file("cabin"));
    // It is connected before it has a list. What ended before that would have vanished.
    wait_history(&agent, "the first list", |history| {
        has_gap(
            history,
            "cabin",
            "the agent's file was changed for the server",
        )
    });
    sim.end(&later);
    assert_eq!(told(), (later.clone(), "cabin".to_owned()));
    // What has ended keeps its name, and so can be told apart from a server of that name.
    let history = wait_history(&agent, "the end", |history| {
        find_run(history, &later)["how"] == "ended" && open(history, &last, "cabin")
    });
    assert_eq!(find_run(&history, &missed)["server"], "attic");
    for id in [&missed, &later, &last] {
        let runs = history["runs"].as_array().unwrap().iter();
        assert_eq!(
            runs.filter(|run| run["uuid"] == id.as_str()).count(),
            1,
            "{history:#}"
        );
    }
    sim.end(&last);
    assert_eq!(told(), (last, "cabin".to_owned()));
    let ended = agent.web.finish();
    assert_eq!(ended.code, 0);
    assert!(
        ended
            .stderr
            .contains("the server \"attic\" is called \"cabin\" now"),
        "{ended:?}"
    );
    assert!(
        !ended.stderr.contains("nobody knows how they end"),
        "{ended:?}"
    );
    let rest = receiver.rest();
    let ends = rest
        .iter()
        .filter(|one| one.json()["type"] == "plexctl.activity.ended");
    assert_eq!(ends.count(), 0, "{rest:?}");
}

/// A hook with this program, and one that tells a receiver of each end.
fn hooks(script: Option<&str>, receiver: &FakeReceiver) -> String {
    let seen = format!(
        "[[hook]]\nname = \"seen\"\non = [\"connected\", \"ended\"]\nwebhook = {{ url = \"{}\" }}\n\n",
        receiver.url
    );
    let run = script.map(|script| {
        format!("[[hook]]\nname = \"run\"\non = \"ended\"\nexec = [\"sh\", \"-c\", \"{script}\"]\n")
    });
    seen + &run.unwrap_or_default()
}

fn end_one(sim: &PlexSim) -> String {
    let id = sim.activity("media.download").title("Download").start();
    sim.end(&id);
    id
}

/// Waits until a receiver knows of this end, and so the journal does, for every hook.
fn wait_told(receiver: &FakeReceiver, id: &str) {
    while receiver.next().json()["subject"] != id {}
}

fn read(file: &Path) -> String {
    std::fs::read_to_string(file).unwrap_or_default()
}

#[tokio::test]
async fn the_program_of_a_hook_that_the_file_has_no_more_is_ended_with_the_agent() {
    let sim = PlexSim::start().await.unwrap();
    let (pipe, receiver) = (
        NamedPipe::create(),
        FakeReceiver::start(|_, _| Reply::status(200)),
    );
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let script = format!(
        "trap 'echo ended >> {}; exit 0' TERM; echo started > {}; while :; do sleep 1; done",
        log.display(),
        pipe.show()
    );
    let file = |script: Option<&str>| {
        let servers = server("home", &sim.url());
        format!("{HTTP}{servers}{}", hooks(script, &receiver))
    };
    let mut agent = HttpAgent::with(&file(Some(&script)));
    receiver.next();
    end_one(&sim);
    assert_eq!(pipe.read(), "started\n");
    agent.reload(&file(None));
    wait_metric(&agent, "plexctl_hook_runs_total{hook=\"run\"}", None);
    assert_eq!(read(&log), "");
    assert_eq!(agent.web.finish().code, 0);
    assert_eq!(read(&log), "ended\n");
}

#[tokio::test]
async fn a_hook_that_is_there_again_delivers_after_what_it_was_delivering() {
    let sim = PlexSim::start().await.unwrap();
    let (pipe, gate) = (NamedPipe::create(), NamedPipe::create());
    let receiver = FakeReceiver::start(|_, _| Reply::status(200));
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let script = format!(
        "echo begin $PLEXCTL_UUID >> {0}; echo $PLEXCTL_UUID > {1}; read go < {2}; \
         echo end $PLEXCTL_UUID >> {0}",
        log.display(),
        pipe.show(),
        gate.show()
    );
    let file = |script: Option<&str>| {
        let servers = server("home", &sim.url());
        format!("{HTTP}{servers}{}", hooks(script, &receiver))
    };
    let mut agent = HttpAgent::with(&file(Some(&script)));
    receiver.next();
    let first = end_one(&sim);
    assert_eq!(pipe.read().trim(), first);
    agent.reload(&file(None));
    wait_metric(&agent, "plexctl_hook_runs_total{hook=\"run\"}", None);
    agent.reload(&file(Some(&script)));
    wait_metric(&agent, "plexctl_hook_runs_total{hook=\"run\"}", Some(0.0));
    let second = end_one(&sim);
    wait_told(&receiver, &second);
    wait_metric(&agent, "plexctl_hook_pending{hook=\"run\"}", Some(2.0));
    let third = end_one(&sim);
    wait_told(&receiver, &third);
    let expected = format!("begin {first}\n");
    assert_eq!(read(&log), expected, "one at a time");
    let go_on = || std::fs::write(gate.show().as_str(), "go\n").unwrap();
    go_on();
    assert_eq!(pipe.read().trim(), second);
    let expected = format!("{expected}end {first}\nbegin {second}\n");
    assert_eq!(read(&log), expected);
    go_on();
    assert_eq!(pipe.read().trim(), third);
    go_on();
    wait_metric(&agent, "plexctl_hook_pending{hook=\"run\"}", Some(0.0));
    assert_eq!(agent.web.finish().code, 0);
}
