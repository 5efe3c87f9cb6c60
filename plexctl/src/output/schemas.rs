//! The JSON Schemas in `schemas/`, generated from the document types so that they cannot differ.

use std::path::Path;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde_json::{Value, json};

use super::VERSION;

/// Compares the schema of a type with the file of this name, or renews the file.
pub(crate) fn assert_schema<T: JsonSchema>(name: &str) {
    compare(name, root::<T>());
}

/// Like [`assert_schema`], for a type of line with several kinds, restricted to these events.
pub(crate) fn assert_schema_of_events<T: JsonSchema>(name: &str, events: &[&str]) {
    let mut schema = root::<T>();
    let kinds = schema.get_mut("oneOf").and_then(Value::as_array_mut);
    kinds.unwrap().retain(|kind| {
        let event = kind.pointer("/properties/event/const").unwrap();
        events.contains(&event.as_str().unwrap())
    });
    compare(name, schema);
}

fn root<T: JsonSchema>() -> Schema {
    let generator = SchemaSettings::draft2020_12().for_serialize();
    generator.into_generator().into_root_schema_for::<T>()
}

fn compare(name: &str, mut schema: Schema) {
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
        "{} is not what the program writes. If this change is intended: \
         PLEXCTL_RENEW_SNAPSHOTS=1 cargo test -p plexctl --lib",
        file.display()
    );
}

/// Adds a title, and the version that all documents have.
fn finish(schema: &mut Schema, name: &str) {
    let (command, what) = name.split_once('.').unwrap();
    let title = match what {
        "json" | "jsonl" => format!("plexctl {command} -o {what}"),
        _ => format!("plexctl {command}: {what}"),
    };
    schema.insert("title".to_owned(), title.into());
    let mut versions = 0;
    for kind in ["", "/anyOf/0", "/anyOf/1", "/$defs/EventLine"] {
        if let Some(version) = schema.pointer_mut(&format!("{kind}/properties/version")) {
            *version = json!({"const": VERSION});
            versions += 1;
        }
    }
    assert!(versions > 0, "{name}");
}
