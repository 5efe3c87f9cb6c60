//! `plexctl agent` as a service: its messages to the service manager, its health, and the place of its file.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::common;

use std::io::ErrorKind;
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::time::{Duration, SystemTime};

use common::{AgentFolder, PlexctlProcess, RunResult, dead_url, finish, program, write_secret};
use plex_sim::PlexSim;

/// A test that waits longer hangs.
const PATIENCE: Duration = Duration::from_secs(30);

/// A service manager's end of the notifications.
struct Manager {
    socket: UnixDatagram,
    folder: tempfile::TempDir,
}

impl Manager {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let socket = UnixDatagram::bind(folder.path().join("notify")).unwrap();
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        Self { socket, folder }
    }

    /// The lines of the next message.
    fn next(&self) -> Vec<String> {
        let mut message = [0; 4096];
        let length = self.socket.recv(&mut message).unwrap_or_else(|error| {
            assert_ne!(error.kind(), ErrorKind::WouldBlock, "no message");
            panic!("{error}")
        });
        let text = String::from_utf8(message[..length].to_vec()).unwrap();
        text.lines().map(str::to_owned).collect()
    }

    /// The next message but for signs of life.
    fn next_state(&self) -> Vec<String> {
        loop {
            let lines = self.next();
            if lines != ["WATCHDOG=1"] {
                return lines;
            }
        }
    }

    fn command(&self, folder: &AgentFolder) -> std::process::Command {
        let mut command = folder.command(&["agent"]);
        command.env("NOTIFY_SOCKET", self.folder.path().join("notify"));
        command
    }
}

fn health(folder: &AgentFolder) -> RunResult {
    finish(&mut folder.command(&["agent", "health"]))
}

#[test]
fn the_manager_learns_that_it_is_ready_reloads_and_stops() {
    let manager = Manager::new();
    // A server that is away is no failure of the agent.
    let folder = AgentFolder::create(&dead_url(), "");
    let agent = PlexctlProcess::start(&mut manager.command(&folder));
    let ready = ["READY=1", "STATUS=follows 1 servers, 0 hooks"];
    assert_eq!(manager.next(), ready);
    agent.signal("HUP");
    let reloading = manager.next();
    assert_eq!(reloading[0], "RELOADING=1");
    assert!(reloading[1].starts_with("MONOTONIC_USEC="), "{reloading:?}");
    assert_eq!(manager.next(), ready);
    agent.signal("TERM");
    assert_eq!(manager.next(), ["STOPPING=1"]);
    assert_eq!(agent.finish().code, 0);
}

#[test]
fn the_watchdog_gets_signs_of_life_in_its_time() {
    let manager = Manager::new();
    let folder = AgentFolder::create(&dead_url(), "");
    let mut command = manager.command(&folder);
    command.env("WATCHDOG_USEC", "100000");
    let agent = PlexctlProcess::start(&mut command);
    assert_eq!(manager.next_state()[0], "READY=1");
    for _ in 0..5 {
        assert_eq!(manager.next(), ["WATCHDOG=1"]);
    }
    agent.signal("TERM");
    assert_eq!(manager.next_state(), ["STOPPING=1"]);
    assert_eq!(agent.finish().code, 0);
}

#[test]
fn health_is_that_of_the_agent_and_not_of_its_servers_or_its_file() {
    let manager = Manager::new();
    let folder = AgentFolder::create(&dead_url(), "");
    health(&folder).assert_fails(1, &["no agent works in"]);
    let agent = PlexctlProcess::start(&mut manager.command(&folder));
    manager.next();
    let ran = health(&folder);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
    // The agent goes on with the file that it has read.
    folder.write_text("[[hook]]\nunknown = 1\n");
    assert_eq!(health(&folder).code, 0);
    // One that hangs gives no sign of life.
    let lock = std::fs::File::options()
        .write(true)
        .open(folder.path("state/lock"))
        .unwrap();
    let before = SystemTime::now() - Duration::from_secs(300);
    agent.signal("STOP");
    lock.set_modified(before).unwrap();
    health(&folder).assert_fails(1, &["has not moved for 30"]);
    agent.signal("CONT");
    assert_eq!(agent.stop().code, 0);
    health(&folder).assert_fails(1, &["no agent works in"]);
}

#[test]
fn without_an_option_its_file_is_found_and_the_environment_names_the_server() {
    let sim = PlexSim::builder()
        .token("hunter2")
        .start_blocking()
        .unwrap();
    let manager = Manager::new();
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("plexctl");
    std::fs::create_dir(&own).unwrap();
    write_secret(own.join("agent.toml"), "[state]\npath = \"state\"\n");
    let (url, token) = (folder.path().join("url"), folder.path().join("token"));
    write_secret(&url, sim.url());
    write_secret(&token, "hunter2");
    let with = |name: &str, value: &Path| {
        let mut command = program();
        command
            .env("XDG_CONFIG_HOME", folder.path())
            .env("PLEX_URL_FILE", &url)
            .env("NOTIFY_SOCKET", manager.folder.path().join("notify"))
            .env(name, value)
            .arg("agent");
        command
    };
    let agent = PlexctlProcess::start(&mut with("PLEX_TOKEN_FILE", &token));
    assert_eq!(manager.next()[0], "READY=1");
    let id = sim.activity("library.update.section").section("1").start();
    let has_run = || {
        let mut history = program();
        history
            .env("XDG_CONFIG_HOME", folder.path())
            .env("PLEX_URL_FILE", &url);
        let ran = finish(history.args(["history", "-o", "json"]));
        ran.code == 0
            && ran.json()["runs"]
                .as_array()
                .unwrap()
                .iter()
                .any(|run| run["uuid"] == id.as_str())
    };
    let begun = std::time::Instant::now();
    while !has_run() {
        assert!(begun.elapsed() < PATIENCE, "the run is not in the journal");
    }
    assert_eq!(agent.stop().code, 0);

    let refused = finish(&mut with("PLEX_TOKEN", Path::new("hunter2")));
    refused.assert_fails(2, &["PLEX_TOKEN_FILE"]);
    finish(
        program()
            .env("XDG_CONFIG_HOME", "/nonexistent")
            .arg("agent"),
    )
    .assert_fails(
        2,
        &[
            "there is no file for the agent",
            "PLEXCTL_CONFIG",
            "/etc/plexctl/agent.toml",
        ],
    );
}
