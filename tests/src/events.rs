//! Waiting for an event of a watcher.
#![expect(clippy::expect_used, reason = "test helpers")]

use std::time::Duration;

use plex_api::{ActivityEvent, Transport, Watcher};

/// Longer than anything takes that comes at all.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// The transports that open a stream, with the path of its handshake.
pub const STREAMS: [(Transport, &str); 2] = [
    (Transport::WebSocket, "/:/websockets/notifications"),
    (Transport::EventSource, "/:/eventsource/notifications"),
];

/// Takes events up to the one that is wanted, and returns it.
///
/// # Panics
/// When it does not come, or the watcher ends.
pub async fn until(events: &mut Watcher, is_it: impl Fn(&ActivityEvent) -> bool) -> ActivityEvent {
    let wanted = async {
        loop {
            let event = events.next().await.expect("no end").expect("no error");
            if is_it(&event) {
                return event;
            }
        }
    };
    let wanted = tokio::time::timeout(PATIENCE, wanted).await;
    wanted.expect("the event does not come")
}

/// Returns `true` if everything is known that happened while the client was not connected.
#[must_use]
pub fn is_resynced(event: &ActivityEvent) -> bool {
    matches!(event, ActivityEvent::Resynced)
}

/// The next event of an activity.
///
/// # Panics
/// When the watcher ends.
pub async fn next_of_activity(watcher: &mut Watcher) -> ActivityEvent {
    loop {
        let event = watcher.next().await.expect("no end").expect("no error");
        if event.activity().is_some() {
            return event;
        }
    }
}

/// All events of activities up to the end of the one with this uuid, as short words.
///
/// # Panics
/// When the watcher ends.
pub async fn told(watcher: &mut Watcher, last: &str) -> Vec<String> {
    let mut words = Vec::new();
    loop {
        let event = next_of_activity(watcher).await;
        let id = event.id().expect("the event of an activity").clone();
        words.push(match &event {
            ActivityEvent::Started { observed, .. } => format!("{id} started {observed:?}"),
            ActivityEvent::Updated { .. } => format!("{id} updated"),
            ActivityEvent::Ended { how, .. } => format!("{id} ended {how:?}"),
            other => format!("{other:?}"),
        });
        if id == last && matches!(event, ActivityEvent::Ended { .. }) {
            return words;
        }
    }
}
