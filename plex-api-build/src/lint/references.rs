//! Rules about `$ref` and components.

use std::collections::BTreeSet;

use serde_norway::Value;

use crate::diagnostic::Diagnostic;
use crate::document::{Document, entries, is_data, items, reference, walk};
use crate::source_map::Pointer;

/// The kinds of components that can be named by `$ref`.
const KINDS: [&str; 5] = [
    "schemas",
    "parameters",
    "responses",
    "requestBodies",
    "headers",
];

/// Each `$ref` names a component of the kind that its place allows.
pub(crate) fn refs_resolve(document: &Document, diagnostics: &mut Vec<Diagnostic>) {
    walk(&document.root, &mut |pointer, value| {
        let Some(target) = reference(value) else {
            return;
        };
        if is_data(pointer) {
            return;
        }
        let place = pointer.child("$ref");
        let kind = kind_at(pointer);
        let name = target.strip_prefix(&format!("#/components/{kind}/"));
        match name {
            None => diagnostics.push(Diagnostic::new(
                place,
                format!("`{target}` is not a reference to a component of /components/{kind}"),
                format!("write `#/components/{kind}/<Name>`; other places are not followed"),
            )),
            Some(name) if document.resolve(value).is_none() => diagnostics.push(Diagnostic::new(
                place,
                format!("`{target}` does not exist"),
                suggestion(document, kind, name),
            )),
            Some(_) => {}
        }
    });
}

/// The kind of component that belongs in a place.
fn kind_at(pointer: &Pointer) -> &'static str {
    let segments: Vec<&str> = pointer.segments().iter().map(String::as_str).collect();
    match segments.as_slice() {
        ["paths", _, "parameters", _] | ["paths", _, _, "parameters", _] => "parameters",
        ["paths", _, _, "responses", _] => "responses",
        ["paths", _, _, "requestBody"] => "requestBodies",
        ["components", kind, _] => KINDS
            .iter()
            .find(|known| *known == kind)
            .copied()
            .unwrap_or("schemas"),
        ["paths" | "components", .., "headers", _] if segments.get(1) != Some(&"schemas") => {
            "headers"
        }
        _ => "schemas",
    }
}

fn suggestion(document: &Document, kind: &str, name: &str) -> String {
    let close = document
        .components(kind)
        .map(|(known, _)| (distance(&known.to_lowercase(), &name.to_lowercase()), known))
        .min()
        .filter(|(distance, _)| *distance <= 1 + name.len() / 4);
    match close {
        Some((_, known)) => format!("is `{known}` meant?"),
        None => format!("add `{name}` to /components/{kind}, or correct the name"),
    }
}

