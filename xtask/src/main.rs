//! Developer commands of the workspace: `cargo xtask regen [--check]`, `cargo xtask surface [--check]`,
//! `cargo xtask upstream FILE`, `cargo xtask perf`.

mod args;
mod changes;
mod copies;
mod drift;
mod files;
mod perf;
mod regen;
mod report;
mod surface;
mod upstream;

use std::io::Write as _;
use std::process::ExitCode;

use args::{Command, Measured};
use report::Answer;

fn main() -> ExitCode {
    if let Some(code) = surface::stand_in() {
        return code;
    }
    let answer = match args::parse(std::env::args_os().skip(1)) {
        Ok(Command::Help) => Answer::done(args::USAGE),
        Ok(Command::Regen { check, root }) => regen::run(&root, check),
        Ok(Command::Surface { check, root }) => surface::run(&root, check),
        Ok(Command::Upstream {
            file,
            root,
            verbose,
        }) => upstream::run(&root, &file, verbose),
        Ok(Command::Perf {
            what,
            json,
            quick,
            root,
        }) => match what {
            Measured::Use => perf::run(&root, json, quick),
            Measured::Compiling => perf::run_compile(&root, json, quick),
            Measured::Profile => perf::run_profile(&root),
        },
        Err(reason) => Answer::failed(format!("{reason}\n\n{}", args::USAGE)),
    };
    // A reader that has gone away (`| head`) is no failure of the command.
    let _ = std::io::stdout().write_all(answer.stdout.as_bytes());
    let _ = std::io::stderr().write_all(answer.stderr.as_bytes());
    ExitCode::from(answer.code)
}
