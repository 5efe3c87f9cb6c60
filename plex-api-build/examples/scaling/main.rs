//! The growth of the generator's cost with the document: one line of JSON for each size.
//!
//! ```text
//! scaling                     our document, and 10 and 100 times its operations
//! scaling --copies 10         one size only, for a run under an instruction counter
//! scaling --copies 10 --idle  makes that document and builds nothing: the cost to subtract
//! ```
//!
//! A line is `{"name": "regen", "copies", "operations", "bytes", "cpu_seconds"}`; `bytes` is the
//! length of all generated files, and `cpu_seconds` the processor time of one build, the best of
//! several.

#![allow(
    clippy::print_stdout,
    reason = "a program that answers on its standard output"
)]

mod document;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use plex_api_documents::PLEX;

/// The checked-in document.
const OURS: &str = include_str!("../../../openapi/plex.yaml");
/// The sizes measured when none is asked for.
const COPIES: [usize; 3] = [1, 10, 100];
/// A size is built at least this often, and until it has taken this long in all.
const RUNS: usize = 3;
const ENOUGH: Duration = Duration::from_millis(500);

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        [] => COPIES.iter().try_for_each(|copies| measured(*copies, RUNS)),
        ["--copies", copies] => number(copies).and_then(|copies| measured(copies, 1)),
        ["--copies", copies, "--idle"] => {
            number(copies).and_then(|copies| document::multiplied(OURS, copies).map(drop))
        }
        _ => Err("usage: scaling [--copies N [--idle]]".to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            println!("{reason}");
            ExitCode::FAILURE
        }
    }
}

fn number(text: &str) -> Result<usize, String> {
    text.parse()
        .map_err(|_| format!("`{text}` is not a number of copies"))
}

fn measured(copies: usize, runs: usize) -> Result<(), String> {
    let text = document::multiplied(OURS, copies)?;
    let mut best = f64::INFINITY;
    let mut bytes = 0;
    let begun = Instant::now();
    let mut run = 0;
    while run < runs || runs > 1 && begun.elapsed() < ENOUGH {
        let before = cpu_seconds()?;
        let output = plex_api_build::build(&PLEX, &text).map_err(|failure| failure.to_string())?;
        best = best.min(cpu_seconds()? - before);
        bytes = output
            .artifacts
            .iter()
            .map(|artifact| artifact.text.len())
            .sum();
        run += 1;
    }
    let operations = document::operations(&text)?;
    println!(
        "{{\"name\":\"regen\",\"copies\":{copies},\"operations\":{operations},\"bytes\":{bytes},\"cpu_seconds\":{best:.6}}}"
    );
    Ok(())
}

/// The processor time of this thread, which does all the work.
fn cpu_seconds() -> Result<f64, String> {
    let path = "/proc/thread-self/schedstat";
    let text = std::fs::read_to_string(path)
        .map_err(|error| format!("cannot read {path}, which only Linux has: {error}"))?;
    let nanoseconds: u64 = text
        .split_whitespace()
        .next()
        .and_then(|word| word.parse().ok())
        .ok_or_else(|| format!("{path} does not begin with a number"))?;
    Ok(Duration::from_nanos(nanoseconds).as_secs_f64())
}
