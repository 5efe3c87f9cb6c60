//! JSON of an open shape, kept as the text that the server sent.

use std::borrow::Cow;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::sanitize::printable;

/// A JSON value whose shape no schema knows. It keeps its text, and is decoded at the first access.
///
/// A text takes as much memory as it has bytes. A decoded [`Value`] can take 150 times as much, so a
/// server cannot fill the memory with values that no caller looks at.
///
/// Two are equal when their values are, however they are spelled. Cloning is cheap: the text is
/// shared. It reads from and writes to `serde_json`; formats that are not JSON are written only.
///
/// ```
/// use plex_api::LazyJson;
///
/// let json: LazyJson = serde_json::from_str(r#"{"done": [1, 2]}"#)?;
/// assert_eq!(json.text(), r#"{"done": [1, 2]}"#);
/// assert_eq!(json.value()["done"][1], 2);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct LazyJson(Arc<JsonText>);

impl LazyJson {
    /// The text as the server sent it.
    #[must_use]
    pub fn text(&self) -> &str {
        self.0.text()
    }

    /// The value. It is decoded at the first call and kept.
    ///
    /// A value that cannot be decoded (nested more than 127 levels deep, or with a number that is
    /// out of range) reads as a text: the beginning of its JSON.
    #[must_use]
    pub fn value(&self) -> &Value {
        self.0.value()
    }

    /// The value, which is not kept: the crate's own looks cost no memory afterwards.
    pub(crate) fn to_value(&self) -> Value {
        self.0.peek().into_owned()
    }
}

impl fmt::Debug for LazyJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl From<Box<RawValue>> for LazyJson {
    fn from(text: Box<RawValue>) -> Self {
        Self(Arc::new(JsonText::from(text)))
    }
}

impl From<Value> for LazyJson {
    fn from(value: Value) -> Self {
        Self(Arc::new(JsonText::from(value)))
    }
}

impl Serialize for LazyJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for LazyJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        JsonText::deserialize(deserializer).map(|text| Self(Arc::new(text)))
    }
}

/// The text of one JSON value, and the value after the first access.
#[derive(Clone)]
pub(super) struct JsonText {
    text: Box<RawValue>,
    // In a box: a value is large, and most callers of this type never ask for it.
    value: OnceLock<Box<Value>>,
}

impl JsonText {
    pub(super) fn text(&self) -> &str {
        self.text.get()
    }

    /// The value, which is kept for the next call.
    pub(super) fn value(&self) -> &Value {
        self.value.get_or_init(|| Box::new(self.decode()))
    }

    /// The value, as it is kept or for this call alone.
    pub(super) fn peek(&self) -> Cow<'_, Value> {
        match self.value.get() {
            Some(value) => Cow::Borrowed(value),
            None => Cow::Owned(self.decode()),
        }
    }

    fn decode(&self) -> Value {
        serde_json::from_str(self.text()).unwrap_or_else(|_| Value::String(printable(self.text())))
    }
}

impl From<Value> for JsonText {
    fn from(value: Value) -> Self {
        // A `Value` always has a text: its keys are strings.
        let text = serde_json::value::to_raw_value(&value);
        Self::from(text.unwrap_or_else(|_| RawValue::NULL.to_owned()))
    }
}

impl From<Box<RawValue>> for JsonText {
    fn from(text: Box<RawValue>) -> Self {
        Self {
            text,
            value: OnceLock::new(),
        }
    }
}

impl PartialEq for JsonText {
    fn eq(&self, other: &Self) -> bool {
        self.text() == other.text() || self.peek() == other.peek()
    }
}

impl Eq for JsonText {}

impl Hash for JsonText {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.peek().hash(state);
    }
}

impl Serialize for JsonText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Not as a `RawValue`, which formats other than JSON do not know.
        self.peek().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for JsonText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Box::<RawValue>::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> LazyJson {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn it_is_written_as_the_value_that_it_is() {
        let text = r#"{"b": [1, 2.5, "\u0061"], "a": null}"#;
        assert_eq!(json(text).text(), text);
        let written = serde_json::to_string(&json(text)).unwrap();
        assert_eq!(written, r#"{"a":null,"b":[1,2.5,"a"]}"#);
        assert_eq!(
            LazyJson::from(serde_json::to_value(json(text)).unwrap()),
            json(text)
        );
    }

    #[test]
    fn spelling_makes_no_difference() {
        let hash = |json: &LazyJson| {
            let mut hasher = std::hash::DefaultHasher::new();
            json.hash(&mut hasher);
            hasher.finish()
        };
        let (one, other) = (json(r#"{"a":1,"b":"x"}"#), json(r#"{"b":"\u0078", "a":1}"#));
        assert_eq!(one, other);
        assert_eq!(hash(&one), hash(&other));
        assert_ne!(one, json(r#"{"a":1}"#));
    }

    #[test]
    fn a_value_that_cannot_be_decoded_reads_as_its_beginning() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        for text in [deep.as_str(), "[1e999]", r#"{"a":"\ud800"}"#] {
            let json = json(text);
            let begin = json.value().as_str().unwrap();
            assert!(begin.len() <= 200, "{}", begin.len());
            assert_eq!(begin.get(..5), text.get(..5));
            assert!(serde_json::to_string(&json).is_ok());
        }
    }
}
