//! A text of an answer that no other text may have.

use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

use crate::secret::Secret;

/// A longer text is no token and no code. A JSON Web Token of the account service has less than 2 KiB.
const LONGEST: usize = 16 * 1024;

/// A token, a code, or a number that gives a token, in an answer or a request of the account service.
///
/// `Debug` shows `HiddenText(..)`, there is no `Display`, and its memory is wiped when it is dropped.
/// A message about an unreadable one does not have its text.
#[derive(Clone)]
pub(crate) struct HiddenText(Secret);

impl HiddenText {
    /// The text, for a header, a path or the body of a request, never for a text that people may read.
    pub(crate) fn expose(&self) -> &str {
        self.0.expose()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.expose().is_empty()
    }
}

impl From<&str> for HiddenText {
    fn from(text: &str) -> Self {
        Self(Secret::new(text))
    }
}

impl fmt::Debug for HiddenText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HiddenText(..)")
    }
}

impl PartialEq for HiddenText {
    fn eq(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }
}

impl Eq for HiddenText {}

impl Hash for HiddenText {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.expose().hash(state);
    }
}

impl Serialize for HiddenText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.expose())
    }
}

impl<'de> Deserialize<'de> for HiddenText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl serde::de::Visitor<'_> for Visitor {
            type Value = HiddenText;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or a number")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<HiddenText, E> {
                match text.len() {
                    ..=LONGEST => Ok(text.into()),
                    length => Err(E::custom(format!(
                        "expected a secret of at most {LONGEST} bytes, got {length} bytes"
                    ))),
                }
            }

            fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<HiddenText, E> {
                Ok(Zeroizing::new(number.to_string()).as_str().into())
            }

            fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<HiddenText, E> {
                Ok(Zeroizing::new(number.to_string()).as_str().into())
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_or_a_number_is_read_and_never_shown() {
        for (json, text) in [(r#""hunter2""#, "hunter2"), ("7788", "7788"), ("-7", "-7")] {
            let hidden: HiddenText = serde_json::from_str(json).unwrap();
            assert_eq!(hidden.expose(), text);
            assert_eq!(
                format!("{hidden:?} {hidden:#?}"),
                "HiddenText(..) HiddenText(..)"
            );
        }
    }

    #[test]
    fn a_text_of_a_megabyte_is_no_secret() {
        let json = format!("\"{}\"", "x".repeat(1024 * 1024));
        let error = serde_json::from_str::<HiddenText>(&json).unwrap_err();
        let text = error.to_string();
        assert!(text.contains("at most 16384 bytes, got 1048576"), "{text}");
        assert!(text.len() < 200, "{text}");
    }
}
