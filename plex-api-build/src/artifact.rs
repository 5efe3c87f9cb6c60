//! Generated files.

/// One generated file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Artifact {
    /// From the workspace root, with `/` between its parts.
    pub path: String,
    /// The whole text.
    pub text: String,
}
