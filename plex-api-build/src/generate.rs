//! Drives progenitor, and turns its errors and panics into diagnostics with a place.

use openapiv3::{AnySchema, OpenAPI, PathItem, ReferenceOr, Schema, SchemaData, SchemaKind};
use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle, TagStyle};
use quote::quote;

use crate::catch_panic::catch_panic;
use crate::diagnostic::Diagnostic;
use crate::document_spec::{DocumentSpec, TypeOverride};
use crate::source_map::Pointer;

/// The version of progenitor that the workspace is locked to.
pub(crate) const PROGENITOR: &str = "0.15.1";

/// The client as a syntax tree.
///
/// If progenitor refuses the document or panics, parts of it are tried to find the one to blame.
pub(crate) fn client(spec: &DocumentSpec, api: &OpenAPI) -> Result<syn::File, Diagnostic> {
    run(spec, api).map_err(|reason| blame(spec, api, &reason))
}

fn run(spec: &DocumentSpec, api: &OpenAPI) -> Result<syn::File, String> {
    let tokens = catch_panic(|| {
        let mut generator = Generator::new(&settings(spec, api));
        generator
            .generate_tokens(api)
            .map_err(|error| error.to_string())
    })??;
    syn::parse2(tokens).map_err(|error| format!("the generated code is not Rust: {error}"))
}

fn settings(spec: &DocumentSpec, api: &OpenAPI) -> GenerationSettings {
    let mut settings = GenerationSettings::default();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_tag(TagStyle::Merged)
        .with_hooks(HooksMode::Expected)
        .with_inner_type(quote!(crate::request_context::RequestContext))
        .with_map_type("::std::collections::BTreeMap")
        .with_derive("PartialEq")
        .with_derive("Eq")
        .with_derive("Hash");
    let Some(components) = &api.components else {
        return settings;
    };
    for name in components.schemas.keys() {
        if let Some(row) = TypeOverride::of(spec.type_overrides, name) {
            settings.with_replacement(name, row.rust, row.impls());
        } else if let Some(list) = spec.list_type(components, name) {
            settings.with_replacement(name, list, std::iter::empty());
        }
    }
    settings
}

/// Finds the part of the document that cannot be generated: a component, or the operation whose
/// arrival breaks types that could be generated without it.
fn blame(spec: &DocumentSpec, api: &OpenAPI, reason: &str) -> Diagnostic {
    let mut bare = api.clone();
    bare.paths.paths.clear();
    if let Err(reason) = run(spec, &bare) {
        return blame_components(spec, &bare, &reason);
    }
    let operations: Vec<(&str, &str)> = api
        .paths
        .iter()
        .filter_map(|(path, item)| Some((path, item.as_item()?)))
        .flat_map(|(path, item)| item.iter().map(move |(method, _)| (path.as_str(), method)))
        .collect();
    let culprit = first_failing(operations.len(), |count| {
        let wanted = operations.get(..count).unwrap_or_default();
        run(spec, &with_operations(&bare, api, wanted))
    });
    let Some((path, method)) = culprit.and_then(|index| operations.get(index)) else {
        return diagnostic(Pointer::root().child("paths"), "the operations", reason);
    };
    let pointer = Pointer::root().child("paths").child(path).child(method);
    match run(spec, &with_operations(&bare, api, &[(path, method)])) {
        Err(reason) => diagnostic(pointer, "this operation", &reason),
        Ok(_) => diagnostic(
            pointer,
            "this operation, beside those before it though not alone,",
            reason,
        ),
    }
}

/// The components of `bare`, and the wanted operations of `api`.
fn with_operations(bare: &OpenAPI, api: &OpenAPI, wanted: &[(&str, &str)]) -> OpenAPI {
    let mut some = bare.clone();
    for (path, method) in wanted {
        let Some(item) = api.paths.paths.get(*path).and_then(ReferenceOr::as_item) else {
            continue;
        };
        let entry = some
            .paths
            .paths
            .entry((*path).to_owned())
            .or_insert_with(|| {
                ReferenceOr::Item(PathItem {
                    parameters: item.parameters.clone(),
                    ..PathItem::default()
                })
            });
        if let ReferenceOr::Item(entry) = entry
            && let Some(slot) = slot(entry, method)
        {
            *slot = item
                .iter()
                .find(|(other, _)| other == method)
                .map(|(_, operation)| operation.clone());
        }
    }
    some
}

