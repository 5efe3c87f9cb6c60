//! A simulated Plex Media Server for tests: real sockets, scripted activities, faults.
//!
//! ```
//! use std::time::Duration;
//! use plex_sim::PlexSim;
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let sim = PlexSim::builder()
//!     .token("secret")
//!     .library_section("1", "movie", "Movies")
//!     .start()
//!     .await?;
//!
//! // An activity that progresses and ends after half a second.
//! let scan = sim
//!     .activity("library.update.section")
//!     .title("Scanning Movies")
//!     .subtitle("A Quiet Harbour (1987)")
//!     .section("1")
//!     .ends_after(Duration::from_millis(500))
//!     .start();
//!
//! // ... point the program under test at `sim.url()` ...
//!
//! sim.wait_ended(&scan).await?;
//! assert_eq!(sim.requests_of("GET", "/activities").len(), 0);
//! sim.finish().await?;
//! # Ok(())
//! # }
//! # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(example())?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Guide
//!
//! **Activities.** [`PlexSim::activity`] scripts an activity. It progresses and ends automatically
//! ([`ActivityScript::steps`], [`every`](ActivityScript::every),
//! [`ends_after`](ActivityScript::ends_after), [`forever`](ActivityScript::forever)), or waits until
//! the test calls [`PlexSim::progress`], [`end`](PlexSim::end), [`stop`](PlexSim::stop) or
//! [`vanish`](PlexSim::vanish). As on recorded servers, `started` has neither title nor `Context`;
//! the first `updated` brings both. Requests start activities too (a section refresh, an item
//! refresh, a butler task, ...), and [`PlexSim::set_activity_header`] sets whether and when their
//! responses name them.
//!
//! **Notifications** are sent on both transports, each in its own form: a list in a wrapper on
//! `/:/websockets/notifications`, one object in each frame on `/:/eventsource/notifications`. The
//! query parameter `filters` selects them.
//!
//! **Faults.** [`PlexSim::fault`] triggers a [`Fault`]. [`PlexSim::answer`] replaces any response,
//! down to the bytes on the socket.
//!
//! **No sleeps.** A test can wait for every change: [`PlexSim::wait_request`],
//! [`wait_answer`](PlexSim::wait_answer),
//! [`wait_stream_opened`](PlexSim::wait_stream_opened),
//! [`wait_notification`](PlexSim::wait_notification), [`wait_ended`](PlexSim::wait_ended) and the
//! other `wait_*` methods. They give up after the builder's patience with an error that describes
//! the events so far.
//!
//! **At the end** [`PlexSim::finish`] checks that every [expected](PlexSim::expect) request came, that
//! the simulator did not panic, and that the client closed its notification streams. A client may keep
//! its stream for a moment after its last use; [`PlexSimBuilder::grace`] sets the longest such time.
//!
//! **A paused clock.** The server has its own thread, runtime and clock: a test may pause its own
//! clock, block its own runtime, or have no runtime. A test with `start_paused` calls [`hold_clock`]
//! first. Otherwise tokio's clock jumps ahead while the test waits for a socket, and each request
//! reaches its timeout.
//!
//! A complete test of a small tool that cancels an activity:
//!
//! ```
//! use plex_sim::PlexSim;
//!
//! async fn cancel(url: &str, uuid: &str) -> Result<u16, reqwest::Error> {
//!     let request = reqwest::Client::new().delete(format!("{url}/activities/{uuid}"));
//!     let answer = request.header("X-Plex-Token", "secret").send().await?;
//!     Ok(answer.status().as_u16())
//! }
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! # // In a build of the whole workspace, the shared `reqwest` needs a TLS provider.
//! # let _ = tokio_rustls::rustls::crypto::ring::default_provider().install_default();
//! let sim = PlexSim::builder().token("secret").start().await?;
//! sim.expect("DELETE", "/activities/*", 2);
//! let download = sim.activity("media.download").cancellable(true).start();
//! let scan = sim.activity("library.update.section").section("1").start();
//!
//! assert_eq!(cancel(&sim.url(), &download).await?, 200);
//! assert_eq!(cancel(&sim.url(), &scan).await?, 400);
//! sim.wait_ended(&download).await?;
//! assert_eq!(sim.running()[0].uuid, scan);
//! sim.finish().await?;
//! # Ok(())
//! # }
//! # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(example())?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! **HTTPS** is one call, `PlexSimBuilder::tls` (feature `tls`): the simulator makes a certificate at
//! the start, and clients trust it with `PlexSim::ca_pem`.
//!
//! **An account.** `PlexSimBuilder::plex_tv` (feature `plex-tv`) also simulates plex.tv: sign-in,
//! tokens, the list of servers, with a clock that a test moves. [`PlexSimBuilder::gdm`] answers searches
//! on the local network.
//!
//! **Other languages** start the program `plex-sim` and control it over HTTP (see below). The first
//! line of its output is the server's address. The same kind of test in Python:
//!
//! ```python
#![doc = include_str!("../docs/example_test.py")]
//! ```
//!
//! # Differences from a real server
//!
//! Responses are never compressed. Idle connections are not closed after 20 seconds; a test closes
//! them with [`Fault::CutConnections`]. The activity type of some requests is unknown: for
//! `PUT /library/optimize`, `emptyTrash` and the scan of a grabber device it is invented. The rights
//! of an account that is not the owner are a guess.
//!
//! The simulator writes its own JSON and XML and shares no type with any client, because a mistake in
//! a shared type would go unnoticed. Its behavior follows recordings of real servers; see
//! [`recorded_bodies`].
//!
#![doc = include_str!("../docs/scenarios.md")]
#![doc = include_str!("../scenarios/evening.yaml")]
//! ```
//!
#![doc = include_str!("../docs/served.md")]
#![doc = ""]
#![doc = include_str!("../docs/control.md")]
#![cfg_attr(feature = "plex-tv", doc = include_str!("../docs/plex_tv.md"))]

