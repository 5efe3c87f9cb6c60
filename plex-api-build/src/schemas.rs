//! JSON Schemas (2020-12) of the document's components, one file each.
//!
//! They are made from the document as it is written, not from the one adapted for the generator,
//! and not from the Rust types: so they are there before the client compiles, and can be compared
//! with it.

use std::collections::BTreeSet;

use serde_norway::{Mapping, Value};

use crate::artifact::Artifact;
use crate::document::{Document, entries, items, schema_name};
use crate::document_spec::DocumentSpec;

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// One file for every component, `<Name>.schema.json`.
pub(crate) fn render(spec: &DocumentSpec, document: &Document) -> Vec<Artifact> {
    document
        .components("schemas")
        .map(|(name, schema)| Artifact {
            path: format!("{}/{name}.schema.json", spec.schemas_folder),
            text: text(&file(document, name, schema)),
        })
        .collect()
}

/// A whole file: the component, and under `$defs` all components that it refers to, directly or not.
fn file(document: &Document, name: &str, schema: &Value) -> Value {
    let mut file = Mapping::new();
    file.insert("$schema".into(), DIALECT.into());
    file.insert("title".into(), name.into());
    if let Value::Mapping(converted) = convert(schema, name) {
        file.extend(
            converted
                .into_iter()
                .filter(|(key, _)| key.as_str() != Some("title")),
        );
    }
    let definitions: Mapping = referred(document, name, schema)
        .into_iter()
        .filter_map(|other| {
            let schema = document.schema(other)?;
            Some((other.into(), convert(schema, name)))
        })
        .collect();
    if !definitions.is_empty() {
        file.insert("$defs".into(), Value::Mapping(definitions));
    }
    Value::Mapping(file)
}

/// The names of all components that `schema` leads to, except `root` itself.
fn referred<'a>(document: &'a Document, root: &str, schema: &'a Value) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut left = vec![schema];
    while let Some(value) = left.pop() {
        if let Some(name) = schema_name(value) {
            if name != root
                && found.insert(name)
                && let Some(target) = document.resolve(value)
            {
                left.push(target);
            }
            continue;
        }
        for (keyword, value) in entries(Some(value)) {
            match keyword {
                "properties" => left.extend(entries(Some(value)).map(|(_, value)| value)),
                "items" | "additionalProperties" | "not" => left.push(value),
                "allOf" | "anyOf" | "oneOf" => left.extend(items(Some(value))),
                _ => {}
            }
        }
    }
    found
}

/// A schema of OpenAPI 3.0 in the words of JSON Schema 2020-12.
fn convert(schema: &Value, root: &str) -> Value {
    if let Some(name) = schema_name(schema) {
        return Value::Mapping(reference_to(name, root));
    }
    let Value::Mapping(map) = schema else {
        return schema.clone();
    };
    let mut out = Mapping::new();
    for (key, value) in map {
        match key.as_str().unwrap_or_default() {
            "nullable" | "discriminator" | "xml" | "externalDocs" => {}
            extension if extension.starts_with("x-") => {}
            "example" => {
                out.insert("examples".into(), Value::Sequence(vec![value.clone()]));
            }
            "properties" => {
                let properties = entries(Some(value))
                    .map(|(name, value)| (name.into(), convert(value, root)))
                    .collect();
                out.insert(key.clone(), Value::Mapping(properties));
            }
            "items" | "additionalProperties" | "not" => {
                out.insert(key.clone(), convert(value, root));
            }
            "allOf" | "anyOf" | "oneOf" => {
                let parts = items(Some(value)).map(|part| convert(part, root)).collect();
                out.insert(key.clone(), Value::Sequence(parts));
            }
            "exclusiveMinimum" => limit(&mut out, map, "exclusiveMinimum", "minimum"),
            "exclusiveMaximum" => limit(&mut out, map, "exclusiveMaximum", "maximum"),
            "minimum" if is_true(map, "exclusiveMinimum") => {}
            "maximum" if is_true(map, "exclusiveMaximum") => {}
            _ => {
                out.insert(key.clone(), value.clone());
            }
        }
    }
    described_reference(&mut out);
    if is_true(map, "nullable") {
        out = nullable(out);
    }
    Value::Mapping(out)
}

