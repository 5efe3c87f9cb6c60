//! LineIndex inside the document: JSON pointers, and the line a pointer leads to.

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;

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

/// Finds the lines of places in a text; made once for all the places that are asked for.
///
/// Reads block-style YAML by its indentation, which is how the document is written. Each block is
/// read once however many places in it are asked for.
pub(crate) struct LineIndex<'a> {
    lines: Vec<Line<'a>>,
    blocks: HashMap<Range<usize>, Block<'a>>,
}

/// The entries of one block, each by the index of its first line.
struct Block<'a> {
    keys: HashMap<&'a str, usize>,
    items: Option<Vec<usize>>,
}

impl<'a> LineIndex<'a> {
    /// The places of a text.
    pub(crate) fn of(text: &'a str) -> Self {
        Self {
            lines: text.lines().enumerate().filter_map(Line::read).collect(),
            blocks: HashMap::new(),
        }
    }

    /// The line (from 1) on which the value at `pointer` begins.
    ///
    /// Inside a `{flow}` value the line of that value is the answer; `None` if not even the first
    /// step is found.
    pub(crate) fn line_of(&mut self, pointer: &Pointer) -> Option<usize> {
        let mut found = None;
        let mut range = 0..self.lines.len();
        for segment in pointer.segments() {
            let Some((at, inner)) = self.step(range, segment) else {
                break;
            };
            found = Some(at);
            range = inner;
        }
        self.lines.get(found?).map(|line| line.number)
    }

    /// The line of the entry for `segment`, and the lines that belong to it.
    fn step(&mut self, range: Range<usize>, segment: &str) -> Option<(usize, Range<usize>)> {
        let lines = self.lines.get(range.clone())?;
        let block = self
            .blocks
            .entry(range.clone())
            .or_insert_with(|| Block::read(lines, range.start));
        let at = match (segment.parse::<usize>(), &block.items) {
            (Ok(index), Some(items)) => *items.get(index)?,
            _ => *block.keys.get(segment)?,
        };
        let line = self.lines.get(at)?;
        let rest = self.lines.get(at + 1..range.end)?;
        let held = rest
            .iter()
            .position(|next| !line.holds(next))
            .unwrap_or(rest.len());
        Some((at, at + 1..at + 1 + held))
    }
}

impl<'a> Block<'a> {
    fn read(lines: &[Line<'a>], start: usize) -> Self {
        let first = lines.first();
        let indent = first.map_or(0, |line| line.indent);
        let mut keys = HashMap::new();
        let mut items = first
            .is_some_and(|line| line.text.starts_with('-'))
            .then(Vec::new);
        for (index, line) in lines.iter().enumerate() {
            if line.indent != indent {
                continue;
            }
            if let Some(key) = line.key() {
                keys.entry(key).or_insert(start + index);
            }
            if let Some(items) = &mut items
                && line.text.starts_with('-')
            {
                items.push(start + index);
            }
        }
        Self { keys, items }
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

    /// A sequence may have the indent of its key.
    fn holds(&self, next: &Line<'_>) -> bool {
        next.indent > self.indent
            || next.indent == self.indent
                && next.text.starts_with('-')
                && !self.text.starts_with('-')
    }

    /// The key before the colon, without its quotes.
    fn key(&self) -> Option<&'a str> {
        for quote in ['\'', '"'] {
            if let Some(rest) = self.text.strip_prefix(quote) {
                let (key, rest) = rest.split_once(quote)?;
                return rest.starts_with(':').then_some(key);
            }
        }
        let key = self.text.split_once(": ").map(|(key, _)| key);
        key.or_else(|| self.text.strip_suffix(':'))
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
        LineIndex::of(TEXT).line_of(&Pointer(segments.iter().map(ToString::to_string).collect()))
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
