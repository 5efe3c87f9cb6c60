//! What an error body says, whatever it is written in, and never the token.

use serde_json::Value;

use super::response_body::{is_page, trim};
use super::spelled;
use super::token::Token;
use crate::generated::types::ServerError;
use crate::limits::{MAX_ERROR_BODY_BYTES, MAX_SERVER_ERRORS};
use crate::sanitize::{is_printable, printable};
use crate::wire::xml::{self, Document};

/// At most so many bytes of a server's text stand in a message.
const EXCERPT: usize = 512;

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

    /// [`hide`](Self::hide) for a text that is shown as it came, also where it spells the token in
    /// another way.
    fn hide_spelled(&self, text: &str) -> String {
        match self.token {
            Some(token) => spelled::hide(text, token).into_owned(),
            None => text.to_owned(),
        }
    }

    /// [`hide`](Self::hide) for the beginning of a text, which may end within the token.
    fn hide_cut(&self, text: &str) -> String {
        let mut hidden = self.hide(text);
        if let Some(token) = self.token.map(Token::expose) {
            let half = (1..token.len())
                .rev()
                .filter_map(|length| token.get(..length))
                .find(|half| hidden.ends_with(half));
            hidden.truncate(hidden.len() - half.map_or(0, str::len));
        }
        hidden
    }

    /// The beginning of a text as one printable line, at most
    /// [`MAX_EXCERPT_BYTES`](crate::limits::MAX_EXCERPT_BYTES) of it.
    pub(crate) fn line(&self, text: &str) -> String {
        // Before the cut, and again where a character that nobody sees had stood inside of it.
        self.hide(&printable(&self.hide_spelled(text)))
    }

    /// The value without the token in any text of it: what was escaped on the way is spelled out here.
    fn hide_in(&self, mut value: Value) -> Value {
        if let Some(token) = self.token {
            spelled::hide_in(&mut value, token);
        }
        value
    }

    /// Scheme, host and port of the server.
    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// Whether the server is spoken to over TLS.
    pub(crate) fn is_https(&self) -> bool {
        self.origin.starts_with("https://")
    }

    /// The server's host.
    pub(crate) fn host(&self) -> &str {
        let rest = self.origin.split_once("://").map_or("", |(_, rest)| rest);
        match rest.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
            _ => rest,
        }
    }
}

/// What an error body says, whatever it is written in.
pub(crate) fn describe(body: &[u8], redactor: &Redactor<'_>) -> Described {
    let text = match body.get(..MAX_ERROR_BODY_BYTES) {
        Some(head) => redactor.hide_cut(&String::from_utf8_lossy(trim(head))),
        None => redactor.hide(&String::from_utf8_lossy(trim(body))),
    };
    let first = text.as_bytes().first();
    let value = match first {
        Some(b'{') => serde_json::from_str(&text).ok(),
        Some(b'<') if !is_page(text.as_bytes()) => xml::read(&text).ok().map(Document::into_json),
        _ => None,
    };
    if let Some(described) = value.and_then(|value| from_json(&redactor.hide_in(value))) {
        return described;
    }
    match first {
        None => Described::default(),
        Some(b'<') => page(&redactor.hide_spelled(&text)),
        Some(_) => plain(&redactor.hide_spelled(&text)),
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

/// One line of at most 512 bytes, without what a terminal would obey.
pub(crate) fn excerpt(text: &str) -> String {
    let mut line = String::new();
    for word in text
        .split(|c: char| c.is_whitespace() || !is_printable(c))
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

#[cfg(test)]
mod tests {
    use super::*;

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
    fn a_token_that_a_server_repeats_is_hidden_before_anything_is_cut() {
        let body = format!("{}{}", "x".repeat(EXCERPT - 10), "hunter2 and hunter2");
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
    fn a_token_that_is_escaped_is_hidden_once_it_is_spelled_out() {
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

    #[test]
    fn a_line_has_no_token_that_only_lost_a_line_break() {
        let token = Token::new("hunter2").unwrap();
        let line = |text: &str| redactor(&token).line(text);
        assert_eq!(line("is hunter2"), "is <token>");
        assert_eq!(line("is hun\nter2"), "is <token>");
        assert!(line(&"hunter2 ".repeat(100)).len() <= 200);
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
}
