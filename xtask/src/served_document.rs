//! The document of the agent's API: no client is generated from it. It is linted like the others, and the
//! program serves a copy of it as JSON.

use std::fs;
use std::io;
use std::path::Path;

use plex_api_build::{Artifact, DocumentSpec, Failure};

/// The document. It has no generated files, so the folders are none.
const AGENT: DocumentSpec = DocumentSpec {
    path: "openapi/agent.yaml",
    client_folder: "",
    schemas_folder: "",
    operation_id: "",
    type_overrides: &[],
};

/// The copy that the program serves, from the workspace root.
const COPY: &str = "plexctl/src/agent/http/openapi.json";

/// The source of a file, if it is the copy.
pub(crate) fn source_of(path: &str) -> Option<&'static str> {
    (path == COPY).then_some(AGENT.path)
}

/// Lints the document and makes the copy. Without a document no copy is wanted either.
///
/// Fails with the outer error if the document cannot be read, and with the inner one if it is broken.
pub(crate) fn make(root: &Path) -> io::Result<Result<Option<Artifact>, Failure>> {
    let text = match fs::read_to_string(root.join(AGENT.path)) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Ok(None)),
        Err(error) => return Err(error),
    };
    let json = plex_api_build::to_json(&AGENT, &text);
    Ok(json.map(|text| {
        Some(Artifact {
            path: COPY.to_owned(),
            text,
        })
    }))
}

/// The document, for the messages that name it.
pub(crate) const fn spec() -> &'static DocumentSpec {
    &AGENT
}
