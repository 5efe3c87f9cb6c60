//! The time at which a token is renewed, and the pauses after a failed renewal.

use std::time::Duration;

use tokio::time::Instant;

use super::poll_schedule::limit_pause;
use super::service::{KEY_UNKNOWN, service_code};
use crate::error::{Error, ErrorKind};

/// A token is renewed so long before its end, and up to a tenth earlier.
const BEFORE_THE_END: Duration = Duration::from_secs(24 * 60 * 60);
const EARLIER_BY: f64 = 0.1;

/// The pauses after a failure while the old token is still good, in minutes.
const PAUSES_WHILE_GOOD: [u64; 4] = [1, 5, 15, 60];

/// The longest pause after a failure when the old token has expired. Each waiting request also asks at its own
/// pace.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// The time at which an expiring token is renewed: it differs between processes.
pub(crate) struct RenewalWindow(Duration);

impl RenewalWindow {
    /// `random` is from 0 to 1.
    pub(crate) fn new(random: f64) -> Self {
        Self(BEFORE_THE_END.mul_f64(1.0 + EARLIER_BY * random.clamp(0.0, 1.0)))
    }

    /// Returns `true` if a token is renewed now. Times are seconds since 1970; a token without an end is not.
    pub(crate) fn is_due(&self, end: Option<u64>, now: u64) -> bool {
        end.is_some_and(|end| end <= now.saturating_add(self.0.as_secs()))
    }
}

/// The renewals of one account in this process, as far as they failed.
#[derive(Default)]
pub(crate) struct RenewalFailures {
    in_a_row: u32,
    limited: u32,
    last: Option<(Error, Option<Instant>)>,
}

impl RenewalFailures {
    /// The reason why nobody tries at present: the last failure, if its pause is not over.
    pub(crate) fn holds(&self, now: Instant) -> Option<&Error> {
        let (error, until) = self.last.as_ref()?;
        until.is_none_or(|until| now < until).then_some(error)
    }

    /// Returns `true` if the last failure is final, until somebody signs in again.
    pub(crate) fn is_final(&self) -> bool {
        matches!(self.last, Some((_, None)))
    }

    /// Notes a success.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Notes a failure. `is_good` says whether the old token is.
    pub(crate) fn note(&mut self, error: &Error, is_good: bool, now: Instant) {
        let until = match error.kind() {
            _ if is_final(error) => None,
            ErrorKind::RateLimited => {
                let pause = error.retry_after().unwrap_or_else(|| {
                    self.limited = self.limited.saturating_add(1);
                    limit_pause(self.limited - 1)
                });
                Some(crate::time::after(now, pause))
            }
            _ => Some(now + self.pause(is_good)),
        };
        self.in_a_row = self.in_a_row.saturating_add(1);
        self.last = Some((error.clone(), until));
    }

    fn pause(&self, is_good: bool) -> Duration {
        if !is_good {
            return Duration::from_secs(2_u64.saturating_pow(self.in_a_row)).min(LONGEST_PAUSE);
        }
        let at = usize::try_from(self.in_a_row).unwrap_or(usize::MAX);
        let minutes = PAUSES_WHILE_GOOD.get(at).or(PAUSES_WHILE_GOOD.last());
        Duration::from_secs(60 * minutes.copied().unwrap_or(1))
    }
}

/// Returns `true` if another try cannot succeed: the service has refused the key or the proof.
pub(crate) fn is_final(error: &Error) -> bool {
    matches!(error.status(), Some(400 | 401 | 403 | 422 | 498))
        || service_code(error) == Some(KEY_UNKNOWN)
        || error.kind() == ErrorKind::Unauthorized
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: u64 = 60 * 60;

    #[test]
    fn a_token_is_renewed_a_day_before_its_end_or_a_little_earlier() {
        let now = 1_793_491_200;
        for (random, minutes) in [(0.0, 24 * 60), (0.5, 1512), (1.0, 1584)] {
            let window = RenewalWindow::new(random);
            let at = now + minutes * 60;
            assert!(window.is_due(Some(at), now));
            assert!(!window.is_due(Some(at + 1), now));
        }
        let window = RenewalWindow::new(0.0);
        assert!(window.is_due(Some(0), now) && window.is_due(Some(now - 8 * 24 * HOUR), now));
        assert!(!window.is_due(None, now) && !window.is_due(Some(u64::MAX), u64::MAX - 48 * HOUR));
    }

    #[tokio::test(start_paused = true)]
    async fn pauses_grow_and_a_refusal_is_final() {
        let now = Instant::now();
        let busy = Error::new(ErrorKind::ServerBusy, "busy").with_status(503);
        let pauses = |error: &Error, is_good: bool| -> Vec<u64> {
            let mut failures = RenewalFailures::default();
            (0..6)
                .map(|_| {
                    failures.note(error, is_good, now);
                    let (_, until) = failures.last.as_ref().unwrap();
                    (until.unwrap() - now).as_secs()
                })
                .collect()
        };
        assert_eq!(pauses(&busy, true), [60, 300, 900, 3600, 3600, 3600]);
        assert_eq!(pauses(&busy, false), [1, 2, 4, 8, 16, 32]);
        let limited = Error::new(ErrorKind::RateLimited, "much").with_status(429);
        assert_eq!(pauses(&limited, false), [60, 120, 240, 480, 960, 1920]);
        let asked = limited.with_retry_after(Some(Duration::from_secs(7)));
        assert_eq!(pauses(&asked, true), [7; 6]);

        let mut failures = RenewalFailures::default();
        failures.note(&busy, false, now);
        assert!(failures.holds(now).is_some() && !failures.is_final());
        assert!(failures.holds(now + Duration::from_secs(1)).is_none());
        for status in [400, 401, 403, 422, 498] {
            let refused = Error::new(ErrorKind::Rejected, "no").with_status(status);
            failures.note(&refused, true, now);
            assert!(failures.is_final());
            assert!(
                failures
                    .holds(now + Duration::from_secs(1_000_000))
                    .is_some()
            );
        }
        failures.clear();
        assert!(failures.holds(now).is_none() && !failures.is_final());
    }
}
