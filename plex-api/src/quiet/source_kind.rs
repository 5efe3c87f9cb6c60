//! The kinds of work that a server can have.

use crate::names::names;

/// A kind of work that [`Plex::quiet`](crate::Plex::quiet) looks for, or a reason to wait longer.
///
/// New kinds may come with a minor version, so a `match` needs a last arm for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum SourceKind {
    /// An activity that is none of the others: metadata, analysis, guides, subscriptions.
    Activities,
    /// Somebody plays something, or has paused it.
    Playing,
    /// The server converts for a player or a client.
    Transcodes,
    /// Live TV is received for somebody who watches.
    LiveTv,
    /// A recording runs, or is worked on after its end.
    Recordings,
    /// A recording begins soon; only with [`hold`](crate::QuietCheck::hold).
    RecordingsSoon,
    /// Items are converted in the background ("optimized versions").
    Conversions,
    /// A download is fetched, or converted for.
    Downloads,
    /// A library section is scanned.
    Sections,
    /// An update of the server is downloaded or installed, or is planned for the next night.
    Updater,
    /// The scheduled tasks: one runs, or their hours have come.
    Butler,
    /// The server has just started, so that its lists may not have everything yet.
    Starting,
    /// Nothing works, and not for long enough yet: work in the library has just ended, a second look is
    /// missing, or the time of [`hold`](crate::QuietCheck::hold) has not passed.
    Settling,
}

impl SourceKind {
    /// Every kind.
    pub const ALL: &'static [Self] = &[
        Self::Activities,
        Self::Playing,
        Self::Transcodes,
        Self::LiveTv,
        Self::Recordings,
        Self::RecordingsSoon,
        Self::Conversions,
        Self::Downloads,
        Self::Sections,
        Self::Updater,
        Self::Butler,
        Self::Starting,
        Self::Settling,
    ];

    /// Whether [`ignore`](crate::QuietCheck::ignore) leaves out what is seen of this kind. A recording that
    /// is seen to run always counts: stopping the server would lose it. Ignoring recordings only leaves out
    /// that the list of recordings does not answer. What settles is not ignored either: see
    /// [`settle`](crate::QuietCheck::settle).
    #[must_use]
    pub const fn can_be_ignored(self) -> bool {
        !matches!(self, Self::Recordings | Self::Settling)
    }
}

names!(SourceKind, "a kind of work", {
    Activities = "activities",
    Playing = "playing",
    Transcodes = "transcodes",
    LiveTv = "live-tv",
    Recordings = "recordings",
    RecordingsSoon = "recordings-soon",
    Conversions = "conversions",
    Downloads = "downloads",
    Sections = "sections",
    Updater = "updater",
    Butler = "butler",
    Starting = "starting",
    Settling = "settling",
});
