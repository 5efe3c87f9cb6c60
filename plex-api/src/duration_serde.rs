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

/// A time as text with its unit, such as `5s`, `1m30s` or `500ms`.
///
/// A type and not a module, because schemars makes the schema of a field from the type that
/// `#[serde(with = "...")]` names.
pub(crate) struct DurationText;

impl DurationText {
    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Duration, D::Error> {
        deserializer.deserialize_str(Self)
    }

    /// For the defaults in a schema.
    #[cfg(feature = "schemars")]
    pub(crate) fn serialize<S: Serializer>(
        time: &Duration,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&humantime::format_duration(*time))
    }
}

impl serde::de::Visitor<'_> for DurationText {
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

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for DurationText {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "DurationText".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string"})
    }
}
