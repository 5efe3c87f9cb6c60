//! `plexctl man`: the help as man pages.

use std::io;
use std::path::PathBuf;

use clap::Args;

use crate::exit::Exit;
use crate::flags::command_tree;
use crate::output::Console;
use crate::stop::Stop;

/// Write man pages
///
/// They are made from what --help shows. Without a folder it writes plexctl(1) to standard output;
/// with one it writes that page and one for each command, such as plexctl-watch.1.
#[derive(Args)]
#[command(after_help = "\
Examples:
  plexctl man > plexctl.1
  plexctl man ~/.local/share/man/man1          then: man plexctl-watch")]
pub(crate) struct Arguments {
    /// The folder, which has to exist
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Stop> {
    match &arguments.folder {
        Some(folder) => clap_mangen::generate_to(command_tree(), folder).map_err(|error| {
            Stop::other(format!(
                "cannot write man pages to {}: {error}",
                folder.display()
            ))
        })?,
        None => {
            let page = page()
                .map_err(|error| Stop::other(format!("cannot make the man page: {error}")))?;
            console.data(&String::from_utf8_lossy(&page))?;
        }
    }
    Ok(Exit::Done)
}

fn page() -> io::Result<Vec<u8>> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command_tree()).render(&mut page)?;
    Ok(page)
}
