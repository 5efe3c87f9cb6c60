//! Any text as the OpenAPI document.

use plex_api_build::{Failure, Stage, fuzzing, lint_text};
use plex_api_documents::PLEX;

use super::texts::yaml_lines;

/// A longer text is not tried: the time that YAML takes grows faster than its length.
const LONGEST: usize = 64 * 1024;

/// Loads `input` as the OpenAPI document, lints it and, where that finds nothing, adapts it for the
/// generator and makes the schemas.
///
/// # Panics
/// When a failure names no problem, or a line that is not there, an adaptation breaks the document
/// or finds something to do in its own result, or a file would lie outside of its folder.
pub fn openapi_document(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    if text.len() > LONGEST {
        return;
    }
    let linted = lint_text(&PLEX, text);
    match fuzzing::prepared(&PLEX, text) {
        Ok(prepared) => {
            assert_eq!(linted, Ok(()));
            assert_eq!(prepared.adapted_again, [], "an adaptation is not finished");
            for artifact in &prepared.schemas {
                assert_in_its_folder(&artifact.path);
                let read = serde_json::from_str::<serde_json::Value>(&artifact.text);
                assert!(read.is_ok(), "{}: {read:?}", artifact.path);
            }
        }
        Err(failure) => {
            assert_eq!(
                linted.as_ref(),
                Err(&failure),
                "the same text, another failure"
            );
            assert_names_its_problems(&failure, text);
        }
    }
}

fn assert_in_its_folder(path: &str) {
    let name = path
        .strip_prefix(PLEX.schemas_folder)
        .and_then(|name| name.strip_prefix('/'));
    let is_file = name.is_some_and(|name| !name.contains(['/', '\\', '\0']));
    assert!(is_file, "{path:?} is not in {}", PLEX.schemas_folder);
}

fn assert_names_its_problems(failure: &Failure, text: &str) {
    assert!(
        matches!(failure.stage(), Stage::Load | Stage::Lint),
        "{failure}"
    );
    assert!(!failure.diagnostics().is_empty());
    let lines = yaml_lines(text);
    for problem in failure.diagnostics() {
        assert!(
            !problem.what.is_empty() && !problem.hint.is_empty(),
            "{problem:?}"
        );
        let is_there = problem.line.is_none_or(|line| (1..=lines).contains(&line));
        assert!(is_there, "there are {lines} lines: {problem:?}");
    }
}
