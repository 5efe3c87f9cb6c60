//! `plexctl man`: the help as man pages.

use std::io;
use std::path::PathBuf;

use clap::Args;

use crate::error::CliError;
use crate::exit::Exit;
use crate::output::Console;

/// Generate man pages
///
/// The pages hold the same text as --help. Without DIR, plexctl(1) goes to standard output. With
/// DIR, plexctl writes that page and one page for each command, such as plexctl-watch.1, to the
/// folder.
#[derive(Args)]
#[command(after_help = "\
Examples:
  plexctl man > plexctl.1
  plexctl man ~/.local/share/man/man1          then: man plexctl-watch")]
pub(crate) struct ManArgs {
    /// The folder to write to; it must exist
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

pub(crate) fn run(
    arguments: &ManArgs,
    tree: clap::Command,
    console: &mut Console,
) -> Result<Exit, CliError> {
    match &arguments.folder {
        Some(folder) => clap_mangen::generate_to(tree, folder).map_err(|error| {
            CliError::other(format!(
                "cannot write man pages to {}: {error}",
                folder.display()
            ))
        })?,
        None => {
            let page = render_page(tree)
                .map_err(|error| CliError::other(format!("cannot render the man page: {error}")))?;
            console.write_data(&String::from_utf8_lossy(&page))?;
        }
    }
    Ok(Exit::Done)
}

fn render_page(tree: clap::Command) -> io::Result<Vec<u8>> {
    let mut page = Vec::new();
    clap_mangen::Man::new(tree).render(&mut page)?;
    Ok(page)
}
