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
//! # Guarantees
//!
//! - **No end is missed.** A [`Wait`] completes exactly once, and a [`Watcher`] sees one `Ended` for
//!   each `Started`, across lost connections: the client reconnects, lists again, and reports
//!   activities that ended meanwhile as [`How::Vanished`].
//! - **No success is invented.** [`Launch::done`] says that requested work is done only when it was
//!   seen, also when a scan waits in the server's queue, and otherwise [`Done::NothingSeen`].
//! - **One connection** per client serves any number of watchers and waits: a WebSocket, else an
//!   event stream, else a list every two seconds. [`ActivitiesApi::status`] shows the transport in
//!   use, and the reason.
//! - **Real servers are supported.** XML instead of JSON, text instead of numbers, HTML errors,
//!   unknown fields: see [`ActivitiesApi::list_detailed`]. One bad entry never fails the list.
//! - **Errors are actionable.** One [`Error`] with an [`ErrorKind`] to match on, and a message that
//!   says what was tried, what came back and what to do.
//! - **The token stays secret.** It is never in `Debug`, `Display`, a log line or a URL, and is sent
//!   only to the scheme, host and port of the client's URL, even after redirects. It is removed from
//!   answers that repeat it, before they are decoded.
//! - **Problems are visible.** When the server's lists cannot be used, watchers get
//!   [`ActivityEvent::ListsFailing`], and [`ConnectionStatus::lists_failing`] has the reason.
//!   [`IdleReason`] and [`WaitingFor`] are the reasons for a wait.
//!
//! # By task
//!
//! | To | use | guide |
//! |---|---|---|
//! | list the running activities | [`list`](ActivitiesApi::list) | [`activity_types`](guide::activity_types) |
//! | follow all activities, across lost connections | [`watch`](ActivitiesApi::watch) | [`connection`](guide::connection) |
//! | get the running activities as a value that follows the server | [`live`](ActivitiesApi::live) | [`connection`](guide::connection) |
//! | follow, await or cancel one activity | [`wait`](ActivitiesApi::wait), [`handle`](ActivitiesApi::handle), [`cancel`](ActivitiesApi::cancel) | [`outcomes`](guide::outcomes) |
//! | start a scan, and wait until it is done | [`refresh`](LibraryApi::refresh), [`done`](Launch::done) | [`from_sleep_to_done`](guide::from_sleep_to_done) |
//! | start other work | [`library`](Plex::library), [`metadata`](Plex::metadata), [`butler`](Plex::butler), [`live_tv`](Plex::live_tv), [`downloads`](Plex::downloads), [`server`](Plex::server) | [`activity_types`](guide::activity_types) |
//! | see playback and conversions | [`sessions`](Plex::sessions) | |
//! | sign in with Plex, and stay signed in | `account::SignIn`, `account::Account`, with feature `account` | [`signing_in`](guide::signing_in) |
//! | find a server of the account or in the network | `account::Account::servers`, `account::discover`, with feature `account` | [`finding_servers`](guide::finding_servers) |
//! | stop a scan, stop a task | [`stop_refresh`](LibraryApi::stop_refresh), [`stop`](ButlerApi::stop) | |
//! | wait until no activity is running | [`wait_idle`](ActivitiesApi::wait_idle) | [`outcomes`](guide::outcomes) |
//! | check whether the server is quiet: no work of any kind | [`quiet`](Plex::quiet) | [`quiet`](guide::quiet) |
//! | see the reasons for a wait | [`WaitIdle::reasons`], [`WaitDone::on_waiting`] | |
//! | see the state of the connection | [`status`](ActivitiesApi::status), [`ActivityEvent`] | [`connection`](guide::connection) |
//! | follow the states of the connection | [`connection_states`](Plex::connection_states), [`on_connection`](PlexBuilder::on_connection) | |
//! | count requests | [`on_request`](PlexBuilder::on_request) | |
//! | use a proxy, renew the token | [`header`](PlexBuilder::header), [`proxy`](PlexBuilder::proxy), [`token_source`](PlexBuilder::token_source) | |
//! | work without `async` | `blocking::Plex`, with feature `blocking` | [`runtimes`](guide::runtimes) |
//! | test a program | `plex-sim`, [`Replay`] | [`testing`](guide::testing) |
//! | call any operation of the OpenAPI document | `Plex::raw`, with feature `raw` | |
//! | call an operation that the document lacks | [`request`](Plex::request) | |
//! | receive notifications of every kind | [`notifications`](Plex::notifications) | |
//! | move from PlexAPI (Python) | | [`from_plexapi`](guide::from_plexapi) |
//!
//! # Complete programs
//!
//! In the folder `examples/`, each short and run by the tests:
//!
//! - scripts: `scan_and_wait.rs`, `nightly_job.rs` (scan all sections, empty the trash),
//!   `backup_when_quiet.rs`, `cancel_downloads.rs`, `deadline_and_resume.rs` (stop after a deadline, and
//!   continue later);
//! - services and user interfaces: `web_service.rs`, `desktop_app.rs`, `watch_json_lines.rs`,
//!   `several_servers.rs`;
//! - networks: `behind_a_proxy_prefix.rs`, `private_ca.rs`;
//! - the account: `sign_in_and_watch.rs`;
//! - without `async`: `blocking.rs`, `thread_pool.rs`;
//! - tests: `test_suite.rs`.
//!
//! # Features
//!
//! | Feature | Default | What it does |
//! |---|---|---|
//! | `rustls` | on | https with rustls. It uses the cryptography provider that the process has installed, else ring. Building ring needs a C compiler. |
//! | `native-tls` | off | https with the platform's own library. With `rustls` as well, rustls is used. |
//! | `websocket` | on | notifications over a WebSocket, the first choice |
//! | `eventsource` | on | notifications as an HTTP event stream, the second choice. Without both, the client asks for the list every 2 s. |
//! | `raw` | on | `Plex::raw()`: every operation of the OpenAPI document. Exempt from semantic versioning. |
//! | `schemars` | off | `schemars::JsonSchema` for the public types |
//! | `blocking` | off | `plex_api::blocking::Plex`, for programs without async |
//! | `account` | off | `plex_api::account`: signing in at Plex's account service, and the servers of the account |
//! | `test-util` | off | `plex_api::test_util`: a server without a socket, and constructors, for the tests of your program |
//!
//! Without `rustls` and `native-tls`, building a client for an https URL fails. `default-features = false`
//! is the smallest build: http, and lists every 2 s.
//!
//! The crate needs Rust 1.88.
//!
//! # Semantic versioning
//!
//! The module `generated` and `Plex::raw` follow the OpenAPI document and the generator, `Plex::explain` takes
//! an error of `Plex::raw`, which has the generator's types, and [`PlexBuilder::http_client`] has reqwest's
//! types: all four are exempt from semantic versioning. The
//! generated types that are re-exported here by name are `#[non_exhaustive]`, so that a new field of a
//! server does not break callers.
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "account")]
#[cfg_attr(docsrs, doc(cfg(feature = "account")))]
pub mod account;
mod address;
mod api;
mod backoff;
#[cfg(feature = "blocking")]
#[cfg_attr(docsrs, doc(cfg(feature = "blocking")))]
pub mod blocking;
mod builder;
mod callback;
mod certificate;
mod client;
mod credentials;
mod duration_serde;
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
// Private: its types are of a service whose answers are private, and no caller should meet them.
#[cfg(feature = "account")]
#[rustfmt::skip]
#[allow(dead_code, unused_imports, missing_docs, unused_qualifications, unreachable_pub, clippy::all, clippy::pedantic, clippy::nursery, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, rustdoc::all)]
mod generated_tv;
pub mod guide;
mod hub;
pub mod limits;
mod model;
mod names;
mod notifications;
mod operation;
mod plex;
mod quiet;
mod recording;
mod request_context;
mod request_info;
mod retry_policy;
mod sanitize;
mod secret;
mod server_url;
#[cfg(feature = "account")]
mod service_clock;
#[cfg(feature = "test-util")]
#[cfg_attr(docsrs, doc(cfg(feature = "test-util")))]
pub mod test_util;
mod time;
mod token;
mod tracker;
mod watch;
mod wire;

