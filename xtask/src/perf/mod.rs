//! `perf`: the SDK measured against a program that does nothing else, side by side.

mod commands;
mod compile;
mod costs;
mod lab;
mod load;
mod metric;
mod metrics;
mod profile;
mod programs;
mod regen;
mod samples;
mod simulator;

pub(crate) use commands::{run, run_compile, run_profile};
