//! A list of which one odd entry costs only itself.

use std::fmt;

use serde::de::{DeserializeOwned, DeserializeSeed, Error as _, SeqAccess, Visitor};
use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

use super::ActivityId;
use super::memory_estimate::{is_too_heavy, weight};
use crate::limits::{
    MAX_ACTIVITIES, MAX_ENTRY_WEIGHT, MAX_LEFT_OUT_IDS, MAX_LIST_WEIGHT, MAX_UNREADABLE,
};
use crate::sanitize::printable;

/// A list as servers send it: a JSON array, one object in place of an array of one, `null` in place
/// of an empty one.
///
/// Entries that cannot be read as `T` are kept beside the others as [`Unreadable`], up to
/// [`MAX_UNREADABLE`] of them; of the whole list at most [`MAX_ACTIVITIES`] entries are read. An
/// entry that would take more than `WEIGHT` bytes of memory is not.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LenientVec<T, const WEIGHT: usize = MAX_ENTRY_WEIGHT> {
    readable: Vec<T>,
    unreadable: Vec<Unreadable>,
    left_out: LeftOut,
}

/// An entry of a list that could not be read as what it should be.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Unreadable {
    raw: Value,
    reason: String,
    id: Option<ActivityId>,
}

/// The entries of which a list keeps nothing, but a uuid at best.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct LeftOut {
    /// How many there are.
    pub(crate) count: usize,
    /// The uuids of those that have one that could be read, at most [`MAX_LEFT_OUT_IDS`] of them.
    pub(crate) ids: Vec<ActivityId>,
}

impl<T, const WEIGHT: usize> LenientVec<T, WEIGHT> {
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

    /// How many more entries there were, beyond what is kept of a list.
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
        self.count += 1;
        if self.ids.len() < MAX_LEFT_OUT_IDS {
            self.ids.extend(id_in(json));
        }
    }
}

impl<T, const WEIGHT: usize> Default for LenientVec<T, WEIGHT> {
    fn default() -> Self {
        Self::from(Vec::new())
    }
}

impl<T, const WEIGHT: usize> From<Vec<T>> for LenientVec<T, WEIGHT> {
    fn from(readable: Vec<T>) -> Self {
        Self {
            readable,
            unreadable: Vec::new(),
            left_out: LeftOut::default(),
        }
    }
}

impl Unreadable {
    /// The entry's JSON as the server sent it; its beginning as one text where it is larger than
    /// [`MAX_ENTRY_WEIGHT`](crate::limits::MAX_ENTRY_WEIGHT) or nested too deeply.
    #[must_use]
    pub fn raw(&self) -> &Value {
        &self.raw
    }

    /// Why it could not be read: what was expected, and what came. One line of printable text.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// The entry's `uuid`, where at least that can be read.
    #[must_use]
    pub fn id(&self) -> Option<ActivityId> {
        self.id.clone()
    }

    fn new(json: &str, reason: &str) -> Self {
        let raw = if is_too_heavy(json) {
            None
        } else {
            serde_json::from_str(json).ok()
        };
        Self {
            raw: raw.unwrap_or_else(|| Value::String(printable(json))),
            reason: printable(reason),
            id: id_in(json),
        }
    }
}

impl<T: Serialize, const WEIGHT: usize> Serialize for LenientVec<T, WEIGHT> {
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

impl<'de, T: DeserializeOwned, const WEIGHT: usize> Deserialize<'de> for LenientVec<T, WEIGHT> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // The text of the whole list comes first: what an entry would take must be known before it
        // is decoded, and an error inside of one must not end the list.
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let mut list = Self::default();
        match raw.get().as_bytes().first() {
            Some(b'[') => {
                let entries = Entries(&mut list, MAX_LIST_WEIGHT);
                let mut text = serde_json::Deserializer::from_str(raw.get());
                entries.deserialize(&mut text).map_err(D::Error::custom)?;
            }
            Some(b'{') => list.push(raw.get(), &mut MAX_LIST_WEIGHT.clone()),
            Some(b'n') => {}
            _ => {
                return Err(D::Error::custom(format_args!(
                    "expected a list, a single object or null, got {}",
                    printable(raw.get())
                )));
            }
        }
        Ok(list)
    }
}

impl<T: DeserializeOwned, const WEIGHT: usize> LenientVec<T, WEIGHT> {
    /// Reads one entry, of a list that may still take `room` bytes of memory.
    fn push(&mut self, json: &str, room: &mut usize) {
        let seen = self.readable.len() + self.unreadable.len() + self.left_out.count;
        if seen >= MAX_ACTIVITIES {
            self.left_out.push(json);
            return;
        }
        let weight = weight(json);
        let read = if weight > WEIGHT {
            Err(format!(
                "expected an entry of at most {WEIGHT} bytes in memory, got one of {} bytes of JSON",
                json.len()
            ))
        } else if weight > *room {
            self.left_out.push(json);
            return;
        } else {
            *room -= weight;
            serde_json::from_str(json).map_err(|error| error.to_string())
        };
        match read {
            Ok(entry) => self.readable.push(entry),
            Err(reason) if self.unreadable.len() < MAX_UNREADABLE => {
                self.unreadable.push(Unreadable::new(json, &reason));
            }
            Err(_) => self.left_out.push(json),
        }
    }
}

/// Puts the entries of a list into it, one by one, as long as there is room in memory.
struct Entries<'a, T, const WEIGHT: usize>(&'a mut LenientVec<T, WEIGHT>, usize);

impl<'de, T: DeserializeOwned, const WEIGHT: usize> DeserializeSeed<'de>
    for Entries<'_, T, WEIGHT>
{
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, T: DeserializeOwned, const WEIGHT: usize> Visitor<'de> for Entries<'_, T, WEIGHT> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut entries: A) -> Result<(), A::Error> {
        while let Some(entry) = entries.next_element::<&RawValue>()? {
            self.0.push(entry.get(), &mut self.1);
        }
        Ok(())
    }
}

/// The uuid in an entry of which nothing else is looked at.
fn id_in(json: &str) -> Option<ActivityId> {
    /// What is read of it steps over the rest, whatever its size and depth.
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
    fn what_is_no_list_says_what_was_expected() {
        let error = serde_json::from_str::<LenientVec<LenientInt>>("7").unwrap_err();
        assert!(
            error
                .to_string()
                .contains("expected a list, a single object or null")
        );
    }

    #[test]
    fn an_entry_that_would_take_too_much_memory_is_named_and_not_read() {
        let heavy = format!(r#"[{{"x":[{}0],"uuid":"a"}},1]"#, "{\"\":0},".repeat(1_000));
        let list: LenientVec<LenientInt> = serde_json::from_str(&heavy).unwrap();
        assert_eq!(list.readable().len(), 1);
        let odd = list.unreadable().first().unwrap();
        assert_eq!(odd.id(), Some(ActivityId::new("a").unwrap()));
        assert!(odd.raw().as_str().unwrap().len() <= 200, "{}", odd.raw());
        assert!(odd.reason().contains("16384 bytes"), "{}", odd.reason());

        // A single object in place of a list is no way around it.
        let alone = format!(r#"{{"x":[{}0]}}"#, "{\"\":0},".repeat(1_000));
        let list: LenientVec<Value> = serde_json::from_str(&alone).unwrap();
        assert_eq!((list.readable().len(), list.unreadable().len()), (0, 1));
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
