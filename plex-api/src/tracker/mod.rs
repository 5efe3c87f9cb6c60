//! What runs, what is over and who must be told: one state machine, without I/O and without a
//! clock. The hub around it owns the connection and the timers.

mod answer;
mod connection;
mod event;
mod filter;
mod glob;
mod idle;
mod input;
mod life;
mod lists;
mod live;
mod machine;
mod merge;
mod moment;
mod outcome;
mod policy;
mod queue;
mod read;
mod subscribe;
mod table;
#[cfg(test)]
mod tests;
mod tombstones;
mod waiters;
mod watchers;

pub use event::{ActivityEvent, Observed};
pub use filter::ActivityFilter;
pub(crate) use input::{
    Done, Effects, Epoch, Input, ListAnswer, NotificationKind, SubscriberId, Subscription, Taken,
    Ticket,
};
pub(crate) use machine::Tracker;
pub(crate) use moment::Moment;
pub use outcome::{How, Outcome};
pub(crate) use policy::TrackerPolicy;
pub(crate) use read::Counters;
