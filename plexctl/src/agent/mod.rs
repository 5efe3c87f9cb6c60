//! The agent: follows servers, writes a journal, and delivers its events to hooks, also over restarts.
//! Its HTTP service has the page, the API and the metrics.

mod agent_config;
mod follow_gap;
mod heartbeat;
mod heartbeat_ping;
mod heartbeat_task;
mod hook_config;
mod hook_task;
mod http;
mod journal_check;
mod metrics;
mod mqtt_config;
mod mqtt_publisher;
mod one_or_more;
mod quiet_hours;
mod secret_source;
mod server_task;
mod service;

pub(crate) use agent_config::{AgentConfig, find_state_folder, read_state_folder};
pub(crate) use service::run_agent;
