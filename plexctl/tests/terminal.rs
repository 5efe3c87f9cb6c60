//! What stands on a terminal, by means of script(1), which every Linux has.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

mod common;

use std::process::{Command, Stdio};

use common::program;
use plex_sim::PlexSim;

/// The program on a terminal of its own; `script` ends with the program's code.
fn on_a_terminal(arguments: &str) -> Command {
    let line = format!("{} {arguments}", program().get_program().display());
    let mut command = Command::new("script");
    for (name, value) in program().get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command
        .args(["-qefc", &line, "/dev/null"])
        .stdin(Stdio::null());
    command
}

#[tokio::test]
async fn a_running_activity_has_a_bar_and_an_ended_one_leaves_a_line() {
    let sim = PlexSim::start().await.unwrap();
    let id = sim
        .activity("media.download")
        .title("Download")
        .progress(50)
        .start();
    let arguments = format!("--url {} watch --timeout 3s", sim.url());
    let watching = on_a_terminal(&arguments)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    sim.stream_opened().await.unwrap();
    sim.progress(&id, 75, "Lanterns");
    sim.end(&id);
    let output = watching.wait_with_output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{text:?}");
    assert!(
        text.contains("█") && text.contains("connected by websocket"),
        "{text:?}"
    );
    let lines = text.lines().filter(|line| line.contains("ended"));
    assert_eq!(lines.count(), 1, "{text:?}");
    // It stands in the bar, and not in a line of its own.
    assert!(!text.contains("updated"), "{text:?}");
}

#[tokio::test]
async fn quiet_and_dumb_terminals_get_no_bars() {
    let sim = PlexSim::start().await.unwrap();
    sim.activity("media.download").title("Download").start();
    for (option, term) in [("-q", "xterm"), ("", "dumb"), ("-v", "xterm")] {
        let arguments = format!("--url {} {option} watch --timeout 1s", sim.url());
        let output = on_a_terminal(&arguments)
            .env("TERM", term)
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(0), "{text:?}");
        assert!(text.contains("Download") && !text.contains('░'), "{text:?}");
    }
}
