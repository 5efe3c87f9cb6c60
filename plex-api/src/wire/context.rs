//! The thing that an activity works on.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::OnceLock;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::lazy_json::JsonText;
use super::{LenientBool, LenientString};

/// The thing that an activity works on: a library section, an item, a device.
///
/// Servers build it step by step: the first message of an activity has none, the next brings
/// `librarySectionID` or `key`, later ones add flags (`accessible` and `exists` at 33 %,
/// `refreshed` at 66 % of a metadata refresh, in recorded notifications). Keys without a method of
/// their own are in [`get`](Self::get) and [`iter`](Self::iter).
///
/// A `Context` that is not an object is kept too, and has no keys: see [`odd`](Self::odd).
///
/// It keeps its JSON text and decodes it at the first access. Two are equal when their values are,
/// however they are spelled.
#[derive(Clone, Default)]
pub struct Context {
    /// `None` if there are no keys.
    json: Option<JsonText>,
    /// Read apart from the others: they are small, and filters ask for them all the time.
    known: OnceLock<Box<Known>>,
}

/// The keys with a method of their own. A value of another kind counts as none there, and stays
/// reachable as it came.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct Known {
    #[serde(rename = "librarySectionID", deserialize_with = "if_it_fits")]
    library_section_id: Option<LenientString>,
    #[serde(deserialize_with = "if_it_fits")]
    key: Option<LenientString>,
    #[serde(deserialize_with = "if_it_fits")]
    accessible: Option<LenientBool>,
    #[serde(deserialize_with = "if_it_fits")]
    exists: Option<LenientBool>,
    #[serde(deserialize_with = "if_it_fits")]
    refreshed: Option<LenientBool>,
    #[serde(deserialize_with = "if_it_fits")]
    analyzed: Option<LenientBool>,
}

fn if_it_fits<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let value = <&RawValue>::deserialize(deserializer)?;
    Ok(serde_json::from_str(value.get()).ok())
}

impl Known {
    fn read(json: &JsonText) -> Self {
        // An array would be read by position.
        if !json.text().starts_with('{') {
            return Self::default();
        }
        // A key that comes twice ends the first try; in the value the last one counts.
        serde_json::from_str(json.text())
            .or_else(|_| serde_json::from_str(&json.peek().to_string()))
            .unwrap_or_default()
    }
}

impl Context {
    /// The number of the library section (`librarySectionID`).
    #[must_use]
    pub fn library_section_id(&self) -> Option<LenientString> {
        self.known()?.library_section_id.clone()
    }

    /// The path of the item or collection (`key`); it may end in `/children`.
    #[must_use]
    pub fn key(&self) -> Option<LenientString> {
        self.known()?.key.clone()
    }

    /// Returns `true` if the item's files could be read.
    #[must_use]
    pub fn accessible(&self) -> Option<bool> {
        self.known()?.accessible.map(LenientBool::get)
    }

    /// Returns `true` if the item's files exist.
    #[must_use]
    pub fn exists(&self) -> Option<bool> {
        self.known()?.exists.map(LenientBool::get)
    }

    /// Returns `true` if anything changed; `false` if the server checked the item and changed nothing.
    #[must_use]
    pub fn refreshed(&self) -> Option<bool> {
        self.known()?.refreshed.map(LenientBool::get)
    }

    /// Returns `true` if the media files were analyzed.
    #[must_use]
    pub fn analyzed(&self) -> Option<bool> {
        self.known()?.analyzed.map(LenientBool::get)
    }

    /// The value under any key, by the server's spelling.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.value()?.as_object()?.get(key)
    }

    /// Every key with its value, sorted by key.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        let keys = self.value().and_then(Value::as_object);
        let keys = keys.into_iter().flatten();
        keys.map(|(key, value)| (key.as_str(), value))
    }

    /// The server's value, if it is not an object.
    #[must_use]
    pub fn odd(&self) -> Option<&Value> {
        self.value().filter(|value| !value.is_object())
    }

    /// Returns `true` if the context has no content.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.json.is_none()
    }

    fn value(&self) -> Option<&Value> {
        self.json.as_ref().map(JsonText::value)
    }

    fn known(&self) -> Option<&Known> {
        let json = self.json.as_ref()?;
        Some(self.known.get_or_init(|| Box::new(Known::read(json))))
    }
}

impl From<JsonText> for Context {
    fn from(json: JsonText) -> Self {
        let json = match json.text() {
            text if is_empty(text) => return Self::default(),
            text if text.starts_with('[') => match json.peek().as_ref() {
                // JSON that was made from XML wraps every child in a list.
                Value::Array(list) => match list.as_slice() {
                    [keys @ Value::Object(_)] => return Self::from(JsonText::from(keys.clone())),
                    _ => json,
                },
                _ => json,
            },
            _ => json,
        };
        Self {
            json: Some(json),
            known: OnceLock::new(),
        }
    }
}

/// Returns `true` if it is `null`, `{}` or `[]`.
fn is_empty(json: &str) -> bool {
    match json.as_bytes() {
        b"null" => true,
        [b'{', inside @ .., b'}'] | [b'[', inside @ .., b']'] => {
            inside.trim_ascii_start().is_empty()
        }
        _ => false,
    }
}

impl From<Map<String, Value>> for Context {
    fn from(keys: Map<String, Value>) -> Self {
        Self::from(JsonText::from(Value::Object(keys)))
    }
}

impl PartialEq for Context {
    fn eq(&self, other: &Self) -> bool {
        self.json == other.json
    }
}

impl Eq for Context {}

impl Hash for Context {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.json.hash(state);
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let json = self.json.as_ref().map_or("{}", JsonText::text);
        write!(f, "Context({json})")
    }
}

impl Serialize for Context {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.json {
            Some(json) => json.serialize(serializer),
            None => Map::new().serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Context {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        JsonText::deserialize(deserializer).map(Self::from)
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
    fn keys_are_in_order_and_the_last_of_two_counts() {
        let context = context(r#"{"z":1,"key":"a","accessible":true,"new":{"b":[1]},"key":"b"}"#);
        let keys: Vec<&str> = context.iter().map(|(key, _)| key).collect();
        assert_eq!(keys, ["accessible", "key", "new", "z"]);
        assert_eq!(context.key().unwrap(), "b");
    }

    #[test]
    fn a_context_that_is_not_an_object_is_kept() {
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
