//! From text to a checked tree: YAML, version, and the shape of an OpenAPI document.

use openapiv3::OpenAPI;
use serde_norway::Value;

use crate::catch_panic::catch_panic;
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::document_spec::TypeOverride;
use crate::source_map::Pointer;

/// Reads the document.
///
/// Fails on broken YAML, a key that a map has twice, YAML tags, a version other than 3.0.x, and a
/// document that `openapiv3` cannot read.
pub(crate) fn load(
    text: &str,
    type_overrides: &'static [TypeOverride],
) -> Result<Document, Diagnostic> {
    let root = tree(text)?;
    check_version(&root)?;
    // From the text, since only that reader knows the line of a value that it could not take.
    match catch_panic(|| serde_norway::from_str::<OpenAPI>(text)) {
        Ok(read) => read.map_err(|error| shape_diagnostic(&error))?,
        Err(panic) => return Err(panic_diagnostic(&panic)),
    };
    Ok(Document {
        root,
        type_overrides,
    })
}

/// The tree of any YAML text whose keys are plain; its content is not checked.
pub(crate) fn tree(text: &str) -> Result<Value, Diagnostic> {
    let raw: Value = serde_norway::from_str(text).map_err(|error| yaml_diagnostic(&error))?;
    with_text_keys(&Pointer::root(), raw)
}

/// The typed form that the generator reads.
pub(crate) fn to_openapi(document: &Document) -> Result<OpenAPI, String> {
    catch_panic(|| serde_norway::from_value(document.root.clone()))
        .and_then(|read| read.map_err(|error| error.to_string()))
}

fn yaml_diagnostic(error: &serde_norway::Error) -> Diagnostic {
    let reason = error.to_string();
    let hint = if reason.contains("duplicate entry") {
        "a map may have a key only once: merge the two, or rename one"
    } else {
        "the text is not YAML: look at the indentation and the quotes around this line"
    };
    Diagnostic::new(Pointer::root(), reason, hint).at_line(error.location().map(|l| l.line()))
}

fn shape_diagnostic(error: &serde_norway::Error) -> Diagnostic {
    Diagnostic::new(
        Pointer::root(),
        format!("not an OpenAPI 3.0 document: {error}"),
        "the text is YAML, but OpenAPI 3.0 wants another type of value there (a list of types, for \
         example, is OpenAPI 3.1)",
    )
    .at_line(error.location().map(|l| l.line()))
}

/// `openapiv3` takes some values at one attempt and not at the next, and panics: `.nan`, for one.
fn panic_diagnostic(panic: &str) -> Diagnostic {
    Diagnostic::new(
        Pointer::root(),
        format!(
            "not an OpenAPI 3.0 document: its reader {}",
            panic.trim_start_matches("the generator ")
        ),
        "look for a value of an unusual kind, such as `.nan` or `.inf`, where a map belongs",
    )
}

fn check_version(root: &Value) -> Result<(), Diagnostic> {
    let pointer = Pointer::root().child("openapi");
    match root.get("openapi").and_then(Value::as_str) {
        Some(version) if version.starts_with("3.0.") => Ok(()),
        Some(version) => Err(Diagnostic::new(
            pointer,
            format!("version is `{version}`, expected 3.0.x"),
            "the generator reads OpenAPI 3.0 only: write `openapi: 3.0.3`",
        )),
        None => Err(Diagnostic::new(
            Pointer::root(),
            "no `openapi` version, expected 3.0.x",
            "begin the document with `openapi: 3.0.3`",
        )),
    }
}

/// Status codes may be written as numbers; everything after this sees text.
fn with_text_keys(pointer: &Pointer, value: Value) -> Result<Value, Diagnostic> {
    match value {
        Value::Mapping(map) => map
            .into_iter()
            .map(|(key, value)| {
                let name = match &key {
                    Value::String(name) => name.clone(),
                    Value::Number(number) => number.to_string(),
                    Value::Bool(flag) => flag.to_string(),
                    other => {
                        return Err(Diagnostic::new(
                            pointer.clone(),
                            format!("a key is {other:?}, expected text"),
                            "put the key in quotes",
                        ));
                    }
                };
                let value = with_text_keys(&pointer.child(&name), value)?;
                Ok((Value::String(name), value))
            })
            .collect::<Result<_, _>>()
            .map(Value::Mapping),
        Value::Sequence(list) => list
            .into_iter()
            .enumerate()
            .map(|(index, value)| with_text_keys(&pointer.child(index), value))
            .collect::<Result<_, _>>()
            .map(Value::Sequence),
        Value::Tagged(tagged) => Err(Diagnostic::new(
            pointer.clone(),
            format!("found the YAML tag {}, expected a plain value", tagged.tag),
            "remove the tag; quote the text if it begins with `!`",
        )),
        plain => Ok(plain),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\n";

    fn diagnostic(text: &str) -> Diagnostic {
        load(text, &[]).unwrap_err()
    }

    #[test]
    fn broken_yaml_names_its_line() {
        let found = diagnostic("openapi: 3.0.3\ninfo: [\n");
        assert!(found.line.is_some(), "{found}");
        assert!(found.hint.contains("not YAML"), "{found}");
    }

    #[test]
    fn a_key_that_stands_twice_is_named() {
        let found = diagnostic(&format!(
            "{HEAD}paths:\n  /a:\n    get: {{}}\n    get: {{}}\n"
        ));
        assert!(
            found.what.contains("duplicate entry with key \"get\""),
            "{found}"
        );
        assert!(found.hint.contains("once"), "{found}");
    }

    #[test]
    fn another_version_is_turned_away_at_its_place() {
        let found = diagnostic("openapi: 3.1.1\npaths: []\n");
        assert_eq!(found.pointer.to_string(), "/openapi");
        assert!(found.what.contains("`3.1.1`, expected 3.0.x"), "{found}");
        assert!(diagnostic("info: {}").what.contains("no `openapi` version"));
    }

    #[test]
    fn a_type_list_is_a_problem_with_a_line() {
        let text = format!(
            "{HEAD}paths: {{}}\ncomponents:\n  schemas:\n    A:\n      type: [string, 'null']\n"
        );
        let found = diagnostic(&text);
        assert!(
            found.what.contains("not an OpenAPI 3.0 document"),
            "{found}"
        );
    }

    #[test]
    fn a_value_at_which_the_reader_panics_is_a_diagnostic() {
        let text = format!(
            "{HEAD}paths: {{}}\ncomponents:\n  schemas:\n    A: {{additionalProperties: .nan}}\n"
        );
        let found = diagnostic(&text);
        assert!(found.what.contains("panicked"), "{found}");
        assert!(found.hint.contains("`.nan`"), "{found}");
    }

    #[test]
    fn status_codes_written_as_numbers_become_text() {
        let text = format!(
            "{HEAD}paths:\n  /a:\n    get:\n      responses:\n        200: {{description: ok}}\n"
        );
        let document = load(&text, &[]).unwrap();
        let operations = document.operations();
        assert_eq!(operations[0].responses()[0].1, "200");
        assert!(to_openapi(&document).is_ok());
    }

    #[test]
    fn a_tag_is_named_with_its_place() {
        let found = diagnostic(&format!("{HEAD}paths: {{}}\nx-a: !secret b\n"));
        assert_eq!(found.pointer.to_string(), "/x-a");
    }
}
