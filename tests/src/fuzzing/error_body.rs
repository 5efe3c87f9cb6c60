//! Any bytes as an answer: its status, some headers and its body.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode};
use plex_api::{Error, ErrorKind, OperationId, fuzzing};

use super::texts::{TOKEN, assert_fit_to_show, assert_without_token};

/// Our own sentences, and 512 bytes of the server's, of which the escaping of odd characters makes
/// at most four times as many.
const LONGEST: usize = 512 * 4 + 512;

/// An answer in the form of a corpus: `503 getIdentity`, lines of headers, an empty line, the body.
struct Answer<'a> {
    status: StatusCode,
    operation: OperationId,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: &'a [u8],
}

/// Reads `input` as an answer: a line with status and operation, lines of headers, an empty line,
/// and the body.
///
/// # Panics
/// When the error's text is too long, is no line or has the token, its status is another one, it
/// asks for a wait of more than a day, or white space around the body makes a difference.
pub fn error_body(input: &[u8]) {
    let answer = read(input);
    let Answer {
        status,
        operation,
        ref headers,
        body,
    } = answer;
    let outcome =
        |body: Vec<u8>| fuzzing::answer(&TOKEN, operation, status, headers, &Bytes::from(body));
    let spaced = [b"\r\n ".as_slice(), body, b" \n"].concat();
    match outcome(body.to_vec()) {
        Err(error) => {
            assert_error(&error);
            assert_eq!(error.operation(), Some(operation.as_str()));
            if !status.is_success() {
                assert_eq!(error.status(), Some(status.as_u16()));
            }
            if !body.starts_with(b"\xef\xbb\xbf") {
                let again = outcome(spaced).map_err(|error| error.to_string());
                assert_eq!(again, Err(error.to_string()));
            }
        }
        Ok(document) => {
            assert!(status.is_success());
            assert!(document.is_empty() || document.starts_with(b"{"));
        }
    }
}

/// The rules for the text of every error.
pub(super) fn assert_error_text(error: &Error) {
    assert_fit_to_show(&error.to_string(), LONGEST);
}

/// The rules for every error, for any answer of a server.
pub(super) fn assert_error(error: &Error) {
    assert_error_text(error);
    assert_without_token(&format!("{error:?} {:?}", error.server_errors()));
    assert!(error.retry_after() <= Some(Duration::from_secs(86_400)));
    let did_nothing = matches!(
        error.kind(),
        ErrorKind::Unauthorized
            | ErrorKind::Forbidden
            | ErrorKind::NotFound
            | ErrorKind::NotCancellable
            | ErrorKind::RateLimited
            | ErrorKind::Rejected
    );
    assert_eq!(error.may_have_been_sent(), !did_nothing, "{error:?}");
}

fn read(input: &[u8]) -> Answer<'_> {
    let (head, body) = split(input, b"\n\n");
    let head = String::from_utf8_lossy(head);
    let mut lines = head.lines();
    let (status, named) = lines
        .next()
        .unwrap_or("")
        .split_once(' ')
        .unwrap_or_default();
    let status = status
        .parse()
        .ok()
        .and_then(|status| StatusCode::from_u16(status).ok());
    Answer {
        status: status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
        operation: OperationId::ALL
            .iter()
            .copied()
            .find(|id| id.as_str() == named)
            .unwrap_or(OperationId::GetServerActivities),
        headers: lines
            .filter_map(|line| {
                let (name, value) = line.split_once(": ")?;
                Some((name.parse().ok()?, value.parse().ok()?))
            })
            .collect(),
        body,
    }
}

/// The parts before and after the first `mark`.
fn split<'a>(input: &'a [u8], mark: &[u8]) -> (&'a [u8], &'a [u8]) {
    let at = input.windows(mark.len()).position(|window| window == mark);
    let (head, rest) = input.split_at(at.unwrap_or(input.len()));
    (head, rest.strip_prefix(mark).unwrap_or(rest))
}
