//! A server without a socket, and constructors of the values that a program gets from this crate: for
//! the tests of programs that use it.
//!
//! [`FakePlex`] is the server. Its clients are real: the same requests, retries, errors, tracker and
//! connection supervisor as in production, with a fake instead of the network. So a test sees the
//! real behaviour, also over cuts and lost lists, and with tokio's paused clock it takes no time:
//!
//! ```
//! use std::time::Duration;
//! use plex_api::test_util::{ActivityBuilder, FakePlex};
//! use plex_api::{How, Plex, Result, activity_types};
//!
//! /// The function under test.
//! async fn wait_for_scans(plex: &Plex) -> Result<Vec<How>> {
//!     let mut ends = Vec::new();
//!     for activity in plex.activities().list().await? {
//!         if activity.kind() == activity_types::LIBRARY_UPDATE_SECTION {
//!             let wait = plex.activities().wait(activity.id());
//!             ends.push(wait.timeout(Duration::from_secs(3600)).await?.how);
//!         }
//!     }
//!     Ok(ends)
//! }
//!
//! // In a test of yours: #[tokio::test(start_paused = true)]
//! # tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build()?.block_on(
//! async {
//!     let server = FakePlex::new();
//!     let scan = ActivityBuilder::new("scan-1", activity_types::LIBRARY_UPDATE_SECTION);
//!     let id = server.start(scan.section("2").build());
//!
//!     let plex = server.plex();
//!     let ends = wait_for_scans(&plex);
//!     let later = async {
//!         tokio::time::sleep(Duration::from_secs(600)).await;
//!         server.cut();
//!         server.end(&id);
//!     };
//!     let (ends, ()) = tokio::join!(ends, later);
//!     // The end came while there was no connection.
//!     assert_eq!(ends?, [How::Vanished]);
//!     Ok::<(), plex_api::Error>(())
//! }
//! # )?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! For a test over a real socket, with TLS, WebSockets and faults of the network, use the crate
//! `plex-sim`.
//!
//! # Values without a constructor here
//! [`Done`](crate::Done) and [`ConnectionState`](crate::ConnectionState) can be built as they are.
//! Types that only a client can make come from a client of a [`FakePlex`]: [`ActivityHandle`](crate::ActivityHandle),
//! [`Watcher`](crate::Watcher), [`Launched`](crate::Launched), [`LiveSnapshot`](crate::LiveSnapshot),
//! [`NotificationEvent`](crate::NotificationEvent), [`RequestInfo`](crate::RequestInfo),
//! [`QuietReport`](crate::QuietReport). Fields of a value that was built can be changed:
//! `status.synced = true`.

mod activity_builder;
mod error_builder;
mod fake_plex;
mod fake_request;
mod values;

pub use activity_builder::ActivityBuilder;
pub use error_builder::ErrorBuilder;
pub use fake_plex::FakePlex;
pub use fake_request::{FakeRequest, FakeResponse};
pub use values::{
    connected, connection_status, disconnected, ended, identity, idle_lists_failing, idle_matches,
    idle_may_match, known, lagged, library_section, lists_failing, outcome, started, undecodable,
    updated,
};
