//! Any bytes as messages that a broker retained.

use bytes::Bytes;
use plexctl::fuzzing::retained;
use serde_json::Value;

/// Reads `input` as messages with null bytes between them, each a topic, a line break and a payload.
///
/// # Panics
/// When the bridge publishes anything else than the status, the summary, and per retained activity of
/// this server one end and one emptied topic.
pub fn retained_message(input: &[u8]) {
    let messages: Vec<(String, Bytes)> = input.split(|byte| *byte == 0).map(read).collect();
    let given: Vec<(&str, Bytes)> = messages
        .iter()
        .map(|(topic, payload)| (topic.as_str(), payload.clone()))
        .collect();
    let published = retained(&given);
    let below = "plex/machine/activities/";
    for message in published.iter().filter(|one| one.topic.starts_with(below)) {
        let (topic, payload) = (&message.topic, &message.payload);
        assert!(
            messages
                .iter()
                .any(|(given, _)| topic.strip_prefix(below) == Some(given)),
            "nothing was retained under {topic}"
        );
        if !payload.is_empty() {
            let end: Value = serde_json::from_slice(payload).unwrap_or_default();
            assert_eq!(end.pointer("/event"), Some(&"ended".into()), "{end}");
            assert_eq!(end.pointer("/server"), Some(&"home".into()), "{end}");
            let same = published
                .iter()
                .filter(|one| one.topic == *topic && !one.payload.is_empty());
            assert_eq!(same.count(), 1, "{topic} ends twice");
        }
    }
}

fn read(message: &[u8]) -> (String, Bytes) {
    let end = message.iter().position(|byte| *byte == b'\n');
    let (topic, payload) = message.split_at(end.unwrap_or(message.len()));
    let payload = payload.strip_prefix(b"\n").unwrap_or_default();
    (
        String::from_utf8_lossy(topic).into_owned(),
        Bytes::copy_from_slice(payload),
    )
}
