//! `perf`: the cost of the SDK beside a program that does nothing else, with limits.
//!
//! Why not a benchmark harness such as gungraun: it compares a benchmark with its own earlier run, or
//! with a fixed number. The limits here are ratios of two programs in the same round, each beside a
//! server process, which it cannot express; and it needs a runner of the same version installed.

mod binaries;
mod compile;
mod harness;
mod metric;
mod process;
mod simulator;
mod stats;
mod suite;
mod workload;

use std::path::Path;

use crate::report::Answer;
use binaries::Binaries;
use harness::Harness;
use metric::Metric;

/// Measures the cost of using the SDK; the exit code is 1 when a limit is passed.
pub(crate) fn run(root: &Path, json: bool, quick: bool) -> Answer {
    let metrics = Binaries::build(root, false)
        .and_then(|binaries| Harness::new(binaries, root))
        .and_then(|harness| suite::measure(&harness, quick));
    answer(metrics, json)
}

/// Measures the cost of compiling the SDK.
pub(crate) fn run_compile(root: &Path, json: bool, quick: bool) -> Answer {
    answer(compile::measure(root, if quick { 1 } else { 3 }), json)
}

/// Shows which functions execute the instructions of a list and of a message.
pub(crate) fn run_profile(root: &Path) -> Answer {
    let text = Binaries::build(root, true)
        .and_then(|binaries| Harness::new(binaries, root))
        .and_then(|harness| suite::profile(&harness));
    match text {
        Ok(text) => Answer::done(text),
        Err(reason) => Answer::failed(format!("perf: {reason}\n")),
    }
}

fn answer(metrics: Result<Vec<Metric>, String>, json: bool) -> Answer {
    let metrics = match metrics {
        Ok(metrics) => metrics,
        Err(reason) => return Answer::failed(format!("perf: {reason}\n")),
    };
    let mut answer = Answer::done(match json {
        true => metric::json(&metrics),
        false => metric::table(&metrics),
    });
    let beyond: Vec<&str> = metrics
        .iter()
        .filter(|metric| !metric.is_ok())
        .map(|metric| metric.name)
        .collect();
    if !beyond.is_empty() {
        answer.stderr = format!("perf: beyond the limit: {}\n", beyond.join(", "));
        answer.code = 1;
    }
    answer
}