/// The number of characters that must be added, removed or changed.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut next = vec![i + 1];
        for (j, y) in b.chars().enumerate() {
            let at = |index: usize| row.get(index).copied().unwrap_or(usize::MAX - 1);
            let left = next.last().copied().unwrap_or_default();
            next.push(
                (at(j) + usize::from(x != y))
                    .min(at(j + 1) + 1)
                    .min(left + 1),
            );
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

/// Every component is reached from an operation.
pub(crate) fn no_unused_components(document: &Document, diagnostics: &mut Vec<Diagnostic>) {
    let used = reached(document);
    let components = Pointer::root().child("components");
    for kind in KINDS {
        for (name, _) in document.components(kind) {
            if !used.contains(format!("#/components/{kind}/{name}").as_str()) {
                diagnostics.push(Diagnostic::new(
                    components.child(kind).child(name),
                    format!("`{name}` is used by no operation"),
                    "remove it; a message that no response can carry is named by \
                     `x-message: {$ref: ..}` beside the response",
                ));
            }
        }
    }
    let schemes = security_schemes(document);
    for (name, _) in document.components("securitySchemes") {
        if !schemes.contains(name) {
            diagnostics.push(Diagnostic::new(
                components.child("securitySchemes").child(name),
                format!("`{name}` is used by no operation"),
                "remove it, or name it under `security`",
            ));
        }
    }
}

fn reached(document: &Document) -> BTreeSet<&str> {
    let mut used = BTreeSet::new();
    let mut left: Vec<&Value> = document.root.get("paths").into_iter().collect();
    while let Some(value) = left.pop() {
        walk(value, &mut |_, value| {
            if let Some(target) = reference(value)
                && used.insert(target)
            {
                left.extend(
                    Pointer::of_reference(target).and_then(|pointer| document.at(&pointer)),
                );
            }
        });
    }
    used
}

fn security_schemes(document: &Document) -> BTreeSet<&str> {
    let mut used = BTreeSet::new();
    let operations = document.operations();
    let values = operations
        .iter()
        .map(|operation| operation.value)
        .chain([&document.root]);
    for requirement in values.flat_map(|value| items(value.get("security"))) {
        used.extend(entries(Some(requirement)).map(|(name, _)| name));
    }
    used
}

/// Every component describes itself.
pub(crate) fn require_component_docs(document: &Document, diagnostics: &mut Vec<Diagnostic>) {
    let components = Pointer::root().child("components");
    for kind in KINDS.iter().chain(&["securitySchemes"]) {
        for (name, value) in document.components(kind) {
            let text = value
                .get("description")
                .and_then(Value::as_str)
                .unwrap_or_default();
            if text.trim().is_empty() && reference(value).is_none() {
                diagnostics.push(Diagnostic::new(
                    components.child(kind).child(name),
                    format!("`{name}` has no `description`"),
                    "say what it is: this becomes documentation",
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
    fn references_to_nothing_and_to_the_wrong_kind_are_named() {
        let text = "
paths:
  /a:
    get:
      parameters: [{$ref: '#/components/schemas/Activity'}]
      responses:
        '200':
          headers: {H: {$ref: '#/components/headers/H'}}
          content:
            application/json: {schema: {$ref: '#/components/schemas/Activty'}}
            text/xml: {schema: {$ref: 'other.yaml#/X'}, example: {$ref: data}}
        '404': {$ref: '#/components/responses/Gone'}
components:
  headers: {H: {schema: {type: string}}}
  schemas: {Activity: {type: object}}
";
        let mut diagnostics = Vec::new();
        refs_resolve(&crate::transform::testing::document(text), &mut diagnostics);
        let told: Vec<String> = diagnostics
            .iter()
            .map(|p| format!("{}: {} ({})", p.pointer, p.what, p.hint))
            .collect();
        let at = "/paths/~1a/get";
        assert_eq!(
            told,
            [
                format!(
                    "{at}/parameters/0/$ref: `#/components/schemas/Activity` is not a reference to a \
                     component of /components/parameters (write \
                     `#/components/parameters/<Name>`; other places are not followed)"
                ),
                format!(
                    "{at}/responses/200/content/application~1json/schema/$ref: \
                     `#/components/schemas/Activty` does not exist (is `Activity` meant?)"
                ),
                format!(
                    "{at}/responses/200/content/text~1xml/schema/$ref: `other.yaml#/X` is not a \
                     reference to a component of /components/schemas (write \
                     `#/components/schemas/<Name>`; other places are not followed)"
                ),
                format!(
                    "{at}/responses/404/$ref: `#/components/responses/Gone` does not exist (add \
                     `Gone` to /components/responses, or correct the name)"
                ),
            ]
        );
    }

    #[test]
    fn a_circle_of_references_leads_nowhere() {
        let text = "
components:
  schemas:
    A: {$ref: '#/components/schemas/B'}
    B: {$ref: '#/components/schemas/A'}
";
        assert_eq!(found(refs_resolve, text).len(), 2);
    }

    #[test]
    fn components_that_only_unused_ones_use_are_unused() {
        let text = "
security: [{token: []}]
paths:
  /a:
    get:
      responses:
        '200': {x-message: {$ref: '#/components/schemas/Used'}}
components:
  securitySchemes: {token: {}, other: {}}
  schemas:
    Used: {properties: {a: {$ref: '#/components/schemas/Inner'}}}
    Inner: {type: string}
    Unused: {properties: {a: {$ref: '#/components/schemas/Deep'}}}
    Deep: {type: string}
";
        assert_eq!(
            found(no_unused_components, text),
            [
                "/components/schemas/Unused: `Unused` is used by no operation",
                "/components/schemas/Deep: `Deep` is used by no operation",
                "/components/securitySchemes/other: `other` is used by no operation",
            ]
        );
    }

    #[test]
    fn components_without_prose_are_named() {
        let text = "components: {schemas: {A: {type: string}, B: {description: b}}}";
        assert_eq!(
            found(require_component_docs, text),
            ["/components/schemas/A: `A` has no `description`"]
        );
    }
}
