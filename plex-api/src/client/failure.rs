//! Errors out of answers and broken connections: one kind, one sentence, no token.

use std::error::Error as StdError;
use std::time::{Duration, SystemTime};

use http::{HeaderMap, StatusCode, header};
use serde_json::Value;

use super::body::{is_page, trim};
use super::operations::Operation;
use super::token::Token;
use crate::error::{Error, ErrorKind};
use crate::generated::types::ServerError;
use crate::wire::xml;

/// At most so many bytes of a server's text stand in a message.
const EXCERPT: usize = 512;

/// `Retry-After` beyond this is read as this.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 60 * 60);

/// Keeps the token out of texts that a server wrote, and knows the server's origin.
pub(crate) struct Redactor<'a> {
    token: Option<&'a Token>,
    origin: String,
}

/// What an error body says.
#[derive(Debug, Default)]
pub(crate) struct Described {
    pub(crate) sentence: Option<String>,
    pub(crate) server_errors: Vec<ServerError>,
}

impl<'a> Redactor<'a> {
    pub(crate) fn new(token: Option<&'a Token>, origin: String) -> Self {
        Self { token, origin }
    }

    /// The text without the token, should a server have put it there.
    pub(crate) fn hide(&self, text: &str) -> String {
        match self.token {
            Some(token) => text.replace(token.expose(), "<token>"),
            None => text.to_owned(),
        }
    }

    /// Scheme, host and port of the server.
    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }
}

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

/// What an error body says, whatever it is written in.
pub(crate) fn describe(body: &[u8], redactor: &Redactor<'_>) -> Described {
    let text = redactor.hide(&String::from_utf8_lossy(trim(body)));
    match text.as_bytes().first() {
        None => Described::default(),
        Some(b'{') => match serde_json::from_str::<Value>(&text) {
            Ok(value) => from_json(&value).unwrap_or_else(|| plain(&text)),
            Err(_) => plain(&text),
        },
        Some(b'<') if !is_page(text.as_bytes()) => match xml::read(&text) {
            Ok(document) => from_json(&document.into_json()).unwrap_or_else(|| page(&text)),
            Err(_) => page(&text),
        },
        Some(b'<') => page(&text),
        Some(_) => plain(&text),
    }
}

/// `{"errors": […]}`, `{"Response": {"status": …}}` and the same two out of XML.
fn from_json(value: &Value) -> Option<Described> {
    if let Some(Value::Object(response)) = value.get("Response") {
        let word = |name: &str| {
            response
                .get(name)
                .and_then(Value::as_str)
                .filter(|word| !word.is_empty())
        };
        let sentence = match (word("title"), word("status")) {
            (Some(title), Some(status)) => format!("{title}: {status}"),
            (Some(one), None) | (None, Some(one)) => one.to_owned(),
            (None, None) => return None,
        };
        return Some(Described {
            sentence: Some(excerpt(&sentence)),
            server_errors: Vec::new(),
        });
    }
    let errors = value.get("errors")?;
    let list = errors.get("error").unwrap_or(errors);
    let server_errors: Vec<ServerError> = match list {
        Value::Array(list) => list.iter().filter_map(server_error).collect(),
        one => server_error(one).into_iter().collect(),
    };
    let sentence = server_errors
        .iter()
        .find_map(|error| error.message.as_deref().map(excerpt));
    (!server_errors.is_empty()).then_some(Described {
        sentence,
        server_errors,
    })
}

fn server_error(value: &Value) -> Option<ServerError> {
    use serde::Deserialize;
    value
        .is_object()
        .then(|| ServerError::deserialize(value).ok())?
}

