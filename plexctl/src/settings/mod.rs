//! Settings: the result of the flags, the environment, and the files that they name.

mod account_file;
mod config_file;
mod config_path;
mod env;
mod host_override;
mod misplaced_token;
mod new_server;
mod permissions;
mod private_file;
mod server_flags;
mod servers;
mod sim_token;

pub(crate) use account_file::{is_signed_in, locate_account, locate_own_account};
pub(crate) use config_file::{ConfigFile, ConfigServer};
pub(crate) use config_path::{describe_places, find_file};
pub(crate) use env::Environment;
pub(crate) use new_server::{NewServer, NewToken, ServerName};
pub(crate) use permissions::{describe_exposure, describe_tampering};
pub(crate) use server_flags::ServerFlags;
pub(crate) use servers::{
    Server, ServerPlace, Settings, TokenSource, UrlSource, find_token_file, load_agent_server,
    read_url_variable,
};
pub(crate) use sim_token::resolve_sim_token;
