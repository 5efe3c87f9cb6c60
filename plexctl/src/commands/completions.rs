//! `plexctl completions`: the command line, for the shell to complete.

use clap::Args;
use clap_complete::Shell;

use crate::exit::Exit;
use crate::flags::command_tree;
use crate::output::Console;
use crate::stop::Stop;

/// Write a script by which a shell completes plexctl's commands and options
#[derive(Args)]
#[command(after_help = "\
Examples:
  plexctl completions bash > ~/.local/share/bash-completion/completions/plexctl
  plexctl completions zsh > ~/.zfunc/_plexctl          with ~/.zfunc in fpath
  plexctl completions fish > ~/.config/fish/completions/plexctl.fish")]
pub(crate) struct Arguments {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

pub(crate) fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Stop> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command_tree(), "plexctl", &mut script);
    console.data(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Done)
}
