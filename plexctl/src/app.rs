//! From arguments to an exit code.

use std::ffi::{OsStr, OsString};
use std::future::Future;
use std::process::ExitCode;

use clap::Parser;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::commands;
use crate::completion;
use crate::exit::Exit;
use crate::flags::{Cli, Command, OutputFlags, When};
use crate::logging;
use crate::output::Console;
use crate::settings::{Environment, Settings};
use crate::signals::unless_interrupted;
use crate::stop::Stop;

/// Runs the program with the process's arguments, streams and environment.
#[must_use]
pub fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    if let Some(shell) = std::env::var_os(completion::VARIABLE) {
        return complete(&shell, &arguments);
    }
    let (mut console, result) = match Cli::try_parse_from(&arguments) {
        Ok(cli) => {
            let mut console = Console::standard(&cli.output);
            logging::start(cli.output.verbose, console.talk_colors());
            let result = run(&cli, &mut console);
            (console, result)
        }
        Err(error) => {
            let mut console = Console::standard(&OutputFlags::plain(color_in(&arguments)));
            let result = tell(&error, &mut console);
            (console, result)
        }
    };
    console.close_board();
    let exit = match result {
        Ok(exit) => exit,
        // As every well-behaved filter does: the reader has what it wanted.
        Err(Stop::ReaderGone) => Exit::Done,
        Err(Stop::Interrupted) => {
            console.fail("interrupted");
            Exit::Interrupted
        }
        Err(Stop::Failure(failure)) => {
            console.fail(&failure.sentence);
            failure.exit
        }
    };
    exit.into()
}

/// What a shell's script asks. Whoever presses Tab wants no word of what went wrong.
fn complete(shell: &OsStr, arguments: &[OsString]) -> ExitCode {
    let words: Vec<String> = arguments
        .iter()
        .skip(1)
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    let mut console = Console::standard(&OutputFlags::plain(When::Never));
    let environment = Environment::of_process();
    let shell = shell.to_string_lossy();
    let answer = completion::answer(&shell, &words, &environment, &mut console);
    in_runtime(answer).unwrap_or(Exit::Other).into()
}

fn run(cli: &Cli, console: &mut Console) -> Result<Exit, Stop> {
    let environment = Environment::of_process();
    let settings = |console: &mut Console| {
        let settings = Settings::resolve(&cli.server, &environment)?;
        for caution in &settings.cautions {
            console.caution(caution);
        }
        Ok::<_, Stop>(settings)
    };
    let format = cli.output.format;
    match &cli.command {
        Command::List(arguments) => {
            let settings = settings(console)?;
            let work = commands::list::run(arguments, &settings, format, console);
            in_runtime(unless_interrupted(work))
        }
        Command::Get(arguments) => {
            let settings = settings(console)?;
            let work = commands::get::run(arguments, &settings, format, console);
            in_runtime(unless_interrupted(work))
        }
        Command::Cancel(arguments) => {
            let settings = settings(console)?;
            let work = commands::cancel::run(arguments, &settings, format, console);
            in_runtime(unless_interrupted(work))
        }
        Command::Watch(arguments) => {
            let settings = settings(console)?;
            let work = commands::watch::run(arguments, &settings, format, console);
            in_runtime(unless_interrupted(work))
        }
        Command::Wait(arguments) => {
            let settings = settings(console)?;
            let work = commands::wait::run(arguments, &settings, format, console);
            in_runtime(unless_interrupted(work))
        }
        Command::Scan(arguments) => {
            let settings = settings(console)?;
            let work = commands::scan::run(arguments, &settings, format, console);
            in_runtime(unless_interrupted(work))
        }
        Command::Record(arguments) => {
            let settings = settings(console)?;
            let work = commands::record::run(arguments, &settings, console);
            in_runtime(unless_interrupted(work))
        }
        Command::Replay(arguments) => {
            let work = commands::replay::run(arguments, format, console);
            in_runtime(unless_interrupted(work))
        }
        // To be ended by a signal is how it is meant to end.
        Command::Serve(arguments) => {
            let settings = settings(console)?;
            in_runtime(commands::serve::run(arguments, &settings, console))
        }
        Command::Bridge(arguments) => {
            let settings = settings(console)?;
            let work = commands::bridge::run(arguments, &settings, &environment, console);
            in_runtime(work)
        }
        Command::Config(arguments) => {
            commands::config::run(arguments, &environment, format, console)
        }
        Command::Completions(arguments) => commands::completions::run(arguments, console),
        Command::Man(arguments) => commands::man::run(arguments, console),
        Command::Demo(_) => in_runtime(unless_interrupted(commands::demo::run(console))),
        // To be ended by a signal is how it is meant to end.
        Command::Sim(arguments) => in_runtime(commands::sim::run(
            arguments,
            &cli.server,
            &environment,
            console,
        )),
    }
}

fn in_runtime(work: impl Future<Output = Result<Exit, Stop>>) -> Result<Exit, Stop> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Stop::other(format!("cannot start: {error}")))?;
    let result = runtime.block_on(work);
    // A name that is being resolved would be waited for otherwise, also after Ctrl-C.
    runtime.shutdown_background();
    result
}

/// What clap has to say: help is data, everything else is a failure.
fn tell(error: &clap::Error, console: &mut Console) -> Result<Exit, Stop> {
    let rendered = error.render();
    if matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    ) {
        let text = if console.data_colors() {
            rendered.ansi().to_string()
        } else {
            rendered.to_string()
        };
        console.data(&text)?;
        return Ok(Exit::Done);
    }
    if is_token_option(error) {
        return Err(Stop::usage(
            "there is no option --token, because every user of this machine could read it: set \
             PLEX_TOKEN, or name a file that holds the token with --token-file",
        ));
    }
    let text = if console.talk_colors() {
        rendered.ansi().to_string()
    } else {
        rendered.to_string()
    };
    // Without a command it shows the help, which has no such beginning.
    match rendered.to_string().strip_prefix("error: ") {
        Some(plain) if !console.talk_colors() => console.explain(&format!("plexctl: {plain}")),
        _ => console.explain(&text),
    }
    Ok(Exit::Usage)
}

fn is_token_option(error: &clap::Error) -> bool {
    let argument = error.get(ContextKind::InvalidArg);
    error.kind() == ErrorKind::UnknownArgument
        && matches!(argument, Some(ContextValue::String(name)) if name == "--token")
}

/// `--color` as far as it can be told when the arguments as a whole cannot be read.
fn color_in(arguments: &[OsString]) -> When {
    let words: Vec<&str> = arguments.iter().filter_map(|word| word.to_str()).collect();
    let joined = words.iter().find_map(|word| word.strip_prefix("--color="));
    let apart = || {
        let at = words.iter().position(|word| *word == "--color")?;
        words.get(at + 1).copied()
    };
    match joined.or_else(apart) {
        Some("always") => When::Always,
        Some("never") => When::Never,
        _ => When::Auto,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_color_is_known_even_when_the_rest_is_nonsense() {
        let color = |line: &str| {
            let words: Vec<OsString> = line.split_whitespace().map(OsString::from).collect();
            color_in(&words)
        };
        assert_eq!(color("plexctl --bad --color=never"), When::Never);
        assert_eq!(color("plexctl --color always --bad"), When::Always);
        assert_eq!(color("plexctl --bad --color"), When::Auto);
    }
}
