//! Tables for the decoder: odd forms by hand, and properties of any input.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn websocket(message: &[u8]) -> Result<Notification, Undecodable> {
    Notification::from_websocket(message)
}

fn event(name: &str, data: &[u8]) -> Result<Notification, Undecodable> {
    Notification::from_event(name, data)
}

fn ws(message: &Value) -> Notification {
    websocket(message.to_string().as_bytes()).unwrap()
}

fn sse(name: &str, data: &Value) -> Notification {
    event(name, data.to_string().as_bytes()).unwrap()
}

fn entry(uuid: &str) -> Value {
    json!({"event": "updated", "uuid": uuid, "Activity": {"uuid": uuid, "progress": 7}})
}

fn ids(notification: &Notification) -> Vec<&str> {
    let changes = notification.activities().iter();
    changes.map(|change| change.id.as_str()).collect()
}

#[test]
fn either_transport_reads_either_shape() {
    let one = entry("a");
    for notification in [
        ws(
            &json!({"NotificationContainer": {"type": "activity", "size": 1, "ActivityNotification": [one]}}),
        ),
        ws(&json!({"NotificationContainer": {"ActivityNotification": one, "type": "activity"}})),
        ws(&json!({"NotificationContainer": {"ActivityNotification": [one]}})),
        ws(&json!({"type": "activity", "ActivityNotification": [one]})),
        ws(&json!({"ActivityNotification": one})),
        sse("activity", &json!({"ActivityNotification": one})),
        sse("activity", &json!({"ActivityNotification": [one]})),
        sse(
            "activity",
            &json!({"NotificationContainer": {"type": "activity", "ActivityNotification": [one]}}),
        ),
        sse(
            "activity",
            &json!({"NotificationContainer": {"ActivityNotification": [one]}}),
        ),
        sse(
            "message",
            &json!({"NotificationContainer": {"type": "activity", "ActivityNotification": [one]}}),
        ),
        sse(
            "status",
            &json!({"NotificationContainer": {"type": "activity", "ActivityNotification": [one]}}),
        ),
        sse("message", &json!({"ActivityNotification": one})),
        sse("", &json!({"ActivityNotification": one})),
    ] {
        assert_eq!(notification.kind(), "activity");
        assert_eq!(ids(&notification), ["a"]);
        assert_eq!(notification.undecodable(), []);
        assert_eq!(notification.raw(), None);
    }
}

#[test]
fn the_outer_uuid_counts_before_the_inner_and_either_may_be_missing() {
    for (odd, expected) in [
        (json!({"uuid": "out", "Activity": {"uuid": "in"}}), "out"),
        (json!({"uuid": "out", "Activity": {}}), "out"),
        (json!({"uuid": "out", "Activity": {"uuid": ""}}), "out"),
        (json!({"uuid": "out"}), "out"),
        (json!({"uuid": "out", "Activity": null}), "out"),
        (json!({"Activity": {"uuid": "in"}}), "in"),
        (json!({"uuid": null, "Activity": {"uuid": "in"}}), "in"),
        (json!({"uuid": "", "Activity": {"uuid": "in"}}), "in"),
        (json!({"uuid": {}, "Activity": {"uuid": "in"}}), "in"),
        (json!({"uuid": 42, "Activity": {}}), "42"),
    ] {
        let mut entry = odd.clone();
        entry["event"] = json!("ended");
        let notification = sse("activity", &json!({ "ActivityNotification": entry }));
        let [change] = notification.activities() else {
            panic!("{odd}: {notification:?}")
        };
        assert_eq!(change.id, expected, "{odd}");
        let inside = change.activity.as_ref();
        assert!(
            inside.is_none_or(|activity| activity.uuid == change.id),
            "{odd}"
        );
        assert_eq!(inside.is_some(), odd["Activity"].is_object(), "{odd}");
    }
}

#[test]
fn one_odd_entry_costs_only_itself() {
    let deep = format!("{}{}", "[".repeat(500), "]".repeat(500));
    for odd in [
        "7",
        "null",
        "\"text\"",
        "[]",
        "{}",
        r#"{"uuid":"x"}"#,
        r#"{"event":"ended"}"#,
        r#"{"event":"ended","Activity":{"uuid":".."}}"#,
        r#"{"event":{},"uuid":"x"}"#,
        &deep,
    ] {
        let message = format!(
            r#"{{"NotificationContainer":{{"type":"activity","ActivityNotification":[{},{odd},{}]}}}}"#,
            entry("a"),
            entry("b"),
        );
        let notification = websocket(message.as_bytes()).unwrap();
        assert_eq!(ids(&notification), ["a", "b"], "{odd}");
        let [undecodable] = notification.undecodable() else {
            panic!("{odd}: {notification:?}")
        };
        let begin: String = odd.chars().take(60).collect();
        assert!(undecodable.excerpt().starts_with(&begin), "{undecodable}");
        assert!(!undecodable.reason().is_empty());
    }
}

