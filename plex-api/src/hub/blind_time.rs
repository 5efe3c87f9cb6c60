//! The time for which subscribers had no connection.

use std::time::Duration;

use crate::tracker::Timestamp;

/// The time without a connection, while something was subscribed.
#[derive(Debug, Default)]
pub(super) struct BlindTime {
    /// The spans that are over.
    over: Duration,
    /// When the present span began; `None` while there is a connection, or no subscriber.
    since: Option<Timestamp>,
}

impl BlindTime {
    /// Notes whether a span is going on from now on.
    pub(super) fn set(&mut self, now: Timestamp, is_blind: bool) {
        match (is_blind, self.since) {
            (true, None) => self.since = Some(now),
            (false, Some(_)) => {
                self.over = self.until(now);
                self.since = None;
            }
            _ => {}
        }
    }

    /// All spans together, the present one until now.
    pub(super) fn until(&self, now: Timestamp) -> Duration {
        let present = self.since.map(|since| now.since(since));
        self.over.saturating_add(present.unwrap_or_default())
    }
}
