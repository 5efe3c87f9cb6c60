//! The client for programs without `async`: the same operations, on a thread of its own.
//!
//! [`Plex`] owns one thread on which a tokio runtime always runs, so that notifications come in,
//! pings are answered and waits go on between two calls. Where the asynchronous client says
//! `.await`, this one blocks: at once for plain requests, at [`block`](Pending::block) for what can
//! be set up first.
//!
//! ```no_run
//! use std::time::Duration;
//! use plex_api::{ActivityFilter, Token, blocking};
//!
//! fn main() -> plex_api::Result<()> {
//!     let builder = plex_api::Plex::builder("http://127.0.0.1:32400").token_from_env();
//!     let plex = blocking::Plex::build(builder)?;
//!     for activity in plex.list()? {
//!         println!("{} {}", activity.progress(), activity.title());
//!     }
//!     let library = ActivityFilter::any().of_type("library.*");
//!     plex.wait_idle(library).timeout(Duration::from_secs(600)).block()
//! }
//! ```
//!
//! # In an asynchronous program
//! A call from a task would hold up all that shares its thread, so it is refused with
//! [`InvalidInput`](crate::ErrorKind::InvalidInput) and nothing is sent: use the asynchronous
//! [`Plex`](crate::Plex) there. Code that must block belongs into `tokio::task::spawn_blocking` or
//! a thread, where these calls work.
//!
//! ```no_run
//! # async fn example(plex: plex_api::blocking::Plex) -> plex_api::Result<()> {
//! let activities = tokio::task::spawn_blocking(move || plex.list()).await.unwrap()?;
//! # Ok(())
//! # }
//! ```

mod async_guard;
mod events;
mod handle;
mod plex;
mod request;
mod runtime_thread;

pub use events::Events;
pub use handle::{ActivityHandle, Launched};
pub use plex::Plex;
pub use request::Pending;
