//! The checks that a soak run must pass, and the table of its measurements.

use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use crate::SoakError;
use crate::process_stats::Sample;
use crate::shared::{Counts, Shared};

/// A shorter run ends before the memory is warm, so that its memory is not checked.
const MEMORY_CHECK_NEEDS: Duration = Duration::from_secs(45);
/// The median of the last quarter may be above that of the second by this share of it...
const GROWTH_PER_CENT: u64 = 5;
/// ... and this many KiB.
const GROWTH_KIB: u64 = 1024;
/// A client has one task and a few for each connection, and some clients are shutting down.
const SDK_TASKS: usize = 64;
/// The largest number of open files beyond those from before the run.
const FILES: usize = 64;

/// The measured values.
pub(crate) struct Measurements {
    /// Before the first client.
    pub(crate) before: Sample,
    pub(crate) samples: Vec<Sample>,
    /// After the last client.
    pub(crate) after: Sample,
    /// Streams and connections that are open on the server at the end.
    pub(crate) left: (usize, usize),
}

/// Checks the measurements and prints the result; `true` when every check passes.
pub(crate) fn check(
    measurements: &Measurements,
    shared: &Shared,
    span: Duration,
) -> Result<bool, SoakError> {
    let mut out = std::io::stdout().lock();
    table(&mut out, measurements)?;
    counts(&mut out, &shared.counts)?;
    let mut broken = 0;
    for (rule, held) in rules(measurements, shared, span) {
        broken += usize::from(!held);
        writeln!(out, "{}  {rule}", if held { "held  " } else { "BROKEN" })?;
    }
    for finding in shared.findings() {
        writeln!(out, "        {finding}")?;
    }
    out.flush()?;
    Ok(broken == 0)
}

fn rules(measurements: &Measurements, shared: &Shared, span: Duration) -> Vec<(String, bool)> {
    let Measurements {
        before,
        samples,
        after,
        left,
    } = measurements;
    let get = |counter: &AtomicU64| counter.load(Relaxed);
    let counts = &shared.counts;
    let mut rules = Vec::new();
    let mut rule = |text: String, held: bool| rules.push((text, held));

    let quarter = |number| median(samples, number, |sample| sample.resident);
    let (second, last) = (quarter(1), quarter(3));
    let limit = second + second * GROWTH_PER_CENT / 100 + GROWTH_KIB;
    if span < MEMORY_CHECK_NEEDS {
        rule(
            format!("memory: not checked, a run of {span:?} is too short"),
            true,
        );
    } else {
        rule(
            format!(
                "memory: median {second} KiB in the second quarter, {last} KiB in the last; at most {limit}"
            ),
            last <= limit,
        );
    }
    let most = samples.iter().map(|sample| sample.sdk_tasks).max();
    let most = most.unwrap_or_default();
    rule(
        format!("tasks of the SDK: never more than {SDK_TASKS}; the most was {most}"),
        most <= SDK_TASKS,
    );
    let most = samples.iter().map(|sample| sample.files).max();
    let most = most.unwrap_or_default();
    let limit = before.files + FILES;
    rule(
        format!("open files: never more than {limit}; the most was {most}"),
        most <= limit,
    );
    rule(
        format!("tasks left: {} of {} before", after.tasks, before.tasks),
        after.tasks <= before.tasks,
    );
    rule(
        format!(
            "open files left: {} of {} before",
            after.files, before.files
        ),
        after.files <= before.files,
    );
    rule(
        format!(
            "open on the server at the end: {} streams and {} connections",
            left.0, left.1
        ),
        *left == (0, 0),
    );
    let begun = get(&counts.waits_begun);
    let over = [
        &counts.waits_returned,
        &counts.waits_timed_out,
        &counts.waits_dropped,
    ];
    let over: u64 = over.into_iter().map(get).sum();
    rule(
        format!("waits: {begun} started, {over} ended, each once"),
        begun == over && begun > 0,
    );
    rule(
        format!(
            "watchers: {} events, {} connections lost, {} times lagged",
            get(&counts.events),
            get(&counts.disconnected),
            get(&counts.lagged),
        ),
        get(&counts.ended) > 0 && get(&counts.disconnected) > 0 && get(&counts.lagged) > 0,
    );
    let findings = shared.findings().len();
    rule(
        format!("one end for each start, and nothing else unexpected: {findings} findings"),
        findings == 0,
    );
    rules
}

fn table(out: &mut impl Write, measurements: &Measurements) -> std::io::Result<()> {
    writeln!(
        out,
        "{:10} {:>9} {:>12} {:>6} {:>6} {:>10}",
        "", "seconds", "memory (KiB)", "files", "tasks", "SDK tasks"
    )?;
    let samples = &measurements.samples;
    let at = |per_cent: usize| samples.get((samples.len() * per_cent / 100).saturating_sub(1));
    let rows = [
        ("before", Some(&measurements.before)),
        ("start", samples.get(samples.len().min(1))),
        ("25 %", at(25)),
        ("middle", at(50)),
        ("75 %", at(75)),
        ("end", samples.last()),
        ("after", Some(&measurements.after)),
    ];
    for (name, sample) in rows {
        let Some(sample) = sample else { continue };
        writeln!(
            out,
            "{name:10} {:>9.1} {:>12} {:>6} {:>6} {:>10}",
            sample.at.as_secs_f64(),
            sample.resident,
            sample.files,
            sample.tasks,
            sample.sdk_tasks
        )?;
    }
    let most = samples.iter().map(|sample| sample.resident).max();
    writeln!(
        out,
        "memory at the most: {} KiB in {} samples",
        most.unwrap_or_default(),
        samples.len()
    )
}

fn counts(out: &mut impl Write, counts: &Counts) -> std::io::Result<()> {
    let get = |counter: &AtomicU64| counter.load(Relaxed);
    writeln!(
        out,
        "{} watchers and {} short-lived clients; {} starts and {} ends received",
        get(&counts.watchers),
        get(&counts.clients),
        get(&counts.started),
        get(&counts.ended),
    )?;
    writeln!(
        out,
        "waits: {} returned, {} timed out, {} dropped; {} cancels requested, {} accepted",
        get(&counts.waits_returned),
        get(&counts.waits_timed_out),
        get(&counts.waits_dropped),
        get(&counts.cancels),
        get(&counts.cancels_taken),
    )
}

/// The median of one quarter of the samples.
fn median(samples: &[Sample], quarter: usize, of: impl Fn(&Sample) -> u64) -> u64 {
    let from = samples.len() * quarter / 4;
    let to = samples.len() * (quarter + 1) / 4;
    let mut values: Vec<u64> = samples
        .get(from..to)
        .into_iter()
        .flatten()
        .map(of)
        .collect();
    values.sort_unstable();
    values.get(values.len() / 2).copied().unwrap_or_default()
}
