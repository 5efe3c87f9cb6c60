//! A duration in a scenario file or a control request: `1.5` seconds, `"200ms"`, `"2m"`.
//!
//! `humantime` does not read all of these: it needs a unit, and rejects `.5s` and `1.333h`.

use std::fmt;
use std::time::Duration;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer};

/// A [`Duration`], read from a number of seconds or from a number with its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd)]
pub(crate) struct DurationText(pub(crate) Duration);

/// The accepted forms, for error messages.
const FORM: &str =
    "a number of seconds or a text such as \"200ms\", \"1.5s\", \"2m\", \"1h\" or \"8d\"";

impl DurationText {
    /// Reads `200ms`, `1.5s`, `2m`, `1h`, `8d`, or a bare number of seconds.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let digits = text.trim_end_matches(|mark: char| mark.is_ascii_alphabetic());
        let unit = text.strip_prefix(digits)?;
        let factor = match unit {
            "ms" => 0.001,
            "" | "s" => 1.0,
            "m" | "min" => 60.0,
            "h" => 3600.0,
            "d" => 86_400.0,
            _ => return None,
        };
        // This rejects `inf` and `nan`: they consist of letters, so `digits` is empty.
        let number: f64 = digits.trim_end().parse().ok()?;
        Self::from_seconds(number * factor)
    }

    pub(crate) fn from_seconds(seconds: f64) -> Option<Self> {
        Duration::try_from_secs_f64(seconds).ok().map(Self)
    }
}

impl<'de> Deserialize<'de> for DurationText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DurationVisitor)
    }
}

/// Deserializes an optional [`DurationText`] to a [`Duration`].
pub(crate) fn deserialize_optional<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Duration>, D::Error> {
    let text = Option::<DurationText>::deserialize(deserializer)?;
    Ok(text.map(|DurationText(duration)| duration))
}

struct DurationVisitor;

impl Visitor<'_> for DurationVisitor {
    type Value = DurationText;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(FORM)
    }

    fn visit_u64<E: de::Error>(self, seconds: u64) -> Result<DurationText, E> {
        Ok(DurationText(Duration::from_secs(seconds)))
    }

    fn visit_i64<E: de::Error>(self, seconds: i64) -> Result<DurationText, E> {
        u64::try_from(seconds)
            .map(|seconds| DurationText(Duration::from_secs(seconds)))
            .map_err(|_| E::invalid_value(de::Unexpected::Signed(seconds), &self))
    }

    fn visit_f64<E: de::Error>(self, seconds: f64) -> Result<DurationText, E> {
        DurationText::from_seconds(seconds)
            .ok_or_else(|| E::invalid_value(de::Unexpected::Float(seconds), &self))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<DurationText, E> {
        DurationText::parse(text).ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
    }
}

#[cfg(test)]
impl schemars::JsonSchema for DurationText {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Span".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "A duration: a number of seconds, or a number with ms, s, m, h or d.",
            "oneOf": [
                { "type": "number", "minimum": 0 },
                { "type": "string", "pattern": "^\\s*[0-9]*\\.?[0-9]+\\s*(ms|s|m|min|h|d)?\\s*$" }
            ]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_has_a_unit_or_is_in_seconds() {
        let table = [
            ("200ms", Some(200)),
            ("1.5s", Some(1500)),
            ("1.5", Some(1500)),
            (" 2 m ", Some(120_000)),
            ("1h", Some(3_600_000)),
            ("8d", Some(691_200_000)),
            ("", None),
            ("s", None),
            ("-1s", None),
            ("inf", None),
            ("nan", None),
            ("5 days", None),
            ("1e30", None),
        ];
        for (text, expected) in table {
            let millis = DurationText::parse(text).map(|span| span.0.as_millis());
            assert_eq!(millis, expected, "{text:?}");
        }
    }

    #[test]
    fn numbers_and_texts_are_read_alike() {
        for text in ["2", "2.0", "\"2\"", "\"2s\"", "\"2000ms\""] {
            let span: DurationText = serde_json::from_str(text).unwrap();
            assert_eq!(span.0, Duration::from_secs(2), "{text}");
        }
        for text in ["-2", "-0.5", "\"soon\"", "true", "null"] {
            let error = serde_json::from_str::<DurationText>(text)
                .unwrap_err()
                .to_string();
            assert!(error.contains("a number of seconds"), "{text}: {error}");
        }
    }
}
