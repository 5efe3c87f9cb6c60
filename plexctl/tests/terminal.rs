//! The output on a terminal, by means of script(1), which every Linux has. `docs/` shows one.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::common;

use std::io::{Read, Write};
use std::path::Path;
use std::process::{ChildStdout, Stdio};

use common::{ChildGuard, assert_snapshot, on_terminal};
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
    let types = "--type media.download --type medai.download";
    let arguments = format!("--url {} list --watch {types}", sim.url());
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
    until(&|screen| screen.contains("\"medai.download\" matches no known type"));
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

const HEIGHT: u16 = 12;

/// The program on its own terminal, rendered as it writes.
struct Terminal {
    output: ChildStdout,
    _child: ChildGuard,
    parser: vt100::Parser,
    width: u16,
}

impl Terminal {
    fn start(width: u16, arguments: &str, configuration: &Path) -> Self {
        let setup = format!("stty cols {width} rows {HEIGHT};");
        let mut command = on_terminal(&setup, arguments);
        command
            .env("XDG_CONFIG_HOME", configuration)
            .env("NO_COLOR", "1")
            .stdout(Stdio::piped());
        let mut child = ChildGuard::spawn(&mut command);
        Self {
            output: child.stdout.take().unwrap(),
            _child: child,
            parser: vt100::Parser::new(HEIGHT, width, 0),
            width,
        }
    }

    /// Reads until the screen fits, and returns its text.
    fn until(&mut self, fits: impl Fn(&str) -> bool) -> String {
        let mut chunk = [0; 4096];
        loop {
            let rows: Vec<String> = self.parser.screen().rows(0, self.width).collect();
            let contents = rows.join("\n");
            if fits(&contents) {
                return contents;
            }
            let read = self.output.read(&mut chunk).unwrap();
            assert!(read > 0, "{contents}");
            self.parser.process(&chunk[..read]);
        }
    }
}

/// Three activities, one of which ends, on a terminal of this width.
fn watch(width: u16) -> String {
    let sim = PlexSim::builder().start_blocking().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("plexctl/config.toml");
    std::fs::create_dir(file.parent().unwrap()).unwrap();
    common::write_secret(&file, format!("[servers.home]\nurl = {:?}\n", sim.url()));
    let mut terminal = Terminal::start(width, "--server home watch", folder.path());
    terminal.until(|text| text.contains("home: connected via websocket"));
    let download = sim
        .activity("media.download")
        .uuid("0b5c3d8e-94a1-4f3f-8a41-6d5f7e1c2a90")
        .title("Media download by guest")
        .start();
    sim.progress(&download, 40, "Cartographers (2003)");
    sim.end(&download);
    let scan = sim
        .activity("library.update.section")
        .uuid("c3f190e4-eabb-4b3d-8811-b7c1f183560e")
        .title("Scanning Movies")
        .section("1")
        .start();
    sim.activity("library.refresh.items")
        .uuid("e1a2b3c4-0d1e-4f2a-8b3c-4d5e6f708192")
        .title("Refreshing the artwork of every item in this library section")
        .progress(73)
        .start();
    sim.progress(&scan, 41, "A Quiet Harbour (1987)");
    terminal.until(|text| {
        ["ended", " 41% ", " 73% ", "connected via"]
            .iter()
            .all(|part| text.contains(part))
    })
}

#[test]
fn every_line_fits_the_terminal() {
    for width in [60, 100] {
        let text = watch(width);
        assert!(text.contains("Scanning Movies: A"), "{text}");
        assert!(text.contains("Media download by"), "{text}");
        // A line that is too long would continue in the next one, with an unknown beginning.
        let (mut news, mut bars) = (0, 0);
        for line in text.trim_end().lines() {
            match line.trim_end() {
                news_line if news_line.contains("Z  ended") => news += 1,
                bar if bar.contains('█') => bars += 1,
                "" | "home: connected via websocket" => {}
                other => panic!("{other:?} in\n{text}"),
            }
        }
        assert_eq!((news, bars), (1, 2), "{text}");
    }
}

#[test]
fn the_terminal_of_watch_is_as_published() {
    let mut text = String::from("$ plexctl --server home watch\n");
    for line in watch(100).trim_end().lines() {
        // The time at the beginning differs in each run.
        let line = match line.split_once("  ") {
            Some((time, rest)) if time.ends_with('Z') => format!("2026-01-31T20:15:00Z  {rest}"),
            _ => line.to_owned(),
        };
        text.push_str(line.trim_end());
        text.push('\n');
    }
    assert_snapshot("watch.txt", &text);
}
