//! Writes the small XML documents of the server: elements with attributes, no text nodes.

use std::fmt::Write;

use serde_json::Value;

/// Collects one document.
#[derive(Debug)]
pub(crate) struct Writer(String);

impl Writer {
    pub(crate) fn new() -> Self {
        Self("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned())
    }

    pub(crate) fn open<'a>(
        &mut self,
        name: &str,
        attributes: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) {
        self.start(name, attributes);
        self.0.push_str(">\n");
    }

    pub(crate) fn empty<'a>(
        &mut self,
        name: &str,
        attributes: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) {
        self.start(name, attributes);
        self.0.push_str(" />\n");
    }

    pub(crate) fn close(&mut self, name: &str) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.0, "</{name}>");
    }

    pub(crate) fn finish(self) -> String {
        self.0
    }

    fn start<'a>(&mut self, name: &str, attributes: impl IntoIterator<Item = (&'a str, &'a str)>) {
        let _ = write!(self.0, "<{name}");
        for (key, value) in attributes {
            let _ = write!(self.0, " {key}=\"");
            escape(value, &mut self.0);
            self.0.push('"');
        }
    }
}

/// How a JSON value stands in an XML attribute: booleans are `1` and `0`.
pub(crate) fn text_of(value: &Value) -> String {
    match value {
        Value::Bool(flag) => if *flag { "1" } else { "0" }.to_owned(),
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn escape(text: &str, out: &mut String) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\r' => out.push_str("&#13;"),
            '\t' => out.push_str("&#9;"),
            // XML 1.0 has no way to write the other control characters.
            control if control.is_control() => out.push('\u{fffd}'),
            other => out.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_escaped() {
        let mut out = Writer::new();
        out.empty("A", [("b", "\"<&>\n\u{1}ü")]);
        assert_eq!(
            out.finish().lines().nth(1),
            Some("<A b=\"&quot;&lt;&amp;&gt;&#10;\u{fffd}ü\" />")
        );
    }

    #[test]
    fn booleans_are_digits() {
        assert_eq!(text_of(&Value::Bool(true)), "1");
        assert_eq!(text_of(&Value::Bool(false)), "0");
        assert_eq!(text_of(&Value::from("3")), "3");
        assert_eq!(text_of(&Value::from(7)), "7");
    }
}
