//! What is wrong with a document that OpenAPI itself would let pass.
//!
//! Every rule looks at the whole document and reports all it finds, so that one run names
//! everything there is to mend.

mod keys;
mod operations;
mod parameters;
mod references;
mod responses;
mod schemas;

use crate::document::Document;
use crate::problem::Problem;

/// A rule: what it finds is added to the list.
type Rule = fn(&Document, &mut Vec<Problem>);

const RULES: &[Rule] = &[
    keys::are_known,
    keys::beside_a_reference_are_read,
    operations::have_a_name_of_their_own,
    operations::say_what_they_do,
    operations::keep_to_what_is_generated,
    operations::have_a_readable_body,
    responses::of_errors_are_documented,
    responses::are_codes_or_ranges,
    responses::have_named_json,
    responses::of_success_agree,
    parameters::fill_the_template,
    parameters::have_names_of_their_own,
    parameters::can_be_sent,
    references::lead_somewhere,
    references::use_every_component,
    references::describe_every_component,
    schemas::have_names_of_their_own,
    schemas::can_be_types,
];

/// Every problem of the document.
pub(crate) fn lint(document: &Document) -> Vec<Problem> {
    let mut problems = Vec::new();
    for rule in RULES {
        rule(document, &mut problems);
    }
    problems
}

#[cfg(test)]
mod testing {
    //! Runs one rule on a snippet.

    use super::*;
    use crate::prepare::testing::yaml;

    /// What the rule finds: `pointer: what` each.
    pub(super) fn found(rule: Rule, text: &str) -> Vec<String> {
        let mut problems = Vec::new();
        rule(&Document { root: yaml(text) }, &mut problems);
        assert!(problems.iter().all(|problem| !problem.hint.is_empty()));
        problems
            .iter()
            .map(|problem| format!("{}: {}", problem.pointer, problem.what))
            .collect()
    }
}
