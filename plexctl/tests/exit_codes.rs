//! Every exit code that `--help` lists can occur.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

mod common;

use std::process::Command;

use common::{ChildGuard, copy_environment, dead_url, program, run, run_at};
use plex_sim::{PlexSim, StubResponse};

fn listed_in_help() -> Vec<i32> {
    let help = run(&["--help"]).stdout;
    let (_, codes) = help.split_once("Exit codes:\n").unwrap();
    codes
        .lines()
        .map_while(|line| line.split_whitespace().next()?.parse().ok())
        .collect()
}

/// Provokes this exit code.
async fn provoke(code: i32) -> i32 {
    let sim = PlexSim::builder().start().await.unwrap();
    let url = sim.url();
    match code {
        0 => run_at(&url, &["list"]).code,
        1 => {
            sim.answer(
                "GET",
                "/activities",
                StubResponse::html(200, "<html></html>"),
            );
            run_at(&url, &["list"]).code
        }
        2 => run(&["list", "--no-such-option"]).code,
        3 => run_at(&url, &["get", "unknown"]).code,
        4 => {
            let id = sim.activity("media.download").cancellable(false).start();
            run_at(&url, &["cancel", &id]).code
        }
        5 => {
            sim.answer("GET", "/activities", StubResponse::empty(401));
            run_at(&url, &["list"]).code
        }
        6 => run_at(&dead_url(), &["list"]).code,
        7 => {
            let id = sim.activity("media.download").start();
            run_at(&url, &["wait", &id, "--timeout", "1s"]).code
        }
        129 | 130 | 143 => {
            let name = match code {
                129 => "HUP",
                130 => "INT",
                _ => "TERM",
            };
            sim.answer("GET", "/activities", StubResponse::hang());
            // The test run may ignore SIGHUP, as under nohup(1).
            let plexctl = program();
            let mut command = Command::new("env");
            copy_environment(&mut command);
            command
                .arg("--default-signal=HUP")
                .arg(plexctl.get_program());
            command.args(plexctl.get_args());
            let child = ChildGuard::spawn_piped(command.args(["--url", &url, "list"]));
            sim.wait_request("GET", "/activities", 1).await.unwrap();
            child.signal(name);
            child.finish().code
        }
        unknown => panic!("say here how the program ends with {unknown}"),
    }
}

#[tokio::test]
async fn every_code_in_the_help_can_be_provoked() {
    let codes = listed_in_help();
    assert_eq!(codes, [0, 1, 2, 3, 4, 5, 6, 7, 129, 130, 143]);
    for code in codes {
        assert_eq!(provoke(code).await, code);
    }
}
