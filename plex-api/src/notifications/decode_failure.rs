//! Why a message or a part of it cannot be decoded, in a few words for people.

use std::fmt;

use crate::limits::MAX_EXCERPT_BYTES as EXCERPT;
use crate::sanitize::printable;

/// A notification, or a part of one, that could not be decoded.
///
/// It costs only itself: what came with it, before it and after it is delivered. Reason and excerpt
/// are for people; both are one line of printable text, at most 200 bytes each.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Undecodable {
    reason: String,
    excerpt: String,
}

impl Undecodable {
    /// Where it does not fit, what was expected, and what came.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// The beginning of it. An ellipsis marks a cut.
    #[must_use]
    pub fn excerpt(&self) -> &str {
        &self.excerpt
    }

    /// The same without the token: a reason may spell it out although the message had it escaped.
    #[cfg(any(feature = "websocket", feature = "eventsource"))]
    pub(super) fn without(self, token: &str) -> Self {
        Self {
            reason: without(self.reason, token),
            excerpt: without(self.excerpt, token),
        }
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

/// A text without the token, and without its beginning (from four characters on, which others have
/// as well) where the text was cut.
#[cfg(any(feature = "websocket", feature = "eventsource"))]
fn without(text: String, token: &str) -> String {
    const HIDDEN: &str = "<token>";
    let text = if text.contains(token) {
        text.replace(token, HIDDEN)
    } else {
        text
    };
    let begun = text.strip_suffix('…').and_then(|kept| {
        let begins = (4..token.len()).rev().filter_map(|end| token.get(..end));
        let mut kept = begins.filter_map(|begin| kept.strip_suffix(begin));
        Some(format!("{}{HIDDEN}…", kept.next()?))
    });
    printable(&begun.unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(any(feature = "websocket", feature = "eventsource"))]
    #[test]
    fn a_token_is_hidden_whole_or_cut() {
        let shown = |reason: &str| Undecodable::new(reason, b"").without("hunter2").reason;
        assert_eq!(shown("is hunter2, hunter2"), "is <token>, <token>");
        assert_eq!(shown("hunt"), "hunt");
        for kept in 1..7 {
            let room = EXCERPT - '…'.len_utf8() - kept;
            let cut = shown(&format!("{}hunter2 and more", "x".repeat(room)));
            assert!(cut.len() <= EXCERPT && !cut.contains("hunt"), "{cut}");
        }
    }

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
