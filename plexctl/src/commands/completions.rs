//! `plexctl completions`: the command line, for the shell to complete.

use clap::Args;
use clap_complete::Shell;

use crate::completion::render_script;
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::Console;

/// Write a script by which a shell completes plexctl's commands and options
///
/// In bash, zsh and fish also the names of library sections, which it asks the server for at each
/// Tab (for one second at most, and without a word when that fails), and those of the servers in the
/// configuration file.
#[derive(Args)]
#[command(after_help = "\
Examples:
  plexctl completions bash > ~/.local/share/bash-completion/completions/plexctl
  plexctl completions zsh > ~/.zfunc/_plexctl          with ~/.zfunc in fpath
  plexctl completions fish > ~/.config/fish/completions/plexctl.fish")]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

pub(crate) fn run(
    arguments: &CompletionsArgs,
    tree: clap::Command,
    console: &mut Console,
) -> Result<Exit, CliError> {
    console.write_data(&render_script(arguments.shell, tree))?;
    Ok(Exit::Done)
}
