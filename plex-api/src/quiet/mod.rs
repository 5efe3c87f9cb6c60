//! Whether a server is quiet: one verdict from everything that can be work.
//!
//! `model.rs` decides, without a socket and without a clock. `probe.rs` asks the sources and `reading.rs`
//! reads their answers; `driver.rs` joins both with the notifications.

mod check;
mod report;
mod source_kind;
mod watch;

pub use check::QuietCheck;
pub use report::{BusyReason, QuietNote, QuietReport, QuietVerdict, UnknownSource};
pub use source_kind::SourceKind;
pub use watch::QuietWatch;
