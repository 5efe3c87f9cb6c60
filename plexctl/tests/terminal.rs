//! What stands on a terminal, by means of script(1), which every Linux has.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

mod common;

use std::io::{Read, Write};
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
    sim.wait_stream_opened().await.unwrap();
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

/// Runs it on a terminal with this typed into it, and returns its code and what stood there.
fn typing(arguments: &str, typed: &[u8]) -> (Option<i32>, String) {
    let mut child = on_a_terminal(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut text = String::new();
    let mut output = child.stdout.take().unwrap();
    let mut chunk = [0; 4096];
    while !text.contains("[y/N]") {
        let read = output.read(&mut chunk).unwrap();
        assert!(read > 0, "{text}");
        text.push_str(&String::from_utf8_lossy(&chunk[..read]));
    }
    input.write_all(typed).unwrap();
    drop(input);
    output.read_to_string(&mut text).unwrap();
    (child.wait().unwrap().code(), text)
}

#[test]
fn before_several_activities_are_cancelled_somebody_is_asked() {
    let sim = PlexSim::builder().start_blocking().unwrap();
    for title in ["First", "Second"] {
        let download = sim.activity("media.download").title(title);
        download.cancellable(true).start();
    }
    let arguments = format!("--url {} cancel --type '*.download'", sim.url());
    let (code, text) = typing(&arguments, b"\n");
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("First") && text.contains("Second"), "{text}");
    assert!(text.contains("cancel these 2 activities? [y/N]"), "{text}");
    assert!(text.contains("nothing was cancelled"), "{text}");
    assert_eq!(sim.running().len(), 2);
    let (code, text) = typing(&arguments, b"y\n");
    assert_eq!(code, Some(0), "{text}");
    assert_eq!(sim.running().len(), 0, "{text}");
}

#[test]
fn the_table_on_a_terminal_follows_what_happens() {
    let sim = PlexSim::builder().start_blocking().unwrap();
    let id = sim.activity("media.download").title("Download").start();
    let mut child = on_a_terminal(&format!("--url {} list --watch", sim.url()))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut output = child.stdout.take().unwrap();
    let mut text = String::new();
    // Whole screens only: from the upper left corner to the clearing of the rest.
    let mut until = |fits: &dyn Fn(&str) -> bool| {
        let mut chunk = [0; 4096];
        loop {
            let whole = text.rsplit_once("\x1b[J").map_or("", |(whole, _)| whole);
            if whole.rsplit("\x1b[H").next().is_some_and(fits) {
                return;
            }
            let read = output.read(&mut chunk).unwrap();
            assert!(read > 0, "{text:?}");
            text.push_str(&String::from_utf8_lossy(&chunk[..read]));
        }
    };
    until(&|screen| screen.contains("Download") && screen.contains("connected by websocket"));
    sim.progress(&id, 42, "Lanterns");
    until(&|screen| screen.contains("42%"));
    sim.end(&id);
    until(&|screen| !screen.contains("Download") && screen.contains("connected by websocket"));
    child.kill().unwrap();
    child.wait().unwrap();
}
