//! Any bytes as the answer to `GET /activities`.

use std::fmt::Write as _;

use bytes::Bytes;
use plex_api::fuzzing;
use plex_api::limits::{MAX_ACTIVITIES, MAX_EXCERPT_BYTES, MAX_UNREADABLE};
use plex_api::{Activity, ActivityList, Unreadable};
use serde_json::{Value, json};

use super::error_body::assert_error;
use super::texts::{TOKEN, assert_line};

/// Reads `input` as a list of activities.
///
/// # Panics
/// When an entry is lost, the list does not read as the same again, the same activities as XML are
/// others, or an error breaks the rules of [`error_body`](super::error_body) for errors.
pub fn list_body(input: &[u8]) {
    match fuzzing::activities(&TOKEN, &Bytes::copy_from_slice(input)) {
        Ok(list) => {
            assert_no_entry_is_lost(&list, input);
            assert!(list.activities.len() <= MAX_ACTIVITIES);
            assert!(list.unreadable.len() <= MAX_UNREADABLE);
            for odd in &list.unreadable {
                assert_line(odd.reason(), MAX_EXCERPT_BYTES);
            }
            assert_reads_as_the_same_again(&list);
            assert_xml_says_the_same(&list.activities);
        }
        Err(error) => assert_error(&error),
    }
}

/// Counts the entries of the list by another way, where the answer is JSON and that way leads to it.
fn assert_no_entry_is_lost(list: &ActivityList, body: &[u8]) {
    let Ok(answer) = serde_json::from_slice::<Value>(body) else {
        return;
    };
    let expected = match answer.pointer("/MediaContainer/Activity") {
        None | Some(Value::Null) => 0,
        Some(Value::Array(entries)) => entries.len(),
        Some(_) => 1,
    };
    let told = list.activities.len() + list.unreadable.len() + list.left_out;
    assert_eq!(told, expected);
}

fn assert_reads_as_the_same_again(list: &ActivityList) {
    let readable = as_json(&list.activities);
    let unreadable = list.unreadable.iter().map(Unreadable::raw).cloned();
    let entries: Vec<Value> = readable.iter().cloned().chain(unreadable).collect();
    let container = json!({"size": entries.len(), "Activity": entries});
    let again = read(&json!({"MediaContainer": container}).to_string());
    // An entry that had a name twice can be read the second time.
    let same = again.activities.get(..readable.len());
    assert_eq!(same.map(as_json), Some(readable));
    let told = again.activities.len() + again.unreadable.len();
    assert_eq!(told, entries.len());
}

/// Every activity as JSON, with numbers instead of their texts.
fn as_json(activities: &[Activity]) -> Vec<Value> {
    activities.iter().map(|one| json!(one)).collect()
}

fn assert_xml_says_the_same(activities: &[Activity]) {
    let activities: Vec<&Activity> = activities.iter().filter(|one| fits_xml(one)).collect();
    let list = read(&xml(&activities));
    assert_eq!(list.unreadable, []);
    let expected: Vec<_> = activities.into_iter().map(said).collect();
    assert_eq!(
        list.activities.iter().map(said).collect::<Vec<_>>(),
        expected
    );
}

#[expect(
    clippy::panic,
    reason = "a target panics where something does not hold"
)]
fn read(body: &str) -> ActivityList {
    fuzzing::activities(&TOKEN, &Bytes::copy_from_slice(body.as_bytes()))
        .unwrap_or_else(|error| panic!("{error}, of {body}"))
}

/// The values that callers ask of an activity, apart from those for which XML has no types.
fn said(activity: &Activity) -> Vec<Option<String>> {
    let context = activity.context.as_ref();
    let flag = |flag: Option<bool>| flag.map(|flag| flag.to_string());
    vec![
        Some(activity.id().to_string()),
        Some(activity.kind().to_owned()),
        Some(activity.title().to_owned()),
        Some(activity.subtitle().to_owned()),
        activity
            .progress()
            .percent()
            .map(|percent| percent.to_string()),
        Some(activity.is_cancellable().to_string()),
        activity.user_id.as_ref().map(|id| id.get().to_string()),
        context.and_then(|one| Some(one.library_section_id()?.to_string())),
        context.and_then(|one| Some(one.key()?.to_string())),
        flag(context.and_then(plex_api::Context::exists)),
        flag(context.and_then(plex_api::Context::refreshed)),
    ]
}

/// The names of [`said`]'s values in XML; the last four are of `Context`.
const NAMES: [&str; 11] = [
    "uuid",
    "type",
    "title",
    "subtitle",
    "progress",
    "cancellable",
    "userID",
    "librarySectionID",
    "key",
    "exists",
    "refreshed",
];

fn xml(activities: &[&Activity]) -> String {
    let mut text = format!("<MediaContainer size=\"{}\">", activities.len());
    for activity in activities {
        let attributes = NAMES.iter().zip(said(activity));
        text.push_str("<Activity");
        for (at, (name, value)) in attributes.enumerate() {
            if at == NAMES.len() - 4 {
                text.push_str("><Context");
            }
            if let Some(value) = value {
                let _ = write!(text, " {name}=\"{}\"", escaped(&value));
            }
        }
        text.push_str("/></Activity>");
    }
    text.push_str("</MediaContainer>");
    text
}

fn escaped(value: &str) -> String {
    let mut text = String::new();
    for c in value.chars() {
        match c {
            // White space would be read as a blank otherwise.
            '&' | '<' | '>' | '"' | '\t' | '\n' | '\r' => {
                let _ = write!(text, "&#{};", u32::from(c));
            }
            c => text.push(c),
        }
    }
    text
}

/// Returns `true` if every text is of characters that XML 1.0 has.
fn fits_xml(activity: &Activity) -> bool {
    let fits = |c: char| !matches!(c, '\0'..'\t' | '\u{b}' | '\u{c}' | '\u{e}'..' ' | '\u{fffe}' | '\u{ffff}');
    said(activity)
        .iter()
        .flatten()
        .all(|text| text.chars().all(fits))
}
