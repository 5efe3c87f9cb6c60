//! The types that a caller keeps: watchers, waits, handles, and requests that start activities.

mod cancel;
mod done;
mod evidence;
mod handle;
mod live;
mod notifications;
mod observation;
mod section_list;
mod settle;
mod start;
mod thing;
mod up_to_error;
mod wait;
mod wait_all;
mod wait_done;
mod wait_idle;
mod watcher;

pub(crate) use cancel::cancel;
pub use done::{Done, WaitingFor};
pub use handle::{ActivityHandle, ProgressStream};
pub use live::{Live, LiveStream};
pub use notifications::Notifications;
pub(crate) use section_list::{ALL_SECTIONS, list_sections};
pub(crate) use start::named_activity;
pub use start::{Launch, Launched};
pub(crate) use thing::Thing;
pub use wait::{Wait, WaitFuture};
pub use wait_all::{WaitAll, WaitAllFuture};
pub use wait_done::WaitDone;
pub use wait_idle::{WaitIdle, WaitIdleFuture};
pub use watcher::Watcher;
