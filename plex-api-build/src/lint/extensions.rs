//! Rules about the `x-plex-*` extensions.

use serde_norway::Value;

use crate::diagnostic::Diagnostic;
use crate::document::{Document, Operation, entries, is_data, items, walk};
use crate::operation::{
    ACTION, ACTIVITY, END, ENVELOPE, EXTENSIONS, End, LIST, NEVER, PRIVATE, RETRY, ResponseKind,
    STABLE, TASKS, TOKEN, json_component, response_kind, texts,
};
use crate::source_map::Pointer;
use crate::transform::is_success;

/// Each `x-plex-*` key is an extension of an operation that the generator reads.
pub(crate) fn known_extensions(document: &Document, diagnostics: &mut Vec<Diagnostic>) {
    let operations: Vec<Pointer> = document
        .operations()
        .into_iter()
        .map(|o| o.pointer)
        .collect();
    walk(&document.root, &mut |pointer, _| {
        let Some((key, parent)) = pointer.segments().split_last() else {
            return;
        };
        if !key.starts_with("x-plex-") || is_data(pointer) {
            return;
        }
        let in_operation = operations.iter().any(|one| one.segments() == parent);
        if !EXTENSIONS.contains(&key.as_str()) {
            diagnostics.push(Diagnostic::new(
                pointer.clone(),
                format!("`{key}` is not an extension that the generator reads"),
                format!(
                    "use one of {}; see openapi/README.md",
                    EXTENSIONS.join(", ")
                ),
            ));
        } else if !in_operation {
            diagnostics.push(Diagnostic::new(
                pointer.clone(),
                format!("`{key}` has a meaning only in an operation"),
                "move it beside the `operationId` it belongs to",
            ));
        }
    });
}

/// The value of each extension is of its type.
pub(crate) fn valid_extension_values(document: &Document, diagnostics: &mut Vec<Diagnostic>) {
    for operation in document.operations() {
        for key in [STABLE, RETRY, TOKEN, PRIVATE] {
            if operation
                .value
                .get(key)
                .is_some_and(|value| !value.is_bool())
            {
                diagnostics.push(Diagnostic::new(
                    operation.pointer.child(key),
                    format!("`{key}` is not true or false"),
                    "write `true`, or leave it out",
                ));
            }
        }
        let is_text = |value: &Value| value.as_str().is_some_and(|text| !text.trim().is_empty());
        let is_texts = |value: &Value| match value {
            Value::Sequence(values) => !values.is_empty() && values.iter().all(is_text),
            value => is_text(value),
        };
        if operation
            .value
            .get(ACTIVITY)
            .is_some_and(|value| !is_texts(value))
        {
            diagnostics.push(Diagnostic::new(
                operation.pointer.child(ACTIVITY),
                format!("`{ACTIVITY}` is neither a text nor a list of texts"),
                "write the type of the activity, in quotes if it has special characters",
            ));
        }
        for (key, also) in [
            (ACTION, None),
            (ENVELOPE, Some(false)),
            (LIST, Some(true)),
            (NEVER, None),
        ] {
            let is_other = |value: &Value| also.is_some() && value.as_bool() == also;
            if operation
                .value
                .get(key)
                .is_some_and(|value| !is_text(value) && !is_other(value))
            {
                diagnostics.push(Diagnostic::new(
                    operation.pointer.child(key),
                    format!("`{key}` is not a text"),
                    "write a text, in quotes if it has special characters",
                ));
            }
        }
        let security = operation.value.get("security");
        let is_open = security.is_some() && items(security).next().is_none();
        if operation.value.get(TOKEN).and_then(Value::as_bool) == Some(false) && !is_open {
            diagnostics.push(Diagnostic::new(
                operation.pointer.child(TOKEN),
                format!("`{TOKEN}` is false, and the operation asks for a token"),
                "write `security: []` as well: it is answered without a token",
            ));
        }
        let action = operation.value.get(ACTION).and_then(Value::as_str);
        if action.is_some_and(|text| text.starts_with(char::is_uppercase) || text.ends_with('.')) {
            diagnostics.push(Diagnostic::new(
                operation.pointer.child(ACTION),
                format!("`{ACTION}` does not read well behind \"cannot\""),
                "write a verb and its object, without a capital and a full stop: `list the items`",
            ));
        }
    }
}

