//! A list in which one odd entry costs only itself.
//!
//! This is the only way in which lists of answers and notifications are read: first the whole text in
//! one pass, and only if that fails each entry by itself.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

use super::decode_error::{DecodeError, read_json};
use super::{ActivityId, LazyJson};
use crate::limits::{MAX_ACTIVITIES, MAX_ENTRY_BYTES, MAX_LEFT_OUT_IDS, MAX_UNREADABLE};
use crate::sanitize::printable;

/// A list as servers send it: a JSON array, one object where an array of one is meant, or `null`
/// where an empty one is.
///
/// Entries that cannot be read as `T` are kept beside the others as [`Unreadable`], up to
/// [`MAX_UNREADABLE`] of them. Of the whole list at most [`MAX_ACTIVITIES`] entries are read, and
/// none that has more than [`MAX_ENTRY_BYTES`] of JSON.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LenientVec<T> {
    readable: Vec<T>,
    unreadable: Vec<Unreadable>,
    left_out: LeftOut,
}

/// An entry of a list that could not be read as its type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Unreadable {
    raw: LazyJson,
    reason: String,
    id: Option<ActivityId>,
}

/// The entries beyond the limits of a list. It keeps at most their uuids.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct LeftOut {
    /// The number of entries.
    pub(crate) count: usize,
    /// Their uuids, at most [`MAX_LEFT_OUT_IDS`]. After [`MAX_UNREADABLE`] entries without a readable
    /// uuid no more are looked for.
    pub(crate) ids: Vec<ActivityId>,
}

impl<T> LenientVec<T> {
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

    /// Returns the number of further entries beyond the limit of a list.
    #[must_use]
    pub fn left_out(&self) -> usize {
        self.left_out.count
    }

    /// Both kinds of entries, to keep.
    #[must_use]
    pub fn into_parts(self) -> (Vec<T>, Vec<Unreadable>) {
        (self.readable, self.unreadable)
    }

    pub(crate) fn into_all_parts(self) -> (Vec<T>, Vec<Unreadable>, LeftOut) {
        (self.readable, self.unreadable, self.left_out)
    }
}

impl LeftOut {
    fn push(&mut self, json: &str) {
        // An entry without a uuid does not hide those behind it, which somebody may wait for. But a
        // hostile list has millions of them, and each costs an attempt to read it.
        let without_id = self.count - self.ids.len();
        if without_id < MAX_UNREADABLE && self.ids.len() < MAX_LEFT_OUT_IDS {
            self.ids.extend(id_in(json));
        }
        self.count += 1;
    }
}

impl<T> Default for LenientVec<T> {
    fn default() -> Self {
        Self::from(Vec::new())
    }
}

impl<T> From<Vec<T>> for LenientVec<T> {
    fn from(readable: Vec<T>) -> Self {
        Self {
            readable,
            unreadable: Vec::new(),
            left_out: LeftOut::default(),
        }
    }
}

impl Unreadable {
    /// The entry's JSON as the server sent it, decoded at the first call; its beginning as one text
    /// where it has more than [`MAX_ENTRY_BYTES`](crate::limits::MAX_ENTRY_BYTES) or is nested too
    /// deeply.
    #[must_use]
    pub fn raw(&self) -> &Value {
        self.raw.value()
    }

    /// Returns the reason why it could not be read: the place, what was expected, and what came. It is one
    /// line of printable text.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// The entry's `uuid`, where at least that can be read.
    #[must_use]
    pub fn id(&self) -> Option<ActivityId> {
        self.id.clone()
    }

    /// The same with its place in the answer, in which the list is at `path`.
    pub(crate) fn within(self, path: &str) -> Self {
        Self {
            reason: printable(&format!("{path}{}", self.reason)),
            ..self
        }
    }

    fn new(json: &str, reason: &DecodeError) -> Self {
        let raw = match json.len() {
            ..=MAX_ENTRY_BYTES => serde_json::from_str(json).ok(),
            _ => None,
        };
        Self {
            raw: raw.unwrap_or_else(|| Value::String(printable(json)).into()),
            reason: printable(&reason.to_string()),
            id: id_in(json),
        }
    }
}

impl<T: Serialize> Serialize for LenientVec<T> {
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

impl<'de, T: DeserializeOwned> Deserialize<'de> for LenientVec<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // The text of the whole list comes first: an error inside of an entry must not end the list.
        let json = Box::<RawValue>::deserialize(deserializer)?;
        Self::read(json.get()).map_err(D::Error::custom)
    }
}

