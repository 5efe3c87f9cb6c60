//! `plexctl completions`: the completion script for a shell.

use clap::Args;
use clap_complete::Shell;

use crate::completion::render_script;
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::Console;

/// Generate a shell completion script
///
/// The script completes commands and options. In bash, zsh and fish it also completes the names of
/// library sections, and of the servers in the configuration file and the account. For sections, each
/// Tab asks the server for at most one second; for servers, plex.tv once a day. When that fails,
/// nothing is completed and no error is shown.
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