/// A documented end can be observed: by the header, or by an activity of a known type.
pub(crate) fn ends_can_be_observed(document: &Document, diagnostics: &mut Vec<Diagnostic>) {
    for operation in document.operations() {
        let activity = texts(operation.value.get(ACTIVITY));
        let end = operation.value.get(END);
        if end.is_none() && !activity.is_empty() {
            diagnostics.push(Diagnostic::new(
                operation.pointer.clone(),
                format!("`{}` has `{ACTIVITY}` and no `{END}`", operation.title()),
                "say how the end is known; see openapi/README.md",
            ));
        }
        let at = operation.pointer.child(END);
        check_end(at.clone(), end, &activity, diagnostics);
        let is_header_missing = end.and_then(Value::as_str).and_then(End::of) == Some(End::Header)
            && !names_activity(document, &operation);
        if is_header_missing {
            diagnostics.push(Diagnostic::new(
                at,
                "no success of this operation has the header `X-Plex-Activity`",
                "describe the header, or choose another end",
            ));
        }
        let tasks = operation.pointer.child(TASKS);
        for (name, task) in entries(operation.value.get(TASKS)) {
            let at = tasks.child(name);
            for (key, _) in
                entries(Some(task)).filter(|(key, _)| !["activity", "end"].contains(key))
            {
                diagnostics.push(Diagnostic::new(
                    at.child(key),
                    format!("`{key}` is no fact of a task"),
                    "write `activity` and `end` only",
                ));
            }
            if task.get("end").is_none() {
                diagnostics.push(Diagnostic::new(
                    at.clone(),
                    format!("the task `{name}` has no `end`"),
                    "say how its end is known, `E0` if it is not",
                ));
            }
            let activity = texts(task.get("activity"));
            check_end(at.child("end"), task.get("end"), &activity, diagnostics);
        }
    }
}

/// The code is known, and fits the activity.
fn check_end(
    at: Pointer,
    code: Option<&Value>,
    activity: &[&str],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let Some(code) = code else { return };
    let Some(end) = code.as_str().and_then(End::of) else {
        let codes = End::CODES.map(|(code, _)| code).join(", ");
        diagnostics.push(Diagnostic::new(
            at,
            "this is no code of an end",
            format!("use one of {codes}; see openapi/README.md"),
        ));
        return;
    };
    let is_typed = !activity.is_empty() && !activity.contains(&"*");
    if matches!(end, End::Activity | End::Settled) && !is_typed {
        diagnostics.push(Diagnostic::new(
            at,
            "an end by an activity whose type is not known",
            "name the type of the activity, or write `E0`",
        ));
    }
}

/// Returns `true` if a success may name the activity that the request started.
fn names_activity(document: &Document, operation: &Operation<'_>) -> bool {
    operation
        .responses()
        .into_iter()
        .any(|(_, status, response)| {
            let headers = document
                .resolve(response)
                .and_then(|response| response.get("headers"));
            is_success(status)
                && entries(headers).any(|(name, _)| name.eq_ignore_ascii_case("x-plex-activity"))
        })
}

/// The envelope and its list are properties of the JSON that the operation responds with.
pub(crate) fn envelope_matches_schema(document: &Document, diagnostics: &mut Vec<Diagnostic>) {
    for operation in document.operations() {
        for (key, what, hint) in envelope_faults(document, &operation) {
            diagnostics.push(Diagnostic::new(operation.pointer.child(key), what, hint));
        }
    }
}

