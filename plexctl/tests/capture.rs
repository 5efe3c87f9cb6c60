//! The output of `plexctl watch` on terminals of several widths; `docs/` shows one of them.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

mod common;

use std::io::Read;
use std::path::Path;
use std::process::{ChildStdout, Stdio};

use common::{ChildGuard, assert_same, on_terminal};
use plex_sim::PlexSim;

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
fn the_terminal_in_the_documentation_is_a_real_one() {
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
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/watch.txt");
    assert_same(&file, &text);
}
