//! The whole way from the document's text to the artefacts.

use openapiv3::OpenAPI;

use crate::document::Document;
use crate::place::Pointer;
use crate::prepare::Applied;
use crate::problem::{Failure, Problem, Stage};
use crate::{generate, lint, load, prepare, render, schemas};

/// Where the document lies, from the workspace root.
pub const DOCUMENT: &str = "openapi/plex.yaml";
/// The folder of the generated client; every file in it is an artefact.
pub const CLIENT_FOLDER: &str = "plex-api/src/generated";
/// The folder of the JSON Schemas; every file in it is an artefact.
pub const SCHEMAS_FOLDER: &str = "openapi/schemas";

/// One generated file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Artefact {
    /// From the workspace root, with `/` between its parts.
    pub path: String,
    /// The whole text.
    pub text: String,
}

/// What a document gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// The files, sorted by path.
    pub artefacts: Vec<Artefact>,
    /// The adaptations that were needed, in the order they were applied.
    pub applied: Vec<Applied>,
    /// The SHA-256 of the document, as the head of the client names it.
    pub digest: String,
}

/// Builds every artefact from the text of the document.
///
/// # Errors
/// [`Failure`] names every problem of the first step that failed, each with its place and a hint.
/// A panic inside the generator is one of them, never a panic here.
pub fn build(text: &str) -> Result<Output, Failure> {
    let document = checked(text)?;
    let (prepared, applied) = prepare::prepare(&document);
    let api = readable(&prepared, text)?;
    let tokens = generate::client(&api)
        .map_err(|problem| Failure::new(Stage::Generate, vec![problem], text))?;
    let client = render::client(tokens, text, &applied)
        .map_err(|problem| Failure::new(Stage::Render, vec![problem], text))?;

    let mut artefacts = vec![Artefact {
        path: format!("{CLIENT_FOLDER}/mod.rs"),
        text: client,
    }];
    artefacts.extend(schemas::render(&document));
    artefacts.sort();
    Ok(Output {
        artefacts,
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
        let problem = Problem::new(
            Pointer::root(),
            format!("an adaptation broke the document: {reason}"),
            "this is a fault of plex-api-build, not of the document: see src/prepare",
        );
        Failure::new(Stage::Prepare, vec![problem], text)
    })
}

pub(crate) fn checked(text: &str) -> Result<Document, Failure> {
    let document =
        load::load(text).map_err(|problem| Failure::new(Stage::Load, vec![problem], text))?;
    let problems = lint::lint(&document);
    if problems.is_empty() {
        Ok(document)
    } else {
        Err(Failure::new(Stage::Lint, problems, text))
    }
}
