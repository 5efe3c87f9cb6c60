//! The reports of the hub to an observer of the connection, such as a recorder.

use std::time::Duration;

use super::policy::ConnectionPolicy;
use crate::model::{ActivityList, Transport};
use crate::notifications::RawMessage;
use crate::tracker::{ListFailure, Ticket, Timestamp};

/// Sees every input of the tracker, in the same order and with the same times.
///
/// The hub calls it from the task that holds the connection, one call after the other.
pub(crate) trait ConnectionObserver: Send + Sync {
    /// The hub starts to drive the connection; called again after each pause without subscribers.
    fn started(&self, now: Timestamp, policy: &ConnectionPolicy);

    /// A transport delivers notifications from now on, or lists when it is polling.
    fn connected(&self, now: Timestamp, transport: Transport);

    /// The connection is down, and the next attempt follows after `retry_in`.
    fn disconnected(&self, now: Timestamp, reason: &str, retry_in: Duration);

    /// A message arrived, which the tracker is about to see; without the token in it. Messages that
    /// a stream repeats from the replaced stream are left out.
    fn message(&self, now: Timestamp, message: RawMessage);

    /// The request for a list is about to be sent.
    fn list_sent(&self, now: Timestamp, ticket: Ticket);

    /// The list arrived.
    fn list(&self, now: Timestamp, ticket: Ticket, list: &ActivityList);

    /// The list did not arrive, or could not be read.
    fn list_failed(&self, now: Timestamp, ticket: Ticket, failure: &ListFailure);

    /// The hub stops: there are no subscribers, or the server refused the token for `reason`.
    fn closed(&self, now: Timestamp, reason: Option<&str>);
}
