//! Errors out of answers: one kind, one sentence, no token.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, StatusCode, header};

use super::error_body::{describe, describe_known};
use super::redact::Redactor;
use super::request_spec::RequestSpec;
use super::temporary_status::{self, is_temporary};
use crate::error::{Error, ErrorKind};
use crate::generated::OperationId;
use crate::limits::MAX_RETRY_AFTER;
use crate::operation::ResponseKind;
use crate::request_context::Peer;

/// The status by which Plex says that the token was valid once. No standard has it.
pub(crate) const TOKEN_EXPIRED: u16 = 498;

/// The page of Plex that explains how to find a token.
const TOKEN_HELP: &str =
    "https://support.plex.tv/articles/204059436-finding-an-authentication-token-x-plex-token/";

/// The error that an answer with an error status is.
pub(crate) fn from_answer(
    operation: &RequestSpec<'_>,
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
    redactor: &Redactor<'_>,
) -> Error {
    let described = match operation.private {
        true => describe_known(body, redactor),
        false => describe(body, redactor),
    };
    let retry_after = retry_after(headers, SystemTime::now());
    let (kind, what, hint) = if status == StatusCode::BAD_REQUEST
        && !redactor.is_https()
        && wants_tls(&String::from_utf8_lossy(body.get(..1024).unwrap_or(body)))
    {
        (
            ErrorKind::Rejected,
            "the port speaks TLS",
            "Use https:// instead of http://",
        )
    } else if status == StatusCode::PROXY_AUTHENTICATION_REQUIRED && redactor.proxy().is_some() {
        (
            ErrorKind::Connect,
            "the proxy wants a user name and a password, or refuses the given ones",
            "Set them in the proxy's URL",
        )
    } else {
        match redactor.peer() {
            Peer::Server => judge(operation, status, redactor),
            #[cfg(feature = "account")]
            Peer::AccountService => judge_of_account_service(status),
        }
    };
    let says = described
        .sentence
        .map(|sentence| format!(" and says {sentence:?}"))
        .unwrap_or_default();
    let reason = temporary_status::reason(status);
    let hint = match status.as_u16() {
        401 if redactor.peer() == Peer::Server && !redactor.has_token() => {
            format!("{hint}: {TOKEN_HELP}")
        }
        _ => hint.to_owned(),
    };
    let wait = retry_after
        .map(|wait| format!(" (it asks for {} s)", wait.as_secs()))
        .unwrap_or_default();
    let error = Error::new(
        kind,
        format!(
            "cannot {}: {what}: {} answered {} {reason}{says}. {hint}{wait}",
            operation.action,
            redactor.place(),
            status.as_u16(),
        ),
    )
    .with_operation(operation.name)
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
        _ => error.with_may_have_been_sent(),
    }
}

