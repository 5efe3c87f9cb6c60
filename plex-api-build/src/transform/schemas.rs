//! Adaptations of schemas.

use serde_norway::{Mapping, Value};

use crate::document::{Document, is_data, is_replaced, walk_mut};
use crate::source_map::Pointer;

/// Formats for which the generator names a crate that the client does not have.
const FOREIGN_FORMATS: [&str; 3] = ["uuid", "date", "date-time"];

/// Writes `additionalProperties: true` beside properties as `{}`.
pub(crate) fn unknown_fields_kept(document: &mut Document) -> Vec<Pointer> {
    change(document, &|schema| {
        let open = schema.get("additionalProperties").and_then(Value::as_bool) == Some(true);
        if open && schema.contains_key("properties") {
            schema.insert(
                "additionalProperties".into(),
                Value::Mapping(Mapping::new()),
            );
            return true;
        }
        false
    })
}

/// Drops the formats and patterns that would turn text into a type of another crate.
pub(crate) fn formats_as_text(document: &mut Document) -> Vec<Pointer> {
    change(document, &|schema| {
        if schema.get("type").and_then(Value::as_str) != Some("string") {
            return false;
        }
        let foreign = |value: &Value| value.as_str().is_some_and(|f| FOREIGN_FORMATS.contains(&f));
        let format = schema.get("format").is_some_and(foreign);
        if format {
            schema.shift_remove("format");
        }
        schema.shift_remove("pattern").is_some() || format
    })
}

/// Applies `change` to every map below the paths and the schemas of the components, except inside
/// replaced components, examples and defaults.
fn change(document: &mut Document, change: &dyn Fn(&mut Mapping) -> bool) -> Vec<Pointer> {
    let mut places = Vec::new();
    let rows = document.type_overrides;
    walk_mut(&mut document.root, &mut |pointer, value| {
        if !is_data(pointer)
            && !is_replaced(rows, pointer)
            && let Value::Mapping(map) = value
            && change(map)
        {
            places.push(pointer.clone());
        }
    });
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::testing::check;

    #[test]
    fn unknown_fields_are_kept_beside_properties() {
        let places = check(
            unknown_fields_kept,
            "
components:
  schemas:
    A: {type: object, properties: {a: {type: string}}, additionalProperties: true}
    B: {type: object, additionalProperties: true}
",
            "
components:
  schemas:
    A: {type: object, properties: {a: {type: string}}, additionalProperties: {}}
    B: {type: object, additionalProperties: true}
",
        );
        assert_eq!(places, ["/components/schemas/A"]);
    }

    #[test]
    fn foreign_formats_are_dropped_outside_replaced_components_and_examples() {
        let places = check(
            formats_as_text,
            "
components:
  schemas:
    A: {type: string, format: uuid, pattern: '^x'}
    B: {type: string, format: binary}
    ActivityId: {type: string, pattern: '^x'}
    C: {example: {type: string, format: uuid}, type: string}
    D: {type: object, properties: {example: {type: string, format: date}}}
",
            "
components:
  schemas:
    A: {type: string}
    B: {type: string, format: binary}
    ActivityId: {type: string, pattern: '^x'}
    C: {example: {type: string, format: uuid}, type: string}
    D: {type: object, properties: {example: {type: string}}}
",
        );
        assert_eq!(
            places,
            [
                "/components/schemas/A",
                "/components/schemas/D/properties/example"
            ]
        );
    }
}