fn envelope_faults(
    document: &Document,
    operation: &Operation<'_>,
) -> Vec<(&'static str, String, String)> {
    let text = |key: &str| operation.value.get(key).and_then(Value::as_str);
    let Some(envelope) = text(ENVELOPE) else {
        return match text(LIST) {
            Some(_) => vec![(
                LIST,
                format!("`{LIST}` without `{ENVELOPE}`"),
                format!("name the envelope that holds the list by `{ENVELOPE}`"),
            )],
            None => Vec::new(),
        };
    };
    let Some(name) = json_component(document, operation) else {
        return vec![(
            ENVELOPE,
            "no success of this operation is JSON of a component".to_owned(),
            format!("remove `{ENVELOPE}`, or describe the JSON"),
        )];
    };
    let required = |schema: &Value| {
        items(schema.get("required")).any(|required| required.as_str() == Some(envelope))
    };
    let schema = document.schema(name);
    let inner = schema
        .filter(|schema| required(schema))
        .and_then(|schema| schema.get("properties")?.get(envelope));
    let Some(inner) = inner.and_then(|inner| document.resolve(inner)) else {
        return vec![(
            ENVELOPE,
            format!("`{envelope}` is not a required property of `{name}`"),
            format!("name a property of `{name}`, and list it under `required` there"),
        )];
    };
    let has = |list: &str| {
        inner
            .get("properties")
            .is_some_and(|p| p.get(list).is_some())
    };
    if operation.value.get(LIST).and_then(Value::as_bool) == Some(true) {
        return vec![(
            LIST,
            format!("`{LIST}` says that the whole answer is a list, and `{envelope}` is around it"),
            format!("name the property of `{envelope}` that holds the list"),
        )];
    }
    match text(LIST) {
        Some(list) if !has(list) => vec![(
            LIST,
            format!("`{list}` is not a property of `{envelope}`"),
            "name the property that holds the list".to_owned(),
        )],
        _ => Vec::new(),
    }
}

