//! What a new generated client changes for those who call `plex-api`, in terms of Rust.
//!
//! The client on disk is compared with the one that is to be written, so that no old document is
//! needed, and what is said is what a caller would meet.

mod compare;
mod model;
mod parse;
mod reachable;
mod report;

pub(crate) use reachable::ROOT;
pub(crate) use report::describe;
