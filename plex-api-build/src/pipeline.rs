//! The whole way from the document's text to the artifacts.

use openapiv3::OpenAPI;

use crate::artifact::Artifact;
use crate::diagnostic::{Diagnostic, Failure, Stage};
use crate::document::Document;
use crate::document_spec::DocumentSpec;
use crate::operation::Facts;
use crate::source_map::Pointer;
use crate::transform::Applied;
use crate::{generate, lint, load, render, schemas, transform};

/// The result of building a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// The files, sorted by path.
    pub artifacts: Vec<Artifact>,
    /// The adaptations that were needed, in the order they were applied.
    pub applied: Vec<Applied>,
    /// The SHA-256 of the document, as the head of the client names it.
    pub digest: String,
}

/// Builds every artifact of one document from its text.
///
/// # Errors
/// [`Failure`] names every diagnostic of the first step that failed, each with its place and a hint.
/// A panic inside the generator is one of them, never a panic here.
pub fn build(spec: &DocumentSpec, text: &str) -> Result<Output, Failure> {
    let document = checked(spec, text)?;
    let (prepared, applied) = transform::transform(&document);
    let api = readable(spec, &prepared, text)?;
    let failed = |stage| move |diagnostic| Failure::new(spec, stage, vec![diagnostic], text);
    let tokens = generate::client(spec, &api).map_err(failed(Stage::Generate))?;
    let client = render::client(spec, tokens, text, &applied).map_err(failed(Stage::Render))?;

    let components = api.components.unwrap_or_default();
    let types = render::schemas(spec, &components).map_err(|error| {
        let diagnostic = Diagnostic::new(
            Pointer::root().child("components").child("schemas"),
            format!("a hand-written type has no name in Rust: {error}"),
            "see the type overrides of the caller's `DocumentSpec`",
        );
        Failure::new(spec, Stage::Render, vec![diagnostic], text)
    })?;

    let mut artifacts = vec![
        Artifact {
            path: format!("{}/mod.rs", spec.client_folder),
            text: client,
        },
        Artifact {
            path: format!("{}/operations.rs", spec.client_folder),
            text: render::operations(spec, &Facts::of_all(&document)),
        },
        Artifact {
            path: format!("{}/schemas.rs", spec.client_folder),
            text: types,
        },
    ];
    artifacts.extend(schemas::render(spec, &document));
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
pub fn lint_text(spec: &DocumentSpec, text: &str) -> Result<(), Failure> {
    checked(spec, text).map(drop)
}

/// Loads and lints a document that no client is generated from, and returns it as JSON, in its own order.
///
/// # Errors
/// As [`lint_text`].
pub fn to_json(spec: &DocumentSpec, text: &str) -> Result<String, Failure> {
    let document = checked(spec, text)?;
    let json = serde_json::to_string_pretty(&document.root).map_err(|error| {
        let diagnostic = Diagnostic::new(
            Pointer::root(),
            format!("a part of it cannot be written as JSON: {error}"),
            "keys are text, and numbers are finite",
        );
        Failure::new(spec, Stage::Render, vec![diagnostic], text)
    })?;
    Ok(json + "\n")
}

/// The part of an adapted document that the generator reads.
pub(crate) fn readable(
    spec: &DocumentSpec,
    prepared: &Document,
    text: &str,
) -> Result<OpenAPI, Failure> {
    load::to_openapi(prepared).map_err(|reason| {
        let diagnostic = Diagnostic::new(
            Pointer::root(),
            format!("an adaptation broke the document: {reason}"),
            "this is a fault of plex-api-build, not of the document: see src/transform",
        );
        Failure::new(spec, Stage::Transform, vec![diagnostic], text)
    })
}

pub(crate) fn checked(spec: &DocumentSpec, text: &str) -> Result<Document, Failure> {
    let document = load::load(text, spec.type_overrides)
        .map_err(|diagnostic| Failure::new(spec, Stage::Load, vec![diagnostic], text))?;
    let diagnostics = lint::lint(&document);
    if diagnostics.is_empty() {
        Ok(document)
    } else {
        Err(Failure::new(spec, Stage::Lint, diagnostics, text))
    }
}
