//! Malicious or badly broken servers: for all their messages, the client's time and memory stay bounded,
//! the error names the cause, and everything that can continue does.
//!
//! The limits and their values are in `plex_api::limits`; memory itself is measured in
//! `malicious_memory.rs`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation is what a test is for"
)]

mod headers;
mod hub;
mod lists;
mod raw_server;
mod raw_websocket;
mod responses;
mod streams;
mod subscriptions;
