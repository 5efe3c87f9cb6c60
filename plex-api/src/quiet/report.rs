//! The report on a server: busy, quiet or unknown, and why.

use std::time::{Duration, SystemTime};

use serde::{Serialize, Serializer};

use super::source_kind::SourceKind;
use crate::duration_serde::whole_seconds;
use crate::error::ErrorKind;
use crate::names::names;
use crate::wire::ActivityId;

/// The answer to the question whether a server is quiet. There will be no fourth variant: a `match` names all
/// three, so that an unknown state is never taken for quiet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum QuietVerdict {
    /// The server is working: [`QuietReport::reasons`] has at least one entry.
    Busy,
    /// Every source was asked, each answered, and none showed work for long enough.
    Quiet,
    /// No work was seen, but not every source could be asked, or not for long enough:
    /// [`QuietReport::unknown`] has at least one entry.
    Unknown,
}

names!(QuietVerdict, "a verdict", {
    Busy = "busy",
    Quiet = "quiet",
    Unknown = "unknown",
});

/// The work that a server is seen to do: see [`Plex::quiet`](crate::Plex::quiet).
///
/// # As JSON
/// `{"verdict", "reasons", "unknown", "notes", "ignored", "quiet_for_seconds"}`: the results of the
/// methods, with `null` for `None`. Fields may be added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(transform = crate::names::without_prose))]
pub struct QuietReport {
    pub(super) verdict: QuietVerdict,
    pub(super) reasons: Vec<BusyReason>,
    pub(super) unknown: Vec<UnknownSource>,
    pub(super) notes: Vec<QuietNote>,
    pub(super) ignored: Vec<BusyReason>,
    #[serde(rename = "quiet_for_seconds", serialize_with = "optional_seconds")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<u64>"))]
    pub(super) quiet_for: Option<Duration>,
}

/// Work of a server, as the reason why it is not quiet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(transform = crate::names::without_prose))]
#[non_exhaustive]
pub struct BusyReason {
    /// The kind of the work.
    pub source: SourceKind,
    /// The work, for people; one line of printable text.
    pub text: String,
    /// Since when this client has seen it. In JSON whole seconds since 1970.
    #[serde(serialize_with = "epoch_seconds")]
    #[cfg_attr(feature = "schemars", schemars(with = "u64"))]
    pub since: SystemTime,
    /// The uuid of the activity, where it is one.
    pub activity: Option<ActivityId>,
    /// The session: `Session.id` of a player, which `terminateSession` takes, or its `sessionKey`; the key
    /// of a transcode session or of a live TV session.
    pub session: Option<String>,
    /// The number of the library section, where one is named.
    pub section: Option<String>,
}

/// A source of work that could not be asked, or not for long enough.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(transform = crate::names::without_prose))]
#[non_exhaustive]
pub struct UnknownSource {
    /// The source that could not be seen.
    pub source: SourceKind,
    /// The reason, for people; one line of printable text.
    pub text: String,
    /// The kind of the error, where a request failed.
    pub error: Option<ErrorKind>,
}

/// A fact that a reader of the verdict should know. It does not change the verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(transform = crate::names::without_prose))]
#[non_exhaustive]
pub struct QuietNote {
    /// The source that the note is about.
    pub source: SourceKind,
    /// The note, for people; one line of printable text.
    pub text: String,
}

impl QuietReport {
    /// Returns the verdict: busy if any source is busy, else unknown if any source is unknown, else quiet.
    #[must_use]
    pub fn verdict(&self) -> QuietVerdict {
        self.verdict
    }

    /// The work that is seen; empty unless the verdict is [`Busy`](QuietVerdict::Busy).
    #[must_use]
    pub fn reasons(&self) -> &[BusyReason] {
        &self.reasons
    }

    /// The sources that could not be seen; empty if the verdict is [`Quiet`](QuietVerdict::Quiet).
    #[must_use]
    pub fn unknown(&self) -> &[UnknownSource] {
        &self.unknown
    }

    /// Facts that do not change the verdict but matter: work that this version of the server does not
    /// show, paused conversions, the hours of the scheduled tasks.
    #[must_use]
    pub fn notes(&self) -> &[QuietNote] {
        &self.notes
    }

    /// The seen work that was left out, as [`ignore`](crate::QuietCheck::ignore) and
    /// [`ignore_paused`](crate::QuietCheck::ignore_paused) say.
    #[must_use]
    pub fn ignored(&self) -> &[BusyReason] {
        &self.ignored
    }

    /// Returns the time for which no work has been seen; `None` while there is work.
    #[must_use]
    pub fn quiet_for(&self) -> Option<Duration> {
        self.quiet_for
    }

    /// Returns `true` if the other report says the same, apart from the time.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.verdict == other.verdict
            && self.reasons == other.reasons
            && self.unknown == other.unknown
            && self.notes == other.notes
            && self.ignored == other.ignored
    }

    /// Returns `true` if the verdict is [`Quiet`](QuietVerdict::Quiet).
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        self.verdict == QuietVerdict::Quiet
    }
}

fn epoch_seconds<S: Serializer>(time: &SystemTime, serializer: S) -> Result<S::Ok, S::Error> {
    let since = time.duration_since(SystemTime::UNIX_EPOCH);
    serializer.serialize_u64(since.unwrap_or_default().as_secs())
}

fn optional_seconds<S: Serializer>(
    time: &Option<Duration>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match time {
        Some(time) => whole_seconds(time, serializer),
        None => serializer.serialize_none(),
    }
}
