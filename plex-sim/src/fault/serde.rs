//! Faults in scenario files and control requests: a name, or a name with values.

use std::fmt;
use std::time::Duration;

use serde::de::{self, MapAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer};

use crate::duration_text::DurationText;
use crate::fault::Fault;
use crate::notification::Transport;

/// A fault, and when it is lifted automatically.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct FaultSpec {
    pub(crate) fault: Fault,
    pub(crate) lasts: Option<Duration>,
}

/// A fault with values.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "FaultWithValues"))]
#[serde(deny_unknown_fields)]
struct RawFault {
    /// Its name, such as `cut-streams`.
    name: FaultName,
    /// A lasting fault is lifted after this time.
    r#for: Option<DurationText>,
    /// `restart`: how long connections are refused.
    down: Option<DurationText>,
    /// `slow-sender`, `slow-reader`, `split-frames`: the largest piece, in bytes.
    bytes: Option<usize>,
    /// `slow-sender`, `slow-reader`: the pause after each piece.
    every: Option<DurationText>,
    /// `drop-next`: how many notifications are dropped.
    count: Option<u64>,
    /// `stale-list`: how late the response is.
    delay: Option<DurationText>,
    /// `refuse-transport`: the refused transport.
    transport: Option<Transport>,
    /// `refuse-transport`: the status of the refusal.
    status: Option<u16>,
}

/// The name of a fault; it selects the fault with its default values.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FaultName(pub(crate) Fault);

impl<'de> Deserialize<'de> for FaultName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        find_by_name(&name).map(Self)
    }
}

/// A lasting fault, or `all` lasting faults.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LiftSpec(pub(crate) Option<Fault>);

impl<'de> Deserialize<'de> for LiftSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        if name == "all" {
            return Ok(Self(None));
        }
        let fault = find_by_name(&name)?;
        if fault.lasts() {
            Ok(Self(Some(fault)))
        } else {
            Err(de::Error::custom(format!(
                "the fault `{name}` happens once and cannot be lifted"
            )))
        }
    }
}

fn find_by_name<E: de::Error>(name: &str) -> Result<Fault, E> {
    Fault::by_name(name).ok_or_else(|| E::unknown_variant(name, Fault::NAMES))
}

impl<'de> Deserialize<'de> for FaultSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FaultVisitor)
    }
}

struct FaultVisitor;

impl<'de> Visitor<'de> for FaultVisitor {
    type Value = FaultSpec;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a fault, or a map with its `name` and its values")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<FaultSpec, E> {
        let fault = find_by_name(name)?;
        Ok(FaultSpec { fault, lasts: None })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<FaultSpec, A::Error> {
        let mut raw = RawFault::deserialize(MapAccessDeserializer::new(map))?;
        let lasts = raw.r#for.take().map(|span| span.0);
        let FaultName(fault) = raw.name;
        let name = fault.name();
        if lasts.is_some() && !fault.lasts() {
            return Err(de::Error::custom(format!(
                "the fault `{name}` happens once and has no `for`"
            )));
        }
        let fault = raw.fill(fault);
        match raw.unused_value() {
            Some(value) => Err(de::Error::custom(format!(
                "the fault `{name}` has no value `{value}`"
            ))),
            None => Ok(FaultSpec { fault, lasts }),
        }
    }
}

impl RawFault {
    /// Takes the values that belong to the fault. Absent values keep their defaults.
    fn fill(&mut self, fault: Fault) -> Fault {
        let mut take_throttle = |bytes: usize, every: Duration| {
            let every = self.every.take().map_or(every, |span| span.0);
            (self.bytes.take().unwrap_or(bytes), every)
        };
        match fault {
            Fault::SlowSender { bytes, every } => {
                let (bytes, every) = take_throttle(bytes, every);
                Fault::SlowSender { bytes, every }
            }
            Fault::SlowReader { bytes, every } => {
                let (bytes, every) = take_throttle(bytes, every);
                Fault::SlowReader { bytes, every }
            }
            Fault::SplitFrames(size) => Fault::SplitFrames(self.bytes.take().unwrap_or(size)),
            Fault::Restart { down } => Fault::Restart {
                down: self.down.take().map_or(down, |span| span.0),
            },
            Fault::RefuseTransport { transport, status } => Fault::RefuseTransport {
                transport: self.transport.take().unwrap_or(transport),
                status: self.status.take().unwrap_or(status),
            },
            Fault::DropNext(count) => Fault::DropNext(self.count.take().unwrap_or(count)),
            Fault::StaleList(delay) => {
                Fault::StaleList(self.delay.take().map_or(delay, |span| span.0))
            }
            other => other,
        }
    }

