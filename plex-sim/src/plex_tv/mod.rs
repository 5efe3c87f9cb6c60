//! A simulated plex.tv: sign-in, tokens, the list of servers, with a clock that a test moves.

mod account;
mod api_error;
mod auth;
mod clock;
mod control;
mod endpoint;
mod fault;
mod forms;
mod gzip;
mod handle;
mod jwt;
mod listed;
mod listing;
mod pages;
mod pins;
mod proxy;
mod request_report;
mod resource;
mod routes;
mod secret_names;
mod service;
mod setup;
mod start;
mod user;

pub(crate) use account::random_token;
pub use fault::PlexTvFault;
pub use handle::PlexTv;
pub use request_report::LoggedRequest;
pub use resource::{SimConnection, SimResource};
pub use setup::PlexTvSetup;
pub(crate) use start::start;
