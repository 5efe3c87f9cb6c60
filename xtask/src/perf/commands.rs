//! One whole measurement: build, measure, print.

use std::path::Path;

use super::binaries::Binaries;
use super::compile;
use super::harness::{Harness, has_callgrind};
use super::metric::{self, Metric};
use super::profile;
use super::suite;
use crate::report::Answer;

/// Measures; the exit code is 1 when a limit is passed.
pub(crate) fn run(root: &Path, json: bool, quick: bool) -> Answer {
    match measure(root, json, quick) {
        Ok(answer) => answer,
        Err(reason) => Answer::failed(format!("perf: {reason}\n")),
    }
}

/// Measures what compiling costs.
pub(crate) fn run_compile(root: &Path, json: bool, quick: bool) -> Answer {
    let rounds = if quick { 1 } else { 3 };
    match compile::all(root, rounds) {
        Ok(metrics) => told(&metrics, json, true),
        Err(reason) => Answer::failed(format!("perf: {reason}\n")),
    }
}

/// Tells where the instructions go.
pub(crate) fn run_profile(root: &Path) -> Answer {
    // Before the build, which takes minutes.
    if !has_callgrind() {
        return Answer::failed("perf: a profile needs valgrind\n");
    }
    let text = Binaries::build_to_profile(root)
        .and_then(|programs| Harness::new(programs, root, true))
        .and_then(|harness| profile::tables(&harness));
    match text {
        Ok(text) => Answer::done(text),
        Err(reason) => Answer::failed(format!("perf: {reason}\n")),
    }
}

fn measure(root: &Path, json: bool, quick: bool) -> Result<Answer, String> {
    let programs = Binaries::build(root)?;
    let harness = Harness::new(programs, root, quick)?;
    let metrics = suite::all(&harness)?;
    Ok(told(&metrics, json, harness.counts_instructions()))
}

fn told(metrics: &[Metric], json: bool, instructions: bool) -> Answer {
    let text = if json {
        metric::json(metrics)
    } else {
        metric::table(metrics, instructions)
    };
    let passed: Vec<_> = metrics.iter().filter(|one| !one.is_ok()).collect();
    let mut answer = Answer::done(text);
    if !passed.is_empty() {
        let names: Vec<_> = passed.iter().map(|one| one.name).collect();
        answer.stderr = format!("perf: beyond its limit: {}\n", names.join(", "));
        answer.code = 1;
    }
    answer
}
