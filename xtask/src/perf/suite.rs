//! What is measured, how, and what the limits are.

use super::harness::{Harness, Run, Sample, Workload, figure};
use super::metric::{Judged, Metric};
use super::regen;
use super::stats::Samples;
use super::workload::{ROUND, RUNNING};

/// So many lists, and so many more.
pub(super) const LISTS: [usize; 2] = [10, 60];

/// So many rounds of notifications, and so many more.
pub(super) const ROUNDS: [usize; 2] = [5, 30];

/// Waits on one client.
const WAITS: usize = 10_000;

/// Everything, in the order in which it is printed.
pub(super) fn all(harness: &Harness) -> Result<Vec<Metric>, String> {
    let mut metrics = instructions(harness)?;
    metrics.extend(allocations(harness)?);
    metrics.extend(times(harness)?);
    metrics.push(regen::metric(harness)?);
    Ok(metrics)
}

/// What repeats, also on a busy machine: instructions, a few programs beside each other.
fn instructions(harness: &Harness) -> Result<Vec<Metric>, String> {
    let (rounds, beside) = match (harness.counts_instructions(), harness.quick) {
        (true, true) => (2, cores()),
        (true, false) => (5, cores()),
        (false, _) => (5, 1),
    };
    let startup = |program, arguments| {
        move || {
            harness.cost(Run {
                program,
                arguments,
                load: Workload::Nothing,
            })
        }
    };
    let samples: [Sample<'_>; 9] = [
        Box::new(|| list(harness, "perf_sdk", &["list"])),
        Box::new(|| list(harness, "perf_floor_list", &[])),
        Box::new(|| notify(harness, "perf_sdk", &["notify", "0"])),
        Box::new(|| notify(harness, "perf_floor_notify", &[])),
        Box::new(|| notify(harness, "perf_sdk", &["notify", "100"])),
        Box::new(|| wake(harness)),
        Box::new(startup("perf_floor_list", &["1"])),
        Box::new(startup("plexctl", &["list"])),
        Box::new(startup("plexctl", &["--version"])),
    ];
    // Without callgrind only what tells its own time can be measured.
    let measured = if harness.counts_instructions() { 9 } else { 5 };
    let found = harness.sample(rounds, beside, samples.get(..measured).unwrap_or_default())?;
    let mut found = found.into_iter();
    let mut next = || found.next().unwrap_or_default();
    let pair = |ours: Samples, floor: Samples| (ours, floor);
    let unit = |instructions, time| {
        if harness.counts_instructions() {
            instructions
        } else {
            time
        }
    };
    let list = pair(next(), next());
    let notify = pair(next(), next());
    let idle = pair(next(), notify.0.clone());
    let mut metrics = vec![
        Metric::ratio(
            "list_20",
            unit("instructions a list", "ns a list"),
            list,
            1.15,
        ),
        Metric::ratio(
            "notify_1",
            unit("instructions a message", "ns a message"),
            notify,
            1.25,
        ),
        Metric::ratio(
            "notify_100_idle",
            unit(
                "instructions a message, by notify_1",
                "ns a message, by notify_1",
            ),
            idle,
            1.10,
        ),
    ];
    if harness.counts_instructions() {
        let (wake, floor) = (next(), next());
        metrics.push(Metric::alone(
            "wait_10k",
            "instructions a waiter to wake",
            wake,
            3_000.0,
        ));
        let whole = "instructions of a process, by the floor's list of 20";
        metrics.push(Metric::ratio(
            "startup",
            whole,
            (next(), floor.clone()),
            1.3,
        ));
        metrics.push(Metric::ratio(
            "startup_version",
            whole,
            (next(), floor),
            1.3,
        ));
    }
    Ok(metrics)
}

/// What is exact: counted once.
fn allocations(harness: &Harness) -> Result<Vec<Metric>, String> {
    let counted = |program: &'static str| {
        let of = move |count: usize| {
            let count = count.to_string();
            let figures = harness.figures(Run {
                program: "perf_counted",
                arguments: &[program, &count],
                load: Workload::Nothing,
            })?;
            figure(&figures, "allocations")
        };
        move || Ok(per_item(of, 10, 60)? / RUNNING as f64)
    };
    let told = |program: &'static str| {
        let of = move |rounds| {
            let figures = harness.figures(Run {
                program: "perf_counted",
                arguments: &[program, "0"],
                load: Workload::Rounds(rounds),
            })?;
            figure(&figures, "allocations")
        };
        move || Ok(per_item(of, 2, 7)? / ROUND as f64)
    };
    let held = |name: &'static str| {
        move || {
            let figures = harness.figures(Run {
                program: "perf_counted",
                arguments: &["hold", &WAITS.to_string()],
                load: Workload::End,
            })?;
            Ok(figure(&figures, name)? / WAITS as f64)
        }
    };
    let samples: [Sample<'_>; 6] = [
        Box::new(counted("list")),
        Box::new(counted("floor_list")),
        Box::new(told("notify")),
        Box::new(told("floor_notify")),
        Box::new(held("bytes")),
        Box::new(held("tasks")),
    ];
    let mut found = harness.sample(1, cores(), &samples)?.into_iter();
    let mut next = || found.next().unwrap_or_default();
    let above_floor = Metric {
        judged: Judged::Above,
        ..Metric::ratio(
            "list_20_allocations",
            "allocations an activity",
            (next(), next()),
            4.0,
        )
    };
    Ok(vec![
        above_floor,
        Metric::ratio(
            "notify_1_allocations",
            "allocations a message",
            (next(), next()),
            None,
        ),
        Metric::alone("wait_10k_bytes", "bytes a waiter", next(), 600.0),
        Metric::alone("wait_10k_tasks", "tasks a waiter", next(), 0.0),
    ])
}

