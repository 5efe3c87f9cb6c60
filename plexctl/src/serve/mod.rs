//! The web page and its service: the followed servers, any number of open pages, and the checks
//! that every request passes. The agent has the same page, and an API beside it.

mod cancellation;
mod connections;
mod extract;
mod followed_servers;
#[cfg(feature = "fuzzing")]
pub(crate) mod fuzzing;
mod gate;
mod live_state;
mod open_pages;
mod origin_check;
mod page;
mod problem;
mod recent_ends;
mod routes;
mod server_facts;

pub(crate) use cancellation::{cancel_activity, no_such_server};
pub(crate) use connections::{connection_limit, serve_connections};
pub(crate) use extract::{PathText, QueryOf};
pub(crate) use followed_servers::{Beginning, FollowedServer, FollowedServers, ServerConnection};
pub(crate) use gate::put_gate;
pub(crate) use live_state::LiveState;
pub(crate) use open_pages::{Closer, OpenPages, PagePlace};
pub(crate) use origin_check::OriginCheck;
pub(crate) use problem::Problem;
pub(crate) use recent_ends::RecentEnd;
pub(crate) use routes::{
    PageState, build_page_routes, keep_alive, put_fallbacks, too_many_streams,
};
pub(crate) use server_facts::{ServerFacts, ServerIdentity};
