//! The reason why a message or a part of it cannot be decoded, in a few words for people.

use std::fmt;

use crate::limits::MAX_EXCERPT_BYTES as EXCERPT;
use crate::sanitize::printable;

/// A notification, or a part of one, that could not be decoded.
///
/// It costs only itself: the entries with it, before it and after it are delivered. Reason and
/// excerpt are for people; both are one line of printable text, at most 200 bytes each.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Undecodable {
    reason: String,
    excerpt: String,
}

impl Undecodable {
    /// The place that does not fit, the value that was expected, and the value that came.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// The beginning of it. An ellipsis marks a cut.
    #[must_use]
    pub fn excerpt(&self) -> &str {
        &self.excerpt
    }

    /// Changes both texts.
    #[cfg(any(feature = "websocket", feature = "eventsource"))]
    pub(super) fn map_texts(&mut self, change: impl Fn(String) -> String) {
        self.reason = change(std::mem::take(&mut self.reason));
        self.excerpt = change(std::mem::take(&mut self.excerpt));
    }

    pub(super) fn new(reason: &str, text: &[u8]) -> Self {
        Self {
            reason: printable(reason),
            // A character more than is kept may be cut in half; the next cut removes it.
            excerpt: printable(&String::from_utf8_lossy(
                text.get(..EXCERPT * 2).unwrap_or(text),
            )),
        }
    }
}

impl fmt::Display for Undecodable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { reason, excerpt } = self;
        write!(f, "{reason}, in {excerpt:?}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_one_short_line_of_printable_text() {
        let odd = Undecodable::new("why\u{7}", b"a\r\n\x1b[31m\xff\xe2\x80\xaeb");
        assert_eq!(odd.excerpt(), "a[31m\u{fffd}b");
        assert_eq!(odd.to_string(), "why, in \"a[31m\u{fffd}b\"");

        for text in ["é".repeat(1000), format!("x{}", "é".repeat(1000))] {
            let odd = Undecodable::new(&text, text.as_bytes());
            assert!(odd.excerpt().len() <= EXCERPT, "{}", odd.excerpt().len());
            assert!(odd.excerpt().ends_with("é…"), "{}", odd.excerpt());
            assert!(odd.reason().len() <= EXCERPT && odd.reason().ends_with("é…"));
        }
    }
}
