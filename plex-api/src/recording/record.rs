//! One line of a recording.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::error::{Error, Result};
use crate::model::Transport;
use crate::sanitize::{excerpt, printable};
use crate::wire::{DecodeError, explain, member};

/// The version of the shape in which recordings are written, and the newest that is read.
pub const RECORDING_VERSION: u32 = 1;

/// One message or change of the connection between client and server, as
/// [`PlexBuilder::recorder`](crate::PlexBuilder::recorder) reports it and [`Replay`](crate::Replay)
/// reads it.
///
/// # As text
/// A recording is a file of JSON lines, one object each: `Display` writes a record without a line
/// break, [`Replay::read_line`](crate::Replay::read_line) reads it. The shape is stable: a version
/// of this crate reads the records of older versions, and fields and kinds of records may be added
/// under the same [version](RECORDING_VERSION).
///
/// Every object has `at`, the seconds since the recording began, and `record`, which says what the
/// others are:
///
/// | `record` | other fields |
/// |---|---|
/// | `recording` | `version`; `program`, `unix_time`, `list_spacing`, `remember_ended`, `remember_ended_at_most` |
/// | `connected` | `transport`: `websocket`, `eventsource` or `poll` |
/// | `disconnected` | `reason`; `retry_in` in seconds |
/// | `message` | `transport`, `data`; `event` in an event stream; `lossy` |
/// | `list_sent` | `number` |
/// | `list` | `activities`, `complete`, `number` |
/// | `list_failed` | `reason`, `number`, `answered` |
/// | `closed` | `reason` when the server refused the token |
///
/// ```
/// use plex_api::{Recorded, Replay};
///
/// let record = Replay::read_line(r#"{"at":0.25,"record":"connected","transport":"websocket"}"#)?;
/// assert_eq!(record.at.as_millis(), 250);
/// assert!(matches!(record.what, Recorded::Connected { .. }));
/// assert_eq!(record.to_string(), r#"{"at":0.25,"record":"connected","transport":"websocket"}"#);
/// # Ok::<(), plex_api::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Record {
    /// The time since the recording began, in whole microseconds.
    #[serde(with = "seconds")]
    pub at: Duration,
    /// The event.
    #[serde(flatten)]
    pub what: Recorded,
}

/// The event of a [`Record`].
///
/// No text in it has the client's token: `<token>` replaces it where a server wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "record", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Recorded {
    /// The recording begins. It is the first record of each recording; another one begins a new
    /// recording.
    #[non_exhaustive]
    Recording {
        /// The [version](RECORDING_VERSION) of the shape.
        version: u32,
        /// The program that wrote it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        program: Option<String>,
        /// The time of day, in seconds since 1970.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unix_time: Option<u64>,
        /// [`ConnectionPolicy::list_spacing`](crate::ConnectionPolicy::list_spacing).
        #[serde(
            default,
            skip_serializing_if = "Option::is_none",
            with = "seconds::option"
        )]
        list_spacing: Option<Duration>,
        /// [`ConnectionPolicy::remember_ended`](crate::ConnectionPolicy::remember_ended).
        #[serde(
            default,
            skip_serializing_if = "Option::is_none",
            with = "seconds::option"
        )]
        remember_ended: Option<Duration>,
        /// [`ConnectionPolicy::remember_ended_at_most`](crate::ConnectionPolicy::remember_ended_at_most).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        remember_ended_at_most: Option<usize>,
    },
    /// Messages arrive from now on. With polling, lists arrive, and the first one shows that it works.
    #[non_exhaustive]
    Connected {
        /// The transport that delivers them.
        transport: Transport,
    },
    /// Notifications do not arrive from now on, or an attempt to connect failed.
    #[non_exhaustive]
    Disconnected {
        /// The reason, in words.
        reason: String,
        /// The time until the next attempt. Without it, there is no event for a watcher.
        #[serde(
            default,
            skip_serializing_if = "Option::is_none",
            with = "seconds::option"
        )]
        retry_in: Option<Duration>,
    },
    /// A message of the server, not decoded.
    #[non_exhaustive]
    Message {
        /// The transport that delivered it.
        transport: Transport,
        /// The event's name, in an event stream.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        event: Option<String>,
        /// The text as it came.
        data: String,
        /// Whether it had bytes that are not UTF-8, for each of which `data` has U+FFFD.
        #[serde(
            default,
            skip_serializing_if = "is_false",
            deserialize_with = "no_unless_said"
        )]
        lossy: bool,
    },
    /// A list of all activities was asked for.
    #[non_exhaustive]
    ListSent {
        /// Names the list among those of the recording: two can be in flight. Recordings of early
        /// versions do not have it, here and in the answer.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        number: Option<u64>,
    },
    /// The list came.
    #[non_exhaustive]
    List {
        /// Its entries, the readable ones first.
        activities: Vec<Value>,
        /// Whether it is known to have every activity.
        #[serde(default = "yes", deserialize_with = "yes_unless_denied")]
        complete: bool,
        /// The list that this answers.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        number: Option<u64>,
    },
    /// The list did not come.
    #[non_exhaustive]
    ListFailed {
        /// The reason, in words.
        reason: String,
        /// The list that failed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        number: Option<u64>,
        /// Whether the server answered, with something that is no list.
        #[serde(
            default,
            skip_serializing_if = "is_false",
            deserialize_with = "no_unless_said"
        )]
        answered: bool,
    },
    /// There were no watchers and waits any more, or the server refused the token for good.
    #[non_exhaustive]
    Closed {
        /// The server's words when it refused the token.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// A record of a kind that this version of the crate does not know. Its content is not kept.
    #[serde(other)]
    Unknown,
}

