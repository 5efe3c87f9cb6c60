//! Shell completion. A static script completes commands and options. For names that only the server
//! or the configuration file knows, the script runs this program.
//!
//! clap_complete's own engine would not do: in bash it writes candidates on the command line
//! unescaped, so a section title could run commands, and it gets words that bash has split at `:`
//! and `=`, so it cannot read `--url http://...`.

mod candidates;
mod cursor;
#[cfg(feature = "fuzzing")]
pub(crate) mod fuzzing;
mod script;
mod shell_words;

pub(crate) use candidates::{VARIABLE, write_candidates};
pub(crate) use script::render_script;
