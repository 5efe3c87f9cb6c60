//! A web page of what runs: one watcher of one server, any number of open pages.

mod answer;
mod gate;
mod live;
mod page;
mod routes;

pub(crate) use gate::Gate;
pub(crate) use live::Live;
pub(crate) use routes::routes;
