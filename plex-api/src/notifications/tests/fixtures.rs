//! All recorded messages of real servers, and their decoded forms.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::model::{ActivityChange, Phase};
use crate::notifications::{Notification, Undecodable};

/// The recorded section scan, over an event stream.
pub(in crate::notifications) const SCAN_STREAM: &str = "sse-section-scan-pms-1.43.3.txt";

/// The recorded body with this name. They come with the simulator.
pub(in crate::notifications) fn recorded(name: &str) -> &'static [u8] {
    let body = plex_sim::recorded_bodies::by_name(name);
    body.unwrap_or_else(|| panic!("no recorded body {name}"))
        .bytes
}

/// Every recorded WebSocket message, with its name.
pub(in crate::notifications) fn websocket() -> Vec<(&'static str, &'static [u8])> {
    let bodies = plex_sim::recorded_bodies::ALL.iter();
    let messages: Vec<_> = bodies
        .filter(|body| body.name.starts_with("ws-"))
        .map(|body| (body.name, body.bytes))
        .collect();
    assert!(messages.len() >= 14, "{} messages", messages.len());
    messages
}

/// The events of the recorded section scan, in order: name, phase, uuid, title, subtitle, progress,
/// section.
pub(in crate::notifications) const SCAN: [&str; 10] = [
    "ping",
    "activity started 7251fc2d 'Scanning' '' 0 -",
    "status",
    "activity updated 7251fc2d 'Scanning Movies' 'Conan the Barbarian (1982)' 0 3",
    "activity updated 7251fc2d 'Scanning Movies' 'The Revenant (2015)' 1 3",
    "timeline",
    "timeline",
    "activity ended 7251fc2d 'Scanning Movies' '1984 (1984)' 100 3",
    "activity ended 7e2bb139 'Processing subscriptions' '' 100 -",
    "status",
];

/// One line for each notification, to compare.
pub(in crate::notifications) fn described(notification: &Notification) -> String {
    assert_eq!(notification.undecodable(), [], "{notification:?}");
    let mut line = notification.kind().to_owned();
    for ActivityChange {
        event,
        id,
        activity,
        ..
    } in notification.activities()
    {
        let activity = activity.as_ref().unwrap();
        let section = activity.library_section_id();
        line.push_str(&format!(
            " {event} {id} '{}' '{}' {} {}",
            activity.title(),
            activity.subtitle(),
            activity.progress().percent().unwrap(),
            section.as_deref().unwrap_or("-"),
        ));
    }
    line
}

/// The events of a recorded stream, taken apart without the decoder: name and data.
fn events(stream: &'static [u8]) -> Vec<(&'static str, &'static str)> {
    let stream = std::str::from_utf8(stream).unwrap();
    let blocks = stream
        .split("\n\n")
        .filter(|block| !block.trim().is_empty());
    blocks
        .map(|block| {
            let mut lines = block.trim_start().lines();
            let name = lines.next().unwrap().strip_prefix("event: ").unwrap();
            (name, lines.next().unwrap().strip_prefix("data: ").unwrap())
        })
        .collect()
}

fn read(name: &str) -> Result<Notification, Undecodable> {
    let (_, message) = websocket()
        .into_iter()
        .find(|(file, _)| file.contains(name))
        .unwrap();
    Notification::from_websocket(message)
}

#[test]
fn recorded_websocket_messages_are_read() {
    for (name, expected) in [
        (
            "items-ended",
            "activity ended fe1365a6-2873-4381-9760-94f665fce24f 'Refreshing' 'Augmenting metadata' 100 -",
        ),
        (
            "items-started",
            "activity started c30c1edc-8df0-4713-a7f1-f1373f6db8e9 'Refreshing' '' 0 -",
        ),
        (
            "checking-files",
            "activity updated c30c1edc-8df0-4713-a7f1-f1373f6db8e9 'Refreshing' 'Checking files' 0 -",
        ),
        (
            "context-booleans",
            "activity updated cd1c28d5-8f5b-472e-b74a-3e9c195c6d2d 'Refreshing' 'Refreshing local metadata' 33 -",
        ),
        (
            "process-ended",
            "activity ended 9fe5a6e9-94be-4df3-b011-815d55e4ea4f 'Processing subscriptions' '' 100 -",
        ),
        (
            "process-started",
            "activity started 6f7c9a1b-5f56-4009-b7c2-374cd148b67f 'Processing subscriptions' '' 0 -",
        ),
        (
            "odd-uuid",
            "activity updated 45463242-929b-1234-8e6b-4355dhe534 'Scanning Music' '2009 - Album One' 87 -",
        ),
        ("ws-log", "log"),
        ("playing-2019", "playing"),
        ("playing-2025", "playing"),
        ("reachability", "reachability"),
        ("timeline", "timeline"),
        ("statechange", "update.statechange"),
    ] {
        let notification = read(name).unwrap();
        assert_eq!(described(&notification), expected, "{name}");
        assert_eq!(
            notification.raw().is_some(),
            notification.kind() != "activity",
            "{name}"
        );
    }
}

