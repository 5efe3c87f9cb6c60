//! The result of a request that starts work, and the thing that its wait is waiting for.

use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use super::handle::ActivityHandle;
use crate::generated::types::Activity;
use crate::tracker::Outcome;
use crate::wire::ActivityId;

/// The evidence by which the client knows that requested work is done: the result of [`Launched::done`] and
/// [`Launch::done`].
///
/// Servers do not say whether work succeeded. Except for [`NothingSeen`](Self::NothingSeen) and
/// [`Unobservable`](Self::Unobservable), each variant means that the work is over.
///
/// # As JSON
/// `{"uuid", "how", "activity", "identified"}`: an [`Outcome`] with `identified`, which says how the
/// activity was found: `"header"` for [`Named`](Self::Named), `"correlated"`, or `null`. Without an
/// activity, `uuid` and `activity` are `null`, and `how` is `"idle"`
/// ([`SectionQuiet`](Self::SectionQuiet)), `"scanned"`, `"settled"`, `"changed"`
/// ([`StateChanged`](Self::StateChanged)), `"answered"`, `"nothing_seen"` or `"unobservable"`. These are
/// the words of `plexctl scan -o jsonl` and `plexctl start -o jsonl`.
///
/// [`Launched::done`]: crate::Launched::done
/// [`Launch::done`]: crate::Launch::done
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[must_use = "the work may not have been seen at all"]
#[non_exhaustive]
pub enum Done {
    /// The activity ended that the server named in its answer.
    Named(Outcome),
    /// The first new activity ended that fits the request by type and section or item. When another
    /// client asks for the same at the same moment, this may be its activity.
    Correlated(Outcome),
    /// The library section was seen to be busy and is quiet now. No activity of its own was seen, or
    /// an activity from before the request cannot be distinguished from the requested one.
    SectionQuiet,
    /// The time of the section's last scan (`scannedAt`) has moved, and no scan of it is running. A
    /// scan of a second is often seen only this way.
    SectionScanned,
    /// Activities of the expected type began after the request, and none has run for as long as
    /// [`settle`](crate::WaitDone::settle) says. It is the result for work that many activities do, one
    /// after the other, and for work on an item whose activity does not name the item.
    Settled,
    /// The thing itself is as requested: the library section is gone, the items of the download queue
    /// are available or failed, the time of the last check for updates has moved.
    StateChanged,
    /// The server answers this request when the work is done.
    Answered,
    /// The server accepted the request, and no observable sign tells the end of the work. The
    /// result comes at once: [`done`](crate::Launch::done) waits for nothing. It is the result for
    /// `BackupDatabase` and other tasks of the butler, unless the server names an activity.
    Unobservable,
    /// The server accepted the request, and no sign of the work was seen for as long as
    /// [`nothing_seen_after`](crate::WaitDone::nothing_seen_after) says. It may be over, it may still
    /// begin, or the server may have ignored the request.
    NothingSeen,
}

impl Done {
    /// Returns `true` if the work was seen, so that it is known to be over.
    #[must_use]
    pub const fn was_seen(&self) -> bool {
        !matches!(self, Self::NothingSeen | Self::Unobservable)
    }

    /// The content of its JSON.
    fn document(&self) -> DoneDocument<'_> {
        let without_activity = |how| DoneDocument {
            uuid: None,
            how,
            activity: None,
            identified: None,
        };
        match self {
            Self::Named(outcome) => DoneDocument::of(outcome, "header"),
            Self::Correlated(outcome) => DoneDocument::of(outcome, "correlated"),
            Self::SectionQuiet => without_activity("idle"),
            Self::SectionScanned => without_activity("scanned"),
            Self::Settled => without_activity("settled"),
            Self::StateChanged => without_activity("changed"),
            Self::Answered => without_activity("answered"),
            Self::Unobservable => without_activity("unobservable"),
            Self::NothingSeen => without_activity("nothing_seen"),
        }
    }

    /// The outcome of the work's activity, if an activity was seen.
    #[must_use]
    pub const fn outcome(&self) -> Option<&Outcome> {
        match self {
            Self::Named(outcome) | Self::Correlated(outcome) => Some(outcome),
            _ => None,
        }
    }
}

