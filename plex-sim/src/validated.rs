//! Reads a map and then checks it as a whole, so that the parser places the error at the map
//! itself (`#[serde(try_from)]` places it at whatever the map stands in).

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, MapAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer};

/// Reads `Raw` and makes a `Checked` of it.
pub(crate) fn deserialize<'de, Raw, Checked, D>(deserializer: D) -> Result<Checked, D::Error>
where
    Raw: Deserialize<'de>,
    Checked: TryFrom<Raw, Error = String>,
    D: Deserializer<'de>,
{
    deserializer.deserialize_map(MapVisitor::<Raw, Checked>(PhantomData))
}

struct MapVisitor<Raw, Checked>(PhantomData<(Raw, Checked)>);

impl<'de, Raw, Checked> Visitor<'de> for MapVisitor<Raw, Checked>
where
    Raw: Deserialize<'de>,
    Checked: TryFrom<Raw, Error = String>,
{
    type Value = Checked;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Checked, A::Error> {
        let raw = Raw::deserialize(MapAccessDeserializer::new(map))?;
        Checked::try_from(raw).map_err(de::Error::custom)
    }
}
