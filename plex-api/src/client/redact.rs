//! The one way by which the token stays out of texts.
//!
//! Every answer and every message of the server goes through [`redact_answer`] before it is decoded,
//! so that no title, uuid, unknown field or excerpt can have the token. What people may read of an
//! error goes through [`redact`] as well, because it also has the words of libraries.
//!
//! A server may repeat the token, and spell characters of it in another way, as JSON (`\u002d`),
//! XML (`&#45;`) and URLs (`%2D`) do.

use std::borrow::Cow;

use bytes::Bytes;
use http::HeaderValue;
use memchr::memchr3_iter;

use crate::request_context::RequestContext;
use crate::sanitize::{excerpt, printable};
use crate::token::Token;

/// What replaces the token.
const HIDDEN: &str = "<token>";

/// The longest number of a character has seven digits, and may begin with a few zeros.
const LONGEST_REFERENCE: usize = 16;

/// A shorter token is not looked for in answers: it may be a part of ordinary words and of the names
/// of fields. Plex's own have 20 characters or more.
const MIN_IN_ANSWERS: usize = 8;

/// The text without the token, however the text spells it.
pub(crate) fn redact<'t>(text: &'t str, token: Option<&Token>) -> Cow<'t, str> {
    let Some(token) = token.map(Token::expose) else {
        return Cow::Borrowed(text);
    };
    let redacted = if text.contains(token) {
        Cow::Owned(text.replace(token, HIDDEN))
    } else {
        Cow::Borrowed(text)
    };
    // Hardly any text has an escape in it, and most that do not the token.
    if has_escape(redacted.as_bytes())
        && let Some(without) = without_escaped(&redacted, token)
    {
        return Cow::Owned(without);
    }
    redacted
}

/// [`redact`] for an answer or a message before it is decoded. It costs two searches, and no memory
/// unless there is something to hide.
///
/// In JSON the token is replaced inside of texts and names, so the JSON stays sound. Numbers are not
/// looked at, so neither is a token that may be a part of one, or one of fewer than 8 characters.
pub(crate) fn redact_answer<'t>(text: &'t [u8], token: Option<&Token>) -> Cow<'t, [u8]> {
    if !may_have(text, token) {
        return Cow::Borrowed(text);
    }
    match redact(&String::from_utf8_lossy(text), token) {
        Cow::Owned(redacted) => Cow::Owned(redacted.into_bytes()),
        Cow::Borrowed(_) => Cow::Borrowed(text),
    }
}

/// [`redact_answer`] for a message that came as text.
#[cfg(any(feature = "websocket", feature = "eventsource"))]
pub(crate) fn redact_message<'t>(text: &'t str, token: Option<&Token>) -> Cow<'t, str> {
    match may_have(text.as_bytes(), token) {
        true => redact(text, token),
        false => Cow::Borrowed(text),
    }
}

/// Whether an answer may have the token in it, in some spelling, and not by chance.
fn may_have(text: &[u8], token: Option<&Token>) -> bool {
    token
        .is_some_and(|token| is_distinct(token.expose()) && (token.is_in(text) || has_escape(text)))
}

/// Whether ordinary answers do not have the token by chance.
fn is_distinct(token: &str) -> bool {
    token.len() >= MIN_IN_ANSWERS
        && !token
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'-' | b'.' | b'e' | b'E'))
}

/// Whether the text has an escape that may spell a character of a token.
fn has_escape(text: &[u8]) -> bool {
    memchr3_iter(b'\\', b'&', b'%', text).any(|at| match text.get(at..) {
        Some([b'\\', b'u', ..] | [b'&', b'#', ..]) => true,
        Some([b'%', high, low, ..]) => [*high, *low].iter().all(u8::is_ascii_hexdigit),
        _ => false,
    })
}

/// [`redact`] for the texts of one server, whose origin it also knows.
pub(crate) struct Redactor<'a> {
    token: Option<&'a Token>,
    origin: String,
}

impl RequestContext {
    /// What keeps this client's token out of texts.
    pub(crate) fn redactor(&self) -> Redactor<'_> {
        Redactor::new(self.shared.token.as_ref(), self.shared.server.origin())
    }
}

impl<'a> Redactor<'a> {
    pub(crate) fn new(token: Option<&'a Token>, origin: String) -> Self {
        Self { token, origin }
    }

