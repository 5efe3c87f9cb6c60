//! Events, outcomes and other values, one function for each.

use std::sync::Arc;
use std::time::Duration;

use crate::generated::types::{Activity, Identity, LibrarySection};
use crate::hub::{ConnectionState, ConnectionStatus};
use crate::model::Transport;
use crate::tracker::{ActivityEvent, How, IdleReason, Observed, Outcome};
use crate::wire::UnknownFields;

/// The start of an activity, by a notification, which moved just now.
#[must_use]
pub fn started(activity: impl Into<Arc<Activity>>) -> ActivityEvent {
    ActivityEvent::Started {
        activity: activity.into(),
        observed: Observed::Notification,
        incarnation: 0,
        last_moved: Duration::ZERO,
    }
}

/// News about an activity, which moved just now.
#[must_use]
pub fn updated(activity: impl Into<Arc<Activity>>) -> ActivityEvent {
    ActivityEvent::Updated {
        activity: activity.into(),
        incarnation: 0,
        last_moved: Duration::ZERO,
    }
}

/// The end of an activity.
#[must_use]
pub fn ended(activity: impl Into<Arc<Activity>>, how: How) -> ActivityEvent {
    ActivityEvent::Ended {
        activity: activity.into(),
        how,
        incarnation: 0,
        last_moved: Duration::ZERO,
    }
}

/// A watcher was too slow.
#[must_use]
pub const fn lagged(missed: u64) -> ActivityEvent {
    ActivityEvent::Lagged { missed }
}

/// Notifications arrive from now on.
#[must_use]
pub const fn connected(transport: Transport) -> ActivityEvent {
    ActivityEvent::connected(transport)
}

/// Notifications do not arrive any more.
#[must_use]
pub fn disconnected(reason: impl AsRef<str>, retry_in: Duration) -> ActivityEvent {
    ActivityEvent::disconnected(reason.as_ref(), retry_in)
}

/// A message that could not be decoded.
#[must_use]
pub fn undecodable(excerpt: impl AsRef<str>) -> ActivityEvent {
    ActivityEvent::Undecodable {
        excerpt: excerpt.as_ref().into(),
    }
}

/// A watcher has every activity that the client knew.
#[must_use]
pub const fn known(verified: bool) -> ActivityEvent {
    ActivityEvent::Known { verified }
}

/// Lists cannot be used.
#[must_use]
pub fn lists_failing(reason: impl AsRef<str>) -> ActivityEvent {
    ActivityEvent::ListsFailing {
        reason: reason.as_ref().into(),
    }
}

/// The outcome of a wait for this activity. With [`How::NeverSeen`], only its uuid counts.
#[must_use]
pub fn outcome(activity: impl Into<Arc<Activity>>, how: How) -> Outcome {
    let activity = activity.into();
    match how {
        How::NeverSeen => Outcome::never_seen(activity.uuid.clone()),
        _ => Outcome::new(how, activity),
    }
}

/// The status of a connection in this state, without trouble; synced when it is connected.
#[must_use]
pub fn connection_status(state: ConnectionState) -> ConnectionStatus {
    ConnectionStatus {
        synced: matches!(state, ConnectionState::Connected(_)),
        state,
        ..ConnectionStatus::idle()
    }
}

/// An activity keeps a wait for quiet waiting.
#[must_use]
pub fn idle_matches(activity: impl Into<Arc<Activity>>, last_moved: Duration) -> IdleReason {
    IdleReason::Matches {
        activity: activity.into(),
        last_moved,
    }
}

/// An activity may keep a wait for quiet waiting: this field is missing.
#[must_use]
pub fn idle_may_match(
    activity: impl Into<Arc<Activity>>,
    last_moved: Duration,
    missing: &'static str,
) -> IdleReason {
    IdleReason::MayMatch {
        activity: activity.into(),
        last_moved,
        missing,
    }
}

/// A wait for quiet goes on because lists fail.
#[must_use]
pub fn idle_lists_failing(reason: impl AsRef<str>) -> IdleReason {
    IdleReason::ListsFailing {
        reason: reason.as_ref().into(),
    }
}

/// A library section. `kind` is `movie`, `show`, `artist` or `photo`.
#[must_use]
pub fn library_section(
    id: impl AsRef<str>,
    kind: impl AsRef<str>,
    title: impl AsRef<str>,
) -> LibrarySection {
    LibrarySection {
        agent: None,
        content_changed_at: None,
        created_at: None,
        hidden: None,
        key: id.as_ref().into(),
        language: None,
        location: None,
        refreshing: Some(false.into()),
        scanned_at: None,
        scanner: None,
        title: Some(title.as_ref().into()),
        type_: Some(kind.as_ref().into()),
        updated_at: None,
        uuid: None,
        extra: UnknownFields::default(),
    }
}

/// A server's identity.
#[must_use]
pub fn identity(machine_identifier: impl AsRef<str>, version: impl AsRef<str>) -> Identity {
    Identity {
        claimed: Some(true.into()),
        machine_identifier: machine_identifier.as_ref().into(),
        size: Some(0.into()),
        version: Some(version.as_ref().into()),
        extra: UnknownFields::default(),
    }
}
