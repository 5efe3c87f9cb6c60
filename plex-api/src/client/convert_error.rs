//! From the generated client's errors to this crate's.

use std::collections::BTreeMap;

use progenitor_client::{ByteStream, Error as RawError};
use serde::de::IgnoredAny;

use super::error_response;
use super::redact::Redactor;
use super::request_spec::RequestSpec;
use super::response_body;
use super::send;
use super::transport_error;
use crate::error::{Error, ErrorKind};
use crate::limits::MAX_ERROR_BODY_BYTES;
use crate::operation::Operation;
use crate::request_context::RequestContext;
use crate::wire;

/// The error of this crate that an error of the generated client is.
pub(crate) async fn convert(
    inner: &RequestContext,
    operation: &Operation,
    error: RawError<ByteStream>,
) -> Error {
    let operation = &RequestSpec::from(operation);
    let redactor = inner.redactor();
    match error {
        RawError::ErrorResponse(response) => {
            let (status, headers) = (response.status(), response.headers().clone());
            let body = reqwest::Body::wrap_stream(response.into_inner_stream());
            let mut response = reqwest::Response::from(http::Response::new(body));
            let idle = inner.shared.idle_timeout;
            let body = response_body::read_head(&mut response, MAX_ERROR_BODY_BYTES, idle).await;
            error_response::from_answer(operation, status, &headers, &body, &redactor)
        }
        RawError::UnexpectedResponse(response) => unexpected(inner, operation, response).await,
        RawError::InvalidResponsePayload(body, error) => {
            undecodable(operation, &body, &error, &redactor)
        }
        RawError::CommunicationError(error) | RawError::InvalidUpgrade(error) => {
            transport_error::error(operation, &error.without_url(), None, &redactor)
        }
        RawError::ResponseBodyError(error) => {
            let status = error.status().unwrap_or(http::StatusCode::OK);
            transport_error::error(operation, &error.without_url(), Some(status), &redactor)
        }
        RawError::InvalidRequest(message) | RawError::Custom(message) => Error::invalid(format!(
            "cannot {}: {}",
            operation.action,
            redactor.redact(&message)
        ))
        .with_operation(operation.name),
    }
}

/// The same error beside another type of error answers.
///
/// The document has none for an upgrade, so that there is nothing in it to lose.
#[cfg(feature = "websocket")]
pub(crate) fn retype(error: RawError<()>) -> RawError<ByteStream> {
    match error {
        RawError::ErrorResponse(response) => {
            let mut answer = http::Response::new(reqwest::Body::default());
            *answer.status_mut() = response.status();
            *answer.headers_mut() = response.headers().clone();
            RawError::UnexpectedResponse(reqwest::Response::from(answer))
        }
        RawError::UnexpectedResponse(response) => RawError::UnexpectedResponse(response),
        RawError::InvalidResponsePayload(body, error) => {
            RawError::InvalidResponsePayload(body, error)
        }
        RawError::CommunicationError(error) => RawError::CommunicationError(error),
        RawError::InvalidUpgrade(error) => RawError::InvalidUpgrade(error),
        RawError::ResponseBodyError(error) => RawError::ResponseBodyError(error),
        RawError::InvalidRequest(message) => RawError::InvalidRequest(message),
        RawError::Custom(message) => RawError::Custom(message),
    }
}

async fn unexpected(
    inner: &RequestContext,
    operation: &RequestSpec<'_>,
    mut response: reqwest::Response,
) -> Error {
    if let Some(error) = send::take_error(&response) {
        return error;
    }
    let (status, headers) = (response.status(), response.headers().clone());
    let idle = inner.shared.idle_timeout;
    let body = response_body::read_head(&mut response, MAX_ERROR_BODY_BYTES, idle).await;
    if status.is_client_error() || status.is_server_error() {
        return error_response::from_answer(operation, status, &headers, &body, &inner.redactor());
    }
    response_body::not_plex(operation, status, &body, &inner.redactor())
}

