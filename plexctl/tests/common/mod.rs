//! Runs the real program, isolated from the environment of the machine.
#![allow(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "helpers may fail the test"
)]

mod agent_folder;
mod bridge_scene;
mod broker;
mod browser;
mod child;
mod external;
mod home;
pub mod home_assistant;
mod http_agent;
mod process;
mod receiver;
mod schema;
mod shown_device;
mod sim_control;
mod told_agent;
mod web;

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{ChildStdout, Command, Output, Stdio};

pub use agent_folder::{AgentFolder, server};
pub use bridge_scene::{bridge, bridge_scene};
pub use broker::{Mosquitto, MqttObserver, ReceivedMessage};
pub use browser::Browser;
pub use child::{ChildGuard, copy_environment, on_terminal, tied_command};
pub use external::{external, python_with};
pub use home::Home;
pub use http_agent::{HTTP, HttpAgent, assert_answer_fits};
use plex_sim::{PlexSim, StubResponse};
pub use process::PlexctlProcess;
pub use receiver::{FakeReceiver, NamedPipe, ReceivedRequest, Reply};
pub use schema::assert_fits;
use serde_json::Value;
pub use shown_device::ShownDevice;
pub use sim_control::{get, post};
pub use told_agent::{ToldAgent, ok_receiver, wait_caught_up, wait_connected, webhook};
pub use web::{EventStream, WebResponse, WebServer};

/// The result of a run of the program.
#[derive(Debug)]
pub struct RunResult {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl RunResult {
    /// Its standard output as one JSON document.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Fails unless the program failed properly: with this code, nothing on standard output, and
    /// one line on standard error that contains all of `parts`.
    pub fn assert_fails(&self, code: i32, parts: &[&str]) {
        assert_eq!(self.code, code, "{self:?}");
        assert_eq!(self.stdout, "", "{self:?}");
        assert!(self.stderr.starts_with("plexctl: "), "{self:?}");
        assert_eq!(self.stderr.lines().count(), 1, "{self:?}");
        for part in parts {
            assert!(self.stderr.contains(part), "no {part:?} in {self:?}");
        }
    }
}

/// The program without settings, terminal or proxy from outside.
pub fn program() -> Command {
    let mut command = tied_command(env!("CARGO_BIN_EXE_plexctl"));
    for (name, _) in std::env::vars_os() {
        let upper = name.to_string_lossy().to_uppercase();
        if upper.starts_with("PLEX") || upper.starts_with("XDG_") || upper.ends_with("_PROXY") {
            command.env_remove(name);
        }
    }
    command
        .env_remove("NO_COLOR")
        .env_remove("COLUMNS")
        .env_remove("RUST_LOG")
        .env_remove("NOTIFY_SOCKET")
        .env_remove("STATE_DIRECTORY")
        .env("HOME", env!("CARGO_TARGET_TMPDIR"))
        .env("TERM", "xterm-256color")
        .stdin(Stdio::null());
    command
}

/// Runs the program to its end.
pub fn run(arguments: &[&str]) -> RunResult {
    finish(program().args(arguments))
}

/// Runs the program to its end against this server.
pub fn run_at(url: &str, arguments: &[&str]) -> RunResult {
    finish(program().args(["--url", url]).args(arguments))
}

/// Starts the program against this server.
pub fn start_at(url: &str, arguments: &[&str]) -> PlexctlProcess {
    PlexctlProcess::start(program().args(["--url", url]).args(arguments))
}

/// Runs this command to its end.
pub fn finish(command: &mut Command) -> RunResult {
    to_result(command.output().unwrap())
}

/// The result of a finished process.
pub fn to_result(output: Output) -> RunResult {
    RunResult {
        code: output.status.code().expect("an exit code, and no signal"),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A simulator for any token.
pub async fn sim() -> PlexSim {
    PlexSim::start().await.unwrap()
}

/// A simulator with this response to the list of activities, for any token.
pub fn sim_with(answer: StubResponse) -> PlexSim {
    let sim = PlexSim::builder().start_blocking().unwrap();
    sim.answer("GET", "/activities", answer);
    sim
}

/// Writes a file that only its owner can read, as a token file should be.
pub fn write_secret(file: impl AsRef<Path>, content: impl AsRef<[u8]>) {
    std::fs::write(&file, content).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600)).unwrap();
    }
}

/// The URL of a port without a listener.
pub fn dead_url() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

/// `plexctl sim` in its own process.
pub struct SimProcess {
    pub child: ChildGuard,
    pub url: String,
    // Kept open: a closed pipe would be another test.
    _stdout: BufReader<ChildStdout>,
}

impl SimProcess {
    /// Starts it and waits for its first line.
    pub fn start(command: &mut Command) -> Self {
        let mut child = ChildGuard::spawn_piped(command);
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut url = String::new();
        stdout.read_line(&mut url).unwrap();
        Self {
            child,
            url: url.trim_end().to_owned(),
            _stdout: stdout,
        }
    }
}

/// Compares with a file of the test's snapshots, or renews it: see `snapshots/README.md`.
pub fn assert_snapshot(name: &str, actual: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    let file = &folder.join(name);
    if std::env::var_os("PLEXCTL_RENEW_SNAPSHOTS").is_some() {
        assert!(
            std::env::var_os("CI").is_none(),
            "snapshots are renewed by people, never in CI"
        );
        std::fs::write(file, actual).unwrap();
        return;
    }
    let expected = std::fs::read_to_string(file).unwrap_or_default();
    if expected == actual {
        return;
    }
    let first = expected
        .lines()
        .zip(actual.lines())
        .enumerate()
        .find(|(_, (expected, actual))| expected != actual)
        .map_or_else(
            || "one is longer".to_owned(),
            |(at, (expected, actual))| {
                format!(
                    "line {}:\n  expected {expected:?}\n  got      {actual:?}",
                    at + 1
                )
            },
        );
    panic!(
        "{} differs, first at {first}\nIf the change is meant: \
         PLEXCTL_RENEW_SNAPSHOTS=1 cargo test -p plexctl",
        file.display()
    );
}
