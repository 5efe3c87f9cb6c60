//! Durations in JSON documents and in configuration files.

use std::time::Duration;

use serde::{Deserializer, Serializer};

/// Writes whole seconds.
pub(crate) fn whole_seconds<S: Serializer>(
    time: &Duration,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(time.as_secs())
}

/// Writes seconds with the precision of a millisecond.
pub(crate) fn seconds<S: Serializer>(time: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(round_to_milliseconds(*time))
}

/// Seconds with the precision of a millisecond.
pub(crate) fn round_to_milliseconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 1000.0).round() / 1000.0
}

/// Reads text with a unit, such as `5s`, `1m30s` or `500ms`.
pub(crate) fn from_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    struct Text;

    impl serde::de::Visitor<'_> for Text {
        type Value = Duration;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a time with its unit as text, such as \"5s\" or \"1m30s\"")
        }

        fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Duration, E> {
            humantime::parse_duration(text).map_err(|error| {
                E::custom(format_args!(
                    "expected a time with its unit, such as \"5s\" or \"1m30s\", got {text:?}: {error}"
                ))
            })
        }
    }

    deserializer.deserialize_str(Text)
}
