//! Errors out of answers and broken connections: one kind, one sentence, no token.

use std::error::Error as StdError;
use std::time::{Duration, SystemTime};

use http::{HeaderMap, StatusCode, header};

use super::describe::{Redactor, describe, excerpt};
use super::operations::{Answer, Operation};
use crate::error::{Error, ErrorKind};

/// `Retry-After` beyond this is read as this.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 60 * 60);

/// The error that an answer with an error status is.
pub(crate) fn from_answer(
    operation: &Operation,
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
    redactor: &Redactor<'_>,
) -> Error {
    let described = describe(body, redactor);
    let retry_after = retry_after(headers, SystemTime::now());
    let (kind, what, hint) = judge(operation, status);
    let says = described
        .sentence
        .map(|sentence| format!(" and says {sentence:?}"))
        .unwrap_or_default();
    let reason = status.canonical_reason().unwrap_or("no standard status");
    let wait = retry_after
        .map(|wait| format!(" (it asks for {} s)", wait.as_secs()))
        .unwrap_or_default();
    let error = Error::new(
        kind,
        format!(
            "cannot {}: {what}: {} answered {} {reason}{says}. {hint}{wait}",
            operation.does,
            redactor.origin(),
            status.as_u16(),
        ),
    )
    .with_operation(operation.id)
    .with_status(status.as_u16())
    .with_server_errors(described.server_errors)
    .with_retry_after(retry_after);
    match kind {
        // These say that nothing was done.
        ErrorKind::Unauthorized
        | ErrorKind::Forbidden
        | ErrorKind::NotFound
        | ErrorKind::NotCancellable
        | ErrorKind::RateLimited
        | ErrorKind::Rejected => error,
        _ => error.sent(),
    }
}

fn judge(operation: &Operation, status: StatusCode) -> (ErrorKind, &'static str, &'static str) {
    match status.as_u16() {
        400 if operation.id == "cancelServerActivities" => (
            ErrorKind::NotCancellable,
            "the server cannot cancel it",
            "The activity goes on; a section scan is stopped through its section instead",
        ),
        401 => (
            ErrorKind::Unauthorized,
            "the token is missing or refused",
            "Check the token: it may have expired, or belong to another server",
        ),
        403 => (
            ErrorKind::Forbidden,
            "the token's user may not do this",
            "Use the token of the server's owner",
        ),
        // These paths exist on every server; who does not know them is another one.
        404 if operation.answer == Answer::Document => (
            ErrorKind::NotPlex,
            "the server does not know that path",
            "Check the URL, and whether it is a Plex Media Server or a proxy in front of one",
        ),
        404 => (
            ErrorKind::NotFound,
            "there is no such thing",
            "Check the identifier and the URL",
        ),
        429 => (
            ErrorKind::RateLimited,
            "too many requests",
            "Wait before the next try",
        ),
        502..=504 => (
            ErrorKind::ServerBusy,
            "the server is starting, busy or under maintenance",
            "Try again later",
        ),
        500.. => (
            ErrorKind::Server,
            "the server failed",
            "The server's log may tell why",
        ),
        _ => (
            ErrorKind::Rejected,
            "the server refused the request",
            "Check the URL: https and http have different ports behind some proxies",
        ),
    }
}

/// `Retry-After` in either of its forms.
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let value = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = match value.parse() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => httpdate::parse_http_date(value)
            .ok()?
            .duration_since(now)
            .unwrap_or_default(),
    };
    Some(wait.min(LONGEST_WAIT))
}

/// The error that a request without a whole answer is.
pub(crate) fn from_transport(
    operation: &Operation,
    error: &reqwest::Error,
    answered: Option<StatusCode>,
    redactor: &Redactor<'_>,
) -> Error {
    let cause = redactor.hide(&excerpt(&innermost(error)));
    let origin = redactor.origin();
    let does = operation.does;
    let (kind, message) = if let Some(status) = answered {
        (
            ErrorKind::Connect,
            format!(
                "cannot {does}: the answer of {origin} (status {}) broke off ({cause}). Try again; \
                 a proxy in between may be at fault",
                status.as_u16()
            ),
        )
    } else if is_tls(error) {
        let hint = if cause.contains("InvalidContentType") || cause.contains("wrong version") {
            "The port speaks no TLS: try http:// in place of https://"
        } else {
            "The certificate does not fit: use the name it was made for, or trust its authority"
        };
        (
            ErrorKind::Tls,
            format!("cannot {does}: no secure connection to {origin} ({cause}). {hint}"),
        )
    } else if error.is_connect() {
        (
            ErrorKind::Connect,
            format!(
                "cannot {does}: no connection to {origin} ({cause}). Check that the server runs, \
                 and the URL"
            ),
        )
    } else if error.is_builder() {
        (
            ErrorKind::InvalidInput,
            format!("cannot {does}: the request cannot be sent ({cause})"),
        )
    } else {
        (
            ErrorKind::Connect,
            format!(
                "cannot {does}: the connection to {origin} broke before an answer came ({cause}). \
                 Check that it is a Plex Media Server, and http or https as the port wants"
            ),
        )
    };
    let sent = !(error.is_connect() || error.is_builder());
    let mut ours = Error::new(kind, message).with_operation(operation.id);
    if let Some(status) = answered {
        ours = ours.with_status(status.as_u16());
    }
    if sent { ours.sent() } else { ours }
}

