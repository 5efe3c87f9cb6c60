//! How the cost of the generator grows with the document.

use std::process::Command;

use serde_json::Value;

use super::harness::Harness;
use super::metric::Metric;
use super::stats::Samples;

const FEW: usize = 10;
const MANY: usize = 100;

/// The cost of an operation in a document of 100 times ours, by that in one of 10 times.
pub(super) fn metric(harness: &Harness) -> Result<Metric, String> {
    // Under callgrind the large document takes minutes.
    let counted = harness.counts_instructions() && !harness.quick;
    let cost = |copies| {
        if counted {
            instructions(harness, copies)
        } else {
            time(harness, copies)
        }
    };
    // Instructions repeat. Of times the least is the nearest: other programs only ever add to it.
    let runs = if counted { 1 } else { 3 };
    let each = |copies: usize| {
        let costs: Vec<f64> = (0..runs).map(|_| cost(copies)).collect::<Result<_, _>>()?;
        let (least, _) = Samples(costs).range();
        Ok::<_, String>(Samples(vec![least / copies as f64]))
    };
    let unit = if counted {
        "instructions for our document in one of 100 times its operations, by those in one of 10 times"
    } else {
        "ms for our document in one of 100 times its operations, by those in one of 10 times"
    };
    Ok(Metric::ratio("regen", unit, (each(MANY)?, each(FEW)?), 1.5))
}

fn instructions(harness: &Harness, copies: usize) -> Result<f64, String> {
    let copies = copies.to_string();
    let whole = harness.counted("scaling", &["--copies", &copies])?;
    // Making the document is not what is asked for.
    Ok(whole - harness.counted("scaling", &["--copies", &copies, "--idle"])?)
}

fn time(harness: &Harness, copies: usize) -> Result<f64, String> {
    let output = Command::new(harness.program("scaling")?)
        .args(["--copies", &copies.to_string()])
        .output()
        .map_err(|error| format!("cannot start `scaling`: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let told: Option<Value> = serde_json::from_str(&text).ok();
    told.and_then(|told| told.get("cpu_seconds")?.as_f64())
        .map(|seconds| seconds * 1e3)
        .ok_or_else(|| format!("`scaling` told no time: {text}"))
}
