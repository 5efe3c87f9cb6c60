//! From the JSON of either transport to a [`Notification`]: pure functions, no I/O.
//!
//! A message is read in one pass into the types themselves. Only where that fails, a pass finds its
//! kind and where its entries are, and the entries are read as every list is: one by one.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::decode_failure::Undecodable;
use super::notification::Notification;
use crate::generated::types::Activity;
use crate::limits::{MAX_ACTIVITIES, MAX_ENTRY_BYTES, MAX_UNDECODABLE};
use crate::model::{ActivityChange, Phase};
use crate::wire::{
    ActivityId, DecodeError, LenientInt, LenientString, UnknownFields, Whole, entry_error, explain,
    for_each_entry, read_entry, read_json,
};

/// The kind whose entries are decoded.
pub(super) const ACTIVITY: &str = "activity";

/// The name of an event that has none (HTML standard, "Server-sent events").
pub(super) const UNNAMED: &str = "message";

/// Decodes one message of the WebSocket.
pub(super) fn websocket(message: &str) -> Result<Notification, Undecodable> {
    decode(message, None)
}

/// Decodes one event of the event stream.
pub(super) fn event(name: &str, data: &str) -> Result<Notification, Undecodable> {
    decode(data, Some(name).filter(|name| !name.is_empty()))
}

fn decode(message: &str, event: Option<&str>) -> Result<Notification, Undecodable> {
    let mut notification = match decode_whole(message, event) {
        Some(notification) => notification,
        None => decode_parts(message, event)?,
    };
    notification.message_bytes = message.len();
    Ok(notification)
}

/// Reads a message in one pass; `None` where anything in it is odd, or may be too large.
fn decode_whole(message: &str, event: Option<&str>) -> Option<Notification> {
    if message.len() > MAX_ENTRY_BYTES {
        return None;
    }
    let Object(outer) = serde_json::from_str::<Object<Message<Whole<Change>>>>(message).ok()?;
    let (kind, entries, _) = outer.resolve(event);
    match (kind?, entries) {
        (kind, Some(Whole(entries))) if kind == ACTIVITY => Some(Notification::of_activities(
            entries.into_iter().map(|Change(one)| one).collect(),
        )),
        (kind, _) if kind != ACTIVITY => Some(Notification::other(kind, message)),
        _ => None,
    }
}

/// Finds the entries of a message, and reads each by itself where they cannot be read together.
fn decode_parts(message: &str, event: Option<&str>) -> Result<Notification, Undecodable> {
    let bytes = message.as_bytes();
    let Object(outer) = serde_json::from_str::<Object<Message<&RawValue>>>(message)
        .map_err(|error| Undecodable::new(&explain(bytes, &error).to_string(), bytes))?;
    let (kind, entries, path) = outer.resolve(event);
    let Some(kind) = kind else {
        return Err(Undecodable::new(
            "expected a notification, got an object without `type`",
            bytes,
        ));
    };
    if kind != ACTIVITY {
        return Ok(Notification::other(kind, message));
    }
    match entries {
        Some(entries) => Ok(read_entries(entries.get(), path)),
        None if is_empty(message) => Ok(Notification::of_activities(Vec::new())),
        None => {
            let mut notification = Notification::of_activities(Vec::new());
            let reason = "expected `ActivityNotification`, got nothing by that name";
            notification
                .undecodable
                .push(Undecodable::new(reason, bytes));
            Ok(notification)
        }
    }
}

/// Returns `true` if a notification without entries says that it has none: by its `size`, or because it has
/// no other field either. Otherwise its entries may have a name that this client does not know.
fn is_empty(text: &str) -> bool {
    let read = |json| serde_json::from_str::<Fields<'_>>(json).ok();
    let Some(outer) = read(text) else {
        return false;
    };
    let inner = match outer.get("NotificationContainer") {
        Some(container) => read(container.get()),
        // An event has its kind outside of its data.
        None => Some(outer),
    };
    inner.is_some_and(|fields| match fields.get("size") {
        Some(size) => serde_json::from_str::<LenientInt>(size.get()).is_ok_and(|size| size == 0),
        None => fields.keys().all(|name| name == "type"),
    })
}

/// The names that decide the kind of a message, and its entries as `E`. Where there is a container,
/// the names inside of it count.
#[derive(Deserialize)]
#[serde(bound(deserialize = "E: Deserialize<'de>"))]
struct Message<E> {
    #[serde(rename = "NotificationContainer")]
    container: Option<Object<Container<E>>>,
    #[serde(rename = "type")]
    kind: Option<LenientString>,
    #[serde(rename = "ActivityNotification", default, deserialize_with = "some")]
    entries: Option<E>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "E: Deserialize<'de>"))]
struct Container<E> {
    #[serde(rename = "type")]
    kind: Option<LenientString>,
    #[serde(rename = "ActivityNotification", default, deserialize_with = "some")]
    entries: Option<E>,
}

impl<E> Message<E> {
    /// The kind, the entries, and where in the message they are. The name of an event counts for
    /// more than the names outside of a container.
    fn resolve(self, event: Option<&str>) -> (Option<LenientString>, Option<E>, &'static str) {
        let named = event
            .filter(|&name| name != UNNAMED)
            .map(LenientString::from);
        let (kind, entries, path) = match self.container {
            Some(Object(inner)) => (
                inner.kind.or(named),
                inner.entries,
                "NotificationContainer.ActivityNotification",
            ),
            None => (named.or(self.kind), self.entries, "ActivityNotification"),
        };
        let kind = kind.or_else(|| match event {
            _ if entries.is_some() => Some(ACTIVITY.into()),
            name => name.map(LenientString::from),
        });
        (kind, entries, path)
    }
}

