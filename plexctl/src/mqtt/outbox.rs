//! What the broker has not confirmed yet.
//!
//! Of what can be told anew, only the newest is kept for each topic. An end is told once, so it is
//! kept until the broker has it, and in its place: after what was told of the activity before, and
//! before what is told after. So memory follows the topics and the ends, never the events.

use std::collections::{BTreeMap, BTreeSet, HashMap};

/// More ends than any outage brings; beyond it the oldest are given up.
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
    /// How things are. A newer state of the topic takes its place.
    State,
    /// An activity is over.
    End,
    /// The topic is to be empty.
    Clear,
}

/// Messages in the order in which the broker is to get them.
#[derive(Default)]
pub(crate) struct Outbox {
    /// By number, which is the order.
    waiting: BTreeMap<u64, QueuedMessage>,
    /// Sent and not confirmed.
    sent: BTreeMap<u64, QueuedMessage>,
    /// The newest message of each topic that has one.
    newest: HashMap<String, u64>,
    /// Those that are ends.
    ends: BTreeSet<u64>,
    next: u64,
    /// Ends that were given up, since the last look.
    lost: usize,
}

impl Outbox {
    /// Tells how things are.
    pub(crate) fn state(&mut self, topic: String, payload: String) {
        let newest = self.newest.get(&topic);
        match newest.and_then(|number| self.waiting.get_mut(number)) {
            Some(message) if message.kind == MessageKind::State => message.payload = payload,
            _ => self.push(topic, payload, MessageKind::State),
        }
    }

    /// Tells an end. A state of the topic that is not sent yet is not worth it any more.
    pub(crate) fn end(&mut self, topic: String, payload: String) {
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

    /// Empties a topic.
    pub(crate) fn clear(&mut self, topic: String) {
        let newest = self.newest.get(&topic);
        let message = newest.and_then(|number| self.waiting.get(number));
        if message.is_none_or(|message| message.kind != MessageKind::Clear) {
            self.push(topic, String::new(), MessageKind::Clear);
        }
    }

    /// The next message to send, with its number, unless `window` are on their way already.
    pub(crate) fn send(&mut self, window: usize) -> Option<(u64, QueuedMessage)> {
        if self.sent.len() >= window {
            return None;
        }
        let (number, message) = self.waiting.pop_first()?;
        self.sent.insert(number, message.clone());
        Some((number, message))
    }

    /// The broker has it: which message that is.
    pub(crate) fn confirmed(&mut self, number: u64) -> Option<QueuedMessage> {
        let message = self.sent.remove(&number)?;
        self.ends.remove(&number);
        self.forget(&message.topic, number);
        Some(message)
    }

    /// The connection is lost: what was not confirmed has to be sent again.
    pub(crate) fn unsend(&mut self) {
        self.waiting.append(&mut self.sent);
    }

    /// Whether the broker has everything.
    pub(crate) fn is_empty(&self) -> bool {
        self.waiting.is_empty() && self.sent.is_empty()
    }

    /// Whether there is an end that the broker does not have.
    pub(crate) fn has_ends(&self) -> bool {
        !self.ends.is_empty()
    }

    /// How many ends were given up since this was asked last.
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
        while let Some((_, one)) = outbox.send(usize::MAX) {
            all.push(format!("{}={}", one.topic, one.payload));
        }
        all
    }

    fn state(outbox: &mut Outbox, topic: &str, payload: &str) {
        outbox.state(topic.to_owned(), payload.to_owned());
    }

    #[test]
    fn an_outage_costs_states_and_no_end() {
        let mut outbox = Outbox::default();
        for round in 0..1000 {
            state(&mut outbox, "a", &round.to_string());
            state(&mut outbox, "b", &round.to_string());
        }
        outbox.end("a".to_owned(), "over".to_owned());
        outbox.clear("a".to_owned());
        outbox.clear("a".to_owned());
        state(&mut outbox, "a", "again");
        state(&mut outbox, "a", "moved");
        outbox.end("a".to_owned(), "over again".to_owned());
        let expected = ["b=999", "a=over", "a=", "a=over again"];
        assert_eq!(all(&mut outbox), expected);
    }

    #[test]
    fn what_was_not_confirmed_is_sent_again_in_its_place() {
        let mut outbox = Outbox::default();
        state(&mut outbox, "a", "1");
        outbox.end("b".to_owned(), "over".to_owned());
        state(&mut outbox, "c", "1");
        let (first, _) = outbox.send(2).unwrap();
        outbox.send(2).unwrap();
        assert!(outbox.send(2).is_none(), "two are on their way");
        outbox.confirmed(first);
        outbox.unsend();
        assert_eq!(all(&mut outbox), ["b=over", "c=1"]);
        assert!(!outbox.is_empty());
        for number in 0..9 {
            outbox.confirmed(number);
        }
        assert!(outbox.is_empty() && !outbox.has_ends());
        assert!(
            outbox.newest.is_empty(),
            "nothing is kept of what the broker has"
        );
    }

    #[test]
    fn ends_beyond_all_measure_are_given_up_and_counted() {
        let mut outbox = Outbox::default();
        for number in 0..ENDS + 3 {
            outbox.end(number.to_string(), String::new());
        }
        assert_eq!((outbox.take_lost(), outbox.take_lost()), (3, 0));
        assert_eq!(outbox.send(9).unwrap().1.topic, "3");
    }
}
