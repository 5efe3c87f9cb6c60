//! The output on a terminal, by means of script(1), which every Linux has.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

mod common;

use std::io::{Read, Write};
use std::process::Stdio;

use common::{ChildGuard, on_terminal};
use plex_sim::PlexSim;

#[tokio::test]
async fn a_running_activity_has_a_bar_and_an_ended_one_leaves_a_line() {
    let sim = PlexSim::start().await.unwrap();
    let id = sim
        .activity("media.download")
        .title("Download")
        .progress(50)
        .start();
    let arguments = format!("--url {} watch --timeout 3s", sim.url());
    let watching = ChildGuard::spawn_piped(&mut on_terminal("", &arguments));
    sim.wait_stream_opened().await.unwrap();
    sim.progress(&id, 75, "Lanterns");
    sim.end(&id);
    let output = watching.output();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{text:?}");
    assert!(
        text.contains("█") && text.contains("connected via websocket"),
        "{text:?}"
    );
    let lines = text.lines().filter(|line| line.contains("ended"));
    assert_eq!(lines.count(), 1, "{text:?}");
    // The bar shows it, so there is no line for it.
    assert!(!text.contains("updated"), "{text:?}");
}

#[tokio::test]
async fn quiet_and_dumb_terminals_get_no_bars() {
    let sim = PlexSim::start().await.unwrap();
    sim.activity("media.download").title("Download").start();
    for (option, term) in [("-q", "xterm"), ("", "dumb"), ("-v", "xterm")] {
        let arguments = format!("--url {} {option} watch --timeout 1s", sim.url());
        let output = on_terminal("", &arguments)
            .env("TERM", term)
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(0), "{text:?}");
        assert!(text.contains("Download") && !text.contains('░'), "{text:?}");
    }
}

/// Runs the program on a terminal with this input, and returns its exit code and the screen.
fn typing(arguments: &str, typed: &[u8]) -> (Option<i32>, String) {
    let mut child = ChildGuard::spawn_piped(on_terminal("", arguments).stdin(Stdio::piped()));
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
fn cancelling_several_activities_asks_for_confirmation() {
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
    let arguments = format!("--url {} list --watch", sim.url());
    let mut child = ChildGuard::spawn_piped(&mut on_terminal("", &arguments));
    let mut output = child.stdout.take().unwrap();
    let mut text = String::new();
    // Complete screens only: from the upper left corner to the clearing of the rest.
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
    until(&|screen| screen.contains("Download") && screen.contains("connected via websocket"));
    sim.progress(&id, 42, "Lanterns");
    until(&|screen| screen.contains("42%"));
    sim.end(&id);
    until(&|screen| !screen.contains("Download") && screen.contains("connected via websocket"));
}

/// Under nohup(1) programs ignore the closing of their terminal.
#[tokio::test]
async fn a_program_on_a_closed_terminal_does_not_outlive_its_test() {
    let sim = PlexSim::start().await.unwrap();
    let arguments = format!("--url {} watch", sim.url());
    let watching = ChildGuard::spawn_piped(&mut on_terminal("trap '' HUP;", &arguments));
    sim.wait_stream_opened().await.unwrap();
    drop(watching);
    sim.wait_open_streams(0).await.unwrap();
}
