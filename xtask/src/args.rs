//! What was asked for on the command line.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// How the command is used.
pub(crate) const USAGE: &str = "\
usage: cargo xtask regen [--check] [--root DIR]
       cargo xtask surface [--check] [--root DIR]
       cargo xtask upstream FILE [-v] [--root DIR]
       cargo xtask perf [--compile] [--json] [--quick] [--root DIR]
       cargo xtask perf --profile [--root DIR]

  regen             write everything that is generated from openapi/plex.yaml
  surface           renew plex-api/public-api.txt, if CHANGELOG.md tells of what changed
  upstream FILE     compare openapi/plex.yaml with the OpenAPI 3.0 or 3.1 document in FILE
  -v                tell the known differences too, and the operations that are theirs only
  --check           write nothing; show what differs
  perf              build in release, and measure the SDK against a program that does nothing else
  --compile         measure instead what compiling costs, against a program that uses the libraries
                    alone: a quarter of an hour; needs the registry
  --profile         tell instead by crate and source file where the instructions of a list and of a
                    message go; needs valgrind
  --json            print JSON instead of a table
  --quick           measure each thing fewer times; within 50 seconds after the build
  --root DIR        the workspace to work on, if not the one that xtask belongs to

exit codes: 0 fresh or within limits, 1 drifted (--check), untold (surface), unknown or stale
(upstream), or beyond a limit (perf), 2 failed
";

/// What to do.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// Print the usage.
    Help,
    /// Compare, and write unless `check`.
    Regen { check: bool, root: PathBuf },
    /// Compare the public API with its snapshot, and renew it unless `check`.
    Surface { check: bool, root: PathBuf },
    /// Compare the document with another.
    Upstream {
        file: PathBuf,
        root: PathBuf,
        verbose: bool,
    },
    /// Measure.
    Perf {
        what: Measured,
        json: bool,
        quick: bool,
        root: PathBuf,
    },
}

/// What of the SDK is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Measured {
    /// What it costs to use.
    Use,
    /// What it costs to compile.
    Compiling,
    /// Where the instructions of its use go.
    Profile,
}

/// Reads the arguments, without the program's name.
pub(crate) fn parse(arguments: impl Iterator<Item = OsString>) -> Result<Command, String> {
    let mut arguments = arguments;
    let name = arguments.next();
    let (command, known): (&str, &[&str]) = match name.as_deref().and_then(std::ffi::OsStr::to_str)
    {
        Some(command @ ("regen" | "surface")) => (command, &["--check"]),
        Some("upstream") => ("upstream", &["-v"]),
        Some("perf") => ("perf", &["--compile", "--json", "--profile", "--quick"]),
        None | Some("help" | "-h" | "--help") => return Ok(Command::Help),
        Some(other) => return Err(format!("there is no command `{other}`")),
    };
    let mut given = BTreeSet::new();
    let mut file = None;
    let mut root = own_workspace();
    while let Some(argument) = arguments.next() {
        match argument.to_str() {
            Some(flag) if known.contains(&flag) => drop(given.insert(flag.to_owned())),
            Some("--root") => {
                root = arguments
                    .next()
                    .ok_or("`--root` needs a folder behind it")?
                    .into();
            }
            Some("-h" | "--help") => return Ok(Command::Help),
            other if command == "upstream" && file.is_none() && !is_flag(other) => {
                file = Some(argument.into());
            }
            _ => {
                let argument = argument.display();
                return Err(format!(
                    "`{command}` does not know the argument `{argument}`"
                ));
            }
        }
    }
    let given = |flag: &str| given.contains(flag);
    let check = given("--check");
    Ok(match command {
        "surface" => Command::Surface { check, root },
        "upstream" => Command::Upstream {
            file: file.ok_or("`upstream` needs a document to compare with")?,
            root,
            verbose: given("-v"),
        },
        "perf" => Command::Perf {
            json: given("--json"),
            quick: given("--quick"),
            what: match (given("--compile"), given("--profile")) {
                (false, false) => Measured::Use,
                (true, false) => Measured::Compiling,
                (false, true) if !given("--json") && !given("--quick") => Measured::Profile,
                _ => return Err("`--profile` stands alone".to_owned()),
            },
            root,
        },
        _ => Command::Regen { check, root },
    })
}

fn is_flag(argument: Option<&str>) -> bool {
    argument.is_some_and(|argument| argument.starts_with('-'))
}

/// The workspace whose member this crate is, wherever the command is called from.
fn own_workspace() -> PathBuf {
    let member = Path::new(env!("CARGO_MANIFEST_DIR"));
    member.parent().unwrap_or(member).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(arguments: &[&str]) -> Result<Command, String> {
        parse(arguments.iter().map(OsString::from))
    }

    #[test]
    fn flags_may_stand_in_any_order() {
        let wanted = Ok(Command::Regen {
            check: true,
            root: "elsewhere".into(),
        });
        assert_eq!(parsed(&["regen", "--check", "--root", "elsewhere"]), wanted);
        assert_eq!(parsed(&["regen", "--root", "elsewhere", "--check"]), wanted);
        let wanted = Ok(Command::Surface {
            check: true,
            root: own_workspace(),
        });
        assert_eq!(parsed(&["surface", "--check"]), wanted);
        let wanted = Ok(Command::Upstream {
            file: "their.yaml".into(),
            root: own_workspace(),
            verbose: true,
        });
        assert_eq!(parsed(&["upstream", "-v", "their.yaml"]), wanted);
        assert_eq!(parsed(&["upstream", "their.yaml", "-v"]), wanted);
        assert_eq!(
            parsed(&["regen"]),
            Ok(Command::Regen {
                check: false,
                root: own_workspace()
            })
        );
    }

    #[test]
    fn each_command_has_its_own_flags() {
        assert_eq!(
            parsed(&["perf", "--quick"]),
            Ok(Command::Perf {
                json: false,
                quick: true,
                what: Measured::Use,
                root: own_workspace()
            })
        );
        assert_eq!(
            parsed(&["perf", "--profile"]),
            Ok(Command::Perf {
                json: false,
                quick: false,
                what: Measured::Profile,
                root: own_workspace()
            })
        );
        assert!(
            parsed(&["perf", "--profile", "--json"])
                .unwrap_err()
                .contains("alone")
        );
        assert!(
            parsed(&["perf", "--check"])
                .unwrap_err()
                .contains("`--check`")
        );
        assert!(
            parsed(&["regen", "--json"])
                .unwrap_err()
                .contains("`--json`")
        );
    }

    #[test]
    fn what_is_not_understood_is_named() {
        assert!(
            parsed(&["regen", "--chek"])
                .unwrap_err()
                .contains("`--chek`")
        );
        assert!(
            parsed(&["regenerate"])
                .unwrap_err()
                .contains("`regenerate`")
        );
        assert!(
            parsed(&["regen", "--root"])
                .unwrap_err()
                .contains("`--root`")
        );
        assert!(parsed(&["upstream"]).unwrap_err().contains("a document"));
        assert!(parsed(&["upstream", "a", "b"]).unwrap_err().contains("`b`"));
        assert_eq!(parsed(&["--help"]), Ok(Command::Help));
    }
}