pub use api::{
    ActivitiesApi, Answer, ButlerApi, ButlerStart, DownloadsApi, LibraryApi, LiveTvApi,
    MetadataApi, Request, ServerApi, SessionsApi,
};
pub use builder::PlexBuilder;
pub use certificate::{CertificateProblem, RefusedCertificate};
pub use client::ClientIdentity;
pub use error::{Error, ErrorKind, Result, ServerError};
pub use fingerprint::{CertificateFingerprint, InvalidFingerprint};
#[doc(inline)]
pub use generated::OperationId;
pub use generated::types::{
    Activity, ActivityNotification, AddedQueueItem, ButlerTask, ConversionJob, ConversionOrder,
    ConversionStatus, DownloadDecision, DownloadQueue, DownloadQueueItem, Dvr, GrabItem, GrabMedia,
    GrabOperation, GrabberDevice, Identity, LibraryLocation, LibrarySection, LiveTvSession,
    MetadataItem, PlaySession, PlaySessionLink, PlaySessionPlayer, PlaySessionUser, Preference,
    SectionTimeline, ServerAccount, ServerInfo, TranscodeSession, UpdateRelease, UpdateStatus,
};
pub use http::Method;
pub use hub::{
    ConnectionPolicy, ConnectionState, ConnectionStates, ConnectionStatus, LiveActivity,
    LiveSnapshot, NotificationEvent, TransportChoice,
};
#[doc(inline)]
pub use model::activity_types;
pub use model::{
    ACTIVITY_FAMILIES, ACTIVITY_TYPES, ActivityChange, ActivityList, Phase, Transport,
};
pub use names::UnknownName;
pub use notifications::{Notification, NotificationKinds, Undecodable};
pub use plex::Plex;
pub use quiet::{
    BusyReason, QuietCheck, QuietNote, QuietReport, QuietVerdict, QuietWatch, SourceKind,
    UnknownSource,
};
pub use recording::{RECORDING_VERSION, Record, Recorded, Replay};
pub use request_info::RequestInfo;
pub use retry_policy::RetryPolicy;
pub use token::{TOKEN_VARIABLE, Token};
pub use tracker::{ActivityEvent, ActivityFilter, How, IdleReason, Observed, Outcome};
pub use watch::{
    ActivityHandle, Done, Launch, Launched, Live, LiveStream, Notifications, ProgressStream, Wait,
    WaitAll, WaitAllFuture, WaitDone, WaitFuture, WaitIdle, WaitIdleFuture, WaitingFor, Watcher,
};
pub use wire::{
    ActivityId, Context, InvalidActivityId, InvalidPathSegment, LazyJson, LenientBool, LenientInt,
    LenientString, LenientVec, PathSegment, Progress, UnknownFields, Unreadable,
};
