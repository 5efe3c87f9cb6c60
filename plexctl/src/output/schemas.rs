//! The JSON Schemas in `schemas/`: made from the documents' types, so that they cannot differ.

use std::path::Path;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde_json::{Value, json};

use super::VERSION;

/// Compares the schema of what is written with the file of this name, or renews the file.
pub(crate) fn assert_schema<T: JsonSchema>(name: &str) {
    let generator = SchemaSettings::draft2020_12().for_serialize();
    let mut schema = generator.into_generator().into_root_schema_for::<T>();
    finish(&mut schema, name);
    let actual = format!("{:#}\n", Value::from(schema));
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("schemas")
        .join(format!("{name}.schema.json"));
    if std::env::var_os("PLEXCTL_RENEW_SNAPSHOTS").is_some() {
        assert!(
            std::env::var_os("CI").is_none(),
            "schemas are renewed by people, never in CI"
        );
        std::fs::write(&file, actual).unwrap();
        return;
    }
    let expected = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        expected == actual,
        "{} is not what the program writes. If the change is meant: \
         PLEXCTL_RENEW_SNAPSHOTS=1 cargo test -p plexctl --lib",
        file.display()
    );
}

/// A name for people, and the version that every shape is of.
fn finish(schema: &mut Schema, name: &str) {
    let (command, format) = name.split_once('.').unwrap();
    let title = format!("plexctl {command} -o {format}");
    schema.insert("title".to_owned(), title.into());
    let version = schema.pointer_mut("/properties/version").unwrap();
    *version = json!({"const": VERSION});
}
