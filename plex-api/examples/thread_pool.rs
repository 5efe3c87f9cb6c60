//! Several threads without `async` share one client: each takes the next library section, scans it
//! and waits for the end.
//!
//! ```sh
//! export PLEX_URL=http://127.0.0.1:32400 PLEX_TOKEN=...
//! cargo run -p plex-api --features blocking --example thread_pool -- 4 3600
//! ```
//!
//! 4 is the number of threads, 3600 how many seconds each scan may take. All threads use one connection
//! to the server. Exit code: 0 when all scans are over, 1 when something failed or a scan was never
//! seen, 2 when the call was wrong, 7 when a scan still runs.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program")]

use std::process::ExitCode;
use std::sync::Mutex;
use std::time::Duration;

use plex_api::blocking::Plex;
use plex_api::{ClientIdentity, Done, ErrorKind, LibrarySection, WaitingFor};

fn main() -> ExitCode {
    let mut numbers = std::env::args().skip(1).map(|text| text.parse::<u64>());
    let threads = numbers.next().unwrap_or(Ok(4));
    let seconds = numbers.next().unwrap_or(Ok(3600));
    let (Ok(url), Ok(threads @ 1..=64), Ok(seconds)) =
        (std::env::var("PLEX_URL"), threads, seconds)
    else {
        eprintln!("usage: PLEX_URL=http://... thread_pool [THREADS [SECONDS]]");
        return ExitCode::from(2);
    };
    match scan_all(&url, threads, Duration::from_secs(seconds)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("thread_pool: {error}");
            ExitCode::FAILURE
        }
    }
}

fn scan_all(url: &str, threads: u64, patience: Duration) -> plex_api::Result<ExitCode> {
    let builder = plex_api::Plex::builder(url)
        .token_from_env()
        .identity(ClientIdentity::new("thread-pool", "1.0"));
    let plex = Plex::build(builder)?;
    let work = Mutex::new(plex.library().sections()?.into_iter());
    let (results, all) = std::sync::mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            // A clone is cheap: it shares the connection and the one thread behind it.
            let (plex, results, work) = (plex.clone(), results.clone(), &work);
            scope.spawn(move || {
                while let Some(section) = next(work) {
                    let done = scan(&plex, &section, patience);
                    let _ = results.send((section, done));
                }
            });
        }
        drop(results);
        // Here, while the threads work: each result as soon as it is known.
        let mut worst = 0;
        for (section, done) in all {
            worst = worst.max(report(&section, done));
        }
        Ok(ExitCode::from(worst))
    })
}

fn scan(plex: &Plex, section: &LibrarySection, patience: Duration) -> plex_api::Result<Done> {
    let title = section.title().to_owned();
    let done = plex
        .library()
        .refresh(section.id())
        .done()
        .timeout(patience);
    done.on_waiting(move |what| match what {
        WaitingFor::Activity(_) => println!("{title}: scanning"),
        WaitingFor::Other(other) => println!("{title}: in the queue behind {}", other.title()),
        _ => {}
    })
    .block()
}

/// The next section to scan. The lock is free again before the scan begins.
fn next(work: &Mutex<impl Iterator<Item = LibrarySection>>) -> Option<LibrarySection> {
    work.lock().ok()?.next()
}

/// Prints the result of one scan, and returns its exit code.
fn report(section: &LibrarySection, done: plex_api::Result<Done>) -> u8 {
    let title = section.title();
    match done {
        Ok(done) if done.was_seen() => {
            println!("{title}: over ({done:?})");
            0
        }
        Ok(_) => {
            eprintln!("thread_pool: {title}: the scan was asked for and never seen");
            1
        }
        Err(error) if error.kind() == ErrorKind::Timeout && error.operation().is_none() => {
            eprintln!("thread_pool: {title}: {error}");
            7
        }
        Err(error) => {
            eprintln!("thread_pool: {title}: {error}");
            1
        }
    }
}
