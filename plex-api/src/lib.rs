//! Placeholder until the README is written.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod activities;
mod client;
mod error;
#[cfg(feature = "raw")]
#[cfg_attr(docsrs, doc(cfg(feature = "raw")))]
#[rustfmt::skip]
#[allow(missing_docs, unused_qualifications, unreachable_pub, clippy::all, clippy::pedantic, clippy::nursery, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, rustdoc::all)]
pub mod generated;
#[cfg(not(feature = "raw"))]
#[rustfmt::skip]
#[allow(dead_code, unused_imports, missing_docs, unused_qualifications, unreachable_pub, clippy::all, clippy::pedantic, clippy::nursery, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, rustdoc::all)]
mod generated;
mod library;
#[allow(
    dead_code,
    unused_imports,
    reason = "watching and waiting are built on it next"
)]
mod notifications;
#[allow(dead_code, unreachable_pub, unused_imports)]
mod tracker;
mod wire;

pub use activities::{ActivitiesApi, ActivityList};
pub use client::{ClientIdentity, Plex, PlexBuilder, TOKEN_VARIABLE, Token};
pub use error::{Error, ErrorKind, Result};
pub use generated::types::{
    Activity, ActivityNotification, Identity, LibraryLocation, LibrarySection, ServerError,
};
pub use library::LibraryApi;
pub use notifications::{
    ActivityChange, Disconnect, DisconnectReason, Notification, Phase, Transport, Undecodable,
};
pub use wire::{
    ActivityId, Context, Flag, Integer, InvalidActivityId, Listed, Progress, Text, Unreadable,
};
