//! Deserializes a map and validates it as a whole. The error names the position of the map itself;
//! with `#[serde(try_from)]` it would name the position of the map around it.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, MapAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer};

/// Deserializes `Raw` and converts it to `Valid`.
pub(crate) fn deserialize<'de, Raw, Valid, D>(deserializer: D) -> Result<Valid, D::Error>
where
    Raw: Deserialize<'de>,
    Valid: TryFrom<Raw, Error = String>,
    D: Deserializer<'de>,
{
    deserializer.deserialize_map(MapVisitor::<Raw, Valid>(PhantomData))
}

struct MapVisitor<Raw, Valid>(PhantomData<(Raw, Valid)>);

impl<'de, Raw, Valid> Visitor<'de> for MapVisitor<Raw, Valid>
where
    Raw: Deserialize<'de>,
    Valid: TryFrom<Raw, Error = String>,
{
    type Value = Valid;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Valid, A::Error> {
        let raw = Raw::deserialize(MapAccessDeserializer::new(map))?;
        Valid::try_from(raw).map_err(de::Error::custom)
    }
}
