//! Turns the OpenAPI documents of plex-api into Rust source and JSON Schemas.
//!
//! The way through is `load -> lint -> transform -> generate -> render`, and all of it is pure: text
//! in, a list of [`Artifact`]s out. No network, clock, environment or external program is asked, so
//! the same document gives the same bytes on every machine.
//!
//! ```
//! use plex_api_build::{DocumentSpec, build};
//!
//! let spec = DocumentSpec {
//!     path: "openapi/plex.yaml",
//!     client_folder: "plex-api/src/generated",
//!     schemas_folder: "openapi/schemas",
//!     operation_id: "OperationId",
//!     type_overrides: &[],
//! };
//! let failure = build(&spec, "openapi: 3.1.0").unwrap_err();
//! assert!(failure.to_string().contains("openapi/plex.yaml"));
//! ```
//!
//! - [`build`] runs the whole way; [`lint_text`] stops after the lint, and
//!   [`to_json`] returns the document as JSON then.
//! - [`Failure`] lists every diagnostic with its place in the document and a hint.
//! - [`upstream::compare`] compares the document with one that others publish.
//! - [`DocumentSpec`] says where a document is, where its files go, and which components have a
//!   hand-written Rust type. The caller has one for each document.
//! - [`ADAPTATIONS`] lists the changes to suit the generator, with reasons.

mod artifact;
mod catch_panic;
mod diagnostic;
mod document;
mod document_spec;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod generate;
mod lint;
mod load;
mod operation;
mod pipeline;
mod render;
mod rust_names;
mod schemas;
mod source_map;
mod transform;
pub mod upstream;

pub use artifact::Artifact;
pub use diagnostic::{Diagnostic, Failure, Stage};
pub use document_spec::{DocumentSpec, TypeOverride};
pub use pipeline::{Output, build, lint_text, to_json};
pub use source_map::Pointer;
pub use transform::{ADAPTATIONS, Adaptation, Applied};
