//! Starts a scan and waits for its end, but not for ever; called again, it goes on waiting.
//!
//! ```sh
//! export PLEX_URL=http://127.0.0.1:32400 PLEX_TOKEN=...
//! cargo run -p plex-api --example deadline_and_resume -- scan.id 60 2
//! ```
//!
//! `scan.id` is the file in which the activity's uuid is kept as long as the scan runs, 60 how many
//! seconds to wait this time, 2 the library section. Exit code: 0 when the scan is over, 1 when
//! something failed, 2 when the call was wrong, 7 when it still runs: call it again.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program")]

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use plex_api::{ActivityId, ClientIdentity, ErrorKind, Plex};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (Ok(url), [file, seconds, section]) = (std::env::var("PLEX_URL"), arguments.as_slice())
    else {
        eprintln!("usage: PLEX_URL=http://... deadline_and_resume FILE SECONDS SECTION");
        return ExitCode::from(2);
    };
    let Ok(seconds) = seconds.parse() else {
        eprintln!("deadline_and_resume: {seconds:?} is no number of seconds");
        return ExitCode::from(2);
    };
    match scan(&url, Path::new(file), Duration::from_secs(seconds), section).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("deadline_and_resume: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn scan(
    url: &str,
    file: &Path,
    patience: Duration,
    section: &str,
) -> Result<ExitCode, Box<dyn std::error::Error>> {
    let plex = Plex::builder(url)
        .token_from_env()
        .identity(ClientIdentity::new("deadline-and-resume", "1.0"))
        .build()?;
    let id = match std::fs::read_to_string(file) {
        Ok(text) => ActivityId::new(text.trim())?,
        Err(_) => {
            let scan = plex.library().refresh(section);
            let scan = scan.correlate(Duration::from_secs(10)).await?;
            let id = scan
                .activity_id()
                .ok_or("the scan did not begin within 10 s")?;
            std::fs::write(file, id.to_string())?;
            id.clone()
        }
    };
    match plex.activities().wait(&id).timeout(patience).await {
        // Over, or over since the last call: then nobody has seen its end, and nobody needs to.
        Ok(outcome) => {
            println!("the scan is over ({:?})", outcome.how);
            std::fs::remove_file(file)?;
            Ok(ExitCode::SUCCESS)
        }
        Err(error) if error.kind() == ErrorKind::Timeout => {
            match error.last_seen() {
                Some(activity) => println!("still running: {}", activity.progress()),
                None => println!("still running, as far as is known"),
            }
            Ok(ExitCode::from(7))
        }
        Err(error) => Err(error.into()),
    }
}
