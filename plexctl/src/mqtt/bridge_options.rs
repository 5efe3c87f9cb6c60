//! The options of the bridge, from the command line or the agent's file.

use std::time::Duration;

use super::broker::{Broker, Login};

/// The broker and the options of publishing.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct BridgeOptions {
    pub(crate) broker: Broker,
    pub(crate) login: Option<Login>,
    /// The advice after a rejected login.
    pub(crate) login_advice: &'static str,
    /// The only certificate authorities to trust, in PEM form; `None` trusts those of the system.
    pub(crate) ca_cert: Option<Vec<u8>>,
    /// The first level of Home Assistant's topics, if discovery is enabled.
    pub(crate) discovery: Option<String>,
    pub(crate) keep_ended: Duration,
    /// Whether commands are taken from everybody who may publish at the broker.
    pub(crate) commands: bool,
}
