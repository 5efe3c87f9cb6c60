//! The short way through a message: what servers send all the time is read in one pass, straight into
//! the public types, and texts that were there before are shared and not made anew.
//!
//! Whatever is not as usual is left to the decoder, which says what is odd about it.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::memory::Memory;
use super::notification::Notification;
use crate::generated::types::Activity;
use crate::limits::MAX_ACTIVITIES;
use crate::model::{ActivityChange, Phase};
use crate::wire::{
    ActivityId, ContextLike, LenientBool, LenientInt, LenientString, Progress, TextLike,
};

/// Reads a message of the WebSocket, if it is as usual.
pub(super) fn websocket(text: &str, memory: &mut Memory) -> Option<Notification> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let changes = Object(Message(memory)).deserialize(&mut reader).ok()?;
    reader.end().ok()?;
    if changes.len() > MAX_ACTIVITIES || !changes.iter().all(is_light) {
        return None;
    }
    for change in &changes {
        memory.note(change, text);
    }
    Some(Notification::of_activities(changes))
}

/// An id, and what was said of it last.
fn find<'m, E: Error>(
    memory: &'m Memory,
    id: &str,
) -> Result<(ActivityId, Option<&'m Activity>), E> {
    match memory.find(id) {
        Some(activity) => Ok((activity.uuid.clone(), Some(activity))),
        None => Ok((ActivityId::new(id).map_err(E::custom)?, None)),
    }
}

/// Whether it takes no more memory than its text, whatever the text is.
fn is_light(change: &ActivityChange) -> bool {
    change.extra.is_empty() && change.activity.as_ref().is_none_or(crate::wire::is_light)
}

struct Message<'m>(&'m Memory);

struct Container<'m>(&'m Memory);

struct Entries<'m>(&'m Memory);

struct Entry<'m>(&'m Memory);

struct Inside<'m> {
    memory: &'m Memory,
    id: Option<ActivityId>,
    known: Option<&'m Activity>,
}

impl<'de> Fields<'de> for Message<'_> {
    type Value = Vec<ActivityChange>;

    fn take<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut changes = None;
        while let Some(key) = map.next_key::<&str>()? {
            match key {
                "NotificationContainer" => {
                    set(
                        &mut changes,
                        map.next_value_seed(Object(Container(self.0)))?,
                    )?;
                }
                _ => return Err(unusual()),
            }
        }
        changes.ok_or_else(unusual)
    }
}

impl<'de> Fields<'de> for Container<'_> {
    type Value = Vec<ActivityChange>;

    fn take<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let (mut kind, mut changes) = (None, None);
        while let Some(key) = map.next_key::<&str>()? {
            match key {
                "type" => set(&mut kind, map.next_value::<&str>()?)?,
                "ActivityNotification" => {
                    set(&mut changes, map.next_value_seed(Entries(self.0))?)?;
                }
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        // Of other kinds nothing inside counts.
        let changes = changes.filter(|_| kind == Some(super::decode::ACTIVITY));
        changes.ok_or_else(unusual)
    }
}

impl<'de> DeserializeSeed<'de> for Entries<'_> {
    type Value = Vec<ActivityChange>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Entries<'_> {
    type Value = Vec<ActivityChange>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        // One is what every recording has.
        let mut changes = Vec::with_capacity(1);
        while let Some(change) = list.next_element_seed(Object(Entry(self.0)))? {
            changes.push(change);
        }
        Ok(changes)
    }
}

impl<'de> Fields<'de> for Entry<'_> {
    type Value = ActivityChange;

    fn take<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let (mut event, mut id, mut activity) = (None, None, None);
        let mut known = None;
        let mut extra = Map::new();
        while let Some(key) = map.next_key::<&str>()? {
            match key {
                "event" => set(&mut event, Phase::from(map.next_value::<&str>()?))?,
                "uuid" => {
                    let (new, activity) = find(self.0, map.next_value::<&str>()?)?;
                    known = activity;
                    set(&mut id, new)?;
                }
                "Activity" => {
                    let inside = Maybe(Object(Inside {
                        memory: self.0,
                        id: id.clone(),
                        known,
                    }));
                    set(&mut activity, map.next_value_seed(inside)?)?;
                }
                _ => drop(extra.insert(key.to_owned(), map.next_value()?)),
            }
        }
        let id: ActivityId = id.ok_or_else(unusual)?;
        let activity: Option<Activity> = activity.flatten();
        if activity.as_ref().is_some_and(|inside| inside.uuid != id) {
            // The outer one counts; the decoder sees to that.
            return Err(unusual());
        }
        Ok(ActivityChange {
            event: event.ok_or_else(unusual)?,
            id,
            activity,
            extra,
        })
    }
}

