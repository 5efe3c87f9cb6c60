//! The uuid of an activity, kept as the server spells it.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::limits::MAX_ID_BYTES;
use crate::sanitize::printable;

/// The uuid of an activity: the text by which it is found, watched and cancelled.
///
/// Servers are not held to the form of a UUID (recorded logs show eight hexadecimal digits, and
/// letters beyond `f`), so any text is kept as it is, with few exceptions: it is never empty, never
/// `.` or `..`, which would name another path of the server, never longer than
/// [`MAX_ID_BYTES`](crate::limits::MAX_ID_BYTES), and has neither control characters nor U+FFFD,
/// which replaces a byte that is not UTF-8.
///
/// Cloning is cheap: the text is shared.
///
/// ```
/// use plex_api::ActivityId;
///
/// let id: ActivityId = "c3f190e4-eabb-4b3d-8811-b7c1f183560e".parse()?;
/// assert_eq!(id.as_str(), "c3f190e4-eabb-4b3d-8811-b7c1f183560e");
/// assert!("..".parse::<ActivityId>().is_err());
/// # Ok::<(), plex_api::InvalidActivityId>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ActivityId(Arc<str>);

/// The text is not an [`ActivityId`]: it is empty, `.` or `..`, too long, or has characters that an id
/// cannot have.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct InvalidActivityId {
    given: String,
}

impl ActivityId {
    /// Takes `id` as an activity's uuid.
    ///
    /// # Errors
    /// [`InvalidActivityId`] when `id` is empty, `.` or `..`, longer than
    /// [`MAX_ID_BYTES`](crate::limits::MAX_ID_BYTES), or has control characters or U+FFFD.
    pub fn new(id: impl AsRef<str>) -> Result<Self, InvalidActivityId> {
        let id = id.as_ref();
        let names_another_path = matches!(id, "" | "." | "..");
        if names_another_path || id.len() > MAX_ID_BYTES || has_odd_characters(id) {
            let given = printable(id);
            return Err(InvalidActivityId { given });
        }
        Ok(Self(id.into()))
    }

    /// The uuid as the server spells it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn has_odd_characters(id: &str) -> bool {
    // All bytes at once; only a text that is not plain ASCII needs a look at each character.
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~');
    !id.bytes().fold(true, |plain, byte| plain & is_plain(byte))
        && id.contains(|c: char| c.is_control() || c == char::REPLACEMENT_CHARACTER)
}

impl AsRef<str> for ActivityId {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ActivityId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for ActivityId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ActivityId({:?})", &*self.0)
    }
}

impl PartialEq<str> for ActivityId {
    fn eq(&self, other: &str) -> bool {
        &*self.0 == other
    }
}

impl PartialEq<&str> for ActivityId {
    fn eq(&self, other: &&str) -> bool {
        &*self.0 == *other
    }
}

impl FromStr for ActivityId {
    type Err = InvalidActivityId;

    fn from_str(id: &str) -> Result<Self, Self::Err> {
        Self::new(id)
    }
}

impl TryFrom<&str> for ActivityId {
    type Error = InvalidActivityId;

    fn try_from(id: &str) -> Result<Self, Self::Error> {
        Self::new(id)
    }
}

impl TryFrom<String> for ActivityId {
    type Error = InvalidActivityId;

    fn try_from(id: String) -> Result<Self, Self::Error> {
        Self::new(id)
    }
}

impl fmt::Display for InvalidActivityId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "expected the uuid of an activity, got {:?}: a uuid is not empty, \".\" or \"..\", has at \
             most {MAX_ID_BYTES} bytes, no control characters and no U+FFFD",
            self.given
        )
    }
}

impl std::error::Error for InvalidActivityId {}

impl Serialize for ActivityId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for ActivityId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl serde::de::Visitor<'_> for Visitor {
            type Value = ActivityId;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the uuid of an activity")
            }

            fn visit_str<E: serde::de::Error>(self, id: &str) -> Result<ActivityId, E> {
                ActivityId::new(id).map_err(E::custom)
            }

            fn visit_u64<E: serde::de::Error>(self, id: u64) -> Result<ActivityId, E> {
                self.visit_str(&id.to_string())
            }

            fn visit_i64<E: serde::de::Error>(self, id: i64) -> Result<ActivityId, E> {
                self.visit_str(&id.to_string())
            }
        }

        // Not `deserialize_str`: an id of digits may come as a number.
        deserializer.deserialize_any(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_is_an_id_unless_it_names_another_path() {
        for good in [
            "7251fc2d",
            "45463242-929b-1234-8e6b-4355dhe534",
            "a/b",
            "...",
            " ",
        ] {
            assert_eq!(ActivityId::new(good).unwrap().as_str(), good);
        }
        for bad in ["", ".", ".."] {
            let error = ActivityId::new(bad).unwrap_err();
            assert!(error.to_string().contains(&format!("{bad:?}")), "{error}");
            assert!(serde_json::from_value::<ActivityId>(bad.into()).is_err());
        }
    }

    #[test]
    fn huge_ids_and_ids_with_control_characters_are_refused() {
        assert!(ActivityId::new("x".repeat(MAX_ID_BYTES)).is_ok());
        for bad in [
            "x".repeat(MAX_ID_BYTES + 1),
            "x".repeat(1 << 20),
            "\x1b[2J".into(),
            "a\nb".into(),
            "a\0b".into(),
            "\u{9b}31m".into(),
            "a\u{fffd}b".into(),
        ] {
            let error = ActivityId::new(&bad).unwrap_err().to_string();
            assert!(
                error.len() < 500 && !error.contains(char::is_control),
                "{error}"
            );
        }
    }

    #[test]
    fn an_id_of_digits_may_be_a_number() {
        let id: ActivityId = serde_json::from_str("42").unwrap();
        assert_eq!(id, "42");
        assert_eq!(serde_json::to_string(&id).unwrap(), "\"42\"");
    }
}
