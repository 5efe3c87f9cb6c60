//! The account service's time, by the `Date` of its answers: this machine's clock may be wrong, and
//! signed data must have the service's time.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::HeaderMap;
use http::header::DATE;

/// Smaller differences are the age of the answer, and are left alone.
const TOLERATED: Duration = Duration::from_secs(30);

/// From here on the owner of the machine should know.
const WORTH_A_WARNING: Duration = Duration::from_secs(5 * 60);

/// The difference between the service's clock and this machine's.
#[derive(Debug, Default)]
pub(crate) struct ServiceClock {
    /// In seconds; 0 until an answer says otherwise.
    ahead: AtomicI64,
    is_warned: AtomicBool,
}

impl ServiceClock {
    /// The service's time, in seconds since 1970, as far as it is known.
    pub(crate) fn now(&self) -> u64 {
        let ahead = self.ahead.load(Ordering::Relaxed);
        seconds(SystemTime::now()).saturating_add_signed(ahead)
    }

    /// Returns the error of this machine's clock, if it is large: positive when the clock is behind.
    pub(crate) fn skew(&self) -> Option<i64> {
        let ahead = self.ahead.load(Ordering::Relaxed);
        (ahead.unsigned_abs() > WORTH_A_WARNING.as_secs()).then_some(ahead)
    }

    /// Takes the time from an answer that came just now. One without a readable `Date` changes nothing.
    pub(crate) fn note(&self, headers: &HeaderMap, now: SystemTime) {
        let date = headers.get(DATE).and_then(|date| date.to_str().ok());
        let Some(date) = date.and_then(|date| httpdate::parse_http_date(date).ok()) else {
            return;
        };
        let ahead = seconds(date).cast_signed() - seconds(now).cast_signed();
        let ahead = match ahead.unsigned_abs() > TOLERATED.as_secs() {
            true => ahead,
            false => 0,
        };
        self.ahead.store(ahead, Ordering::Relaxed);
        if self.skew().is_none() {
            self.is_warned.store(false, Ordering::Relaxed);
        } else if !self.is_warned.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                seconds = ahead,
                "this machine's clock differs from the account service's, whose time is used: set the \
                 clock"
            );
        }
    }
}

fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 24 * 60 * 60;

    /// A clock after an answer that is this many seconds ahead.
    fn answered(clock: &ServiceClock, ahead: i64) {
        let now = UNIX_EPOCH + Duration::from_secs(1_793_491_200);
        let date = match ahead {
            0.. => now + Duration::from_secs(ahead.unsigned_abs()),
            _ => now - Duration::from_secs(ahead.unsigned_abs()),
        };
        let mut headers = HeaderMap::new();
        headers.insert(DATE, httpdate::fmt_http_date(date).parse().unwrap());
        clock.note(&headers, now);
    }

    #[test]
    fn any_difference_beyond_half_a_minute_is_corrected() {
        for (ahead, corrected, told) in [
            (0, 0, false),
            (30, 0, false),
            (-30, 0, false),
            (31, 31, false),
            (-300, -300, false),
            (301, 301, true),
            (DAY, DAY, true),
            (-DAY, -DAY, true),
            (3650 * DAY, 3650 * DAY, true),
        ] {
            let clock = ServiceClock::default();
            answered(&clock, ahead);
            assert_eq!(clock.ahead.load(Ordering::Relaxed), corrected, "{ahead}");
            assert_eq!(clock.skew().is_some(), told, "{ahead}");
            let expected = seconds(SystemTime::now()).saturating_add_signed(corrected);
            assert!(clock.now().abs_diff(expected) <= 1, "{ahead}");
        }
    }

    #[test]
    fn the_newest_answer_counts_and_none_without_a_date_does() {
        let clock = ServiceClock::default();
        answered(&clock, DAY);
        clock.note(&HeaderMap::new(), SystemTime::now());
        let mut odd = HeaderMap::new();
        odd.insert(DATE, "yesterday".parse().unwrap());
        clock.note(&odd, SystemTime::now());
        assert_eq!(clock.skew(), Some(DAY));
        answered(&clock, 2);
        assert_eq!(clock.skew(), None);
    }
}
