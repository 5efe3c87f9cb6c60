//! The short way gives what the decoder gives, or nothing.

use serde_json::{Value, json};

use super::*;
use crate::notifications::decode;
use crate::notifications::memory::{AT_MOST, has_the_same_texts};

/// Objects are written in the order of their keys: `!` comes first and `~` last, and [`text`] takes
/// them away.
fn usual(mark: char) -> Value {
    let named = |name: &str| format!("{mark}{name}");
    let uuid = "45463242-929b-1234-8e6b-4355dhe534";
    json!({"NotificationContainer": {named("type"): "activity", "size": 1, "ActivityNotification": [{
        named("event"): "updated",
        named("uuid"): uuid,
        "Activity": {
            named("uuid"): uuid,
            "type": "library.refresh.items",
            "cancellable": false,
            "userID": 1,
            "title": "Refreshing",
            "subtitle": "Augmenting metadata",
            "progress": 66,
            "Context": {"accessible": true, "key": "/library/metadata/7", "exists": true},
        },
    }]}})
}

fn text(value: &Value) -> String {
    value.to_string().replace("\"!", "\"").replace("\"~", "\"")
}

/// What any value may be replaced by.
fn others() -> Vec<Value> {
    vec![
        json!(null),
        json!(true),
        json!(7),
        json!(-1),
        json!(7.5),
        json!("1"),
        json!(""),
        json!("ended"),
        json!([]),
        json!([1, "a"]),
        json!({}),
        json!({"a": {"b": [null]}}),
    ]
}

/// Every message that differs from `value` in one place.
fn variations(value: &Value) -> Vec<Value> {
    let mut all = others();
    match value {
        Value::Object(fields) => {
            for (key, inside) in fields {
                let mut without = fields.clone();
                without.remove(key);
                all.push(Value::Object(without.clone()));
                without.insert(format!("{key}\n"), inside.clone());
                all.push(Value::Object(without));
                for inside in variations(inside) {
                    let mut with = fields.clone();
                    with.insert(key.clone(), inside);
                    all.push(Value::Object(with));
                }
            }
            let mut more = fields.clone();
            more.insert("later".to_owned(), json!({"a": [1, {"b": null}]}));
            all.push(Value::Object(more));
        }
        Value::Array(list) => {
            for (place, inside) in list.iter().enumerate() {
                for inside in variations(inside) {
                    let mut with = list.clone();
                    with[place] = inside;
                    all.push(Value::Array(with.clone()));
                    with.push(list[place].clone());
                    all.push(Value::Array(with));
                }
            }
        }
        _ => {}
    }
    all
}

/// The same text with one of its fields twice: the second time with another value.
#[expect(clippy::string_slice, reason = "all of it is ASCII")]
fn doubled(text: &str) -> Vec<String> {
    let marks = text.match_indices("\":").map(|(end, _)| {
        let begin = text[..end].rfind('"').unwrap();
        let key = &text[begin..=end];
        format!("{}{key}:7,{}", &text[..begin], &text[begin..])
    });
    marks.collect()
}

fn primed() -> Memory {
    let mut memory = Memory::default();
    assert!(websocket(&text(&usual('!')), &mut memory).is_some());
    memory
}

#[test]
#[expect(clippy::string_slice, reason = "all of it is ASCII")]
fn the_short_way_gives_what_the_decoder_gives_or_nothing() {
    let mut texts = Vec::new();
    for mark in ['!', '~'] {
        let plain = text(&usual(mark));
        texts.extend(variations(&usual(mark)).iter().map(text));
        texts.extend(doubled(&plain));
        texts.extend((0..plain.len()).map(|end| plain[..end].to_owned()));
        texts.push(format!("{plain} \n"));
        texts.push(format!("{plain}x"));
        texts.push(plain.replace("Refreshing", r"Ref\u0072eshing"));
        texts.push(plain.replace("title", r"titl\u0065"));
    }
    let mut short = 0;
    for text in &texts {
        for mut memory in [Memory::default(), primed()] {
            if let Some(read) = websocket(text, &mut memory) {
                short += 1;
                let decoded = decode::websocket(text.as_bytes());
                assert_eq!(Ok(&read), decoded.as_ref(), "{text}");
                assert!(read.undecodable().is_empty(), "{text}");
            }
        }
    }
    assert!(short > 300, "{short} of {} went the short way", texts.len());
}

#[test]
fn what_comes_again_is_shared() {
    let mut memory = primed();
    let known = memory.activities().next().unwrap().clone();
    let next = text(&usual('!')).replace("66", "67");
    let read = websocket(&next, &mut memory).unwrap();
    let again = read.activities()[0].activity.as_ref().unwrap();
    assert!(has_the_same_texts(again, &known));
    assert_ne!(again.progress, known.progress);
}

#[test]
fn what_is_over_is_forgotten_and_the_memory_is_bounded() {
    let mut memory = primed();
    let ended = text(&usual('!')).replace("updated", "ended");
    websocket(&ended, &mut memory).unwrap();
    assert!(memory.activities().len() == 0);

    let uuid = "45463242-929b-1234-8e6b-4355dhe534";
    for number in 0..2 * AT_MOST {
        let text = text(&usual('!')).replace(uuid, &number.to_string());
        websocket(&text, &mut memory).unwrap();
        assert!(memory.activities().len() <= AT_MOST);
    }
}

#[test]
fn what_might_take_much_memory_is_weighed_by_the_decoder() {
    for inside in [
        r#""Response":{"a":1}"#,
        r#""later":1"#,
        r#""progress":[1]"#,
        r#""Context":{"deep":{}}"#,
    ] {
        let head = r#"{"NotificationContainer":{"type":"activity","ActivityNotification":[{"event":"updated","uuid":"a","Activity":{"#;
        let text = format!("{head}{inside}}}}}]}}}}");
        assert!(decode::websocket(text.as_bytes()).is_ok(), "{text}");
        assert_eq!(websocket(&text, &mut Memory::default()), None, "{text}");
    }
}