/// An operation of the stable surface has the extensions that hand-written code needs.
pub(crate) fn stable_operations_are_complete(
    document: &Document,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for operation in document.operations() {
        if operation.value.get(STABLE).and_then(Value::as_bool) != Some(true) {
            continue;
        }
        let mut wanted = vec![
            (
                ACTION,
                "the verb phrase of its errors, such as `list the items`",
            ),
            (
                RETRY,
                "`true` if it may be sent again when it is not known to have worked",
            ),
        ];
        if response_kind(document, &operation) == ResponseKind::Json {
            wanted.push((
                ENVELOPE,
                "the property around everything else, such as `MediaContainer`, or `false`",
            ));
        }
        for (key, hint) in wanted {
            if operation.value.get(key).is_none() {
                diagnostics.push(Diagnostic::new(
                    operation.pointer.clone(),
                    format!("`{}` is `{STABLE}` and has no `{key}`", operation.title()),
                    format!("add it: {hint}"),
                ));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::testing::found;

    #[test]
    fn unknown_extensions_and_misplaced_ones_are_named() {
        let text = "
x-plex-stable: true
x-other: fine
paths:
  /a:
    get: {x-plex-retries: true, x-plex-retry: true, x-message: {}}
components: {schemas: {A: {example: {x-plex-retry: data}}}}
";
        assert_eq!(
            found(known_extensions, text),
            [
                "/x-plex-stable: `x-plex-stable` has a meaning only in an operation",
                "/paths/~1a/get/x-plex-retries: `x-plex-retries` is not an extension that the \
                 generator reads",
            ]
        );
    }

    #[test]
    fn values_of_a_wrong_type_are_named() {
        let text = "
paths:
  /b: {get: {x-plex-activity: [one, two]}, put: {x-plex-activity: [one, 2]}, post: {x-plex-activity: []}}
  /a: {get: {x-plex-retry: 'yes', x-plex-activity: ' ', x-plex-list: 7, x-plex-action: List it.}}
";
        assert_eq!(
            found(valid_extension_values, text),
            [
                "/paths/~1b/put/x-plex-activity: `x-plex-activity` is neither a text nor a list of texts",
                "/paths/~1b/post/x-plex-activity: `x-plex-activity` is neither a text nor a list of texts",
                "/paths/~1a/get/x-plex-retry: `x-plex-retry` is not true or false",
                "/paths/~1a/get/x-plex-activity: `x-plex-activity` is neither a text nor a list of texts",
                "/paths/~1a/get/x-plex-list: `x-plex-list` is not a text",
                "/paths/~1a/get/x-plex-action: `x-plex-action` does not read well behind \"cannot\"",
            ]
        );
    }

    #[test]
    fn an_operation_without_the_token_is_one_that_asks_for_none() {
        let text = "
paths:
  /a:
    get: {x-plex-token: false, security: []}
    put: {x-plex-token: false}
    post: {x-plex-token: true, x-plex-envelope: false, x-plex-list: true, x-plex-never: true}
";
        assert_eq!(
            found(valid_extension_values, text),
            [
                "/paths/~1a/put/x-plex-token: `x-plex-token` is false, and the operation asks for a \
                 token",
                "/paths/~1a/post/x-plex-never: `x-plex-never` is not a text",
            ]
        );
    }

    #[test]
    fn ends_that_cannot_be_observed_are_named() {
        let text = "
paths:
  /a:
    get: {x-plex-end: E1, responses: {'200': {headers: {X-Plex-Activity: {}}}}}
    put: {x-plex-end: E1, responses: {'200': {}, '404': {headers: {X-Plex-Activity: {}}}}}
    post: {x-plex-activity: a.b}
    delete: {x-plex-activity: '*', x-plex-end: E2}
  /b:
    get: {x-plex-end: E9}
    put: {x-plex-tasks: {A: {activity: a, end: E5}, B: {end: E2}, C: {ends: E0}, D: {end: 0}}}
";
        assert_eq!(
            found(ends_can_be_observed, text),
            [
                "/paths/~1a/put/x-plex-end: no success of this operation has the header \
                 `X-Plex-Activity`",
                "/paths/~1a/post: `POST /a` has `x-plex-activity` and no `x-plex-end`",
                "/paths/~1a/delete/x-plex-end: an end by an activity whose type is not known",
                "/paths/~1b/get/x-plex-end: this is no code of an end",
                "/paths/~1b/put/x-plex-tasks/B/end: an end by an activity whose type is not known",
                "/paths/~1b/put/x-plex-tasks/C/ends: `ends` is no fact of a task",
                "/paths/~1b/put/x-plex-tasks/C: the task `C` has no `end`",
                "/paths/~1b/put/x-plex-tasks/D/end: this is no code of an end",
            ]
        );
    }

    #[test]
    fn an_envelope_that_the_schema_lacks_is_named() {
        let json = |name: &str| {
            format!(
                "responses: {{'200': {{content: {{application/json: {{schema: {{$ref: '#/components/schemas/{name}'}}}}}}}}}}"
            )
        };
        let text = format!(
            "
paths:
  /a: {{get: {{x-plex-envelope: Outer, x-plex-list: Item, {of_a}}}}}
  /b: {{get: {{x-plex-envelope: Other, {of_a}}}}}
  /c: {{get: {{x-plex-envelope: Outer, x-plex-list: Thing, {of_a}}}}}
  /d: {{get: {{x-plex-list: Item, {of_a}}}}}
  /e: {{get: {{x-plex-envelope: Outer, responses: {{'200': {{}}}}}}}}
  /f: {{get: {{x-plex-envelope: Outer, x-plex-list: true, {of_a}}}}}
components:
  schemas:
    A: {{required: [Outer], properties: {{Outer: {{$ref: '#/components/schemas/Outer'}}, Other: {{}}}}}}
    Outer: {{properties: {{Item: {{}}}}}}
",
            of_a = json("A")
        );
        assert_eq!(
            found(envelope_matches_schema, &text),
            [
                "/paths/~1b/get/x-plex-envelope: `Other` is not a required property of `A`",
                "/paths/~1c/get/x-plex-list: `Thing` is not a property of `Outer`",
                "/paths/~1d/get/x-plex-list: `x-plex-list` without `x-plex-envelope`",
                "/paths/~1e/get/x-plex-envelope: no success of this operation is JSON of a component",
                "/paths/~1f/get/x-plex-list: `x-plex-list` says that the whole answer is a list, and \
                 `Outer` is around it",
            ]
        );
    }

    #[test]
    fn only_stable_operations_must_say_more() {
        let text = "
paths:
  /a: {get: {responses: {}}, put: {x-plex-stable: true, x-plex-retry: false, responses: {}}}
";
        assert_eq!(
            found(stable_operations_are_complete, text),
            ["/paths/~1a/put: `PUT /a` is `x-plex-stable` and has no `x-plex-action`"]
        );
    }
}
