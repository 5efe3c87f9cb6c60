//! The events of watchers and the results of waits.

use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use crate::duration_serde::{seconds, whole_seconds};
use crate::generated::types::Activity;
use crate::model::Transport;
use crate::names::names;
use crate::wire::ActivityId;

/// One event of a watcher.
///
/// For each activity a watcher gets one [`Started`](Self::Started), any number of
/// [`Updated`](Self::Updated), then exactly one [`Ended`](Self::Ended), and nothing after it, unless
/// the stream itself ends first. An activity that already ran when the watcher subscribed, or that
/// began during an outage, also gets a `Started` event first.
///
/// New kinds of events may come with a minor version, so a `match` needs a last arm for them.
///
/// # As JSON
/// One object, the same that `plexctl watch -o jsonl` writes, where `version`, `server` and the time
/// `at` are added. The format is stable: fields and kinds of events may be added.
///
/// | `event` | further fields |
/// |---|---|
/// | `started` | `activity` as the server spells it, `observed`, `incarnation`, `last_moved_seconds` |
/// | `updated` | `activity`, `incarnation`, `last_moved_seconds` |
/// | `ended` | `activity`, `how`, `incarnation`, `last_moved_seconds` |
/// | `lagged` | `missed` |
/// | `connected` | `transport` |
/// | `disconnected` | `reason`, `retry_in_seconds` |
/// | `undecodable` | `excerpt` |
/// | `known` | `verified` |
/// | `lists_failing` | `reason` |
/// | `resynced`, `lists_recovered`, `incomplete_lists_used` | none |
///
/// `last_moved_seconds` are whole seconds, `retry_in_seconds` have milliseconds. With the feature
/// `schemars`, the JSON Schema is available.
///
/// ```no_run
/// # async fn example(plex: plex_api::Plex) -> Result<(), Box<dyn std::error::Error>> {
/// let mut events = plex.activities().watch();
/// while let Some(event) = events.next().await {
///     println!("{}", serde_json::to_string(&event?)?);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(transform = crate::names::without_prose))]
#[serde(tag = "event", rename_all = "snake_case")]
#[non_exhaustive]
pub enum ActivityEvent {
    /// An activity is running. The first event of each activity.
    #[non_exhaustive]
    Started {
        /// The activity as far as it is known. Title and `Context` often come later.
        activity: Arc<Activity>,
        /// The way in which the client learned of it.
        observed: Observed,
        /// 0, or how often an activity with the same uuid ended before.
        incarnation: u32,
        /// Time since its progress, title or subtitle last changed.
        #[serde(rename = "last_moved_seconds", serialize_with = "whole_seconds")]
        #[cfg_attr(feature = "schemars", schemars(with = "u64"))]
        last_moved: Duration,
    },
    /// News about a running activity. Its fields may be the same as before.
    #[non_exhaustive]
    Updated {
        /// The activity as it is known now. Fields that the server left out keep their last value.
        activity: Arc<Activity>,
        /// 0, or how often an activity with the same uuid ended before.
        incarnation: u32,
        /// Time since its progress, title or subtitle last changed.
        #[serde(rename = "last_moved_seconds", serialize_with = "whole_seconds")]
        #[cfg_attr(feature = "schemars", schemars(with = "u64"))]
        last_moved: Duration,
    },
    /// An activity has ended. The last event of each activity.
    ///
    /// Servers do not say whether it succeeded, failed or was cancelled, and its last progress does
    /// not prove any of them.
    #[non_exhaustive]
    Ended {
        /// The activity as it was last known.
        activity: Arc<Activity>,
        /// The way in which the client noticed the end. Never [`How::NeverSeen`].
        how: How,
        /// 0, or how often an activity with the same uuid ended before.
        incarnation: u32,
        /// Time since its progress, title or subtitle last changed.
        #[serde(rename = "last_moved_seconds", serialize_with = "whole_seconds")]
        #[cfg_attr(feature = "schemars", schemars(with = "u64"))]
        last_moved: Duration,
    },
    /// This watcher was too slow, and its buffer overflowed. Other watchers are not affected.
    ///
    /// The events that follow bring it up to date: `Ended` for each activity whose `Started` it took
    /// and which has ended, `Updated` for each one that is still running, and `Started` for each one that it
    /// had not taken. An activity that began and ended in between is only counted.
    #[non_exhaustive]
    Lagged {
        /// The number of dropped events.
        missed: u64,
    },
    /// The client receives notifications from now on.
    #[non_exhaustive]
    Connected {
        /// The transport of the notifications.
        transport: Transport,
    },
    /// The client receives no notifications any more. It reconnects automatically.
    #[non_exhaustive]
    Disconnected {
        /// The reason, as text for people.
        reason: Arc<str>,
        /// The time until the next attempt.
        #[serde(rename = "retry_in_seconds", serialize_with = "seconds")]
        #[cfg_attr(feature = "schemars", schemars(with = "f64"))]
        retry_in: Duration,
    },
    /// The client has caught up with the server after a (re)connect: every activity that began or
    /// ended during the outage has been reported.
    Resynced,
    /// A message of the server could not be decoded and was skipped.
    #[non_exhaustive]
    Undecodable {
        /// The beginning of the message.
        excerpt: Arc<str>,
    },
    /// The watcher now has everything that the client knew when it subscribed.
    ///
    /// A new watcher of a client that already follows the server gets at once a `Started` event with
    /// [`Observed::Known`] for each running activity, then this event with `verified: false`. The
    /// client's knowledge may be out of date, for example behind a stream that broke without a sign.
    /// The next list verifies it, and then this event comes again with `verified: true`. The first
    /// watcher gets neither, because the client knows nothing yet.
    #[non_exhaustive]
    Known {
        /// Whether a list that was sent after the watcher subscribed has been merged.
        verified: bool,
    },
    /// Lists of activities fail, or cannot be used. Until
    /// [`ListsRecovered`](Self::ListsRecovered), the end of an activity is reported only if the server
    /// sends a notification of it.
    ///
    /// This event comes at most once a minute, and only for a new reason. A watcher that subscribes
    /// meanwhile gets it too. While there is no connection and the server does not answer,
    /// [`Disconnected`](Self::Disconnected) says so and this event does not come.
    /// [`ConnectionStatus::lists_failing`](crate::ConnectionStatus::lists_failing) has the newest
    /// reason.
    #[non_exhaustive]
    ListsFailing {
        /// The reason, as text for people.
        reason: Arc<str>,
    },
    /// Lists of activities can be used again.
    ListsRecovered,
    /// Lists of activities keep coming with entries whose uuid cannot be read. From now on the rest of
    /// such a list is used. It never ends an activity that such an entry may be.
    IncompleteListsUsed,
}

