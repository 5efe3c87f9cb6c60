//! A list of answers that hand out secrets: no text shows an entry, an unreadable one neither.

use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::LenientVec;

/// A list as [`LenientVec`] reads it, of which `Debug` shows only how long it is: an entry that cannot
/// be read is kept as it came, with the secret in it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct PrivateVec<T>(LenientVec<T>);

impl<T> PrivateVec<T> {
    /// The entries that could be read, in the service's order.
    pub(crate) fn into_readable(self) -> Vec<T> {
        self.0.into_parts().0
    }

    /// Returns the number of entries that could not be read, or were beyond the limit of a list.
    pub(crate) fn lost(&self) -> usize {
        self.0.unreadable().len() + self.0.left_out()
    }
}

impl<T> fmt::Debug for PrivateVec<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PrivateVec")
            .field("readable", &self.0.readable().len())
            .field("lost", &self.lost())
            .finish()
    }
}

impl<T: Serialize> Serialize for PrivateVec<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for PrivateVec<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        LenientVec::deserialize(deserializer).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::HiddenText;

    #[test]
    fn neither_a_readable_nor_an_odd_entry_is_shown() {
        let list: PrivateVec<HiddenText> =
            serde_json::from_str(r#"["hunter1", {"odd": "hunter2"}, 7788]"#).unwrap();
        assert_eq!(format!("{list:?}"), "PrivateVec { readable: 2, lost: 1 }");
        assert_eq!(list.lost(), 1);
        assert_eq!(list.into_readable().len(), 2);
    }
}