/// `null` is an empty list, and not a missing one.
fn some<'de, D, E>(deserializer: D) -> Result<Option<E>, D::Error>
where
    D: Deserializer<'de>,
    E: Deserialize<'de>,
{
    Deserialize::deserialize(deserializer).map(Some)
}

/// An object and nothing else: a derived implementation would read an array by position.
struct Object<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OnlyMaps<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for OnlyMaps<T> {
            type Value = Object<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a notification")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Object<T>, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(Object)
            }
        }

        deserializer.deserialize_map(OnlyMaps(PhantomData))
    }
}

/// An entry as servers send it.
#[derive(Deserialize)]
struct Entry<'a> {
    #[serde(borrow)]
    event: Cow<'a, str>,
    uuid: Option<&'a str>,
    #[serde(rename = "Activity")]
    activity: Option<Activity>,
    #[serde(flatten)]
    extra: UnknownFields,
}

/// A change without an odd field.
#[derive(Deserialize)]
#[serde(try_from = "Entry<'de>")]
struct Change(ActivityChange);

impl TryFrom<Entry<'_>> for Change {
    type Error = Cow<'static, str>;

    fn try_from(entry: Entry<'_>) -> Result<Self, Self::Error> {
        let mut activity = entry.activity;
        let id = match (entry.uuid, activity.as_mut()) {
            (Some(outer), Some(inside)) if inside.uuid == outer => inside.uuid.clone(),
            (Some(outer), inside) => {
                let id = ActivityId::new(outer).map_err(|error| error.to_string())?;
                if let Some(inside) = inside {
                    inside.uuid = id.clone();
                }
                id
            }
            (None, Some(inside)) => inside.uuid.clone(),
            (None, None) => return Err(MISSING_UUID.into()),
        };
        Ok(Self(ActivityChange {
            event: Phase::from(&*entry.event),
            id,
            activity,
            extra: entry.extra,
        }))
    }
}

const MISSING_UUID: &str = "missing field `uuid`";

/// Reads the text of the entries, which is at `path` in the message.
fn read_entries(entries: &str, path: &str) -> Notification {
    let mut notification = Notification::of_activities(Vec::new());
    let read = for_each_entry(entries, |at, entry| {
        if at < MAX_ACTIVITIES {
            notification.read_entry(entry, &|| format!("{path}[{at}]"));
        } else {
            notification.left_out += 1;
        }
    });
    if let Err(error) = read {
        notification.odd(entries, || error.within(path));
    }
    notification.tell_of_left_out();
    notification
}

/// The fields of an object, each with its JSON.
type Fields<'a> = BTreeMap<Cow<'a, str>, &'a RawValue>;

impl Notification {
    fn read_entry(&mut self, entry: &str, path: &dyn Fn() -> String) {
        if let Some(Change(change)) = read_entry(entry) {
            self.activities.push(change);
        } else if let Some(change) = self.read_odd_entry(entry, path) {
            self.activities.push(change);
        } else {
            self.odd(entry, || entry_error::<Change>(entry).within(&path()));
        }
    }

    /// The event and its activity are worth more than the details of the activity.
    fn read_odd_entry(&mut self, entry: &str, path: &dyn Fn() -> String) -> Option<ActivityChange> {
        let mut fields: Fields<'_> = serde_json::from_str(entry).ok()?;
        let event: LenientString = serde_json::from_str(fields.remove("event")?.get()).ok()?;
        let outer = fields.remove("uuid");
        let inside = fields.remove("Activity").map(RawValue::get);
        let inside = inside.filter(|&json| json != "null");
        let mut activity: Option<Fields<'_>> =
            inside.and_then(|json| serde_json::from_str(json).ok());
        // An invalid uuid counts as missing: the other place may have a valid one.
        let read = |uuid: &&RawValue| serde_json::from_str::<ActivityId>(uuid.get()).ok();
        let inner = || activity.as_ref()?.get("uuid").and_then(read);
        let id = outer.as_ref().and_then(read).or_else(inner)?;
        let mut change = ActivityChange {
            event: Phase::from(event.as_str()),
            id,
            activity: None,
            extra: UnknownFields::default(),
        };
        if entry.len() > MAX_ENTRY_BYTES {
            self.odd(entry, || entry_error::<Change>(entry).within(&path()));
            return Some(change);
        }
        change.extra = UnknownFields::from_raw(&fields);
        // Its own uuid may be missing, or another one.
        let uuid = serde_json::value::to_raw_value(&change.id).ok()?;
        let named = activity.as_mut().and_then(|activity| {
            activity.insert("uuid".into(), &uuid);
            serde_json::to_string(activity).ok()
        });
        match named.as_deref().or(inside).map(read_json::<Activity>) {
            Some(Ok(activity)) => change.activity = Some(activity),
            Some(Err(error)) => self.odd(entry, || error.within("Activity").within(&path())),
            None => {}
        }
        Some(change)
    }

    fn odd(&mut self, text: &str, reason: impl FnOnce() -> DecodeError) {
        if self.undecodable.len() < MAX_UNDECODABLE {
            let reason = reason().to_string();
            self.undecodable
                .push(Undecodable::new(&reason, text.as_bytes()));
        } else {
            self.left_out += 1;
        }
    }

    /// Adds one part for all parts that were not kept.
    fn tell_of_left_out(&mut self) {
        if self.left_out > 0 {
            let reason = format!("{} more parts cannot be read", self.left_out);
            self.undecodable.push(Undecodable::new(&reason, b""));
        }
    }
}

#[cfg(test)]
mod tests;
