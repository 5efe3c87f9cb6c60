//! A door for the fuzz target: the way to the generator, without the generator.
//!
//! Neither documented nor part of the public surface: the feature is for this workspace's own
//! target, and what is here changes with what is behind it.

use crate::pipeline::{Artefact, checked, readable};
use crate::prepare::{self, Applied};
use crate::problem::Failure;
use crate::schemas;

/// What is made of a document that passes the lint.
#[derive(Debug)]
pub struct Prepared {
    /// The JSON Schemas.
    pub schemas: Vec<Artefact>,
    /// What the adaptations find to do in their own result.
    pub adapted_again: Vec<Applied>,
}

/// Loads, lints and adapts the document, and makes the schemas.
///
/// # Errors
/// As [`build`](crate::build), for these steps.
pub fn prepared(text: &str) -> Result<Prepared, Failure> {
    let document = checked(text)?;
    let (adapted, _) = prepare::prepare(&document);
    readable(&adapted, text)?;
    Ok(Prepared {
        schemas: schemas::render(&document),
        adapted_again: prepare::prepare(&adapted).1,
    })
}
