//! What the server is doing now: list, find, watch, await and cancel activities.

mod activity;
mod api;
mod handle;
mod launch;
mod wait;
mod wait_all;
mod wait_idle;
mod watch;

pub use api::{ActivitiesApi, ActivityList};
pub use handle::{ActivityHandle, ProgressStream};
pub use launch::{Launch, Launched};
pub use wait::{Wait, WaitFuture};
pub use wait_all::{WaitAll, WaitAllFuture};
pub use wait_idle::{WaitIdle, WaitIdleFuture};
pub use watch::Watcher;

pub(crate) use activity::SECTION_SCAN;