    /// The name of a value that does not belong to the fault.
    fn unused_value(&self) -> Option<&'static str> {
        let all = [
            ("down", self.down.is_some()),
            ("bytes", self.bytes.is_some()),
            ("every", self.every.is_some()),
            ("count", self.count.is_some()),
            ("delay", self.delay.is_some()),
            ("transport", self.transport.is_some()),
            ("status", self.status.is_some()),
        ];
        all.into_iter()
            .find(|(_, left)| *left)
            .map(|(name, _)| name)
    }
}

#[cfg(test)]
mod schema {
    //! The schemas of the types with their own `Deserialize`.

    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

    use super::*;

    impl JsonSchema for FaultName {
        fn schema_name() -> std::borrow::Cow<'static, str> {
            "FaultName".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({ "type": "string", "enum": Fault::NAMES })
        }
    }

    impl JsonSchema for FaultSpec {
        fn schema_name() -> std::borrow::Cow<'static, str> {
            "Fault".into()
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            let name = generator.subschema_for::<FaultName>();
            let values = generator.subschema_for::<RawFault>();
            json_schema!({ "oneOf": [name, values] })
        }
    }

    impl JsonSchema for LiftSpec {
        fn schema_name() -> std::borrow::Cow<'static, str> {
            "Lift".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            let lasting = Fault::NAMES
                .iter()
                .copied()
                .filter(|name| Fault::by_name(name).is_some_and(|fault| fault.lasts()));
            let names: Vec<_> = lasting.chain(["all"]).collect();
            json_schema!({ "type": "string", "enum": names })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<FaultSpec, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }

    #[test]
    fn a_name_alone_is_a_fault() {
        for name in Fault::NAMES {
            let spec = read(&format!("{name:?}")).unwrap();
            assert_eq!(Some(spec.fault), Fault::by_name(name));
            assert_eq!(Ok(spec), read(&format!("{{\"name\":{name:?}}}")));
        }
    }

    #[test]
    fn values_reach_their_fault() {
        let spec = read(r#"{"name":"slow-sender","bytes":3,"every":"5ms","for":2}"#).unwrap();
        let expected = Fault::SlowSender {
            bytes: 3,
            every: Duration::from_millis(5),
        };
        assert_eq!(spec.fault, expected);
        assert_eq!(spec.lasts, Some(Duration::from_secs(2)));
        let spec = read(r#"{"name":"refuse-transport","transport":"eventsource","status":502}"#);
        let expected = Fault::RefuseTransport {
            transport: Transport::EventSource,
            status: 502,
        };
        assert_eq!(spec.unwrap().fault, expected);
        assert_eq!(
            read(r#"{"name":"drop-next","count":9}"#).unwrap().fault,
            Fault::DropNext(9)
        );
    }

    #[test]
    fn a_value_of_another_fault_is_refused() {
        let table = [
            (r#""earthquake""#, "unknown variant `earthquake`"),
            (r#"{"name":"cut-streams","down":1}"#, "no value `down`"),
            (r#"{"name":"cut-streams","for":1}"#, "has no `for`"),
            (r#"{"name":"down","every":1}"#, "no value `every`"),
            (r#"{"name":"down","size":1}"#, "unknown field `size`"),
            ("7", "the name of a fault"),
        ];
        for (text, expected) in table {
            let error = read(text).unwrap_err();
            assert!(error.contains(expected), "{text}: {error}");
        }
    }

    #[test]
    fn only_lasting_faults_can_be_lifted() {
        let read = |text: &str| serde_json::from_str::<LiftSpec>(text);
        assert_eq!(read("\"all\"").unwrap().0, None);
        assert_eq!(read("\"maintenance\"").unwrap().0, Some(Fault::Maintenance));
        assert!(read("\"bad-json\"").is_err());
        assert!(read("\"nothing\"").is_err());
    }
}
