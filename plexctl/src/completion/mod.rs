//! What a shell completes: commands and options from a script that is made once, and names that
//! only a server or the configuration file knows from the program itself, which the script asks.

mod line;
mod names;
mod place;
mod script;

pub(crate) use names::{VARIABLE, answer};
pub(crate) use script::script;