#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(rename = "Done"))]
struct DoneDocument<'a> {
    uuid: Option<&'a ActivityId>,
    how: &'a str,
    activity: Option<&'a Activity>,
    identified: Option<&'a str>,
}

impl<'a> DoneDocument<'a> {
    fn of(outcome: &'a Outcome, identified: &'a str) -> Self {
        Self {
            uuid: Some(&outcome.id),
            how: outcome.how.as_str(),
            activity: outcome.last.as_deref(),
            identified: Some(identified),
        }
    }
}

impl Serialize for Done {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.document().serialize(serializer)
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Done {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        DoneDocument::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        DoneDocument::json_schema(generator)
    }
}

/// The thing that a [`WaitDone`](crate::WaitDone) is waiting for.
///
/// # As JSON
/// `{"waiting_for", "uuid", "activity"}`: its [name](Self::as_str), and the uuid and the state of the
/// activity, each `null` when it is not known.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum WaitingFor {
    /// The end of the activity that does the work.
    Activity(ActivityHandle),
    /// The end of an activity that fits the request and was there before it.
    Earlier(Arc<Activity>),
    /// The end of another activity of the same type: servers run scans one after the other.
    Other(Arc<Activity>),
    /// The library section says that it is refreshing, and no activity is known that does it.
    Section,
    /// The thing itself: the library section is still listed, or items of the download queue are still
    /// worked on.
    State,
    /// The end of the work that comes after: metadata that is still fetched, and other work on the library.
    Settling,
    /// Any sign of the work.
    Sign,
    /// The server, of which nothing can be seen at the moment.
    Server,
}

impl WaitingFor {
    /// Its name, as `Display` and the `waiting_for` of its JSON write it: `activity`, `earlier`,
    /// `other`, `section`, `state`, `settling`, `sign`, `server`, or one of a later version.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Activity(_) => "activity",
            Self::Earlier(_) => "earlier",
            Self::Other(_) => "other",
            Self::Section => "section",
            Self::State => "state",
            Self::Settling => "settling",
            Self::Sign => "sign",
            Self::Server => "server",
        }
    }

    /// The content of its JSON.
    fn document(&self) -> WaitingForDocument<'_> {
        let (uuid, activity) = match self {
            Self::Activity(handle) => (Some(handle.id()), None),
            Self::Earlier(activity) | Self::Other(activity) => {
                (Some(&activity.uuid), Some(&**activity))
            }
            Self::Section | Self::State | Self::Settling | Self::Sign | Self::Server => {
                (None, None)
            }
        };
        WaitingForDocument {
            waiting_for: self.as_str(),
            uuid,
            activity,
        }
    }

    /// Returns `true` if both name the same thing to wait for. The state of an activity does not count.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Activity(one), Self::Activity(two)) => one.id() == two.id(),
            (Self::Earlier(one), Self::Earlier(two)) | (Self::Other(one), Self::Other(two)) => {
                one.uuid == two.uuid
            }
            (Self::Section, Self::Section)
            | (Self::State, Self::State)
            | (Self::Settling, Self::Settling)
            | (Self::Sign, Self::Sign)
            | (Self::Server, Self::Server) => true,
            _ => false,
        }
    }
}

#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(rename = "WaitingFor"))]
struct WaitingForDocument<'a> {
    waiting_for: &'a str,
    uuid: Option<&'a ActivityId>,
    activity: Option<&'a Activity>,
}

impl fmt::Display for WaitingFor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for WaitingFor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.document().serialize(serializer)
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for WaitingFor {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        WaitingForDocument::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        WaitingForDocument::json_schema(generator)
    }
}
