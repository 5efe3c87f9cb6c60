//! The hub: one connection per client, shared by all who watch and wait.
//!
//! It owns what the tracker must not have: the connection, the lists on their way, and the clock.

mod connecting;
mod driver;
mod link;
mod odd_log;
mod places;
mod policy;
mod route;
mod shared;
mod status;
#[cfg(test)]
#[cfg(feature = "eventsource")]
mod turns;

pub use policy::{ConnectionPolicy, TransportChoice};
pub use status::{ConnectionState, ConnectionStatus};

pub(crate) use places::{WaitGuard, WatchGuard};
pub(crate) use shared::Hub;
