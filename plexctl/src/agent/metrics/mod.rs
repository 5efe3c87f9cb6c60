//! The metrics of the agent, in the words of Prometheus.
//!
//! Counters are kept in memory and begin with 0, as Prometheus expects of a new process. The last ends
//! come from the journal. The running activities, the connections and the deliveries that wait for hooks
//! are looked up for each answer; unknown values are left out.

mod agent_metrics;
mod label_set;
mod process_stats;
mod scrape;

pub(super) use agent_metrics::{AgentMetrics, CountedEnd};
pub(super) use scrape::{CONTENT_TYPE, Scrape};
