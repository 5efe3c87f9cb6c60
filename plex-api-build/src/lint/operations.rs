//! Rules about operations as a whole.

use std::collections::BTreeMap;

use serde_norway::Value;

use crate::diagnostic::Diagnostic;
use crate::document::{Document, METHODS, entries, reference};
use crate::rust_names::{method, pascal};
use crate::source_map::Pointer;
use crate::transform::is_json;

/// The client has a method of that name already, or one that the hooks call.
const TAKEN_METHODS: [&str; 9] = [
    "api_version",
    "baseurl",
    "client",
    "exec",
    "inner",
    "new",
    "new_with_client",
    "post",
    "pre",
];
/// The builder of the operation would hide the type of that name.
const TAKEN_TYPES: [&str; 15] = [
    "ByteStream",
    "Client",
    "ClientHooks",
    "ClientInfo",
    "Default",
    "Err",
    "Error",
    "None",
    "Ok",
    "OperationInfo",
    "Option",
    "RequestBuilderExt",
    "ResponseValue",
    "Result",
    "String",
];

/// Each operation has an `operationId`, no two of them give the same method, and none hides a name
/// of the client.
pub(crate) fn unique_operation_ids(document: &Document, diagnostics: &mut Vec<Diagnostic>) {
    let mut methods: BTreeMap<String, String> = BTreeMap::new();
    for operation in document.operations() {
        let Some(id) = operation.id() else {
            diagnostics.push(Diagnostic::new(
                operation.pointer.clone(),
                format!("`{}` has no `operationId`", operation.title()),
                "give it one: it becomes the method's name",
            ));
            continue;
        };
        let method = method(id);
        if TAKEN_METHODS.contains(&method.as_str()) || TAKEN_TYPES.contains(&pascal(id).as_str()) {
            diagnostics.push(Diagnostic::new(
                operation.pointer.child("operationId"),
                format!("`{id}` is a name that the generated client uses itself"),
                "say more: `getResult` for `result`",
            ));
        }
        if let Some(other) = methods.get(&method) {
            diagnostics.push(Diagnostic::new(
                operation.pointer.child("operationId"),
                format!("`{id}` becomes the method `{method}`, and so does `{other}`"),
                "rename one of the two",
            ));
        } else {
            methods.insert(method, id.to_owned());
        }
    }
}

/// Each operation has a summary and a description.
pub(crate) fn require_summary(document: &Document, diagnostics: &mut Vec<Diagnostic>) {
    for operation in document.operations() {
        for key in ["summary", "description"] {
            let text = operation
                .value
                .get(key)
                .and_then(Value::as_str)
                .unwrap_or_default();
            if text.trim().is_empty() {
                diagnostics.push(Diagnostic::new(
                    operation.pointer.clone(),
                    format!("`{}` has no `{key}`", operation.title()),
                    "say what it does: this becomes the documentation of the method",
                ));
            }
        }
    }
}

/// No feature that the generator ignores: paths in other files, other servers, callbacks.
pub(crate) fn supported_features_only(document: &Document, diagnostics: &mut Vec<Diagnostic>) {
    let paths = Pointer::root().child("paths");
    for (path, item) in entries(document.root.get("paths")) {
        let pointer = paths.child(path);
        if reference(item).is_some() {
            diagnostics.push(Diagnostic::new(
                pointer.clone(),
                "the path is a `$ref`, which is not followed",
                "write its operations here",
            ));
        }
        let known = ["summary", "description", "parameters", "$ref"];
        for (key, _) in entries(Some(item)) {
            if !known.contains(&key) && !METHODS.contains(&key) && !key.starts_with("x-") {
                diagnostics.push(Diagnostic::new(
                    pointer.child(key),
                    format!("the generator ignores `{key}` of a path"),
                    "remove it, or say it in prose",
                ));
            }
        }
    }
    for operation in document.operations() {
        for key in ["servers", "callbacks"] {
            if operation.value.get(key).is_some() {
                diagnostics.push(Diagnostic::new(
                    operation.pointer.child(key),
                    format!("the generator ignores `{key}` of an operation"),
                    "remove them, or say it in prose",
                ));
            }
        }
        for key in ["x-dropshot-websocket", "x-dropshot-pagination"] {
            if operation.value.get(key).is_some() {
                diagnostics.push(Diagnostic::new(
                    operation.pointer.child(key),
                    format!("`{key}` makes the client need crates that it does not have"),
                    "remove it: the hooks do the handshake",
                ));
            }
        }
    }
}

