//! A text, also where a server puts a number or a boolean.

use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use smol_str::SmolStr;

/// A text that servers sometimes write as a number or a boolean, whose spelling is then kept.
///
/// It dereferences to `str`, so `Option<LenientString>` has `as_deref()` as `Option<String>` has.
/// Cloning is cheap: a short text needs no memory of its own, a longer one is shared.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LenientString(SmolStr);

impl LenientString {
    /// The plain text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Gives up the text as a `String`.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0.into()
    }
}

impl From<String> for LenientString {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl From<&str> for LenientString {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<LenientString> for String {
    fn from(text: LenientString) -> Self {
        text.into_string()
    }
}

impl Deref for LenientString {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for LenientString {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for LenientString {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for LenientString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl PartialEq<str> for LenientString {
    fn eq(&self, other: &str) -> bool {
        self.0 == *other
    }
}

impl PartialEq<&str> for LenientString {
    fn eq(&self, other: &&str) -> bool {
        self.0 == **other
    }
}

impl Serialize for LenientString {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for LenientString {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl serde::de::Visitor<'_> for Visitor {
            type Value = LenientString;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }

            fn visit_str<E>(self, text: &str) -> Result<LenientString, E> {
                Ok(text.into())
            }

            fn visit_bool<E>(self, value: bool) -> Result<LenientString, E> {
                Ok(value.to_string().into())
            }

            fn visit_i64<E>(self, value: i64) -> Result<LenientString, E> {
                Ok(value.to_string().into())
            }

            fn visit_u64<E>(self, value: u64) -> Result<LenientString, E> {
                Ok(value.to_string().into())
            }

            fn visit_f64<E>(self, value: f64) -> Result<LenientString, E> {
                Ok(value.to_string().into())
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_are_read_as_their_spelling() {
        for (json, expected) in [
            (r#""Scanning""#, "Scanning"),
            (r#""""#, ""),
            ("3", "3"),
            ("-3", "-3"),
            ("1.5", "1.5"),
            ("true", "true"),
        ] {
            let text: LenientString = serde_json::from_str(json).unwrap();
            assert_eq!(text, expected, "{json}");
        }
    }

    #[test]
    fn a_structure_is_no_text() {
        for json in ["{}", "[]"] {
            let error = serde_json::from_str::<LenientString>(json)
                .unwrap_err()
                .to_string();
            assert!(error.contains("expected a text"), "{error}");
        }
    }
}
