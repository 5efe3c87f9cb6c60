//! From the JSON of either transport to a [`Notification`]: pure functions, no I/O.
//!
//! A notification that is not about activities is not decoded: one pass over its text finds its
//! kind, and steps over the rest.

use std::fmt;

use serde::de::{Error as _, IgnoredAny, MapAccess};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::decode_failure::Undecodable;
use super::notification::Notification;
use crate::generated::types::Activity;
use crate::limits::{MAX_ACTIVITIES, MAX_UNDECODABLE};
use crate::model::{ActivityChange, Phase};
use crate::wire::{ActivityId, LenientString, is_too_heavy};

/// The kind whose entries are decoded.
pub(super) const ACTIVITY: &str = "activity";

/// The name of an event that has none (HTML standard, "Server-sent events").
pub(super) const UNNAMED: &str = "message";

/// Decodes one message of the WebSocket.
pub(super) fn websocket(message: &[u8]) -> Result<Notification, Undecodable> {
    decode(message, None)
}

/// Decodes one event of the event stream.
pub(super) fn event(name: &str, data: &[u8]) -> Result<Notification, Undecodable> {
    decode(data, Some(name).filter(|name| !name.is_empty()))
}

fn decode(message: &[u8], event: Option<&str>) -> Result<Notification, Undecodable> {
    let text = std::str::from_utf8(message).map_err(|error| {
        let reason = format!(
            "expected UTF-8, got another byte at {}",
            error.valid_up_to()
        );
        Undecodable::new(&reason, message)
    })?;
    let outer: Peek<'_> = serde_json::from_str(text)
        .map_err(|error| Undecodable::new(&error.to_string(), message))?;
    let named = event.filter(|&name| name != UNNAMED);
    let (kind, peek) = match outer {
        Peek {
            container: Some(inner),
            ..
        } => (
            inner.kind.clone().or(named.map(LenientString::from)),
            *inner,
        ),
        peek => (named.map(LenientString::from).or(peek.kind.clone()), peek),
    };
    let kind = match (kind, event) {
        (Some(kind), _) => kind,
        (None, _) if peek.entries.is_some() => ACTIVITY.into(),
        (None, Some(name)) => name.into(),
        (None, None) => {
            return Err(Undecodable::new(
                "expected a notification, got an object without `type`",
                message,
            ));
        }
    };
    if kind != ACTIVITY {
        return Ok(Notification {
            kind: kind.into_string().into(),
            activities: Vec::new(),
            undecodable: Vec::new(),
            left_out: 0,
            raw: Some(text.into()),
        });
    }
    let mut notification = Notification {
        kind: ACTIVITY.into(),
        activities: Vec::new(),
        undecodable: Vec::new(),
        left_out: 0,
        raw: None,
    };
    match peek.entries {
        Some(entries) => {
            notification.read_entries(entries.get());
            notification.tell_of_left_out();
        }
        None => notification.undecodable.push(Undecodable::new(
            "expected `ActivityNotification`, got nothing by that name",
            message,
        )),
    }
    Ok(notification)
}

/// The three names that decide what a message is, on whichever level they stand.
#[derive(Default)]
struct Peek<'a> {
    container: Option<Box<Self>>,
    kind: Option<LenientString>,
    entries: Option<&'a RawValue>,
}

#[derive(Deserialize)]
enum Name {
    #[serde(rename = "NotificationContainer")]
    Container,
    #[serde(rename = "type")]
    Kind,
    #[serde(rename = "ActivityNotification")]
    Entries,
    #[serde(other)]
    Other,
}

impl<'de: 'a, 'a> Deserialize<'de> for Peek<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor<'a>(std::marker::PhantomData<&'a ()>);

        impl<'de: 'a, 'a> serde::de::Visitor<'de> for Visitor<'a> {
            type Value = Peek<'a>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a notification")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Peek<'a>, A::Error> {
                let mut peek = Peek::default();
                while let Some(name) = map.next_key()? {
                    match name {
                        Name::Container => peek.container = map.next_value()?,
                        Name::Kind => peek.kind = map.next_value()?,
                        Name::Entries => peek.entries = Some(map.next_value()?),
                        Name::Other => {
                            map.next_value::<IgnoredAny>()?;
                        }
                    }
                }
                Ok(peek)
            }
        }

        // A map and nothing else: a derived implementation would read a list by position.
        deserializer.deserialize_map(Visitor(std::marker::PhantomData))
    }
}

