//! Durations as seconds with a fraction, in whole microseconds: exact there and back.

use std::time::Duration;

/// A duration without what is below a microsecond.
pub(super) fn whole_micros(duration: Duration) -> Duration {
    Duration::from_micros(u64::try_from(duration.as_micros()).unwrap_or(u64::MAX))
}

/// The nearest number to a decimal fraction, which is written as that fraction.
pub(super) fn to_seconds(duration: Duration) -> f64 {
    whole_micros(duration).as_micros() as f64 / 1e6
}

/// `None` for what is no time: below zero, or too much.
pub(super) fn from_seconds(seconds: f64) -> Option<Duration> {
    let half_a_micro = Duration::from_nanos(500);
    let exact = Duration::try_from_secs_f64(seconds).ok()?;
    Some(whole_micros(exact.saturating_add(half_a_micro)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn microseconds_come_back_exactly(micros in 0..4_000_000_000_000_000u64) {
            let duration = Duration::from_micros(micros);
            let text = serde_json::to_string(&to_seconds(duration)).unwrap();
            prop_assert!(text.len() <= 18, "{text}");
            let back = from_seconds(serde_json::from_str(&text).unwrap());
            prop_assert_eq!(back, Some(duration));
        }
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for seconds in [-1.0, 1e300, f64::NAN, f64::INFINITY] {
            assert_eq!(from_seconds(seconds), None, "{seconds}");
        }
    }
}
