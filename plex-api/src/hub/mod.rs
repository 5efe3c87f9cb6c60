//! The connection supervisor: one connection per client, shared by all watchers and waits.
//!
//! The tracker decides what happened, and has neither a clock nor a socket. The hub owns the parts
//! that the tracker must not have: the connection, the lists in flight, and the time. Three parts
//! work together:
//!
//! - [`Hub`] is the shared state behind one lock: the tracker, the wakers of all subscribers, and
//!   the public status. Subscribers ([`WatchGuard`], [`WaitGuard`], [`ViewGuard`]) register with it and
//!   leave it.
//! - The driver is the only task. The first subscriber spawns it, and it ends when the last one is
//!   gone for as long as `linger`, or at once when the client and everything made from it are
//!   dropped. It owns the connection, so that no other code can race with it.
//! - `TransportFallback` and `Backoff` decide which transport is next, and when.
//!
//! # States of the connection
//!
//! ```text
//!            +-------------------------- the pause is over ------------------------+
//!            v                                                                     |
//!          Down --> Connecting --- opened -------------> Open ------ lost -----> Waiting
//!            |        |    |                              ^                        ^
//!            |        |    +-- 401/403 --> VerifyingToken |                        |
//!            |        |                     |    |     |  |                        |
//!            |        |      list works: next    |     +--+-- no list came --------+
//!            |        |         transport        |        |                        |
//!            |        |                          v        | a better one opened    |
//!            |        +-- refused: next   Refused (final) |                        |
//!            |        |   transport                       |                        |
//!            +--------+-----------------> Polling --------+---- a list failed -----+
//!            |        +-- no server, or busy --------------------------------------+
//! ```
//!
//! | State | It waits for | Next state |
//! |---|---|---|
//! | `Down` | nothing | the best transport that is neither set aside nor put off: `Connecting`, or `Polling` |
//! | `Connecting` | the answer to the handshake, at most `handshake_deadline` | `Open`; the next transport when this one was refused; `VerifyingToken` when the token was; `Waiting` when no server answered, it is busy, or the answer is late right after a cut |
//! | `VerifyingToken` | a list, which shows whether the server or only this transport refuses the token | the error is final when the list is refused too; otherwise the next transport, or `Waiting` |
//! | `Open` | messages; and `better_at`, when a better transport is tried beside it | `Waiting` when the connection ends |
//! | `Polling` | lists, which the tracker asks for every `poll_every`; and `better_at` | `Waiting` when a list fails; `Open` when the better transport answers |
//! | `Waiting` | the end of the pause | `Down` |
//!
//! The tracker's lists go on in every state, at most two at a time: the list of a new connection is
//! sent beside an older one. A list that succeeds while `Waiting` shortens the pause.
//!
//! # Events that the driver waits for
//!
//! In every state the driver waits for the first of: a subscriber that came or left, the lists in
//! flight, the trial of a better transport, the tracker's next deadline, the end of `linger`, and
//! the connection's next event. The connection is polled last, because a server that floods it is
//! always ready and would starve the others. After one message, the driver takes up to 64 more that
//! have already arrived, and then yields to other tasks.
//!
//! # Which transport
//!
//! A refusal counts against a transport only once another transport or a list works. While nothing
//! works, the server is the more likely cause: one that restarts behind a proxy answers 404 or 502
//! on every path. So a failed transport is first marked (`mark_failed`), then either confirmed by
//! the next success (`commit`) or taken back when nothing else works (`rollback`). Transports whose
//! connections break at once several times in a row are set aside as well: a proxy that buffers
//! everything and then cuts the connection delivers nothing. A `Retry-After` puts a transport off for
//! that time, at most a minute; the next one, or polling, is used meanwhile. A handshake that hangs
//! right after a connection was cut counts against no transport: the cause of the cut may make it hang.
//!
//! Handshakes, and lists except while polling, never use a connection that was kept from an earlier
//! request. Such a connection answers nothing after an address moved or a NAT forgot it.
//!
//! # Notifications of other kinds
//!
//! The connection asks the server for activities alone, until a subscriber wants other kinds. Then the
//! driver opens a second stream over the same transport, which asks for all kinds that anybody wants.
//! Both are open for a moment, in which the old one is read on; then the new one replaces it within the
//! same epoch. Repeated messages are left out, so that no watcher sees anything of it. See `widening`.
//! When the subscriber leaves, the connection stays as it is until it is lost or closed.
//!
//! # The end
//!
//! A refused token is final: the driver gives every subscriber the error and ends. When the last
//! subscriber is gone, the driver keeps the connection open for `linger` (or not at all when every
//! [`Hub`] handle is gone), closes the tracker and ends; the next subscriber spawns a new driver. When
//! the runtime drops the driver's task, its guard gives every subscriber the error
//! [`Closed`](crate::ErrorKind::Closed).

mod blind_time;
mod connection_state;
mod connection_states;
mod driver;
#[allow(
    clippy::module_inception,
    reason = "the type `Hub` has a file of its own"
)]
mod hub;
mod live_snapshot;
mod log_throttle;
mod notification_event;
mod notification_feed;
mod observer;
mod policy;
mod session;
mod status;
mod subscription;
mod transport_fallback;
mod view;
mod widening;

pub use connection_states::ConnectionStates;
pub use live_snapshot::{LiveActivity, LiveSnapshot};
pub use notification_event::NotificationEvent;
pub use policy::{ConnectionPolicy, TransportChoice};
pub use status::{ConnectionState, ConnectionStatus};

pub(crate) use hub::Hub;
pub(crate) use observer::ConnectionObserver;
pub(crate) use session::{NewestSections, Session};
pub(crate) use subscription::{NotificationGuard, WaitGuard, WatchGuard};
pub(crate) use view::ViewGuard;
