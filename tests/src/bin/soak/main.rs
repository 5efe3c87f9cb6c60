//! The soak: bad days, one after the other and sixty times as fast as life, for as long as asked;
//! with 200 watchers and a stream of waits. At the end nothing may be left, and nothing may have
//! grown.
//!
//! ```text
//! cargo run -p plex-api-tests --release --bin soak -- --minutes 60
//! ```
//!
//! The simulated server runs in a process of its own (this program again, with `serve`), so that
//! the memory that is measured is the SDK's. Everything listens on 127.0.0.1. The exit code is 0 when
//! every rule held, 1 when one did not, 2 when the run did not come about.

mod crowd;
mod gauge;
mod herald;
mod ledger;
mod pace;
mod passers;
mod run;
mod serve;
mod server;
mod shared;
mod verdict;

use std::io::Write;
use std::process::ExitCode;
use std::time::Duration;

/// Why a run did not come about.
pub(crate) type Trouble = Box<dyn std::error::Error + Send + Sync>;

const USAGE: &str = "usage: soak [--seconds N | --minutes N], at least 4 seconds and at most 1440 minutes; one minute unless told";
const SHORTEST: u64 = 4;
const LONGEST: u64 = 24 * 60 * 60;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments.as_slice() {
        ["serve"] => serve::serve().map(|()| true),
        other => span(other).ok_or_else(|| USAGE.into()).and_then(run::run),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(trouble) => {
            // With a closed standard error there is nobody left to tell.
            let _ = writeln!(std::io::stderr(), "soak: {trouble}");
            ExitCode::from(2)
        }
    }
}

fn span(arguments: &[&str]) -> Option<Duration> {
    let (number, unit) = match arguments {
        [] => ("1", 60),
        ["--seconds", number] => (*number, 1),
        ["--minutes", number] => (*number, 60),
        _ => return None,
    };
    let seconds = number.parse::<u64>().ok()?.checked_mul(unit)?;
    (SHORTEST..=LONGEST)
        .contains(&seconds)
        .then(|| Duration::from_secs(seconds))
}
