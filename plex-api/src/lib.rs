//! Plex Media Server activities as Rust futures and streams.
//!
//! Monitor and control background jobs on a Plex Media Server: library scans, metadata refreshes,
//! thumbnails, recordings, downloads. The server calls them *activities*. This crate lists, watches,
//! awaits, starts and cancels them.
//!
//! ```no_run
//! use std::time::Duration;
//! use plex_api::{ClientIdentity, Plex};
//!
//! # async fn example() -> plex_api::Result<()> {
//! let plex = Plex::builder("http://127.0.0.1:32400")
//!     .token_from_env()
//!     .identity(ClientIdentity::new("my-tool", env!("CARGO_PKG_VERSION")))
//!     .build()?;
//!
//! // Which activities are running?
//! for activity in plex.activities().list().await? {
//!     println!("{} {}", activity.progress(), activity.title());
//! }
//!
//! // Start a scan, and wait until it is done.
//! let done = plex.library().refresh("2").done().timeout(Duration::from_secs(3600)).await?;
//! println!("{done:?}");
//! # Ok(())
//! # }
//! ```
//!
//! # What it promises
//!
//! - **No end is missed.** A [`Wait`] completes exactly once, and a [`Watcher`] sees one `Ended` for
//!   each `Started`, across lost connections: the client reconnects, lists again, and reports
//!   activities that ended meanwhile as [`How::Vanished`].
//! - **No success is invented.** [`Launch::done`] says that requested work is done only when it was
//!   seen, also when a scan waits in the server's queue, and otherwise [`Done::NothingSeen`].
//! - **One connection** per client serves any number of watchers and waits: a WebSocket, else an
//!   event stream, else a list every two seconds. [`ActivitiesApi::status`] shows which, and why.
//! - **Real servers are supported.** XML instead of JSON, text instead of numbers, HTML errors,
//!   unknown fields: see [`ActivitiesApi::list_detailed`]. One bad entry never fails the list.
//! - **Errors are actionable.** One [`Error`] with an [`ErrorKind`] to match on, and a message that
//!   says what was tried, what came back and what to do.
//! - **The token stays secret.** It is never in `Debug`, `Display`, a log line or a URL, and is sent
//!   only to the scheme, host and port of the client's URL, even after redirects. It is taken out of
//!   answers that repeat it, before they are decoded.
//! - **Trouble is visible.** When the server's lists cannot be used, watchers get
//!   [`ActivityEvent::ListsFailing`] and [`ConnectionStatus::lists_failing`] has the reason.
//!   [`IdleReason`] and [`WaitingFor`] say why a wait goes on.
//!
//! # Where things are
//!
//! | To | use |
//! |---|---|
//! | list, find, watch, await, cancel | [`Plex::activities`] |
//! | have what runs as a value that follows the server | [`ActivitiesApi::live`] |
//! | scan, stop a scan, empty the trash | [`Plex::library`] |
//! | refresh or analyze items | [`Plex::metadata`] |
//! | start and stop scheduled tasks | [`Plex::butler`] |
//! | reload guides, process recordings | [`Plex::live_tv`] |
//! | see what the connection does | [`ActivitiesApi::status`], [`ActivityEvent`] |
//! | see why a wait goes on | [`WaitIdle::reasons`], [`WaitDone::on_waiting`] |
//! | call any operation of the OpenAPI document | `Plex::raw`, with feature `raw` |
//!
//! # Complete programs
//!
//! In the folder `examples/`, each short and run by the tests: `scan_and_wait.rs`,
//! `watch_json_lines.rs`, `cancel_downloads.rs`, `backup_when_quiet.rs` (wait until idle),
//! `several_servers.rs`, `deadline_and_resume.rs` (stop after a deadline, and continue later),
//! `behind_a_proxy_prefix.rs`, `private_ca.rs`, `test_with_plex_sim.rs` and `blocking.rs`.
//!
//! # Features
//!
//! `rustls` (on), `websocket` (on), `eventsource` (on), `raw` (on), `native-tls`, `schemars`,
//! `blocking`. Without TLS, building a client for an https URL fails. Without `websocket` and
//! `eventsource`, the client polls.
//!
//! # Semantic versioning
//!
//! The module `generated` and `Plex::raw` follow the OpenAPI document and the generator, and are
//! exempt from semantic versioning. The generated types that are re-exported here by name are
//! `#[non_exhaustive]`, so that a new field of a server does not break callers.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod api;
mod backoff;
#[cfg(feature = "blocking")]
#[cfg_attr(docsrs, doc(cfg(feature = "blocking")))]
pub mod blocking;
mod builder;
mod certificate;
mod client;
mod error;
mod fingerprint;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
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
pub mod limits;
mod model;
mod notifications;
mod plex;
mod recording;
mod request_context;
mod sanitize;
mod server_url;
mod time;
mod token;
mod tracker;
mod watch;
mod wire;

pub use api::{ActivitiesApi, ButlerApi, ButlerStart, LibraryApi, LiveTvApi, MetadataApi};
pub use builder::PlexBuilder;
pub use certificate::{CertificateProblem, RefusedCertificate};
pub use client::ClientIdentity;
pub use error::{Error, ErrorKind, Result, ServerError};
pub use fingerprint::{CertificateFingerprint, InvalidFingerprint};
#[doc(inline)]
pub use generated::OperationId;
pub use generated::types::{
    Activity, ActivityNotification, Identity, LibraryLocation, LibrarySection,
};
pub use hub::{
    ConnectionPolicy, ConnectionState, ConnectionStatus, LiveActivity, LiveSnapshot,
    TransportChoice,
};
pub use model::{
    ACTIVITY_FAMILIES, ACTIVITY_TYPES, ActivityChange, ActivityList, Phase, Transport,
};
pub use notifications::{Notification, Undecodable};
pub use plex::Plex;
pub use recording::{RECORDING_VERSION, Record, Recorded, Replay};
pub use token::{TOKEN_VARIABLE, Token};
pub use tracker::{ActivityEvent, ActivityFilter, How, IdleReason, Observed, Outcome};
pub use watch::{
    ActivityHandle, Done, Launch, Launched, Live, LiveStream, ProgressStream, Wait, WaitAll,
    WaitAllFuture, WaitDone, WaitFuture, WaitIdle, WaitIdleFuture, WaitingFor, Watcher,
};
pub use wire::{
    ActivityId, Context, InvalidActivityId, InvalidPathSegment, LazyJson, LenientBool, LenientInt,
    LenientString, LenientVec, PathSegment, Progress, UnknownFields, Unreadable,
};
