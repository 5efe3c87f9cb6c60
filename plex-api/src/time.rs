//! Points in time that cannot overflow: a duration may mean "never".

use std::time::Duration;

use tokio::time::Instant;

/// A century is as good as never, and every clock can represent it.
const NEVER: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// The time this much later than now, at most a century.
pub(crate) fn from_now(later: Duration) -> Instant {
    after(Instant::now(), later)
}

/// The time this much later than `then`, at most a century.
pub(crate) fn after(then: Instant, later: Duration) -> Instant {
    then + later.min(NEVER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_duration_does_not_panic() {
        assert!(from_now(Duration::MAX) > from_now(Duration::from_secs(1_000_000_000)));
    }
}
