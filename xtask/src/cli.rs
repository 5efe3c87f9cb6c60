//! The command line.

use std::path::{Path, PathBuf};

use clap::{Parser, Subcommand, ValueEnum};
use plex_api_build::DocumentSpec;
use plex_api_documents::{PLEX, PLEX_TV};

/// Developer commands of the plex-api workspace.
#[derive(Debug, Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    arg_required_else_help = true,
    after_help = "Exit codes: 0 fresh or within the limits; 1 drifted (--check), not in the changelog (surface), \
                  unknown or stale (upstream), beyond a limit (perf), or a failed step (check); 2 failed."
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// The workspace to work on; by default the one that xtask belongs to.
    #[arg(long, global = true, value_name = "DIR", default_value_os_t = own_workspace(), hide_default_value = true)]
    pub(crate) root: PathBuf,
}

#[derive(Debug, PartialEq, Eq, Subcommand)]
pub(crate) enum Command {
    /// Check the format, the generated files, clippy and the unit tests: two minutes after a build.
    Check,
    /// Run the long tests: random cases of the tracker, optimized, a storm of cuts, a day of `quiet()`, and two soaks.
    Deep {
        /// Random cases of each property.
        #[arg(long, default_value_t = 100_000)]
        cases: u32,
        /// Minutes of each soak: that of the SDK, and that of the agent.
        #[arg(long, default_value_t = 60)]
        minutes: u32,
    },
    /// Check that the code compiles with the lowest versions that Cargo.toml allows.
    MinimalVersions,
    /// Package the libraries, and build and test the packages away from the workspace.
    Package,
    /// Write everything that is generated from the documents in openapi/.
    Regen {
        /// Write nothing; show the differences.
        #[arg(long)]
        check: bool,
    },
    /// Renew plex-api/public-api.txt if CHANGELOG.md names the changes.
    Surface {
        /// Write nothing; show the differences.
        #[arg(long)]
        check: bool,
    },
    /// Compare one of our documents with another OpenAPI 3.0 or 3.1 document.
    Upstream {
        /// The other document.
        file: PathBuf,
        /// The name of our document to compare it with.
        #[arg(long, value_name = "NAME", default_value = "plex")]
        of: Ours,
        /// Also show the known differences, and the operations that only the other document has.
        #[arg(short, long)]
        verbose: bool,
    },
    /// Build in release, and measure the SDK against a program that does nothing else.
    Perf {
        /// Measure the cost of compiling against a program that uses only the libraries: a quarter of
        /// an hour; needs the registry.
        #[arg(long)]
        compile: bool,
        /// Show by crate and source file where the instructions of a list and of a message go; needs
        /// valgrind.
        #[arg(long, conflicts_with_all = ["compile", "json", "quick"])]
        profile: bool,
        /// Print JSON instead of a table.
        #[arg(long)]
        json: bool,
        /// Measure each metric fewer times: within 50 seconds after the build.
        #[arg(long)]
        quick: bool,
    },
}

/// The documents of this workspace, by their file names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Ours {
    /// openapi/plex.yaml: the server.
    Plex,
    /// openapi/plex-tv.yaml: the account service.
    PlexTv,
}

impl Ours {
    pub(crate) fn spec(self) -> &'static DocumentSpec {
        match self {
            Self::Plex => &PLEX,
            Self::PlexTv => &PLEX_TV,
        }
    }
}

/// The workspace that this crate is a member of, wherever the command is called from.
fn own_workspace() -> PathBuf {
    let member = Path::new(env!("CARGO_MANIFEST_DIR"));
    member.parent().unwrap_or(member).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(arguments: &[&str]) -> Result<Cli, String> {
        let arguments = [&["xtask"], arguments].concat();
        Cli::try_parse_from(arguments).map_err(|error| error.to_string())
    }

    #[test]
    fn the_definition_is_valid() {
        use clap::CommandFactory as _;
        Cli::command().debug_assert();
    }

    #[test]
    fn the_root_may_follow_any_command() {
        for arguments in [
            ["regen", "--check", "--root", "elsewhere"],
            ["--root", "elsewhere", "regen", "--check"],
        ] {
            let cli = parsed(&arguments).unwrap();
            assert_eq!(cli.command, Command::Regen { check: true });
            assert_eq!(cli.root, Path::new("elsewhere"));
        }
        assert_eq!(parsed(&["regen"]).unwrap().root, own_workspace());
    }

    #[test]
    fn a_wrong_argument_is_named() {
        for (arguments, named) in [
            (vec!["regen", "--chek"], "--chek"),
            (vec!["regenerate"], "regenerate"),
            (vec!["regen", "--root"], "--root"),
            (vec!["upstream"], "<FILE>"),
            (vec!["upstream", "a", "b"], "'b'"),
            (vec!["upstream", "a", "--of", "b"], "plex-tv"),
            (vec!["perf", "--profile", "--json"], "--json"),
        ] {
            let error = parsed(&arguments).unwrap_err();
            assert!(error.contains(named), "no {named} in {error}");
        }
    }
}
