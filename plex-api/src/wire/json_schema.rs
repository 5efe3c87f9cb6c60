//! JSON Schemas of the types of this module, which agree with the document's components.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value};

use super::{
    ActivityId, Context, LazyJson, LenientBool, LenientInt, LenientString, LenientVec, PathSegment,
    Progress, UnknownFields,
};

macro_rules! schema_of {
    ($type:ty, $name:literal, $generator:ident => $schema:expr) => {
        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn schema_id() -> Cow<'static, str> {
                concat!("plex_api::", $name).into()
            }

            fn json_schema($generator: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    };
}

schema_of!(ActivityId, "ActivityId", _generator => json_schema!({
    "description": "The uuid of an activity: any text that is not empty.",
    "type": "string",
    "minLength": 1,
}));

schema_of!(PathSegment, "PathSegment", _generator => json_schema!({
    "description": "One part of a path: any text but an empty one, `.` and `..`.",
    "type": "string",
    "minLength": 1,
}));

schema_of!(LenientBool, "Flag", _generator => json_schema!({
    "description": "A yes or no, as boolean, number or text.",
    "anyOf": [{"type": "boolean"}, {"type": "number"}, {"type": "string"}],
}));

schema_of!(LenientInt, "Integer", _generator => json_schema!({
    "description": "A whole number, or the text of one.",
    "anyOf": [{"type": "integer", "format": "int64"}, {"type": "string"}],
}));

schema_of!(LenientString, "Text", _generator => json_schema!({
    "description": "A text, or a number or boolean in its place.",
    "anyOf": [{"type": "string"}, {"type": "number"}, {"type": "boolean"}],
}));

schema_of!(Progress, "Progress", _generator => json_schema!({
    "description": "How far an activity is, in percent; -1 when the server cannot tell.",
    "anyOf": [{"type": "number"}, {"type": "string"}],
}));

schema_of!(Context, "Context", generator => {
    let text = generator.subschema_for::<LenientString>();
    let flag = generator.subschema_for::<LenientBool>();
    json_schema!({
        "description": "What an activity works on.",
        "type": "object",
        "properties": {
            "librarySectionID": text,
            "key": text,
            "accessible": flag,
            "exists": flag,
            "refreshed": flag,
            "analyzed": flag,
        },
        "additionalProperties": true,
    })
});

impl<T: JsonSchema> JsonSchema for LenientVec<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Listed_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "array", "items": generator.subschema_for::<T>()})
    }
}

#[cfg(feature = "account")]
schema_of!(super::HiddenText, "Secret", _generator => json_schema!({
    "description": "A text that is in no other text.",
    "anyOf": [{"type": "string"}, {"type": "integer"}],
}));

#[cfg(feature = "account")]
impl<T: JsonSchema> JsonSchema for super::PrivateVec<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        LenientVec::<T>::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        LenientVec::<T>::json_schema(generator)
    }
}

// As schemars describes `serde_json::Value` and a map of it.
impl JsonSchema for LazyJson {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        Value::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Value::json_schema(generator)
    }
}

impl JsonSchema for UnknownFields {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        Map::<String, Value>::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Map::<String, Value>::json_schema(generator)
    }
}