impl<T: DeserializeOwned> LenientVec<T> {
    /// Reads the text of a list.
    pub(crate) fn read(json: &str) -> Result<Self, DecodeError> {
        if let Some(readable) = read_whole(json) {
            return Ok(Self::from(readable));
        }
        let mut list = Self::default();
        for_each_entry(json, |at, entry| list.push(at, entry))?;
        Ok(list)
    }

    fn push(&mut self, at: usize, json: &str) {
        if at >= MAX_ACTIVITIES {
            self.left_out.push(json);
        } else if let Some(entry) = read_entry(json) {
            self.readable.push(entry);
        } else if self.unreadable.len() < MAX_UNREADABLE {
            let reason = entry_error::<T>(json).within(&format!("[{at}]"));
            self.unreadable.push(Unreadable::new(json, &reason));
        } else {
            self.left_out.push(json);
        }
    }
}

/// Reads the text of a list in one pass; `None` where anything in it is odd, or may be too large.
///
/// No entry is larger than the whole, and the values of a text that has no more bytes than one
/// entry may have do not fill the memory.
pub(crate) fn read_whole<'de, T: Deserialize<'de>>(json: &'de str) -> Option<Vec<T>> {
    if json.len() > MAX_ENTRY_BYTES {
        return None;
    }
    let Whole(entries) = serde_json::from_str(json).ok()?;
    Some(entries)
}

/// A list without an odd entry: an array of at most [`MAX_ACTIVITIES`] entries, one object, or
/// `null`.
pub(crate) struct Whole<T>(pub(crate) Vec<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Whole<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Entries<T> {
            type Value = Whole<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list, a single object or null")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Whole<T>, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = list.next_element()? {
                    if entries.len() == MAX_ACTIVITIES {
                        return Err(A::Error::custom("too many entries"));
                    }
                    entries.push(entry);
                }
                Ok(Whole(entries))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Whole<T>, A::Error> {
                let entry = T::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Whole(vec![entry]))
            }

            fn visit_unit<E>(self) -> Result<Whole<T>, E> {
                Ok(Whole(Vec::new()))
            }
        }

        deserializer.deserialize_any(Entries(PhantomData))
    }
}

/// Gives the text of each entry of a list, with its number. An object alone is a list of one.
pub(crate) fn for_each_entry(json: &str, each: impl FnMut(usize, &str)) -> Result<(), DecodeError> {
    struct Entries<F>(F);

    impl<'de, F: FnMut(usize, &str)> Visitor<'de> for Entries<F> {
        type Value = ();

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list")
        }

        fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
            let mut at = 0;
            while let Some(entry) = list.next_element::<&RawValue>()? {
                (self.0)(at, entry.get());
                at += 1;
            }
            Ok(())
        }
    }

    let mut entries = Entries(each);
    match json.as_bytes().first() {
        Some(b'[') => serde_json::Deserializer::from_str(json)
            .deserialize_seq(entries)
            .map_err(|error| DecodeError::new("", error.to_string())),
        Some(b'{') => {
            (entries.0)(0, json);
            Ok(())
        }
        Some(b'n') => Ok(()),
        _ => Err(DecodeError::new(
            "",
            format!(
                "expected a list, a single object or null, got {}",
                printable(json)
            ),
        )),
    }
}

/// Reads one entry of a list.
pub(crate) fn read_entry<'de, T: Deserialize<'de>>(json: &'de str) -> Option<T> {
    match json.len() {
        ..=MAX_ENTRY_BYTES => serde_json::from_str(json).ok(),
        _ => None,
    }
}

/// The reason why [`read_entry`] gives nothing. It reads the entry again, since most reasons are never shown.
pub(crate) fn entry_error<'de, T: Deserialize<'de>>(json: &'de str) -> DecodeError {
    let what = match json.len() {
        ..=MAX_ENTRY_BYTES => match read_json::<T>(json) {
            Err(error) => return error,
            Ok(_) => "expected another entry".to_owned(),
        },
        length => {
            format!("expected an entry of at most {MAX_ENTRY_BYTES} bytes, got one of {length}")
        }
    };
    DecodeError::new("", what)
}

