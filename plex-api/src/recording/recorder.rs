//! Records every input of the tracker.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime};

use serde_json::Value;

use super::record::{RECORDING_VERSION, Record, Recorded, whole_micros};
use crate::hub::{ConnectionObserver, ConnectionPolicy};
use crate::model::ActivityList;
use crate::model::Transport;
use crate::notifications::RawMessage;
use crate::tracker::{ListFailure, Ticket, Timestamp};
use crate::wire::ActivityId;

/// The receiver of the records.
pub(crate) type Sink = Arc<dyn Fn(&Record) + Send + Sync>;

/// Passes records of events to a sink. The token has been taken out of every record.
pub(crate) struct Recorder {
    sink: Sink,
    /// Set by the first record.
    origin: OnceLock<Timestamp>,
}

impl Recorder {
    pub(crate) fn new(sink: Sink) -> Self {
        Self {
            sink,
            origin: OnceLock::new(),
        }
    }

    fn tell(&self, now: Timestamp, what: Recorded) {
        // Rounded down after the subtraction: two moments that are so many whole microseconds apart
        // still are, so the tracker decides by them as it did.
        let at = whole_micros(now.since(*self.origin.get_or_init(|| now)));
        (self.sink)(&Record { at, what });
    }
}

impl ConnectionObserver for Recorder {
    /// The first time, this begins the recording.
    fn started(&self, now: Timestamp, policy: &ConnectionPolicy) {
        if self.origin.set(now).is_err() {
            return;
        }
        let time = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        self.tell(
            now,
            Recorded::Recording {
                version: RECORDING_VERSION,
                program: Some(concat!("plex-api ", env!("CARGO_PKG_VERSION")).to_owned()),
                unix_time: time.ok().map(|time| time.as_secs()),
                list_spacing: Some(policy.list_spacing),
                remember_ended: Some(policy.remember_ended),
                remember_ended_at_most: Some(policy.remember_ended_at_most),
            },
        );
    }

    fn connected(&self, now: Timestamp, transport: Transport) {
        self.tell(now, Recorded::Connected { transport });
    }

    fn disconnected(&self, now: Timestamp, reason: &str, retry_in: Duration) {
        self.tell(
            now,
            Recorded::Disconnected {
                reason: reason.to_owned(),
                retry_in: Some(retry_in),
            },
        );
    }

    fn message(&self, now: Timestamp, message: RawMessage) {
        self.tell(
            now,
            Recorded::Message {
                transport: message.transport,
                event: message.event,
                data: message.data,
                lossy: message.lossy,
            },
        );
    }

    fn list_sent(&self, now: Timestamp, ticket: Ticket) {
        let number = Some(ticket.0);
        self.tell(now, Recorded::ListSent { number });
    }

    fn list(&self, now: Timestamp, ticket: Ticket, list: &ActivityList) {
        let readable = list
            .activities
            .iter()
            .map(|one| serde_json::to_value(one).unwrap_or_default());
        let named = |id: &ActivityId| serde_json::json!({ "uuid": id });
        // Of an entry that is too large only the uuid is kept, as the tracker does.
        let unreadable = list.unreadable.iter().map(|entry| match entry.id() {
            Some(id) if entry.raw().is_string() => named(&id),
            _ => entry.raw().clone(),
        });
        let left_out = list.ids_left_out.iter().map(named);
        let activities: Vec<Value> = readable.chain(unreadable).chain(left_out).collect();
        self.tell(
            now,
            Recorded::List {
                activities,
                complete: list.left_out == list.ids_left_out.len(),
                number: Some(ticket.0),
            },
        );
    }

    fn list_failed(&self, now: Timestamp, ticket: Ticket, failure: &ListFailure) {
        self.tell(
            now,
            Recorded::ListFailed {
                reason: failure.reason.to_string(),
                number: Some(ticket.0),
                answered: failure.is_answer(),
            },
        );
    }

    fn closed(&self, now: Timestamp, reason: Option<&str>) {
        let reason = reason.map(str::to_owned);
        self.tell(now, Recorded::Closed { reason });
    }
}

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorder").finish_non_exhaustive()
    }
}
