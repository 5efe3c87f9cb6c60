//! The text of one member of a JSON object. The other members are skipped.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The text of the member called `name`; `None` where the text is not an object that has one.
pub(crate) fn member<'j>(json: &'j str, name: &str) -> Option<&'j str> {
    struct Member<'n>(&'n str);

    impl<'de> Visitor<'de> for Member<'_> {
        type Value = Option<&'de RawValue>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut found = None;
            while let Some(key) = map.next_key::<Cow<'_, str>>()? {
                if key == self.0 {
                    found = Some(map.next_value()?);
                } else {
                    map.next_value::<IgnoredAny>()?;
                }
            }
            Ok(found)
        }
    }

    let mut reader = serde_json::Deserializer::from_str(json);
    let found = reader.deserialize_map(Member(name)).ok()?;
    found.map(RawValue::get)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_member_of_the_object_itself_is_found() {
        let json = r#"{"a": {"b": [1]}, "\u0062": 2}"#;
        assert_eq!(member(json, "a"), Some(r#"{"b": [1]}"#));
        assert_eq!(member(json, "b"), Some("2"));
        assert_eq!(member(json, "c"), None);
        for other in ["[]", "7", "", r#"{"a": 1"#] {
            assert_eq!(member(other, "a"), None);
        }
    }
}
