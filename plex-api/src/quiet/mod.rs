//! Finds out whether a server is quiet: one verdict from everything that can be work.
//!
//! `model.rs` decides, without a socket and without a clock. `probe.rs` asks the sources, `reading.rs` reads
//! their answers and `message.rs` the notifications, both into `evidence.rs`; `driver.rs` joins them.

mod check;
mod driver;
mod evidence;
mod message;
mod model;
mod probe;
mod reading;
mod report;
mod settings;
mod source_kind;
mod watch;

pub use check::QuietCheck;
pub use report::{BusyReason, QuietNote, QuietReport, QuietVerdict, UnknownSource};
pub use source_kind::SourceKind;
pub use watch::QuietWatch;
