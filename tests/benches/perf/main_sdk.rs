//! The program `perf_sdk`, run by `cargo xtask perf`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a program that is measured panics where it cannot continue, and prints its figures"
)]

mod report;
mod sdk;
mod tracker;

fn main() {
    let mode = std::env::args().nth(1);
    match mode.as_deref() {
        Some("list") => sdk::list(report::number(2)),
        Some("notify") => sdk::notify(report::number(2), report::has_word("all")),
        Some("wait") => sdk::wait(report::number(2), true),
        Some("hold") => sdk::wait(report::number(2), false),
        Some("tracker") => tracker::main(report::number(2)),
        other => panic!("there is no mode {other:?}"),
    }
}

/// This program does not count allocations.
fn bytes() -> usize {
    0
}
