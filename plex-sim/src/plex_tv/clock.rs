//! The account service's clock, which a test moves.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The machine's clock, and by how much this one differs.
#[derive(Debug, Default)]
pub(crate) struct ServiceClock {
    offset_seconds: AtomicI64,
}

impl ServiceClock {
    /// Seconds since 1970 on this clock.
    pub(crate) fn now(&self) -> u64 {
        let machine = SystemTime::now().duration_since(UNIX_EPOCH);
        let machine = machine.map_or(0, |since| since.as_secs());
        machine.saturating_add_signed(self.offset_seconds.load(Ordering::SeqCst))
    }

    /// Moves the clock forward.
    pub(crate) fn advance(&self, span: Duration) {
        self.move_by(to_seconds(span));
    }

    /// Moves the clock backward.
    pub(crate) fn rewind(&self, span: Duration) {
        self.move_by(-to_seconds(span));
    }

    fn move_by(&self, seconds: i64) {
        self.offset_seconds.fetch_add(seconds, Ordering::SeqCst);
    }
}

/// Whole seconds, at most 100 years: far enough for every test, and no sum of a few overflows.
fn to_seconds(span: Duration) -> i64 {
    const CENTURY: u64 = 100 * 366 * 86_400;
    i64::try_from(span.as_secs().min(CENTURY)).unwrap_or(0)
}

/// A time of this clock for the library `httpdate` and `humantime`.
pub(crate) fn to_system_time(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

/// `2026-11-01T00:00:00Z`.
pub(crate) fn format_time(seconds: u64) -> String {
    humantime::format_rfc3339_seconds(to_system_time(seconds)).to_string()
}