#[test]
fn an_end_is_taken_although_its_activity_cannot_be_read() {
    for odd in [json!(7), json!([]), json!({"title": {}})] {
        let entry = json!({"event": "ended", "uuid": "a", "Activity": odd});
        let notification = ws(&json!({ "ActivityNotification": [entry] }));
        let [change] = notification.activities() else {
            panic!("{odd}: {notification:?}")
        };
        assert_eq!((&change.event, change.id.as_str()), (&Phase::Ended, "a"));
        assert_eq!(change.activity, None);
        assert_eq!(notification.undecodable().len(), 1, "{odd}");
    }
}

#[test]
fn an_entry_that_is_too_large_is_known_by_its_head() {
    let values = "0,".repeat(MAX_ENTRY_BYTES / 2);
    let text = format!(
        r#"{{"NotificationContainer":{{"type":"activity","ActivityNotification":[
            {{"event":"ended","Activity":{{"uuid":"a","x":[{values}0]}}}},
            {{"event":"ended","x":[{values}0]}}]}}}}"#
    );
    let notification = websocket(text.as_bytes()).unwrap();
    let [change] = notification.activities() else {
        panic!("{notification:?}")
    };
    assert_eq!((&change.event, change.id.as_str()), (&Phase::Ended, "a"));
    assert_eq!(change.activity, None);
    let [huge, nameless] = notification.undecodable() else {
        panic!("{notification:?}")
    };
    assert!(huge.reason().contains("at most 32768 bytes"), "{huge}");
    assert!(
        nameless.reason().contains("at most 32768 bytes"),
        "{nameless}"
    );
}

