//! A yes or no, however it is spelled.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

use super::scalar::impl_scalar;

/// A boolean that servers write as `true`, `1` or `"1"`.
///
/// It dereferences to `bool` and is written as one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct LenientBool(bool);

impl_scalar!(LenientBool, bool, "The plain boolean.");

impl<'de> Deserialize<'de> for LenientBool {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl serde::de::Visitor<'_> for Visitor {
            type Value = LenientBool;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a boolean")
            }

            fn visit_bool<E>(self, value: bool) -> Result<LenientBool, E> {
                Ok(LenientBool(value))
            }

            fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<LenientBool, E> {
                Ok(LenientBool(value != 0))
            }

            fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<LenientBool, E> {
                Ok(LenientBool(value != 0))
            }

            fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<LenientBool, E> {
                Ok(LenientBool(value != 0.0))
            }

            fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<LenientBool, E> {
                match value.trim() {
                    "1" => Ok(LenientBool(true)),
                    "0" | "" => Ok(LenientBool(false)),
                    word if word.eq_ignore_ascii_case("true") => Ok(LenientBool(true)),
                    word if word.eq_ignore_ascii_case("false") => Ok(LenientBool(false)),
                    word => Err(E::invalid_value(serde::de::Unexpected::Str(word), &self)),
                }
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
            ("true", true),
            ("false", false),
            ("1", true),
            ("0", false),
            ("1.0", true),
            ("-1", true),
            (r#""1""#, true),
            (r#""0""#, false),
            (r#""""#, false),
            (r#""True""#, true),
            (r#""false""#, false),
        ] {
            let flag: LenientBool = serde_json::from_str(json).unwrap();
            assert_eq!(flag, expected, "{json}");
            assert_eq!(serde_json::to_string(&flag).unwrap(), expected.to_string());
        }
    }

    #[test]
    fn other_values_say_that_a_boolean_was_expected() {
        for json in [r#""maybe""#, "{}", "[]"] {
            let error = serde_json::from_str::<LenientBool>(json)
                .unwrap_err()
                .to_string();
            assert!(error.contains("expected a boolean"), "{error}");
        }
    }
}