    /// The text without the token.
    pub(crate) fn redact<'t>(&self, text: &'t str) -> Cow<'t, str> {
        redact(text, self.token)
    }

    /// The body of an answer without the token.
    pub(crate) fn redact_answer(&self, body: Bytes) -> Bytes {
        match redact_answer(&body, self.token) {
            Cow::Owned(redacted) => redacted.into(),
            Cow::Borrowed(_) => body,
        }
    }

    /// A header of an answer without the token.
    pub(crate) fn redact_header(&self, value: &mut HeaderValue) {
        if let Cow::Owned(redacted) = redact_answer(value.as_bytes(), self.token) {
            // What replaces the token is valid in a header.
            *value = HeaderValue::from_maybe_shared(Bytes::from(redacted))
                .unwrap_or(HeaderValue::from_static(HIDDEN));
        }
    }

    /// [`redact`](Self::redact) for the beginning of a longer text. Its end is left out as well,
    /// because it may be the beginning of the token.
    pub(crate) fn redact_head(&self, text: &str) -> String {
        let mut redacted = self.redact(text).into_owned();
        if let Some(token) = self.token {
            let longest = token.expose().len().saturating_mul(LONGEST_REFERENCE);
            let end = redacted.len().saturating_sub(longest);
            let end = (0..=end).rev().find(|end| redacted.is_char_boundary(*end));
            redacted.truncate(end.unwrap_or(0));
        }
        redacted
    }

    /// The text as one line of at most
    /// [`MAX_EXCERPT_BYTES`](crate::limits::MAX_EXCERPT_BYTES), without the token.
    pub(crate) fn line(&self, text: &str) -> String {
        self.shorten(text, printable)
    }

    /// The text as one line of at most 512 bytes, without the token.
    pub(crate) fn excerpt(&self, text: &str) -> String {
        self.shorten(text, excerpt)
    }

    /// Redacts before the cut, which may split the token; and after it, because an invisible
    /// character may have split the token before.
    fn shorten(&self, text: &str, shorten: impl FnOnce(&str) -> String) -> String {
        let short = shorten(&self.redact(text));
        self.redact(&short).into_owned()
    }

    /// Whether requests carry a token.
    pub(crate) fn has_token(&self) -> bool {
        self.token.is_some()
    }

    /// Scheme, host and port of the server.
    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// Whether requests to the server go over TLS.
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

/// The text without the token where escapes spell it; `None` when they do not.
fn without_escaped(text: &str, token: &str) -> Option<String> {
    let mut plain = String::with_capacity(text.len());
    // Where in the text each byte of `plain` comes from, and the end.
    let mut origin = Vec::with_capacity(text.len() + 1);
    let mut rest = text;
    while let Some((letter, length)) = decode_char(rest) {
        origin.resize(origin.len() + letter.len_utf8(), text.len() - rest.len());
        plain.push(letter);
        rest = rest.get(length..).unwrap_or_default();
    }
    origin.push(text.len());
    let mut without = String::with_capacity(text.len());
    let mut done = 0;
    for (at, _) in plain.match_indices(token) {
        let (begin, end) = (*origin.get(at)?, *origin.get(at + token.len())?);
        without.push_str(text.get(done..begin)?);
        without.push_str(HIDDEN);
        done = end;
    }
    without.push_str(text.get(done..)?);
    (done > 0).then_some(without)
}

/// The first character of a text once it is decoded, and how many bytes spell it.
fn decode_char(text: &str) -> Option<(char, usize)> {
    let first = text.chars().next()?;
    let escaped = match first {
        '\\' => decode_json(text),
        '&' => decode_xml(text),
        '%' => hexadecimal(text.get(1..3)).map(|letter| (letter, 3)),
        _ => None,
    };
    Some(escaped.unwrap_or((first, first.len_utf8())))
}

/// `\u002d`. Of the other escapes only `\\` matters, because what follows it is not escaped: the
/// characters that the rest stand for are in no token.
fn decode_json(text: &str) -> Option<(char, usize)> {
    match text.chars().nth(1)? {
        'u' => hexadecimal(text.get(2..6)).map(|letter| (letter, 6)),
        '\\' => Some(('\\', 2)),
        _ => None,
    }
}

/// `&#45;` and `&#x2d;`. The characters that have a name are in no token.
fn decode_xml(text: &str) -> Option<(char, usize)> {
    // Looked for no further than that: a text full of `&` must not be read again for each of them.
    let end = text
        .bytes()
        .take(LONGEST_REFERENCE)
        .position(|byte| byte == b';')?;
    let number = text.get(1..end)?.strip_prefix('#')?;
    let letter = match number.strip_prefix(['x', 'X']) {
        Some(digits) => hexadecimal(Some(digits))?,
        None => char::from_u32(number.parse().ok()?)?,
    };
    Some((letter, end + 1))
}

