//! Rules about keys: every reader ignores a misspelt key.

use serde_norway::Value;

use crate::diagnostic::Diagnostic;
use crate::document::{Document, entries, is_data, items, reference, schemas, walk};
use crate::source_map::Pointer;

const OPERATION: &[&str] = &[
    "callbacks",
    "deprecated",
    "description",
    "externalDocs",
    "operationId",
    "parameters",
    "requestBody",
    "responses",
    "security",
    "servers",
    "summary",
    "tags",
];
const PARAMETER: &[&str] = &[
    "allowEmptyValue",
    "allowReserved",
    "content",
    "deprecated",
    "description",
    "example",
    "examples",
    "explode",
    "in",
    "name",
    "required",
    "schema",
    "style",
];
const RESPONSE: &[&str] = &["content", "description", "headers", "links"];
const MEDIA_TYPE: &[&str] = &["encoding", "example", "examples", "schema"];
const SCHEMA: &[&str] = &[
    "additionalProperties",
    "allOf",
    "anyOf",
    "default",
    "deprecated",
    "description",
    "discriminator",
    "enum",
    "example",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "externalDocs",
    "format",
    "items",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "not",
    "nullable",
    "oneOf",
    "pattern",
    "properties",
    "readOnly",
    "required",
    "title",
    "type",
    "uniqueItems",
    "writeOnly",
    "xml",
];
const COMPONENTS: &[&str] = &[
    "callbacks",
    "examples",
    "headers",
    "links",
    "parameters",
    "requestBodies",
    "responses",
    "schemas",
    "securitySchemes",
];
const ROOT: &[&str] = &[
    "components",
    "externalDocs",
    "info",
    "openapi",
    "paths",
    "security",
    "servers",
    "tags",
];

/// Operations, parameters, responses, media types and schemas have only keys of OpenAPI 3.0.
pub(crate) fn no_unknown_keys(document: &Document, diagnostics: &mut Vec<Diagnostic>) {
    let root = Pointer::root();
    let components = root.child("components");
    check(&root, &document.root, ROOT, diagnostics);
    if let Some(value) = document.root.get("components") {
        check(&components, value, COMPONENTS, diagnostics);
    }
    for operation in document.operations() {
        check(&operation.pointer, operation.value, OPERATION, diagnostics);
        for (pointer, _, response) in operation.responses() {
            check_response(&pointer, response, diagnostics);
        }
        let list = operation.pointer.child("parameters");
        for (index, parameter) in items(operation.value.get("parameters")).enumerate() {
            check(&list.child(index), parameter, PARAMETER, diagnostics);
        }
    }
    for (path, item) in entries(document.root.get("paths")) {
        let list = root.child("paths").child(path).child("parameters");
        for (index, parameter) in items(item.get("parameters")).enumerate() {
            check(&list.child(index), parameter, PARAMETER, diagnostics);
        }
    }
    for (name, parameter) in document.components("parameters") {
        check(
            &components.child("parameters").child(name),
            parameter,
            PARAMETER,
            diagnostics,
        );
    }
    for (name, response) in document.components("responses") {
        check_response(
            &components.child("responses").child(name),
            response,
            diagnostics,
        );
    }
    for (pointer, schema) in schemas(document) {
        check(&pointer, schema, SCHEMA, diagnostics);
    }
}

fn check_response(pointer: &Pointer, response: &Value, diagnostics: &mut Vec<Diagnostic>) {
    check(pointer, response, RESPONSE, diagnostics);
    for (media, value) in entries(response.get("content")) {
        check(
            &pointer.child("content").child(media),
            value,
            MEDIA_TYPE,
            diagnostics,
        );
    }
}

fn check(pointer: &Pointer, value: &Value, known: &[&str], diagnostics: &mut Vec<Diagnostic>) {
    for (key, _) in entries(Some(value)) {
        if key != "$ref" && !key.starts_with("x-") && !known.contains(&key) {
            diagnostics.push(Diagnostic::new(
                pointer.child(key),
                format!("`{key}` is not a key of OpenAPI 3.0 here, and is ignored"),
                "correct its spelling, or begin it with `x-`",
            ));
        }
    }
}

/// No key is beside a `$ref`, where OpenAPI 3.0 ignores it.
pub(crate) fn no_siblings_of_ref(document: &Document, diagnostics: &mut Vec<Diagnostic>) {
    walk(&document.root, &mut |pointer, value| {
        if reference(value).is_none() || is_data(pointer) {
            return;
        }
        for (key, _) in entries(Some(value)).filter(|(key, _)| *key != "$ref") {
            diagnostics.push(Diagnostic::new(
                pointer.child(key),
                format!("`{key}` beside a `$ref` is ignored"),
                "put the reference into `allOf: [{$ref: ..}]`, where text may be beside it",
            ));
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::testing::found;

    #[test]
    fn misspelt_keys_are_named_wherever_they_stand() {
        let text = "
info: {}
pathes: {}
paths:
  /a:
    get:
      paramters: []
      x-anything: fine
      responses:
        '200': {desciption: d, content: {text/html: {schemas: {}}}}
components:
  schema: {}
  schemas:
    A: {properties: {required: {typ: string}}, example: {any: thing}}
";
        let rest = "is not a key of OpenAPI 3.0 here, and is ignored";
        assert_eq!(
            found(no_unknown_keys, text),
            [
                format!("/pathes: `pathes` {rest}"),
                format!("/components/schema: `schema` {rest}"),
                format!("/paths/~1a/get/paramters: `paramters` {rest}"),
                format!("/paths/~1a/get/responses/200/desciption: `desciption` {rest}"),
                format!(
                    "/paths/~1a/get/responses/200/content/text~1html/schemas: `schemas` {rest}"
                ),
                format!("/components/schemas/A/properties/required/typ: `typ` {rest}"),
            ]
        );
    }

    #[test]
    fn prose_beside_a_reference_is_named() {
        let text = "
components:
  schemas:
    A: {$ref: '#/components/schemas/B', description: lost}
    B: {example: {$ref: x, description: data}}
";
        assert_eq!(
            found(no_siblings_of_ref, text),
            ["/components/schemas/A/description: `description` beside a `$ref` is ignored"]
        );
    }
}
