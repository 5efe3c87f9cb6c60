//! Turns the OpenAPI document of plex-api into Rust source and JSON Schemas.
//!
//! The way through is `load -> lint -> transform -> generate -> render`, and all of it is pure: text
//! in, a list of [`Artifact`]s out. No network, clock, environment or external program is asked, so
//! the same document gives the same bytes on every machine.
//!
//! ```
//! let failure = plex_api_build::build("openapi: 3.1.0").unwrap_err();
//! assert!(failure.to_string().contains("openapi/plex.yaml"));
//! ```
//!
//! - [`build`] runs the whole way; [`lint_text`] stops after the lint.
//! - [`Failure`] lists every diagnostic with its place in the document and a hint.
//! - [`upstream::compare`] compares the document with one that others publish.
//! - [`TYPE_OVERRIDES`] is the table of components that have a hand-written Rust type.
//! - [`ADAPTATIONS`] lists what may be changed to suit the generator, and why.

mod artifact;
mod catch_panic;
mod diagnostic;
mod document;
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
mod type_overrides;
pub mod upstream;

pub use artifact::{Artifact, CLIENT_FOLDER, DOCUMENT, SCHEMAS_FOLDER};
pub use diagnostic::{Diagnostic, Failure, Stage};
pub use pipeline::{Output, build, lint_text};
pub use source_map::Pointer;
pub use transform::{ADAPTATIONS, Adaptation, Applied};
pub use type_overrides::{TYPE_OVERRIDES, TypeOverride};
