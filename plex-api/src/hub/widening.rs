//! The change to a stream of more kinds without a gap.
//!
//! The new stream is opened beside the old one. Both are open for [`OVERLAP`], in which the old one is
//! read on: so everything that the server sent before it opened the new one has arrived. Then the new
//! one replaces the old one. It begins with a repetition of the last messages of the old one, which is
//! left out: a watcher would take the `started` of an ended activity for another activity.

use std::collections::VecDeque;
use std::time::Duration;

use crate::notifications::{Notification, NotificationKinds};

/// The time for which the old stream is read on after the new one has opened.
pub(super) const OVERLAP: Duration = Duration::from_millis(300);

/// The largest number of notifications, and of bytes of messages, that are remembered of the old stream.
const MAX_SEEN: usize = 1024;
const MAX_SEEN_BYTES: usize = 1024 * 1024;

/// The messages that the old stream delivered while the new one was opened.
pub(super) struct Overlap {
    /// The kinds that the old stream was asked for.
    kinds: NotificationKinds,
    seen: VecDeque<Notification>,
    bytes: usize,
}

impl Overlap {
    pub(super) fn new(kinds: NotificationKinds) -> Self {
        Self {
            kinds,
            seen: VecDeque::new(),
            bytes: 0,
        }
    }

    /// Remembers a notification of the old stream. The oldest ones are forgotten beyond the limits: the
    /// new stream repeats only the newest.
    pub(super) fn record(&mut self, notification: &Notification) {
        self.bytes += notification.message_bytes();
        self.seen.push_back(notification.clone());
        while self.seen.len() > MAX_SEEN || self.bytes > MAX_SEEN_BYTES {
            let Some(oldest) = self.seen.pop_front() else {
                return;
            };
            self.bytes = self.bytes.saturating_sub(oldest.message_bytes());
        }
    }

    /// Returns `true` if a notification of the new stream is one that the old stream delivered. Both streams
    /// have the same order, so the first one that is new ends the repetition.
    pub(super) fn is_repeated(&mut self, notification: &Notification) -> bool {
        match self.seen.iter().position(|seen| seen == notification) {
            Some(at) => {
                self.seen.drain(..=at);
                true
            }
            None => {
                if self.kinds.includes(notification.kind()) {
                    self.seen.clear();
                }
                false
            }
        }
    }

    /// Returns `true` if nothing more can be repeated.
    pub(super) fn is_over(&self) -> bool {
        self.seen.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: &str, text: &str) -> Notification {
        Notification::from_event(kind, format!(r#"{{"a":"{text}"}}"#)).unwrap()
    }

    #[test]
    fn what_the_new_stream_repeats_is_left_out_up_to_the_first_new_notification() {
        let mut overlap = Overlap::new(NotificationKinds::of(["playing"]));
        for text in ["a", "b", "c", "d"] {
            overlap.record(&of("playing", text));
        }
        // The new stream opened after `b`.
        assert!(overlap.is_repeated(&of("playing", "c")));
        assert!(!overlap.is_repeated(&of("timeline", "x")));
        assert!(overlap.is_repeated(&of("playing", "d")));
        assert!(overlap.is_over());

        overlap.record(&of("playing", "e"));
        assert!(!overlap.is_repeated(&of("playing", "new")));
        assert!(!overlap.is_repeated(&of("playing", "e")));
    }

    #[test]
    fn no_more_is_remembered_than_the_limits_allow() {
        let mut overlap = Overlap::new(NotificationKinds::all());
        for _ in 0..3000 {
            overlap.record(&of("playing", "x"));
        }
        assert_eq!(overlap.seen.len(), MAX_SEEN);
        for _ in 0..20 {
            overlap.record(&of("playing", &"x".repeat(100_000)));
        }
        assert!(overlap.bytes <= MAX_SEEN_BYTES && overlap.seen.len() < 20);
    }
}
