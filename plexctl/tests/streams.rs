//! Standard output and standard error: the content of each, and the effect of closing one.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::common;

use std::process::Stdio;

use common::{ChildGuard, finish, program, run_at};
use plex_sim::PlexSim;

fn sim() -> PlexSim {
    let sim = PlexSim::builder().start_blocking().unwrap();
    sim.activity("media.download")
        .title("Download")
        .cancellable(true)
        .start();
    sim
}

#[test]
fn a_reader_that_has_enough_ends_it_quietly_with_success() {
    let sim = sim();
    for arguments in [
        &["list"][..],
        &["list", "-o", "json"],
        &["--help"],
        &["demo"],
    ] {
        let mut command = program();
        command.args(["--url", &sim.url()]).args(arguments);
        let mut child = ChildGuard::spawn_piped(&mut command);
        drop(child.stdout.take());
        let ran = child.finish();
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{arguments:?}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_a_failure() {
    let full = std::fs::File::create("/dev/full").unwrap();
    let sim = sim();
    let mut command = program();
    command
        .args(["--url", &sim.url(), "list"])
        .stdout(full)
        .stderr(Stdio::piped());
    let ran = ChildGuard::spawn(&mut command).finish();
    assert_eq!(ran.code, 1);
    assert!(
        ran.stderr.contains("cannot write to standard output"),
        "{ran:?}"
    );
}

#[test]
fn piped_output_has_no_colors_unless_they_are_asked_for() {
    let sim = sim();
    let plain = run_at(&sim.url(), &["list"]);
    assert!(!plain.stdout.contains('\x1b'), "{plain:?}");
    let colored = run_at(&sim.url(), &["list", "--color", "always"]);
    assert!(colored.stdout.contains("\x1b["), "{colored:?}");
    let mut command = program();
    command
        .env("NO_COLOR", "1")
        .args(["--url", &sim.url(), "list"]);
    assert!(!finish(&mut command).stdout.contains('\x1b'));
    let failed = run_at(&common::dead_url(), &["list", "--color=always"]);
    assert!(failed.stderr.contains("\x1b["), "{failed:?}");
}

#[test]
fn the_table_has_a_heading_and_a_line_for_each_activity() {
    let sim = sim();
    let ran = run_at(&sim.url(), &["list"]);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(lines.len(), 2, "{ran:?}");
    assert!(
        lines[0].starts_with("TYPE") && lines[0].ends_with("UUID"),
        "{ran:?}"
    );
    assert!(
        lines[1].starts_with("media.download") && lines[1].contains("yes"),
        "{ran:?}"
    );
}

#[test]
fn quiet_leaves_only_data_and_failures() {
    let sim = sim();
    let id = sim.running()[0].uuid.clone();
    let ran = run_at(&sim.url(), &["-q", "cancel", &id]);
    assert_eq!(
        (ran.code, ran.stdout.as_str(), ran.stderr.as_str()),
        (0, "", "")
    );
    run_at(&sim.url(), &["-q", "cancel", &id]).assert_fails(3, &[&id]);
}
