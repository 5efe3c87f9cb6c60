//! The types that a caller keeps: watchers, waits, handles, and requests that start activities.

mod cancel;
mod handle;
mod start;
mod wait;
mod wait_all;
mod wait_idle;
mod watcher;

pub(crate) use cancel::cancel;
pub use handle::{ActivityHandle, ProgressStream};
pub use start::{Launch, Launched};
pub use wait::{Wait, WaitFuture};
pub use wait_all::{WaitAll, WaitAllFuture};
pub use wait_idle::{WaitIdle, WaitIdleFuture};
pub use watcher::Watcher;
