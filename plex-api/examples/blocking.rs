//! The client without `async`: lists the running activities, and waits for the end of all.
//!
//! ```sh
//! export PLEX_URL=http://127.0.0.1:32400 PLEX_TOKEN=...
//! cargo run -p plex-api --features blocking --example blocking -- 600
//! ```
//!
//! The argument is how many seconds to wait at most; ten minutes unless given. Exit code: 0 when all
//! are over, 1 when something failed, 2 when the call was wrong, 7 when some still run.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program")]

use std::process::ExitCode;
use std::time::Duration;

use plex_api::blocking::Plex;
use plex_api::{ClientIdentity, ErrorKind};

fn main() -> ExitCode {
    let seconds = std::env::args().nth(1).map_or(Ok(600), |text| text.parse());
    let (Ok(url), Ok(seconds)) = (std::env::var("PLEX_URL"), seconds) else {
        eprintln!("usage: PLEX_URL=http://... blocking [SECONDS]");
        return ExitCode::from(2);
    };
    match follow(&url, Duration::from_secs(seconds)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("blocking: {error}");
            ExitCode::FAILURE
        }
    }
}

fn follow(url: &str, patience: Duration) -> plex_api::Result<ExitCode> {
    let builder = plex_api::Plex::builder(url)
        .token_from_env()
        .identity(ClientIdentity::new("blocking-example", "1.0"));
    let plex = Plex::build(builder)?;
    let mut running = plex.activities().list()?;
    // A server at rest may list one of this type for ever.
    running.retain(|activity| activity.kind() != "butler");
    for activity in &running {
        println!(
            "{} {} {}",
            activity.progress(),
            activity.title(),
            activity.subtitle()
        );
    }
    let ids = running.iter().map(|activity| activity.id().clone());
    let mut code = ExitCode::SUCCESS;
    for (id, end) in plex.activities().wait_all(ids).timeout(patience).block()? {
        match end {
            Ok(outcome) => println!("{id} is over ({:?})", outcome.how),
            Err(error) if error.kind() == ErrorKind::Timeout => {
                eprintln!("blocking: {error}");
                code = ExitCode::from(7);
            }
            Err(error) => return Err(error),
        }
    }
    Ok(code)
}
