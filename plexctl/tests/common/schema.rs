//! Whether JSON is as its schema in `schemas/` says: as much of JSON Schema as stands there.

use std::path::Path;

use serde_json::Value;

/// What says something about a schema, and nothing about the JSON.
const REMARKS: [&str; 9] = [
    "$schema",
    "$defs",
    "title",
    "description",
    "format",
    "minimum",
    "maximum",
    "minLength",
    "default",
];

/// Fails unless this is as the schema of this name says.
pub fn assert_fits(name: &str, value: &Value) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("schemas")
        .join(format!("{name}.schema.json"));
    let text = std::fs::read_to_string(file).unwrap();
    let root: Value = serde_json::from_str(&text).unwrap();
    if let Err(why) = check(&root, &root, value) {
        panic!("{name}: {why} in {value:#}");
    }
}

fn check(root: &Value, schema: &Value, value: &Value) -> Result<(), String> {
    let Value::Object(rules) = schema else {
        let wrong = schema == &Value::Bool(false);
        return if wrong {
            Err(format!("{value} may not be"))
        } else {
            Ok(())
        };
    };
    for (keyword, rule) in rules {
        let list = || rule.as_array().unwrap().iter();
        let fitting = || list().filter(|one| check(root, one, value).is_ok()).count();
        let fits = match keyword.as_str() {
            known if REMARKS.contains(&known) => true,
            "$ref" => {
                let pointer = rule.as_str().unwrap().strip_prefix('#').unwrap();
                check(root, root.pointer(pointer).unwrap(), value)?;
                true
            }
            "type" => match rule {
                Value::Array(types) => types.iter().any(|one| has_type(one, value)),
                one => has_type(one, value),
            },
            "const" => rule == value,
            "enum" => list().any(|one| one == value),
            "anyOf" => fitting() > 0,
            "oneOf" => fitting() == 1,
            "allOf" => fitting() == list().count(),
            "required" => list().all(|name| value.get(name.as_str().unwrap()).is_some()),
            "items" => {
                for item in value.as_array().into_iter().flatten() {
                    check(root, rule, item)?;
                }
                true
            }
            "properties" => {
                for (name, rule) in rule.as_object().unwrap() {
                    if let Some(field) = value.get(name) {
                        check(root, rule, field).map_err(|why| format!("{name}: {why}"))?;
                    }
                }
                true
            }
            "additionalProperties" | "unevaluatedProperties" if rule == &Value::Bool(true) => true,
            unknown => panic!("this test knows no {unknown:?}: {rule}"),
        };
        if !fits {
            return Err(format!("{keyword} {rule} does not fit {value}"));
        }
    }
    Ok(())
}

fn has_type(name: &Value, value: &Value) -> bool {
    match name.as_str().unwrap() {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.is_u64() || value.is_i64(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        unknown => panic!("no type {unknown}"),
    }
}