fn innermost(error: &(dyn StdError + 'static)) -> String {
    let mut last = error;
    while let Some(next) = last.source() {
        last = next;
    }
    last.to_string()
}

/// TLS libraries have no type in common; their errors name what they are about.
fn is_tls(error: &(dyn StdError + 'static)) -> bool {
    let mut link = Some(error);
    while let Some(error) = link {
        let text = error.to_string().to_ascii_lowercase();
        if [
            "certificate",
            "invalid peer",
            "tls",
            "ssl",
            "corrupt message",
            "handshake",
        ]
        .iter()
        .any(|word| text.contains(word))
        {
            return true;
        }
        link = error.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::operations::by_id;
    use crate::client::token::Token;

    fn redactor(token: &Token) -> Redactor<'_> {
        Redactor::new(Some(token), "http://host:32400".to_owned())
    }

    #[test]
    fn the_typed_errors_are_kept() {
        let token = Token::new("hunter2").unwrap();
        let body = br#"{"errors":[{"code":1001,"message":"no","status":401,"more":true}]}"#;
        let error = from_answer(
            by_id("getServerActivities"),
            StatusCode::UNAUTHORIZED,
            &HeaderMap::new(),
            body,
            &redactor(&token),
        );
        assert_eq!(error.kind(), ErrorKind::Unauthorized);
        let [entry] = error.server_errors() else {
            panic!("{error:?}")
        };
        assert_eq!(entry.code.unwrap(), 1001);
        assert_eq!(entry.message.as_deref(), Some("no"));
    }

    #[test]
    fn retry_after_has_two_forms_and_an_upper_end() {
        let now = httpdate::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").unwrap();
        for (value, expected) in [
            ("7", Some(7)),
            (" 0 ", Some(0)),
            ("99999999", Some(86_400)),
            ("Sun, 06 Nov 1994 08:49:47 GMT", Some(10)),
            ("Sun, 06 Nov 1994 08:00:00 GMT", Some(0)),
            ("soon", None),
            ("-1", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::RETRY_AFTER, value.parse().unwrap());
            assert_eq!(
                retry_after(&headers, now).map(|wait| wait.as_secs()),
                expected,
                "{value}"
            );
        }
    }

    #[test]
    fn statuses_have_their_kinds() {
        let token = Token::new("hunter2").unwrap();
        for (status, id, kind) in [
            (400, "cancelServerActivities", ErrorKind::NotCancellable),
            (400, "getServerActivities", ErrorKind::Rejected),
            (401, "getServerActivities", ErrorKind::Unauthorized),
            (403, "getServerActivities", ErrorKind::Forbidden),
            (404, "cancelServerActivities", ErrorKind::NotFound),
            (404, "getServerActivities", ErrorKind::NotPlex),
            (418, "getServerActivities", ErrorKind::Rejected),
            (429, "getServerActivities", ErrorKind::RateLimited),
            (500, "getServerActivities", ErrorKind::Server),
            (502, "getServerActivities", ErrorKind::ServerBusy),
            (503, "getServerActivities", ErrorKind::ServerBusy),
            (504, "getServerActivities", ErrorKind::ServerBusy),
            (599, "getServerActivities", ErrorKind::Server),
        ] {
            let error = from_answer(
                by_id(id),
                StatusCode::from_u16(status).unwrap(),
                &HeaderMap::new(),
                b"",
                &redactor(&token),
            );
            assert_eq!(error.kind(), kind, "{status}");
            assert_eq!(error.status(), Some(status));
            assert_eq!(error.operation(), Some(id));
        }
    }
}
