//! The outcomes of the messages about one server, for the metrics.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed};

use super::outbox::Outbox;

/// Counts over all connections to the broker.
#[derive(Debug, Default)]
pub(crate) struct MqttCounts {
    is_connected: AtomicBool,
    pending: AtomicUsize,
    published: AtomicU64,
    dropped: AtomicU64,
}

impl MqttCounts {
    /// Returns `true` if the broker takes messages now.
    pub(crate) fn is_connected(&self) -> bool {
        self.is_connected.load(Relaxed)
    }

    /// The number of messages that the broker has not confirmed yet.
    pub(crate) fn pending(&self) -> usize {
        self.pending.load(Relaxed)
    }

    /// The number of messages that the broker has confirmed.
    pub(crate) fn published(&self) -> u64 {
        self.published.load(Relaxed)
    }

    /// The number of messages that were given up.
    pub(crate) fn dropped(&self) -> u64 {
        self.dropped.load(Relaxed)
    }

    /// Takes the counts of the outbox since the last call.
    pub(super) fn note(&self, outbox: &mut Outbox, is_connected: bool) {
        self.is_connected.store(is_connected, Relaxed);
        self.pending.store(outbox.len(), Relaxed);
        self.published.fetch_add(outbox.take_confirmed(), Relaxed);
        self.dropped.fetch_add(outbox.take_dropped(), Relaxed);
    }

    /// Notes that nothing is published any more.
    pub(super) fn note_end(&self) {
        self.is_connected.store(false, Relaxed);
        self.pending.store(0, Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_outbox_counts_is_added_once() {
        let counts = MqttCounts::default();
        // Room for one message.
        let mut outbox = Outbox::with_budget(300);
        outbox.queue_news("a".to_owned(), "1".into());
        outbox.queue_news("b".to_owned(), "2".into());
        let (number, _) = outbox.take_next(1).unwrap();
        counts.note(&mut outbox, true);
        let told = || (counts.pending(), counts.published(), counts.dropped());
        assert_eq!(told(), (1, 0, 1));
        outbox.confirm(number);
        outbox.confirm(number);
        for _ in 0..2 {
            counts.note(&mut outbox, true);
            assert_eq!(told(), (0, 1, 1));
        }
        assert!(counts.is_connected());
        // Another connection begins with an outbox of its own.
        let mut outbox = Outbox::default();
        outbox.queue_news("a".to_owned(), "3".into());
        counts.note(&mut outbox, false);
        assert_eq!(told(), (1, 1, 1));
        counts.note_end();
        assert_eq!(told(), (0, 1, 1));
        assert!(!counts.is_connected());
    }
}
