//! Tests a program against a simulated server: real sockets, and no Plex Media Server.
//!
//! ```sh
//! cargo run -p plex-api --example test_with_plex_sim
//! ```
//!
//! Here it is one program, so that it can be run. In yours, `cancel_downloads` is the program and
//! `test` a `#[tokio::test]`, with `plex-sim` among the dev-dependencies. Exit code: 0 when the test
//! passes, 1 when it could not be made, 101 when it fails.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program")]

use std::process::ExitCode;

use plex_api::{Plex, Token};
use plex_sim::{PlexSim, StubResponse};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match test().await {
        Ok(()) => {
            println!("passed");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("test_with_plex_sim: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The program: cancels the downloads that can be cancelled, and says how many that were.
async fn cancel_downloads(plex: &Plex) -> plex_api::Result<usize> {
    let mut cancelled = 0;
    for activity in plex.activities().list().await? {
        if activity.kind() == "media.download" && activity.is_cancellable() {
            plex.activities().cancel(activity.id()).await?;
            cancelled += 1;
        }
    }
    Ok(cancelled)
}

/// The test: of a download and a scan only the download is cancelled, on a server that is busy.
async fn test() -> Result<(), Box<dyn std::error::Error>> {
    let sim = PlexSim::builder().token("of-the-test").start().await?;
    let download = sim.activity("media.download").cancellable(true).start();
    let scan = sim.activity("library.update.section").section("1").start();
    sim.answer("GET", "/activities", StubResponse::empty(503).times(1));
    sim.expect("DELETE", "/activities/*", 1);

    let plex = Plex::builder(sim.url())
        .token(Token::new("of-the-test")?)
        .build()?;
    assert_eq!(cancel_downloads(&plex).await?, 1);

    sim.wait_ended(&download).await?;
    let left: Vec<String> = sim.running().into_iter().map(|one| one.uuid).collect();
    assert_eq!(left, [scan]);
    assert_eq!(
        sim.requests_of("GET", "/activities").len(),
        2,
        "once more after the 503"
    );
    // That what was expected came, and that no stream was left open.
    sim.finish().await?;
    Ok(())
}
