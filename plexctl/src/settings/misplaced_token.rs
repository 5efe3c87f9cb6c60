//! Keeps a token that the user gave as something else out of messages.

use plex_api::Token;

/// The text in quotation marks; a description of it when it looks like a token.
pub(super) fn quote(text: &str) -> String {
    if Token::looks_like(text) {
        "(not shown, because it looks like a token)".to_owned()
    } else {
        format!("{text:?}")
    }
}
