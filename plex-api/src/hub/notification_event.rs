//! The items of a stream of notifications.

use std::sync::Arc;
use std::time::Duration;

use crate::model::Transport;
use crate::notifications::Notification;

/// One item of [`Notifications`](crate::Notifications): a notification, or a change of the connection.
///
/// New kinds of events may come with a minor version, so a `match` needs a last arm for them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotificationEvent {
    /// The server sent a notification of a wanted kind.
    Notification(Arc<Notification>),
    /// All wanted kinds arrive from now on. Some of them may have arrived before.
    #[non_exhaustive]
    Connected {
        /// The transport of the notifications.
        transport: Transport,
    },
    /// No more notifications arrive, and messages that the server sends meanwhile are lost: servers do not
    /// repeat them. The client reconnects automatically, and then [`Connected`](Self::Connected) comes.
    #[non_exhaustive]
    Disconnected {
        /// The reason, as text for people.
        reason: Arc<str>,
        /// The time until the next attempt.
        retry_in: Duration,
    },
    /// The client has listed the activities since the (re)connect. Of other things than activities it
    /// knows nothing: ask the server again for data that depends on them.
    Resynced,
    /// The wanted kinds cannot arrive for now: the client lists activities because no transport for
    /// notifications works (polling), or the server refused to send more kinds. Activities are still
    /// followed. [`Connected`](Self::Connected) comes as soon as they can arrive; the client tries
    /// again by itself.
    #[non_exhaustive]
    Unavailable {
        /// The reason, as text for people.
        reason: Arc<str>,
    },
    /// This subscriber was too slow, and its buffer overflowed: the oldest notifications were dropped.
    /// Others are not affected.
    #[non_exhaustive]
    Lagged {
        /// The number of dropped notifications.
        missed: u64,
    },
    /// A message of the server could not be decoded and was skipped.
    #[non_exhaustive]
    Undecodable {
        /// The beginning of the message.
        excerpt: Arc<str>,
    },
}

impl NotificationEvent {
    /// The notification, if the event is one.
    #[must_use]
    pub fn notification(&self) -> Option<&Arc<Notification>> {
        match self {
            Self::Notification(notification) => Some(notification),
            _ => None,
        }
    }

    /// Returns its size in a subscriber's buffer, in bytes.
    pub(super) fn weight(&self) -> usize {
        match self {
            Self::Notification(notification) => notification.message_bytes(),
            Self::Undecodable { excerpt: text }
            | Self::Disconnected { reason: text, .. }
            | Self::Unavailable { reason: text } => text.len(),
            Self::Connected { .. } | Self::Resynced | Self::Lagged { .. } => 0,
        }
        .max(MIN_WEIGHT)
    }

    /// Returns `true` if it counts as missed when it is dropped.
    pub(super) fn is_message(&self) -> bool {
        matches!(self, Self::Notification(_) | Self::Undecodable { .. })
    }
}

/// The weight of the smallest event, so that a buffer is bounded in number, too.
const MIN_WEIGHT: usize = 64;
