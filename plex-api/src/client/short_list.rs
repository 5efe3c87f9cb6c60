//! The short way of a list: the text of its answer is read in one pass, straight into activities.
//!
//! The generated code looks at an answer's bytes more often than once, since one odd entry must not
//! cost the list and a huge one not the memory. Where nothing is odd and nothing is huge, which is
//! nearly always, that is not needed. What is not as usual is left to the generated code.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::generated::types::Activity;
use crate::limits::MAX_ACTIVITIES;
use crate::wire::{LenientInt, is_light};

/// A longer answer might take much memory before anything is known of it.
const LONGEST: usize = 64 * 1024;

/// More activities hardly run at a time.
const ROOM: usize = 64;

/// Where the activities of one answer are put, past the generated code.
#[derive(Clone, Debug, Default)]
pub(crate) struct ShortList(Arc<Mutex<Option<Vec<Activity>>>>);

impl ShortList {
    /// Takes the activities out of the body of an answer, if all is as usual; the body that is left
    /// for the generated code then has none.
    pub(super) fn take_from(&self, body: Bytes) -> Bytes {
        let Some(activities) = read(&body) else {
            return body;
        };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(activities);
        Bytes::from_static(br#"{"MediaContainer":{}}"#)
    }

    /// The activities, if the answer was as usual.
    pub(crate) fn into_activities(self) -> Option<Vec<Activity>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    #[serde(rename = "MediaContainer")]
    container: Container,
}

struct Container(Vec<Activity>);

impl<'de> Deserialize<'de> for Container {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Fields)
    }
}

/// Reads the fields of the container.
struct Fields;

impl<'de> Visitor<'de> for Fields {
    type Value = Container;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Container, A::Error> {
        let (mut size, mut activities) = (None, None);
        while let Some(key) = map.next_key::<&str>()? {
            // Which of two counts is the generated code's business.
            let is_odd = match key {
                "size" => size
                    .replace(map.next_value::<Option<LenientInt>>()?)
                    .is_some(),
                "Activity" => {
                    // What a server says of the length is believed as far as it costs nothing.
                    let told = size.flatten().map_or(0, LenientInt::get);
                    let length = usize::try_from(told).unwrap_or(0);
                    let list = Entries(length.min(ROOM));
                    activities.replace(map.next_value_seed(list)?).is_some()
                }
                // Passed over here, it might be nested more deeply than may be.
                _ => true,
            };
            if is_odd {
                return Err(A::Error::custom("unusual"));
            }
        }
        Ok(Container(activities.unwrap_or_default()))
    }
}

/// Reads the list, with room for so many from the beginning.
struct Entries(usize);

impl<'de> DeserializeSeed<'de> for Entries {
    type Value = Vec<Activity>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Entries {
    type Value = Vec<Activity>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut activities = Vec::with_capacity(self.0);
        while let Some(activity) = list.next_element()? {
            activities.push(activity);
        }
        Ok(activities)
    }
}

fn read(body: &[u8]) -> Option<Vec<Activity>> {
    if body.len() > LONGEST {
        return None;
    }
    let text = std::str::from_utf8(body).ok()?;
    // A map and nothing else: a derived implementation would read a list by position.
    if !text.trim_start().starts_with('{') {
        return None;
    }
    let answer: Answer = serde_json::from_str(text).ok()?;
    let Container(activities) = answer.container;
    (activities.len() <= MAX_ACTIVITIES && activities.iter().all(is_light)).then_some(activities)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generated::types::ActivitiesResponse;

    const USUAL: &str = r#"{"MediaContainer":{"size":2,"Activity":[
        {"uuid":"a","type":"butler","cancellable":false,"userID":1,"title":"T","subtitle":"","progress":100},
        {"uuid":"b","type":"x","progress":-1,"Context":{"key":"/library/metadata/7","exists":true}}]}}"#;

    #[test]
    #[expect(clippy::string_slice, reason = "all of it is ASCII")]
    fn the_short_way_gives_what_the_generated_code_gives_or_nothing() {
        let mut short = 0;
        let values = [
            "null",
            "7",
            "-1",
            "1.5",
            "true",
            r#""""#,
            r#""1""#,
            "[]",
            "{}",
            r#"[{"uuid":"z"}]"#,
            r#"{"uuid":"z"}"#,
            r#"{"a":{"b":[1]}}"#,
        ];
        let mut texts: Vec<String> = vec![
            USUAL.to_owned(),
            r#"{"MediaContainer":{"size":0}}"#.to_owned(),
            r#"{"MediaContainer":[[],2]}"#.to_owned(),
            r#"[{"size":0}]"#.to_owned(),
            format!("{USUAL}x"),
            USUAL.replace("\"size\"", "\"size\":1,\"size\""),
            USUAL.replace("\"size\"", "\"Activity\":[],\"size\""),
        ];
        texts.extend((0..USUAL.len()).map(|end| USUAL[..end].to_owned()));
        for place in [
            "2,", "false", "1,", r#""T""#, "100", "-1", r#""a""#, r#""x""#, "true",
        ] {
            for value in values {
                let value = if place.ends_with(',') {
                    format!("{value},")
                } else {
                    value.to_owned()
                };
                texts.push(USUAL.replacen(place, &value, 1));
            }
        }
        for value in values {
            texts.push(format!(r#"{{"MediaContainer":{value}}}"#));
            texts.push(format!(r#"{{"MediaContainer":{{"Activity":{value}}}}}"#));
            texts.push(format!(r#"{{"MediaContainer":{{"later":{value}}}}}"#));
            texts.push(USUAL.replacen("{\"uuid", &format!("{{\"later\":{value},\"uuid"), 1));
            texts.push(USUAL.replacen("{\"uuid", &format!("{{\"title\":{value},\"uuid"), 1));
        }
        for text in texts {
            let Some(activities) = read(text.as_bytes()) else {
                continue;
            };
            short += 1;
            let generated: ActivitiesResponse = serde_json::from_str(&text).unwrap();
            let list = generated.media_container.activity.unwrap_or_default();
            let (readable, unreadable) = list.into_parts();
            assert_eq!((readable, unreadable), (activities, vec![]), "{text}");
        }
        assert!(short > 40, "{short} went the short way");
    }

    #[test]
    fn what_is_odd_or_may_be_huge_is_left_to_the_generated_code() {
        assert!(read(USUAL.as_bytes()).is_some());
        for text in [
            USUAL.replace(r#""userID":1"#, r#""userID":{}"#),
            USUAL.replace(r#""userID":1"#, r#""Response":{"a":1}"#),
            USUAL.replace(r#""userID":1"#, r#""later":1"#),
            USUAL.replace("exists\":true", "exists\":[true]"),
            USUAL.replace("\"T\"", &format!("{:?}", "T".repeat(LONGEST))),
            USUAL.replace("\"MediaContainer\"", "\"later\":{},\"MediaContainer\""),
        ] {
            assert_eq!(read(text.as_bytes()), None, "{text:.300}");
            let list = ShortList::default();
            let body = Bytes::from(text);
            assert_eq!(list.take_from(body.clone()), body);
            assert_eq!(list.into_activities(), None);
        }
    }
}