#[test]
fn a_context_comes_step_by_step() {
    let context = |name: &str| {
        let change = read(name).unwrap().into_parts().0.remove(0);
        change.activity.unwrap().context
    };
    assert_eq!(context("items-started"), None);
    let first = context("checking-files").unwrap();
    assert_eq!(first.key().as_deref(), Some("/library/metadata/513"));
    assert_eq!((first.accessible(), first.exists()), (None, None));
    let later = context("context-booleans").unwrap();
    assert_eq!(
        later.key().as_deref(),
        Some("/library/metadata/181164/children")
    );
    assert_eq!(
        (later.accessible(), later.exists()),
        (Some(true), Some(true))
    );
    assert_eq!(later.refreshed(), None);
}

#[test]
fn a_recorded_message_that_was_cut_is_undecodable_and_one_with_other_bytes_is_not() {
    let odd = read("cut-by-logger").unwrap_err();
    assert!(odd.reason().contains("EOF"), "{odd}");
    assert!(
        odd.excerpt().starts_with("{\"NotificationContainer\""),
        "{odd}"
    );

    let (_, cut) = websocket()
        .into_iter()
        .find(|(file, _)| file.contains("cut-by-logger"))
        .unwrap();
    let broken = [cut.trim_ascii(), b"[{\"message\":\"Scanning \xff\"}]}}"].concat();
    let read = Notification::from_websocket(&broken).unwrap();
    assert!(
        read.raw().unwrap().contains("Scanning \u{fffd}"),
        "{read:?}"
    );
}

#[test]
fn the_recorded_section_scan_is_read() {
    let ping = recorded("sse-ping.txt");
    let playing = recorded("sse-playing-single-object.txt");
    let scan = recorded(SCAN_STREAM);
    let read = |stream| -> Vec<String> {
        events(stream)
            .into_iter()
            .map(|(name, data)| described(&Notification::from_event(name, data).unwrap()))
            .collect()
    };
    assert_eq!(read(ping), ["ping"]);
    assert_eq!(read(playing), ["playing"]);
    assert_eq!(read(scan), SCAN);
}

/// Every recorded activity notification as JSON, beside its decoded form.
fn recorded_changes() -> Vec<(Value, ActivityChange)> {
    let messages = websocket()
        .into_iter()
        .filter(|(file, _)| file.starts_with("ws-activity"))
        .map(|(_, message)| {
            let value: Value = serde_json::from_slice(message).unwrap();
            let entry = value["NotificationContainer"]["ActivityNotification"][0].clone();
            (entry, Notification::from_websocket(message).unwrap())
        });
    let events = events(recorded(SCAN_STREAM))
        .into_iter()
        .filter(|(name, _)| *name == "activity")
        .map(|(name, data)| {
            let value: Value = serde_json::from_str(data).unwrap();
            let read = Notification::from_event(name, data).unwrap();
            (value["ActivityNotification"].clone(), read)
        });
    messages
        .chain(events)
        .map(|(value, read)| (value, read.into_parts().0.remove(0)))
        .collect()
}

#[test]
fn nothing_of_a_recorded_activity_is_lost() {
    let recorded = recorded_changes();
    assert_eq!(recorded.len(), 12);
    for (value, change) in recorded {
        let activity = change.activity.unwrap();
        assert_eq!(serde_json::to_value(&activity).unwrap(), value["Activity"]);
        assert_eq!(value["event"], change.event.as_str());
        assert_eq!(value["uuid"], change.id.as_str());
        assert!(!matches!(change.event, Phase::Other(_)), "{value}");
    }
}

#[test]
fn these_recorded_fields_have_no_type() {
    let has_method = [
        "librarySectionID",
        "key",
        "accessible",
        "exists",
        "refreshed",
        "analyzed",
    ];
    let mut found = BTreeSet::new();
    for (_, change) in recorded_changes() {
        found.extend(change.extra.iter().map(|(key, _)| format!("entry.{key}")));
        let activity = change.activity.unwrap();
        found.extend(
            activity
                .extra
                .iter()
                .map(|(key, _)| format!("Activity.{key}")),
        );
        let context = activity.context.unwrap_or_default();
        found.extend(
            context
                .iter()
                .filter(|(key, _)| !has_method.contains(key))
                .map(|(key, _)| format!("Context.{key}")),
        );
    }
    // A new recording that brings one names it here, and somebody decides.
    assert_eq!(found, BTreeSet::new());
    // Of the envelope, the count alone is dropped: the list knows its length.
    let mut envelope = BTreeSet::new();
    for (_, message) in websocket() {
        if let Ok(value) = serde_json::from_slice::<Value>(message) {
            let container = value["NotificationContainer"].as_object().unwrap();
            envelope.extend(
                container
                    .keys()
                    .filter(|key| container[*key].is_number())
                    .cloned(),
            );
        }
    }
    assert_eq!(envelope, BTreeSet::from(["size".to_owned()]));
}
