//! Answers' bodies: read up to a limit, and brought into the form that the operation expects.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::StatusCode;

use super::error_body;
use super::error_response;
use super::redact::Redactor;
use super::request_spec::RequestSpec;
use crate::error::{Error, ErrorKind, Result};
use crate::limits::MAX_BYTES_BESIDE_LIST;
use crate::operation::ResponseKind;
use crate::request_context::Peer;
use crate::wire::{member, xml};

/// Reads the whole body, and gives up as soon as it is larger than `limit` bytes, or nothing comes
/// for as long as `idle`.
pub(crate) async fn read_bounded(
    response: &mut reqwest::Response,
    limit: usize,
    idle: Duration,
) -> std::result::Result<Bytes, BodyError> {
    let mut whole = BytesMut::new();
    let mut first: Option<Bytes> = None;
    while let Some(chunk) = next_chunk(response, idle).await? {
        let so_far = first.as_ref().map_or(whole.len(), Bytes::len);
        if so_far + chunk.len() > limit {
            return Err(BodyError::TooLarge);
        }
        // Most answers are one chunk, which then needs no copy.
        match first.take() {
            None if whole.is_empty() => first = Some(chunk),
            None => whole.extend_from_slice(&chunk),
            Some(begin) => {
                whole.extend_from_slice(&begin);
                whole.extend_from_slice(&chunk);
            }
        }
    }
    Ok(first.unwrap_or_else(|| whole.freeze()))
}

/// Reads the beginning of an error's body. However it ends, the bytes until then count: the status
/// says more than the text.
pub(crate) async fn read_head(
    response: &mut reqwest::Response,
    limit: usize,
    idle: Duration,
) -> Bytes {
    let mut head = BytesMut::new();
    while head.len() < limit {
        match next_chunk(response, idle).await {
            Ok(Some(chunk)) => head.extend_from_slice(&chunk),
            Ok(None) | Err(_) => break,
        }
    }
    head.truncate(limit);
    head.freeze()
}

async fn next_chunk(
    response: &mut reqwest::Response,
    idle: Duration,
) -> std::result::Result<Option<Bytes>, BodyError> {
    match tokio::time::timeout(idle, response.chunk()).await {
        Ok(chunk) => chunk.map_err(BodyError::Broken),
        Err(_) => Err(BodyError::Idle),
    }
}

/// The reason why a body could not be read.
#[derive(Debug)]
pub(crate) enum BodyError {
    Broken(reqwest::Error),
    TooLarge,
    Idle,
}

/// Brings the body of a 2xx answer into the form that the generated code decodes: JSON, or nothing.
pub(crate) fn normalize(
    operation: &RequestSpec<'_>,
    status: StatusCode,
    body: &Bytes,
    redactor: &Redactor<'_>,
) -> Result<Bytes> {
    let trimmed = trim(body);
    let head = trimmed.first().copied();
    let body = match operation.response {
        // The request asked for a stream, and this is a body. Only a maintenance page says more than that.
        ResponseKind::EventStream | ResponseKind::Upgrade => match head {
            Some(b'<') if !is_page(trimmed) => from_xml(operation, status, trimmed, redactor)
                .and_then(|_| Err(not_plex(operation, status, trimmed, redactor))),
            _ => Err(not_plex(operation, status, trimmed, redactor)),
        },
        // Whether anybody reads it or not, a sign-in page instead of it means that nothing was done.
        ResponseKind::Empty | ResponseKind::Bytes => match head {
            Some(b'<') if is_page(trimmed) => Err(not_plex(operation, status, trimmed, redactor)),
            // An error under a good status: nothing was done then either.
            Some(b'<') => match error_code(trimmed) {
                Some(code) => Err(error_response::from_answer(
                    operation,
                    code,
                    &http::HeaderMap::new(),
                    trimmed,
                    redactor,
                )),
                None => Ok(raw_body(operation, body)),
            },
            _ => Ok(raw_body(operation, body)),
        },
        ResponseKind::Json => match head {
            // Without an envelope the response may be a list, a text or a number.
            Some(first) if first == b'{' || first != b'<' && operation.envelope.is_none() => {
                Ok(match std::str::from_utf8(trimmed) {
                    Ok(_) => body.slice_ref(trimmed),
                    // A byte that is not UTF-8 costs a character, not the answer.
                    Err(_) => String::from_utf8_lossy(trimmed).into_owned().into(),
                })
            }
            Some(b'<') => from_xml(operation, status, trimmed, redactor),
            _ => Err(not_plex(operation, status, trimmed, redactor)),
        },
    }?;
    // A private answer is decoded into types that hide it. It may be a wanted token, even the one in use.
    let body = match operation.private {
        true => body,
        false => redactor.redact_answer(body),
    };
    // No part of it is decoded here, so the limit of the whole answer is enough.
    if operation.response == ResponseKind::Bytes {
        return Ok(body);
    }
    // The entries of the list have a limit of their own, by which only small ones are decoded.
    if bytes_beside_list(&body, operation.list) > MAX_BYTES_BESIDE_LIST {
        let what = format!("has more than {MAX_BYTES_BESIDE_LIST} bytes beside its list");
        return Err(too_large(operation, status, redactor, &what));
    }
    Ok(body)
}

