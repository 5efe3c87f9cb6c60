//! Rules about schemas.

use std::collections::BTreeMap;

use serde_norway::Value;

use crate::diagnostic::Diagnostic;
use crate::document::{Document, entries, items, schemas};
use crate::rust_names::{pascal, snake};
use crate::source_map::Pointer;

/// No two components are one type, no two properties one field, no two values one variant.
pub(crate) fn unique_type_names(document: &Document, diagnostics: &mut Vec<Diagnostic>) {
    let components = Pointer::root().child("components").child("schemas");
    let names = document.components("schemas").map(|(name, _)| name);
    collisions(&components, "type", names, pascal, diagnostics);
    for (name, _) in document.components("schemas") {
        if pascal(name) == "Default" && document.type_override(name).is_none() {
            diagnostics.push(Diagnostic::new(
                components.child(name),
                format!("`{name}` becomes the type `Default`, a name that the generated code uses"),
                "rename it: the name of a component is not on the wire",
            ));
        }
    }
    for (pointer, schema) in schemas(document) {
        if document.is_replaced(&pointer) {
            continue;
        }
        let properties = pointer.child("properties");
        let names = || entries(schema.get("properties")).map(|(name, _)| name);
        collisions(&properties, "field", names(), snake, diagnostics);
        for name in names() {
            if !name.contains(char::is_alphanumeric) {
                diagnostics.push(Diagnostic::new(
                    properties.child(name),
                    format!("`{name}` has no letter and no digit to name a field and its type by"),
                    "leave it out, and let the unknown fields keep it",
                ));
            }
        }
        let open = schema
            .get("additionalProperties")
            .is_some_and(|v| v.as_bool() != Some(false));
        if open && let Some(name) = names().find(|name| snake(name) == "extra") {
            diagnostics.push(Diagnostic::new(
                properties.child(name),
                format!("`{name}` becomes the field `extra`, which holds the unknown fields"),
                "name the object's other properties, and drop `additionalProperties` or this one",
            ));
        }
        let values = items(schema.get("enum")).filter_map(Value::as_str);
        collisions(
            &pointer.child("enum"),
            "variant",
            values,
            pascal,
            diagnostics,
        );
    }
}

fn collisions<'a>(
    pointer: &Pointer,
    what: &str,
    names: impl Iterator<Item = &'a str>,
    rust: fn(&str) -> String,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for name in names {
        let identifier = rust(name);
        if let Some(other) = seen.get(&identifier) {
            diagnostics.push(Diagnostic::new(
                pointer.child(name),
                format!("`{name}` becomes the {what} `{identifier}`, and so does `{other}`"),
                "drop or rename one of the two, or let the unknown fields keep it",
            ));
        } else {
            seen.insert(identifier, name);
        }
    }
}

/// No schema gives a type that reads nothing, or loses something.
pub(crate) fn representable_schemas(document: &Document, diagnostics: &mut Vec<Diagnostic>) {
    for (pointer, schema) in schemas(document) {
        if document.is_replaced(&pointer) {
            continue;
        }
        if schema.get("anyOf").is_some() {
            diagnostics.push(Diagnostic::new(
                pointer.child("anyOf"),
                "`anyOf` becomes a type that reads no text and no number",
                "an open set of names is `type: string` with the names in its description; \
                 anything else is a component of its own with a row in the type overrides of \
                 the document",
            ));
        }
        let is_nullable = schema.get("nullable").and_then(Value::as_bool) == Some(true);
        if is_nullable && schema.get("oneOf").is_some() {
            diagnostics.push(Diagnostic::new(
                pointer.child("nullable"),
                "`nullable` beside `oneOf` becomes two types of one name",
                "make the `oneOf` a component, and write `nullable: true, allOf: [{$ref: ..}]` \
                 where it may be null",
            ));
        }
        for key in ["not", "discriminator"] {
            if schema.get(key).is_some() {
                diagnostics.push(Diagnostic::new(
                    pointer.child(key),
                    format!("`{key}` cannot be expressed in a type"),
                    "say it in the description",
                ));
            }
        }
        for name in items(schema.get("required")).filter_map(Value::as_str) {
            let known = schema
                .get("properties")
                .is_some_and(|p| p.get(name).is_some());
            if !known && schema.get("allOf").is_none() {
                diagnostics.push(Diagnostic::new(
                    pointer.child("required"),
                    format!("`{name}` is required, and is not a property"),
                    "add it to `properties`, or correct the name",
                ));
            }
        }
        let is_array = schema.get("type").and_then(Value::as_str) == Some("array");
        if is_array && schema.get("items").is_none() {
            diagnostics.push(Diagnostic::new(
                pointer.clone(),
                "an array without `items`",
                "say what is in it; `items: {}` if it can be anything",
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::testing::found;

    #[test]
    fn types_fields_and_variants_differ() {
        let text = "
components:
  schemas:
    media_item: {type: string, enum: [a-b, a_b]}
    MediaItem:
      properties: {guid: {}, Guid: {}, Extra: {}}
      additionalProperties: true
";
        let at = "/components/schemas";
        assert_eq!(
            found(unique_type_names, text),
            [
                format!(
                    "{at}/MediaItem: `MediaItem` becomes the type `MediaItem`, and so does \
                     `media_item`"
                ),
                format!(
                    "{at}/media_item/enum/a_b: `a_b` becomes the variant `AB`, and so does `a-b`"
                ),
                format!(
                    "{at}/MediaItem/properties/Guid: `Guid` becomes the field `guid`, and so does \
                     `guid`"
                ),
                format!(
                    "{at}/MediaItem/properties/Extra: `Extra` becomes the field `extra`, which \
                     holds the unknown fields"
                ),
            ]
        );
    }

    #[test]
    fn schemas_that_make_no_good_type_are_named() {
        let text = "
components:
  parameters:
    P: {schema: {anyOf: [{type: string}, {type: integer}]}}
  schemas:
    Flag: {anyOf: [{type: string}, {type: boolean}]}
    A:
      required: [a, b]
      properties:
        a: {type: array}
        c: {not: {type: string}}
";
        let at = "/components/schemas/A";
        assert_eq!(
            found(representable_schemas, text),
            [
                "/components/parameters/P/schema/anyOf: `anyOf` becomes a type that reads no text \
                 and no number"
                    .to_owned(),
                format!("{at}/required: `b` is required, and is not a property"),
                format!("{at}/properties/a: an array without `items`"),
                format!("{at}/properties/c/not: `not` cannot be expressed in a type"),
            ]
        );
    }
}
