//! XML answers, turned into the JSON that the same server sends when it is asked for JSON.
//!
//! Servers and proxies that ignore `Accept` answer with XML. Attributes become members with text
//! values, and children become lists under the child's name, which is how servers map the one to
//! the other. The tolerant types of this module's parent then read the texts as the values they mean.

use std::fmt;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use serde_json::{Map, Value};

use crate::sanitize::printable;

/// Elements inside elements; the deepest recorded answer has three levels. Each is two levels of
/// JSON, of which at most 127 are read.
const MAX_DEPTH: usize = 60;

/// An element has at most so many attributes; the fullest recorded one has two dozen. Each is
/// compared with all others before it.
const MAX_ATTRIBUTES: usize = 256;

/// Elements and attributes of one document. A full list of activities has half as many.
const MAX_NODES: usize = 150_000;

/// An element whose JSON form is one object and not a list of them.
const SINGLE: [&str; 2] = ["Context", "Response"];

/// One XML document: the root element's name, and its content in JSON's form.
#[derive(Debug, PartialEq)]
pub(crate) struct Document {
    pub(crate) root: String,
    pub(crate) content: Map<String, Value>,
}

/// The reason why a text is not an XML document of the kind that servers send.
#[derive(Debug, PartialEq)]
pub(crate) struct NotXml(String);

impl fmt::Display for NotXml {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NotXml {}

impl Document {
    /// The whole document as JSON: `{"<root>": {…}}`.
    pub(crate) fn into_json(self) -> Value {
        // Not collected: for one field the compiler would make a sort.
        let mut document = Map::new();
        document.insert(self.root, Value::Object(self.content));
        Value::Object(document)
    }

    /// The text of one of the root's attributes.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.content.get(name)?.as_str()
    }
}