impl<'de> Fields<'de> for Inside<'_> {
    type Value = Activity;

    fn take<A: MapAccess<'de>>(self, mut map: A) -> Result<Activity, A::Error> {
        let Self {
            memory,
            mut id,
            mut known,
        } = self;
        let (mut kind, mut title, mut subtitle, mut progress) = (None, None, None, None);
        let (mut cancellable, mut user_id, mut context, mut response) = (None, None, None, None);
        let mut extra = Map::new();
        while let Some(key) = map.next_key::<&str>()? {
            match key {
                "uuid" => {
                    let text = map.next_value::<&str>()?;
                    if id.as_ref().is_none_or(|id| id != text) {
                        let (new, activity) = find(memory, text)?;
                        set(&mut id, new)?;
                        known = activity;
                    }
                }
                "type" => set(
                    &mut kind,
                    map.next_value_seed(text(known.and_then(|one| one.type_.as_ref())))?,
                )?,
                "title" => set(
                    &mut title,
                    map.next_value_seed(text(known.and_then(|one| one.title.as_ref())))?,
                )?,
                "subtitle" => set(
                    &mut subtitle,
                    map.next_value_seed(text(known.and_then(|one| one.subtitle.as_ref())))?,
                )?,
                "progress" => set(&mut progress, map.next_value::<Option<Progress>>()?)?,
                "cancellable" => set(&mut cancellable, map.next_value::<Option<LenientBool>>()?)?,
                "userID" => set(&mut user_id, map.next_value::<Option<LenientInt>>()?)?,
                "Context" => {
                    let like = ContextLike(known.and_then(|one| one.context.as_ref()));
                    set(&mut context, map.next_value_seed(Maybe(like))?)?;
                }
                "Response" => set(&mut response, map.next_value::<Option<Value>>()?)?,
                _ => drop(extra.insert(key.to_owned(), map.next_value()?)),
            }
        }
        Ok(Activity {
            cancellable: cancellable.flatten(),
            context: context.flatten(),
            progress: progress.flatten(),
            response: response.flatten(),
            subtitle: subtitle.flatten(),
            title: title.flatten(),
            type_: kind.flatten(),
            user_id: user_id.flatten(),
            uuid: id.ok_or_else(unusual)?,
            extra,
        })
    }
}

fn text(known: Option<&LenientString>) -> Maybe<TextLike<'_>> {
    Maybe(TextLike(known))
}

/// What takes the fields of an object one by one.
trait Fields<'de>: Sized {
    type Value;

    fn take<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error>;
}

/// Reads an object, and nothing else.
struct Object<F>(F);

impl<'de, F: Fields<'de>> DeserializeSeed<'de> for Object<F> {
    type Value = F::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<F::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, F: Fields<'de>> Visitor<'de> for Object<F> {
    type Value = F::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<F::Value, A::Error> {
        self.0.take(map)
    }
}

/// Reads what may be `null`.
struct Maybe<S>(S);

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Maybe<S> {
    type Value = Option<S::Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de, S: DeserializeSeed<'de>> Visitor<'de> for Maybe<S> {
    type Value = Option<S::Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or null")
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        self.0.deserialize(deserializer).map(Some)
    }
}

/// Nobody reads this: it only ends the short way.
fn unusual<E: Error>() -> E {
    E::custom("unusual")
}

/// Sets what has not been set yet: which of two counts is the decoder's business.
fn set<T, E: Error>(place: &mut Option<T>, value: T) -> Result<(), E> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(unusual()),
    }
}

#[cfg(test)]
mod tests;