fn hexadecimal(digits: Option<&str>) -> Option<char> {
    char::from_u32(u32::from_str_radix(digits?, 16).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redacted(text: &str) -> String {
        let token = Token::new("hun-ter_2").unwrap();
        redact(text, Some(&token)).into_owned()
    }

    #[test]
    fn the_token_is_found_however_it_is_spelled() {
        for spelled in [
            "hun-ter_2",
            r"hun\u002dter_2",
            r"\u0068un\u002Dter\u005f2",
            "hun&#45;ter_2",
            "&#x68;un&#x2D;ter_&#0050;",
            "hun-ter%5F2",
            "hun%2dter%5f2",
        ] {
            assert_eq!(redacted(spelled), "<token>", "{spelled}");
            let around = format!("é\\n {spelled}{spelled}, {{\"a\": \"{spelled}\"}} &é;");
            let expected = "é\\n <token><token>, {\"a\": \"<token>\"} &é;";
            assert_eq!(redacted(&around), expected, "{spelled}");
        }
    }

    #[test]
    fn what_is_not_the_token_stays_as_it_is() {
        for text in [
            "",
            "hun-ter_",
            r"hun\u002dter_3 \",
            "&",
            "&;&#;&#x;&#xZ;&#99999999999;&#xd800;&amp",
            "%%2%zz%é",
            r"\u\u00\ud800\é",
            "&#45;",
            "&#0000000000000045;",
        ] {
            assert_eq!(redacted(text), text);
            assert!(matches!(
                redact(text, Some(&Token::new("x-y").unwrap())),
                Cow::Borrowed(_)
            ));
        }
    }

    #[test]
    fn a_line_has_no_token_that_only_lost_a_line_break() {
        let token = Token::new("hunter2").unwrap();
        let redactor = Redactor::new(Some(&token), "http://host:32400".to_owned());
        assert_eq!(redactor.line("is hunter2"), "is <token>");
        assert_eq!(redactor.line("is hun\nter2"), "is <token>");
        assert!(redactor.line(&"hunter2 ".repeat(100)).len() <= 200);
    }

    fn answer(body: &str, token: &str) -> String {
        let token = Token::new(token).unwrap();
        let redacted = redact_answer(body.as_bytes(), Some(&token)).into_owned();
        String::from_utf8(redacted).unwrap()
    }

    #[test]
    fn an_answer_stays_sound_json_without_the_token() {
        let token = "hun-ter_2";
        let body = r#"{"a hun-ter_2":["\u0068un-ter_2\"","hun%2Dter_2",9,"\\u0068un-ter_2"]}"#;
        let value: serde_json::Value = serde_json::from_str(&answer(body, token)).unwrap();
        let expected =
            serde_json::json!({"a <token>": ["<token>\"", "<token>", 9, "\\u0068un-ter_2"]});
        assert_eq!(value, expected);
        for ordinary in [
            r#"{"title":"C:\\Users \u00e9 100% R&B & more &#233; %20 %C3"}"#,
            "{}",
            "",
        ] {
            assert_eq!(answer(ordinary, token), ordinary);
        }
    }

    #[test]
    fn nothing_is_copied_unless_the_token_may_be_there() {
        let token = Token::new("hun-ter_2").unwrap();
        for body in [
            &b"{\"title\":\"Law & Order \\\" 100%\"}"[..],
            b"\xff hun-ter",
            b"",
        ] {
            let redacted = redact_answer(body, Some(&token));
            assert!(matches!(redacted, Cow::Borrowed(_)), "{body:?}");
        }
        let broken = redact_answer(b"\xff hun-ter_2", Some(&token));
        assert_eq!(broken, "\u{fffd} <token>".as_bytes());
    }

    #[test]
    fn a_token_that_may_be_a_word_or_a_number_does_not_destroy_answers() {
        let body = r#"{"title":"title 1234567890","size":1234567890}"#;
        for token in ["title", "1234567890"] {
            assert_eq!(answer(body, token), body);
        }
        // Messages for people are another matter: no decoder reads them.
        assert_eq!(
            redact("a title", Some(&Token::new("title").unwrap())),
            "a <token>"
        );
    }
}
