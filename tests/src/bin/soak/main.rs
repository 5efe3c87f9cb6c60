//! The soak test: the scenario `bad-day` again and again, sixty times faster than real time, with
//! 200 watchers and a stream of waits. At the end nothing may be left behind, and memory must not
//! have grown.
//!
//! ```text
//! cargo run -p plex-api-tests --release --bin soak -- --minutes 60
//! ```
//!
//! The simulated server runs in a process of its own (this program again, with `serve`), so that
//! the memory that is measured is the SDK's. Everything listens on 127.0.0.1. The exit code is 0 when
//! every check passes, 1 when one fails, 2 when the run could not be made.

mod checks;
mod client_churn;
mod event_log;
mod process_stats;
mod run;
mod serve;
mod server;
mod shared;
mod time_scale;
mod waiters;
mod watchers;

use std::io::Write;
use std::process::ExitCode;
use std::time::Duration;

/// The reason why a run could not be made.
pub(crate) type SoakError = Box<dyn std::error::Error + Send + Sync>;

const USAGE: &str = "usage: soak [--seconds N | --minutes N], at least 4 seconds and at most 1440 minutes; the default is one minute";
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
        Err(error) => {
            // Standard error may be closed; the exit code says the same.
            let _ = writeln!(std::io::stderr(), "soak: {error}");
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
