//! The JSON Schemas made from the document say the same as those of the Rust types.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation is what a test is for"
)]

use serde_json::{Map, Value};

/// The schema that `cargo xtask regen` made from the document.
fn of_document(component: &str) -> Value {
    let path = format!(
        "{}/../openapi/schemas/{component}.schema.json",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_str(&text).unwrap()
}

/// The meaning of a schema without its form: references resolved, prose left out, and "null"
/// left out where a property may be absent, since the types read both as `None`.
fn meaning(schema: &Value) -> Value {
    let empty = Map::new();
    let definitions = schema
        .get("$defs")
        .and_then(Value::as_object)
        .unwrap_or(&empty);
    simplified(schema, definitions)
}

fn simplified(schema: &Value, definitions: &Map<String, Value>) -> Value {
    let Value::Object(object) = schema else {
        // `true` allows everything, and so does `{}`.
        return if *schema == Value::Bool(true) {
            Value::Object(Map::new())
        } else {
            schema.clone()
        };
    };
    if let Some(Value::String(reference)) = object.get("$ref") {
        let name = reference.rsplit('/').next().unwrap();
        return simplified(&definitions[name], definitions);
    }
    let required: Vec<&str> = object
        .get("required")
        .and_then(Value::as_array)
        .map(|names| names.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    let mut out = Map::new();
    for (keyword, value) in object {
        match (keyword.as_str(), value) {
            (
                "$schema" | "$defs" | "title" | "description" | "format" | "default" | "examples",
                _,
            ) => {}
            ("properties", Value::Object(properties)) => {
                let properties = properties.iter().map(|(name, property)| {
                    let property = simplified(property, definitions);
                    let optional = !required.contains(&name.as_str());
                    (
                        name.clone(),
                        if optional {
                            without_null(property)
                        } else {
                            property
                        },
                    )
                });
                out.insert(keyword.clone(), properties.collect::<Map<_, _>>().into());
            }
            ("items" | "additionalProperties", value) => {
                out.insert(keyword.clone(), simplified(value, definitions));
            }
            ("anyOf" | "oneOf", Value::Array(choices)) => {
                let mut choices: Vec<Value> = choices
                    .iter()
                    .map(|choice| simplified(choice, definitions))
                    .collect();
                choices.sort_by_key(ToString::to_string);
                out.insert("anyOf".to_owned(), choices.into());
            }
            ("required", Value::Array(names)) => {
                let mut names: Vec<Value> = names.clone();
                names.sort_by_key(ToString::to_string);
                out.insert(keyword.clone(), names.into());
            }
            (_, value) => {
                out.insert(keyword.clone(), value.clone());
            }
        }
    }
    out.into()
}

fn without_null(mut schema: Value) -> Value {
    let null = serde_json::json!({"type": "null"});
    if let Some(Value::Array(choices)) = schema.get_mut("anyOf") {
        choices.retain(|choice| *choice != null);
        if let [one] = &choices[..] {
            return one.clone();
        }
    }
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|name| name != "null");
        if let [one] = &types[..] {
            let one = one.clone();
            schema["type"] = one;
        }
    }
    schema
}

#[test]
fn the_types_say_what_the_document_says() {
    let mut compared = Vec::new();
    for (component, schema) in plex_api::generated::schemas::all() {
        let of_type = meaning(&schema.into());
        assert_eq!(of_type, meaning(&of_document(component)), "{component}");
        compared.push(component.to_owned());
    }
    compared.sort();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/schemas");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        // The simulator's, which its own test compares.
        .filter(|name| name != "plex-sim-scenario.schema.json")
        .map(|name| name.trim_end_matches(".schema.json").to_owned())
        .collect();
    files.sort();
    assert_eq!(compared, files);
}

#[test]
fn the_comparison_sees_a_difference() {
    let told = meaning(&of_document("Activity"));
    let mut changed = of_document("Activity");
    changed["properties"]["title"] = serde_json::json!({"type": "boolean"});
    assert_ne!(meaning(&changed), told);
    let mut changed = of_document("Activity");
    changed["required"] = serde_json::json!(["uuid", "type"]);
    assert_ne!(meaning(&changed), told);
}
