//! The elements of responses: attributes and children, written as JSON or as XML.

use std::borrow::Cow;
use std::fmt::Write;

use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

const XML_DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// Ordered key and value pairs. A `serde_json::Map` would sort them, and servers do not sort them.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Attributes(Vec<(String, Value)>);

impl Attributes {
    pub(crate) fn set(&mut self, key: &str, value: impl Into<Value>) {
        let value = value.into();
        match self.0.iter_mut().find(|(name, _)| name == key) {
            Some((_, old)) => *old = value,
            None => self.0.push((key.to_owned(), value)),
        }
    }

    /// The attributes; `None` when there are none.
    pub(crate) fn to_option(&self) -> Option<Self> {
        (!self.0.is_empty()).then(|| self.clone())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &(String, Value)> {
        self.0.iter()
    }
}

impl Serialize for Attributes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

impl<'de> Deserialize<'de> for Attributes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let map = serde_json::Map::deserialize(deserializer)?;
        Ok(Self(map.into_iter().collect()))
    }
}

/// One element. Its name is given by the element around it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Element {
    attributes: Attributes,
    children: Vec<(Cow<'static, str>, Children)>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
enum Children {
    One(Element),
    Many(Vec<Element>),
}

impl Element {
    pub(crate) fn new<const N: usize>(attributes: [(&str, Value); N]) -> Self {
        let mut element = Self::default();
        for (key, value) in attributes {
            element.attributes.set(key, value);
        }
        element
    }

    pub(crate) fn set(&mut self, key: &str, value: impl Into<Value>) {
        self.attributes.set(key, value);
    }

    /// Adds a child that is an object in JSON.
    pub(crate) fn with_child(mut self, name: &'static str, child: impl Into<Self>) -> Self {
        self.children
            .push((name.into(), Children::One(child.into())));
        self
    }

    /// Adds children that are an array in JSON. The key is absent when there are none.
    pub(crate) fn with_children(
        mut self,
        name: &'static str,
        children: impl IntoIterator<Item = Self>,
    ) -> Self {
        let children: Vec<_> = children.into_iter().collect();
        if !children.is_empty() {
            self.children.push((name.into(), Children::Many(children)));
        }
        self
    }

    /// The element of a JSON object: its values are attributes, its objects and lists are children.
    pub(crate) fn of_object(object: &serde_json::Map<String, Value>) -> Self {
        let mut element = Self::default();
        for (key, value) in object {
            let children = match value {
                Value::Object(child) => Children::One(Self::of_object(child)),
                Value::Array(list) => {
                    let objects = list.iter().filter_map(Value::as_object);
                    Children::Many(objects.map(Self::of_object).collect())
                }
                value => {
                    element.set(key, value.clone());
                    continue;
                }
            };
            element.children.push((key.clone().into(), children));
        }
        element
    }

    /// The XML document with this element at its root. Lists have an end tag even when they are empty.
    pub(crate) fn to_xml(&self, name: &str) -> String {
        let mut out = XML_DECLARATION.to_owned();
        self.write_start(name, &mut out);
        out.push_str(">\n");
        self.write_content(name, &mut out);
        out
    }

    /// The XML document of an element that never has children: it has no end tag.
    pub(crate) fn to_xml_without_children(&self, name: &str) -> String {
        let mut out = XML_DECLARATION.to_owned();
        self.write_start(name, &mut out);
        out.push_str(" />\n");
        out
    }

    fn write_start(&self, name: &str, out: &mut String) {
        // Writing to a String cannot fail.
        let _ = write!(out, "<{name}");
        for (key, value) in self.attributes.iter() {
            let _ = write!(out, " {key}=\"");
            write_escaped(&to_attribute_text(value), out);
            out.push('"');
        }
    }

    fn write_content(&self, name: &str, out: &mut String) {
        for (name, children) in &self.children {
            let children = match children {
                Children::One(child) => std::slice::from_ref(child),
                Children::Many(children) => children,
            };
            for child in children {
                child.write_start(name, out);
                if child.children.is_empty() {
                    out.push_str(" />\n");
                } else {
                    out.push_str(">\n");
                    child.write_content(name, out);
                }
            }
        }
        let _ = writeln!(out, "</{name}>");
    }
}

impl From<Attributes> for Element {
    fn from(attributes: Attributes) -> Self {
        Self {
            attributes,
            children: Vec::new(),
        }
    }
}

impl Serialize for Element {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (key, value) in self.attributes.iter() {
            map.serialize_entry(key, value)?;
        }
        for (name, children) in &self.children {
            map.serialize_entry(name, children)?;
        }
        map.end()
    }
}

/// A JSON value as the text of an XML attribute: booleans are `1` and `0`.
fn to_attribute_text(value: &Value) -> String {
    match value {
        Value::Bool(flag) => if *flag { "1" } else { "0" }.to_owned(),
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn write_escaped(text: &str, out: &mut String) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\r' => out.push_str("&#13;"),
            '\t' => out.push_str("&#9;"),
            // XML 1.0 cannot express the other control characters.
            control if control.is_control() => out.push('\u{fffd}'),
            other => out.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn attributes_are_escaped() {
        let child = Element::new([("b", json!("\"<&>\n\u{1}ü"))]);
        let root = Element::default().with_child("A", child);
        assert_eq!(
            root.to_xml("R").lines().nth(2),
            Some("<A b=\"&quot;&lt;&amp;&gt;&#10;\u{fffd}ü\" />")
        );
    }

    #[test]
    fn booleans_are_digits() {
        assert_eq!(to_attribute_text(&json!(true)), "1");
        assert_eq!(to_attribute_text(&json!(false)), "0");
        assert_eq!(to_attribute_text(&json!("3")), "3");
        assert_eq!(to_attribute_text(&json!(7)), "7");
    }
}
