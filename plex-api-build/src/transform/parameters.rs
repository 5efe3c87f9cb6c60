//! Adaptations of parameters.

use serde_norway::Value;

use crate::document::{Document, resolve};
use crate::source_map::Pointer;
use crate::transform::operations::{each_operation, each_path, list_mut, retain_parameters};

/// The headers that the hooks of the client send with every request.
const SENT_BY_HOOKS: [&str; 6] = [
    "X-Plex-Client-Identifier",
    "X-Plex-Device-Name",
    "X-Plex-Platform",
    "X-Plex-Product",
    "X-Plex-Token",
    "X-Plex-Version",
];

/// Returns `true` if the hooks of the client send this header parameter.
fn is_identity_header(parameter: &Value) -> bool {
    parameter.get("in").and_then(Value::as_str) == Some("header")
        && parameter
            .get("name")
            .and_then(Value::as_str)
            .is_some_and(|name| {
                SENT_BY_HOOKS
                    .iter()
                    .any(|sent| sent.eq_ignore_ascii_case(name))
            })
}

/// Returns `true` if a parameter is one text with commas in it: a list in a path or a header, or one in a
/// query that is not repeated.
fn is_comma_list(root: &Value, parameter: &Value) -> bool {
    let is_joined = match parameter.get("in").and_then(Value::as_str) {
        Some("path" | "header") => true,
        Some("query") => parameter.get("explode").and_then(Value::as_bool) == Some(false),
        _ => false,
    };
    is_joined
        && parameter
            .get("schema")
            .and_then(|schema| resolve(root, schema))
            .and_then(|schema| schema.get("type"))
            .and_then(Value::as_str)
            .is_some_and(|kind| kind == "array")
}

/// Strips the header parameters that the hooks send from paths and operations.
pub(crate) fn identity_headers_sent_by_hooks(document: &mut Document) -> Vec<Pointer> {
    let root = &mut document.root;
    let mut places = Vec::new();
    let mut strip = |pointer: &Pointer, holder: &mut Value| {
        if retain_parameters(holder, |parameter| !is_identity_header(parameter)) {
            places.push(pointer.clone());
        }
    };
    each_path(root, &mut strip);
    each_operation(root, &mut strip);
    places
}

/// Makes comma lists one text, as they are on the wire.
pub(crate) fn comma_lists_as_text(document: &mut Document) -> Vec<Pointer> {
    let root = &mut document.root;
    let mut places = Vec::new();
    let whole = root.clone();
    let mut change = |pointer: &Pointer, holder: &mut Value| {
        let pointer = pointer.child("parameters");
        for (index, parameter) in list_mut(holder, "parameters").iter_mut().enumerate() {
            if !is_comma_list(&whole, parameter) {
                continue;
            }
            places.push(pointer.child(index));
            let described = parameter
                .get("description")
                .and_then(Value::as_str)
                .unwrap_or_default();
            let described = format!("{described} (Separated by commas.)")
                .trim_start()
                .to_owned();
            if let Some(map) = parameter.as_mapping_mut() {
                map.shift_remove("explode");
                map.shift_remove("style");
                map.insert("description".into(), described.into());
                let text = [("type".into(), "string".into())].into_iter().collect();
                map.insert("schema".into(), Value::Mapping(text));
            }
        }
    };
    each_path(root, &mut change);
    each_operation(root, &mut change);
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::testing::check;

    #[test]
    fn identity_headers_go_and_other_parameters_stay() {
        let places = check(
            identity_headers_sent_by_hooks,
            "
paths:
  /a:
    parameters: [{name: X-Plex-Client-Identifier, in: header}]
    get:
      parameters:
        - {name: x-plex-product, in: header}
        - {name: X-Plex-Session-Identifier, in: header}
        - {name: X-Plex-Token, in: query}
",
            "
paths:
  /a:
    get:
      parameters:
        - {name: X-Plex-Session-Identifier, in: header}
        - {name: X-Plex-Token, in: query}
",
        );
        assert_eq!(places, ["/paths/~1a", "/paths/~1a/get"]);
    }

    #[test]
    fn a_list_joined_by_commas_is_one_text() {
        let places = check(
            comma_lists_as_text,
            "
paths:
  /a:
    get:
      parameters:
        - name: filters
          in: query
          description: Types.
          style: form
          explode: false
          schema: {type: array, items: {type: string}}
        - {name: many, in: query, schema: {type: array, items: {type: string}}}
  /b/{ids}:
    get: {parameters: [{name: ids, in: path, schema: {$ref: '#/components/schemas/Ids'}}]}
components: {schemas: {Ids: {type: array, items: {type: integer}}}}
",
            "
paths:
  /a:
    get:
      parameters:
        - name: filters
          in: query
          description: Types. (Separated by commas.)
          schema: {type: string}
        - {name: many, in: query, schema: {type: array, items: {type: string}}}
  /b/{ids}:
    get:
      parameters:
        - {name: ids, in: path, description: (Separated by commas.), schema: {type: string}}
components: {schemas: {Ids: {type: array, items: {type: integer}}}}
",
        );
        assert_eq!(
            places,
            [
                "/paths/~1a/get/parameters/0",
                "/paths/~1b~1{ids}/get/parameters/0"
            ]
        );
    }
}
