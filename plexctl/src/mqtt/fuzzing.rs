//! The retained state of one server, fed with any messages of a broker.

use std::time::Duration;

use bytes::Bytes;
use plex_api::ActivityEvent;

use super::retained_state::RetainedState;
use super::topics::Topics;

/// The topic below which the bridge publishes here.
const PREFIX: &str = "plex";
const MACHINE: &str = "machine";

/// A message that the bridge publishes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// Its topic.
    pub topic: String,
    /// Its payload; empty where it empties a topic.
    pub payload: Bytes,
}

/// The messages that the bridge of the server `home` publishes after it has taken these retained
/// messages, each a topic below that of its activities and a payload, and found that none of the
/// activities runs.
///
/// # Panics
/// When an end cannot be rendered, or an activity is asked for twice.
#[must_use]
pub fn retained(messages: &[(&str, Bytes)]) -> Vec<Published> {
    let topics = Topics::new(PREFIX, MACHINE);
    let every = topics.every_activity();
    let below = every.trim_end_matches('+');
    let mut state = RetainedState::new(topics, "home", None, Duration::ZERO);
    for (topic, payload) in messages {
        state.apply_retained(&format!("{below}{topic}"), payload.clone());
    }
    let _ = state.take_notices();
    let applied = state.apply(&ActivityEvent::Resynced);
    assert!(applied.is_ok());
    for id in state.take_questions() {
        let ended = state.publish_late_end(&id, "vanished");
        assert!(ended.is_ok(), "{id}");
    }
    assert!(state.take_questions().is_empty());
    let mut published = Vec::new();
    while let Some((number, message)) = state.outbox.take_next(usize::MAX) {
        published.push(Published {
            topic: message.topic,
            payload: message.payload,
        });
        state.confirm(number);
    }
    published
}
