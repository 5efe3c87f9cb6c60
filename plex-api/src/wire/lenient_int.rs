//! A whole number, however it is spelled.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

use super::scalar::impl_scalar;

/// A whole number that servers write as `3`, `3.0` or `"3"`.
///
/// It dereferences to `i64` and is written as a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct LenientInt(i64);

impl_scalar!(LenientInt, i64, "The plain number.");

impl<'de> Deserialize<'de> for LenientInt {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl serde::de::Visitor<'_> for Visitor {
            type Value = LenientInt;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a whole number")
            }

            fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<LenientInt, E> {
                Ok(LenientInt(value))
            }

            fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<LenientInt, E> {
                i64::try_from(value)
                    .map(LenientInt)
                    .map_err(|_| E::invalid_value(serde::de::Unexpected::Unsigned(value), &self))
            }

            fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<LenientInt, E> {
                // Beyond 2^53 a float does not name one whole number.
                const EXACT: f64 = 9_007_199_254_740_992.0;
                if value.fract() == 0.0 && value.abs() <= EXACT {
                    #[expect(clippy::cast_possible_truncation, reason = "whole and in range")]
                    return Ok(LenientInt(value as i64));
                }
                Err(E::invalid_value(serde::de::Unexpected::Float(value), &self))
            }

            fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<LenientInt, E> {
                value
                    .trim()
                    .parse()
                    .map(LenientInt)
                    .map_err(|_| E::invalid_value(serde::de::Unexpected::Str(value), &self))
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_that_servers_use_is_read() {
        for (json, expected) in [
            ("3", 3),
            ("-3", -3),
            ("3.0", 3),
            (r#""3""#, 3),
            (r#"" 17 ""#, 17),
            ("9223372036854775807", i64::MAX),
        ] {
            let number: LenientInt = serde_json::from_str(json).unwrap();
            assert_eq!(number, expected, "{json}");
            assert_eq!(
                serde_json::to_string(&number).unwrap(),
                expected.to_string()
            );
        }
    }

    #[test]
    fn other_values_say_that_a_whole_number_was_expected() {
        for json in [
            "1.5",
            "1e300",
            r#""""#,
            r#""three""#,
            "true",
            "9223372036854775808",
        ] {
            let error = serde_json::from_str::<LenientInt>(json)
                .unwrap_err()
                .to_string();
            assert!(error.contains("expected a whole number"), "{error}");
        }
    }
}
