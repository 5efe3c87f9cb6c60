//! Developer commands of the workspace; `cargo xtask --help` lists them.

mod cargo;
mod changes;
mod check;
mod cli;
mod drift;
mod files;
mod minimal_versions;
mod mirrored_files;
mod package;
mod perf;
mod regen;
mod report;
mod served_document;
mod surface;
mod upstream;
mod workspace_copy;

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;
use cli::{Cli, Command};

fn main() -> ExitCode {
    if let Some(code) = surface::run_as_rustdoc() {
        return code;
    }
    let Cli { command, root } = Cli::parse();
    let answer = match command {
        Command::Check => check::check(&root),
        Command::Deep { cases, minutes } => check::deep(&root, cases, minutes),
        Command::MinimalVersions => minimal_versions::run(&root),
        Command::Package => package::run(&root),
        Command::Regen { check } => regen::run(&root, check),
        Command::Surface { check } => surface::run(&root, check),
        Command::Upstream { file, of, verbose } => upstream::run(&root, of.spec(), &file, verbose),
        Command::Perf { profile: true, .. } => perf::run_profile(&root),
        Command::Perf {
            compile: true,
            json,
            quick,
            ..
        } => perf::run_compile(&root, json, quick),
        Command::Perf { json, quick, .. } => perf::run(&root, json, quick),
    };
    // A closed pipe (`| head`) is no failure of the command.
    let _ = std::io::stdout().write_all(answer.stdout.as_bytes());
    let _ = std::io::stderr().write_all(answer.stderr.as_bytes());
    ExitCode::from(answer.code)
}
