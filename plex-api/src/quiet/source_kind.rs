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
    /// Players: a player plays, buffers or is paused.
    Playing,
    /// The server converts for a player or a client.
    Transcodes,
    /// Live TV: the server receives it for a viewer.
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
    /// No work was seen, but not for long enough yet: work in the library has just ended, the second round is
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

    /// Returns `true` if [`ignore`](crate::QuietCheck::ignore) leaves out the seen work of this kind. A
    /// recording that is seen to run always counts, because stopping the server would lose it. If you ignore
    /// recordings, only a list of recordings that does not answer is ignored. Settling work is not ignored
    /// either: see [`settle`](crate::QuietCheck::settle).
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
