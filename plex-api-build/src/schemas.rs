//! JSON Schemas of the document's components.

use crate::document::Document;
use crate::pipeline::Artefact;

pub(crate) fn render(_document: &Document) -> Vec<Artefact> {
    Vec::new()
}
