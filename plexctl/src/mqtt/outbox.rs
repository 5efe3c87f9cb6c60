//! Messages that the broker has not confirmed yet.
//!
//! A newer state replaces an older state of the same topic. An end is published once, so it is kept
//! until the broker confirms it, and it keeps its position: after earlier messages about the
//! activity, and before later ones. Memory use therefore grows with topics and ends, not with events.

use std::collections::{BTreeMap, BTreeSet, HashMap};

/// More ends than any outage brings. Beyond this the oldest are dropped.
const ENDS: usize = 100_000;

/// One message for the broker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct QueuedMessage {
    pub(crate) topic: String,
    pub(crate) payload: String,
    pub(crate) kind: MessageKind,
}

/// Whether a message may be replaced by a newer one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MessageKind {
    /// A current state. A newer state of the topic replaces it.
    State,
    /// The end of an activity.
    End,
    /// Empties the topic.
    Clear,
}

/// Messages in the order in which the broker must receive them.
#[derive(Default)]
pub(crate) struct Outbox {
    /// By number, which is the order.
    waiting: BTreeMap<u64, QueuedMessage>,
    /// Sent and not confirmed.
    sent: BTreeMap<u64, QueuedMessage>,
    /// The newest message of each topic that has one.
    newest: HashMap<String, u64>,
    /// The numbers of ends.
    ends: BTreeSet<u64>,
    next: u64,
    /// Ends that were dropped since the last call of `take_lost`.
    lost: usize,
}

impl Outbox {
    /// Queues a state.
    pub(crate) fn queue_state(&mut self, topic: String, payload: String) {
        let newest = self.newest.get(&topic);
        match newest.and_then(|number| self.waiting.get_mut(number)) {
            Some(message) if message.kind == MessageKind::State => message.payload = payload,
            _ => self.push(topic, payload, MessageKind::State),
        }
    }

    /// Queues an end. It replaces a state of the topic that is not sent yet.
    pub(crate) fn queue_end(&mut self, topic: String, payload: String) {
        if let Some(number) = self.newest.get(&topic).copied()
            && let Some(message) = self.waiting.get(&number)
            && message.kind == MessageKind::State
        {
            self.waiting.remove(&number);
        }
        if self.ends.len() >= ENDS
            && let Some(oldest) = self.ends.pop_first()
            && let Some(message) = self.waiting.remove(&oldest)
        {
            self.forget(&message.topic, oldest);
            self.lost += 1;
        }
        self.ends.insert(self.next);
        self.push(topic, payload, MessageKind::End);
    }

    /// Queues the emptying of a topic.
    pub(crate) fn queue_clear(&mut self, topic: String) {
        let newest = self.newest.get(&topic);
        let message = newest.and_then(|number| self.waiting.get(number));
        if message.is_none_or(|message| message.kind != MessageKind::Clear) {
            self.push(topic, String::new(), MessageKind::Clear);
        }
    }

    /// Takes the next message to send, with its number, unless `window` messages are unconfirmed.
    pub(crate) fn take_next(&mut self, window: usize) -> Option<(u64, QueuedMessage)> {
        if self.sent.len() >= window {
            return None;
        }
        let (number, message) = self.waiting.pop_first()?;
        self.sent.insert(number, message.clone());
        Some((number, message))
    }

    /// Marks a message as confirmed by the broker, and returns it.
    pub(crate) fn confirm(&mut self, number: u64) -> Option<QueuedMessage> {
        let message = self.sent.remove(&number)?;
        self.ends.remove(&number);
        self.forget(&message.topic, number);
        Some(message)
    }

    /// After a lost connection, unconfirmed messages must be sent again.
    pub(crate) fn requeue_sent(&mut self) {
        self.waiting.append(&mut self.sent);
    }

    /// Whether the broker has confirmed everything.
    pub(crate) fn is_empty(&self) -> bool {
        self.waiting.is_empty() && self.sent.is_empty()
    }

    /// Whether an end is unconfirmed.
    pub(crate) fn has_ends(&self) -> bool {
        !self.ends.is_empty()
    }

    /// How many ends were dropped since the last call.
    pub(crate) fn take_lost(&mut self) -> usize {
        std::mem::take(&mut self.lost)
    }

    fn push(&mut self, topic: String, payload: String, kind: MessageKind) {
        self.newest.insert(topic.clone(), self.next);
        let message = QueuedMessage {
            topic,
            payload,
            kind,
        };
        self.waiting.insert(self.next, message);
        self.next += 1;
    }

    fn forget(&mut self, topic: &str, number: u64) {
        if self.newest.get(topic) == Some(&number) {
            self.newest.remove(topic);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(outbox: &mut Outbox) -> Vec<String> {
        let mut all = Vec::new();
        while let Some((_, one)) = outbox.take_next(usize::MAX) {
            all.push(format!("{}={}", one.topic, one.payload));
        }
        all
    }

    fn state(outbox: &mut Outbox, topic: &str, payload: &str) {
        outbox.queue_state(topic.to_owned(), payload.to_owned());
    }

    #[test]
    fn an_outage_loses_states_but_no_end() {
        let mut outbox = Outbox::default();
        for round in 0..1000 {
            state(&mut outbox, "a", &round.to_string());
            state(&mut outbox, "b", &round.to_string());
        }
        outbox.queue_end("a".to_owned(), "over".to_owned());
        outbox.queue_clear("a".to_owned());
        outbox.queue_clear("a".to_owned());
        state(&mut outbox, "a", "again");
        state(&mut outbox, "a", "moved");
        outbox.queue_end("a".to_owned(), "over again".to_owned());
        let expected = ["b=999", "a=over", "a=", "a=over again"];
        assert_eq!(all(&mut outbox), expected);
    }

    #[test]
    fn unconfirmed_messages_are_sent_again_in_order() {
        let mut outbox = Outbox::default();
        state(&mut outbox, "a", "1");
        outbox.queue_end("b".to_owned(), "over".to_owned());
        state(&mut outbox, "c", "1");
        let (first, _) = outbox.take_next(2).unwrap();
        outbox.take_next(2).unwrap();
        assert!(outbox.take_next(2).is_none(), "two are on their way");
        outbox.confirm(first);
        outbox.requeue_sent();
        assert_eq!(all(&mut outbox), ["b=over", "c=1"]);
        assert!(!outbox.is_empty());
        for number in 0..9 {
            outbox.confirm(number);
        }
        assert!(outbox.is_empty() && !outbox.has_ends());
        assert!(
            outbox.newest.is_empty(),
            "nothing is kept of what the broker has"
        );
    }

    #[test]
    fn ends_beyond_the_limit_are_dropped_and_counted() {
        let mut outbox = Outbox::default();
        for number in 0..ENDS + 3 {
            outbox.queue_end(number.to_string(), String::new());
        }
        assert_eq!((outbox.take_lost(), outbox.take_lost()), (3, 0));
        assert_eq!(outbox.take_next(9).unwrap().1.topic, "3");
    }
}