/// The body of an answer that is not decoded here; nothing where nobody reads it.
fn raw_body(operation: &RequestSpec<'_>, body: &Bytes) -> Bytes {
    match operation.response {
        ResponseKind::Bytes => body.clone(),
        _ => Bytes::new(),
    }
}

/// Returns the number of bytes of a document outside of its list: the list that the container has under the
/// name `list`, or the whole document.
fn bytes_beside_list(document: &[u8], list: Option<&str>) -> usize {
    let in_list = || {
        let document = std::str::from_utf8(document).ok()?;
        member(member(document, "MediaContainer")?, list?)
    };
    match document.len() {
        // Nearly every answer. The text is not read for it.
        length @ ..=MAX_BYTES_BESIDE_LIST => length,
        _ if list == Some("") && document.starts_with(b"[") => 0,
        length => length - in_list().map_or(0, str::len),
    }
}

fn from_xml(
    operation: &RequestSpec<'_>,
    status: StatusCode,
    body: &[u8],
    redactor: &Redactor<'_>,
) -> Result<Bytes> {
    let envelope = operation.envelope.unwrap_or("MediaContainer");
    let is_container = |text: &str| text.contains(&format!("<{envelope}"));
    let text = String::from_utf8_lossy(body);
    match xml::read(&text) {
        Ok(document) if document.root == envelope => {
            Ok(Bytes::from(document.into_json().to_string()))
        }
        // `<Response code="503" …>` was seen with its own status; behind a proxy it may come with 200.
        Ok(document) if document.root == "Response" => {
            let code = document
                .attribute("code")
                .and_then(|code| code.parse().ok());
            match code.and_then(|code| StatusCode::from_u16(code).ok()) {
                Some(code) if code.is_client_error() || code.is_server_error() => {
                    Err(error_response::from_answer(
                        operation,
                        code,
                        &http::HeaderMap::new(),
                        body,
                        redactor,
                    ))
                }
                _ => Err(not_plex(operation, status, body, redactor)),
            }
        }
        Err(error) if is_container(&text) => Err(Error::new(
            ErrorKind::Decode,
            format!(
                "cannot {}: the server's answer is broken XML: {}. It may have been cut off on the \
                 way; try again",
                operation.action,
                // It quotes the server's tags, however long and whatever is in them.
                redactor.line(&error.to_string()),
            ),
        )
        .with_operation(operation.name)
        .with_status(status.as_u16())
        .with_may_have_been_sent()),
        _ => Err(not_plex(operation, status, body, redactor)),
    }
}

/// The status inside `<Response code="…">`, where it is one of an error.
fn error_code(body: &[u8]) -> Option<StatusCode> {
    // A library's whole listing is not read for it.
    let head = body.get(..1024).unwrap_or(body);
    memchr::memmem::find(head, b"<Response")?;
    let document = xml::read(&String::from_utf8_lossy(body)).ok()?;
    let code = document
        .attribute("code")
        .filter(|_| document.root == "Response")?;
    let code = StatusCode::from_u16(code.parse().ok()?).ok()?;
    (code.is_client_error() || code.is_server_error()).then_some(code)
}

/// The answer is beyond a limit: `what` says which.
pub(crate) fn too_large(
    operation: &RequestSpec<'_>,
    status: StatusCode,
    redactor: &Redactor<'_>,
    what: &str,
) -> Error {
    Error::new(
        ErrorKind::TooLarge,
        format!(
            "cannot {}: the answer of {} {what}. {}",
            operation.action,
            redactor.origin(),
            match redactor.peer() {
                Peer::Server =>
                    "A Plex Media Server sends a few kilobytes: check the URL, or raise the limit",
                #[cfg(feature = "account")]
                Peer::AccountService => "No answer of Plex's account service is that long",
            },
        ),
    )
    .with_operation(operation.name)
    .with_status(status.as_u16())
    .with_may_have_been_sent()
}

/// The program that answered is no Plex Media Server.
pub(crate) fn not_plex(
    operation: &RequestSpec<'_>,
    status: StatusCode,
    body: &[u8],
    redactor: &Redactor<'_>,
) -> Error {
    let what = if trim(body).is_empty() {
        "an empty answer".to_owned()
    } else if operation.private && !is_page(trim(body)) {
        "something else".to_owned()
    } else {
        match error_body::describe(body, redactor).sentence {
            Some(sentence) if is_page(trim(body)) => format!("a web page ({sentence:?})"),
            Some(sentence) => format!("something else ({sentence:?})"),
            None => "something else".to_owned(),
        }
    };
    Error::new(
        ErrorKind::NotPlex,
        format!(
            "cannot {}: {} answered {what} with status {}, which is not what {} sends. Check the \
             URL, and whether a proxy or a sign-in page is in between",
            operation.action,
            redactor.origin(),
            status.as_u16(),
            redactor.peer().name(),
        ),
    )
    .with_operation(operation.name)
    .with_status(status.as_u16())
    .with_may_have_been_sent()
}