impl Record {
    /// Reads one line.
    pub(super) fn read(line: &str) -> Result<Self> {
        let line = line.trim();
        let record: Self = serde_json::from_str(line).map_err(|error| {
            let reason = misfit(line).unwrap_or_else(|| explain(line.as_bytes(), &error));
            no_record(line, &reason)
        })?;
        // Serde takes a number for the place of a kind in the list of kinds.
        if let Some(kind) = member(line, "record").filter(|kind| !kind.starts_with('"')) {
            let reason = DecodeError::new("record", format!("expected a text, got {kind}"));
            return Err(no_record(line, &reason));
        }
        match record.what {
            Recorded::Recording { version, .. } if version > RECORDING_VERSION => {
                Err(Error::invalid(format!(
                    "the recording is of version {version}, and this plex-api reads versions up to \
                     {RECORDING_VERSION}: use a newer one"
                )))
            }
            _ => Ok(record),
        }
    }
}

fn no_record(line: &str, reason: &DecodeError) -> Error {
    // "at line 1 column 17" is of the JSON text, which is one line here.
    let reason = printable(&reason.to_string()).replace(" at line 1 column ", ", at character ");
    Error::invalid(format!(
        "this is no record of a plex-api recording ({reason}): {:?}",
        excerpt(line),
    ))
}

/// The field that does not fit. Serde reads a tagged enum from a copy, which has no paths, so this is
/// the field without which the error is another one.
fn misfit(line: &str) -> Option<DecodeError> {
    let fields: Map<String, Value> = serde_json::from_str(line).ok()?;
    let error = |fields: &Map<String, Value>| Record::deserialize(fields).err();
    let whole = error(&fields)?;
    if whole.to_string().starts_with("missing field") {
        return None;
    }
    let is_it = |name: &&String| {
        let mut others = fields.clone();
        others.remove(*name);
        error(&others).is_none_or(|other| other.to_string() != whole.to_string())
    };
    // Without these two every error is another one.
    let mut others = fields
        .keys()
        .filter(|name| !matches!(name.as_str(), "at" | "record"));
    let path = match (others.find(is_it), fields.get("at")) {
        (Some(field), _) => field.as_str(),
        (None, Some(at)) if seconds::deserialize(at).is_err() => "at",
        (None, _) => "record",
    };
    Some(explain(b"", &whole).within(path))
}

impl fmt::Display for Record {
    /// One JSON object, without a line break.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(self).map_err(|_| fmt::Error)?)
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

fn yes() -> bool {
    true
}

fn yes_unless_denied<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or(true))
}

fn no_unless_said<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or(false))
}

/// A duration without its part below a microsecond.
pub(super) fn whole_micros(duration: Duration) -> Duration {
    Duration::from_micros(u64::try_from(duration.as_micros()).unwrap_or(u64::MAX))
}