/// Reads one XML document. A document type, and with it every entity of its own, is refused.
pub(crate) fn read(text: &str) -> Result<Document, NotXml> {
    let mut reader = quick_xml::Reader::from_str(text);
    let mut open: Vec<(String, Map<String, Value>)> = Vec::new();
    let mut nodes = 0;
    loop {
        let at = reader.buffer_position();
        let event = reader.read_event().map_err(|error| {
            let error = printable(&error.to_string());
            NotXml(format!("{error} at byte {}", reader.error_position()))
        })?;
        let closed = match event {
            Event::Start(element) => {
                if open.len() == MAX_DEPTH {
                    return Err(NotXml(format!(
                        "more than {MAX_DEPTH} elements deep at byte {at}"
                    )));
                }
                open.push(start(&element, &mut nodes)?);
                continue;
            }
            Event::Empty(element) => start(&element, &mut nodes)?,
            Event::End(_) => open
                .pop()
                .ok_or_else(|| NotXml(format!("an end tag without its start at byte {at}")))?,
            Event::DocType(_) => {
                return Err(NotXml(format!("a document type at byte {at}")));
            }
            Event::Eof => {
                return Err(NotXml(match open.last() {
                    Some((name, _)) => {
                        let name = printable(name);
                        format!("<{name}> is not closed: the text ends too early")
                    }
                    None => "there is no element".to_owned(),
                }));
            }
            Event::Text(_)
            | Event::CData(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::GeneralRef(_) => continue,
        };
        let (name, content) = closed;
        match open.last_mut() {
            None => {
                return Ok(Document {
                    root: name,
                    content,
                });
            }
            Some((_, parent)) => adopt(parent, name, content),
        }
    }
}

fn start(
    element: &BytesStart<'_>,
    nodes: &mut usize,
) -> Result<(String, Map<String, Value>), NotXml> {
    let name = element.name().into_inner().to_owned();
    let mut content = Map::new();
    count(nodes)?;
    for attribute in element.attributes() {
        if content.len() == MAX_ATTRIBUTES {
            let name = printable(&name);
            return Err(NotXml(format!(
                "more than {MAX_ATTRIBUTES} attributes in <{name}>"
            )));
        }
        count(nodes)?;
        let attribute =
            attribute.map_err(|error| NotXml(format!("in <{}>: {error}", printable(&name))))?;
        let key = attribute.key.into_inner().to_owned();
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_err(|error| {
                let (name, key) = (printable(&name), printable(&key));
                NotXml(printable(&format!("in <{name} {key}>: {error}")))
            })?;
        content.insert(key, Value::String(value.into_owned()));
    }
    Ok((name, content))
}

fn count(nodes: &mut usize) -> Result<(), NotXml> {
    *nodes += 1;
    if *nodes > MAX_NODES {
        let what = format!("more than {MAX_NODES} elements and attributes");
        return Err(NotXml(what));
    }
    Ok(())
}

fn adopt(parent: &mut Map<String, Value>, name: String, content: Map<String, Value>) {
    let child = Value::Object(content);
    if SINGLE.contains(&name.as_str()) && !parent.contains_key(&name) {
        parent.insert(name, child);
        return;
    }
    match parent.get_mut(&name) {
        Some(Value::Array(list)) => list.push(child),
        Some(Value::Object(_)) => {
            let first = parent.remove(&name).unwrap_or_default();
            parent.insert(name, Value::Array(vec![first, child]));
        }
        // An attribute of the same name gives way: a child holds more.
        _ => {
            parent.insert(name, Value::Array(vec![child]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn json(text: &str) -> Value {
        read(text).unwrap().into_json()
    }

    #[test]
    fn attributes_are_texts_and_children_are_lists() {
        assert_eq!(
            json(
                r#"<?xml version="1.0" encoding="UTF-8"?>
                   <MediaContainer size="2">
                     <Activity uuid="a" cancellable="0"><Context librarySectionID="1" /></Activity>
                     <Activity uuid="b" title="Tom &amp; &#x4a;erry"/>
                   </MediaContainer>"#
            ),
            json!({"MediaContainer": {"size": "2", "Activity": [
                {"uuid": "a", "cancellable": "0", "Context": {"librarySectionID": "1"}},
                {"uuid": "b", "title": "Tom & Jerry"},
            ]}})
        );
    }

    #[test]
    fn a_second_context_makes_a_list_of_it() {
        assert_eq!(
            json(r#"<A><Context a="1"/><Context a="2"/><Context a="3"/></A>"#),
            json!({"A": {"Context": [{"a": "1"}, {"a": "2"}, {"a": "3"}]}})
        );
    }

    #[test]
    fn a_child_wins_over_an_attribute_of_its_name() {
        assert_eq!(
            json(r#"<A B="x"><B c="1"/></A>"#),
            json!({"A": {"B": [{"c": "1"}]}})
        );
    }

    #[test]
    fn what_follows_the_root_is_not_looked_at() {
        assert_eq!(json("<A/> trailing <B>"), json!({"A": {}}));
    }

    fn attributes(many: usize) -> String {
        (0..many).map(|n| format!("a{n}='' ")).collect()
    }

    #[test]
    fn a_broken_document_is_an_error_with_its_place() {
        for (text, part) in [
            ("", "no element"),
            ("no markup", "no element"),
            ("<A><B></A>", "B"),
            ("<A>", "<A> is not closed"),
            ("<A x=1/>", "in <A>"),
            ("<A x='&unknown;'/>", "in <A x>"),
            ("</A>", "A"),
            (
                "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>",
                "a document type at byte 0",
            ),
            (&"<a>".repeat(100_000), "more than 60 elements deep"),
            (
                &format!("<A {}/>", attributes(300)),
                "more than 256 attributes",
            ),
            // A million of them, each compared with all others, would take hours.
            (
                &format!("<A {}/>", attributes(1_000_000)),
                "more than 256 attributes",
            ),
            (
                &format!("<A>{}</A>", r#"<B c=""/>"#.repeat(MAX_NODES)),
                "more than 150000 elements and attributes",
            ),
            (
                &format!("<A>{}</A>", "<B/>".repeat(MAX_NODES)),
                "more than 150000",
            ),
            (&format!("<{} x=1/>", "a".repeat(1 << 20)), "aaa"),
        ] {
            let error = read(text).unwrap_err().to_string();
            assert!(error.len() < 600, "{}", error.len());
            assert!(error.contains(part), "{text:.40}: {error}");
        }
    }
}
