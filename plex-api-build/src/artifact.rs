//! Generated files, and where they and the document are in the workspace.

/// The path of the document, from the workspace root.
pub const DOCUMENT: &str = "openapi/plex.yaml";
/// The folder of the generated client; every file in it is an artifact.
pub const CLIENT_FOLDER: &str = "plex-api/src/generated";
/// The folder of the JSON Schemas; every file in it is an artifact.
pub const SCHEMAS_FOLDER: &str = "openapi/schemas";

/// One generated file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Artifact {
    /// From the workspace root, with `/` between its parts.
    pub path: String,
    /// The whole text.
    pub text: String,
}
