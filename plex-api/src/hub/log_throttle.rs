//! Log lines about what cannot be read, no more than a few.

use tokio::time::Instant;

use crate::limits::ODD_LOG_EVERY;
use crate::notifications::Undecodable;

/// Logs what cannot be read, at most once in [`ODD_LOG_EVERY`], with the number of those that were
/// not logged since: a server may send nothing else, as fast as it can.
#[derive(Debug, Default)]
pub(super) struct OddLog {
    logged_at: Option<Instant>,
    silent: u64,
}

impl OddLog {
    pub(super) fn tell(&mut self, now: Instant, odd: &Undecodable) {
        if let Some(not_logged) = self.due(now) {
            tracing::warn!(%odd, not_logged, "a notification cannot be read");
        }
    }

    /// `None` when it is too early for a line; otherwise how many have had none.
    fn due(&mut self, now: Instant) -> Option<u64> {
        if self
            .logged_at
            .is_some_and(|at| now.saturating_duration_since(at) < ODD_LOG_EVERY)
        {
            self.silent = self.silent.saturating_add(1);
            return None;
        }
        self.logged_at = Some(now);
        Some(std::mem::take(&mut self.silent))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_flood_of_odd_messages_is_a_line_now_and_then() {
        let mut log = OddLog::default();
        let start = Instant::now();
        let at = |tenths: u32| start + Duration::from_millis(100) * tenths;
        let lines: Vec<u64> = (0..=200).filter_map(|t| log.due(at(t))).collect();
        assert_eq!(lines, [0, 99, 99]);
    }
}
