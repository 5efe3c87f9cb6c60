//! Limits on log lines: about messages that cannot be read, and about a server that cannot be reached.

use std::fmt::Display;
use std::time::Duration;

use tokio::time::Instant;

use crate::limits::ODD_LOG_EVERY;
use crate::model::Transport;
use crate::notifications::Undecodable;

/// The time between the first and the second log line about an outage.
const FIRST_INTERVAL: Duration = Duration::from_secs(60);

/// The longest time between two log lines about an outage.
const LAST_INTERVAL: Duration = Duration::from_secs(60 * 60);

/// After this long without a failure, the next one is the first of another outage.
const CALM: Duration = Duration::from_secs(10 * 60);

/// Logs unreadable messages, at most one line per [`ODD_LOG_EVERY`], with the number of messages
/// that were not logged since the last line: a server may send nothing else, as fast as it can.
#[derive(Debug, Default)]
pub(super) struct LogThrottle {
    logged_at: Option<Instant>,
    not_logged: u64,
}

impl LogThrottle {
    pub(super) fn warn(&mut self, now: Instant, odd: &Undecodable) {
        if let Some(not_logged) = self.due(now) {
            tracing::warn!(%odd, not_logged, "a notification cannot be read");
        }
    }

    /// `None` when it is too early for a line; otherwise how many messages were not logged.
    fn due(&mut self, now: Instant) -> Option<u64> {
        if self
            .logged_at
            .is_some_and(|at| now.saturating_duration_since(at) < ODD_LOG_EVERY)
        {
            self.not_logged = self.not_logged.saturating_add(1);
            return None;
        }
        self.logged_at = Some(now);
        Some(std::mem::take(&mut self.not_logged))
    }
}

/// Logs failed attempts: the first at once, then at intervals that double from a minute to an hour,
/// with the number of failures that were not logged since the last line. The others are logged at the
/// level `debug`. A night of eight hours gives at most 20 lines.
///
/// A server that comes and goes is one outage, until nothing has failed for ten minutes.
#[derive(Debug)]
pub(super) struct OutageLog {
    logged_at: Option<Instant>,
    failed_at: Option<Instant>,
    interval: Duration,
    not_logged: u64,
    /// The last line says that something fails, or there was no line.
    must_tell_end: bool,
}

impl Default for OutageLog {
    fn default() -> Self {
        Self {
            logged_at: None,
            failed_at: None,
            interval: FIRST_INTERVAL,
            not_logged: 0,
            must_tell_end: true,
        }
    }
}

impl OutageLog {
    /// Notes a failure.
    pub(super) fn tell(&mut self, now: Instant, what: &str, reason: &dyn Display) {
        match self.due(now) {
            Some(not_logged) => tracing::info!(%reason, not_logged, "{what}"),
            None => tracing::debug!(%reason, "{what}"),
        }
    }

    /// A transport works.
    pub(super) fn tell_end(&mut self, transport: Transport) {
        if std::mem::take(&mut self.must_tell_end) {
            tracing::info!(%transport, "connected");
        } else {
            tracing::debug!(%transport, "connected");
        }
    }

    /// `None` when it is too early for a line; otherwise how many failures were not logged.
    fn due(&mut self, now: Instant) -> Option<u64> {
        let before = self.failed_at.replace(now);
        if before.is_none_or(|at| now.saturating_duration_since(at) >= CALM) {
            self.interval = FIRST_INTERVAL;
        } else {
            let logged_at = self.logged_at.unwrap_or(now);
            if now.saturating_duration_since(logged_at) < self.interval {
                self.not_logged = self.not_logged.saturating_add(1);
                return None;
            }
            self.interval = self.interval.saturating_mul(2).min(LAST_INTERVAL);
        }
        self.logged_at = Some(now);
        self.must_tell_end = true;
        Some(std::mem::take(&mut self.not_logged))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outage_is_logged_at_growing_intervals_and_the_next_one_at_once() {
        let mut log = OutageLog::default();
        let start = Instant::now();
        let minute = |minute: u64| start + Duration::from_secs(60 * minute);
        let lines: Vec<u64> = (0..8 * 60)
            .filter(|&at| log.due(minute(at)).is_some())
            .collect();
        assert_eq!(
            lines,
            [0, 1, 3, 7, 15, 31, 63, 123, 183, 243, 303, 363, 423]
        );
        assert_eq!(log.due(minute(8 * 60 + 9)), Some(56));
        assert_eq!(log.due(minute(8 * 60 + 10)), Some(0));
    }

    #[test]
    fn a_flood_of_unreadable_messages_is_logged_once_per_interval() {
        let mut log = LogThrottle::default();
        let start = Instant::now();
        let at = |tenths: u32| start + Duration::from_millis(100) * tenths;
        let lines: Vec<u64> = (0..=200).filter_map(|t| log.due(at(t))).collect();
        assert_eq!(lines, [0, 99, 99]);
    }
}
