//! The web page: one watcher of one server, any number of open pages.

mod cancel_response;
mod connections;
#[cfg(feature = "fuzzing")]
pub(crate) mod fuzzing;
mod live_state;
mod open_pages;
mod origin_check;
mod page;
mod routes;

pub(crate) use connections::{connection_limit, serve_connections};
pub(crate) use live_state::LiveState;
pub(crate) use origin_check::OriginCheck;
pub(crate) use routes::build_routes;
