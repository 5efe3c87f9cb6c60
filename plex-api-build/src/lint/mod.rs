//! Rules for documents, beyond the rules of OpenAPI.
//!
//! Every rule reads the whole document and reports all its findings, so that one run names every
//! fault.

mod extensions;
mod operations;
mod parameters;
mod references;
mod responses;
mod schemas;
mod unknown_keys;

use crate::diagnostic::Diagnostic;
use crate::document::Document;

/// A rule: its findings are added to the list.
type Rule = fn(&Document, &mut Vec<Diagnostic>);

const RULES: &[Rule] = &[
    unknown_keys::no_unknown_keys,
    unknown_keys::no_siblings_of_ref,
    operations::unique_operation_ids,
    operations::require_summary,
    operations::supported_features_only,
    operations::supported_request_bodies,
    responses::require_error_responses,
    responses::valid_status_keys,
    responses::json_must_be_component,
    responses::single_success_kind,
    parameters::path_params_match_template,
    parameters::unique_param_names,
    parameters::serializable_params,
    references::refs_resolve,
    references::no_unused_components,
    references::require_component_docs,
    schemas::unique_type_names,
    schemas::representable_schemas,
    extensions::known_extensions,
    extensions::valid_extension_values,
    extensions::ends_can_be_observed,
    extensions::envelope_matches_schema,
    extensions::stable_operations_are_complete,
];

/// Every diagnostic of the document.
pub(crate) fn lint(document: &Document) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for rule in RULES {
        rule(document, &mut diagnostics);
    }
    diagnostics
}

#[cfg(test)]
mod testing {
    //! Runs one rule on a snippet.

    use super::*;
    use crate::transform::testing::document;

    /// The findings of the rule: `pointer: what` each.
    pub(super) fn found(rule: Rule, text: &str) -> Vec<String> {
        let mut diagnostics = Vec::new();
        rule(&document(text), &mut diagnostics);
        assert!(
            diagnostics
                .iter()
                .all(|diagnostic| !diagnostic.hint.is_empty())
        );
        diagnostics
            .iter()
            .map(|diagnostic| format!("{}: {}", diagnostic.pointer, diagnostic.what))
            .collect()
    }
}
