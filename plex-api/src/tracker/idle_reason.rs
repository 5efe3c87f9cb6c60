//! The reason why a wait for quiet goes on.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use crate::duration_serde::whole_seconds;
use crate::generated::types::Activity;
use crate::sanitize::printable;

/// A reason why a wait until idle continues: see [`WaitIdle::reasons`](crate::WaitIdle::reasons).
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
    /// uuid, or an entry that a limit of this crate cut off.
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

    /// Describes what the wait is waiting for, for people: a phrase that continues "waiting for", without
    /// control characters. The error of a wait that timed out has it.
    ///
    /// ```no_run
    /// # fn example(wait: &plex_api::WaitIdleFuture) {
    /// for reason in wait.reasons() {
    ///     // waiting for Scanning Movies (library.update.section, 3e5f...), 42%, no progress for 2m 10s
    ///     println!("waiting for {}", reason.describe());
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn describe(&self) -> String {
        match self {
            Self::Matches {
                activity,
                last_moved,
            } => describe_activity(activity, *last_moved),
            Self::MayMatch {
                activity,
                last_moved,
                missing,
            } => {
                let why = match *missing {
                    "Context" => "its section is unknown, because it has no Context".to_owned(),
                    missing => format!("the server has not sent its {missing}"),
                };
                let activity = describe_activity(activity, *last_moved);
                format!("{activity}, which may match: {why}")
            }
            Self::Unreadable => {
                "entries of the server's list that cannot be read and may match".to_owned()
            }
            Self::NotFollowed => "activities beyond the number that can be followed".to_owned(),
            Self::ListsFailing { reason } => {
                format!(
                    "a list of activities that can be used: {}",
                    printable(reason)
                )
            }
            Self::NotSynced => "a connection, and a list that was sent since it opened".to_owned(),
        }
    }
}

/// Describes an activity by its name, type, id and progress.
fn describe_activity(activity: &Activity, last_moved: Duration) -> String {
    let kind = match activity.kind() {
        "" => "no type",
        kind => kind,
    };
    let title = match activity.title() {
        "" => kind,
        title => title,
    };
    let mut text = printable(title);
    if !activity.subtitle().is_empty() {
        text.push_str(": ");
        text.push_str(&printable(activity.subtitle()));
    }
    text.push_str(&format!(" ({}, {})", printable(kind), activity.id()));
    if activity.progress().percent().is_some() {
        text.push_str(&format!(", {}", activity.progress()));
    }
    let seconds = last_moved.as_secs();
    if seconds > 0 {
        let still = humantime::format_duration(Duration::from_secs(seconds));
        text.push_str(&format!(", no progress for {still}"));
    }
    text
}

impl fmt::Display for IdleReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
