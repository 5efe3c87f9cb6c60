//! The error in a JSON text, for people: its place, the expected value, and the actual value.

use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

/// The reason why a JSON text is not as expected: `Activity[3].cancellable: expected a boolean, got an
/// object`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DecodeError {
    /// The place, from the value that was read; empty for that value itself.
    path: String,
    what: String,
}

impl DecodeError {
    /// The same as seen from an outer value, in which the value that was read is at `path`.
    pub(crate) fn within(mut self, path: &str) -> Self {
        self.path = join(path, &self.path);
        self
    }

    pub(crate) fn new(path: &str, what: String) -> Self {
        Self {
            path: path.to_owned(),
            what,
        }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, what } = self;
        match path.as_str() {
            "" => f.write_str(what),
            path => write!(f, "{path}: {what}"),
        }
    }
}

/// Reads a text, and says where it does not fit if it does not.
pub(crate) fn read_json<'de, T: Deserialize<'de>>(json: &'de str) -> Result<T, DecodeError> {
    serde_json::from_str(json).map_err(|error| explain(json.as_bytes(), &error))
}

/// Explains `error` by its place in `json`.
///
/// To follow the path costs time, so it is found afterwards, from the place of the error in the text.
pub(crate) fn explain(json: &[u8], error: &serde_json::Error) -> DecodeError {
    let path = match error.classify() {
        serde_json::error::Category::Data => path_at(json, error).unwrap_or_default(),
        // The text ends or breaks there: the place in it says more.
        _ => String::new(),
    };
    DecodeError::new(&path, words(error))
}

/// The path of the value at which an error stands. The text is read up to there, with nothing kept
/// but the path.
fn path_at(json: &[u8], error: &serde_json::Error) -> Option<String> {
    let mut lines = json.split_inclusive(|&byte| byte == b'\n');
    let before = lines.by_ref().take(error.line().checked_sub(1)?);
    let before: usize = before.map(<[u8]>::len).sum();
    let (read, rest) = json.split_at_checked(before + error.column())?;
    // The fields of an object or array that is refused as such are not read.
    let is_before = matches!(rest.first(), Some(b'{' | b'['))
        && matches!(read.trim_ascii_end().last(), Some(b':' | b','));
    let read = json.get(..read.len() + usize::from(is_before))?;
    let mut path = Vec::new();
    let walk = Walk {
        path: &mut path,
        depth: 0,
        step: None,
        // The object that lacks a field has been read, and none of its fields is where the error is.
        leaves: error.to_string().starts_with("missing field"),
    };
    let _ = walk.deserialize(&mut serde_json::Deserializer::from_slice(read));
    Some(path.iter().fold(String::new(), |path, step| match step {
        Step::Field(name) => join(&path, name),
        Step::Entry(at) => format!("{path}[{at}]"),
    }))
}

fn join(outer: &str, inner: &str) -> String {
    match (outer, inner) {
        ("", path) | (path, "") => path.to_owned(),
        (outer, inner) if inner.starts_with('[') => format!("{outer}{inner}"),
        (outer, inner) => format!("{outer}.{inner}"),
    }
}

/// `expected a boolean, got an object` for serde's `invalid type: map, expected a boolean at line 1
/// column 7`.
fn words(error: &serde_json::Error) -> String {
    let text = error.to_string();
    if !error.is_data() {
        return text;
    }
    let place = format!(" at line {} column {}", error.line(), error.column());
    let text = text.strip_suffix(&place).unwrap_or(&text);
    let found = ["invalid type: ", "invalid value: "]
        .iter()
        .find_map(|kind| text.strip_prefix(kind)?.rsplit_once(", expected "));
    match found {
        Some((got, expected)) => {
            let expected = match expected {
                "f64" => "a number",
                "u32" | "u64" | "usize" => "a whole number",
                "a string" | "a borrowed string" => "a text",
                "a sequence" => "a list",
                "a map" => "an object",
                // It is read from one.
                _ if expected.starts_with("struct ") => "an object",
                _ => expected,
            };
            format!("expected {expected}, got {}", named(got))
        }
        None => text.to_owned(),
    }
}

/// The JSON name of a value, for serde's name.
fn named(value: &str) -> String {
    for (serde, json) in [
        ("map", "an object"),
        ("sequence", "an array"),
        ("unit value", "null"),
    ] {
        if value == serde {
            return json.to_owned();
        }
    }
    for (serde, json) in [
        ("string ", "the text "),
        ("integer ", "the number "),
        ("floating point ", "the number "),
        ("boolean ", ""),
    ] {
        if let Some(value) = value.strip_prefix(serde) {
            return format!("{json}{value}");
        }
    }
    value.to_owned()
}

enum Step {
    Field(String),
    Entry(usize),
}

