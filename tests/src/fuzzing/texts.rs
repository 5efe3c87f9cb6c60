//! The rules for every text that is shown to people: it is short, one line, and has no token.

use std::sync::LazyLock;

use plex_api::limits::MAX_EXCERPT_BYTES;
use plex_api::{Token, Undecodable};

use crate::SECRET;

/// [`SECRET`] as a token.
#[expect(clippy::expect_used, reason = "a constant of this crate")]
pub(super) static TOKEN: LazyLock<Token> = LazyLock::new(|| Token::new(SECRET).expect("a token"));

pub(super) fn assert_without_token(text: &str) {
    assert!(!text.contains(SECRET), "the token is in a text: {text}");
}

/// One line of at most `limit` bytes, without the token.
pub(super) fn assert_fit_to_show(text: &str, limit: usize) {
    assert_line(text, limit);
    assert_without_token(text);
}

/// One line of at most `limit` bytes, without characters that move a terminal's cursor.
pub(super) fn assert_line(text: &str, limit: usize) {
    assert!(
        text.len() <= limit,
        "{} bytes, more than {limit}: {text}",
        text.len()
    );
    let odd = text.chars().find(|c| c.is_control());
    assert_eq!(odd, None, "in a text for people: {text:?}");
}

/// The promises in the documentation of [`Undecodable`].
pub(super) fn assert_undecodable(odd: &Undecodable) {
    assert_fit_to_show(odd.reason(), MAX_EXCERPT_BYTES);
    assert_fit_to_show(odd.excerpt(), MAX_EXCERPT_BYTES);
}

/// The number of lines of a YAML text: YAML has more kinds of line breaks than Rust, and the end of the text
/// counts as a line.
pub(super) fn yaml_lines(text: &str) -> usize {
    let breaks = ['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'];
    text.matches(breaks).count() + 2
}
