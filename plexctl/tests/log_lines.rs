//! Lines of a log: their time, their form, and which of them RUST_LOG lets through.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::common;

use common::{RunResult, finish, program};
use plex_sim::PlexSim;
use serde_json::Value;

fn list(arguments: &[&str], rust_log: Option<&str>) -> RunResult {
    let sim = PlexSim::builder()
        .token("hunter2")
        .start_blocking()
        .unwrap();
    // Else the program says that nothing is running.
    sim.activity("library.update.section").start();
    let mut command = program();
    command
        .env("PLEX_URL", sim.url())
        .env("PLEX_TOKEN", "hunter2")
        .arg("list")
        .args(arguments);
    if let Some(levels) = rust_log {
        command.env("RUST_LOG", levels);
    }
    let ran = finish(&mut command);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(!ran.stderr.contains("hunter2"), "{ran:?}");
    ran
}

/// Returns `true` if a text begins with a time of the clock in UTC, such as `2026-11-30T07:38:23.123456Z`.
fn has_time(line: &str) -> bool {
    let shape: String = (line.chars().take(20))
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect();
    shape.starts_with("0000-00-00T00:00:00") && line.contains('Z')
}

#[test]
fn a_line_of_the_log_has_the_time_of_the_clock() {
    let ran = list(&["-vv"], None);
    assert!(ran.stderr.lines().count() > 0, "{ran:?}");
    for line in ran.stderr.lines() {
        assert!(has_time(line) && line.contains("DEBUG plex"), "{line}");
    }
}

#[test]
fn each_line_may_be_a_json_object() {
    let ran = list(&["-vv", "--log-format", "json"], None);
    assert!(ran.stderr.lines().count() > 0, "{ran:?}");
    for line in ran.stderr.lines() {
        let line: Value =
            serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert!(has_time(line["timestamp"].as_str().unwrap()), "{line}");
        assert_eq!(line["level"], "DEBUG");
        assert!(line["message"].is_string(), "{line}");
    }
}

#[test]
fn rust_log_says_which_of_our_lines_are_logged_and_no_others() {
    assert_eq!(list(&[], None).stderr, "");
    let all = list(&[], Some("trace")).stderr;
    assert!(all.contains("DEBUG plex"), "{all}");
    for line in all.lines() {
        let is_ours = line.contains(" plex_api::") || line.contains(" plexctl::");
        assert!(is_ours && has_time(line), "{line}");
    }
    assert_eq!(list(&[], Some("hyper=trace,plexctl=trace")).stderr, "");
    assert_eq!(list(&["-q"], Some("trace")).stderr, "");
    // The option goes before the variable.
    assert!(!list(&["-v"], Some("trace")).stderr.contains("DEBUG"));
    let wrong = list(&[], Some("plexctl=loud")).stderr;
    assert!(
        wrong.starts_with("plexctl: RUST_LOG is not understood"),
        "{wrong}"
    );
}

#[test]
fn a_message_is_a_line_of_the_log_where_that_is_asked_for() {
    let fail = |format: &str| {
        let url = common::dead_url();
        let list = ["list", "--url", &url, "--log-format", format];
        finish(program().args(list))
    };
    let text = fail("text");
    assert_eq!(text.code, 6, "{text:?}");
    assert!(
        has_time(&text.stderr) && text.stderr.contains("ERROR plexctl: "),
        "{text:?}"
    );
    let json = fail("json");
    let line: Value = serde_json::from_str(json.stderr.trim_end()).unwrap();
    assert_eq!(line["level"], "ERROR");
    assert!(
        line["message"].as_str().unwrap().contains("127.0.0.1"),
        "{line}"
    );
}
