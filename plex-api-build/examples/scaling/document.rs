//! A document of many times the operations of another, for measuring how the generator grows.

use plex_api_documents::PLEX;
use serde_norway::{Mapping, Value};

/// The text of a document that has every operation and every structure of `text` `copies` times,
/// each copy under paths and names of its own. One copy is `text` itself.
///
/// Values that have hand-written types (`Text`, `Flag`, ...) are shared by all copies, as
/// their name identifies them; lists of structures are copied with the structures.
///
/// # Errors
/// If `text` is not a YAML map with `paths` and `components`.
pub(crate) fn multiplied(text: &str, copies: usize) -> Result<String, String> {
    let original: Value = serde_norway::from_str(text).map_err(|error| error.to_string())?;
    let paths = mapping(&original, &["paths"])?.clone();
    let schemas = mapping(&original, &["components", "schemas"])?.clone();
    let mut document = original;
    for copy in 1..copies {
        let own = |name: &str| {
            let shared = PLEX.type_overrides.iter().any(|row| row.component == name);
            let list = schemas
                .get(name)
                .is_some_and(|schema| schema.get("type").and_then(Value::as_str) == Some("array"));
            (!shared || list).then(|| format!("{name}Copy{copy}"))
        };
        let target = mapping_mut(&mut document, &["paths"])?;
        for (path, item) in &paths {
            let path = format!("/copy{copy}{}", path.as_str().unwrap_or_default());
            target.insert(path.into(), renamed(item, copy, &own));
        }
        let target = mapping_mut(&mut document, &["components", "schemas"])?;
        for (name, schema) in &schemas {
            if let Some(name) = own(name.as_str().unwrap_or_default()) {
                target.insert(name.into(), renamed(schema, copy, &own));
            }
        }
        // Responses lead to structures too.
        let responses = mapping(&document, &["components", "responses"])?.clone();
        let target = mapping_mut(&mut document, &["components", "responses"])?;
        for (name, response) in responses {
            let name = name.as_str().unwrap_or_default();
            if !name.contains("Copy") {
                target.insert(
                    format!("{name}Copy{copy}").into(),
                    renamed(&response, copy, &own),
                );
            }
        }
    }
    serde_norway::to_string(&document).map_err(|error| error.to_string())
}

/// The number of operations that a document has.
///
/// # Errors
/// If `text` is not a YAML map with `paths`.
pub(crate) fn operations(text: &str) -> Result<usize, String> {
    let document: Value = serde_norway::from_str(text).map_err(|error| error.to_string())?;
    let items = mapping(&document, &["paths"])?.values();
    Ok(items
        .filter_map(Value::as_mapping)
        .flat_map(Mapping::values)
        .filter(|value| value.get("operationId").is_some())
        .count())
}

/// A copy whose references and operations have the names of the copy.
fn renamed(value: &Value, copy: usize, own: &dyn Fn(&str) -> Option<String>) -> Value {
    match value {
        Value::Mapping(map) => Value::Mapping(
            map.iter()
                .map(|(key, value)| {
                    let value = match (key.as_str(), value.as_str()) {
                        (Some("operationId"), Some(id)) => format!("{id}Copy{copy}").into(),
                        (Some("$ref"), Some(target)) => reference(target, copy, own).into(),
                        _ => renamed(value, copy, own),
                    };
                    (key.clone(), value)
                })
                .collect(),
        ),
        Value::Sequence(list) => {
            Value::Sequence(list.iter().map(|value| renamed(value, copy, own)).collect())
        }
        plain => plain.clone(),
    }
}

fn reference(target: &str, copy: usize, own: &dyn Fn(&str) -> Option<String>) -> String {
    if target.starts_with("#/components/responses/") {
        return format!("{target}Copy{copy}");
    }
    target
        .strip_prefix("#/components/schemas/")
        .and_then(own)
        .map_or_else(
            || target.to_owned(),
            |name| format!("#/components/schemas/{name}"),
        )
}

fn mapping<'a>(document: &'a Value, place: &[&str]) -> Result<&'a Mapping, String> {
    place
        .iter()
        .try_fold(document, |value, key| value.get(*key))
        .and_then(Value::as_mapping)
        .ok_or_else(|| format!("the document has no map /{}", place.join("/")))
}

fn mapping_mut<'a>(document: &'a mut Value, place: &[&str]) -> Result<&'a mut Mapping, String> {
    place
        .iter()
        .try_fold(document, |value, key| value.get_mut(*key))
        .and_then(Value::as_mapping_mut)
        .ok_or_else(|| format!("the document has no map /{}", place.join("/")))
}
