//! `plexctl watch` with several servers, each with its own token.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::common;

use std::collections::BTreeSet;

use common::{PlexctlProcess, dead_url, program};
use plex_sim::{Fault, PlexSim};
use serde_json::Value;

/// A configuration with these servers, each with the token `token-of-NAME`.
fn config(servers: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("plexctl")).unwrap();
    let text: String = servers
        .iter()
        .map(|(name, url)| {
            format!("[servers.{name}]\nurl = \"{url}\"\ntoken = \"token-of-{name}\"\n")
        })
        .collect();
    common::write_secret(folder.path().join("plexctl/config.toml"), text);
    folder
}

async fn sim(name: &str) -> PlexSim {
    let sim = PlexSim::builder().token(format!("token-of-{name}"));
    sim.start().await.unwrap()
}

fn watch(config: &tempfile::TempDir, names: &[&str], arguments: &[&str]) -> PlexctlProcess {
    let mut command = program();
    command.env("XDG_CONFIG_HOME", config.path());
    for name in names {
        command.args(["--server", name]);
    }
    PlexctlProcess::start(command.arg("watch").args(arguments))
}

fn tokens_seen(sim: &PlexSim) -> BTreeSet<String> {
    let requests = sim.requests();
    assert!(!requests.is_empty());
    let mut seen = BTreeSet::new();
    for request in requests {
        seen.extend(request.header("x-plex-token").map(ToOwned::to_owned));
        seen.extend(request.query_value("X-Plex-Token").map(ToString::to_string));
    }
    seen
}

#[tokio::test]
async fn events_name_their_server_and_no_server_sees_the_token_of_another() {
    let (home, parents) = (sim("home").await, sim("parents").await);
    let config = config(&[("home", &home.url()), ("parents", &parents.url())]);
    let mut watch = watch(&config, &["home", "parents"], &["-o", "jsonl"]);
    let mut synced = 0;
    while synced < 2 {
        watch.until_event("resynced");
        synced += 1;
    }
    for (sim, name) in [(&home, "home"), (&parents, "parents"), (&home, "home")] {
        let id = sim.activity("media.download").start();
        sim.end(&id);
        for event in watch.until_event("ended") {
            assert_eq!(event["server"], name);
            assert_eq!(event["activity"]["uuid"], id.as_str());
        }
    }
    for (sim, own) in [(&home, "token-of-home"), (&parents, "token-of-parents")] {
        assert_eq!(tokens_seen(sim), BTreeSet::from([own.to_owned()]));
    }
}

#[tokio::test]
async fn a_server_that_is_down_does_not_disturb_the_other() {
    let (home, parents) = (sim("home").await, sim("parents").await);
    let dead = dead_url();
    let servers = [
        ("home", home.url()),
        ("parents", parents.url()),
        ("dead", dead),
    ];
    let servers = servers.each_ref().map(|(name, url)| (*name, url.as_str()));
    let config = config(&servers);
    let names = ["home", "parents", "dead"];
    let mut watch = watch(&config, &names, &["-o", "jsonl", "--section", "1"]);
    let is = |event: &Value, server: &str, name: &str| {
        event["server"] == server && event["event"] == name
    };
    let outstanding = std::cell::RefCell::new(BTreeSet::from([
        ("home", "resynced"),
        ("parents", "resynced"),
        ("dead", "disconnected"),
    ]));
    watch.until(|event| {
        let mut outstanding = outstanding.borrow_mut();
        outstanding.retain(|(server, name)| !is(event, server, name));
        outstanding.is_empty()
    });
    parents.fault(Fault::Down);
    watch.until(|event| is(event, "parents", "disconnected"));
    let id = home.activity("library.update.section").section("1").start();
    home.end(&id);
    let events = watch.until(|event| is(event, "home", "ended"));
    let at_home = events.iter().filter(|event| event["server"] == "home");
    assert!(
        at_home
            .filter(|event| event["activity"]["uuid"] == id.as_str())
            .count()
            >= 2
    );
    parents.lift(&Fault::Down);
    watch.until(|event| is(event, "parents", "resynced"));
    watch.signal("INT");
    assert_eq!(watch.finish().code, 130);
    assert_eq!(
        tokens_seen(&home),
        BTreeSet::from(["token-of-home".to_owned()])
    );
}

#[tokio::test]
async fn a_server_that_rejects_its_token_determines_the_exit_code() {
    let (home, parents) = (sim("home").await, PlexSim::builder());
    let parents = parents.token("another").start().await.unwrap();
    let config = config(&[("home", &home.url()), ("parents", &parents.url())]);
    let names = ["home", "parents"];
    let watch_both = watch(&config, &names, &["-o", "jsonl", "--timeout", "2s"]);
    let ran = watch_both.finish();
    assert_eq!(ran.code, 5, "{ran:?}");
    assert!(ran.stderr.starts_with("plexctl: parents: "), "{ran:?}");
    let connected = |line: &str| line.contains("\"home\"") && line.contains("\"resynced\"");
    assert!(ran.stdout.lines().any(connected), "{ran:?}");
    // When no server is left there is nothing to wait for.
    let ran = watch(&config, &["parents"], &[]).finish();
    assert_eq!(ran.code, 5, "{ran:?}");
}

#[tokio::test]
async fn lines_for_people_name_the_server_only_when_there_are_several() {
    let (home, parents) = (sim("home").await, sim("parents").await);
    let config = config(&[("home", &home.url()), ("parents", &parents.url())]);
    let mut both = watch(&config, &["home", "parents"], &[]);
    let line = both.line();
    assert!(
        line.contains("Z  home  ") || line.contains("Z  parents  "),
        "{line}"
    );
    let line = watch(&config, &["home"], &[]).line();
    assert!(line.contains("Z  connected "), "{line}");
}
