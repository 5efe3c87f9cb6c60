//! A limit on log lines about messages that cannot be read.

use tokio::time::Instant;

use crate::limits::ODD_LOG_EVERY;
use crate::notifications::Undecodable;

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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_flood_of_unreadable_messages_is_logged_once_per_interval() {
        let mut log = LogThrottle::default();
        let start = Instant::now();
        let at = |tenths: u32| start + Duration::from_millis(100) * tenths;
        let lines: Vec<u64> = (0..=200).filter_map(|t| log.due(at(t))).collect();
        assert_eq!(lines, [0, 99, 99]);
    }
}
