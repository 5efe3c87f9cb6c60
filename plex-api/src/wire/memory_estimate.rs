//! How much memory a JSON text will take once it is decoded, before it is.

use super::{Context, Progress};
use crate::generated::types::Activity;
use crate::limits::MAX_ENTRY_WEIGHT;

/// A value inside of a list or an object.
const VALUE: usize = 32;
/// A key of an object, with its share of the tree that holds it.
const KEY: usize = 105;
/// An object: the smallest tree has room for eleven keys.
const OBJECT: usize = 640;

/// The members of a container stand at this depth: `{"MediaContainer": {…}}`.
const CONTAINER: usize = 2;

/// No text takes more than this many times its length: `{"":{"":…}}` comes closest.
const MOST: usize = 152;

/// Whether an activity that was read takes little more memory than its text: all of it is of known
/// shape, or has nothing inside.
///
/// That costs nothing, and holds for what servers send; only for the rest is the text weighed.
pub(crate) fn is_light(activity: &Activity) -> bool {
    let progress = activity.progress.as_ref().map(Progress::raw);
    activity.extra.is_empty()
        && activity.response.is_none()
        && activity.context.as_ref().is_none_or(Context::is_flat)
        && progress.is_none_or(|value| !value.is_object() && !value.is_array())
}

/// Whether an entry takes more memory than one may.
///
/// Five bytes of JSON can take 150 times as much as a `Value`, so the length alone says little.
pub(crate) fn is_too_heavy(json: &str) -> bool {
    json.len() * MOST > MAX_ENTRY_WEIGHT && weight(json) > MAX_ENTRY_WEIGHT
}

/// An estimate of the bytes that a text takes as a `Value`.
pub(crate) fn weight(json: &str) -> usize {
    let mut weight = json.len();
    let mut in_text = false;
    let mut bytes = json.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => in_text = !in_text,
            b'\\' if in_text => {
                bytes.next();
            }
            _ if in_text => {}
            b'{' => weight += OBJECT,
            b':' => weight += KEY,
            b',' | b'[' => weight += VALUE,
            _ => {}
        }
    }
    weight
}

/// Whether a document takes more than `limit` bytes of memory, apart from the list that its
/// container holds under the name `list`: the entries of that are weighed one by one.
pub(crate) fn weighs_more(document: &[u8], list: Option<&str>, limit: usize) -> bool {
    document.len() * MOST > limit && weight_outside(document, list) > limit
}

fn weight_outside(document: &[u8], list: Option<&str>) -> usize {
    let (mut weight, mut depth, mut at) = (0, 0_usize, 0);
    // Inside of the list, which begins at the second level.
    let mut in_list = false;
    let mut last_text: &[u8] = b"";
    while let Some(&byte) = document.get(at) {
        let begin = at;
        at += 1;
        let mut own = 1;
        match byte {
            b'"' => {
                at = end_of_text(document, at);
                last_text = document.get(begin + 1..at - 1).unwrap_or_default();
                own = at - begin;
            }
            b'{' | b'[' => {
                depth += 1;
                own = if byte == b'{' { OBJECT } else { VALUE };
            }
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                in_list &= depth >= CONTAINER;
            }
            b',' => {
                in_list &= depth > CONTAINER;
                own = VALUE;
            }
            b':' => {
                in_list |=
                    depth == CONTAINER && list.is_some_and(|list| list.as_bytes() == last_text);
                own = KEY;
            }
            _ => {}
        }
        if !in_list {
            weight += own;
        }
    }
    weight
}

/// Where a text ends that begins before `at`: after its quote.
fn end_of_text(document: &[u8], mut at: usize) -> usize {
    while let Some(&byte) = document.get(at) {
        at += 1;
        match byte {
            b'"' => break,
            b'\\' => at += 1,
            _ => {}
        }
    }
    at.min(document.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_servers_send_is_light() {
        let full = r#"{"uuid":"45463242-929b-1234-8e6b-4355dhe534","type":"library.refresh.items",
            "cancellable":false,"userID":1,"title":"Refreshing","subtitle":"Augmenting metadata",
            "progress":66,"Context":{"accessible":true,"analyzed":true,"exists":true,
            "key":"/library/metadata/4711","refreshed":true},"Response":{"a":1,"b":2}}"#;
        assert!(weight(full) < MAX_ENTRY_WEIGHT / 3, "{}", weight(full));
        assert!(!is_too_heavy(&format!(
            r#"{{"title":"{}"}}"#,
            "{:,".repeat(4_000)
        )));
    }

    #[test]
    fn long_texts_and_many_values_are_heavy() {
        for json in [
            format!(r#"{{"title":"{}"}}"#, "x".repeat(MAX_ENTRY_WEIGHT)),
            format!("[{}]", r#"{"":0},"#.repeat(30)),
            format!("[{}0]", "0,".repeat(1_000)),
            "[".repeat(1_000),
        ] {
            assert!(is_too_heavy(&json), "{json:.30}");
        }
    }

    #[test]
    fn the_list_of_a_container_is_weighed_apart() {
        let document = |before: &str, list: &str, after: &str| {
            let json = format!(
                r#"{{"MediaContainer":{{"size":1,{before}"Activity":[{list}1]{after}}},"x":0}}"#
            );
            weight_outside(json.as_bytes(), Some("Activity"))
        };
        let odd = r#"{"a":[1,{"b\"":"}]"}]},"#.repeat(1_000);
        let light = document("", "", "");
        assert!(light < 3_000, "{light}");
        assert_eq!(document("", &odd, ""), light);
        let rest = format!(r#""y":[{odd}1]"#);
        let heavy = 1_000 * (OBJECT + KEY);
        assert!(document(&format!("{rest},"), &odd, "") > heavy);
        assert!(document("", &odd, &format!(",{rest}")) > heavy);
        assert!(weight_outside(rest.as_bytes(), None) > heavy);
        // The same name elsewhere is no list.
        let deep = format!(r#"{{"a":{{"b":{{"Activity":[{odd}1]}}}}}}"#);
        assert!(weight_outside(deep.as_bytes(), Some("Activity")) > heavy);
        for cut in ["\"", "\"\\", "{\"a"] {
            weight_outside(cut.as_bytes(), Some("Activity"));
        }
    }
}
