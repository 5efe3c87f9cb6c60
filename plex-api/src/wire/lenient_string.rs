//! A text, also where a server puts a number or a boolean.

use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use serde::de::DeserializeSeed;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A text that servers sometimes write as a number or a boolean, whose spelling is then kept.
///
/// It dereferences to `str`, so `Option<LenientString>` has `as_deref()` as `Option<String>` has. Cloning is
/// cheap: the text is shared.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LenientString(Arc<str>);

impl LenientString {
    /// The plain text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Gives up the text as a `String`.
    #[must_use]
    pub fn into_string(self) -> String {
        self.as_str().to_owned()
    }

    /// Whether both are one text in memory, and not only the same.
    #[cfg(feature = "websocket")]
    pub(crate) fn shares_with(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// Reads a text, and shares the known one where it is the same.
pub(crate) struct TextLike<'k>(pub(crate) Option<&'k LenientString>);

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
        &*self.0 == other
    }
}

impl PartialEq<&str> for LenientString {
    fn eq(&self, other: &&str) -> bool {
        &*self.0 == *other
    }
}

impl Serialize for LenientString {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for LenientString {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        TextLike(None).deserialize(deserializer)
    }
}

impl<'de> DeserializeSeed<'de> for TextLike<'_> {
    type Value = LenientString;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<LenientString, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl serde::de::Visitor<'_> for TextLike<'_> {
    type Value = LenientString;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E>(self, text: &str) -> Result<LenientString, E> {
        Ok(match self.0 {
            Some(known) if *known == text => known.clone(),
            _ => text.into(),
        })
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<LenientString, E> {
        self.visit_str(if value { "true" } else { "false" })
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
    fn a_text_that_is_known_is_shared() {
        let known = LenientString::from("Scanning");
        let read = |json| {
            let mut reader = serde_json::Deserializer::from_str(json);
            TextLike(Some(&known)).deserialize(&mut reader).unwrap()
        };
        assert!(Arc::ptr_eq(&read(r#""Scanning""#).0, &known.0));
        assert!(Arc::ptr_eq(&read(r#""Sc\u0061nning""#).0, &known.0));
        assert_eq!(read(r#""Scannin""#), "Scannin");
        assert_eq!(read("7"), "7");
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
