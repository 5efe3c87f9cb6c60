//! From a server's events to an MQTT broker: what is published where, and what a lost broker costs.

mod broker;
mod discovery;
mod documents;
mod mirror;
mod outbox;
mod relay;
mod session;
mod topics;

pub(crate) use broker::{Broker, Login};
pub(crate) use relay::{Relay, Say, Wishes};
