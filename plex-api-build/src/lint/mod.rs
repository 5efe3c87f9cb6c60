//! What is wrong with a document that OpenAPI itself would let pass.

use crate::document::Document;
use crate::problem::Problem;

/// Every problem of the document.
pub(crate) fn lint(_document: &Document) -> Vec<Problem> {
    Vec::new()
}
