//! A list of which one odd entry costs only itself.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeOwned, MapAccess, SeqAccess};
use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

use super::ActivityId;

/// A list as servers send it: a JSON array, one object in place of an array of one, `null` in place
/// of an empty one.
///
/// Entries that cannot be read as `T` are kept beside the others as [`Unreadable`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Listed<T> {
    readable: Vec<T>,
    unreadable: Vec<Unreadable>,
}

/// An entry of a list that could not be read as what it should be.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Unreadable {
    raw: Value,
    reason: String,
}

impl<T> Listed<T> {
    /// The entries that could be read, in the server's order.
    #[must_use]
    pub fn readable(&self) -> &[T] {
        &self.readable
    }

    /// The entries that could not be read, in the server's order.
    #[must_use]
    pub fn unreadable(&self) -> &[Unreadable] {
        &self.unreadable
    }

    /// Both kinds of entries, to keep.
    #[must_use]
    pub fn into_parts(self) -> (Vec<T>, Vec<Unreadable>) {
        (self.readable, self.unreadable)
    }
}

impl<T> Default for Listed<T> {
    fn default() -> Self {
        Self {
            readable: Vec::new(),
            unreadable: Vec::new(),
        }
    }
}

impl<T> From<Vec<T>> for Listed<T> {
    fn from(readable: Vec<T>) -> Self {
        Self {
            readable,
            unreadable: Vec::new(),
        }
    }
}

impl Unreadable {
    /// The entry's JSON as the server sent it.
    #[must_use]
    pub fn raw(&self) -> &Value {
        &self.raw
    }

    /// Why it could not be read: what was expected, and what came.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// The entry's `uuid`, where at least that can be read.
    #[must_use]
    pub fn id(&self) -> Option<ActivityId> {
        ActivityId::deserialize(self.raw.get("uuid")?).ok()
    }
}

impl<T: Serialize> Serialize for Listed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let length = self.readable.len() + self.unreadable.len();
        let mut list = serializer.serialize_seq(Some(length))?;
        for entry in &self.readable {
            list.serialize_element(entry)?;
        }
        for entry in &self.unreadable {
            list.serialize_element(&entry.raw)?;
        }
        list.end()
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Listed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor<T>(PhantomData<T>);

        impl<'de, T: DeserializeOwned> serde::de::Visitor<'de> for Visitor<T> {
            type Value = Listed<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list, a single object or null")
            }

            fn visit_unit<E>(self) -> Result<Listed<T>, E> {
                Ok(Listed::default())
            }

            fn visit_none<E>(self) -> Result<Listed<T>, E> {
                Ok(Listed::default())
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Listed<T>, A::Error> {
                let mut list = Listed::default();
                // The raw text is taken first: an error inside it must not end the list.
                while let Some(raw) = entries.next_element::<Box<RawValue>>()? {
                    list.push(&raw);
                }
                Ok(list)
            }

            fn visit_map<A: MapAccess<'de>>(self, entry: A) -> Result<Listed<T>, A::Error> {
                let raw = Value::deserialize(serde::de::value::MapAccessDeserializer::new(entry))?;
                let mut list = Listed::default();
                match T::deserialize(&raw) {
                    Ok(readable) => list.readable.push(readable),
                    Err(error) => list.unreadable.push(Unreadable {
                        raw,
                        reason: error.to_string(),
                    }),
                }
                Ok(list)
            }
        }

        deserializer.deserialize_any(Visitor(PhantomData))
    }
}

impl<T: DeserializeOwned> Listed<T> {
    fn push(&mut self, raw: &RawValue) {
        match serde_json::from_str(raw.get()) {
            Ok(entry) => self.readable.push(entry),
            Err(error) => self.unreadable.push(Unreadable {
                // Only nesting beyond serde_json's limit cannot be a `Value`; its text can.
                raw: serde_json::from_str(raw.get()).unwrap_or_else(|_| Value::from(raw.get())),
                reason: error.to_string(),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Integer;

    fn numbers(json: &str) -> (Vec<i64>, Vec<Value>) {
        let list: Listed<Integer> = serde_json::from_str(json).unwrap();
        let (readable, unreadable) = list.into_parts();
        (
            readable.into_iter().map(Integer::get).collect(),
            unreadable.into_iter().map(|entry| entry.raw).collect(),
        )
    }

    #[test]
    fn a_list_is_read_whole() {
        assert_eq!(numbers("[]"), (vec![], vec![]));
        assert_eq!(numbers(r#"[1,"2",3.0]"#), (vec![1, 2, 3], vec![]));
    }

    #[test]
    fn null_is_an_empty_list() {
        assert_eq!(numbers("null"), (vec![], vec![]));
    }

    #[test]
    fn one_odd_entry_costs_only_itself() {
        let (readable, unreadable) = numbers(r#"[1,{"uuid":"a"},null,2]"#);
        assert_eq!(readable, [1, 2]);
        assert_eq!(unreadable, [serde_json::json!({"uuid": "a"}), Value::Null]);
    }

    #[test]
    fn a_single_object_is_a_list_of_one() {
        let list: Listed<std::collections::BTreeMap<String, Integer>> =
            serde_json::from_str(r#"{"a":1}"#).unwrap();
        assert_eq!(list.readable().len(), 1);

        let list: Listed<Integer> = serde_json::from_str(r#"{"uuid":"a"}"#).unwrap();
        let odd = list.unreadable().first().unwrap();
        assert_eq!(odd.id(), Some(ActivityId::new("a").unwrap()));
        assert!(
            odd.reason().contains("expected a whole number"),
            "{}",
            odd.reason()
        );
    }

    #[test]
    fn nesting_without_end_is_one_odd_entry() {
        let deep = format!("[1,{}{}]", "[".repeat(10_000), "]".repeat(10_000));
        let (readable, unreadable) = numbers(&deep);
        assert_eq!(readable, [1]);
        assert!(unreadable[0].is_string());
    }

    #[test]
    fn what_is_no_list_says_what_was_expected() {
        let error = serde_json::from_str::<Listed<Integer>>("7").unwrap_err();
        assert!(
            error
                .to_string()
                .contains("expected a list, a single object or null")
        );
    }
}
