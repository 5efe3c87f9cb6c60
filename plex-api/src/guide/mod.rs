//! The guide: one page for each topic.
//!
//! | Page | The question that it answers |
//! |---|---|
//! | [`connection`] | How does the client stay connected, and how late can it report an end? |
//! | [`outcomes`] | What does a program do with `None`, `Vanished`, `NeverSeen` and `NothingSeen`? |
//! | [`quiet`] | Is the server quiet: may it be updated, backed up or shut down now? |
//! | [`activity_types`] | Which job gives which type of activity? |
//! | [`runtimes`] | Which async runtime and which threads does the client need, and what happens when a value is dropped? |
//! | [`testing`] | How do I test my program: with a simulated server, with a paused clock, or without a socket? |
//! | [`from_plexapi`] | What is this call of PlexAPI (Python) called here? |
//! | [`signing_in`] | How does a program sign in with Plex, and stay signed in? |
//! | [`finding_servers`] | Which address of a server is used, and who gets the token? |
//! | [`from_sleep_to_done`] | How does a script wait for a scan, and not sleep for a fixed time? |
//!
//! Every Rust line of these pages is compiled as a test, and a test compares the numbers with the
//! defaults of the code.

#[doc = include_str!("connection.md")]
pub mod connection {}

#[doc = include_str!("outcomes.md")]
pub mod outcomes {}

#[doc = include_str!("quiet.md")]
pub mod quiet {}

#[doc = include_str!("activity_types.md")]
pub mod activity_types {}

#[doc = include_str!("runtimes.md")]
pub mod runtimes {}

#[doc = include_str!("testing.md")]
pub mod testing {}

#[doc = include_str!("from_plexapi.md")]
pub mod from_plexapi {}

#[doc = include_str!("from_sleep_to_done.md")]
pub mod from_sleep_to_done {}

#[doc = include_str!("signing_in.md")]
pub mod signing_in {}

#[doc = include_str!("finding_servers.md")]
pub mod finding_servers {}
