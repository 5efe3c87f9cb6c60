//! The connection supervisor: one connection per client, shared by all watchers and waits.
//!
//! It owns what the tracker must not have: the connection, the lists on their way, and the clock.

mod connecting;
mod connection_state;
mod driver;
#[allow(
    clippy::module_inception,
    reason = "the type `Hub` has a file of its own"
)]
mod hub;
mod log_throttle;
mod policy;
mod status;
mod subscription;
mod transport_fallback;

pub use policy::{ConnectionPolicy, TransportChoice};
pub use status::{ConnectionState, ConnectionStatus};

pub(crate) use hub::Hub;
pub(crate) use subscription::{WaitGuard, WatchGuard};