/// A page's title, or the words in it.
fn page(text: &str) -> Described {
    let lower = text.to_ascii_lowercase();
    let title = ["title", "h1"].iter().find_map(|tag| {
        let begin = lower.find(&format!("<{tag}"))?;
        let begin = begin + lower.get(begin..)?.find('>')? + 1;
        let end = begin + lower.get(begin..)?.find("</")?;
        text.get(begin..end)
            .map(excerpt)
            .filter(|title| !title.is_empty())
    });
    let words = || {
        let mut inside = false;
        let kept = text.chars().map(|c| match c {
            '<' => {
                inside = true;
                ' '
            }
            '>' => {
                inside = false;
                ' '
            }
            _ if inside => ' ',
            c => c,
        });
        Some(excerpt(&kept.collect::<String>())).filter(|words| !words.is_empty())
    };
    Described {
        sentence: title.or_else(words),
        server_errors: Vec::new(),
    }
}

fn plain(text: &str) -> Described {
    Described {
        sentence: Some(excerpt(text)).filter(|text| !text.is_empty()),
        server_errors: Vec::new(),
    }
}

/// One line of at most 512 bytes, without control characters.
pub(crate) fn excerpt(text: &str) -> String {
    let mut line = String::new();
    for word in text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
    {
        if !line.is_empty() {
            line.push(' ');
        }
        for c in word.chars() {
            if line.len() + c.len_utf8() > EXCERPT - '…'.len_utf8() {
                line.push('…');
                return line;
            }
            line.push(c);
        }
    }
    line
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

    fn redactor(token: &Token) -> Redactor<'_> {
        Redactor::new(Some(token), "http://host:32400".to_owned())
    }

    fn sentence(body: &str) -> String {
        let token = Token::new("hunter2").unwrap();
        describe(body.as_bytes(), &redactor(&token))
            .sentence
            .unwrap_or_default()
    }

    #[test]
    fn every_form_of_error_body_has_its_sentence() {
        for (body, expected) in [
            ("", ""),
            (
                r#"{"errors":[{"code":1001,"message":"User could not be authenticated","status":401}]}"#,
                "User could not be authenticated",
            ),
            (r#"{"errors":{"code":"1","message":"one"}}"#, "one"),
            (r#"{"errors":[7,{"message":"second"}]}"#, "second"),
            (r#"{"errors":[]}"#, r#"{"errors":[]}"#),
            (
                r#"<errors><error code="1" message="from XML"/></errors>"#,
                "from XML",
            ),
            (
                r#"<Response code="503" title="Maintenance" status="Migrating."/>"#,
                "Maintenance: Migrating.",
            ),
            (
                r#"{"Response":{"code":503,"status":"Migrating."}}"#,
                "Migrating.",
            ),
            (
                "<html><head><title>Unauthorized</title></head><body>x</body></html>",
                "Unauthorized",
            ),
            (
                "<HTML><H1 class=a>401\nUnauthorized</H1></HTML>",
                "401 Unauthorized",
            ),
            (
                "<html><script>1</script><p>words <b>only</b></p>",
                "1 words only",
            ),
            ("<html><title>", ""),
            ("plain\u{1b}[31m words\r\n", "plain [31m words"),
            (r#"{"cut"#, r#"{"cut"#),
        ] {
            assert_eq!(sentence(body), expected, "{body}");
        }
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
    fn a_token_that_a_server_repeats_is_hidden_before_anything_is_cut() {
        let body = format!("{}{}", "x".repeat(EXCERPT - 10), "hunter2 and hunter2");
        let shown = sentence(&body);
        assert!(!shown.contains("hunt"), "{shown}");
        assert!(sentence("<html><title>hunter2</title>").contains("<token>"));
        assert!(sentence(r#"{"errors":[{"message":"hunter2"}]}"#).contains("<token>"));
    }

    #[test]
    fn an_excerpt_is_one_line_of_at_most_512_bytes() {
        assert_eq!(excerpt(" a\n\tb\u{0}c "), "a b c");
        let long = excerpt(&"é".repeat(1000));
        assert!(
            long.len() <= EXCERPT && long.ends_with('…'),
            "{}",
            long.len()
        );
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
