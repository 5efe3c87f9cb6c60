//! A job for the night: scans every library section, one after the other, and then empties their
//! trash.
//!
//! ```sh
//! export PLEX_URL=http://127.0.0.1:32400 PLEX_TOKEN=...
//! cargo run -p plex-api --example nightly_job -- 14400
//! ```
//!
//! The argument is how many seconds the whole job may take; four hours unless given. Trash is emptied
//! only in a section whose scan was seen to end, and only while the library is quiet. Keep drives
//! mounted: items whose files are gone are removed. Exit code: 0 when everything was done, 1 when
//! something failed, 2 when the call was wrong, 3 when the scan of a section was never seen, 7 when the
//! time was over.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program")]

use std::process::ExitCode;
use std::time::{Duration, Instant};

use plex_api::{ActivityFilter, ClientIdentity, ErrorKind, Plex, WaitingFor};

/// The time by which the whole job must be over.
struct Deadline(Instant);

impl Deadline {
    /// The time that is left; all steps share it.
    fn left(&self) -> Duration {
        self.0.saturating_duration_since(Instant::now())
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let seconds = std::env::args()
        .nth(1)
        .map_or(Ok(4 * 3600), |text| text.parse());
    let (Ok(url), Ok(seconds)) = (std::env::var("PLEX_URL"), seconds) else {
        eprintln!("usage: PLEX_URL=http://... nightly_job [SECONDS]");
        return ExitCode::from(2);
    };
    let deadline = Deadline(Instant::now() + Duration::from_secs(seconds));
    match work(&url, &deadline).await {
        Ok(0) => ExitCode::SUCCESS,
        Ok(unseen) => {
            eprintln!("nightly_job: {unseen} scans were asked for and never seen");
            ExitCode::from(3)
        }
        // A wait that times out has no operation; a request that times out has one.
        Err(error) if error.kind() == ErrorKind::Timeout && error.operation().is_none() => {
            eprintln!("nightly_job: the time is over: {error}");
            ExitCode::from(7)
        }
        Err(error) => {
            eprintln!("nightly_job: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Does everything, and returns how many scans were never seen.
async fn work(url: &str, deadline: &Deadline) -> plex_api::Result<usize> {
    let plex = Plex::builder(url)
        .token_from_env()
        .identity(ClientIdentity::new("nightly-job", "1.0"))
        .build()?;
    let mut scanned = Vec::new();
    let mut unseen = 0;
    for section in plex.library().sections().await? {
        let title = section.title().to_owned();
        let started = Instant::now();
        // It waits while the scan is in the server's queue, and through cuts and restarts.
        let scan = plex.library().refresh(section.id()).done();
        let done = scan
            .timeout(deadline.left())
            .on_waiting(move |what| report(&title, what))
            .await?;
        println!(
            "{}: {done:?} after {:.0?}",
            section.title(),
            started.elapsed()
        );
        if done.was_seen() {
            scanned.push(section);
        } else {
            unseen += 1;
        }
    }
    // Servers fetch the metadata of new items after the scan that found them.
    let library = ActivityFilter::any().of_type("library.*");
    plex.activities()
        .wait_idle(library)
        .timeout(deadline.left())
        .await?;
    for section in &scanned {
        plex.library().empty_trash(section.id()).await?;
        println!("{}: the trash was emptied", section.title());
    }
    Ok(unseen)
}

/// For the log of the night: why it takes so long.
fn report(title: &str, what: &WaitingFor) {
    match what {
        WaitingFor::Activity(activity) => println!("{title}: scanning ({})", activity.id()),
        WaitingFor::Earlier(_) => println!("{title}: an earlier scan is running"),
        WaitingFor::Other(other) => println!("{title}: in the queue behind {}", other.title()),
        WaitingFor::Server => println!("{title}: the server does not answer"),
        _ => {}
    }
}
