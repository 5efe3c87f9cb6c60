//! What the flags, the environment and the files they name come to.

mod environment;
mod servers;

pub(crate) use environment::Environment;
pub(crate) use servers::{Server, Settings, TokenSource, UrlSource, token_for_simulator};
