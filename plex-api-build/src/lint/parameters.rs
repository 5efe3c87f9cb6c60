//! Rules about parameters.

use std::collections::{BTreeMap, BTreeSet};

use serde_norway::Value;

use crate::diagnostic::Diagnostic;
use crate::document::{Document, Operation, entries, items, schema_name};
use crate::rust_names::snake;
use crate::source_map::Pointer;

/// Names that the code of each request uses itself.
const TAKEN_ARGUMENTS: [&str; 4] = ["encode_path", "header_map", "new", "send"];

/// A parameter where it is declared, with its reference followed.
struct Parameter<'a> {
    pointer: Pointer,
    value: &'a Value,
    name: &'a str,
    place: &'a str,
}

fn parameters<'a>(document: &'a Document, operation: &Operation<'a>) -> Vec<Parameter<'a>> {
    operation
        .parameters()
        .into_iter()
        .filter_map(|(pointer, value)| {
            let value = document.resolve(value)?;
            Some(Parameter {
                pointer,
                value,
                name: value.get("name")?.as_str()?,
                place: value.get("in")?.as_str()?,
            })
        })
        .collect()
}

/// Each `{name}` of a path is declared, and each path parameter is in the path.
pub(crate) fn path_params_match_template(document: &Document, diagnostics: &mut Vec<Diagnostic>) {
    for operation in document.operations() {
        let parameters = parameters(document, &operation);
        let declared: Vec<&Parameter<'_>> = parameters
            .iter()
            .filter(|parameter| parameter.place == "path")
            .collect();
        let wanted = template(operation.path);
        for name in &wanted {
            if !declared.iter().any(|parameter| parameter.name == *name) {
                diagnostics.push(Diagnostic::new(
                    operation.pointer.clone(),
                    format!("`{{{name}}}` of the path is not declared"),
                    "add a parameter of that name with `in: path` and `required: true`",
                ));
            }
        }
        for parameter in declared {
            if !wanted.contains(&parameter.name) {
                diagnostics.push(Diagnostic::new(
                    parameter.pointer.clone(),
                    format!("the path has no `{{{}}}`", parameter.name),
                    "remove the parameter, or put it into the path",
                ));
            }
            if parameter.value.get("required").and_then(Value::as_bool) != Some(true) {
                diagnostics.push(Diagnostic::new(
                    parameter.pointer.clone(),
                    format!(
                        "the path parameter `{}` is not `required: true`",
                        parameter.name
                    ),
                    "a path cannot leave out a part of itself: say so",
                ));
            }
        }
        let mut seen = BTreeSet::new();
        for name in wanted {
            if !seen.insert(name) {
                diagnostics.push(Diagnostic::new(
                    operation.pointer.clone(),
                    format!("`{{{name}}}` is in the path twice"),
                    "give the second one a name of its own",
                ));
            }
        }
    }
}

/// The names in the braces of a path.
fn template(path: &str) -> Vec<&str> {
    path.split('{')
        .skip(1)
        .filter_map(|rest| Some(rest.split_once('}')?.0))
        .collect()
}

/// No two parameters of an operation are one argument in Rust.
pub(crate) fn unique_param_names(document: &Document, diagnostics: &mut Vec<Diagnostic>) {
    for operation in document.operations() {
        let mut arguments: BTreeMap<String, (String, Pointer)> = BTreeMap::new();
        for parameter in parameters(document, &operation) {
            let argument = snake(parameter.name);
            let told = format!("{} `{}`", parameter.place, parameter.name);
            let has_body = operation.value.get("requestBody").is_some();
            let is_taken = TAKEN_ARGUMENTS.contains(&argument.as_str());
            if is_taken || argument == "body" && has_body {
                diagnostics.push(Diagnostic::new(
                    parameter.pointer.clone(),
                    format!("{told} becomes the argument `{argument}`, a name that the generated code uses"),
                    "leave it out: the generator cannot give it another name",
                ));
            }
            match arguments.get(&argument) {
                // An operation may say more of a parameter that its path has declared.
                Some((other, place)) if *other == told && !siblings(place, &parameter.pointer) => {}
                Some((other, _)) => diagnostics.push(Diagnostic::new(
                    parameter.pointer.clone(),
                    format!("{told} becomes the argument `{argument}`, and so does {other}"),
                    "rename or remove one of the two: the generator would use one for both",
                )),
                None => {
                    arguments.insert(argument, (told, parameter.pointer));
                }
            }
        }
    }
}

