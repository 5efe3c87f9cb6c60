//! The output of every program: that it is ready, and its costs.

#![allow(dead_code, reason = "each program uses other parts")]

use std::io::Write as _;

/// The address of the simulated server.
pub(crate) fn url() -> String {
    std::env::var("PERF_URL").expect("PERF_URL is the address of a simulated server")
}

/// The number that the command line gives at this place.
pub(crate) fn number(place: usize) -> usize {
    let given = std::env::args().nth(place);
    given
        .and_then(|text| text.parse().ok())
        .expect("a number in this place of the command line")
}

/// Returns `true` if the command line has this word.
pub(crate) fn has_word(word: &str) -> bool {
    std::env::args().any(|argument| argument == word)
}

/// Reports that the workload may start.
pub(crate) fn ready() {
    let mut out = std::io::stdout();
    writeln!(out, "ready").and_then(|()| out.flush()).unwrap();
}

/// Prints the costs so far if `PERF_COSTS` is set: processor time and peak memory.
pub(crate) fn costs() {
    if std::env::var_os("PERF_COSTS").is_some() {
        figure("cpu_ns", cpu_ns() as f64);
        figure("peak_kib", kib("VmHWM:") as f64);
    }
}

/// Prints one figure.
pub(crate) fn figure(name: &str, value: f64) {
    println!("{name} {value}");
}

/// The processor time of this thread since its start, including the kernel's.
pub(crate) fn cpu_ns() -> u64 {
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let first = text.split_whitespace().next();
    first.and_then(|text| text.parse().ok()).unwrap_or(0)
}

/// A size of this process, as Linux names it.
pub(crate) fn kib(name: &str) -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}

/// Runs on one thread, so that the thread has all of the cost.
pub(crate) fn run<T>(what: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(what)
}
