//! The program `perf_counted`, run by `cargo xtask perf`: the other programs with an allocator that counts.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a program that is measured panics where it cannot continue, and prints its figures"
)]

mod floor;
mod report;
mod sdk;

#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

fn main() {
    let _profiler = dhat::Profiler::builder().testing().build();
    let mode = std::env::args().nth(1);
    match mode.as_deref() {
        Some("floor_list") => floor::list(report::number(2)),
        Some("floor_notify") => floor::notify(),
        Some("list") => sdk::list(report::number(2)),
        Some("notify") => sdk::notify(report::number(2), report::has_word("all")),
        Some("hold") => sdk::wait(report::number(2), false),
        other => panic!("there is no mode {other:?}"),
    }
    report::figure("allocations", dhat::HeapStats::get().total_blocks as f64);
}

/// The bytes that are allocated now.
fn bytes() -> usize {
    dhat::HeapStats::get().curr_bytes
}
