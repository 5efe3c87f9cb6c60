//! The whole way from the document's text to the artifacts.

use openapiv3::OpenAPI;

use crate::artifact::{Artifact, CLIENT_FOLDER};
use crate::diagnostic::{Diagnostic, Failure, Stage};
use crate::document::Document;
use crate::operation::Facts;
use crate::source_map::Pointer;
use crate::transform::Applied;
use crate::{generate, lint, load, render, schemas, transform};

/// What a document gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// The files, sorted by path.
    pub artifacts: Vec<Artifact>,
    /// The adaptations that were needed, in the order they were applied.
    pub applied: Vec<Applied>,
    /// The SHA-256 of the document, as the head of the client names it.
    pub digest: String,
}

/// Builds every artifact from the text of the document.
///
/// # Errors
/// [`Failure`] names every diagnostic of the first step that failed, each with its place and a hint.
/// A panic inside the generator is one of them, never a panic here.
pub fn build(text: &str) -> Result<Output, Failure> {
    let document = checked(text)?;
    let (prepared, applied) = transform::transform(&document);
    let api = readable(&prepared, text)?;
    let tokens = generate::client(&api)
        .map_err(|diagnostic| Failure::new(Stage::Generate, vec![diagnostic], text))?;
    let client = render::client(tokens, text, &applied)
        .map_err(|diagnostic| Failure::new(Stage::Render, vec![diagnostic], text))?;

    let components = api.components.unwrap_or_default();
    let types = render::schemas(&components).map_err(|error| {
        let diagnostic = Diagnostic::new(
            Pointer::root().child("components").child("schemas"),
            format!("a hand-written type has no name in Rust: {error}"),
            "see plex-api-build/src/type_overrides.rs",
        );
        Failure::new(Stage::Render, vec![diagnostic], text)
    })?;

    let mut artifacts = vec![
        Artifact {
            path: format!("{CLIENT_FOLDER}/mod.rs"),
            text: client,
        },
        Artifact {
            path: format!("{CLIENT_FOLDER}/operations.rs"),
            text: render::operations(&Facts::of_all(&document)),
        },
        Artifact {
            path: format!("{CLIENT_FOLDER}/schemas.rs"),
            text: types,
        },
    ];
    artifacts.extend(schemas::render(&document));
    artifacts.sort();
    Ok(Output {
        artifacts,
        applied,
        digest: render::digest(text),
    })
}

/// Loads and lints only: the quick answer to "is this document in order?".
///
/// # Errors
/// As [`build`], for the first two steps.
pub fn lint_text(text: &str) -> Result<(), Failure> {
    checked(text).map(drop)
}

/// What the generator reads of an adapted document.
pub(crate) fn readable(prepared: &Document, text: &str) -> Result<OpenAPI, Failure> {
    load::to_openapi(prepared).map_err(|reason| {
        let diagnostic = Diagnostic::new(
            Pointer::root(),
            format!("an adaptation broke the document: {reason}"),
            "this is a fault of plex-api-build, not of the document: see src/transform",
        );
        Failure::new(Stage::Transform, vec![diagnostic], text)
    })
}

pub(crate) fn checked(text: &str) -> Result<Document, Failure> {
    let document =
        load::load(text).map_err(|diagnostic| Failure::new(Stage::Load, vec![diagnostic], text))?;
    let diagnostics = lint::lint(&document);
    if diagnostics.is_empty() {
        Ok(document)
    } else {
        Err(Failure::new(Stage::Lint, diagnostics, text))
    }
}