/// A request body is JSON of a named schema, or plain text or bytes; exactly one media type.
pub(crate) fn supported_request_bodies(document: &Document, diagnostics: &mut Vec<Diagnostic>) {
    const SENDABLE: [&str; 3] = [
        "application/octet-stream",
        "application/x-www-form-urlencoded",
        "text/plain",
    ];
    for operation in document.operations() {
        let Some(body) = operation.value.get("requestBody") else {
            continue;
        };
        let pointer = operation.pointer.child("requestBody");
        let content = document.resolve(body).and_then(|body| body.get("content"));
        let media: Vec<(&str, &Value)> = entries(content).collect();
        match media.as_slice() {
            [(kind, value)] if is_json(kind) || SENDABLE.contains(kind) => {
                if value.get("schema").is_none() {
                    diagnostics.push(Diagnostic::new(
                        pointer,
                        format!("the `{kind}` body has no `schema`"),
                        "add one: the generator refuses a body without",
                    ));
                }
            }
            [(kind, _)] => diagnostics.push(Diagnostic::new(
                pointer,
                format!("the body is `{kind}`, which the generator cannot send"),
                "use application/json, or send this request without the generated client",
            )),
            several => diagnostics.push(Diagnostic::new(
                pointer,
                format!("the body has {} media types, expected one", several.len()),
                "keep the one that the client shall send",
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::testing::found;

    #[test]
    fn ids_are_there_and_differ_as_methods() {
        let text = "
paths:
  /a:
    get: {operationId: getA}
    put: {operationId: get_a}
    post: {}
  /b: {get: {operationId: exec}, put: {operationId: result}}
";
        assert_eq!(
            found(unique_operation_ids, text),
            [
                "/paths/~1a/put/operationId: `get_a` becomes the method `get_a`, and so does `getA`",
                "/paths/~1a/post: `POST /a` has no `operationId`",
                "/paths/~1b/get/operationId: `exec` is a name that the generated client uses itself",
                "/paths/~1b/put/operationId: `result` is a name that the generated client uses itself",
            ]
            .map(str::to_owned)
        );
    }

    #[test]
    fn prose_is_there_and_not_blank() {
        assert_eq!(
            found(
                require_summary,
                "paths: {/a: {get: {summary: ' ', description: d}}}"
            ),
            ["/paths/~1a/get: `GET /a` has no `summary`"]
        );
    }

    #[test]
    fn what_would_be_dropped_is_named() {
        let text = "
paths:
  /a: {$ref: 'x.yaml'}
  /b: {servers: [], get: {callbacks: {}, x-dropshot-websocket: {}}}
";
        assert_eq!(
            found(supported_features_only, text),
            [
                "/paths/~1a: the path is a `$ref`, which is not followed",
                "/paths/~1b/servers: the generator ignores `servers` of a path",
                "/paths/~1b/get/callbacks: the generator ignores `callbacks` of an operation",
                "/paths/~1b/get/x-dropshot-websocket: `x-dropshot-websocket` makes the client need \
                 crates that it does not have",
            ]
        );
    }

    #[test]
    fn bodies_that_cannot_be_sent_are_named() {
        let text = "
paths:
  /a:
    post: {requestBody: {content: {text/xml: {schema: {}}}}}
    put: {requestBody: {content: {application/json: {}}}}
    patch: {requestBody: {$ref: '#/components/requestBodies/B'}}
components:
  requestBodies: {B: {content: {application/json: {schema: {}}, text/plain: {schema: {}}}}}
";
        assert_eq!(
            found(supported_request_bodies, text),
            [
                "/paths/~1a/put/requestBody: the `application/json` body has no `schema`",
                "/paths/~1a/post/requestBody: the body is `text/xml`, which the generator cannot \
                 send",
                "/paths/~1a/patch/requestBody: the body has 2 media types, expected one",
            ]
        );
    }
}
