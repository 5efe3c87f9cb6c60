//! What a shell completes: commands and options from a script that is made once, and names that
//! only a server or the configuration file knows from the program itself, which the script asks.

mod candidates;
mod cursor;
mod script;
mod shell_words;

pub(crate) use candidates::{VARIABLE, write_candidates};
pub(crate) use script::render_script;
