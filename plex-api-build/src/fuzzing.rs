//! The pipeline up to the generator, for the fuzz target.
//!
//! Neither documented nor part of the public surface: the feature is for this workspace's own
//! target, and its items change with the code that they call.

use crate::artifact::Artifact;
use crate::diagnostic::Failure;
use crate::document_spec::DocumentSpec;
use crate::pipeline::{checked, readable};
use crate::schemas;
use crate::transform::{self, Applied};

/// The result for a document that passes the lint.
#[derive(Debug)]
pub struct Prepared {
    /// The JSON Schemas.
    pub schemas: Vec<Artifact>,
    /// The changes that the adaptations make to their own result.
    pub adapted_again: Vec<Applied>,
}

/// Loads, lints and adapts the document, and makes the schemas.
///
/// # Errors
/// As [`build`](crate::build), for these steps.
pub fn prepared(spec: &DocumentSpec, text: &str) -> Result<Prepared, Failure> {
    let document = checked(spec, text)?;
    let (adapted, _) = transform::transform(&document);
    readable(spec, &adapted, text)?;
    Ok(Prepared {
        schemas: schemas::render(spec, &document),
        adapted_again: transform::transform(&adapted).1,
    })
}
