//! The metrics: how each is measured, and its limit.

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::Value;

use super::harness::{Figures, Harness, Measurement, sample};
use super::metric::{Limit, Metric};
use super::stats::Samples;
use super::workload::{ROUND, RUNNING, Workload};

/// Two numbers of lists; the difference of two runs has neither the start nor the end of a process.
const LISTS: [usize; 2] = [10, 60];
/// Two numbers of rounds of notifications.
const ROUNDS: [usize; 2] = [5, 30];
/// The same where allocations are counted, which repeat exactly.
const FEW_ROUNDS: [usize; 2] = [2, 7];
/// Waits on one client.
const WAITS: usize = 10_000;
/// Copies of our document that the generator reads.
const COPIES: [usize; 2] = [10, 100];

/// Measures everything. `quick` takes fewer rounds.
pub(super) fn measure(harness: &Harness, quick: bool) -> Result<Vec<Metric>, String> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    // Instructions and allocations repeat also beside each other; times do not.
    let mut found = sample(if quick { 2 } else { 5 }, cores, &instructions(harness))?;
    found.extend(sample(1, cores, &allocations(harness))?);
    found.extend(sample(if quick { 1 } else { 5 }, 1, &times(harness))?);
    found.extend(sample(1, cores, &regen(harness, quick))?);
    metrics(&found)
}

fn metrics(found: &BTreeMap<String, Samples>) -> Result<Vec<Metric>, String> {
    use Limit::{Above, None, Ratio, Value};
    #[rustfmt::skip]
    let table = [
        ("list_20", "instructions a list", "list.each", "floor_list.each", Ratio(1.25)),
        ("notify_1", "instructions a message", "notify.each", "floor_notify.each", Ratio(1.5)),
        ("notify_100_idle", "instructions a message, by notify_1", "notify_100_idle.each", "notify.each", Ratio(1.10)),
        ("notify_100", "instructions a message that 100 more watchers take, by notify_1", "notify_100.each", "notify.each", None),
        ("wait_10k", "instructions a waiter to wake", "wake.each", "", Value(3_000.0)),
        ("startup", "instructions of `plexctl list`, by the floor's", "startup.all", "floor_startup.all", Ratio(1.3)),
        ("startup_version", "instructions of `plexctl --version`, by the floor's list", "startup_version.all", "floor_startup.all", Ratio(1.3)),
        ("list_20_allocations", "allocations an activity", "list_allocations.each", "floor_list_allocations.each", Above(4.0)),
        ("notify_1_allocations", "allocations a message", "notify_allocations.each", "floor_notify_allocations.each", Value(6.0)),
        ("wait_10k_bytes", "bytes a waiter", "hold.bytes", "", Value(600.0)),
        ("wait_10k_tasks", "tasks a waiter", "hold.tasks", "", Value(0.0)),
        ("list_20_cpu", "ns for 1,000 lists", "list_time.cpu_ns", "floor_list_time.cpu_ns", None),
        ("notify_1_cpu", "ns for 10,000 messages", "notify_time.cpu_ns", "floor_notify_time.cpu_ns", None),
        ("list_20_memory", "KiB at the peak", "list_time.peak_kib", "floor_list_time.peak_kib", None),
        ("notify_1_memory", "KiB at the peak", "notify_time.peak_kib", "floor_notify_time.peak_kib", None),
        ("tracker_100k", "ns for the second 50,000 activities, by the first", "tracker.second_cpu_ns", "tracker.first_cpu_ns", Ratio(1.15)),
        ("tracker_100k_memory", "KiB after 100,000 activities, by 50,000", "tracker.second_kib", "tracker.first_kib", Ratio(1.05)),
        ("watch_memory", "MiB of its own at the peak of `plexctl watch`", "watch.own", "", Value(4.0)),
        ("watch_rss", "MiB with mapped pages of program and libraries", "watch.all", "", Value(14.0)),
        ("regen", "cost of our document in one of 100 times its operations, by 10 times", "regen_100.each", "regen_10.each", Ratio(1.5)),
    ];
    let get = |name: &str| {
        let samples = found.get(name).cloned();
        samples.ok_or_else(|| format!("no program has printed the figure `{name}`"))
    };
    let metrics = table.into_iter().map(|(name, unit, ours, floor, limit)| {
        Ok(Metric {
            name,
            unit,
            ours: get(ours)?,
            floor: match floor {
                "" => Option::None,
                floor => Some(get(floor)?),
            },
            limit,
        })
    });
    metrics.collect()
}

