//! The commands, one file each: its options, and what it does.

pub(crate) mod bridge;
pub(crate) mod cancel;
pub(crate) mod completions;
pub(crate) mod config;
pub(crate) mod demo;
pub(crate) mod get;
pub(crate) mod list;
mod list_watch;
pub(crate) mod login;
mod login_preferences;
pub(crate) mod logout;
pub(crate) mod man;
mod meant_ids;
pub(crate) mod record;
pub(crate) mod replay;
pub(crate) mod scan;
mod scan_folder;
mod scan_progress;
mod scan_stop;
pub(crate) mod serve;
pub(crate) mod servers;
pub(crate) mod sim;
pub(crate) mod wait;
pub(crate) mod watch;
