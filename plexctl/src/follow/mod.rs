//! Follows activities: receives updates from servers, keeps the current state, and reports changes.

mod active_set;
mod event_json;
mod event_text;
mod filter_args;
mod follower;
mod format;
mod multiplex;
mod outage_log;
pub(crate) mod outcome;
mod section_lookup;
mod type_check;
mod update;
mod wait_report;

#[cfg(test)]
pub(crate) use event_json::EventLine;
pub(crate) use event_json::{event_to_json, round_seconds, running_to_json};
pub(crate) use event_text::{LISTS_RECOVERED, format_disconnect, format_failing_lists};
pub(crate) use filter_args::{FilterArgs, FilterAttempt};
pub(crate) use follower::{Follower, OutputMode};
pub(crate) use format::{display_name, is_permanent};
pub(crate) use multiplex::Multiplexer;
pub(crate) use outage_log::OutageLog;
pub(crate) use section_lookup::SectionList;
pub(crate) use type_check::{find_unknown_among, find_unknown_patterns, find_unknown_types};
pub(crate) use update::{Update, UpdateKind};
pub(crate) use wait_report::{WaitReason, WaitReport};
