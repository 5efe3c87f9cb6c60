//! What the program `plexctl` is made of: flags become settings, a command runs with them, and
//! what comes of it is data on standard output, talk on standard error, and an exit code.
//!
//! This library is for the program and for its tests. It has no stable interface.
// Everything goes through `output::Console`, which knows about closed pipes, colours and
// `--quiet`.
#![deny(clippy::print_stdout, clippy::print_stderr)]

mod app;
mod cli;
mod commands;
mod completion;
mod connect;
mod duration_arg;
mod error;
mod exit;
mod follow;
mod logging;
mod mqtt;
mod output;
mod serve;
mod settings;
mod signals;

pub use app::main;
pub use cli::command_tree;