/// The way in which the client learned of an activity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Observed {
    /// From a notification.
    Notification,
    /// From a list.
    List,
    /// The client knew it already when the watcher subscribed.
    Known,
}

names!(Observed, "how an activity was observed", {
    Notification = "notification",
    List = "list",
    Known = "known",
});

impl ActivityEvent {
    /// The activity of the event, if the event belongs to one.
    #[must_use]
    pub fn activity(&self) -> Option<&Arc<Activity>> {
        match self {
            Self::Started { activity, .. }
            | Self::Updated { activity, .. }
            | Self::Ended { activity, .. } => Some(activity),
            _ => None,
        }
    }

    /// The uuid of the event's activity, if the event belongs to one.
    #[must_use]
    pub fn id(&self) -> Option<&ActivityId> {
        self.activity().map(|activity| &activity.uuid)
    }

    pub(crate) const fn connected(transport: Transport) -> Self {
        Self::Connected { transport }
    }

    pub(crate) fn disconnected(reason: &str, retry_in: Duration) -> Self {
        Self::Disconnected {
            reason: reason.into(),
            retry_in,
        }
    }
}

/// The result of waiting for an activity.
///
/// # As JSON
/// `{"uuid", "how", "activity"}`, the same that `plexctl wait -o jsonl` writes as `outcome`; `activity`
/// is `null` when it was never seen.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(transform = crate::names::without_prose))]
#[non_exhaustive]
pub struct Outcome {
    /// The activity's uuid.
    #[serde(rename = "uuid")]
    pub id: ActivityId,
    /// The way in which the client noticed the end.
    pub how: How,
    /// The activity as it was last known. `None` exactly when it was never seen.
    #[serde(rename = "activity")]
    pub last: Option<Arc<Activity>>,
}

/// The way in which the client noticed an end.
///
/// Servers do not say whether an activity succeeded, failed or was cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum How {
    /// The server sent a notification of the end.
    Ended,
    /// The server no longer lists it: two lists, seconds apart, lacked it. It ended during an outage,
    /// or the notification of its end was lost.
    Vanished,
    /// The server or the caller named it, and it never appeared. It may still begin.
    NeverSeen,
}

names!(How, "how an end was noticed", {
    Ended = "ended",
    Vanished = "vanished",
    NeverSeen = "never_seen",
});

impl Outcome {
    pub(crate) fn new(how: How, last: Arc<Activity>) -> Self {
        Self {
            id: last.uuid.clone(),
            how,
            last: Some(last),
        }
    }

    pub(crate) fn never_seen(id: ActivityId) -> Self {
        Self {
            id,
            how: How::NeverSeen,
            last: None,
        }
    }
}
