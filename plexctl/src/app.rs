//! From arguments to an exit code.

use std::ffi::{OsStr, OsString};
use std::future::Future;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::cli::{Cli, Command, command_tree};
use crate::commands;
use crate::completion;
use crate::error::CliError;
use crate::exit::Exit;
use crate::hooks::kill_programs;
use crate::logging;
use crate::output::{ColorChoice, Console, OutputFlags};
use crate::settings::{Environment, Settings};
use crate::signals::run_until_signal;

/// Runs the program with the process's arguments, streams and environment.
#[must_use]
pub fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    if let Some(shell) = std::env::var_os(completion::VARIABLE) {
        return complete(&shell, &arguments);
    }
    let mut log = None;
    let (mut console, result) = match Cli::try_parse_from(&arguments) {
        Ok(cli) => {
            let mut console = Console::standard(&cli.output);
            let log = log.insert(logging::start(&cli.output, console.stderr_colors()));
            if let Some(warning) = log.warning {
                console.warn_unless_quiet(warning);
            }
            let result = run(&cli, &mut console);
            (console, result)
        }
        Err(error) => {
            let mut console = Console::standard(&OutputFlags::plain(guess_color(&arguments)));
            let result = report_clap_error(&error, &mut console);
            (console, result)
        }
    };
    console.close_progress();
    let exit = match result {
        Ok(exit) => exit,
        // Every well-behaved filter succeeds when the reader has enough.
        Err(CliError::OutputClosed) => Exit::Done,
        Err(CliError::Stopped(signal)) => {
            console.report_failure(signal.describe());
            signal.exit()
        }
        Err(CliError::Failure(failure)) => {
            console.report_failure(&failure.sentence);
            failure.exit
        }
    };
    exit.into()
}

/// Answers a completion script. It must not print errors, because the user only pressed Tab.
fn complete(shell: &OsStr, arguments: &[OsString]) -> ExitCode {
    let words: Vec<String> = arguments
        .iter()
        .skip(1)
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    let mut console = Console::standard(&OutputFlags::plain(ColorChoice::Never));
    let environment = Environment::from_process();
    let shell = shell.to_string_lossy();
    let answer =
        completion::write_candidates(&shell, &words, command_tree(), &environment, &mut console);
    block_on(answer).unwrap_or(Exit::Other).into()
}

fn run(cli: &Cli, console: &mut Console) -> Result<Exit, CliError> {
    let environment = Environment::from_process().with_config(cli.server.config.as_deref());
    let settings = |console: &mut Console| {
        let settings = Settings::resolve(&cli.server, &environment)?;
        for warning in &settings.warnings {
            console.warn_unless_quiet(warning);
        }
        Ok::<_, CliError>(settings)
    };
    let format = cli.output.format;
    match &cli.command {
        Command::List(arguments) => {
            let settings = settings(console)?;
            run_interruptible(commands::list::run(arguments, &settings, format, console))
        }
        Command::Get(arguments) => {
            let settings = settings(console)?;
            run_interruptible(commands::get::run(arguments, &settings, format, console))
        }
        Command::Cancel(arguments) => {
            let settings = settings(console)?;
            run_interruptible(commands::cancel::run(arguments, &settings, format, console))
        }
        Command::Watch(arguments) => {
            let settings = settings(console)?;
            let work = commands::watch::run(arguments, &settings, &environment, format, console);
            block_on(work)
        }
        Command::Wait(arguments) => {
            let settings = settings(console)?;
            run_interruptible(commands::wait::run(arguments, &settings, format, console))
        }
        Command::Quiet(arguments) => {
            let settings = settings(console)?;
            run_interruptible(commands::quiet::run(arguments, &settings, format, console))
        }
        // It passes signals on to its command.
        Command::WhenQuiet(arguments) => {
            let settings = settings(console)?;
            let work = commands::when_quiet::run(arguments, &settings, &environment, console);
            block_on(work)
        }
        Command::Scan(arguments) => {
            let settings = settings(console)?;
            run_interruptible(commands::scan::run(arguments, &settings, format, console))
        }
        Command::Start(arguments) => {
            let settings = settings(console)?;
            run_interruptible(commands::start::run(arguments, &settings, format, console))
        }
        Command::Stop(arguments) => {
            let settings = settings(console)?;
            run_interruptible(commands::stop::run(arguments, &settings, console))
        }
        Command::Sections(arguments) => {
            let settings = settings(console)?;
            run_interruptible(commands::sections::run(
                arguments, &settings, format, console,
            ))
        }
        Command::Tasks(arguments) => {
            let settings = settings(console)?;
            run_interruptible(commands::tasks::run(arguments, &settings, format, console))
        }
        Command::Record(arguments) => {
            let settings = settings(console)?;
            run_interruptible(commands::record::run(arguments, &settings, console))
        }
        Command::Replay(arguments) => {
            run_interruptible(commands::replay::run(arguments, format, console))
        }
        // These commands end by a signal, with success.
        Command::Serve(arguments) => {
            let settings = settings(console)?;
            block_on(commands::serve::run(arguments, &settings, console))
        }
        Command::Bridge(arguments) => {
            let settings = settings(console)?;
            let work = commands::bridge::run(arguments, &settings, &environment, console);
            block_on(work)
        }
        Command::Login(arguments) => {
            let work = commands::login::run(arguments, &cli.server, &environment, console);
            run_interruptible(work)
        }
        Command::Logout(_) => run_interruptible(commands::logout::run(&environment, console)),
        // It ends by a signal, with success.
        Command::Agent(arguments) => {
            block_on(commands::agent::run(arguments, &environment, console))
        }
        Command::History(arguments) => {
            commands::history::run(arguments, &environment, format, console)
        }
        Command::Servers(arguments) => {
            let work = commands::servers::run(arguments, &environment, format, console);
            run_interruptible(work)
        }
        Command::Config(arguments) => {
            commands::config::run(arguments, &cli.server, &environment, format, console)
        }
        Command::Completions(arguments) => {
            commands::completions::run(arguments, command_tree(), console)
        }
        Command::Man(arguments) => commands::man::run(arguments, command_tree(), console),
        Command::Demo(_) => run_interruptible(commands::demo::run(console)),
        // These commands end by a signal, with success.
        Command::Sim(arguments) => block_on(commands::sim::run(
            arguments,
            &cli.server,
            &environment,
            console,
        )),
    }
}