/// Returns `true` if two places are items of one list.
fn siblings(a: &Pointer, b: &Pointer) -> bool {
    let parent = |pointer: &Pointer| {
        let segments = pointer.segments();
        segments.split_last().map(|(_, parent)| parent.to_vec())
    };
    parent(a) == parent(b)
}

/// No parameter that the generator refuses, drops or sends in another way than the document says.
pub(crate) fn serializable_params(document: &Document, diagnostics: &mut Vec<Diagnostic>) {
    for operation in document.operations() {
        for parameter in parameters(document, &operation) {
            for (what, hint) in faults(document, &parameter) {
                let what = format!("{} `{}` {what}", parameter.place, parameter.name);
                diagnostics.push(Diagnostic::new(parameter.pointer.clone(), what, hint));
            }
        }
    }
}

fn faults(document: &Document, parameter: &Parameter<'_>) -> Vec<(String, &'static str)> {
    let mut faults = Vec::new();
    let value = parameter.value;
    if parameter.place == "cookie" {
        faults.push((
            "is a cookie, which the generator refuses".to_owned(),
            "send it from the client's hooks, and remove it here",
        ));
    }
    let ignored = ["accept", "content-type", "authorization"];
    if parameter.place == "header" && ignored.contains(&parameter.name.to_lowercase().as_str()) {
        faults.push((
            "is a header that OpenAPI ignores as a parameter".to_owned(),
            "say it by media types or `security`, and remove it here",
        ));
    }
    let usual = if parameter.place == "query" {
        "form"
    } else {
        "simple"
    };
    let style = value.get("style").and_then(Value::as_str).unwrap_or(usual);
    if style != usual {
        faults.push((
            format!("has `style: {style}`, expected `{usual}`"),
            "the generator refuses other styles: use plain text and let the caller join it",
        ));
    }
    if value.get("content").is_some() {
        faults.push((
            "is described by `content`, which the generator refuses".to_owned(),
            "use `schema`",
        ));
    }
    if parameter.place == "query" && is_object(document, value.get("schema")) {
        faults.push((
            "is an object, which the generator refuses in a query".to_owned(),
            "make a parameter of each of its properties",
        ));
    }
    if ["path", "header"].contains(&parameter.place)
        && value
            .get("schema")
            .is_some_and(|schema| !is_text(document, schema) && !is_array(document, schema))
    {
        faults.push((
            format!(
                "is neither a text, a number nor a flag, which is all that a {} can carry",
                parameter.place
            ),
            "use a plain type that is not nullable, or `type: string` and let the caller write it",
        ));
    }
    for key in ["allowReserved", "allowEmptyValue"] {
        if value.get(key).and_then(Value::as_bool) == Some(true) {
            faults.push((
                format!("has `{key}: true`, which the generator ignores"),
                "remove it: reserved characters are always encoded, and empty values always sent",
            ));
        }
    }
    let text = value
        .get("description")
        .and_then(Value::as_str)
        .unwrap_or_default();
    if text.trim().is_empty() {
        faults.push((
            "has no `description`".to_owned(),
            "say what it means: this becomes the documentation of the argument",
        ));
    }
    faults
}

/// Returns `true` if the type of a schema can write itself as text.
fn is_text(document: &Document, schema: &Value) -> bool {
    if let Some(row) = schema_name(schema).and_then(|name| document.type_override(name)) {
        return row.text;
    }
    let Some(schema) = document.resolve(schema) else {
        return true;
    };
    let parts: Vec<&Value> = items(schema.get("allOf")).collect();
    let kind = schema.get("type").and_then(Value::as_str);
    let is_plain = match (kind, parts.as_slice()) {
        (Some(kind), []) => ["string", "integer", "number", "boolean"].contains(&kind),
        (None, []) => schema.get("enum").is_some(),
        (None, [only]) => is_text(document, only),
        _ => false,
    };
    is_plain && schema.get("nullable").and_then(Value::as_bool) != Some(true)
}

