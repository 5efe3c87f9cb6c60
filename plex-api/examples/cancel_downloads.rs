//! Cancels every download that runs and can be cancelled.
//!
//! ```sh
//! export PLEX_URL=http://127.0.0.1:32400 PLEX_TOKEN=...
//! cargo run -p plex-api --example cancel_downloads
//! ```
//!
//! Exit code: 0 when none is left, 1 when something failed, 2 when the call was wrong.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program")]

use std::process::ExitCode;
use std::time::Duration;

use plex_api::{ActivityFilter, ClientIdentity, ErrorKind, Plex};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let Ok(url) = std::env::var("PLEX_URL") else {
        eprintln!("usage: PLEX_URL=http://... cancel_downloads");
        return ExitCode::from(2);
    };
    match cancel(&url).await {
        Ok(0) => ExitCode::SUCCESS,
        Ok(left) => {
            eprintln!("cancel_downloads: {left} downloads go on");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("cancel_downloads: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Cancels, and returns how many could not be.
async fn cancel(url: &str) -> plex_api::Result<usize> {
    let plex = Plex::builder(url)
        .token_from_env()
        .identity(ClientIdentity::new("cancel-downloads", "1.0"))
        .build()?;
    let downloads = ActivityFilter::any().of_type("media.download");
    let mut left = 0;
    let mut asked = Vec::new();
    for activity in plex.activities().list().await? {
        if !downloads.matches(&activity) {
            continue;
        }
        match plex.activities().cancel(activity.id()).await {
            Ok(()) => asked.push(activity.id().clone()),
            // It was faster than we were.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => {
                eprintln!(
                    "cancel_downloads: {} {}: {error}",
                    activity.title(),
                    activity.subtitle()
                );
                left += 1;
            }
        }
    }
    // That a server takes the request does not mean that the activity is over.
    let ends = plex.activities().wait_all(asked);
    for (id, end) in ends.timeout(Duration::from_secs(30)).await {
        match end {
            Ok(_) => println!("cancelled {id}"),
            Err(error) => {
                eprintln!("cancel_downloads: {error}");
                left += 1;
            }
        }
    }
    Ok(left)
}
