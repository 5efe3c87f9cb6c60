//! Records as JSON objects.
//!
//! By hand: what serde derives for a tagged enum inside of another object first reads everything
//! into a form between, with code for each type in it, which whoever builds the crate pays for.

use std::time::Duration;

use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::{Map, Value};

use super::duration_serde::{from_seconds, to_seconds};
use super::parse::excerpt;
use super::record::{Record, Recorded};
use crate::model::Transport;
use crate::sanitize::printable;

const TRANSPORTS: [Transport; 3] = [
    Transport::WebSocket,
    Transport::EventSource,
    Transport::Polling,
];

impl Serialize for Record {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        object.serialize_entry("at", &to_seconds(self.at))?;
        object.serialize_entry("record", self.what.kind())?;
        match &self.what {
            Recorded::Recording {
                version,
                program,
                unix_time,
                list_spacing,
                remember_ended,
                remember_ended_at_most,
            } => {
                object.serialize_entry("version", version)?;
                optional(&mut object, "program", program.as_deref())?;
                optional(&mut object, "unix_time", unix_time.as_ref())?;
                let [spacing, remember] =
                    [list_spacing, remember_ended].map(|duration| duration.map(to_seconds));
                optional(&mut object, "list_spacing", spacing.as_ref())?;
                optional(&mut object, "remember_ended", remember.as_ref())?;
                let at_most = remember_ended_at_most.as_ref();
                optional(&mut object, "remember_ended_at_most", at_most)?;
            }
            Recorded::Connected { transport } => {
                object.serialize_entry("transport", transport.as_str())?;
            }
            Recorded::Disconnected { reason, retry_in } => {
                object.serialize_entry("reason", reason)?;
                let retry_in = retry_in.map(to_seconds);
                optional(&mut object, "retry_in", retry_in.as_ref())?;
            }
            Recorded::Message {
                transport,
                event,
                data,
                lossy,
            } => {
                object.serialize_entry("transport", transport.as_str())?;
                optional(&mut object, "event", event.as_deref())?;
                object.serialize_entry("data", data)?;
                optional(&mut object, "lossy", lossy.then_some(&true))?;
            }
            Recorded::List {
                activities,
                complete,
            } => {
                object.serialize_entry("activities", activities)?;
                object.serialize_entry("complete", complete)?;
            }
            Recorded::ListFailed { reason } => object.serialize_entry("reason", reason)?,
            Recorded::Closed { reason } => optional(&mut object, "reason", reason.as_deref())?,
            Recorded::ListSent | Recorded::Unknown => {}
        }
        object.end()
    }
}

fn optional<M: SerializeMap, T: Serialize + ?Sized>(
    object: &mut M,
    name: &'static str,
    value: Option<&T>,
) -> Result<(), M::Error> {
    match value {
        Some(value) => object.serialize_entry(name, value),
        None => Ok(()),
    }
}

impl<'de> Deserialize<'de> for Record {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let fields = Map::deserialize(deserializer)?;
        Fields(fields).record().map_err(de::Error::custom)
    }
}

impl Recorded {
    fn kind(&self) -> &'static str {
        match self {
            Self::Recording { .. } => "recording",
            Self::Connected { .. } => "connected",
            Self::Disconnected { .. } => "disconnected",
            Self::Message { .. } => "message",
            Self::ListSent => "list_sent",
            Self::List { .. } => "list",
            Self::ListFailed { .. } => "list_failed",
            Self::Closed { .. } => "closed",
            Self::Unknown => "unknown",
        }
    }
}

/// The fields of a record. Those that its kind does not have are never looked at: newer versions may
/// add them.
struct Fields(Map<String, Value>);