fn is_array(document: &Document, schema: &Value) -> bool {
    document
        .resolve(schema)
        .is_some_and(|schema| schema.get("type").and_then(Value::as_str) == Some("array"))
}

fn is_object(document: &Document, schema: Option<&Value>) -> bool {
    let Some(schema) = schema.and_then(|schema| document.resolve(schema)) else {
        return false;
    };
    schema.get("type").and_then(Value::as_str) == Some("object")
        || entries(schema.get("properties")).next().is_some()
        || ["allOf", "oneOf"]
            .iter()
            .flat_map(|key| items(schema.get(*key)))
            .any(|part| is_object(document, Some(part)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::testing::found;

    #[test]
    fn path_and_declarations_agree() {
        let text = "
paths:
  /a/{b}/{c}/{c}:
    parameters: [{name: b, in: path}]
    get:
      parameters:
        - {name: c, in: path, required: true}
        - {name: d, in: path, required: true}
  /x/{y}:
    get: {}
";
        assert_eq!(
            found(path_params_match_template, text),
            [
                "/paths/~1a~1{b}~1{c}~1{c}/parameters/0: the path parameter `b` is not \
                 `required: true`",
                "/paths/~1a~1{b}~1{c}~1{c}/get/parameters/1: the path has no `{d}`",
                "/paths/~1a~1{b}~1{c}~1{c}/get: `{c}` is in the path twice",
                "/paths/~1x~1{y}/get: `{y}` of the path is not declared",
            ]
        );
    }

    #[test]
    fn arguments_differ_but_an_operation_may_override_its_path() {
        let text = "
paths:
  /a/{id}:
    parameters: [{name: id, in: path}, {name: q, in: query}]
    get:
      parameters: [{name: Id, in: query}, {name: q, in: query}, {name: type, in: query}]
    put:
      parameters: [{name: 'type!', in: query}, {name: 'type>', in: query}]
    post:
      parameters: [{name: z, in: query}, {name: z, in: query}]
    patch:
      requestBody: {}
      parameters: [{name: body, in: query}, {name: Send, in: query}]
    head:
      parameters: [{name: body, in: query}]
";
        assert_eq!(
            found(unique_param_names, text),
            [
                "/paths/~1a~1{id}/get/parameters/0: query `Id` becomes the argument `id`, and so \
                 does path `id`",
                "/paths/~1a~1{id}/put/parameters/1: query `type>` becomes the argument `type_`, \
                 and so does query `type!`",
                "/paths/~1a~1{id}/post/parameters/1: query `z` becomes the argument `z`, and so \
                 does query `z`",
                "/paths/~1a~1{id}/patch/parameters/0: query `body` becomes the argument `body`, a \
                 name that the generated code uses",
                "/paths/~1a~1{id}/patch/parameters/1: query `Send` becomes the argument `send`, a \
                 name that the generated code uses",
            ]
        );
    }

    #[test]
    fn what_cannot_be_sent_is_named() {
        let text = "
paths:
  /a:
    get:
      parameters:
        - {name: c, in: cookie, description: d}
        - {name: Accept, in: header, description: d}
        - {name: f, in: query, style: deepObject, description: d, schema: {type: object}}
        - {name: g, in: query, content: {}, allowReserved: true}
        - {name: fine, in: query, description: d, schema: {$ref: '#/components/schemas/S'}}
components: {schemas: {S: {type: string}}}
";
        let at = "/paths/~1a/get/parameters";
        assert_eq!(
            found(serializable_params, text),
            [
                format!("{at}/0: cookie `c` is a cookie, which the generator refuses"),
                format!("{at}/1: header `Accept` is a header that OpenAPI ignores as a parameter"),
                format!("{at}/2: query `f` has `style: deepObject`, expected `form`"),
                format!("{at}/2: query `f` is an object, which the generator refuses in a query"),
                format!("{at}/3: query `g` is described by `content`, which the generator refuses"),
                format!("{at}/3: query `g` has `allowReserved: true`, which the generator ignores"),
                format!("{at}/3: query `g` has no `description`"),
            ]
        );
    }
}
