//! Visits operations for change, puts shared parameters and responses into their places, and leaves
//! out operations that are never called.

use serde_norway::Value;

use crate::document::{Document, METHODS, items, resolve};
use crate::operation::NEVER;
use crate::source_map::Pointer;

/// Replaces each `$ref` to a parameter or a response by a copy of its target, so that an adaptation
/// can change the copy of one operation. This loses nothing, so it is not reported.
pub(crate) fn inline_references(root: &mut Value) {
    let whole = root.clone();
    let inline = |value: &mut Value| {
        if let Some(target) = resolve(&whole, value) {
            *value = target.clone();
        }
    };
    each_path(root, &mut |_, item| {
        for parameter in list_mut(item, "parameters") {
            inline(parameter);
        }
    });
    each_operation(root, &mut |_, operation| {
        for parameter in list_mut(operation, "parameters") {
            inline(parameter);
        }
        if let Some(responses) = operation
            .get_mut("responses")
            .and_then(Value::as_mapping_mut)
        {
            responses.values_mut().for_each(&inline);
        }
    });
}

/// Removes the operations that the document marks as never called.
pub(crate) fn never_called_left_out(document: &mut Document) -> Vec<Pointer> {
    let mut places = Vec::new();
    each_path(&mut document.root, &mut |pointer, item| {
        for method in METHODS {
            let is_never = item
                .get(method)
                .is_some_and(|operation| operation.get(NEVER).is_some());
            if is_never && let Some(item) = item.as_mapping_mut() {
                item.shift_remove(method);
                places.push(pointer.child(method));
            }
        }
    });
    places
}

/// Calls `visit` for every path item.
pub(crate) fn each_path(root: &mut Value, visit: &mut dyn FnMut(&Pointer, &mut Value)) {
    let paths = Pointer::root().child("paths");
    if let Some(map) = root.get_mut("paths").and_then(Value::as_mapping_mut) {
        for (path, item) in map.iter_mut() {
            visit(&paths.child(path.as_str().unwrap_or_default()), item);
        }
    }
}

/// Calls `visit` for every operation.
pub(crate) fn each_operation(root: &mut Value, visit: &mut dyn FnMut(&Pointer, &mut Value)) {
    each_path(root, &mut |pointer, item| {
        for method in METHODS {
            if let Some(operation) = item.get_mut(method) {
                visit(&pointer.child(method), operation);
            }
        }
    });
}

/// Returns `true` if an operation answers with 101.
pub(crate) fn is_upgrade(operation: &Value) -> bool {
    operation
        .get("responses")
        .is_some_and(|responses| responses.get("101").is_some())
}

/// Returns `true` if a status or a range is a success.
pub(crate) fn is_success(status: &str) -> bool {
    status.starts_with('2') || status == "101"
}

/// A list inside a value; empty if there is none.
pub(crate) fn list_mut<'a>(value: &'a mut Value, key: &str) -> &'a mut [Value] {
    value
        .get_mut(key)
        .and_then(Value::as_sequence_mut)
        .map_or(&mut [], Vec::as_mut_slice)
}

/// Keeps the parameters that `keep` accepts, and drops an empty list. True if any parameter went.
pub(crate) fn retain_parameters(holder: &mut Value, keep: impl Fn(&Value) -> bool) -> bool {
    if items(holder.get("parameters")).all(&keep) {
        return false;
    }
    if let Some(map) = holder.as_mapping_mut() {
        let empty = map
            .get_mut("parameters")
            .and_then(Value::as_sequence_mut)
            .is_some_and(|list| {
                list.retain(|parameter| keep(parameter));
                list.is_empty()
            });
        if empty {
            map.shift_remove("parameters");
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::testing::{check, yaml};

    #[test]
    fn what_is_never_called_is_left_out() {
        let places = check(
            never_called_left_out,
            "paths: {/a: {get: {x-plex-never: it harms, summary: s}, put: {summary: s}}}",
            "paths: {/a: {put: {summary: s}}}",
        );
        assert_eq!(places, ["/paths/~1a/get"]);
    }

    #[test]
    fn shared_parameters_and_responses_are_put_into_their_places() {
        let mut root = yaml(
            "
paths:
  /a:
    parameters: [{$ref: '#/components/parameters/P'}]
    get: {responses: {'200': {$ref: '#/components/responses/R'}}}
components:
  parameters: {P: {name: p, in: query}}
  responses: {R: {description: r}}
",
        );
        inline_references(&mut root);
        assert_eq!(
            root.get("paths"),
            Some(&yaml(
                "
/a:
  parameters: [{name: p, in: query}]
  get: {responses: {'200': {description: r}}}
"
            ))
        );
    }
}
