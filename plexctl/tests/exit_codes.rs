//! Every exit code that `--help` lists is one that the program ends with.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

mod common;

use common::{dead_url, program, ran, run, run_at, signal};
use plex_sim::{PlexSim, StubResponse};

fn listed_in_help() -> Vec<i32> {
    let help = run(&["--help"]).stdout;
    let (_, codes) = help.split_once("Exit codes:\n").unwrap();
    codes
        .lines()
        .map_while(|line| line.split_whitespace().next()?.parse().ok())
        .collect()
}

/// Does what must end with this code.
async fn provoke(code: i32) -> Option<i32> {
    let sim = PlexSim::builder().start().await.unwrap();
    let url = sim.url();
    let ended_with = match code {
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
        // No command has --timeout yet.
        7 => return None,
        130 => {
            sim.answer("GET", "/activities", StubResponse::hang());
            let child = program()
                .args(["--url", &url, "list"])
                .stdout(std::process::Stdio::piped())
                .stderr(std::process::Stdio::piped())
                .spawn()
                .unwrap();
            sim.wait_request("GET", "/activities", 1).await.unwrap();
            signal(&child, "INT");
            ran(child.wait_with_output().unwrap()).code
        }
        unknown => panic!("say here how the program ends with {unknown}"),
    };
    Some(ended_with)
}

#[tokio::test]
async fn every_code_in_the_help_can_be_provoked() {
    let codes = listed_in_help();
    assert_eq!(codes, [0, 1, 2, 3, 4, 5, 6, 7, 130]);
    for code in codes {
        if let Some(ended_with) = provoke(code).await {
            assert_eq!(ended_with, code);
        }
    }
}
