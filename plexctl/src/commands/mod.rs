//! The commands, one file each: what can be typed after it, and what it does.

pub(crate) mod cancel;
pub(crate) mod completions;
pub(crate) mod config;
pub(crate) mod demo;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod sim;
mod similar;
