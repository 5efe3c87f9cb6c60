//! Reading a `Context`, and sharing the one that is known where it is the same.

use std::borrow::Cow;
use std::fmt;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::{Context, Entry, put, usual};

/// More keys than that are unusual.
const KEYS: usize = 6;

/// Reads a `Context`; it shares everything with the known one where that is word for word the same.
pub(crate) struct ContextLike<'k>(pub(crate) Option<&'k Context>);

impl<'de> Deserialize<'de> for Context {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        ContextLike(None).deserialize(deserializer)
    }
}

impl<'de> DeserializeSeed<'de> for ContextLike<'_> {
    type Value = Context;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Context, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ContextLike<'_> {
    type Value = Context;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a Context")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Context, A::Error> {
        let known = self.0.map(Context::entries).unwrap_or_default();
        let mut same = 0;
        // As long as it is what is known, nothing is made.
        let first = loop {
            match map.next_key_seed(KeyLike(known.get(same)))? {
                None => break None,
                Some(Found::Known(key, value)) => {
                    match map.next_value_seed(ValueLike(Some(value)))? {
                        None => same += 1,
                        Some(other) => break Some((key.clone(), other)),
                    }
                }
                Some(Found::Other(key)) => break Some((key, map.next_value()?)),
            }
        };
        if first.is_none() && same > 0 && same == known.len() {
            return Ok(self.0.cloned().unwrap_or_default());
        }
        let mut entries = Vec::new();
        if first.is_some() || same > 0 {
            entries.reserve_exact(known.len().max(KEYS));
        }
        entries.extend_from_slice(known.get(..same).unwrap_or_default());
        let mut next = first;
        while let Some((key, value)) = next {
            put(&mut entries, key, value);
            next = match map.next_key_seed(KeyLike(None))? {
                Some(Found::Other(key)) => Some((key, map.next_value()?)),
                _ => None,
            };
        }
        Ok(Context::of_entries(entries))
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

/// A key: the known one, with its value, or another.
enum Found<'k> {
    Known(&'k Cow<'static, str>, &'k Value),
    Other(Cow<'static, str>),
}

struct KeyLike<'k>(Option<&'k Entry>);

impl<'de, 'k> DeserializeSeed<'de> for KeyLike<'k> {
    type Value = Found<'k>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Found<'k>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'k> Visitor<'_> for KeyLike<'k> {
    type Value = Found<'k>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Found<'k>, E> {
        Ok(match self.0 {
            Some((known, value)) if known == key => Found::Known(known, value),
            _ => Found::Other(usual(key)),
        })
    }
}

/// Any value; `None` where it is the known one.
struct ValueLike<'k>(Option<&'k Value>);

impl ValueLike<'_> {
    fn unless_known(&self, value: Value) -> Option<Value> {
        (self.0 != Some(&value)).then_some(value)
    }
}

impl<'de> DeserializeSeed<'de> for ValueLike<'_> {
    type Value = Option<Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueLike<'_> {
    type Value = Option<Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(self.unless_known(Value::Null))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(self.unless_known(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(self.unless_known(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(self.unless_known(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        Ok(self.unless_known(value.into()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        match self.0 {
            Some(Value::String(known)) if known == value => Ok(None),
            _ => Ok(Some(value.into())),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
        let value = Value::deserialize(SeqAccessDeserializer::new(list))?;
        Ok(self.unless_known(value))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        let value = Value::deserialize(MapAccessDeserializer::new(map))?;
        Ok(self.unless_known(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [&str; 14] = [
        "{}",
        "null",
        "7",
        "[]",
        r#"{"key":"a"}"#,
        r#"{"key":"b"}"#,
        r#"{"key":null}"#,
        r#"{"accessible":true,"key":"a"}"#,
        r#"{"accessible":false,"key":"a","z":{"deep":[1,2.5,-3]}}"#,
        r#"{"accessible":true,"key":"a","z":{"deep":[1,2.5,-3]}}"#,
        r#"{"key":"a","accessible":true}"#,
        r#"{"key":"a","key":"b"}"#,
        r#"{"key":"a","key":"a"}"#,
        r#"{"n":1.0,"u":18446744073709551615,"i":-1}"#,
    ];

    #[test]
    fn what_is_known_changes_nothing_of_what_is_read() {
        for known in ALL {
            let known: Context = serde_json::from_str(known).unwrap();
            for json in ALL {
                let plain: Context = serde_json::from_str(json).unwrap();
                let mut reader = serde_json::Deserializer::from_str(json);
                let read = ContextLike(Some(&known)).deserialize(&mut reader).unwrap();
                assert_eq!(read, plain, "{json} after {known:?}");
                reader.end().unwrap();
            }
        }
    }

    #[test]
    fn the_same_again_is_shared() {
        let json = r#"{"accessible":true,"key":"/library/metadata/7","librarySectionID":3}"#;
        let known: Context = serde_json::from_str(json).unwrap();
        let mut reader = serde_json::Deserializer::from_str(json);
        let read = ContextLike(Some(&known)).deserialize(&mut reader).unwrap();
        let (Some(read), Some(known)) = (read.0, known.0) else {
            panic!("both have keys");
        };
        assert!(std::sync::Arc::ptr_eq(&read, &known));
    }
}
