//! Messages that the broker has not confirmed yet.
//!
//! A newer state replaces an older state of the same topic. An end is published once, so it is kept
//! until the broker confirms it, and it keeps its position: after earlier messages about the
//! activity, and before later ones. Memory use therefore grows with topics and ends, not with events,
//! and the memory of ends is limited.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use bytes::Bytes;
use plex_api::ActivityId;

/// The largest memory of unconfirmed messages that nothing replaces. Beyond this the oldest are dropped.
const BUDGET: usize = 32 * 1024 * 1024;

/// The memory that a message takes beside its topic, twice, and its payload.
const OVERHEAD: usize = 256;

/// One message for the broker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct QueuedMessage {
    pub(crate) topic: String,
    pub(crate) payload: Bytes,
    pub(crate) kind: MessageKind,
}

/// Whether a message may be replaced by a newer one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum MessageKind {
    /// A current state. A newer state of the topic replaces it.
    State,
    /// The end of this activity.
    End(ActivityId),
    /// Empties the topic.
    Clear,
    /// A retained message that a later one follows and does not replace.
    Step,
    /// Told once, and not retained.
    News,
}

/// Messages in the order in which the broker must receive them.
pub(crate) struct Outbox {
    /// By number, which is the order.
    waiting: BTreeMap<u64, QueuedMessage>,
    /// Sent and not confirmed.
    sent: BTreeMap<u64, QueuedMessage>,
    /// The newest message of each topic that has one.
    newest: HashMap<String, u64>,
    /// The numbers of the messages that nothing replaces.
    lasting: BTreeSet<u64>,
    /// The rest of the budget for them.
    budget: usize,
    next: u64,
    /// Ends that were dropped since the last call of `take_lost`.
    lost: usize,
    /// Messages of any kind that were dropped since the last call of `take_dropped`.
    dropped: u64,
    /// Messages that were confirmed since the last call of `take_confirmed`.
    confirmed: u64,
}

impl Default for Outbox {
    fn default() -> Self {
        Self::with_budget(BUDGET)
    }
}

impl QueuedMessage {
    fn weight(&self) -> usize {
        2 * self.topic.len() + self.payload.len() + OVERHEAD
    }

    fn is_lasting(&self) -> bool {
        self.kind != MessageKind::State
    }

    fn is_end(&self) -> bool {
        matches!(self.kind, MessageKind::End(_))
    }
}

impl Outbox {
    pub(super) fn with_budget(budget: usize) -> Self {
        Self {
            waiting: BTreeMap::new(),
            sent: BTreeMap::new(),
            newest: HashMap::new(),
            lasting: BTreeSet::new(),
            budget,
            next: 0,
            lost: 0,
            dropped: 0,
            confirmed: 0,
        }
    }

    /// Queues a state.
    pub(crate) fn queue_state(&mut self, topic: String, payload: Bytes) {
        let newest = self.newest.get(&topic);
        match newest.and_then(|number| self.waiting.get_mut(number)) {
            Some(message) if message.kind == MessageKind::State => message.payload = payload,
            _ => self.push(topic, payload, MessageKind::State),
        }
    }

    /// Queues an end. It replaces a state of the topic that is not sent yet.
    pub(crate) fn queue_end(&mut self, topic: String, payload: Bytes, id: ActivityId) {
        if let Some(number) = self.newest.get(&topic).copied()
            && let Some(message) = self.waiting.get(&number)
            && message.kind == MessageKind::State
        {
            self.waiting.remove(&number);
        }
        self.push(topic, payload, MessageKind::End(id));
    }

    /// Queues the emptying of a topic.
    pub(crate) fn queue_clear(&mut self, topic: String) {
        let newest = self.newest.get(&topic);
        let message = newest.and_then(|number| self.waiting.get(number));
        if message.is_none_or(|message| message.kind != MessageKind::Clear) {
            self.push(topic, Bytes::new(), MessageKind::Clear);
        }
    }

    /// Queues a message that a later one of the topic does not replace.
    pub(crate) fn queue_step(&mut self, topic: String, payload: Bytes) {
        self.push(topic, payload, MessageKind::Step);
    }

    /// Queues a message that the broker does not retain.
    pub(crate) fn queue_news(&mut self, topic: String, payload: Bytes) {
        self.push(topic, payload, MessageKind::News);
    }

    /// Returns `true` if the newest unconfirmed message of the topic is an end.
    pub(crate) fn is_ending(&self, topic: &str) -> bool {
        let message = |number| self.waiting.get(number).or_else(|| self.sent.get(number));
        let newest = self.newest.get(topic).and_then(message);
        newest.is_some_and(QueuedMessage::is_end)
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
        self.confirmed += 1;
        self.forget(&message, number);
        Some(message)
    }

    /// After a lost connection, unconfirmed messages must be sent again.
    pub(crate) fn requeue_sent(&mut self) {
        self.waiting.append(&mut self.sent);
    }

    /// Returns `true` if the broker has confirmed everything.
    pub(crate) fn is_empty(&self) -> bool {
        self.waiting.is_empty() && self.sent.is_empty()
    }

    /// The number of messages that the broker has not confirmed.
    pub(crate) fn len(&self) -> usize {
        self.waiting.len() + self.sent.len()
    }

    /// Returns `true` if an end is unconfirmed.
    pub(crate) fn has_ends(&self) -> bool {
        let mut all = self.waiting.values().chain(self.sent.values());
        all.any(QueuedMessage::is_end)
    }

