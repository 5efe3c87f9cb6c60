//! Rules about responses.

use std::collections::BTreeMap;

use serde_norway::Value;

use crate::diagnostic::Diagnostic;
use crate::document::{Document, Operation, entries, schema_name};
use crate::source_map::Pointer;
use crate::transform::{is_json, is_success, is_unread};

/// Each operation documents an error and a success.
pub(crate) fn require_error_responses(document: &Document, diagnostics: &mut Vec<Diagnostic>) {
    for operation in document.operations() {
        let statuses: Vec<&str> = operation.responses().iter().map(|(_, s, _)| *s).collect();
        let pointer = operation.pointer.child("responses");
        if !statuses.iter().any(|status| status.starts_with(['4', '5'])) {
            diagnostics.push(Diagnostic::new(
                pointer.clone(),
                format!("`{}` has no error responses", operation.title()),
                "document at least the 401 and the 503 that every path can give",
            ));
        }
        if !statuses.iter().any(|status| is_success(status)) {
            diagnostics.push(Diagnostic::new(
                pointer,
                format!("`{}` has no success response", operation.title()),
                "document what a success looks like: without it, any 2xx arrives as bytes",
            ));
        }
    }
}

/// No `default`, and not `404` beside `4XX`.
pub(crate) fn valid_status_keys(document: &Document, diagnostics: &mut Vec<Diagnostic>) {
    for operation in document.operations() {
        let responses = operation.responses();
        for (pointer, status, _) in &responses {
            if *status == "default" {
                diagnostics.push(Diagnostic::new(
                    pointer.clone(),
                    "a `default` response counts as a success too",
                    "name the status codes, or the ranges `4XX` and `5XX`",
                ));
            }
            let range = status.strip_suffix("XX").filter(|class| class.len() == 1);
            let beside = range.and_then(|class| {
                responses
                    .iter()
                    .map(|(_, s, _)| *s)
                    .find(|s| s.starts_with(class) && s != status)
            });
            if let Some(code) = beside {
                diagnostics.push(Diagnostic::new(
                    pointer.clone(),
                    format!("`{status}` is beside `{code}`, which would never be reached"),
                    "use codes or ranges in one operation, not both",
                ));
            }
        }
    }
}

/// JSON has a schema, and the schema is a component: two without a name would share one type.
pub(crate) fn json_must_be_component(document: &Document, diagnostics: &mut Vec<Diagnostic>) {
    let mut check = |pointer: Pointer, response: &Value| {
        for (media, value) in entries(response.get("content")) {
            if !is_json(media) {
                continue;
            }
            let pointer = pointer.child("content").child(media);
            match value.get("schema") {
                None => diagnostics.push(Diagnostic::new(
                    pointer,
                    "JSON without a `schema`",
                    "name a component by `$ref`; one without a type accepts anything",
                )),
                Some(schema) if schema_name(schema).is_none() => diagnostics.push(Diagnostic::new(
                    pointer.child("schema"),
                    "the schema of a JSON response is inline",
                    "move it to /components/schemas and name it by `$ref`: of two such schemas in \
                     one operation the first would be used for both",
                )),
                Some(_) => {}
            }
        }
    };
    for operation in document.operations() {
        for (pointer, _, response) in operation.responses() {
            check(pointer, response);
        }
    }
    let shared = Pointer::root().child("components").child("responses");
    for (name, response) in document.components("responses") {
        check(shared.child(name), response);
    }
}

/// All success responses of an operation are of one kind.
pub(crate) fn single_success_kind(document: &Document, diagnostics: &mut Vec<Diagnostic>) {
    for operation in document.operations() {
        let kinds = success_kinds(document, &operation);
        if kinds.len() > 1 {
            let told: Vec<String> = kinds
                .iter()
                .map(|(kind, status)| format!("{status} is {kind}"))
                .collect();
            diagnostics.push(Diagnostic::new(
                operation.pointer.child("responses"),
                format!("the success responses differ in kind: {}", told.join(", ")),
                "the generator knows one type of success for each operation: keep one kind",
            ));
        }
    }
}

/// The kinds of success, each with the first status of that kind.
fn success_kinds(document: &Document, operation: &Operation<'_>) -> BTreeMap<String, String> {
    let mut kinds = BTreeMap::new();
    for (_, status, response) in operation.responses() {
        if !is_success(status) {
            continue;
        }
        let content = document
            .resolve(response)
            .and_then(|response| response.get("content"));
        let json = entries(content).find(|(media, _)| is_json(media));
        let kind = if let Some((_, media)) = json {
            let name = media
                .get("schema")
                .and_then(schema_name)
                .unwrap_or("of no name");
            format!("JSON {name}")
        } else if status == "101" {
            "an upgrade".to_owned()
        } else if entries(content).all(|(media, _)| is_unread(media)) {
            "empty".to_owned()
        } else {
            "bytes".to_owned()
        };
        kinds.entry(kind).or_insert_with(|| status.to_owned());
    }
    kinds
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::testing::found;

    #[test]
    fn an_operation_without_errors_or_success_is_named() {
        let text = "
paths:
  /a: {get: {responses: {'200': {}}}, put: {responses: {'401': {}}}}
  /b: {get: {responses: {'101': {}, 5XX: {}}}}
";
        assert_eq!(
            found(require_error_responses, text),
            [
                "/paths/~1a/get/responses: `GET /a` has no error responses",
                "/paths/~1a/put/responses: `PUT /a` has no success response",
            ]
        );
    }

    #[test]
    fn default_and_mixed_ranges_are_named() {
        let text = "paths: {/a: {get: {responses: {'200': {}, '404': {}, 4XX: {}, 5XX: {}, default: {}}}}}";
        assert_eq!(
            found(valid_status_keys, text),
            [
                "/paths/~1a/get/responses/4XX: `4XX` is beside `404`, which would never be \
                 reached",
                "/paths/~1a/get/responses/default: a `default` response counts as a success too",
            ]
        );
    }

    #[test]
    fn json_responses_name_a_component() {
        let text = "
paths:
  /a:
    get:
      responses:
        '200': {content: {application/json: {}}}
        '400': {content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}
components:
  responses:
    R: {content: {application/json: {schema: {type: object}}, text/html: {}}}
";
        assert_eq!(
            found(json_must_be_component, text),
            [
                "/paths/~1a/get/responses/200/content/application~1json: JSON without a `schema`",
                "/components/responses/R/content/application~1json/schema: the schema of a JSON \
                 response is inline",
            ]
        );
    }

    #[test]
    fn successes_of_two_kinds_are_named() {
        let text = "
paths:
  /a: {get: {responses: {'200': {content: {text/event-stream: {}}}, '204': {}}}}
  /b: {get: {responses: {'200': {content: {text/html: {}}}, '202': {}}}}
";
        assert_eq!(
            found(single_success_kind, text),
            [
                "/paths/~1a/get/responses: the success responses differ in kind: 200 is bytes, 204 \
              is empty"
            ]
        );
    }
}
