//! Any bytes as the answer to `GET /identity`.

use bytes::Bytes;
use plex_api::fuzzing;
use serde_json::json;

use super::error_body::assert_error;
use super::texts::{TOKEN, assert_without_token};

/// Reads `input` as a server's identity.
///
/// # Panics
/// When it has the token or does not read as the same again, or an error breaks the rules of
/// [`error_body`](super::error_body) for errors.
pub fn identity_body(input: &[u8]) {
    match fuzzing::identity(&TOKEN, &Bytes::copy_from_slice(input)) {
        Ok(identity) => {
            let written = json!({"MediaContainer": identity}).to_string();
            assert_without_token(&written);
            let again = fuzzing::identity(&TOKEN, &Bytes::from(written));
            assert_eq!(again.ok(), Some(identity));
        }
        Err(error) => assert_error(&error),
    }
}
