//! What has to hold for every input, whoever wrote it: one function for each fuzz target.
//!
//! They are here and not in `fuzz/`, so that two programs share them: the targets of `fuzz/`, which
//! need a nightly toolchain, and `tests/corpus.rs`, which gives them every file of `fuzz/corpus`
//! and `fuzz/regressions` on a stable one, with `cargo test`.

mod error_body;
mod event_source;
mod list_body;
mod openapi_document;
mod scenario_file;
mod sse;
mod texts;
mod websocket;

pub use error_body::error_body;
pub use event_source::event_source;
pub use list_body::list_body;
pub use openapi_document::openapi_document;
pub use scenario_file::scenario_file;
pub use websocket::websocket;

/// A fuzz target: takes any bytes, and panics when something does not hold.
pub type Target = fn(&[u8]);

/// Every target by its name, which is that of its folder in `fuzz/corpus`.
pub const TARGETS: [(&str, Target); 6] = [
    ("error_body", error_body),
    ("event_source", event_source),
    ("list_body", list_body),
    ("openapi_document", openapi_document),
    ("scenario_file", scenario_file),
    ("websocket", websocket),
];