fn reference_to(name: &str, root: &str) -> Mapping {
    let target = if name == root {
        "#".to_owned()
    } else {
        format!("#/$defs/{name}")
    };
    [("$ref".into(), target.into())].into_iter().collect()
}

fn is_true(map: &Mapping, key: &str) -> bool {
    map.get(key).and_then(Value::as_bool) == Some(true)
}

/// The exclusive limit was a flag beside the limit, and is a number now.
fn limit(out: &mut Mapping, map: &Mapping, exclusive: &str, inclusive: &str) {
    if is_true(map, exclusive)
        && let Some(value) = map.get(inclusive)
    {
        out.insert(exclusive.into(), value.clone());
    }
}

/// `allOf` with one reference was the only way to put prose beside it; now prose may stand there.
fn described_reference(out: &mut Mapping) {
    let parts: Vec<&Value> = items(out.get("allOf")).collect();
    let [only] = parts.as_slice() else { return };
    let Some(target) = only.get("$ref").cloned() else {
        return;
    };
    out.shift_remove("allOf");
    out.insert("$ref".into(), target);
}

fn nullable(mut schema: Mapping) -> Mapping {
    if let Some(Value::String(kind)) = schema.get("type").cloned() {
        schema.insert(
            "type".into(),
            Value::Sequence(vec![kind.into(), "null".into()]),
        );
        if let Some(values) = schema.get_mut("enum").and_then(Value::as_sequence_mut)
            && !values.contains(&Value::Null)
        {
            values.push(Value::Null);
        }
        return schema;
    }
    // Anything goes already where no type is named.
    let constrains = ["$ref", "allOf", "anyOf", "oneOf", "not", "enum"];
    if !constrains.iter().any(|key| schema.contains_key(*key)) {
        return schema;
    }
    let prose = |key: &Value| matches!(key.as_str(), Some("description" | "title" | "deprecated"));
    let (mut outer, inner): (Mapping, Mapping) =
        schema.into_iter().partition(|(key, _)| prose(key));
    let null = [("type".into(), "null".into())].into_iter().collect();
    let choices = vec![Value::Mapping(inner), Value::Mapping(null)];
    outer.insert("anyOf".into(), Value::Sequence(choices));
    outer
}

/// Two spaces of indent, the order of the tree, a newline at the end.
fn text(file: &Value) -> String {
    // A tree of text keys and plain values cannot fail to be JSON; if it ever did, the empty file
    // would be seen as drift.
    let mut text = serde_json::to_string_pretty(file).unwrap_or_default();
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document_spec::testing::SPEC;
    use crate::transform::testing::document;

    fn schema(components: &str, name: &str) -> String {
        let document = document(&format!("components:\n  schemas:\n{components}"));
        let path = format!("openapi/schemas/{name}.schema.json");
        render(&SPEC, &document)
            .into_iter()
            .find(|file| file.path == path)
            .unwrap()
            .text
    }

    #[test]
    fn a_component_carries_its_definitions_sorted_and_its_own_order() {
        let components = "
    B: {type: object, properties: {c: {$ref: '#/components/schemas/C'}}}
    C: {type: string, xml: {attribute: true}, x-note: n, example: e}
    A:
      description: An A.
      type: object
      required: [b]
      properties:
        self: {$ref: '#/components/schemas/A'}
        b: {description: The b., allOf: [{$ref: '#/components/schemas/B'}]}
      additionalProperties: true
";
        insta::assert_snapshot!(schema(components, "A"));
    }

    #[test]
    fn null_and_exclusive_limits_are_said_as_2020_12_says_them() {
        let components = "
    A:
      type: object
      properties:
        text: {type: string, nullable: true, enum: [a]}
        reference: {description: d, nullable: true, allOf: [{$ref: '#/components/schemas/B'}]}
        any: {nullable: true}
        number: {type: number, minimum: 0, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: false}
    B: {type: boolean}
";
        insta::assert_snapshot!(schema(components, "A"));
    }
}
