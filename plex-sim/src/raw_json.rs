//! JSON as text: the keys of objects keep their order.

use std::fmt;

use serde::Serialize;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// The text of any JSON value.
///
/// A `serde_json::Value` would sort the keys of objects, and servers do not sort them. `serde_json`'s
/// `RawValue` cannot be read from YAML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RawJson(pub(crate) String);

impl<'de> Deserialize<'de> for RawJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawJsonVisitor).map(Self)
    }
}

struct RawJsonVisitor;

impl<'de> Visitor<'de> for RawJsonVisitor {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<String, E> {
        Ok("null".to_owned())
    }

    fn visit_bool<E>(self, value: bool) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_i64<E>(self, value: i64) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_u64<E>(self, value: u64) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_f64<E>(self, value: f64) -> Result<String, E> {
        Ok(to_json(&value))
    }

    fn visit_str<E>(self, value: &str) -> Result<String, E> {
        Ok(to_json(&value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<String, A::Error> {
        let mut text = String::from("[");
        while let Some(RawJson(value)) = list.next_element()? {
            if text.len() > 1 {
                text.push(',');
            }
            text.push_str(&value);
        }
        text.push(']');
        Ok(text)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<String, A::Error> {
        let mut text = String::from("{");
        while let Some((key, RawJson(value))) = map.next_entry::<String, _>()? {
            if text.len() > 1 {
                text.push(',');
            }
            text.push_str(&to_json(&key));
            text.push(':');
            text.push_str(&value);
        }
        text.push('}');
        Ok(text)
    }
}

/// The JSON text of a value whose serialization cannot fail (string keys, finite numbers).
pub(crate) fn to_json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_keep_their_form_and_objects_their_order() {
        let text = r#"{"z":[1,-1,1.5,true,null,"a\"b\\\u0001"],"a":{},"m":[]}"#;
        let RawJson(read) = serde_json::from_str(text).unwrap();
        assert_eq!(read, text);
    }
}
