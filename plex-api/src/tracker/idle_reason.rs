//! Why a wait for quiet goes on.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use crate::duration_serde::whole_seconds;
use crate::generated::types::Activity;

/// Why a wait until idle goes on: see [`WaitIdle::reasons`](crate::WaitIdle::reasons).
///
/// New reasons may come with a minor version, so a `match` needs a last arm for them.
///
/// # As JSON
/// An object with `why` (`matches`, `may_match`, `unreadable`, `not_followed`, `lists_failing`,
/// `not_synced`), and the fields of that reason, where `last_moved_seconds` are whole seconds.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(transform = crate::names::without_prose))]
#[serde(tag = "why", rename_all = "snake_case")]
#[non_exhaustive]
pub enum IdleReason {
    /// An activity matches the filter.
    #[non_exhaustive]
    Matches {
        /// The activity as it is known now.
        activity: Arc<Activity>,
        /// Time since its progress, title or subtitle last changed.
        #[serde(rename = "last_moved_seconds", serialize_with = "whole_seconds")]
        #[cfg_attr(feature = "schemars", schemars(with = "u64"))]
        last_moved: Duration,
    },
    /// An activity may match: the server has not sent the field that decides.
    #[non_exhaustive]
    MayMatch {
        /// The activity as it is known now.
        activity: Arc<Activity>,
        /// Time since its progress, title or subtitle last changed.
        #[serde(rename = "last_moved_seconds", serialize_with = "whole_seconds")]
        #[cfg_attr(feature = "schemars", schemars(with = "u64"))]
        last_moved: Duration,
        /// The missing field, as servers spell it: `type`, `userID`, `cancellable`, or `Context`, which
        /// names library section and item.
        missing: &'static str,
    },
    /// The last list had something that may match and cannot be followed: an entry without a readable
    /// uuid, or what a limit of this crate cut off.
    Unreadable,
    /// Some activities are not followed because there are too many.
    NotFollowed,
    /// Lists of activities cannot be used, and only a list can confirm that the server is idle.
    #[non_exhaustive]
    ListsFailing {
        /// The reason, as text for people.
        reason: Arc<str>,
    },
    /// There is no connection, or the client has not caught up since it opened.
    NotSynced,
}

impl IdleReason {
    /// Its name, as `Display` and the `why` of its JSON write it: `matches`, `may_match`, `unreadable`,
    /// `not_followed`, `lists_failing`, `not_synced`, or one of a later version.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Matches { .. } => "matches",
            Self::MayMatch { .. } => "may_match",
            Self::Unreadable => "unreadable",
            Self::NotFollowed => "not_followed",
            Self::ListsFailing { .. } => "lists_failing",
            Self::NotSynced => "not_synced",
        }
    }
}

impl fmt::Display for IdleReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
