//! Documents of many times our operations: everything is generated, and nothing costs more a piece.

#![allow(
    clippy::unwrap_used,
    reason = "a failed expectation is what a test is for"
)]

#[path = "../examples/scaling/document.rs"]
mod document;

use std::collections::BTreeSet;

use plex_api_build::{Stage, build, lint_text};
use plex_api_documents::PLEX;

/// Enough to see faults of many: some 400 operations. `examples/scaling` goes up to a hundred copies.
const COPIES: usize = 7;
const OURS: &str = include_str!("../../openapi/plex.yaml");

#[test]
fn many_times_our_operations_are_generated_without_a_panic() {
    let text = document::multiplied(OURS, COPIES).unwrap();
    let ours = document::operations(OURS).unwrap();
    assert_eq!(document::operations(&text).unwrap(), COPIES * ours);
    let output = build(&PLEX, &text).unwrap();
    let paths: BTreeSet<&str> = output.artifacts.iter().map(|a| a.path.as_str()).collect();
    assert!(paths.contains("openapi/schemas/ActivityCopy6.schema.json"));
    let client = output
        .artifacts
        .iter()
        .find(|artifact| artifact.path.starts_with(PLEX.client_folder))
        .unwrap();
    assert!(client.text.contains("pub fn get_server_activities_copy6("));
    assert_eq!(
        client.text.matches("pub async fn send(").count(),
        COPIES * ours
    );
}

#[test]
fn one_copy_is_our_document() {
    let one = document::multiplied(OURS, 1).unwrap();
    let (one, ours) = (build(&PLEX, &one).unwrap(), build(&PLEX, OURS).unwrap());
    let schemas = |output: &plex_api_build::Output| {
        let mut files = output.artifacts.clone();
        files.retain(|artifact| !artifact.path.starts_with(PLEX.client_folder));
        files
    };
    assert_eq!(schemas(&one), schemas(&ours));
}

/// A lint that looked each fault up from the top, or a search that built once for each operation,
/// would take minutes here.
#[test]
fn thousands_of_faults_are_all_named_with_their_lines() {
    let text = document::multiplied(OURS, 35)
        .unwrap()
        .replace("summary: ", "sumary: ");
    let failure = lint_text(&PLEX, &text).unwrap_err();
    assert_eq!(failure.stage(), Stage::Lint);
    let operations = 35 * document::operations(OURS).unwrap();
    assert!(
        failure.diagnostics().len() >= 2 * operations,
        "{}",
        failure.diagnostics().len()
    );
    assert!(
        failure
            .diagnostics()
            .iter()
            .all(|diagnostic| diagnostic.line.is_some())
    );
}

#[test]
fn one_operation_among_hundreds_that_cannot_be_generated_is_named() {
    let ours = document::multiplied(OURS, 5).unwrap();
    let body = "requestBody:\n        content:\n          application/json:\n            schema:\n              $ref: '#/components/schemas/ErrorsResponseCopy4'\n            encoding:\n              a:\n                contentType: text/plain\n      operationId: stopTasksCopy4\n";
    let text = ours.replacen("operationId: stopTasksCopy4\n", body, 1);
    assert_ne!(text, ours);
    let failure = build(&PLEX, &text).unwrap_err();
    assert_eq!(failure.stage(), Stage::Generate, "{failure}");
    let diagnostic = failure.diagnostics().first().unwrap();
    assert_eq!(
        diagnostic.pointer.to_string(),
        "/paths/~1copy4~1butler/delete"
    );
    assert!(diagnostic.line.is_some());
}
