//! The program `perf_floor`, run by `cargo xtask perf`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a program that is measured panics where it cannot continue, and prints its figures"
)]

mod floor;
mod report;

fn main() {
    match std::env::args().nth(1).as_deref() {
        Some("list") => floor::list(report::number(2)),
        Some("notify") => floor::notify(),
        other => panic!("there is no mode {other:?}"),
    }
}
