//! Durations as seconds with a fraction, in whole microseconds: exact there and back.

use std::time::Duration;

use serde::{Deserialize, Deserializer, Serializer, de};

/// A duration without what is below a microsecond.
pub(super) fn whole_micros(duration: Duration) -> Duration {
    Duration::from_micros(u64::try_from(duration.as_micros()).unwrap_or(u64::MAX))
}

pub(super) fn serialize<S: Serializer>(
    duration: &Duration,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    // The nearest number to a decimal fraction is written as that fraction.
    let micros = whole_micros(*duration).as_micros();
    serializer.serialize_f64(micros as f64 / 1e6)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Duration, D::Error> {
    let seconds = f64::deserialize(deserializer)?;
    let half_a_micro = Duration::from_nanos(500);
    Duration::try_from_secs_f64(seconds)
        .map(|exact| whole_micros(exact.saturating_add(half_a_micro)))
        .map_err(|_| de::Error::custom(format!("expected seconds, got {seconds}")))
}

/// The same, or nothing.
pub(super) mod optional {
    use super::{Deserialize, Deserializer, Duration, Serializer};

    // The signature that serde calls.
    #[expect(clippy::ref_option, reason = "serde hands it over so")]
    pub(in crate::recording) fn serialize<S: Serializer>(
        duration: &Option<Duration>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match duration {
            Some(duration) => super::serialize(duration, serializer),
            None => serializer.serialize_none(),
        }
    }

    pub(in crate::recording) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Duration>, D::Error> {
        #[derive(Deserialize)]
        struct Seconds(#[serde(with = "super")] Duration);

        Ok(Option::<Seconds>::deserialize(deserializer)?.map(|seconds| seconds.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn microseconds_come_back_exactly(micros in 0..4_000_000_000_000_000u64) {
            let duration = Duration::from_micros(micros);
            let mut text = Vec::new();
            serialize(&duration, &mut serde_json::Serializer::new(&mut text)).unwrap();
            prop_assert!(text.len() <= 18, "{}", String::from_utf8_lossy(&text));
            let back = deserialize(&mut serde_json::Deserializer::from_slice(&text)).unwrap();
            prop_assert_eq!(back, duration);
        }
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in ["-1", "1e300", "\"1\"", "null"] {
            let read = deserialize(&mut serde_json::Deserializer::from_str(text));
            assert!(read.is_err(), "{text}");
        }
    }
}
