//! Waits until nothing works on the library, then has the server back up its database.
//!
//! ```sh
//! export PLEX_URL=http://127.0.0.1:32400 PLEX_TOKEN=...
//! cargo run -p plex-api --example backup_when_quiet -- 3600
//! ```
//!
//! The argument is how many seconds it may take to get quiet; an hour unless given. Exit code: 0
//! when the backup was started, 1 when something failed, 2 when the call was wrong, 3 when it did not
//! get quiet.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program")]

use std::process::ExitCode;
use std::time::Duration;

use plex_api::{ActivityFilter, ButlerStart, ClientIdentity, ErrorKind, Plex};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let seconds = std::env::args()
        .nth(1)
        .map_or(Ok(3600), |text| text.parse());
    let (Ok(url), Ok(seconds)) = (std::env::var("PLEX_URL"), seconds) else {
        eprintln!("usage: PLEX_URL=http://... backup_when_quiet [SECONDS]");
        return ExitCode::from(2);
    };
    match backup(&url, Duration::from_secs(seconds)).await {
        Ok(ButlerStart::AlreadyRunning) => println!("a backup runs already"),
        Ok(_) => println!("the backup was started"),
        // Nothing else here has a time limit but the requests, which have an operation.
        Err(error) if error.kind() == ErrorKind::Timeout && error.operation().is_none() => {
            eprintln!("backup_when_quiet: no backup: {error}");
            return ExitCode::from(3);
        }
        Err(error) => {
            eprintln!("backup_when_quiet: {error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

async fn backup(url: &str, patience: Duration) -> plex_api::Result<ButlerStart> {
    let plex = Plex::builder(url)
        .token_from_env()
        .identity(ClientIdentity::new("backup-when-quiet", "1.0"))
        .build()?;
    // Idle means quiet for five seconds, not just an empty list: item metadata follows a scan.
    let library = ActivityFilter::any().of_type("library.*");
    plex.activities()
        .wait_idle(library)
        .timeout(patience)
        .await?;
    let started = plex.butler().start("BackupDatabase").await?;
    Ok(started.into_answer())
}
