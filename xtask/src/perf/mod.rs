//! `perf`: the SDK measured against a program that does nothing else, side by side.

mod binaries;
mod commands;
mod compile;
mod harness;
mod metric;
mod process_stats;
mod profile;
mod regen;
mod simulator;
mod stats;
mod suite;
mod workload;

pub(crate) use commands::{run, run_compile, run_profile};
