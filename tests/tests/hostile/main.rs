//! Servers that mean no good, or that are broken as if they did: whatever one sends, the client's
//! time and memory stay bounded, it says what it met, and what can go on goes on.
//!
//! The limits and their values are in `plex_api::limits`; memory itself is measured in
//! `hostile_memory.rs`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation is what a test is for"
)]

mod answers;
mod heads;
mod hub;
mod lists;
mod peer;
mod places;
mod raw_socket;
mod streams;