impl Fields {
    fn record(mut self) -> Result<Record, String> {
        let kind = self.text("record")?;
        let at = self.needed("at", Self::seconds)?;
        let what = match kind.as_str() {
            "recording" => Recorded::Recording {
                version: self.needed("version", Self::number)?,
                program: self.some_text("program")?,
                unix_time: self.number("unix_time")?,
                list_spacing: self.seconds("list_spacing")?,
                remember_ended: self.seconds("remember_ended")?,
                remember_ended_at_most: self.number("remember_ended_at_most")?,
            },
            "connected" => Recorded::Connected {
                transport: self.transport()?,
            },
            "disconnected" => Recorded::Disconnected {
                reason: self.text("reason")?,
                retry_in: self.seconds("retry_in")?,
            },
            "message" => Recorded::Message {
                transport: self.transport()?,
                event: self.some_text("event")?,
                data: self.text("data")?,
                lossy: self.flag("lossy", false)?,
            },
            "list_sent" => Recorded::ListSent,
            "list" => Recorded::List {
                activities: self.needed("activities", Self::list)?,
                complete: self.flag("complete", true)?,
            },
            "list_failed" => Recorded::ListFailed {
                reason: self.text("reason")?,
            },
            "closed" => Recorded::Closed {
                reason: self.some_text("reason")?,
            },
            _ => Recorded::Unknown,
        };
        Ok(Record { at, what })
    }

    fn needed<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&mut Self, &str) -> Result<Option<T>, String>,
    ) -> Result<T, String> {
        read(self, name)?.ok_or_else(|| format!("missing field `{name}`"))
    }

    fn take(&mut self, name: &str) -> Option<Value> {
        self.0.remove(name).filter(|value| !value.is_null())
    }

    fn text(&mut self, name: &str) -> Result<String, String> {
        self.needed(name, Self::some_text)
    }

    fn some_text(&mut self, name: &str) -> Result<Option<String>, String> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(other) => Err(unexpected(name, "a text", &other)),
        }
    }

    fn list(&mut self, name: &str) -> Result<Option<Vec<Value>>, String> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::Array(list)) => Ok(Some(list)),
            Some(other) => Err(unexpected(name, "a list", &other)),
        }
    }

    fn flag(&mut self, name: &str, without: bool) -> Result<bool, String> {
        match self.take(name) {
            None => Ok(without),
            Some(Value::Bool(flag)) => Ok(flag),
            Some(other) => Err(unexpected(name, "true or false", &other)),
        }
    }

    fn number<N: TryFrom<u64>>(&mut self, name: &str) -> Result<Option<N>, String> {
        self.take(name)
            .map(|value| {
                let number = value.as_u64().and_then(|number| number.try_into().ok());
                number.ok_or_else(|| unexpected(name, "a whole number", &value))
            })
            .transpose()
    }

    fn seconds(&mut self, name: &str) -> Result<Option<Duration>, String> {
        self.take(name)
            .map(|value| {
                let duration = value.as_f64().and_then(from_seconds);
                duration.ok_or_else(|| unexpected(name, "seconds", &value))
            })
            .transpose()
    }

    fn transport(&mut self) -> Result<Transport, String> {
        let name = self.text("transport")?;
        let known = TRANSPORTS
            .into_iter()
            .find(|transport| transport.as_str() == name);
        known.ok_or_else(|| {
            let all = TRANSPORTS.map(Transport::as_str);
            let [first, second, third] = all;
            let wanted = format!("{first}, {second} or {third}");
            unexpected("transport", &wanted, &Value::String(name))
        })
    }
}

/// How much of a value that was not expected is shown.
const EXCERPT: usize = 80;

/// What came may be anything: nothing of it may move a terminal's cursor.
fn unexpected(name: &str, wanted: &str, got: &Value) -> String {
    let got = match got {
        Value::String(text) => format!("{:?}", excerpt(text, EXCERPT)),
        other => excerpt(&other.to_string(), EXCERPT),
    };
    format!("`{name}`: expected {wanted}, got {}", printable(&got))
}

#[cfg(test)]
mod tests {
    use proptest::option::of;
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::sanitize::is_printable;

    fn time() -> impl Strategy<Value = Duration> {
        (0..4_000_000_000_000_000u64).prop_map(Duration::from_micros)
    }

    fn entries() -> impl Strategy<Value = Vec<Value>> {
        let entry = prop_oneof![
            any::<String>().prop_map(|uuid| json!({"uuid": uuid, "progress": 7})),
            any::<i64>().prop_map(Value::from),
            Just(Value::Null),
        ];
        prop::collection::vec(entry, 0..4)
    }

