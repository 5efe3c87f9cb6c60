//! How much memory a JSON text will take once it is decoded, before it is.

use crate::limits::MAX_ENTRY_WEIGHT;

/// A value inside of a list or an object.
const VALUE: usize = 32;
/// A key of an object, with its share of the tree that holds it.
const KEY: usize = 105;
/// An object: the smallest tree has room for eleven keys.
const OBJECT: usize = 640;

/// No text takes more than this many times its length: `{"":{"":…}}` comes closest.
const MOST: usize = 152;

/// Whether an entry takes more memory than one may.
///
/// Five bytes of JSON can take 150 times as much as a `Value`, so the length alone says little.
pub(crate) fn is_too_heavy(json: &str) -> bool {
    json.len() * MOST > MAX_ENTRY_WEIGHT && weight(json) > MAX_ENTRY_WEIGHT
}

fn weight(json: &str) -> usize {
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
}
