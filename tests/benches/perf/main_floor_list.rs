//! The program `perf_floor_list`, run by `cargo xtask perf`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a program that is measured ends where it cannot go on, and prints its figures"
)]

mod floor_list;
mod floor_types;
mod report;

fn main() {
    floor_list::main(report::number(1));
}
