//! Turns the OpenAPI document of plex-api into Rust source and JSON Schemas.
//!
//! The way through is `load -> lint -> prepare -> generate -> render`, and all of it is pure: text
//! in, a list of [`Artefact`]s out. No network, clock, environment or external program is asked, so
//! the same document gives the same bytes on every machine.
//!
//! ```
//! let failure = plex_api_build::build("openapi: 3.1.0").unwrap_err();
//! assert!(failure.to_string().contains("openapi/plex.yaml"));
//! ```
//!
//! - [`build`] runs the whole way; [`lint_text`] stops after the lint.
//! - [`Failure`] lists every problem with its place in the document and a hint.
//! - [`upstream::compare`] compares the document with one that others publish.
//! - [`REPLACEMENTS`] is the one table of components that hand-written types stand for.
//! - [`ADAPTATIONS`] lists what may be changed to suit the generator, and why.

mod document;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod generate;
mod lint;
mod load;
mod names;
mod pipeline;
mod place;
mod prepare;
mod problem;
mod quiet;
mod render;
mod replacements;
mod schemas;
pub mod upstream;

pub use pipeline::{Artefact, CLIENT_FOLDER, DOCUMENT, Output, SCHEMAS_FOLDER, build, lint_text};
pub use place::Pointer;
pub use prepare::{ADAPTATIONS, Adaptation, Applied};
pub use problem::{Failure, Problem, Stage};
pub use replacements::{REPLACEMENTS, Replacement};
