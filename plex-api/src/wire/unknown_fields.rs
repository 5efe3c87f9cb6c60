//! The fields of an object that no schema knows.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::lazy_json::LazyJson;

/// The fields that a server sent and that this version of the crate does not know.
///
/// They are kept as JSON text, and decoded at the first call of [`get`](Self::get) or
/// [`iter`](Self::iter). Cloning is cheap.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
// Always an object with at least one field.
pub struct UnknownFields(Option<LazyJson>);

impl UnknownFields {
    /// Returns `true` if there are no unknown fields.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// The value under this name, by the server's spelling.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.fields()?.get(name)
    }

    /// Every field, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        let fields = self.fields().into_iter().flatten();
        fields.map(|(name, value)| (name.as_str(), value))
    }

    /// These fields with the `newer` ones over them.
    pub(crate) fn updated_with(&self, newer: &Self) -> Self {
        let fields = [self, newer].map(|one| one.0.as_ref().map(LazyJson::to_value));
        let mut all = Map::new();
        for one in fields.into_iter().flatten() {
            if let Value::Object(one) = one {
                all.extend(one);
            }
        }
        Self::from(all)
    }

    /// These fields, each with its JSON.
    pub(crate) fn from_raw(fields: &BTreeMap<Cow<'_, str>, &RawValue>) -> Self {
        let json = (!fields.is_empty()).then(|| serde_json::value::to_raw_value(fields).ok());
        Self(json.flatten().map(LazyJson::from))
    }

    fn fields(&self) -> Option<&Map<String, Value>> {
        self.0.as_ref()?.value().as_object()
    }
}

impl fmt::Debug for UnknownFields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_ref().map_or("{}", LazyJson::text))
    }
}

impl From<Map<String, Value>> for UnknownFields {
    fn from(fields: Map<String, Value>) -> Self {
        Self((!fields.is_empty()).then(|| Value::Object(fields).into()))
    }
}

impl From<UnknownFields> for Map<String, Value> {
    fn from(fields: UnknownFields) -> Self {
        match fields.0.as_ref().map(LazyJson::to_value) {
            Some(Value::Object(fields)) => fields,
            _ => Self::new(),
        }
    }
}

/// The value under a name, as of a map.
///
/// # Panics
/// When there is no such field.
impl std::ops::Index<&str> for UnknownFields {
    type Output = Value;

    #[expect(clippy::expect_used, reason = "as `Index` of every map")]
    fn index(&self, name: &str) -> &Value {
        self.get(name).expect("a field of this name")
    }
}

impl Serialize for UnknownFields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Some(fields) => fields.serialize(serializer),
            None => Map::new().serialize(serializer),
        }
    }
}

// Not as text: a field with `#[serde(flatten)]` gets values that serde has already read.
impl<'de> Deserialize<'de> for UnknownFields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Map::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(json: &str) -> UnknownFields {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn fields_are_kept_and_the_newer_of_two_counts() {
        let known = fields(r#"{"one":1,"two":2}"#);
        let both = known.updated_with(&fields(r#"{"two":{"a":[3]}}"#));
        assert_eq!(both, fields(r#"{"two":{"a":[3]},"one":1}"#));
        assert_eq!(both["two"]["a"][0], 3);
        assert_eq!(both.get("three"), None);
        let names: Vec<&str> = both.iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["one", "two"]);
        assert_eq!(
            serde_json::to_string(&both).unwrap(),
            r#"{"one":1,"two":{"a":[3]}}"#
        );
        let map = Map::from(both.clone());
        assert_eq!(UnknownFields::from(map), both);
    }

    #[test]
    fn an_object_without_fields_is_empty() {
        assert!(fields("{}").is_empty());
        assert_eq!(serde_json::to_string(&fields("{}")).unwrap(), "{}");
        assert!(fields("{}").updated_with(&fields("{}")).is_empty());
    }
}