fn blame_components(spec: &DocumentSpec, bare: &OpenAPI, reason: &str) -> Diagnostic {
    let pointer = Pointer::root().child("components").child("schemas");
    let names: Vec<&String> = bare
        .components
        .iter()
        .flat_map(|components| components.schemas.keys())
        .collect();
    // All is well as long as the component to blame accepts anything.
    let culprit = first_failing(names.len(), |count| {
        let mut some = bare.clone();
        let schemas = some
            .components
            .iter_mut()
            .flat_map(|c| c.schemas.values_mut());
        for schema in schemas.skip(count) {
            *schema = ReferenceOr::Item(Schema {
                schema_data: SchemaData::default(),
                schema_kind: SchemaKind::Any(AnySchema::default()),
            });
        }
        run(spec, &some)
    });
    match culprit.and_then(|index| names.get(index)) {
        Some(name) => diagnostic(pointer.child(name), "this component", reason),
        None => diagnostic(pointer, "the components", reason),
    }
}

/// The index of the first item with which the items up to it fail, though those before it do not.
/// `None` if they fail without any item.
///
/// Asks about as many times as the number of items has binary digits: a document of thousands of
/// operations is not built thousands of times.
fn first_failing<T>(
    items: usize,
    mut attempt: impl FnMut(usize) -> Result<T, String>,
) -> Option<usize> {
    attempt(0).ok()?;
    let (mut works, mut fails) = (0, items);
    while fails - works > 1 {
        let middle = works + (fails - works) / 2;
        if attempt(middle).is_ok() {
            works = middle;
        } else {
            fails = middle;
        }
    }
    (items > 0).then_some(works)
}

fn diagnostic(pointer: Pointer, subject: &str, reason: &str) -> Diagnostic {
    Diagnostic::new(
        pointer,
        format!("{subject} cannot be generated: {}", reason.trim()),
        "progenitor cannot express it: say it differently, or add an adaptation in \
         plex-api-build/src/transform",
    )
}

fn slot<'a>(item: &'a mut PathItem, method: &str) -> Option<&'a mut Option<openapiv3::Operation>> {
    Some(match method {
        "get" => &mut item.get,
        "put" => &mut item.put,
        "post" => &mut item.post,
        "delete" => &mut item.delete,
        "options" => &mut item.options,
        "head" => &mut item.head,
        "patch" => &mut item.patch,
        "trace" => &mut item.trace,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document_spec::testing::SPEC;

    /// The generator's complaint about a document that passed the lint.
    fn blamed(text: &str) -> Diagnostic {
        client(&SPEC, &serde_norway::from_str(text).unwrap())
            .map(drop)
            .unwrap_err()
    }

    const HEAD: &str = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\n";

    #[test]
    fn a_panic_names_the_operation_that_caused_it() {
        let diagnostic = blamed(&format!(
            "{HEAD}
paths:
  /fine: {{get: {{operationId: fine, responses: {{'200': {{description: ok}}}}}}}}
  /odd:
    get: {{operationId: good, responses: {{'200': {{description: ok}}}}}}
    put:
      operationId: odd
      responses: {{'200': {{description: ok, content: {{application/json: {{}}}}}}}}
"
        ));
        assert_eq!(diagnostic.pointer.to_string(), "/paths/~1odd/put");
        assert!(
            diagnostic
                .what
                .contains("panicked: not yet implemented: media type"),
            "{diagnostic}"
        );
    }

    #[test]
    fn a_refusal_names_the_operation_too() {
        let diagnostic = blamed(&format!(
            "{HEAD}
paths:
  /fine: {{get: {{operationId: fine, responses: {{'200': {{description: ok}}}}}}}}
  /odd:
    delete:
      operationId: odd
      parameters: [{{name: c, in: cookie, schema: {{type: string}}}}]
      responses: {{'200': {{description: ok}}}}
"
        ));
        assert_eq!(diagnostic.pointer.to_string(), "/paths/~1odd/delete");
        assert!(
            diagnostic
                .what
                .contains("cookie parameters are not supported"),
            "{diagnostic}"
        );
    }

    #[test]
    fn the_part_to_blame_is_found_in_few_attempts() {
        for culprit in 0..1000 {
            let mut attempts = 0;
            let found = first_failing(1000, |count| {
                attempts += 1;
                if count > culprit {
                    Err(String::new())
                } else {
                    Ok(())
                }
            });
            assert_eq!(found, Some(culprit));
            assert!(attempts <= 11, "{attempts} attempts for {culprit}");
        }
        assert_eq!(first_failing(0, |_| Ok(())), None);
        assert_eq!(first_failing(5, |_| Err::<(), _>(String::new())), None);
    }

    #[test]
    fn a_component_that_cannot_be_a_type_is_named() {
        let diagnostic = blamed(&format!(
            "{HEAD}
paths: {{}}
components:
  schemas:
    Fine: {{type: string}}
    Odd: {{type: string, enum: [a-b, a_b]}}
"
        ));
        assert_eq!(diagnostic.pointer.to_string(), "/components/schemas/Odd");
    }
}