    /// The number of ends that were dropped since the last call.
    pub(crate) fn take_lost(&mut self) -> usize {
        std::mem::take(&mut self.lost)
    }

    /// The number of messages that were dropped since the last call.
    pub(crate) fn take_dropped(&mut self) -> u64 {
        std::mem::take(&mut self.dropped)
    }

    /// The number of messages that were confirmed since the last call.
    pub(crate) fn take_confirmed(&mut self) -> u64 {
        std::mem::take(&mut self.confirmed)
    }

    fn push(&mut self, topic: String, payload: Bytes, kind: MessageKind) {
        self.newest.insert(topic.clone(), self.next);
        let message = QueuedMessage {
            topic,
            payload,
            kind,
        };
        if message.is_lasting() {
            while self.budget < message.weight() && self.drop_oldest() {}
            self.budget = self.budget.saturating_sub(message.weight());
            self.lasting.insert(self.next);
        }
        self.waiting.insert(self.next, message);
        self.next += 1;
    }

    /// Drops the oldest of these messages that is not sent. Returns false when there is none.
    fn drop_oldest(&mut self) -> bool {
        let mut waiting = self.lasting.iter().copied();
        let oldest = waiting.find(|number| self.waiting.contains_key(number));
        let Some((number, message)) = oldest.and_then(|one| self.waiting.remove_entry(&one)) else {
            return false;
        };
        self.dropped += 1;
        self.lost += usize::from(message.is_end());
        self.forget(&message, number);
        true
    }

    fn forget(&mut self, message: &QueuedMessage, number: u64) {
        if self.lasting.remove(&number) {
            self.budget += message.weight();
        }
        if self.newest.get(&message.topic) == Some(&number) {
            self.newest.remove(&message.topic);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(outbox: &mut Outbox) -> Vec<String> {
        let mut all = Vec::new();
        while let Some((_, one)) = outbox.take_next(usize::MAX) {
            let payload = String::from_utf8(one.payload.to_vec()).unwrap();
            all.push(format!("{}={payload}", one.topic));
        }
        all
    }

    fn state(outbox: &mut Outbox, topic: &str, payload: &str) {
        outbox.queue_state(topic.to_owned(), payload.to_owned().into());
    }

    fn end(outbox: &mut Outbox, topic: &str, payload: &str) {
        let id = ActivityId::new(topic).unwrap();
        outbox.queue_end(topic.to_owned(), payload.to_owned().into(), id);
    }

    #[test]
    fn an_outage_loses_states_but_no_end() {
        let mut outbox = Outbox::default();
        for round in 0..1000 {
            state(&mut outbox, "a", &round.to_string());
            state(&mut outbox, "b", &round.to_string());
        }
        end(&mut outbox, "a", "over");
        outbox.queue_clear("a".to_owned());
        outbox.queue_clear("a".to_owned());
        state(&mut outbox, "a", "again");
        state(&mut outbox, "a", "moved");
        end(&mut outbox, "a", "over again");
        let expected = ["b=999", "a=over", "a=", "a=over again"];
        assert_eq!(all(&mut outbox), expected);
    }

    #[test]
    fn unconfirmed_messages_are_sent_again_in_order() {
        let mut outbox = Outbox::default();
        state(&mut outbox, "a", "1");
        end(&mut outbox, "b", "over");
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
    fn ends_beyond_the_budget_are_dropped_and_counted() {
        let mut outbox = Outbox::with_budget(100_000);
        let long = "x".repeat(10_000);
        state(&mut outbox, "state", &long);
        for number in 0..1000 {
            end(&mut outbox, &number.to_string(), &long);
        }
        let kept = outbox.waiting.len();
        assert!((5..=11).contains(&kept), "{kept}");
        assert_eq!((outbox.take_lost(), outbox.take_lost()), (1001 - kept, 0));
        let dropped = [outbox.take_dropped(), outbox.take_dropped()];
        assert_eq!(dropped, [u64::try_from(1001 - kept).unwrap(), 0]);
        assert_eq!(outbox.len(), kept);
        assert_eq!(outbox.newest.len(), kept);
        assert_eq!(
            outbox.take_next(9).unwrap().1.topic,
            "state",
            "a state is never dropped"
        );
        assert!(!outbox.is_ending("0") && outbox.is_ending("999"));
        while let Some((number, _)) = outbox.take_next(9) {
            outbox.confirm(number);
        }
        outbox.confirm(0);
        assert!(outbox.is_empty() && outbox.lasting.is_empty());
        let confirmed = [outbox.take_confirmed(), outbox.take_confirmed()];
        assert_eq!(confirmed, [u64::try_from(kept).unwrap(), 0], "each once");
        assert_eq!(outbox.budget, 100_000, "what is confirmed makes room");
    }

    #[test]
    fn emptied_topics_share_the_budget_and_sent_messages_are_not_dropped() {
        let mut outbox = Outbox::with_budget(3_000);
        end(&mut outbox, "first", "over");
        let (first, _) = outbox.take_next(1).unwrap();
        for number in 0..1000 {
            outbox.queue_clear(number.to_string());
        }
        assert!(outbox.waiting.len() <= 12, "{}", outbox.waiting.len());
        assert_eq!(outbox.take_lost(), 0, "no end was dropped");
        assert!(outbox.confirm(first).is_some());
    }
}
