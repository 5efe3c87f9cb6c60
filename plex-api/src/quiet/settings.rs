//! The conditions for quiet, as a caller sets them.

use std::collections::BTreeSet;
use std::time::Duration;

use super::source_kind::SourceKind;

/// The conditions for quiet.
#[derive(Clone, Debug)]
pub(super) struct QuietSettings {
    pub(super) ignored: BTreeSet<SourceKind>,
    /// The time after which a paused player is ignored.
    pub(super) ignore_paused: Option<Duration>,
    /// The time without work on the library after work on it.
    pub(super) settle: Duration,
    pub(super) hold: Duration,
    /// Whether the hours of the scheduled tasks count as work.
    pub(super) outside_butler: bool,
    /// The section that alone is looked at.
    pub(super) section: Option<String>,
}

impl Default for QuietSettings {
    /// 28 s of work were measured after a scan of 50 items.
    fn default() -> Self {
        Self {
            ignored: BTreeSet::new(),
            ignore_paused: None,
            settle: Duration::from_secs(45),
            hold: Duration::ZERO,
            outside_butler: false,
            section: None,
        }
    }
}
