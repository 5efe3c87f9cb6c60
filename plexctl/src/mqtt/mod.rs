//! The MQTT bridge: publishes the events of servers, and survives a lost broker.

mod bridge_options;
mod bridge_task;
mod broker;
mod catalog;
mod command;
mod command_runner;
mod device_state;
mod discovery;
#[cfg(feature = "fuzzing")]
pub(crate) mod fuzzing;
mod machine_claims;
mod mqtt_counts;
mod mqtt_session;
mod outbox;
mod payloads;
mod publisher;
mod retained_state;
mod topics;

pub(crate) use bridge_options::BridgeOptions;
pub(crate) use bridge_task::{BridgeNotice, BridgeTask};
pub(crate) use broker::{Broker, Login, check_prefix};
pub(crate) use machine_claims::{HeldClaim, MachineClaims, claim_at_start};
pub(crate) use mqtt_counts::MqttCounts;
pub(crate) use publisher::{LARGEST_MESSAGE, MqttPublisher};