/// Reads any value up to where the text ends; the path is then that of the value that began last.
struct Walk<'p> {
    path: &'p mut Vec<Step>,
    /// The length of the path to this value's parent.
    depth: usize,
    /// From there to this value.
    step: Option<Step>,
    /// Whether the path goes back to an object that has ended.
    leaves: bool,
}

impl Walk<'_> {
    /// The value has begun.
    fn begin(&mut self) {
        self.path.truncate(self.depth);
        self.path.extend(self.step.take());
        self.depth = self.path.len();
    }

    fn inside(&mut self, step: Step) -> Walk<'_> {
        Walk {
            path: self.path,
            depth: self.depth,
            step: Some(step),
            leaves: self.leaves,
        }
    }

    fn end(self) {
        if self.leaves {
            self.path.truncate(self.depth);
        }
    }
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        self.begin();
        while let Some(name) = map.next_key()? {
            map.next_value_seed(self.inside(Step::Field(name)))?;
        }
        self.end();
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        self.begin();
        let mut at = 0;
        while list
            .next_element_seed(self.inside(Step::Entry(at)))?
            .is_some()
        {
            at += 1;
        }
        self.end();
        Ok(())
    }

    fn visit_unit<E>(mut self) -> Result<(), E> {
        self.begin();
        Ok(())
    }

    fn visit_bool<E>(mut self, _: bool) -> Result<(), E> {
        self.begin();
        Ok(())
    }

    fn visit_i64<E>(mut self, _: i64) -> Result<(), E> {
        self.begin();
        Ok(())
    }

    fn visit_u64<E>(mut self, _: u64) -> Result<(), E> {
        self.begin();
        Ok(())
    }

    fn visit_f64<E>(mut self, _: f64) -> Result<(), E> {
        self.begin();
        Ok(())
    }

    fn visit_str<E>(mut self, _: &str) -> Result<(), E> {
        self.begin();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::wire::{LenientBool, LenientInt, LenientVec};

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "read, and not looked at")]
    struct Outer {
        #[serde(rename = "Container")]
        container: Container,
    }

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "read, and not looked at")]
    struct Container {
        size: Option<LenientInt>,
        flags: Option<BTreeMap<String, LenientBool>>,
        numbers: Option<Vec<LenientInt>>,
        list: Option<LenientVec<LenientInt>>,
        seconds: Option<f64>,
    }

    #[test]
    fn an_error_names_the_place_what_was_expected_and_what_came() {
        for (inside, expected) in [
            (
                r#""size": {"a": 1}"#,
                "Container.size: expected a whole number, got an object",
            ),
            (
                r#""numbers": [1, 2, [], 4]"#,
                "Container.numbers[2]: expected a whole number, got an array",
            ),
            (
                "\"size\": 1,\n \"flags\": {\n\"a\": true, \"b\": \"maybe\"}",
                "Container.flags.b: expected a boolean, got the text \"maybe\"",
            ),
            (
                r#""seconds": false"#,
                "Container.seconds: expected a number, got `false`",
            ),
            (
                r#""size": 1, "seconds": {"a": []}"#,
                "Container.seconds: expected a number, got an object",
            ),
            (
                r#""seconds": "1""#,
                "Container.seconds: expected a number, got the text \"1\"",
            ),
            (
                r#""size": 1.5"#,
                "Container.size: expected a whole number, got the number `1.5`",
            ),
            (
                r#""list": 17"#,
                "Container.list: expected a list, a single object or null, got 17",
            ),
        ] {
            let json = format!("{{\"Container\": {{{inside}}}}}");
            let error = serde_json::from_str::<Outer>(&json).unwrap_err();
            assert_eq!(explain(json.as_bytes(), &error).to_string(), expected);
        }
        for (json, expected) in [
            (
                r#"{"Container": 7}"#,
                "Container: expected an object, got the number `7`",
            ),
            (r#"{}"#, "missing field `Container`"),
            ("7", "expected an object, got the number `7`"),
        ] {
            let error = serde_json::from_str::<Outer>(json).unwrap_err();
            assert_eq!(explain(json.as_bytes(), &error).to_string(), expected);
        }
    }

    #[test]
    fn a_text_that_is_cut_says_where() {
        let json = r#"{"Container": {"size": "#;
        let error = serde_json::from_str::<Outer>(json).unwrap_err();
        let text = explain(json.as_bytes(), &error).to_string();
        assert_eq!(text, "EOF while parsing a value at line 1 column 23");
    }

    #[test]
    fn a_place_is_told_as_seen_from_outside() {
        let error = |path: &str| DecodeError::new(path, "odd".to_owned());
        for (inner, outer, expected) in [
            ("", "", "odd"),
            ("a", "", "a: odd"),
            ("", "A", "A: odd"),
            ("a", "A", "A.a: odd"),
            ("[1].a", "A", "A[1].a: odd"),
        ] {
            assert_eq!(error(inner).within(outer).to_string(), expected);
        }
    }
}
