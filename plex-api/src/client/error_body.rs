//! The message of an error body: JSON, XML, HTML or plain text, and never with the token.

use serde_json::Value;

use super::redact::Redactor;
use super::response_body::{is_page, trim};
use crate::error::ServerError;
use crate::generated::types;
use crate::limits::{MAX_ERROR_BODY_BYTES, MAX_SERVER_ERRORS};
use crate::sanitize::excerpt;
use crate::wire::xml::{self, Document};

/// The message of an error body.
#[derive(Debug, Default)]
pub(crate) struct Described {
    pub(crate) sentence: Option<String>,
    pub(crate) server_errors: Vec<ServerError>,
}

/// Reads the message of an error body, whatever its format.
pub(crate) fn describe(body: &[u8], redactor: &Redactor<'_>) -> Described {
    let head = body.get(..MAX_ERROR_BODY_BYTES);
    let given = String::from_utf8_lossy(trim(head.unwrap_or(body)));
    // Of the text as it came: the replacement of the token looks like a tag.
    let first = given.as_bytes().first();
    let text = match head {
        Some(_) => redactor.redact_head(&given).into(),
        None => redactor.redact(&given),
    };
    let value = match first {
        Some(b'{') => serde_json::from_str(&text).ok(),
        Some(b'<') if !is_page(text.as_bytes()) => xml::read(&text).ok().map(Document::into_json),
        _ => None,
    };
    if let Some(described) = value.and_then(|value| from_json(&value)) {
        return described;
    }
    match first {
        None => Described::default(),
        Some(b'<') => page(&text),
        Some(_) => plain(&text),
    }
}

/// [`describe`] for a private answer: only the message of an error in a known form, and the title of
/// a page. No other content is shown.
pub(crate) fn describe_known(body: &[u8], redactor: &Redactor<'_>) -> Described {
    let trimmed = trim(body);
    if is_page(trimmed) {
        return describe(body, redactor);
    }
    let text = String::from_utf8_lossy(trimmed);
    let value = serde_json::from_str(&redactor.redact(&text)).ok();
    value
        .and_then(|value| from_json(&value))
        .unwrap_or_default()
}

/// Reads `{"errors": […]}`, `{"error": "…"}` and `{"Response": {"status": …}}`, which XML is turned into as well.
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
    if let Some(Value::String(sentence)) = value.get("error") {
        return Some(Described {
            sentence: Some(excerpt(sentence)).filter(|sentence| !sentence.is_empty()),
            server_errors: Vec::new(),
        });
    }
    let errors = value.get("errors")?;
    let list = errors.get("error").unwrap_or(errors);
    let server_errors: Vec<ServerError> = match list {
        Value::Array(list) => list
            .iter()
            .filter_map(server_error)
            .take(MAX_SERVER_ERRORS)
            .collect(),
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
    // A number or a text alone would be read as an error without any field.
    let error = types::ServerError::deserialize(value.is_object().then_some(value)?).ok()?;
    Some(ServerError {
        code: error.code.map(i64::from),
        message: error.message.map(String::from),
        status: error.status.map(i64::from),
        extra: error.extra.into(),
    })
}

/// Reads a page's title, or its words without tags.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::Token;

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
    fn every_format_of_error_body_has_its_message() {
        for (body, expected) in [
            ("", ""),
            (
                r#"{"errors":[{"code":1001,"message":"User could not be authenticated","status":401}]}"#,
                "User could not be authenticated",
            ),
            (r#"{"errors":{"code":"1","message":"one"}}"#, "one"),
            (r#"{"error":"in short"}"#, "in short"),
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
    fn of_a_private_answer_only_the_message_of_a_known_form_is_told() {
        let token = Token::new("hunter2").unwrap();
        let told = |body: &str| describe_known(body.as_bytes(), &redactor(&token)).sentence;
        for (body, expected) in [
            (
                r#"{"errors":[{"code":1020,"message":"gone"}]}"#,
                Some("gone"),
            ),
            (r#"{"error":"in short"}"#, Some("in short")),
            ("<html><title>Busy</title></html>", Some("Busy")),
            (
                r#"{"id":7,"code":"Q7KM","location":{"city":"Sampleton"}}"#,
                None,
            ),
            ("plain words", None),
            ("<pin authToken=\"x\">words</pin>", None),
            ("", None),
        ] {
            assert_eq!(told(body).as_deref(), expected, "{body}");
        }
    }

    #[test]
    fn a_repeated_token_is_redacted_before_any_cut() {
        let body = format!("{}{}", "x".repeat(502), "hunter2 and hunter2");
        let shown = sentence(&body);
        assert!(!shown.contains("hunt"), "{shown}");
        // Only the beginning of a huge body is looked at, which may end within the token.
        let tags = "<b>".repeat(MAX_ERROR_BODY_BYTES / 3);
        for cut in 1..7 {
            let before = tags.get(..MAX_ERROR_BODY_BYTES - 7 - cut).unwrap();
            let body = format!("<html>{before}ahunter2");
            let shown = sentence(&body);
            assert!(
                !shown.contains("hunt") && !shown.contains("ah"),
                "{cut}: {shown}"
            );
        }
        assert!(sentence("<html><title>hunter2</title>").contains("<token>"));
        assert!(sentence(r#"{"errors":[{"message":"hunter2"}]}"#).contains("<token>"));
    }

    #[test]
    fn an_escaped_token_is_redacted_after_decoding() {
        for body in [
            r#"{"errors":[{"message":"is \u0068unter2","hu\u006eter2":["hunter\u0032"]}]}"#,
            r#"<Response status="is &#104;unter2"/>"#,
        ] {
            let token = Token::new("hunter2").unwrap();
            let described = describe(body.as_bytes(), &redactor(&token));
            assert_eq!(described.sentence.as_deref(), Some("is <token>"));
            let errors = format!("{:?}", described.server_errors);
            assert!(!errors.contains("hunter2"), "{errors}");
        }
        for shown_as_it_came in [
            r#"{"is":"hunter\u0032"}"#,
            r#"{"is":"hunter\u0032"#,
            "<title>hunter&#50;</title>",
            "no hunter%32",
        ] {
            let shown = sentence(shown_as_it_came);
            assert!(!shown.contains("hunter"), "{shown}");
        }
    }
}