/// The uuid of an entry; its other fields are not read.
fn id_in(json: &str) -> Option<ActivityId> {
    /// The uuid alone. Reading it skips the other fields, of any size and depth.
    #[derive(Deserialize)]
    struct Named {
        uuid: ActivityId,
    }
    let is_object = json.starts_with('{');
    is_object
        .then(|| serde_json::from_str::<Named>(json).ok())?
        .map(|named| named.uuid)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::LenientInt;

    fn numbers(json: &str) -> (Vec<i64>, Vec<Value>) {
        let list: LenientVec<LenientInt> = serde_json::from_str(json).unwrap();
        let (readable, unreadable) = list.into_parts();
        (
            readable.into_iter().map(LenientInt::get).collect(),
            unreadable.iter().map(|entry| entry.raw().clone()).collect(),
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
        let list: LenientVec<std::collections::BTreeMap<String, LenientInt>> =
            serde_json::from_str(r#"{"a":1}"#).unwrap();
        assert_eq!(list.readable().len(), 1);

        let list: LenientVec<LenientInt> = serde_json::from_str(r#"{"uuid":"a"}"#).unwrap();
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
        for depth in [200, 1_000_000] {
            let deep = format!("[1,{}{}]", "[".repeat(depth), "]".repeat(depth));
            let (readable, unreadable) = numbers(&deep);
            assert_eq!(readable, [1]);
            assert!(unreadable[0].is_string());
        }
    }

    #[test]
    fn other_values_say_that_a_list_was_expected() {
        let error = serde_json::from_str::<LenientVec<LenientInt>>("7").unwrap_err();
        assert!(
            error
                .to_string()
                .contains("expected a list, a single object or null")
        );
    }

    #[test]
    fn an_entry_that_is_too_large_is_named_and_not_read() {
        let huge = format!(
            r#"{{"x":[{}0],"uuid":"a"}}"#,
            "0,".repeat(MAX_ENTRY_BYTES / 2)
        );
        let list: LenientVec<LenientInt> = serde_json::from_str(&format!("[1,{huge}]")).unwrap();
        assert_eq!(list.readable().len(), 1);
        let odd = list.unreadable().first().unwrap();
        assert_eq!(odd.id(), Some(ActivityId::new("a").unwrap()));
        assert!(odd.raw().as_str().unwrap().len() <= 200, "{}", odd.raw());
        assert!(
            odd.reason()
                .starts_with("[1]: expected an entry of at most"),
            "{}",
            odd.reason()
        );

        // A single object has the same limit.
        let list: LenientVec<Value> = serde_json::from_str(&huge).unwrap();
        assert_eq!((list.readable().len(), list.unreadable().len()), (0, 1));
    }

    #[test]
    fn the_reason_names_the_field() {
        #[derive(Deserialize)]
        #[expect(dead_code, reason = "read, and not looked at")]
        struct Outer {
            deep: std::collections::BTreeMap<String, LenientInt>,
        }
        let list: LenientVec<Outer> =
            serde_json::from_str(r#"[{"deep":{}},{"deep":{"a":1,"b":{}}},{}]"#).unwrap();
        let reasons: Vec<String> = list
            .unreadable
            .into_iter()
            .map(|odd| odd.within("List").reason)
            .collect();
        assert_eq!(
            reasons,
            [
                "List[1].deep.b: expected a whole number, got an object",
                "List[2]: missing field `deep`"
            ]
        );
    }

    #[test]
    fn what_is_kept_of_a_list_is_bounded_and_the_rest_is_counted() {
        let many = format!("[{}0]", "1,".repeat(MAX_ACTIVITIES + 9));
        let list: LenientVec<LenientInt> = serde_json::from_str(&many).unwrap();
        assert_eq!(
            (list.readable().len(), list.left_out()),
            (MAX_ACTIVITIES, 10)
        );
        assert!(list.left_out.ids.is_empty(), "numbers have no uuid");

        let beyond = format!(
            "[{}0]",
            r#"{"uuid":"a"},"#.repeat(MAX_LEFT_OUT_IDS + MAX_ACTIVITIES)
        );
        let list: LenientVec<Value> = serde_json::from_str(&beyond).unwrap();
        assert_eq!(list.left_out(), MAX_LEFT_OUT_IDS + 1);
        assert_eq!(list.left_out.ids.len(), MAX_LEFT_OUT_IDS);

        let behind = format!(
            r#"[{}{{}},{{"uuid":"late"}}]"#,
            r#"{"uuid":"a"},"#.repeat(MAX_ACTIVITIES)
        );
        let list: LenientVec<Value> = serde_json::from_str(&behind).unwrap();
        assert_eq!(list.left_out(), 2);
        assert_eq!(list.left_out.ids, [ActivityId::new("late").unwrap()]);

        let odd = format!("[{}1]", r#"{"uuid":"a"},"#.repeat(MAX_UNREADABLE + 9));
        let list: LenientVec<LenientInt> = serde_json::from_str(&odd).unwrap();
        assert_eq!(list.readable().len(), 1);
        assert_eq!(
            (list.unreadable().len(), list.left_out()),
            (MAX_UNREADABLE, 9)
        );
        assert_eq!(list.left_out.ids.len(), 9);
    }
}