/// Runs a command that a signal ends as a failure.
fn run_interruptible(work: impl Future<Output = Result<Exit, CliError>>) -> Result<Exit, CliError> {
    block_on(run_until_signal(work))
}

/// The threads of the runtime.
///
/// A server whose answer never ends, such as one interim 1xx response after another, keeps the task
/// of its connection busy. So there are more threads than such tasks: time limits and the other
/// servers need one too.
const WORKERS: usize = 8;

/// The interval at which an idle thread is woken.
///
/// The thread that waits for sockets and time limits may get busy itself, and tokio does not replace
/// it. A woken thread does, when it finds nothing to do.
const HEARTBEAT: Duration = Duration::from_millis(100);

/// A command needs about half of them.
const FILE_DESCRIPTORS: usize = 24;

/// Fails when too few files can be opened: tokio panics then.
fn probe_file_descriptors() -> Result<(), CliError> {
    let probes = (0..FILE_DESCRIPTORS).map(|_| std::net::UdpSocket::bind("127.0.0.1:0"));
    let probes: Result<Vec<_>, _> = probes.collect();
    probes.map(drop).map_err(|error| {
        CliError::other(format!(
            "cannot open {FILE_DESCRIPTORS} files: {error}. Raise the limit with `ulimit -n`"
        ))
    })
}

fn block_on(work: impl Future<Output = Result<Exit, CliError>>) -> Result<Exit, CliError> {
    probe_file_descriptors()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(WORKERS)
        .enable_all()
        .build()
        .map_err(|error| CliError::other(format!("cannot start the runtime: {error}")))?;
    let handle = runtime.handle().clone();
    // It ends with the process.
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(HEARTBEAT);
            handle.spawn(async {});
        }
    });
    let result = runtime.block_on(work);
    // Otherwise a pending name lookup would delay the end, also after Ctrl-C.
    runtime.shutdown_background();
    // Nothing waits for the tasks that would do it.
    kill_programs();
    result
}

/// Reports the result of clap: help is data, everything else is a failure.
fn report_clap_error(error: &clap::Error, console: &mut Console) -> Result<Exit, CliError> {
    let rendered = error.render();
    if matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    ) {
        let text = if console.stdout_colors() {
            rendered.ansi().to_string()
        } else {
            rendered.to_string()
        };
        console.write_data(&text)?;
        return Ok(Exit::Done);
    }
    if is_token_option(error) {
        return Err(CliError::usage(
            "there is no option --token, because every user of this machine could read it: set \
             PLEX_TOKEN, or name a file that holds the token with --token-file",
        ));
    }
    let text = if console.stderr_colors() {
        rendered.ansi().to_string()
    } else {
        rendered.to_string()
    };
    // Without a command clap shows the help, which has no such prefix.
    match rendered.to_string().strip_prefix("error: ") {
        Some(plain) if !console.stderr_colors() => {
            console.write_stderr(&format!("plexctl: {plain}"));
        }
        _ => console.write_stderr(&text),
    }
    Ok(Exit::Usage)
}

fn is_token_option(error: &clap::Error) -> bool {
    let argument = error.get(ContextKind::InvalidArg);
    error.kind() == ErrorKind::UnknownArgument
        && matches!(argument, Some(ContextValue::String(name)) if name == "--token")
}

/// `--color`, as far as it can be read when the command line is invalid.
fn guess_color(arguments: &[OsString]) -> ColorChoice {
    let words: Vec<&str> = arguments.iter().filter_map(|word| word.to_str()).collect();
    let joined = words.iter().find_map(|word| word.strip_prefix("--color="));
    let apart = || {
        let at = words.iter().position(|word| *word == "--color")?;
        words.get(at + 1).copied()
    };
    match joined.or_else(apart) {
        Some("always") => ColorChoice::Always,
        Some("never") => ColorChoice::Never,
        _ => ColorChoice::Auto,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_color_is_known_even_when_the_rest_is_invalid() {
        let color = |line: &str| {
            let words: Vec<OsString> = line.split_whitespace().map(OsString::from).collect();
            guess_color(&words)
        };
        assert_eq!(color("plexctl --bad --color=never"), ColorChoice::Never);
        assert_eq!(color("plexctl --color always --bad"), ColorChoice::Always);
        assert_eq!(color("plexctl --bad --color"), ColorChoice::Auto);
    }
}
