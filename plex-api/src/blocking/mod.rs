//! The client for programs without `async`: the same operations, on a thread of its own.
//!
//! [`Plex`] owns one thread with a tokio runtime that always runs, so that notifications arrive,
//! pings are answered and waits continue between two calls. This client blocks where the asynchronous
//! one has `.await`: plain requests at once, and waits and launches, which have settings, at
//! [`block`](Pending::block).
//!
//! ```no_run
//! use std::time::Duration;
//! use plex_api::{ActivityFilter, Token, blocking};
//!
//! fn main() -> plex_api::Result<()> {
//!     let builder = plex_api::Plex::builder("http://127.0.0.1:32400").token_from_env();
//!     let plex = blocking::Plex::build(builder)?;
//!     for activity in plex.activities().list()? {
//!         println!("{} {}", activity.progress(), activity.title());
//!     }
//!     let library = ActivityFilter::any().of_type("library.*");
//!     plex.activities().wait_idle(library).timeout(Duration::from_secs(600)).block()
//! }
//! ```
//!
//! For a server of an account, [`Plex::connect`] does the asynchronous steps on the same thread: signing in
//! and finding the server. [`signing_in`](crate::guide::signing_in) has a program.
//!
//! # In an asynchronous program
//! A call from an async task would block every other task on its thread, so it is refused with
//! [`InvalidInput`](crate::ErrorKind::InvalidInput), and nothing is sent: use the asynchronous
//! [`Plex`](crate::Plex) there. Code that must block belongs in `tokio::task::spawn_blocking` or a
//! thread, where these calls work.
//!
//! ```no_run
//! # async fn example(plex: plex_api::blocking::Plex) -> plex_api::Result<()> {
//! let activities = tokio::task::spawn_blocking(move || plex.activities().list()).await.unwrap()?;
//! # Ok(())
//! # }
//! ```

mod activities;
mod answer;
mod async_guard;
mod butler;
mod downloads;
mod events;
mod handle;
mod library;
mod live;
mod live_tv;
mod metadata;
mod notifications;
mod plex;
mod quiet;
mod request;
mod runtime_thread;
mod server;
mod session;
mod sessions;
mod states;

pub use activities::ActivitiesApi;
pub use answer::Answer;
pub use butler::ButlerApi;
pub use downloads::DownloadsApi;
pub use events::{Events, ProgressIter};
pub use handle::{ActivityHandle, Launched};
pub use library::LibraryApi;
pub use live::Live;
pub use live_tv::LiveTvApi;
pub use metadata::MetadataApi;
pub use notifications::NotificationIter;
pub use plex::Plex;
pub use quiet::QuietWatch;
pub use request::Pending;
pub use server::ServerApi;
pub use sessions::SessionsApi;
pub use states::States;
