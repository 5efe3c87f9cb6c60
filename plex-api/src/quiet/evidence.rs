//! The evidence of the sources, in a form that no longer depends on the spelling of a server.

use std::time::Duration;

use tokio::time::Instant;

use super::report::{QuietNote, UnknownSource};
use super::source_kind::SourceKind;
use crate::error::Error;
use crate::wire::ActivityId;

/// A source that is asked: one request, or a few that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Probe {
    Activities,
    Playing,
    Transcodes,
    LiveTv,
    Conversions,
    /// The sections, and how much each of them still has to process.
    Sections,
    Recordings,
    Updater,
    Downloads,
    ButlerHours,
    Version,
}

/// The answer of a source.
#[derive(Clone, Debug)]
pub(super) enum Answer {
    Work(Evidence),
    Hours(ButlerHours),
    Version(String),
    /// This server has no such source (404).
    Absent,
    Failed(Error),
}

/// The evidence of one source.
#[derive(Clone, Debug, Default)]
pub(super) struct Evidence {
    pub(super) works: Vec<Work>,
    /// The parts that could not be seen.
    pub(super) unknown: Vec<UnknownSource>,
    pub(super) notes: Vec<QuietNote>,
    /// Whether the answer says how much each section still has to process.
    pub(super) has_queues: bool,
}

/// One thing that a source shows.
#[derive(Clone, Debug)]
pub(super) struct Work {
    pub(super) kind: SourceKind,
    /// The id that distinguishes it from other works of its source.
    pub(super) id: String,
    /// The text of the work; it stays the same while the work goes on, so that progress is not reported as
    /// new work.
    pub(super) text: String,
    pub(super) state: WorkState,
    pub(super) activity: Option<ActivityId>,
    pub(super) session: Option<String>,
    pub(super) section: Option<String>,
    /// The transcode session that belongs to it.
    pub(super) transcode: Option<String>,
    /// Whether it changes the library, so that more of that may follow.
    pub(super) is_library: bool,
    /// Whether it comes with live TV that somebody watches, and is no other work then.
    pub(super) comes_with_live_tv: bool,
}

/// In which state the work is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum WorkState {
    Works,
    /// A player at this offset, in milliseconds.
    Plays(Option<i64>),
    /// A player that is paused.
    Paused,
    /// A row of the scheduled tasks that rests at 100 percent, with its title and subtitle.
    Rests(String),
    /// A recording that begins in this time from the answer on, and ends.
    Begins(Instant),
    /// A recording whose begin cannot be read.
    BeginsSomeTime,
    /// An update that is installed when the hours of the scheduled tasks come.
    Tonight,
}

/// The hours in which the scheduled tasks run, in the local time of the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ButlerHours {
    pub(super) start: u32,
    pub(super) end: u32,
}

/// The minutes of a day.
const DAY: u32 = 24 * 60;

/// The wall clock of a moment, which the model must not ask for itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct WallClock {
    pub(super) time: std::time::SystemTime,
    /// The minute of the day in the local time of this machine.
    pub(super) minute: u32,
}

/// The meaning of a notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Message {
    /// The server works now.
    Sign(Sign),
    /// A change is possible, so that the sources must be asked.
    Look,
    /// Like `Look`, for a source that has not been asked for a long time.
    LookAt(Probe),
}

/// A notification by which a server works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sign {
    pub(super) kind: SourceKind,
    pub(super) text: String,
    pub(super) activity: Option<ActivityId>,
    /// A player, or a transcode session, by the key that lists have as well.
    pub(super) session: Option<String>,
    pub(super) section: Option<String>,
    pub(super) is_library: bool,
    /// Whether it is over, so that the sources have to be asked.
    pub(super) is_end: bool,
    /// The same as for a [`Work`].
    pub(super) comes_with_live_tv: bool,
}

impl Probe {
    /// All, in the order in which they are asked.
    pub(super) const ALL: [Self; 11] = [
        Self::Activities,
        Self::Playing,
        Self::Transcodes,
        Self::LiveTv,
        Self::Conversions,
        Self::Recordings,
        Self::Sections,
        Self::Updater,
        Self::Downloads,
        Self::ButlerHours,
        Self::Version,
    ];

    /// The kind of work that is unknown when it does not answer.
    pub(super) const fn kind(self) -> SourceKind {
        match self {
            Self::Activities => SourceKind::Activities,
            Self::Playing => SourceKind::Playing,
            Self::Transcodes => SourceKind::Transcodes,
            Self::LiveTv => SourceKind::LiveTv,
            Self::Conversions => SourceKind::Conversions,
            Self::Sections => SourceKind::Sections,
            Self::Recordings => SourceKind::Recordings,
            Self::Updater => SourceKind::Updater,
            Self::Downloads | Self::Version => SourceKind::Downloads,
            Self::ButlerHours => SourceKind::Butler,
        }
    }

    /// Returns the time for which an answer is valid, if no message comes.
    pub(super) const fn fresh_for(self) -> Duration {
        Duration::from_secs(match self {
            Self::Recordings | Self::Updater | Self::Downloads => 140,
            Self::ButlerHours | Self::Version => 3600,
            _ => 0,
        })
    }

    /// Returns `true` if it is asked in both rounds that say quiet. An hour is not too old for data that
    /// changes seldom.
    pub(super) const fn is_asked_twice(self) -> bool {
        !matches!(self, Self::ButlerHours | Self::Version)
    }

    /// Returns `true` if only an administrator is answered: a refusal says who asks, and no setting hides it.
    pub(super) const fn is_for_administrators(self) -> bool {
        matches!(self, Self::Activities | Self::Playing | Self::Conversions)
    }
}

impl ButlerHours {
    /// The minutes until they begin; 0 in them. Equal hours are the whole day: servers allow them, and
    /// nothing says what they mean.
    pub(super) fn begins_in(self, minute: u32) -> u32 {
        let (start, end) = (self.start % 24 * 60, self.end % 24 * 60);
        let length = match (end + DAY - start) % DAY {
            0 => DAY,
            length => length,
        };
        let since = self.minutes_since(minute);
        if since < length { 0 } else { DAY - since }
    }

    /// The minutes since they began last.
    pub(super) fn minutes_since(self, minute: u32) -> u32 {
        (minute % DAY + DAY - self.start % 24 * 60) % DAY
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hours_of_the_tasks_may_cross_midnight() {
        let hours = |start, end| ButlerHours { start, end };
        assert_eq!(hours(2, 5).begins_in(119), 1);
        assert_eq!(hours(2, 5).begins_in(120), 0);
        assert_eq!(hours(2, 5).begins_in(299), 0);
        assert_eq!(hours(2, 5).begins_in(300), 23 * 60 - 2 * 60);
        assert_eq!(hours(23, 1).begins_in(0), 0);
        assert_eq!(hours(23, 1).begins_in(61), 22 * 60 - 1);
        assert_eq!(hours(23, 0).begins_in(23 * 60 + 59), 0);
        assert_eq!(hours(4, 4).begins_in(0), 0);
    }
}
