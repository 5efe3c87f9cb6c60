//! The program `plexctl`: flags become settings, a command runs with them, and the result is data
//! on standard output, messages on standard error, and an exit code.
//!
//! This library exists for the program and its tests. It has no stable interface.
// All output goes through `output::Console`, which handles closed pipes, colours and `--quiet`.
#![deny(clippy::print_stdout, clippy::print_stderr)]

mod account;
mod agent;
mod app;
mod cli;
mod commands;
mod completion;
mod connect;
mod duration_arg;
mod error;
mod exit;
mod follow;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod hooks;
mod journal;
mod log_queue;
mod logging;
mod mqtt;
mod output;
mod serve;
mod settings;
mod signals;

pub use app::main;
pub use cli::command_tree;
