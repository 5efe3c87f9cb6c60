//! Drives progenitor, and turns its errors and panics into problems with a place.

use openapiv3::OpenAPI;
use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle, TagStyle};
use quote::quote;

use crate::place::Pointer;
use crate::problem::Problem;
use crate::quiet;
use crate::replacements::REPLACEMENTS;

/// The version of progenitor that the workspace is locked to.
pub(crate) const PROGENITOR: &str = "0.15.1";

/// The client as a syntax tree.
///
/// If progenitor refuses the document or panics, each operation is tried alone to find the one to
/// blame.
pub(crate) fn client(api: &OpenAPI) -> Result<syn::File, Problem> {
    run(api).map_err(|reason| blame(api, &reason))
}

fn run(api: &OpenAPI) -> Result<syn::File, String> {
    let tokens = quiet::caught(|| {
        let mut generator = Generator::new(&settings(api));
        generator
            .generate_tokens(api)
            .map_err(|error| error.to_string())
    })??;
    syn::parse2(tokens).map_err(|error| format!("the generated code is no Rust: {error}"))
}

fn settings(api: &OpenAPI) -> GenerationSettings {
    let mut settings = GenerationSettings::default();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_tag(TagStyle::Merged)
        .with_hooks(HooksMode::Expected)
        .with_inner_type(quote!(crate::client::Inner))
        .with_map_type("::std::collections::BTreeMap")
        .with_derive("PartialEq")
        .with_derive("Eq")
        .with_derive("Hash");
    let known = |name: &str| {
        api.components
            .as_ref()
            .is_some_and(|components| components.schemas.contains_key(name))
    };
    for row in REPLACEMENTS.iter().filter(|row| known(row.component)) {
        settings.with_replacement(row.component, row.rust, row.impls());
    }
    settings
}

/// Finds the part of the document that cannot be generated: the components by themselves, then
/// each operation by itself with all components.
fn blame(api: &OpenAPI, reason: &str) -> Problem {
    let mut bare = api.clone();
    bare.paths.paths.clear();
    if let Err(reason) = run(&bare) {
        return blame_components(&bare, &reason);
    }
    for (path, item) in &api.paths.paths {
        let Some(item) = item.as_item() else { continue };
        for (method, operation) in item.iter() {
            let mut single = bare.clone();
            let mut alone = openapiv3::PathItem {
                parameters: item.parameters.clone(),
                ..openapiv3::PathItem::default()
            };
            let Some(slot) = slot(&mut alone, method) else {
                continue;
            };
            *slot = Some(operation.clone());
            single
                .paths
                .paths
                .insert(path.clone(), openapiv3::ReferenceOr::Item(alone));
            if let Err(reason) = run(&single) {
                let pointer = Pointer::root().child("paths").child(path).child(method);
                return problem(pointer, "this operation", &reason);
            }
        }
    }
    problem(
        Pointer::root().child("paths"),
        "the operations, though each of them alone can be generated,",
        reason,
    )
}

fn blame_components(bare: &OpenAPI, reason: &str) -> Problem {
    let pointer = Pointer::root().child("components").child("schemas");
    let names: Vec<String> = bare
        .components
        .iter()
        .flat_map(|components| components.schemas.keys().cloned())
        .collect();
    // A component is to blame if all is well once it accepts anything.
    for name in names {
        let mut without = bare.clone();
        if let Some(schema) = without
            .components
            .as_mut()
            .and_then(|components| components.schemas.get_mut(&name))
        {
            *schema = openapiv3::ReferenceOr::Item(openapiv3::Schema {
                schema_data: openapiv3::SchemaData::default(),
                schema_kind: openapiv3::SchemaKind::Any(openapiv3::AnySchema::default()),
            });
        }
        if run(&without).is_ok() {
            return problem(pointer.child(&name), "this component", reason);
        }
    }
    problem(pointer, "the components", reason)
}

fn problem(pointer: Pointer, subject: &str, reason: &str) -> Problem {
    Problem::new(
        pointer,
        format!("{subject} cannot be generated: {}", reason.trim()),
        "progenitor cannot express it: say it differently, or add an adaptation in \
         plex-api-build/src/prepare",
    )
}

fn slot<'a>(
    item: &'a mut openapiv3::PathItem,
    method: &str,
) -> Option<&'a mut Option<openapiv3::Operation>> {
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

    /// What is wrong with a document that has got past the lint.
    fn blamed(text: &str) -> Problem {
        client(&serde_norway::from_str(text).unwrap())
            .map(drop)
            .unwrap_err()
    }

    const HEAD: &str = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\n";

    #[test]
    fn a_panic_names_the_operation_that_caused_it() {
        let problem = blamed(&format!(
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
        assert_eq!(problem.pointer.to_string(), "/paths/~1odd/put");
        assert!(
            problem
                .what
                .contains("panicked: not yet implemented: media type"),
            "{problem}"
        );
    }

    #[test]
    fn a_refusal_names_the_operation_too() {
        let problem = blamed(&format!(
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
        assert_eq!(problem.pointer.to_string(), "/paths/~1odd/delete");
        assert!(
            problem.what.contains("cookie parameters are not supported"),
            "{problem}"
        );
    }

    #[test]
    fn a_component_that_cannot_be_a_type_is_named() {
        let problem = blamed(&format!(
            "{HEAD}
paths: {{}}
components:
  schemas:
    Fine: {{type: string}}
    Odd: {{type: string, enum: [a-b, a_b]}}
"
        ));
        assert_eq!(problem.pointer.to_string(), "/components/schemas/Odd");
    }
}
