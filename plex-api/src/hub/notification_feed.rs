//! The events that wait for one subscriber of notifications, up to a limit in bytes.

use std::collections::VecDeque;
use std::sync::Arc;

use super::notification_event::NotificationEvent;
use crate::model::Transport;
use crate::notifications::{Notification, NotificationKinds};
use crate::tracker::ActivityEvent;

/// The text that a subscriber reads while the client polls.
const POLLING: &str = "no transport for notifications works, or polling was chosen: the client lists \
                       activities, and notifications do not reach it. The status has the reasons";

/// The kinds that one subscriber wants, and the events that it has not taken yet.
pub(super) struct NotificationFeed {
    kinds: NotificationKinds,
    limit: usize,
    waiting: VecDeque<NotificationEvent>,
    /// The weight of all that waits.
    bytes: usize,
    /// The number of messages that were dropped before the first that waits.
    missed: u64,
    /// The newest event of the connection that was dropped with them.
    dropped: Option<NotificationEvent>,
    /// The transport is open, and the wanted kinds do not come over it yet.
    narrow: Option<Transport>,
}

impl NotificationFeed {
    pub(super) fn new(kinds: NotificationKinds, limit: usize) -> Self {
        Self {
            kinds,
            limit,
            waiting: VecDeque::new(),
            bytes: 0,
            missed: 0,
            dropped: None,
            narrow: None,
        }
    }

    pub(super) fn kinds(&self) -> &NotificationKinds {
        &self.kinds
    }

    /// Adds a notification, if it is of a wanted kind.
    pub(super) fn push_notification(&mut self, notification: &Arc<Notification>) -> bool {
        let wanted = self.kinds.includes(notification.kind());
        if wanted {
            self.push(NotificationEvent::Notification(Arc::clone(notification)));
        }
        wanted
    }

    /// Adds an event of the connection, which watchers of activities get as well. `open` are the kinds
    /// of notifications that the connection delivers.
    pub(super) fn push_activity_event(
        &mut self,
        event: ActivityEvent,
        open: Option<&NotificationKinds>,
    ) {
        match event {
            ActivityEvent::Connected {
                transport: Transport::Polling,
                ..
            } => self.push(unavailable(POLLING.into())),
            ActivityEvent::Connected { transport, .. } => {
                self.narrow = Some(transport);
                if let Some(open) = open {
                    self.widen(open);
                }
            }
            ActivityEvent::Disconnected {
                reason, retry_in, ..
            } => {
                self.narrow = None;
                self.push(NotificationEvent::Disconnected { reason, retry_in });
            }
            ActivityEvent::Resynced => self.push(NotificationEvent::Resynced),
            ActivityEvent::Undecodable { excerpt, .. } => {
                self.push(NotificationEvent::Undecodable { excerpt });
            }
            _ => {}
        }
    }

    /// These kinds come over the open transport from now on.
    pub(super) fn widen(&mut self, open: &NotificationKinds) -> bool {
        let Some(transport) = self.narrow.filter(|_| open.covers(&self.kinds)) else {
            return false;
        };
        self.narrow = None;
        self.push(NotificationEvent::Connected { transport });
        true
    }

    /// The server refused to send more kinds.
    pub(super) fn refuse(&mut self, reason: &Arc<str>) -> bool {
        let waits = self.narrow.is_some();
        if waits {
            self.push(unavailable(Arc::clone(reason)));
        }
        waits
    }

    /// The next event.
    pub(super) fn pop(&mut self) -> Option<NotificationEvent> {
        if self.missed > 0 {
            let missed = std::mem::take(&mut self.missed);
            return Some(NotificationEvent::Lagged { missed });
        }
        if let Some(event) = self.dropped.take() {
            return Some(event);
        }
        let event = self.waiting.pop_front()?;
        self.bytes = self.bytes.saturating_sub(event.weight());
        Some(event)
    }

    fn push(&mut self, event: NotificationEvent) {
        self.bytes += event.weight();
        self.waiting.push_back(event);
        while self.bytes > self.limit {
            let Some(oldest) = self.waiting.pop_front() else {
                return;
            };
            self.bytes = self.bytes.saturating_sub(oldest.weight());
            if oldest.is_message() {
                self.missed += 1;
            } else {
                self.dropped = Some(oldest);
            }
        }
    }
}

fn unavailable(reason: Arc<str>) -> NotificationEvent {
    NotificationEvent::Unavailable { reason }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn feed(limit: usize) -> NotificationFeed {
        NotificationFeed::new(NotificationKinds::all(), limit)
    }

    fn message(bytes: usize) -> Arc<Notification> {
        let fill = "x".repeat(bytes - r#"{"a":""}"#.len());
        let text = format!(r#"{{"a":"{fill}"}}"#);
        let notification = Notification::from_event("playing", text).unwrap();
        assert_eq!(notification.message_bytes(), bytes);
        Arc::new(notification)
    }

    fn drain(feed: &mut NotificationFeed) -> Vec<NotificationEvent> {
        std::iter::from_fn(|| feed.pop()).collect()
    }

    #[test]
    fn the_oldest_messages_beyond_the_limit_are_counted() {
        let mut feed = feed(1000);
        for _ in 0..10 {
            feed.push_notification(&message(300));
        }
        let events = drain(&mut feed);
        assert_eq!(events.len(), 4, "{events:?}");
        assert_eq!(events[0], NotificationEvent::Lagged { missed: 7 });
        assert_eq!(feed.bytes, 0);
        feed.push_notification(&message(2000));
        assert_eq!(
            drain(&mut feed),
            [NotificationEvent::Lagged { missed: 1 }],
            "one that is larger than the whole buffer"
        );
    }

    #[test]
    fn small_messages_are_bounded_in_number() {
        let mut feed = feed(1024);
        for _ in 0..1000 {
            feed.push_notification(&message(10));
        }
        assert_eq!(drain(&mut feed).len(), 1024 / 64 + 1);
    }

    #[test]
    fn the_newest_dropped_state_of_the_connection_is_kept() {
        let mut feed = feed(1000);
        let all = NotificationKinds::all();
        feed.push_activity_event(ActivityEvent::disconnected("a", Duration::ZERO), None);
        feed.push_activity_event(ActivityEvent::connected(Transport::WebSocket), Some(&all));
        feed.push_notification(&message(400));
        feed.push_notification(&message(400));
        feed.push_notification(&message(400));
        let events = drain(&mut feed);
        assert_eq!(events[0], NotificationEvent::Lagged { missed: 1 });
        assert_eq!(
            events[1],
            NotificationEvent::Connected {
                transport: Transport::WebSocket
            }
        );
        assert_eq!(events.len(), 4);
    }

    #[test]
    fn connected_comes_only_when_the_wanted_kinds_do() {
        let mut feed = feed(1000);
        let narrow = NotificationKinds::activities();
        feed.push_activity_event(
            ActivityEvent::connected(Transport::EventSource),
            Some(&narrow),
        );
        assert!(drain(&mut feed).is_empty());
        assert!(feed.refuse(&"no".into()));
        assert!(feed.widen(&NotificationKinds::all()));
        assert!(!feed.widen(&NotificationKinds::all()));
        assert_eq!(drain(&mut feed).len(), 2);
    }
}
