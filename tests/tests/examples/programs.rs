//! The examples as programs: built once, started without anything from outside.

use std::collections::HashMap;
use std::path::PathBuf;
use std::process::{Output, Stdio};
use std::sync::OnceLock;

use plex_api_tests::SECRET;
use plex_sim::PlexSim;
use serde_json::Value;
use tokio::process::Command;

use crate::root;

pub(crate) const EXAMPLES: [&str; 15] = [
    "scan_and_wait",
    "watch_json_lines",
    "cancel_downloads",
    "backup_when_quiet",
    "several_servers",
    "deadline_and_resume",
    "behind_a_proxy_prefix",
    "private_ca",
    "web_service",
    "nightly_job",
    "desktop_app",
    "blocking",
    "thread_pool",
    "sign_in_and_watch",
    "test_suite",
];

/// The result of a run of an example.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        let ran = Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        };
        assert!(!ran.out.contains(SECRET), "{ran:?}");
        assert!(!ran.err.contains(SECRET), "{ran:?}");
        ran
    }
}

impl Ran {
    /// It ended with this code, and said all of `parts` on standard output.
    pub(crate) fn came_out(&self, code: i32, parts: &[&str]) {
        assert_eq!(self.code, Some(code), "{self:?}");
        for part in parts {
            assert!(self.out.contains(part), "no {part:?} in {self:?}");
        }
    }
}

/// The example's program, or for `test_suite` the program of its tests. The first call has cargo build
/// them all, as `cargo test` of the whole workspace does: with other features the client would be
/// compiled again.
pub(crate) fn built(name: &str) -> PathBuf {
    static BUILT: OnceLock<HashMap<String, PathBuf>> = OnceLock::new();
    BUILT.get_or_init(build)[name].clone()
}

fn build() -> HashMap<String, PathBuf> {
    let mut cargo = std::process::Command::new(env!("CARGO"));
    // Cargo tells a test its package by these. Build scripts that look at them, such as that of `ring`,
    // would run again, and everything above them would be compiled again.
    for (variable, _) in std::env::vars_os() {
        let name = variable.to_string_lossy();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            cargo.env_remove(&variable);
        }
    }
    let cargo = cargo
        .args(["test", "--workspace", "--no-run", "--offline", "--locked"])
        .args(["--message-format", "json-render-diagnostics"])
        .current_dir(root())
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    let trouble = String::from_utf8_lossy(&cargo.stderr);
    assert!(cargo.status.success(), "{trouble}");
    let lines = cargo.stdout.split(|byte| *byte == b'\n');
    lines
        .filter_map(|line| serde_json::from_slice::<Value>(line).ok())
        .filter(|message| message["target"]["kind"][0] == "example")
        .filter_map(|message| {
            let name = message["target"]["name"].as_str()?.to_owned();
            Some((name, PathBuf::from(message["executable"].as_str()?)))
        })
        .collect()
}

/// The example with nothing from outside: no settings, no proxy.
pub(crate) fn bare(name: &str) -> Command {
    program(built(name))
}

/// The same for a program at this path.
pub(crate) fn program(path: PathBuf) -> Command {
    let mut command = Command::new(path);
    for (variable, _) in std::env::vars_os() {
        let upper = variable.to_string_lossy().to_uppercase();
        if upper.starts_with("PLEX") || upper.ends_with("_PROXY") {
            command.env_remove(variable);
        }
    }
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}

/// The example for this server, with the right token.
pub(crate) fn example(name: &str, sim: &PlexSim) -> Command {
    let mut command = bare(name);
    command.env("PLEX_URL", sim.url()).env("PLEX_TOKEN", SECRET);
    command
}

pub(crate) async fn run(command: &mut Command) -> Ran {
    command.output().await.unwrap().into()
}