fn instructions(harness: &Harness) -> Vec<Measurement<'_>> {
    let list = |program| {
        move || {
            each(LISTS, 1, |count| {
                let count = count.to_string();
                harness.instructions(program, &["list", &count], Workload::Nothing)
            })
        }
    };
    let notify = |program, arguments: &'static [&'static str]| {
        move || {
            each(ROUNDS, ROUND, |rounds| {
                harness.instructions(program, arguments, Workload::Rounds(rounds))
            })
        }
    };
    // From the end of an activity until the last of its waiters has the outcome and is dropped.
    let wake = || {
        let waits = WAITS.to_string();
        let run = |mode, workload| harness.instructions("perf_sdk", &[mode, &waits], workload);
        let cost = run("wait", Workload::End)? - run("hold", Workload::End)?;
        Ok(figure("each", cost / WAITS as f64))
    };
    let whole = |program, arguments: &'static [&'static str]| {
        move || {
            let cost = harness.instructions(program, arguments, Workload::Nothing)?;
            Ok(figure("all", cost))
        }
    };
    vec![
        ("list", Box::new(list("perf_sdk"))),
        ("floor_list", Box::new(list("perf_floor"))),
        ("notify", Box::new(notify("perf_sdk", &["notify", "0"]))),
        ("floor_notify", Box::new(notify("perf_floor", &["notify"]))),
        (
            "notify_100_idle",
            Box::new(notify("perf_sdk", &["notify", "100"])),
        ),
        (
            "notify_100",
            Box::new(notify("perf_sdk", &["notify", "100", "all"])),
        ),
        ("wake", Box::new(wake)),
        ("startup", Box::new(whole("plexctl", &["list"]))),
        (
            "startup_version",
            Box::new(whole("plexctl", &["--version"])),
        ),
        (
            "floor_startup",
            Box::new(whole("perf_floor", &["list", "1"])),
        ),
    ]
}

fn allocations(harness: &Harness) -> Vec<Measurement<'_>> {
    let count = |arguments: &[&str], workload| {
        let figures = harness.figures("perf_counted", arguments, workload)?;
        let found = figures.get("allocations").copied();
        found.ok_or_else(|| "perf_counted has printed no allocations".to_owned())
    };
    let list = move |mode| {
        move || {
            each(LISTS, RUNNING, |lists| {
                count(&[mode, &lists.to_string()], Workload::Nothing)
            })
        }
    };
    let notify = move |mode| {
        move || {
            each(FEW_ROUNDS, ROUND, |rounds| {
                count(&[mode, "0"], Workload::Rounds(rounds))
            })
        }
    };
    let hold = || {
        let arguments = ["hold", &WAITS.to_string()];
        let mut figures = harness.figures("perf_counted", &arguments, Workload::End)?;
        for value in figures.values_mut() {
            *value /= WAITS as f64;
        }
        Ok(figures)
    };
    vec![
        ("list_allocations", Box::new(list("list"))),
        ("floor_list_allocations", Box::new(list("floor_list"))),
        ("notify_allocations", Box::new(notify("notify"))),
        ("floor_notify_allocations", Box::new(notify("floor_notify"))),
        ("hold", Box::new(hold)),
    ]
}