/// Durations as seconds with a fraction, in whole microseconds: exact there and back.
mod seconds {
    use std::time::Duration;

    use serde::de::{Error as _, Unexpected};
    use serde::{Deserialize, Deserializer, Serializer};

    use super::whole_micros;

    pub(super) fn serialize<S: Serializer>(
        duration: &Duration,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        // The nearest number to a decimal fraction, which is written as that fraction.
        serializer.serialize_f64(whole_micros(*duration).as_micros() as f64 / 1e6)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Duration, D::Error> {
        let seconds = f64::deserialize(deserializer)?;
        let exact = Duration::try_from_secs_f64(seconds)
            .map_err(|_| D::Error::invalid_value(Unexpected::Float(seconds), &"seconds"))?;
        let half_a_micro = Duration::from_nanos(500);
        Ok(whole_micros(exact.saturating_add(half_a_micro)))
    }

    pub(super) mod option {
        use std::time::Duration;

        use serde::{Deserialize, Deserializer, Serializer};

        pub(in super::super) fn serialize<S: Serializer>(
            duration: &Option<Duration>,
            serializer: S,
        ) -> Result<S::Ok, S::Error> {
            match duration {
                Some(duration) => super::serialize(duration, serializer),
                None => serializer.serialize_none(),
            }
        }

        pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
            deserializer: D,
        ) -> Result<Option<Duration>, D::Error> {
            #[derive(Deserialize)]
            struct Seconds(#[serde(with = "super")] Duration);

            Ok(Option::deserialize(deserializer)?.map(|Seconds(duration)| duration))
        }
    }
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
        let transport = || {
            prop::sample::select(vec![
                Transport::WebSocket,
                Transport::EventSource,
                Transport::Polling,
            ])
        };
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
            of(any::<u64>()).prop_map(|number| Recorded::ListSent { number }),
            (entries(), any::<bool>(), of(any::<u64>())).prop_map(
                |(activities, complete, number)| Recorded::List {
                    activities,
                    complete,
                    number,
                }
            ),
            (any::<String>(), of(any::<u64>()), any::<bool>()).prop_map(
                |(reason, number, answered)| Recorded::ListFailed {
                    reason,
                    number,
                    answered,
                }
            ),
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
                Just(json!("\u{e0100}")), Just(json!("x".repeat(600))),
                any::<f64>().prop_map(Value::from), any::<String>().prop_map(Value::from),
            ],
        ) {
            let mut whole = json!({"at": 1, "record": kind});
            for field in fields {
                whole[*field] = match *field {
                    "transport" => "websocket".into(),
                    "activities" => json!([]),
                    "complete" | "lossy" | "answered" => true.into(),
                    "program" | "reason" | "data" | "event" => "text".into(),
                    _ => 1.into(),
                };
            }
            prop_assert!(serde_json::from_value::<Record>(whole.clone()).is_ok());
            for field in ["at", "record"].iter().chain(fields) {
                let mut whole = whole.clone();
                whole[*field] = value.clone();
                let read = Record::read(&whole.to_string());
                // No field takes an object.
                prop_assert!(read.is_err() || value != json!({}), "{field}");
                if let Err(error) = read {
                    let text = error.to_string();
                    prop_assert!(
                        text.contains(&format!("({field}: ")) || text.contains(&format!("`{field}`")),
                        "{text}"
                    );
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
        ("list_sent", &["number"]),
        ("list", &["activities", "complete", "number"]),
        ("list_failed", &["reason", "number", "answered"]),
        ("closed", &["reason"]),
    ];

    proptest! {
        #[test]
        fn microseconds_come_back_exactly(micros in 0..4_000_000_000_000_000u64) {
            let duration = Duration::from_micros(micros);
            let text = seconds::serialize(&duration, serde_json::value::Serializer).unwrap();
            prop_assert!(text.to_string().len() <= 18, "{text}");
            prop_assert_eq!(seconds::deserialize(text).unwrap(), duration);
        }
    }

    #[test]
    fn impossible_times_are_refused() {
        for value in [json!(-1.0), json!(1e300), json!("1")] {
            assert!(seconds::deserialize(&value).is_err(), "{value}");
        }
    }
}
