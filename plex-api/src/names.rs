//! The names of small enums: one way to write them, read them and describe them.

use std::fmt;

use crate::sanitize::printable;

/// The text is not a name of a type such as [`Transport`](crate::Transport) or
/// [`ErrorKind`](crate::ErrorKind). The message has the names and the text.
///
/// ```
/// use plex_api::Transport;
///
/// let error = "carrier pigeon".parse::<Transport>().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "expected a transport (`websocket`, `eventsource` or `poll`), got \"carrier pigeon\""
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownName {
    what: &'static str,
    expected: Vec<&'static str>,
    given: String,
}

impl UnknownName {
    pub(crate) fn new(
        what: &'static str,
        expected: impl IntoIterator<Item = &'static str>,
        given: &str,
    ) -> Self {
        Self {
            what,
            expected: expected.into_iter().collect(),
            given: printable(given),
        }
    }

    /// The names that are known.
    #[must_use]
    pub fn expected(&self) -> &[&'static str] {
        &self.expected
    }
}

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {} (", self.what)?;
        for (index, name) in self.expected.iter().enumerate() {
            let before = match index {
                0 => "",
                last if last + 1 == self.expected.len() => " or ",
                _ => ", ",
            };
            write!(f, "{before}`{name}`")?;
        }
        write!(f, "), got {:?}", self.given)
    }
}

impl std::error::Error for UnknownName {}

/// Gives an enum without fields its names: `as_str`, `Display`, `FromStr`, `Serialize`, `Deserialize`
/// and the JSON Schema. An `or` names a spelling that is only read.
///
/// The schema allows any text: a later version may have more names.
macro_rules! names {
    ($type:ident, $what:literal, {
        $($variant:ident = $name:literal $(or $alias:literal)?),+ $(,)?
    }) => {
        impl $type {
            #[doc = concat!(
                "Its name, as `Display` and JSON write it, and as `parse` reads it: ",
                $("`", $name, "`, ",)+
                "or one of a later version."
            )]
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name),+
                }
            }
        }

        impl ::std::fmt::Display for $type {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::std::str::FromStr for $type {
            type Err = crate::names::UnknownName;

            fn from_str(text: &str) -> ::std::result::Result<Self, Self::Err> {
                match text {
                    $($name $(| $alias)? => Ok(Self::$variant),)+
                    _ => Err(crate::names::UnknownName::new($what, [$($name),+], text)),
                }
            }
        }

        impl ::serde::Serialize for $type {
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $type {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                crate::names::deserialize(deserializer)
            }
        }

        crate::names::name_schema!($type);
    };
}
pub(crate) use names;

/// The JSON Schema of a name: any text, because a later version may have more names.
macro_rules! name_schema {
    ($type:ident) => {
        #[cfg(feature = "schemars")]
        impl ::schemars::JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut ::schemars::SchemaGenerator) -> ::schemars::Schema {
                ::schemars::json_schema!({"type": "string"})
            }
        }
    };
}
pub(crate) use name_schema;

/// Reads a value by its text form.
pub(crate) fn deserialize<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: std::str::FromStr<Err: fmt::Display>,
    D: serde::Deserializer<'de>,
{
    use serde::Deserialize;
    let text = String::deserialize(deserializer)?;
    text.parse().map_err(serde::de::Error::custom)
}

/// Leaves the documentation of Rust types out of their JSON Schema: it is full of links for rustdoc.
#[cfg(feature = "schemars")]
pub(crate) fn without_prose(schema: &mut schemars::Schema) {
    fn strip(value: &mut serde_json::Value) {
        match value {
            serde_json::Value::Object(object) => {
                // A property may have the name `description`; then its value is an object.
                if object
                    .get("description")
                    .is_some_and(serde_json::Value::is_string)
                {
                    object.remove("description");
                }
                object.values_mut().for_each(strip);
            }
            serde_json::Value::Array(array) => array.iter_mut().for_each(strip),
            _ => {}
        }
    }
    if let Some(object) = schema.as_object_mut() {
        object.remove("description");
        object.values_mut().for_each(strip);
    }
}
