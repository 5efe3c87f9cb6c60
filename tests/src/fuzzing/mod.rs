//! The rules for every input, also a malicious one: one function for each fuzz target.
//!
//! They are here and not in `fuzz/`, so that two programs share them: the targets of `fuzz/`, which
//! need a nightly toolchain, and `tests/corpus.rs`, which gives them every file of `fuzz/corpus`
//! and `fuzz/regressions` on a stable one, with `cargo test`.

mod certificate;
mod completion_line;
mod error_body;
mod event_source;
mod identity_body;
mod list_body;
mod openapi_document;
mod page_request;
mod recording;
mod retained_message;
mod scenario_file;
mod sections_body;
mod sse;
mod texts;
mod websocket;

pub use certificate::certificate;
pub use completion_line::completion_line;
pub use error_body::error_body;
pub use event_source::event_source;
pub use identity_body::identity_body;
pub use list_body::list_body;
pub use openapi_document::openapi_document;
pub use page_request::page_request;
pub use recording::recording;
pub use retained_message::retained_message;
pub use scenario_file::scenario_file;
pub use sections_body::sections_body;
pub use websocket::websocket;

/// A fuzz target: takes any bytes, and panics when something does not hold.
pub type Target = fn(&[u8]);

/// Every target by its name, which is that of its folder in `fuzz/corpus`.
pub const TARGETS: [(&str, Target); 13] = [
    ("certificate", certificate),
    ("completion_line", completion_line),
    ("error_body", error_body),
    ("event_source", event_source),
    ("identity_body", identity_body),
    ("list_body", list_body),
    ("openapi_document", openapi_document),
    ("page_request", page_request),
    ("recording", recording),
    ("retained_message", retained_message),
    ("scenario_file", scenario_file),
    ("sections_body", sections_body),
    ("websocket", websocket),
];