pub(crate) fn undecodable(
    operation: &RequestSpec<'_>,
    body: &[u8],
    error: &serde_json::Error,
    redactor: &Redactor<'_>,
) -> Error {
    // Sound JSON without the envelope is another server's, or a proxy's.
    let lacks = |envelope: &str| {
        serde_json::from_slice::<BTreeMap<String, IgnoredAny>>(body)
            .is_ok_and(|body| !body.contains_key(envelope))
    };
    if operation.envelope.is_some_and(lacks) {
        return response_body::not_plex(operation, http::StatusCode::OK, body, redactor);
    }
    if operation.private {
        return private_undecodable(operation, body, error);
    }
    let hint = if error.is_eof() {
        "It was cut off on the way; try again"
    } else {
        "The server may be newer than this client, or a proxy changed the answer"
    };
    Error::new(
        ErrorKind::Decode,
        format!(
            "cannot {}: the server's answer cannot be read: {}. {hint}. It begins with {:?}",
            operation.action,
            // It quotes the server's texts, however long they are.
            redactor.line(&wire::explain(body, error).to_string()),
            redactor.line(&String::from_utf8_lossy(body)),
        ),
    )
    .with_operation(operation.name)
    .with_status(200)
    .with_may_have_been_sent()
}

/// The error of an answer of which no message may quote a word: not its values, and not its names,
/// which may be values at the wrong place.
fn private_undecodable(
    operation: &RequestSpec<'_>,
    body: &[u8],
    error: &serde_json::Error,
) -> Error {
    let told = error.to_string();
    // The name in it is one of the document.
    let missing = told
        .strip_prefix("missing field ")
        .and_then(|rest| rest.split('`').nth(1));
    let what = match (missing, error.is_eof()) {
        (Some(field), _) => format!("it has no `{field}`"),
        (None, true) => "it was cut off on the way; try again".to_owned(),
        (None, false) => format!(
            "expected something else at line {} column {}",
            error.line(),
            error.column()
        ),
    };
    Error::new(
        ErrorKind::Decode,
        format!(
            "cannot {}: the answer of {} bytes cannot be read: {what}. It is not shown, because it \
             is private",
            operation.action,
            body.len(),
        ),
    )
    .with_operation(operation.name)
    .with_status(200)
    .with_may_have_been_sent()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::ResponseKind;

    /// An operation of the document as it could be.
    fn operation(envelope: Option<&str>) -> RequestSpec<'_> {
        RequestSpec {
            name: "getIdentity",
            action: "list the tasks",
            response: ResponseKind::Json,
            statuses: &[200],
            not_found: false,
            retry: false,
            token: true,
            private: false,
            envelope,
            list: None,
        }
    }

    fn kind(envelope: Option<&str>, body: &str) -> ErrorKind {
        let error = serde_json::from_str::<u8>(body).unwrap_err();
        let redactor = Redactor::new(None, "http://host".to_owned());
        undecodable(&operation(envelope), body.as_bytes(), &error, &redactor).kind()
    }

    #[test]
    fn sound_json_whose_type_is_missed_is_not_taken_for_another_server() {
        let tasks = r#"{"ButlerTasks": {"ButlerTask": 7}}"#;
        assert_eq!(kind(Some("ButlerTasks"), tasks), ErrorKind::Decode);
        assert_eq!(kind(None, tasks), ErrorKind::Decode);
        assert_eq!(kind(None, "[]"), ErrorKind::Decode);
    }

    #[test]
    fn json_without_the_envelope_of_the_operation_is_of_another_server() {
        for envelope in ["ButlerTasks", "MediaContainer"] {
            assert_eq!(kind(Some(envelope), r#"{"hello": 1}"#), ErrorKind::NotPlex);
        }
    }

    #[test]
    fn json_that_is_cut_off_is_a_decode_error() {
        let cut = r#"{"MediaContainer": {"size": 1"#;
        assert_eq!(kind(Some("MediaContainer"), cut), ErrorKind::Decode);
    }
}
