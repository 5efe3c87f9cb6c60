//! What runs, what is over and who must be told: one state machine, without I/O and without a
//! clock. The hub around it owns the connection and the timers.

mod entry;
mod event;
mod event_queue;
mod filter;
mod glob;
mod idle_waiters;
mod input;
mod lifecycle;
mod list_schedule;
mod merge;
mod outcome;
mod policy;
mod read;
mod reconcile;
mod subscribe;
mod sync;
#[cfg(test)]
mod tests;
mod time;
mod tombstones;
#[allow(
    clippy::module_inception,
    reason = "the type `Tracker` has a file of its own"
)]
mod tracker;
mod waiters;
mod watchers;

pub use event::{ActivityEvent, Observed};
pub use filter::ActivityFilter;
pub(crate) use input::{
    Done, Effects, Epoch, Input, ListAnswer, NotificationKind, SubscriberId, Subscription, Taken,
    Ticket,
};
pub use outcome::{How, Outcome};
pub(crate) use policy::TrackerPolicy;
pub(crate) use read::TrackerCounters;
pub(crate) use time::Timestamp;
pub(crate) use tracker::Tracker;
