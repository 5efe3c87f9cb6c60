//! The question whether a server is quiet, with its settings.

use std::collections::BTreeSet;
use std::time::Duration;

use super::report::QuietReport;
use super::source_kind::SourceKind;
use super::watch::QuietWatch;
use crate::error::Result;
use crate::hub::Session;

/// The question whether a server is quiet; see [`Plex::quiet`](crate::Plex::quiet). Nothing is sent before
/// [`check`](Self::check) or [`watch`](Self::watch).
#[derive(Clone, Debug)]
#[must_use = "nothing is asked before `check` or `watch`"]
pub struct QuietCheck {
    session: Session,
    settings: QuietSettings,
}

/// What counts as quiet.
#[derive(Clone, Debug)]
pub(super) struct QuietSettings {
    pub(super) ignored: BTreeSet<SourceKind>,
    pub(super) ignore_paused: Option<Duration>,
    pub(super) settle: Duration,
    pub(super) hold: Duration,
    pub(super) outside_butler: bool,
    pub(super) section: Option<String>,
}

impl QuietCheck {
    pub(crate) fn new(session: &Session) -> Self {
        todo!()
    }

    /// Leaves out work of this kind. It is still in [`QuietReport::ignored`].
    pub fn ignore(mut self, kind: SourceKind) -> Self {
        self.settings.ignored.insert(kind);
        self
    }

    /// Leaves out players that have been paused for this long, as far as this client has seen.
    pub fn ignore_paused(mut self, after: Duration) -> Self {
        self.settings.ignore_paused = Some(after);
        self
    }

    /// How long nothing may work on the library after a scan or other work on it; 45 seconds unless set.
    pub fn settle(mut self, time: Duration) -> Self {
        self.settings.settle = time;
        self
    }

    /// How long the server must be quiet without a break, and remain so: a recording that begins within
    /// this time counts as work. Zero unless set.
    pub fn hold(mut self, time: Duration) -> Self {
        self.settings.hold = time;
        self
    }

    /// Whether the hours of the scheduled tasks count as work; they do not unless set.
    pub fn outside_butler(mut self, is_busy: bool) -> Self {
        self.settings.outside_butler = is_busy;
        self
    }

    /// Asks only whether a library section is quiet.
    pub fn section(mut self, key: impl std::fmt::Display) -> Self {
        self.settings.section = Some(key.to_string());
        self
    }

    /// One verdict.
    ///
    /// # Errors
    /// [`Closed`](crate::ErrorKind::Closed), [`InvalidInput`](crate::ErrorKind::InvalidInput) without a
    /// runtime. What a server refuses or does not answer is no error but unknown.
    pub async fn check(self) -> Result<QuietReport> {
        todo!()
    }

    /// Follows whether the server is quiet: a stream of every changed report.
    pub fn watch(self) -> QuietWatch {
        todo!()
    }
}
