//! Runs the real program, away from whatever the machine's environment holds.
#![allow(
    dead_code,
    unused_imports,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "each test program uses its part, and helpers may fail the test"
)]

mod broker;
mod browser;
mod external;
mod pages;
mod running;
mod schema;
mod steering;

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Output, Stdio};

pub use broker::{Mosquitto, Observer};
pub use browser::Browser;
pub use external::external;
pub use pages::Served;
use plex_sim::{PlexSim, StubResponse};
pub use running::Running;
pub use schema::assert_fits;
use serde_json::Value;
pub use steering::post;

/// What a run of the program came to.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    /// Its standard output as one JSON document.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// It failed as failures do: this code, nothing on standard output, and one sentence of the
    /// program's own on standard error that holds all of `parts`.
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

/// The program with nothing from outside: no settings, no terminal, no proxy.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plexctl"));
    for (name, _) in std::env::vars_os() {
        let upper = name.to_string_lossy().to_uppercase();
        if upper.starts_with("PLEX") || upper.starts_with("XDG_") || upper.ends_with("_PROXY") {
            command.env_remove(name);
        }
    }
    command
        .env_remove("NO_COLOR")
        .env_remove("COLUMNS")
        .env("HOME", env!("CARGO_TARGET_TMPDIR"))
        .env("TERM", "xterm-256color")
        .stdin(Stdio::null());
    command
}

/// Runs the program to its end.
pub fn run(arguments: &[&str]) -> Ran {
    finish(program().args(arguments))
}

/// Runs the program to its end against this server.
pub fn run_at(url: &str, arguments: &[&str]) -> Ran {
    finish(program().args(["--url", url]).args(arguments))
}

/// Runs this command to its end.
pub fn finish(command: &mut Command) -> Ran {
    ran(command.output().unwrap())
}

/// What a finished process came to.
pub fn ran(output: Output) -> Ran {
    Ran {
        code: output.status.code().expect("an exit code, and no signal"),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A simulator that answers the list of activities with this, whatever the token.
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

/// A port on which nobody listens.
pub fn dead_url() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

/// Sends a signal by its name, such as `INT`.
pub fn signal(child: &Child, name: &str) {
    let status = Command::new("kill")
        .args([&format!("-{name}"), &child.id().to_string()])
        .status()
        .unwrap();
    assert!(status.success());
}

/// `plexctl sim` in a process of its own.
pub struct SimProcess {
    pub child: Child,
    pub url: String,
    // Kept open: a closed pipe would be another test.
    _stdout: BufReader<ChildStdout>,
}

impl SimProcess {
    /// Starts it and waits for its first line.
    pub fn start(command: &mut Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
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

impl Drop for SimProcess {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Compares with a file of the test's snapshots, or renews it: see `snapshots/README.md`.
pub fn assert_snapshot(name: &str, actual: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    assert_same(&folder.join(name), actual);
}

/// Compares with this file, or renews it.
pub fn assert_same(file: &Path, actual: &str) {
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
