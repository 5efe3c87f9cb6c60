//! The metrics of the agent, in the words of Prometheus.
//!
//! What is counted is kept in memory and begins with 0, as Prometheus expects of a new process. The last
//! ends come from the journal. What runs now, the connections and what waits for hooks is looked up for
//! each answer; what is not known then is left out.

mod agent_metrics;
mod label_set;
mod scrape;

pub(super) use agent_metrics::{AgentMetrics, CountedEnd};
pub(super) use scrape::{CONTENT_TYPE, Scrape};
