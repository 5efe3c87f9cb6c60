//! The changes that a new generated client brings to callers of `plex-api`, in terms of Rust.
//!
//! The client on disk is compared with the one that is to be written, so that no old document is
//! needed, and the report names the changes that a caller would meet.

mod compare;
mod model;
mod parse;
mod reachable;
mod report;

pub(crate) use reachable::ROOT;
pub(crate) use report::describe;
