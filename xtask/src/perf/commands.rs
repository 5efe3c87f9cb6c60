//! One whole measurement: build, measure, print.

use std::path::Path;

use super::lab::Lab;
use super::metric;
use super::metrics;
use super::programs::Programs;
use crate::report::Answer;

/// Measures; the exit code is 1 when a limit is passed.
pub(crate) fn run(root: &Path, json: bool, quick: bool) -> Answer {
    match measure(root, json, quick) {
        Ok(answer) => answer,
        Err(reason) => Answer::failed(format!("perf: {reason}\n")),
    }
}

fn measure(root: &Path, json: bool, quick: bool) -> Result<Answer, String> {
    let programs = Programs::build(root)?;
    let lab = Lab::new(programs, root, quick)?;
    let metrics = metrics::all(&lab)?;
    let text = if json {
        metric::json(&metrics)
    } else {
        metric::table(&metrics, lab.counts_instructions())
    };
    let passed: Vec<_> = metrics.iter().filter(|one| !one.is_ok()).collect();
    let mut answer = Answer::done(text);
    if !passed.is_empty() {
        let names: Vec<_> = passed.iter().map(|one| one.name).collect();
        answer.stderr = format!("perf: beyond its limit: {}\n", names.join(", "));
        answer.code = 1;
    }
    Ok(answer)
}