/// Returns `true` if the text is an HTML page.
pub(crate) fn is_page(text: &[u8]) -> bool {
    let head: Vec<u8> = text.iter().take(1024).map(u8::to_ascii_lowercase).collect();
    [b"<html".as_slice(), b"<!doctype html"]
        .iter()
        .any(|tag| head.windows(tag.len()).any(|window| window == *tag))
}

/// Without a byte order mark and white space.
pub(crate) fn trim(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(body)
        .trim_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generated::OperationId;

    fn normalized(id: OperationId, body: &'static [u8]) -> Result<Bytes> {
        let redactor = Redactor::new(None, "http://host".to_owned());
        normalize(
            &RequestSpec::from(id.operation()),
            StatusCode::OK,
            &Bytes::from_static(body),
            &redactor,
        )
    }

    fn list(body: &'static [u8]) -> Result<Bytes> {
        normalized(OperationId::GetServerActivities, body)
    }

    #[test]
    fn json_stays_as_it_is_and_xml_becomes_json() {
        assert_eq!(&list(b"{\"a\":1}").unwrap()[..], b"{\"a\":1}");
        assert_eq!(&list(b"\xef\xbb\xbf {}\r\n").unwrap()[..], b"{}");
        assert_eq!(
            &list(b"<MediaContainer size=\"0\"></MediaContainer>").unwrap()[..],
            br#"{"MediaContainer":{"size":"0"}}"#
        );
    }

    #[test]
    fn a_byte_that_is_not_utf8_costs_a_character() {
        assert_eq!(
            list(b"{\"MediaContainer\":{\"title\":\"a\xffb\"}}").unwrap(),
            "{\"MediaContainer\":{\"title\":\"a\u{fffd}b\"}}"
        );
    }

    #[test]
    fn only_the_list_of_the_container_may_be_long() {
        let long = "0,".repeat(MAX_BYTES_BESIDE_LIST);
        for (body, is_fine) in [
            (
                format!(r#"{{"MediaContainer":{{"size":1,"Activity":[{long}0]}}}}"#),
                true,
            ),
            (
                format!(r#"{{"MediaContainer":{{"x":[{long}0],"Activity":[]}}}}"#),
                false,
            ),
            (
                format!(r#"{{"MediaContainer":{{"x":{{"Activity":[{long}0]}}}}}}"#),
                false,
            ),
            (
                format!(r#"{{"Activity":[{long}0],"MediaContainer":{{}}}}"#),
                false,
            ),
        ] {
            let read = list(Box::leak(body.into_boxed_str()).as_bytes());
            assert_eq!(
                read.as_ref().err().map(Error::kind),
                (!is_fine).then_some(ErrorKind::TooLarge)
            );
        }
    }

    #[test]
    fn pages_and_other_texts_are_not_plex() {
        for body in [
            b"<!DOCTYPE html><html><title>Sign in</title></html>".as_slice(),
            b"<HTML>",
            b"<rss/>",
            b"",
            b" \n",
            b"hello",
            b"[]",
            b"null",
            b"<Response code=\"200\"/>",
        ] {
            let error = list(body).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::NotPlex, "{error}");
        }
    }

    #[test]
    fn cut_xml_is_told_from_another_server() {
        let error = list(b"<MediaContainer size=\"1\"><Activity uuid=\"a").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
    }

    #[test]
    fn what_broken_xml_is_told_in_is_one_short_line() {
        let tag = format!("\u{1b}[31m\n{}", "x".repeat(10_000));
        let body = format!("<MediaContainer></{tag}>");
        let error = list(Box::leak(body.into_boxed_str()).as_bytes()).unwrap_err();
        let text = error.to_string();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(text.len() < 1_000, "{}", text.len());
        assert!(!text.contains(char::is_control), "{text:?}");
    }

    #[test]
    fn a_maintenance_answer_under_status_200_is_an_error_all_the_same() {
        let error = list(b"<Response code=\"503\" title=\"Maintenance\" status=\"Migrating.\"/>")
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ServerBusy);
        assert!(error.to_string().contains("Migrating."), "{error}");
    }

    #[test]
    fn a_page_in_place_of_an_empty_success_is_no_success() {
        assert!(
            normalized(OperationId::CancelServerActivities, b"")
                .unwrap()
                .is_empty()
        );
        assert!(
            normalized(
                OperationId::CancelServerActivities,
                b"<MediaContainer size=\"0\"/>"
            )
            .unwrap()
            .is_empty()
        );
        let busy = b"<Response code=\"503\" title=\"Maintenance\"/>";
        let error = normalized(OperationId::RefreshSection, busy).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ServerBusy);
        let error =
            normalized(OperationId::CancelServerActivities, b"<html>sign in</html>").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotPlex);
    }
}