fn judge(
    operation: &RequestSpec<'_>,
    status: StatusCode,
    redactor: &Redactor<'_>,
) -> (ErrorKind, &'static str, &'static str) {
    match status.as_u16() {
        400 if operation.name == OperationId::CancelServerActivities.as_str() => (
            ErrorKind::NotCancellable,
            "the server cannot cancel it",
            "The activity goes on; a section scan is stopped through its section instead",
        ),
        401 if !redactor.has_token() => (
            ErrorKind::Unauthorized,
            "the server requires a token, and none was given",
            "Give the token of an account that may use the server",
        ),
        401 => (
            ErrorKind::Unauthorized,
            "the token is refused",
            "Check the token: it may have expired, or belong to another server",
        ),
        TOKEN_EXPIRED => (
            ErrorKind::Unauthorized,
            "the token has expired",
            "Get a new token: this one does not become valid again",
        ),
        403 => (
            ErrorKind::Forbidden,
            "the token's user may not do this",
            "Use the token of the server's owner",
        ),
        // The document does not list it: the path exists on every Plex Media Server.
        404 if operation.response == ResponseKind::Json && !operation.not_found => (
            ErrorKind::NotPlex,
            "the server does not know that path",
            "Check the URL, and whether it is a Plex Media Server or a proxy in front of one",
        ),
        404 => (
            ErrorKind::NotFound,
            "the server does not have it",
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
        temporary if is_temporary(temporary) => (
            ErrorKind::ServerBusy,
            "the server is busy, or a proxy in front of it cannot reach it",
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
            "Check the URL, and whether the port wants https:// or http://",
        ),
    }
}

/// The meaning of a status of the account service.
#[cfg(feature = "account")]
fn judge_of_account_service(status: StatusCode) -> (ErrorKind, &'static str, &'static str) {
    match status.as_u16() {
        401 => (
            ErrorKind::Unauthorized,
            "the account's token is refused",
            "Sign in again",
        ),
        TOKEN_EXPIRED => (
            ErrorKind::Unauthorized,
            "the account's token has expired",
            "Renew it, or sign in again",
        ),
        403 => (
            ErrorKind::Forbidden,
            "the account may not do this",
            "Use another account",
        ),
        404 | 410 => (
            ErrorKind::NotFound,
            "it does not exist, or has expired",
            "Start again",
        ),
        429 => (
            ErrorKind::RateLimited,
            "too many requests",
            "Wait before the next try",
        ),
        temporary if is_temporary(temporary) => (
            ErrorKind::ServerBusy,
            "the account service is busy, or a proxy in front of it cannot reach it",
            "Try again later",
        ),
        500.. => (
            ErrorKind::Server,
            "the account service failed",
            "Try again later",
        ),
        422 => (
            ErrorKind::Rejected,
            "the account service cannot use what was sent",
            "Check the clock of this machine",
        ),
        _ => (
            ErrorKind::Rejected,
            "the account service refused the request",
            "The service may have changed",
        ),
    }
}

/// Returns `true` if the text is the answer of a web server to plain HTTP on a TLS port: nginx, Go and Apache
/// in this order.
fn wants_tls(text: &str) -> bool {
    ["HTTPS port", "HTTPS server", "SSL-enabled"]
        .iter()
        .any(|words| text.contains(words))
}

/// `Retry-After` in either of its forms.
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let value = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = match value.parse() {
        Ok(seconds) => Duration::from_secs(seconds),
        // More seconds than a number holds.
        Err(_) if !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()) => MAX_RETRY_AFTER,
        Err(_) => httpdate::parse_http_date(value)
            .ok()?
            .duration_since(now)
            .unwrap_or_default(),
    };
    Some(wait.min(MAX_RETRY_AFTER))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::Token;

    fn redactor(token: &Token) -> Redactor<'_> {
        Redactor::new(Some(token), "http://host:32400".to_owned())
    }

    #[test]
    fn the_typed_errors_are_kept() {
        let token = Token::new("hunter2").unwrap();
        let body = br#"{"errors":[{"code":1001,"message":"no","status":401,"more":true}]}"#;
        let error = from_answer(
            &RequestSpec::from(OperationId::GetServerActivities.operation()),
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
    fn plain_http_to_a_tls_port_is_told_by_what_the_port_says() {
        for body in [
            "<html><head><title>400 The plain HTTP request was sent to HTTPS port</title></head>",
            "Client sent an HTTP request to an HTTPS server.\n",
            "<title>400 Bad Request</title> speaking plain HTTP to an SSL-enabled server port.",
        ] {
            let told = |origin: &str| {
                from_answer(
                    &RequestSpec::from(OperationId::CancelServerActivities.operation()),
                    StatusCode::BAD_REQUEST,
                    &HeaderMap::new(),
                    body.as_bytes(),
                    &Redactor::new(None, origin.to_owned()),
                )
            };
            let plain = told("http://host:32400");
            assert_eq!(plain.kind(), ErrorKind::Rejected, "{body}");
            assert!(plain.to_string().contains("Use https://"), "{plain}");
            let secure = told("https://host:32400");
            assert_eq!(secure.kind(), ErrorKind::NotCancellable);
        }
    }

    #[test]
    fn retry_after_has_two_forms_and_an_upper_end() {
        let now = httpdate::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").unwrap();
        for (value, expected) in [
            ("7", Some(7)),
            (" 0 ", Some(0)),
            ("99999999", Some(86_400)),
            ("99999999999999999999999999", Some(86_400)),
            ("Fri, 31 Dec 9999 23:59:59 GMT", Some(86_400)),
            ("-99999999999", None),
            ("1e9", None),
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
    fn a_refusal_says_whether_there_was_a_token_and_whether_it_expired() {
        let token = Token::new("hunter2").unwrap();
        let answer = |status, token| {
            from_answer(
                &RequestSpec::from(OperationId::GetServerActivities.operation()),
                StatusCode::from_u16(status).unwrap(),
                &HeaderMap::new(),
                b"",
                &Redactor::new(token, "http://host".to_owned()),
            )
            .to_string()
        };
        assert!(answer(401, None).contains("none was given"));
        assert!(answer(401, None).contains(TOKEN_HELP));
        assert!(answer(401, Some(&token)).contains("the token is refused"));
        let expired = answer(498, Some(&token));
        assert!(
            expired.contains("the token has expired") && expired.contains("498 Token Expired"),
            "{expired}"
        );
    }

    #[test]
    fn statuses_have_their_kinds() {
        let token = Token::new("hunter2").unwrap();
        for (status, id, kind) in [
            (
                400,
                OperationId::CancelServerActivities,
                ErrorKind::NotCancellable,
            ),
            (400, OperationId::GetServerActivities, ErrorKind::Rejected),
            (
                401,
                OperationId::GetServerActivities,
                ErrorKind::Unauthorized,
            ),
            (403, OperationId::GetServerActivities, ErrorKind::Forbidden),
            (
                404,
                OperationId::CancelServerActivities,
                ErrorKind::NotFound,
            ),
            (404, OperationId::GetServerActivities, ErrorKind::NotPlex),
            (418, OperationId::GetServerActivities, ErrorKind::Rejected),
            (
                429,
                OperationId::GetServerActivities,
                ErrorKind::RateLimited,
            ),
            (500, OperationId::GetServerActivities, ErrorKind::Server),
            (502, OperationId::GetServerActivities, ErrorKind::ServerBusy),
            (503, OperationId::GetServerActivities, ErrorKind::ServerBusy),
            (504, OperationId::GetServerActivities, ErrorKind::ServerBusy),
            (
                498,
                OperationId::GetServerActivities,
                ErrorKind::Unauthorized,
            ),
            (408, OperationId::GetServerActivities, ErrorKind::ServerBusy),
            (425, OperationId::GetServerActivities, ErrorKind::ServerBusy),
            (505, OperationId::GetServerActivities, ErrorKind::Server),
            (509, OperationId::GetServerActivities, ErrorKind::ServerBusy),
            (520, OperationId::GetServerActivities, ErrorKind::ServerBusy),
            (524, OperationId::GetServerActivities, ErrorKind::ServerBusy),
            (530, OperationId::GetServerActivities, ErrorKind::ServerBusy),
            (599, OperationId::GetServerActivities, ErrorKind::ServerBusy),
            (600, OperationId::GetServerActivities, ErrorKind::Server),
        ] {
            let error = from_answer(
                &RequestSpec::from(id.operation()),
                StatusCode::from_u16(status).unwrap(),
                &HeaderMap::new(),
                b"",
                &redactor(&token),
            );
            assert_eq!(error.kind(), kind, "{status}");
            assert_eq!(error.status(), Some(status));
            assert_eq!(error.operation(), Some(id.as_str()));
        }
    }
}
