//! What an activity works on.

use std::borrow::Cow;
use std::sync::Arc;

use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value};

use super::{LenientBool, LenientString};

mod de;

#[cfg(feature = "websocket")]
pub(crate) use de::ContextLike;

/// What an activity works on: a library section, an item, a device.
///
/// Servers build it step by step: the first message of an activity has none, the next brings
/// `librarySectionID` or `key`, later ones add flags (`accessible` and `exists` at 33 %,
/// `refreshed` at 66 % of a metadata refresh, in recorded notifications). Keys without a method of
/// their own are in [`get`](Self::get) and [`iter`](Self::iter).
///
/// A `Context` that is no object at all is kept too, and has no keys: see [`odd`](Self::odd).
///
/// Cloning is cheap: the keys are shared.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Context(Option<Arc<RequestContext>>);

#[derive(Debug, PartialEq, Eq, Hash)]
enum RequestContext {
    /// Sorted by key, at least one.
    Keys(Vec<Entry>),
    Odd(Value),
}

type Entry = (Cow<'static, str>, Value);

/// The keys that recorded servers send: they need no text of their own.
const USUAL: [&str; 8] = [
    "accessible",
    "analyzed",
    "deviceID",
    "exists",
    "key",
    "librarySectionID",
    "refreshed",
    "uuid",
];

impl Context {
    /// The number of the library section (`librarySectionID`).
    #[must_use]
    pub fn library_section_id(&self) -> Option<LenientString> {
        self.read("librarySectionID")
    }

    /// The path of the item or collection (`key`); it may end in `/children`.
    #[must_use]
    pub fn key(&self) -> Option<LenientString> {
        self.read("key")
    }

    /// Whether the item's files could be read.
    #[must_use]
    pub fn accessible(&self) -> Option<bool> {
        self.read("accessible").map(LenientBool::get)
    }

    /// Whether the item's files are there.
    #[must_use]
    pub fn exists(&self) -> Option<bool> {
        self.read("exists").map(LenientBool::get)
    }

    /// Whether anything changed; `false` means looked at and left as it was.
    #[must_use]
    pub fn refreshed(&self) -> Option<bool> {
        self.read("refreshed").map(LenientBool::get)
    }

    /// Whether the media files were read.
    #[must_use]
    pub fn analyzed(&self) -> Option<bool> {
        self.read("analyzed").map(LenientBool::get)
    }

    /// The value under any key, by the server's spelling.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        let mut entries = self.entries().iter();
        entries.find_map(|(known, value)| (known == key).then_some(value))
    }

    /// Every key with its value.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.entries().iter().map(|(key, value)| (&**key, value))
    }

    /// What the server sent in place of an object, if it did.
    #[must_use]
    pub fn odd(&self) -> Option<&Value> {
        match self.0.as_deref() {
            Some(RequestContext::Odd(value)) => Some(value),
            _ => None,
        }
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Whether its values have nothing inside.
    pub(crate) fn is_flat(&self) -> bool {
        let is_flat = |value: &Value| !value.is_object() && !value.is_array();
        self.iter().all(|(_, value)| is_flat(value)) && self.odd().is_none_or(is_flat)
    }

    /// Whether both are one in memory, and not only the same.
    #[cfg(feature = "websocket")]
    pub(crate) fn shares_with(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (one, other) => one.is_none() && other.is_none(),
        }
    }

    // Values are read when asked for: which keys exist is up to the server, and a value of an
    // unexpected kind must stay reachable as it came.
    fn read<'de, T: Deserialize<'de>>(&'de self, key: &str) -> Option<T> {
        T::deserialize(self.get(key)?).ok()
    }

    fn of_odd(value: Value) -> Self {
        Self(Some(Arc::new(RequestContext::Odd(value))))
    }

    fn of_entries(entries: Vec<Entry>) -> Self {
        Self((!entries.is_empty()).then(|| Arc::new(RequestContext::Keys(entries))))
    }

    fn entries(&self) -> &[Entry] {
        match self.0.as_deref() {
            Some(RequestContext::Keys(entries)) => entries,
            _ => &[],
        }
    }
}

impl From<Map<String, Value>> for Context {
    fn from(keys: Map<String, Value>) -> Self {
        let mut entries = Vec::with_capacity(keys.len());
        for (key, value) in keys {
            put(&mut entries, usual(&key), value);
        }
        Self::of_entries(entries)
    }
}

impl Serialize for Context {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let Some(odd) = self.odd() {
            return odd.serialize(serializer);
        }
        let mut map = serializer.serialize_map(Some(self.entries().len()))?;
        for (key, value) in self.iter() {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

/// A key as it is kept.
fn usual(key: &str) -> Cow<'static, str> {
    match USUAL.iter().find(|usual| **usual == key) {
        Some(usual) => Cow::Borrowed(usual),
        None => Cow::Owned(key.to_owned()),
    }
}

/// Adds a key in its place; the last value of several counts.
fn put(entries: &mut Vec<Entry>, key: Cow<'static, str>, value: Value) {
    // As servers send them they are in order.
    if entries.last().is_none_or(|(last, _)| *last < key) {
        entries.push((key, value));
        return;
    }
    match entries.binary_search_by(|(known, _)| known.cmp(&key)) {
        Ok(place) => {
            if let Some((_, known)) = entries.get_mut(place) {
                *known = value;
            }
        }
        Err(place) => entries.insert(place, (key, value)),
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