/// What takes the time that it takes: one after the other.
fn times(harness: &Harness) -> Result<Vec<Metric>, String> {
    let rounds = if harness.quick { 1 } else { 5 };
    let run = |program, arguments, load| Run {
        program,
        arguments,
        load,
    };
    let told = Workload::Rounds(50);
    let runs = [
        run("perf_sdk", &["list", "1000"], Workload::Nothing),
        run("perf_floor_list", &["1000"], Workload::Nothing),
        run("perf_sdk", &["notify", "0"], told),
        run("perf_floor_notify", &[], told),
        run("perf_sdk", &["tracker", "100000"], Workload::Nothing),
    ];
    let mut figures = vec![Vec::new(); runs.len()];
    for _ in 0..rounds {
        for (run, figures) in runs.iter().zip(&mut figures) {
            figures.push(harness.figures(*run)?);
        }
    }
    let of = |run: usize, name: &str, unit: f64| -> Result<Samples, String> {
        let figures = figures.get(run).map(Vec::as_slice).unwrap_or_default();
        let all = figures.iter().map(|one| Ok(figure(one, name)? / unit));
        all.collect::<Result<_, String>>().map(Samples)
    };
    let pair = |name: &'static str, unit, first: usize, (figure, by)| {
        let both = (of(first, figure, by)?, of(first + 1, figure, by)?);
        Ok::<_, String>(Metric::ratio(name, unit, both, None))
    };
    let (milliseconds, mib) = (("cpu_ns", 1e6), ("peak_kib", 1024.0));
    let watching = harness.sample(1, 1, &[Box::new(|| harness.watching(100_000 / ROUND))])?;
    Ok(vec![
        pair("list_20_cpu", "ms for 1,000 lists", 0, milliseconds)?,
        pair("notify_1_cpu", "ms for 10,000 messages", 2, milliseconds)?,
        pair("list_20_memory", "MiB at its peak", 0, mib)?,
        pair("notify_1_memory", "MiB at its peak", 2, mib)?,
        Metric::ratio(
            "tracker_100k",
            "ms for 50,000 activities, by those for the 50,000 before",
            (of(4, "second_cpu_ns", 1e6)?, of(4, "first_cpu_ns", 1e6)?),
            1.15,
        ),
        Metric::ratio(
            "tracker_100k_memory",
            "MiB after 100,000 activities, by those after 50,000",
            (of(4, "second_kib", 1024.0)?, of(4, "first_kib", 1024.0)?),
            1.05,
        ),
        Metric::alone(
            "watch_rss",
            "MiB at its peak",
            watching.into_iter().next().unwrap_or_default(),
            10.0,
        ),
    ])
}

fn list(harness: &Harness, program: &str, mode: &[&str]) -> Result<f64, String> {
    let of = |count| run_lists(program, mode, count, |run| harness.cost(run));
    let [few, many] = LISTS;
    per_item(of, few, many)
}

fn notify(harness: &Harness, program: &str, arguments: &[&str]) -> Result<f64, String> {
    let of = |rounds| run_rounds(program, arguments, rounds, |run| harness.cost(run));
    let [few, many] = ROUNDS;
    Ok(per_item(of, few, many)? / ROUND as f64)
}

/// A run of a program that asks for so many lists.
pub(super) fn run_lists<T>(
    program: &str,
    mode: &[&str],
    count: usize,
    cost: impl FnOnce(Run<'_>) -> T,
) -> T {
    let count = count.to_string();
    let arguments: Vec<&str> = mode.iter().copied().chain([count.as_str()]).collect();
    cost(Run {
        program,
        arguments: &arguments,
        load: Workload::Nothing,
    })
}

/// A run of a program that is sent so many rounds of notifications.
pub(super) fn run_rounds<T>(
    program: &str,
    arguments: &[&str],
    rounds: usize,
    cost: impl FnOnce(Run<'_>) -> T,
) -> T {
    cost(Run {
        program,
        arguments,
        load: Workload::Rounds(rounds),
    })
}

/// From the end of an activity to the outcome in the hands of the last of its waiters, the drop of
/// each included.
fn wake(harness: &Harness) -> Result<f64, String> {
    let of = |mode, load| {
        harness.cost(Run {
            program: "perf_sdk",
            arguments: &[mode, &WAITS.to_string()],
            load,
        })
    };
    Ok((of("wait", Workload::End)? - of("hold", Workload::End)?) / WAITS as f64)
}

/// What one more costs: the start and the end of a process are in both.
fn per_item(
    of: impl Fn(usize) -> Result<f64, String>,
    few: usize,
    many: usize,
) -> Result<f64, String> {
    Ok((of(many)? - of(few)?) / (many - few) as f64)
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
