//! Places inside the document: JSON pointers, and the line a pointer leads to.

use std::fmt;

/// A JSON pointer (RFC 6901) into the document, such as `/paths/~1activities/get`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer(Vec<String>);

impl Pointer {
    /// The whole document.
    #[must_use]
    pub fn root() -> Self {
        Self::default()
    }

    /// The place one step further down: a key of a map or an index of a list.
    #[must_use]
    pub fn child(&self, segment: impl fmt::Display) -> Self {
        let mut segments = self.0.clone();
        segments.push(segment.to_string());
        Self(segments)
    }

    /// The place that a local reference such as `#/components/schemas/Activity` names; `None` for
    /// references into other documents.
    #[must_use]
    pub fn of_reference(reference: &str) -> Option<Self> {
        let path = reference.strip_prefix("#/")?;
        Some(Self(
            path.split('/')
                .map(|s| s.replace("~1", "/").replace("~0", "~"))
                .collect(),
        ))
    }

    /// The steps from the root, unescaped.
    #[must_use]
    pub fn segments(&self) -> &[String] {
        &self.0
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("(whole document)");
        }
        for segment in &self.0 {
            write!(f, "/{}", segment.replace('~', "~0").replace('/', "~1"))?;
        }
        Ok(())
    }
}

/// The line (from 1) on which the value at `pointer` begins.
///
/// Reads block-style YAML by its indentation, which is how the document is written. Inside a
/// `{flow}` value the line of that value is the answer; `None` if not even the first step is found.
#[must_use]
pub(crate) fn line_of(text: &str, pointer: &Pointer) -> Option<usize> {
    let lines: Vec<Line<'_>> = text.lines().enumerate().filter_map(Line::read).collect();
    let mut found: Option<usize> = None;
    let mut block: &[Line<'_>] = &lines;
    for segment in pointer.segments() {
        let Some(at) = step(block, segment) else {
            break;
        };
        let Some((line, rest)) = block.get(at..).and_then(<[Line<'_>]>::split_first) else {
            break;
        };
        found = Some(line.number);
        let end = rest
            .iter()
            .position(|l| !line.holds(l))
            .unwrap_or(rest.len());
        block = rest.get(..end).unwrap_or_default();
    }
    found
}

/// Where in `block` the entry for `segment` stands.
fn step(block: &[Line<'_>], segment: &str) -> Option<usize> {
    let indent = block.first()?.indent;
    let own = block
        .iter()
        .enumerate()
        .filter(|(_, line)| line.indent == indent);
    match segment.parse::<usize>() {
        Ok(index) if block.first()?.text.starts_with('-') => own
            .filter(|(_, line)| line.text.starts_with('-'))
            .nth(index)
            .map(|(at, _)| at),
        _ => own
            .filter(|(_, line)| line.is_key(segment))
            .map(|(at, _)| at)
            .next(),
    }
}

struct Line<'a> {
    number: usize,
    indent: usize,
    text: &'a str,
}

impl<'a> Line<'a> {
    fn read((index, line): (usize, &'a str)) -> Option<Self> {
        let text = line.trim_start();
        if text.is_empty() || text.starts_with('#') {
            return None;
        }
        Some(Self {
            number: index + 1,
            indent: line.len() - text.len(),
            text: text.trim_end(),
        })
    }

    /// A sequence may stand at the indent of its key.
    fn holds(&self, next: &Line<'_>) -> bool {
        next.indent > self.indent
            || next.indent == self.indent
                && next.text.starts_with('-')
                && !self.text.starts_with('-')
    }

    fn is_key(&self, key: &str) -> bool {
        let after = |rest: Option<&str>| rest.is_some_and(|rest| rest.starts_with(':'));
        after(self.text.strip_prefix(key))
            || after(self.text.strip_prefix(&format!("'{key}'")))
            || after(self.text.strip_prefix(&format!("\"{key}\"")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
openapi: 3.0.3
paths:
  # a comment
  /activities:
    get:
      description: |
        get:
      parameters:
        - name: a
          in: query
        - name: b
      responses:
        '200': {description: ok}
";

    fn line(segments: &[&str]) -> Option<usize> {
        line_of(
            TEXT,
            &Pointer(segments.iter().map(ToString::to_string).collect()),
        )
    }

    #[test]
    fn keys_items_and_quoted_codes_are_found_on_their_lines() {
        assert_eq!(line(&["paths", "/activities", "get"]), Some(5));
        assert_eq!(
            line(&["paths", "/activities", "get", "parameters", "1"]),
            Some(11)
        );
        assert_eq!(
            line(&["paths", "/activities", "get", "responses", "200"]),
            Some(13)
        );
    }

    #[test]
    fn a_step_that_is_missing_leaves_the_line_of_its_parent() {
        assert_eq!(line(&["paths", "/activities", "put"]), Some(4));
        assert_eq!(line(&["nowhere"]), None);
        assert_eq!(line(&[]), None);
    }

    #[test]
    fn pointers_escape_slashes_and_tildes() {
        let pointer = Pointer::root().child("paths").child("/a~b").child(0);
        assert_eq!(pointer.to_string(), "/paths/~1a~0b/0");
        assert_eq!(Pointer::of_reference("#/paths/~1a~0b/0"), Some(pointer));
        assert_eq!(Pointer::of_reference("other.yaml#/x"), None);
    }
}
