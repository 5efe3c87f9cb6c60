//! Any bytes as the answer to `GET /library/sections`.

use bytes::Bytes;
use plex_api::LibrarySection;
use plex_api::fuzzing;
use serde_json::{Value, json};

use super::error_body::assert_error;
use super::texts::{TOKEN, assert_without_token};

/// Reads `input` as a list of library sections.
///
/// # Panics
/// When a section is lost, has the token or does not read as the same again, or an error breaks the rules
/// of [`error_body`](super::error_body) for errors.
pub fn sections_body(input: &[u8]) {
    match fuzzing::sections(&TOKEN, &Bytes::copy_from_slice(input)) {
        Ok((sections, unreadable)) => {
            if let Some(expected) = entries(input) {
                assert_eq!(sections.len() + unreadable, expected);
            }
            let written = json!({"MediaContainer": {"Directory": sections}}).to_string();
            assert_without_token(&written);
            assert_reads_as_the_same_again(&sections, written);
        }
        Err(error) => assert_error(&error),
    }
}

/// The number of sections in the answer, counted in another way; `None` when that way finds no list.
fn entries(body: &[u8]) -> Option<usize> {
    let body: Value = serde_json::from_slice(body).ok()?;
    Some(match body.pointer("/MediaContainer/Directory") {
        None | Some(Value::Null) => 0,
        Some(Value::Array(entries)) => entries.len(),
        Some(_) => 1,
    })
}

#[expect(
    clippy::panic,
    reason = "a target panics where something does not hold"
)]
fn assert_reads_as_the_same_again(sections: &[LibrarySection], written: String) {
    match fuzzing::sections(&TOKEN, &Bytes::from(written)) {
        Ok((again, 0)) => assert_eq!(again, sections),
        other => panic!("{other:?}"),
    }
}