impl Notification {
    /// A list of entries, one entry in place of a list of one, or `null`.
    fn read_entries(&mut self, entries: &str) {
        match entries.as_bytes().first() {
            Some(b'[') => match serde_json::from_str::<Vec<&RawValue>>(entries) {
                Ok(list) => {
                    for entry in list.iter().take(MAX_ACTIVITIES) {
                        self.read_entry(entry.get());
                    }
                    self.left_out += list.len().saturating_sub(MAX_ACTIVITIES);
                }
                Err(error) => self.odd(&error.to_string(), entries),
            },
            Some(b'n') => {}
            _ => self.read_entry(entries),
        }
    }

    fn read_entry(&mut self, entry: &str) {
        let change = if is_too_heavy(entry) {
            head_of(entry).inspect(|_| {
                self.odd(
                    "expected an entry of a few hundred bytes, got a huge one",
                    entry,
                );
            })
        } else {
            self.change(entry)
        };
        match change {
            Ok(change) => self.activities.push(change),
            Err(error) => self.odd(&error.to_string(), entry),
        }
    }

    fn change(&mut self, text: &str) -> serde_json::Result<ActivityChange> {
        let mut entry: Map<String, Value> = serde_json::from_str(text)?;
        let event = entry
            .remove("event")
            .ok_or_else(|| serde_json::Error::missing_field("event"))
            .and_then(LenientString::deserialize)?;
        // A uuid that is none counts as missing, as long as the other place has one.
        let id = |value: Option<&Value>| ActivityId::deserialize(value?).ok();
        let outer = id(entry.remove("uuid").as_ref());
        let inside = entry.remove("Activity").filter(|inside| !inside.is_null());
        let id = outer
            .or_else(|| id(inside.as_ref()?.get("uuid")))
            .ok_or_else(|| serde_json::Error::missing_field("uuid"))?;
        let activity = inside.and_then(|mut inside| {
            if let Value::Object(fields) = &mut inside {
                fields.insert("uuid".to_owned(), Value::from(id.as_str()));
            }
            match Activity::deserialize(inside) {
                Ok(activity) => Some(activity),
                // What happened, and to which activity, is worth more than what it looks like.
                Err(error) => {
                    self.odd(&error.to_string(), text);
                    None
                }
            }
        });
        Ok(ActivityChange {
            event: Phase::from(event.as_str()),
            id,
            activity,
            extra: entry,
        })
    }

    fn odd(&mut self, reason: &str, text: &str) {
        if self.undecodable.len() < MAX_UNDECODABLE {
            self.undecodable
                .push(Undecodable::new(reason, text.as_bytes()));
        } else {
            self.left_out += 1;
        }
    }

    /// One more part stands for all those that were not kept.
    fn tell_of_left_out(&mut self) {
        if self.left_out > 0 {
            let reason = format!("{} more parts cannot be read", self.left_out);
            self.undecodable.push(Undecodable::new(&reason, b""));
        }
    }
}

/// What happened and to which activity, out of an entry that is too large to be read whole.
fn head_of(text: &str) -> serde_json::Result<ActivityChange> {
    #[derive(Deserialize)]
    struct Head {
        event: LenientString,
        uuid: Option<ActivityId>,
        #[serde(rename = "Activity")]
        activity: Option<Inside>,
    }
    #[derive(Deserialize)]
    struct Inside {
        uuid: ActivityId,
    }
    let head: Head = serde_json::from_str(text)?;
    let inside = head.activity.map(|inside| inside.uuid);
    Ok(ActivityChange {
        event: Phase::from(head.event.as_str()),
        id: head
            .uuid
            .or(inside)
            .ok_or_else(|| serde_json::Error::missing_field("uuid"))?,
        activity: None,
        extra: Map::new(),
    })
}

#[cfg(test)]
mod tests;
