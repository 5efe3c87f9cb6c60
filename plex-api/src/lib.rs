//! Placeholder until the README is written.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod activities;
mod butler;
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
mod hub;
mod library;
mod live_tv;
mod metadata;
mod notifications;
mod recording;
mod tracker;
mod wire;

pub use activities::{
    ActivitiesApi, ActivityHandle, ActivityList, Launch, Launched, ProgressStream, Wait, WaitAll,
    WaitAllFuture, WaitFuture, WaitIdle, WaitIdleFuture, Watcher,
};
pub use butler::{ButlerApi, ButlerStart};
pub use client::{ClientIdentity, Plex, PlexBuilder, TOKEN_VARIABLE, Token};
pub use error::{Error, ErrorKind, Result};
pub use generated::types::{
    Activity, ActivityNotification, Identity, LibraryLocation, LibrarySection, ServerError,
};
pub use hub::{ConnectionPolicy, ConnectionState, ConnectionStatus, TransportChoice};
pub use library::LibraryApi;
pub use live_tv::LiveTvApi;
pub use metadata::MetadataApi;
pub use notifications::{
    ActivityChange, Disconnect, DisconnectReason, Notification, Phase, Transport, Undecodable,
};
pub use recording::{RECORDING_VERSION, Record, Recorded, Replay};
pub use tracker::{ActivityEvent, ActivityFilter, How, Observed, Outcome};
pub use wire::{
    ActivityId, Context, Flag, Integer, InvalidActivityId, Listed, Progress, Text, Unreadable,
};