#[test]
fn a_reason_names_the_field_what_was_expected_and_what_came() {
    let reason = |entry: &str| {
        let message = format!(
            r#"{{"NotificationContainer":{{"type":"activity","ActivityNotification":[
                {{"event":"ended","uuid":"a"}},{entry}]}}}}"#
        );
        let notification = websocket(message.as_bytes()).unwrap();
        notification.undecodable()[0].reason().to_owned()
    };
    let at = "NotificationContainer.ActivityNotification[1]";
    for (entry, expected) in [
        (
            r#"{"event":"updated","uuid":"b","Activity":{"uuid":"b","cancellable":{}}}"#,
            format!("{at}.Activity.cancellable: expected a boolean, got an object"),
        ),
        (
            r#"{"event":"updated","uuid":"b","Activity":{"userID":"me"}}"#,
            format!("{at}.Activity.userID: expected a whole number, got the text \"me\""),
        ),
        (
            r#"{"event":"updated","uuid":"b","Activity":7}"#,
            format!("{at}.Activity: expected an object, got the number `7`"),
        ),
        (
            r#"{"event":[],"uuid":"b"}"#,
            format!("{at}.event: expected a text, got an array"),
        ),
        (
            r#"{"event":"ended"}"#,
            format!("{at}: missing field `uuid`"),
        ),
    ] {
        assert_eq!(reason(entry), expected, "{entry}");
    }
    let odd = event("activity", br#"{"ActivityNotification":"soon"}"#).unwrap();
    let reason = odd.undecodable()[0].reason();
    assert!(
        reason.starts_with("ActivityNotification: expected a list"),
        "{reason}"
    );
    let odd = websocket(br#"{"NotificationContainer":{"type":{}}}"#).unwrap_err();
    assert_eq!(
        odd.reason(),
        "NotificationContainer.type: expected a text, got an object"
    );
}

#[test]
fn what_is_kept_of_the_odd_parts_is_bounded_and_the_rest_is_counted() {
    let text = format!(
        r#"{{"type":"activity","ActivityNotification":[{}{}]}}"#,
        "0,".repeat(100_000),
        json!({"event": "ended", "uuid": "late"}),
    );
    let notification = websocket(text.as_bytes()).unwrap();
    let odd = notification.undecodable();
    assert_eq!(odd.len(), MAX_UNDECODABLE + 1);
    let rest = 100_001 - MAX_UNDECODABLE;
    let last = odd.last().unwrap().reason();
    assert!(last.contains(&format!("{rest} more parts")), "{last}");
}

#[test]
fn what_is_not_known_is_kept() {
    let notification = ws(
        &json!({"NotificationContainer": {"type": "activity", "new": 1,
        "ActivityNotification": [{"event": "paused", "uuid": "a", "reason": "disk",
            "Activity": {"uuid": "a", "type": "new.kind", "priority": 3, "Context": {"shelf": "9"}}}]}}),
    );
    let [change] = notification.activities() else {
        panic!("{notification:?}")
    };
    assert_eq!(change.event, Phase::Other("paused".to_owned()));
    assert_eq!(change.event.to_string(), "paused");
    assert_eq!(change.extra["reason"], "disk");
    let activity = change.activity.as_ref().unwrap();
    assert_eq!(activity.kind(), "new.kind");
    assert_eq!(activity.extra["priority"], 3);
    assert_eq!(
        activity.context.as_ref().unwrap().get("shelf"),
        Some(&json!("9"))
    );
    assert_eq!(notification.undecodable(), []);
}

#[test]
fn other_kinds_keep_their_json_and_are_not_decoded() {
    let message = r#"{"NotificationContainer":{"type":"timeline","TimelineEntry":[{"state":9}],"ActivityNotification":7}}"#;
    let notification = websocket(message.as_bytes()).unwrap();
    assert_eq!(notification.kind(), "timeline");
    assert_eq!(notification.raw(), Some(message));
    assert_eq!(
        notification.raw_value().unwrap()["NotificationContainer"]["TimelineEntry"][0]["state"],
        9
    );
    assert!(notification.activities().is_empty() && notification.undecodable().is_empty());

    let notification = sse("status", &json!({"StatusNotification": {}}));
    assert_eq!(notification.kind(), "status");
    assert_eq!(sse("ping", &json!({})).kind(), "ping");
    // Far too deep for a value, and stepped over all the same.
    let deep = format!(
        r#"{{"NotificationContainer":{{"type":"new","x":{}1{}}}}}"#,
        "[".repeat(9_000),
        "]".repeat(9_000)
    );
    let notification = websocket(deep.as_bytes()).unwrap();
    assert_eq!(
        (notification.kind(), notification.raw_value()),
        ("new", None)
    );
    assert_eq!(notification.raw(), Some(deep.as_str()));
}

#[test]
fn an_empty_list_is_nothing_and_a_missing_one_is_told() {
    for entries in [json!([]), Value::Null] {
        let notification = ws(&json!({"type": "activity", "ActivityNotification": entries}));
        assert_eq!(notification.activities(), []);
        assert_eq!(notification.undecodable(), []);
    }
    let notification = ws(&json!({"NotificationContainer": {"type": "activity", "size": 1}}));
    let [undecodable] = notification.undecodable() else {
        panic!("{notification:?}")
    };
    assert!(undecodable.reason().contains("ActivityNotification"));
}

#[test]
fn what_cannot_be_used_says_why() {
    let many = format!(
        "{}{{}}{}",
        "{\"NotificationContainer\":".repeat(500),
        "}".repeat(500)
    );
    for (message, reason) in [
        (b"".as_slice(), "EOF"),
        (b"{", "EOF"),
        (b"hello", "expected value"),
        (b"[]", "expected a notification"),
        (b"null", "expected a notification"),
        (b"{}", "without `type`"),
        (b"{\"TimelineEntry\":{}}", "without `type`"),
        (
            b"{\"NotificationContainer\":[\"activity\"]}",
            "expected a notification",
        ),
        (b"{\"NotificationContainer\":{}}", "without `type`"),
        (b"{\"type\":\"activity\"} {", "trailing"),
        (many.as_bytes(), "without `type`"),
    ] {
        let odd = websocket(message).unwrap_err();
        assert!(odd.reason().contains(reason), "{odd}");
    }
    assert!(event("activity", b"").is_err());
    assert!(event("", b"{}").is_err());
}

#[test]
fn a_byte_that_is_not_utf8_costs_a_character() {
    let message = b"{\"ActivityNotification\":[{\"event\":\"updated\",\"uuid\":\"a\",\
        \"Activity\":{\"uuid\":\"a\",\"title\":\"L\xe9on\"}},\
        {\"event\":\"ended\",\"uuid\":\"b\xff\"}]}";
    let notification = websocket(message).unwrap();
    let [change] = notification.activities() else {
        panic!("{notification:?}")
    };
    assert_eq!(change.activity.as_ref().unwrap().title(), "L\u{fffd}on");
    // Which activity has ended cannot be known.
    assert_eq!(notification.undecodable().len(), 1);
}

fn json_value() -> impl Strategy<Value = Value> {
    let names = prop_oneof![
        Just("NotificationContainer".to_owned()),
        Just("ActivityNotification".to_owned()),
        Just("Activity".to_owned()),
        Just("Context".to_owned()),
        Just("type".to_owned()),
        Just("event".to_owned()),
        Just("uuid".to_owned()),
        Just("progress".to_owned()),
        ".{0,8}",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        Just(Value::from("activity")),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 48, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((names.clone(), inner), 0..5)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

fn change() -> impl Strategy<Value = Value> {
    let word = "[a-z.]{1,12}";
    let uuid = "[0-9a-z-]{1,36}";
    let fields = (
        "\\PC{0,20}",
        -1_i64..=100,
        any::<bool>(),
        prop::option::of("[0-9]{1,4}"),
    );
    (word, uuid, prop::option::of(fields)).prop_map(|(event, uuid, fields)| {
        let mut entry = json!({"event": event, "uuid": uuid});
        if let Some((title, progress, cancellable, section)) = fields {
            let mut activity = json!({"uuid": uuid, "title": title, "progress": progress,
                "cancellable": cancellable});
            if let Some(section) = section {
                activity["Context"] = json!({"librarySectionID": section});
            }
            entry["Activity"] = activity;
        }
        entry
    })
}

fn written(change: &ActivityChange) -> Value {
    let mut entry = json!({"event": change.event.as_str(), "uuid": change.id});
    if let Some(activity) = &change.activity {
        entry["Activity"] = serde_json::to_value(activity).unwrap();
    }
    entry
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..256), name in ".{0,12}") {
        let _ = websocket(&bytes);
        let _ = event(&name, &bytes);
    }

    #[test]
    fn no_json_panics(value in json_value(), name in prop_oneof![Just("activity".to_owned()), ".{0,8}"]) {
        for decoded in [websocket(value.to_string().as_bytes()), event(&name, value.to_string().as_bytes())]
            .into_iter()
            .flatten()
        {
            for change in decoded.activities() {
                prop_assert!(change.activity.as_ref().is_none_or(|activity| activity.uuid == change.id));
            }
        }
    }

    #[test]
    fn what_is_written_is_read_from_either_transport(changes in prop::collection::vec(change(), 1..5)) {
        let list = ws(&json!({"NotificationContainer": {"type": "activity", "size": changes.len(),
            "ActivityNotification": changes}}));
        prop_assert_eq!(list.activities().iter().map(written).collect::<Vec<_>>(), changes.clone());
        prop_assert_eq!(list.undecodable(), &[]);
        for (one, change) in changes.iter().zip(list.activities()) {
            let single = sse("activity", &json!({"ActivityNotification": one}));
            prop_assert_eq!(single.activities(), std::slice::from_ref(change));
        }
    }
}

#[test]
fn a_notification_without_entries_says_nothing() {
    for notification in [
        ws(&json!({"NotificationContainer": {"type": "activity", "size": 0}})),
        ws(&json!({"NotificationContainer": {"type": "activity", "size": "0", "new": 1}})),
        ws(&json!({"NotificationContainer": {"type": "activity"}})),
        ws(&json!({"type": "activity", "size": 0})),
        sse("activity", &json!({})),
        sse("activity", &json!({"size": 0})),
        sse("activity", &json!({"NotificationContainer": {}})),
    ] {
        assert_eq!(notification.kind(), "activity");
        assert_eq!(ids(&notification), [""; 0]);
        assert_eq!(notification.undecodable(), []);
    }
    for odd in [
        ws(&json!({"NotificationContainer": {"type": "activity", "size": 1}})),
        ws(&json!({"NotificationContainer": {"type": "activity", "Activities": [entry("a")]}})),
        sse("activity", &json!({"Activities": [entry("a")]})),
    ] {
        assert_eq!(odd.undecodable().len(), 1, "{odd:?}");
    }
}