    fn recorded() -> impl Strategy<Value = Recorded> {
        let transport = || prop::sample::select(TRANSPORTS.to_vec());
        prop_oneof![
            (
                any::<u32>(),
                of(any::<String>()),
                of(any::<u64>()),
                of(time()),
                of(time()),
                of(any::<usize>())
            )
                .prop_map(
                    |(version, program, unix_time, list_spacing, remember_ended, at_most)| {
                        Recorded::Recording {
                            version,
                            program,
                            unix_time,
                            list_spacing,
                            remember_ended,
                            remember_ended_at_most: at_most,
                        }
                    }
                ),
            transport().prop_map(|transport| Recorded::Connected { transport }),
            (any::<String>(), of(time()))
                .prop_map(|(reason, retry_in)| Recorded::Disconnected { reason, retry_in }),
            (
                transport(),
                of(any::<String>()),
                any::<String>(),
                any::<bool>()
            )
                .prop_map(|(transport, event, data, lossy)| Recorded::Message {
                    transport,
                    event,
                    data,
                    lossy,
                }),
            Just(Recorded::ListSent),
            (entries(), any::<bool>()).prop_map(|(activities, complete)| Recorded::List {
                activities,
                complete,
            }),
            any::<String>().prop_map(|reason| Recorded::ListFailed { reason }),
            of(any::<String>()).prop_map(|reason| Recorded::Closed { reason }),
            Just(Recorded::Unknown),
        ]
    }

    proptest! {
        #[test]
        fn whatever_is_written_is_read_as_it_was(at in time(), what in recorded()) {
            let record = Record { at, what };
            let line = record.to_string();
            prop_assert_eq!(line.lines().count(), 1);
            prop_assert_eq!(serde_json::from_str::<Record>(&line).unwrap(), record);
        }

        #[test]
        fn a_value_that_does_not_fit_is_named(
            (kind, fields) in prop::sample::select(FIELDS.to_vec()),
            (_, others) in prop::sample::select(FIELDS.to_vec()),
            value in prop_oneof![
                Just(Value::Null), Just(json!({})), Just(json!([])), Just(json!(true)),
                any::<f64>().prop_map(Value::from), any::<String>().prop_map(Value::from),
            ],
        ) {
            let mut whole = json!({"at": 1, "record": kind});
            for field in fields {
                whole[*field] = match *field {
                    "transport" => "websocket".into(),
                    "activities" => json!([]),
                    "complete" | "lossy" => true.into(),
                    "program" | "reason" | "data" | "event" => "text".into(),
                    _ => 1.into(),
                };
            }
            prop_assert!(serde_json::from_value::<Record>(whole.clone()).is_ok());
            for field in ["at", "record"].iter().chain(fields) {
                let mut whole = whole.clone();
                whole[*field] = value.clone();
                let read = serde_json::from_value::<Record>(whole);
                // Nothing takes an object.
                prop_assert!(read.is_err() || value != json!({}), "{field}");
                if let Err(error) = read {
                    let text = error.to_string();
                    prop_assert!(text.contains(&format!("`{field}`")), "{text}");
                    prop_assert!(text.chars().all(is_printable), "{text:?}");
                }
            }
            for field in others.iter().filter(|field| !fields.contains(field)) {
                whole[*field] = value.clone();
            }
            prop_assert!(serde_json::from_value::<Record>(whole).is_ok(), "of another kind");
        }
    }

    /// All that each kind has beside `at` and `record`.
    const FIELDS: [(&str, &[&str]); 8] = [
        (
            "recording",
            &[
                "version",
                "program",
                "unix_time",
                "list_spacing",
                "remember_ended",
                "remember_ended_at_most",
            ],
        ),
        ("connected", &["transport"]),
        ("disconnected", &["reason", "retry_in"]),
        ("message", &["transport", "event", "data", "lossy"]),
        ("list_sent", &[]),
        ("list", &["activities", "complete"]),
        ("list_failed", &["reason"]),
        ("closed", &["reason"]),
    ];
}