// Layers: a module imports only from its own layer and from the layers above it in this list.

// Values and their text forms.
mod activity;
mod activity_draft;
mod activity_header;
mod bounded_log;
mod clock;
mod control_dto;
mod download_queue;
mod duration_text;
mod element;
mod fault;
mod notification;
mod pms_profile;
mod progress_schedule;
mod raw_json;
pub mod recorded_bodies;
mod request_log;
mod section;
mod server_list;
mod stub_response;
mod validated;

// Sockets. They know no simulator.
mod faulty_connection;
mod socket;
#[cfg(feature = "tls")]
mod tls;
#[cfg(feature = "tls")]
mod tls_socket;

// The state of a simulator, and the rules by which it changes.
mod config;
mod state;

// The sources of changes of the state: scripts, scenarios and clients' connections.
mod builtin_scenarios;
mod gdm;
mod listener;
mod scenario;
mod scenario_file;
mod script;

// The routes: `/sim/`, and the simulated server.
mod control;
mod http;
#[cfg(feature = "plex-tv")]
mod plex_tv;

// The interface for users of this crate.
mod builder;
#[cfg(feature = "cli")]
mod cli;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod held_clock;
mod server;
mod wait;

pub use activity::RunningActivity;
pub use activity_header::ActivityHeader;
pub use builder::{PlexSimBuilder, StartError};
#[cfg(feature = "cli")]
pub use cli::SimOptions;
pub use fault::Fault;
pub use held_clock::{HeldClock, hold_clock};
pub use notification::{Notification, Transport};
#[cfg(feature = "plex-tv")]
pub use plex_tv::{LoggedRequest, PlexTv, PlexTvFault, PlexTvSetup, SimConnection, SimResource};
pub use pms_profile::PmsProfile;
pub use recorded_bodies::RecordedBody;
pub use request_log::{RecordedRequest, UnmetExpectations};
pub use scenario::Scenario;
pub use scenario_file::ScenarioError;
pub use script::ActivityScript;
pub use server::PlexSim;
pub use server_list::ServerList;
pub use state::streams::OpenStream;
pub use stub_response::{Body, StubResponse};
#[cfg(feature = "tls")]
pub use tls::Tls;
pub use wait::WaitTimeout;
