//! Scans one library section, shows how far it is, and is over when the scan is.
//!
//! ```sh
//! export PLEX_URL=http://127.0.0.1:32400 PLEX_TOKEN=...
//! cargo run -p plex-api --example scan_and_wait -- Movies
//! ```
//!
//! The section is named by its title or its number. Exit code: 0 when the scan is over, 1 when
//! something failed or no scan was seen, 2 when the call was wrong.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program")]

use std::future::IntoFuture;
use std::process::ExitCode;

use plex_api::{ActivityHandle, ClientIdentity, LibrarySection, Plex, WaitingFor};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let (Ok(url), Some(section)) = (std::env::var("PLEX_URL"), std::env::args().nth(1)) else {
        eprintln!("usage: PLEX_URL=http://... scan_and_wait SECTION");
        return ExitCode::from(2);
    };
    match scan(&url, &section).await {
        Ok(code) => code,
        Err(error) => {
            // One sentence: what was tried, what came back, what to do. Never the token.
            eprintln!("scan_and_wait: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn scan(url: &str, section: &str) -> plex_api::Result<ExitCode> {
    let plex = Plex::builder(url)
        .token_from_env()
        .identity(ClientIdentity::new("scan-and-wait", "1.0"))
        .build()?;
    let sections = plex.library().sections().await?;
    let named = |one: &&LibrarySection| one.title() == section || one.id() == section;
    let Some(section) = sections.iter().find(named) else {
        let titles: Vec<&str> = sections.iter().map(LibrarySection::title).collect();
        eprintln!("scan_and_wait: no section {section:?}; there are {titles:?}");
        return Ok(ExitCode::from(2));
    };

    // Servers queue scans, and most do not name the activity of a scan. `done` finds it, waits for its
    // end, and says meanwhile what it is waiting for.
    let (sender, mut waiting) = tokio::sync::mpsc::unbounded_channel();
    let scan = plex.library().refresh(section.id()).done();
    let mut done = scan
        .on_waiting(move |what| drop(sender.send(what.clone())))
        .into_future();
    let done = loop {
        tokio::select! {
            biased;
            Some(what) = waiting.recv() => match what {
                WaitingFor::Activity(activity) => show_progress(section, &activity).await?,
                what => println!("{}: waiting for {what:?}", section.title()),
            },
            done = &mut done => break done?,
        }
    };
    if let Some(outcome) = done.outcome() {
        println!("{}: over ({:?})", section.title(), outcome.how);
    } else if done.was_seen() {
        println!("{}: over ({done:?})", section.title());
    } else {
        eprintln!("scan_and_wait: the scan was asked for, and no sign of it was seen");
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

async fn show_progress(
    section: &LibrarySection,
    activity: &ActivityHandle,
) -> plex_api::Result<()> {
    let mut progress = activity.progress();
    while let Some(progress) = progress.next().await {
        println!("{}: {}", section.title(), progress?);
    }
    Ok(())
}
