//! What the flags, the environment and the files they name come to.

mod config_file;
mod environment;
mod permissions;
mod place;
mod servers;
mod simulator_token;

pub(crate) use config_file::{ConfigFile, ConfigServer};
pub(crate) use environment::Environment;
pub(crate) use permissions::readable_by_others;
pub(crate) use place::Place;
pub(crate) use servers::{Server, Settings, TokenSource, UrlSource};
pub(crate) use simulator_token::token_for_simulator;
