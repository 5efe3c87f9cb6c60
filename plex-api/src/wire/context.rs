//! What an activity works on.

use std::fmt;

use serde::de::{MapAccess, SeqAccess};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use super::{Flag, Text};

/// What an activity works on: a library section, an item, a device.
///
/// Servers build it step by step: the first message of an activity has none, the next brings
/// `librarySectionID` or `key`, later ones add flags (`accessible` and `exists` at 33 %,
/// `refreshed` at 66 % of a metadata refresh, in recorded notifications). Keys without a method of
/// their own are in [`get`](Self::get) and [`iter`](Self::iter).
///
/// A `Context` that is no object at all is kept too, and has no keys: see [`odd`](Self::odd).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Context {
    keys: Map<String, Value>,
    odd: Option<Box<Value>>,
}

impl Context {
    /// The number of the library section (`librarySectionID`).
    #[must_use]
    pub fn library_section_id(&self) -> Option<Text> {
        self.read("librarySectionID")
    }

    /// The path of the item or collection (`key`); it may end in `/children`.
    #[must_use]
    pub fn key(&self) -> Option<Text> {
        self.read("key")
    }

    /// Whether the item's files could be read.
    #[must_use]
    pub fn accessible(&self) -> Option<bool> {
        self.read("accessible").map(Flag::get)
    }

    /// Whether the item's files are there.
    #[must_use]
    pub fn exists(&self) -> Option<bool> {
        self.read("exists").map(Flag::get)
    }

    /// Whether anything changed; `false` means looked at and left as it was.
    #[must_use]
    pub fn refreshed(&self) -> Option<bool> {
        self.read("refreshed").map(Flag::get)
    }

    /// Whether the media files were read.
    #[must_use]
    pub fn analyzed(&self) -> Option<bool> {
        self.read("analyzed").map(Flag::get)
    }

    /// The value under any key, by the server's spelling.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.keys.get(key)
    }

    /// Every key with its value.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.keys.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// What the server sent in place of an object, if it did.
    #[must_use]
    pub fn odd(&self) -> Option<&Value> {
        self.odd.as_deref()
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty() && self.odd.is_none()
    }

    // Values are read when asked for: which keys exist is up to the server, and a value of an
    // unexpected kind must stay reachable as it came.
    fn read<'de, T: Deserialize<'de>>(&'de self, key: &str) -> Option<T> {
        T::deserialize(self.keys.get(key)?).ok()
    }

    fn of_odd(value: Value) -> Self {
        Self {
            keys: Map::new(),
            odd: Some(Box::new(value)),
        }
    }
}

impl From<Map<String, Value>> for Context {
    fn from(keys: Map<String, Value>) -> Self {
        Self { keys, odd: None }
    }
}

impl Serialize for Context {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let Some(odd) = &self.odd {
            return odd.serialize(serializer);
        }
        let mut map = serializer.serialize_map(Some(self.keys.len()))?;
        for (key, value) in &self.keys {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Context {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Context;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a Context")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Context, A::Error> {
                let mut keys = Map::new();
                while let Some((key, value)) = map.next_entry()? {
                    keys.insert(key, value);
                }
                Ok(Context::from(keys))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Context, A::Error> {
                let mut values = Vec::new();
                while let Some(value) = list.next_element::<Value>()? {
                    values.push(value);
                }
                // XML that somebody turned into JSON wraps every child in a list.
                match <[Value; 1]>::try_from(values) {
                    Ok([Value::Object(keys)]) => Ok(Context::from(keys)),
                    Ok([value]) => Ok(Context::of_odd(Value::Array(vec![value]))),
                    Err(values) if values.is_empty() => Ok(Context::default()),
                    Err(values) => Ok(Context::of_odd(Value::Array(values))),
                }
            }

            fn visit_unit<E>(self) -> Result<Context, E> {
                Ok(Context::default())
            }

            fn visit_bool<E>(self, value: bool) -> Result<Context, E> {
                Ok(Context::of_odd(value.into()))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Context, E> {
                Ok(Context::of_odd(value.into()))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Context, E> {
                Ok(Context::of_odd(value.into()))
            }

            fn visit_f64<E>(self, value: f64) -> Result<Context, E> {
                Ok(Context::of_odd(value.into()))
            }

            fn visit_str<E>(self, value: &str) -> Result<Context, E> {
                Ok(Context::of_odd(value.into()))
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context(json: &str) -> Context {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn known_keys_have_types_and_the_others_are_kept() {
        let context = context(
            r#"{"librarySectionID":3,"key":"/library/metadata/7","accessible":"1","exists":true,
                "refreshed":false,"conflicts":"maybe"}"#,
        );
        assert_eq!(context.library_section_id().unwrap(), "3");
        assert_eq!(context.key().unwrap(), "/library/metadata/7");
        assert_eq!(context.accessible(), Some(true));
        assert_eq!(context.exists(), Some(true));
        assert_eq!(context.refreshed(), Some(false));
        assert_eq!(context.analyzed(), None);
        assert_eq!(context.get("conflicts").unwrap(), "maybe");
    }

    #[test]
    fn an_odd_value_costs_its_own_key_only() {
        let context = context(r#"{"librarySectionID":"3","exists":{"of":"course"}}"#);
        assert_eq!(context.exists(), None);
        assert_eq!(context.get("exists").unwrap()["of"], "course");
        assert_eq!(context.library_section_id().unwrap(), "3");
    }

    #[test]
    fn a_context_that_is_no_object_is_kept() {
        for json in [
            r#""section 3""#,
            "7",
            "-7",
            "1.5",
            "true",
            r#"[1,2]"#,
            "[1]",
        ] {
            let context = context(json);
            assert_eq!(context.odd().unwrap().to_string(), json);
            assert_eq!(context.library_section_id(), None);
            assert_eq!(serde_json::to_string(&context).unwrap(), json);
        }
        assert!(context("[]").is_empty());
        assert!(context("null").is_empty());
        assert_eq!(context(r#"[{"key":"k"}]"#).key().unwrap(), "k");
    }
}
