//! What the command line or the agent's file says of the bridge.

use std::time::Duration;

use super::broker::{Broker, Login};

/// What is published where.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct BridgeOptions {
    pub(crate) broker: Broker,
    pub(crate) login: Option<Login>,
    /// What to do about a rejected login.
    pub(crate) login_advice: &'static str,
    /// The only certificate authorities to trust, in PEM form; `None` trusts those of the system.
    pub(crate) ca_cert: Option<Vec<u8>>,
    /// The first level of Home Assistant's topics, if discovery is enabled.
    pub(crate) discovery: Option<String>,
    pub(crate) keep_ended: Duration,
    /// Whether commands are taken from everybody who may publish at the broker.
    pub(crate) commands: bool,
}