/// Processor time and memory.
fn times(harness: &Harness) -> Vec<Measurement<'_>> {
    let run = |program, arguments: &'static [&'static str], workload| {
        move || harness.figures(program, arguments, workload)
    };
    let messages = Workload::Rounds(50);
    let watch = || harness.memory_of_watch(100_000 / ROUND);
    vec![
        (
            "list_time",
            Box::new(run("perf_sdk", &["list", "1000"], Workload::Nothing)),
        ),
        (
            "floor_list_time",
            Box::new(run("perf_floor", &["list", "1000"], Workload::Nothing)),
        ),
        (
            "notify_time",
            Box::new(run("perf_sdk", &["notify", "0"], messages)),
        ),
        (
            "floor_notify_time",
            Box::new(run("perf_floor", &["notify"], messages)),
        ),
        (
            "tracker",
            Box::new(run("perf_sdk", &["tracker", "100000"], Workload::Nothing)),
        ),
        ("watch", Box::new(watch)),
    ]
}

/// The cost of the generator for each copy of our document.
fn regen(harness: &Harness, quick: bool) -> Vec<Measurement<'_>> {
    let regen = move |copies: usize| {
        move || {
            let number = copies.to_string();
            let run = |rest: &[&str]| {
                let arguments = [&["--copies", &number], rest].concat();
                harness.instructions("scaling", &arguments, Workload::Nothing)
            };
            let cost = match quick {
                // Under callgrind the large document takes minutes. Other programs only ever add to
                // a time, so the least of three is the nearest.
                true => least_time(harness, &number)?,
                // Making the document does not count.
                false => run(&[])? - run(&["--idle"])?,
            };
            Ok(figure("each", cost / copies as f64))
        }
    };
    let [few, many] = COPIES;
    vec![
        ("regen_10", Box::new(regen(few))),
        ("regen_100", Box::new(regen(many))),
    ]
}

fn least_time(harness: &Harness, copies: &str) -> Result<f64, String> {
    let mut least = f64::INFINITY;
    for _ in 0..3 {
        let output = Command::new(harness.path("scaling")?)
            .args(["--copies", copies])
            .output()
            .map_err(|error| format!("cannot start scaling: {error}"))?;
        let figures: Option<Value> = serde_json::from_slice(&output.stdout).ok();
        let seconds = figures.and_then(|figures| figures.get("cpu_seconds")?.as_f64());
        least = least.min(seconds.ok_or("scaling has printed no time")?);
    }
    Ok(least)
}

/// The functions that execute the instructions of lists and of messages, by `callgrind_annotate`.
pub(super) fn profile(harness: &Harness) -> Result<String, String> {
    let (lists, rounds) = (LISTS[1].to_string(), Workload::Rounds(ROUNDS[1]));
    let mut text = String::new();
    for (title, program, arguments, workload) in [
        ("lists", "perf_sdk", ["list", &lists], Workload::Nothing),
        ("lists", "perf_floor", ["list", &lists], Workload::Nothing),
        ("messages", "perf_sdk", ["notify", "0"], rounds),
        ("messages", "perf_floor", ["notify", "0"], rounds),
    ] {
        let file = harness.callgrind(program, &arguments, workload)?;
        let output = Command::new("callgrind_annotate")
            .args(["--auto=no", "--show-percs=yes", "--threshold=80"])
            .arg(&file)
            .output()
            .map_err(|error| format!("cannot start callgrind_annotate: {error}"))?;
        let annotated = String::from_utf8_lossy(&output.stdout);
        text.push_str(&format!(
            "{title}, {program} ({})\n{annotated}\n",
            file.display()
        ));
    }
    Ok(text)
}

/// The cost of one item: the difference of a run with many and a run with few.
fn each(
    [few, many]: [usize; 2],
    items: usize,
    cost: impl Fn(usize) -> Result<f64, String>,
) -> Result<Figures, String> {
    let items = (many - few) * items;
    Ok(figure("each", (cost(many)? - cost(few)?) / items as f64))
}

fn figure(name: &str, value: f64) -> Figures {
    Figures::from([(name.to_owned(), value)])
}
