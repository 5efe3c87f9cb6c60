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
//! // An activity that moves by itself and is over in half a second.
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
//! **Activities.** [`PlexSim::activity`] scripts one: it moves and ends by itself
//! ([`ActivityScript::steps`], [`every`](ActivityScript::every),
//! [`ends_after`](ActivityScript::ends_after), [`forever`](ActivityScript::forever)), or stands
//! still until the test calls [`PlexSim::progress`], [`end`](PlexSim::end),
//! [`stop`](PlexSim::stop) or [`vanish`](PlexSim::vanish). As on recorded servers, `started` knows
//! neither title nor `Context`; the first `updated` brings both. Requests start activities as well
//! (a section refresh, an item refresh, a butler task, ...), and
//! [`PlexSim::set_activity_header`] says whether and when their answers name them.
//!
//! **Notifications** go out on both transports in their own shapes, a list in a wrapper on
//! `/:/websockets/notifications`, one object a frame on `/:/eventsource/notifications`, as far as
//! `filters` lets them.
//!
//! **What goes wrong** is a [`Fault`], triggered by its name; any single answer is replaced with
//! [`PlexSim::answer`], down to bytes on the socket.
//!
//! **No sleeps.** Every change can be waited for: [`PlexSim::wait_request`],
//! [`wait_stream_opened`](PlexSim::wait_stream_opened), [`wait_for`](PlexSim::wait_notification),
//! [`wait_ended`](PlexSim::wait_ended) and their siblings give up after the builder's patience with
//! an error that says what came instead.
//!
//! **At the end** [`PlexSim::finish`] checks what was [expected](PlexSim::expect), that nothing
//! panicked inside, and that the client closed its notification streams.
//!
//! The server has a thread and a runtime of its own: a test may pause its own clock, block its
//! own runtime, or have none.
//!
//! A complete test in ten lines, of a small tool that cancels an activity:
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
//! # // Where the whole workspace is built, the shared `reqwest` wants a TLS provider.
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
//! **HTTPS** is one call, `PlexSimBuilder::tls` (feature `tls`): a certificate is made at the start, and
//! `PlexSim::ca_pem` is what clients have to trust.
//!
//! **Other languages** start the program, `plex-sim`, whose first line of output is the server's
//! address, and steer it over HTTP (see below). The same kind of test in Python:
//!
//! ```python
#![doc = include_str!("../docs/example_test.py")]
//! ```
//!
//! # Where it is simpler than a server
//!
//! Answers are never compressed. Idle connections are not closed after 20 seconds (a test cuts
//! them with [`Fault::CutConnections`]). Which activity type some requests start is unknown of real
//! servers; `PUT /library/optimize`, `emptyTrash` and the scan of a grabber device use names of our
//! own. What an account that is not the owner may see and do is a guess.
//!
//! The simulator writes its own JSON and XML and shares no type with any client, so that a
//! client's mistake cannot hide in it. How it behaves follows what was recorded of real servers;
//! the recordings are in [`recorded_bodies`].
//!
#![doc = include_str!("../docs/scenarios.md")]
#![doc = include_str!("../scenarios/evening.yaml")]
//! ```
//!
#![doc = include_str!("../docs/control.md")]

mod activity;
mod activity_header;
mod builder;
mod builtin_scenarios;
#[cfg(feature = "cli")]
mod cli;
mod clock;
mod config;
mod control;
mod control_dto;
mod duration_text;
mod fault;
mod fault_names;
mod faulty_connection;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod http;
mod listener;
mod notification;
mod progress_schedule;
mod raw_json;
pub mod recorded_bodies;
mod request_log;
mod scan;
mod scenario;
mod scenario_file;
mod script;
mod section;
mod server;
mod socket;
mod state;
mod stub_response;
#[cfg(feature = "tls")]
mod tls;
#[cfg(feature = "tls")]
mod tls_socket;
mod uuid;
mod validated;
mod wait;
mod xml;

pub use activity::RunningActivity;
pub use activity_header::ActivityHeader;
pub use builder::{PlexSimBuilder, StartError};
#[cfg(feature = "cli")]
pub use cli::SimOptions;
pub use fault::Fault;
pub use notification::Notification;
pub use recorded_bodies::RecordedBody;
pub use request_log::{RecordedRequest, UnmetExpectations};
pub use scenario::Scenario;
pub use scenario_file::ScenarioError;
pub use script::ActivityScript;
pub use server::PlexSim;
pub use state::streams::{OpenStream, Transport};
pub use stub_response::{Body, StubResponse};
#[cfg(feature = "tls")]
pub use tls::Tls;
pub use wait::WaitTimeout;
