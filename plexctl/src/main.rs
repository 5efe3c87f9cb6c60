//! The program `plexctl`. Everything it does is in the library beside it.
#![deny(clippy::print_stdout, clippy::print_stderr)]

fn main() -> std::process::ExitCode {
    plexctl::main()
}
