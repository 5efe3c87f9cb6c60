//! The state machine of the activities on a server: which run, which have ended, and which subscribers
//! get which event.
//!
//! [`Tracker`] has no I/O, no `async` and no clock. The hub owns the connection and the timers: it
//! gives the tracker an [`Input`] with the time of each thing that happens, and carries out the
//! returned [`Effects`]. So every order of events can be played in a test, and one that went wrong
//! can be played again.
//!
//! # Inputs
//!
//! There are two sources of truth. *Notifications* are quick and get lost. A *list* is complete and
//! late: it shows the activities that ran at some moment between its request and its answer. Both
//! belong to an order: a notification carries the [`Epoch`] of its connection, a list the [`Ticket`]
//! that the tracker issued for it. "Before" always means this order of inputs, never time of day.
//!
//! # States
//!
//! An activity, found by its uuid, is in one of these states:
//!
//! ```text
//!            a notification or a list shows it
//! unknown ────────────────────────────────────> active ──┐ a list lacks it
//!    ^                                         │  ^      v
//!    │ forgotten after 10 minutes              │  │    suspect (still active)
//!    │                                         │  │      │ a second list, sent 2 s later, lacks it
//!    │                 notification "ended"    v  └──────┤ too; anything that shows it clears it
//! tombstone <─────────────────────────────────────────────┘
//!    │ two later lists show it, and the server never said in this connection that it ended
//!    └──> active, as its next incarnation
//! ```
//!
//! The connection is down, up, or synced ([`SyncState`](tracker::SyncState)): synced once a list of
//! this connection is merged and no activity from before it is in doubt.
//!
//! # Laws, and where each is decided
//!
//! - **One end.** A subscriber sees `Started`, any number of `Updated`, then one `Ended` of each
//!   activity: `lifecycle`, and `event_queue` for a watcher that lags.
//! - **No resurrection.** An ended uuid leaves a tombstone, and late news about it changes nothing:
//!   `tombstones`, and `reconcile` for the way back of a wrongly ended activity.
//! - **No false end.** Absence from a list ends an activity only when a second list confirms it:
//!   `reconcile`.
//! - **No lost end.** A new connection sends a list at once. While there is a subscriber or a running
//!   activity, others follow at fixed intervals, with or without a connection: `list_schedule` and
//!   [`Tracker::next_deadline`].
//! - **A named activity that never shows** ends its waits after a grace. They end with an error when
//!   the server answers and no list can be used for too long: `waiters`, `list_health`.
//! - **Odd entries end nothing.** An unreadable entry of a list counts as present: `reconcile`.
//! - **Isolation.** A slow watcher lags alone: `event_queue`. A view has no events, so it cannot lag:
//!   `views`.
//! - **Boundedness.** Memory follows the activities that run and a bounded number of tombstones,
//!   never the events seen: `lifecycle`, `tombstones`, `event_queue`.
//! - **Order.** A list never overwrites a field that a notification has set since the list was sent:
//!   `entry`.
//! - **Idle means quiet, not empty**: `idle_waiters`.
//! - **A bad message costs only itself**, and makes a list due: [`Tracker::apply`].
//!
//! The tests hold each law by hand, at random, and in every state of three small worlds.

mod entry;
mod event;
mod event_queue;
mod filter;
mod idle_reason;
mod idle_waiters;
mod input;
mod lifecycle;
mod list_health;
mod list_schedule;
mod policy;
mod reconcile;
#[cfg(test)]
mod tests;
mod tombstones;
#[allow(
    clippy::module_inception,
    reason = "the type `Tracker` has a file of its own"
)]
mod tracker;
mod views;
mod waiters;
mod watchers;

pub(crate) use entry::ActivityView;
pub use event::{ActivityEvent, How, Observed, Outcome};
pub use filter::ActivityFilter;
pub use idle_reason::IdleReason;
#[cfg(test)]
pub(crate) use input::NotificationKind;
pub(crate) use input::{
    Effects, Epoch, Input, ListAnswer, ListFailure, SubscriberId, Subscription, Taken, Ticket,
    Timestamp, WaitEnd,
};
pub(crate) use policy::TrackerPolicy;
pub(crate) use tracker::Tracker;
#[cfg(test)]
pub(crate) use tracker::TrackerCounters;
