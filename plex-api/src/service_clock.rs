//! How far this machine's clock is from that of the service, by the `Date` of its answers.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::DATE;

/// No answer has had a readable `Date` yet.
const UNKNOWN: i64 = i64::MIN;

/// The difference of two clocks, as the newest answer has it. All clones of a client share it.
#[derive(Debug)]
pub(crate) struct ServiceClock {
    /// By how many seconds the service is ahead of this machine.
    ahead: AtomicI64,
}

impl Default for ServiceClock {
    fn default() -> Self {
        Self {
            ahead: AtomicI64::new(UNKNOWN),
        }
    }
}

impl ServiceClock {
    /// Takes the time from an answer that came just now. One without a readable `Date` changes nothing.
    pub(crate) fn note(&self, headers: &HeaderMap, now: SystemTime) {
        let date = headers.get(DATE).and_then(|date| date.to_str().ok());
        let Some(date) = date.and_then(|date| httpdate::parse_http_date(date).ok()) else {
            return;
        };
        let seconds = |span: Duration| i64::try_from(span.as_secs()).unwrap_or(i64::MAX);
        let ahead = match date.duration_since(now) {
            Ok(ahead) => seconds(ahead),
            Err(behind) => -seconds(behind.duration()),
        };
        self.ahead.store(ahead, Ordering::Relaxed);
    }

    /// By how many seconds the service is ahead of this machine; negative if it is behind. `None`
    /// before the first answer with a `Date`.
    pub(crate) fn seconds_ahead(&self) -> Option<i64> {
        Some(self.ahead.load(Ordering::Relaxed)).filter(|ahead| *ahead != UNKNOWN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_readable_date_counts() {
        let clock = ServiceClock::default();
        assert_eq!(clock.seconds_ahead(), None);
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_793_491_200);
        let mut headers = HeaderMap::new();
        for (there, ahead) in [
            (now + Duration::from_secs(600), 600),
            (now - Duration::from_secs(42), -42),
            (now, 0),
        ] {
            headers.insert(DATE, httpdate::fmt_http_date(there).parse().unwrap());
            clock.note(&headers, now);
            assert_eq!(clock.seconds_ahead(), Some(ahead));
        }
        headers.insert(DATE, "yesterday".parse().unwrap());
        clock.note(&headers, now);
        assert_eq!(
            clock.seconds_ahead(),
            Some(0),
            "an unreadable one changes nothing"
        );
    }
}
