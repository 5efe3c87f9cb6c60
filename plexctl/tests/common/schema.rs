//! Whether JSON is valid against its schema in `schemas/`.

use std::path::Path;

use serde_json::Value;

/// Fails unless this is valid against the schema of this name.
pub fn assert_fits(name: &str, value: &Value) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("schemas")
        .join(format!("{name}.schema.json"));
    let text = std::fs::read_to_string(file).unwrap();
    let schema: Value = serde_json::from_str(&text).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(
        errors.is_empty(),
        "not valid against {name}: {errors:#?} in {value:#}"
    );
}
