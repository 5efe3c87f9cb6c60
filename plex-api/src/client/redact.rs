//! The one way by which the token, and every other secret of the client, stays out of texts.
//!
//! Every answer and every message of the server goes through [`redact_answer`] before it is decoded,
//! so that no title, uuid, unknown field or excerpt can have a secret. The readable parts of an
//! error go through [`redact`] as well, because they also have the words of libraries.
//!
//! A server may repeat a secret, and spell characters of it in another way, as JSON (`\u002d`),
//! XML (`&#45;`) and URLs (`%2D`) do.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use http::HeaderValue;
use memchr::memchr3_iter;

use crate::credentials::{Authorization, Hidden, MIN_IN_ANSWERS};
use crate::request_context::{Peer, RequestContext};
use crate::sanitize::{excerpt, printable};

/// The longest number of a character has seven digits, and may begin with a few zeros.
const LONGEST_REFERENCE: usize = 16;

/// The text without the secrets, however the text spells them.
pub(crate) fn redact<'t>(text: &'t str, secrets: &Authorization) -> Cow<'t, str> {
    without_all(text, secrets, |_| true)
}

/// Returns `true` if the text has a secret in it, in some spelling, or is one that is so short that other
/// texts have it by chance.
pub(crate) fn has_secret(text: &str, secrets: &Authorization) -> bool {
    let is_there = |one: &Hidden| {
        let secret = one.secret.expose();
        text == secret || secret.len() >= MIN_IN_ANSWERS && text.contains(secret)
    };
    secrets.hidden().iter().any(is_there)
        || matches!(without_distinct(text, secrets), Cow::Owned(_))
}

/// [`redact`] for an answer or a message before it is decoded. It costs two searches for a client
/// with a token alone, and no memory unless there is something to hide.
///
/// In JSON a secret is replaced inside of texts and names, so the JSON stays sound. Numbers are not
/// looked at, so neither is a secret that may be a part of one, or one of fewer than 8 characters.
pub(crate) fn redact_answer<'t>(text: &'t [u8], secrets: &Authorization) -> Cow<'t, [u8]> {
    if !may_have(text, secrets) {
        return Cow::Borrowed(text);
    }
    match without_distinct(&String::from_utf8_lossy(text), secrets) {
        Cow::Owned(redacted) => Cow::Owned(redacted.into_bytes()),
        Cow::Borrowed(_) => Cow::Borrowed(text),
    }
}

/// [`redact_answer`] for a message that came as text.
#[cfg(any(feature = "websocket", feature = "eventsource"))]
pub(crate) fn redact_message<'t>(text: &'t str, secrets: &Authorization) -> Cow<'t, str> {
    match may_have(text.as_bytes(), secrets) {
        true => without_distinct(text, secrets),
        false => Cow::Borrowed(text),
    }
}

/// Returns `true` if an answer may have a secret in it, in some spelling, and not by chance.
fn may_have(text: &[u8], secrets: &Authorization) -> bool {
    let mut distinct = secrets.hidden().iter().filter(|one| one.is_distinct);
    distinct.clone().any(|one| one.secret.is_in(text))
        || distinct.next().is_some() && has_escape(text, secrets.has_escapable())
}

fn without_distinct<'t>(text: &'t str, secrets: &Authorization) -> Cow<'t, str> {
    without_all(text, secrets, |one| one.is_distinct)
}

/// The text without the secrets that are chosen.
fn without_all<'t>(
    text: &'t str,
    secrets: &Authorization,
    is_chosen: impl Fn(&Hidden) -> bool,
) -> Cow<'t, str> {
    let mut redacted = Cow::Borrowed(text);
    for hidden in secrets.hidden().iter().filter(|one| is_chosen(one)) {
        if redacted.contains(hidden.secret.expose()) {
            redacted = Cow::Owned(redacted.replace(hidden.secret.expose(), hidden.instead));
        }
        // Hardly any text has an escape in it, and most that do have no secret.
        if has_escape(redacted.as_bytes(), secrets.has_escapable())
            && let Some(without) = without_escaped(&redacted, hidden)
        {
            redacted = Cow::Owned(without);
        }
    }
    redacted
}

/// Returns `true` if the text has an escape that may spell a character of a secret. Only a secret that is
/// `escapable` has characters with an escape of their own, such as `\/` and `&amp;`.
fn has_escape(text: &[u8], escapable: bool) -> bool {
    memchr3_iter(b'\\', b'&', b'%', text).any(|at| match text.get(at..) {
        Some([b'\\', b'u', ..] | [b'&', b'#', ..]) => true,
        Some([b'\\', b'/' | b'"' | b'\\', ..] | [b'&', b'a'..=b'z', ..]) => escapable,
        Some([b'%', high, low, ..]) => [*high, *low].iter().all(u8::is_ascii_hexdigit),
        _ => false,
    })
}

/// [`redact`] for the texts of one server, whose origin it also knows.
pub(crate) struct Redactor<'a> {
    secrets: Arc<Authorization>,
    origin: String,
    proxy: Option<&'a str>,
    peer: Peer,
}

impl RequestContext {
    /// The redactor that keeps this client's secrets out of texts.
    pub(crate) fn redactor(&self) -> Redactor<'_> {
        Redactor {
            secrets: self.shared.credentials.current(),
            origin: self.shared.addresses.current().server.origin(),
            proxy: self.shared.proxy.as_deref(),
            peer: self.shared.peer,
        }
    }
}

impl<'a> Redactor<'a> {
    /// One of a token that never changes.
    #[cfg(any(test, feature = "fuzzing", feature = "account"))]
    pub(crate) fn new(token: Option<&crate::token::Token>, origin: String) -> Self {
        Self {
            secrets: Authorization::fixed(token),
            origin,
            proxy: None,
            peer: Peer::Server,
        }
    }

    /// The text without the secrets.
    pub(crate) fn redact<'t>(&self, text: &'t str) -> Cow<'t, str> {
        redact(text, &self.secrets)
    }

    /// The body of an answer without the secrets.
    pub(crate) fn redact_answer(&self, body: Bytes) -> Bytes {
        match redact_answer(&body, &self.secrets) {
            Cow::Owned(redacted) => redacted.into(),
            Cow::Borrowed(_) => body,
        }
    }

    /// A header of an answer without the secrets.
    pub(crate) fn redact_header(&self, value: &mut HeaderValue) {
        if let Cow::Owned(redacted) = redact_answer(value.as_bytes(), &self.secrets) {
            // The replacement of a secret is valid in a header.
            *value = HeaderValue::from_maybe_shared(Bytes::from(redacted))
                .unwrap_or(HeaderValue::from_static("<hidden>"));
        }
    }

    /// [`redact`](Self::redact) for the beginning of a longer text. Its end is left out as well,
    /// because it may be the beginning of a secret.
    pub(crate) fn redact_head(&self, text: &str) -> String {
        let mut redacted = self.redact(text).into_owned();
        // The longest is the first.
        if let Some(longest) = self.secrets.hidden().first() {
            let longest = longest.secret.expose().len();
            let end = redacted
                .len()
                .saturating_sub(longest.saturating_mul(LONGEST_REFERENCE));
            let end = (0..=end).rev().find(|end| redacted.is_char_boundary(*end));
            redacted.truncate(end.unwrap_or(0));
        }
        redacted
    }

    /// The text as one line of at most
    /// [`MAX_EXCERPT_BYTES`](crate::limits::MAX_EXCERPT_BYTES), without the secrets.
    pub(crate) fn line(&self, text: &str) -> String {
        self.shorten(text, printable)
    }

    /// The text as one line of at most 512 bytes, without the secrets.
    pub(crate) fn excerpt(&self, text: &str) -> String {
        self.shorten(text, excerpt)
    }

    /// Redacts before the cut, which may split a secret; and after it, because an invisible
    /// character may have split a secret before.
    fn shorten(&self, text: &str, shorten: impl FnOnce(&str) -> String) -> String {
        let short = shorten(&self.redact(text));
        self.redact(&short).into_owned()
    }

    /// Returns `true` if requests carry a token.
    pub(crate) fn has_token(&self) -> bool {
        self.secrets.has_token()
    }

    /// The proxy that requests go through, without its password.
    pub(crate) fn proxy(&self) -> Option<&'a str> {
        self.proxy
    }

    /// The kind of program that answers there.
    pub(crate) fn peer(&self) -> Peer {
        self.peer
    }

    /// Scheme, host and port of the server.
    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// [`origin`](Self::origin), and the proxy on the way there if there is one.
    pub(crate) fn place(&self) -> Cow<'_, str> {
        match self.proxy {
            Some(proxy) => format!("{} (through the proxy {proxy})", self.origin).into(),
            None => self.origin.as_str().into(),
        }
    }

    /// Returns `true` if requests to the server go over TLS.
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

/// The text without the secret where escapes spell it; `None` when they do not.
fn without_escaped(text: &str, hidden: &Hidden) -> Option<String> {
    let secret = hidden.secret.expose();
    let mut plain = String::with_capacity(text.len());
    // The position in the text of each byte of `plain`, and the end.
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
    for (at, _) in plain.match_indices(secret) {
        let (begin, end) = (*origin.get(at)?, *origin.get(at + secret.len())?);
        without.push_str(text.get(done..begin)?);
        without.push_str(hidden.instead);
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

/// `\u002d`, `\/` and `\"`; and `\\`, because the text after it is not escaped. The characters of the
/// other escapes are in no secret.
fn decode_json(text: &str) -> Option<(char, usize)> {
    match text.chars().nth(1)? {
        'u' => hexadecimal(text.get(2..6)).map(|letter| (letter, 6)),
        letter @ ('\\' | '/' | '"') => Some((letter, 2)),
        _ => None,
    }
}

/// `&#45;`, `&#x2d;` and `&amp;`.
fn decode_xml(text: &str) -> Option<(char, usize)> {
    // Looked for no further than that: a text full of `&` must not be read again for each of them.
    let end = text
        .bytes()
        .take(LONGEST_REFERENCE)
        .position(|byte| byte == b';')?;
    let letter = match text.get(1..end)? {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        number => {
            let number = number.strip_prefix('#')?;
            match number.strip_prefix(['x', 'X']) {
                Some(digits) => hexadecimal(Some(digits))?,
                None => char::from_u32(number.parse().ok()?)?,
            }
        }
    };
    Some((letter, end + 1))
}

fn hexadecimal(digits: Option<&str>) -> Option<char> {
    char::from_u32(u32::from_str_radix(digits?, 16).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credentials::Credentials;
    use crate::token::Token;

    fn secrets(token: &str) -> Arc<Authorization> {
        Authorization::fixed(Some(&Token::new(token).unwrap()))
    }

    /// The secrets of a client with these values of headers.
    fn values(values: &[&str]) -> Arc<Authorization> {
        let hidden = values.iter().filter_map(|value| Hidden::value(value));
        let credentials = Credentials::new(None, hidden.collect(), None).unwrap();
        credentials.current()
    }

    fn redacted(text: &str) -> String {
        redact(text, &secrets("hun-ter_2")).into_owned()
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
            assert!(matches!(redact(text, &secrets("x-y")), Cow::Borrowed(_)));
        }
    }

    #[test]
    fn a_secret_is_found_in_a_text_and_a_short_one_only_as_the_whole() {
        let found = |text: &str, token: &str| has_secret(text, &secrets(token));
        for text in ["hun-ter_2", "X-Plex-Token: hun-ter_2", "?t=hun%2Dter_2"] {
            assert!(found(text, "hun-ter_2"), "{text}");
        }
        assert!(found("abc", "abc") && !found("/abc/bin", "abc"));
        assert!(found("id=1234567890", "1234567890"));
        assert!(!found("/usr/bin", "hun-ter_2") && !found("", "hun-ter_2"));
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
        let redacted = redact_answer(body.as_bytes(), &secrets(token)).into_owned();
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
        let token = secrets("hun-ter_2");
        for body in [
            &b"{\"title\":\"Law & Order \\\" 100%\"}"[..],
            b"\xff hun-ter",
            b"",
        ] {
            let redacted = redact_answer(body, &token);
            assert!(matches!(redacted, Cow::Borrowed(_)), "{body:?}");
        }
        let broken = redact_answer(b"\xff hun-ter_2", &token);
        assert_eq!(broken, "\u{fffd} <token>".as_bytes());
    }

    #[test]
    fn a_token_that_may_be_a_word_or_a_number_does_not_destroy_answers() {
        let body = r#"{"title":"title 1234567890","size":1234567890}"#;
        for token in ["title", "1234567890"] {
            assert_eq!(answer(body, token), body);
        }
        // Messages for people are another matter: no decoder reads them.
        assert_eq!(redact("a title", &secrets("title")), "a <token>");
    }

    #[test]
    fn a_value_of_a_header_is_found_however_it_is_spelled() {
        let secrets = values(&["pass/wo\"rd+&=", "pass/wo\"rd+&= and more"]);
        for spelled in [
            "pass/wo\"rd+&=",
            r#"pass\/wo\"rd+&="#,
            r"pass\u002fwo\u0022rd\u002b\u0026\u003d",
            "pass/wo&quot;rd+&amp;=",
            "pass%2Fwo%22rd%2B%26%3D",
        ] {
            for text in [spelled.to_owned(), format!("a {spelled}, b")] {
                let hidden = text.replace(spelled, "<secret>");
                assert_eq!(redact(&text, &secrets), hidden, "{text}");
                assert_eq!(
                    *redact_answer(text.as_bytes(), &secrets),
                    *hidden.as_bytes()
                );
            }
            // The longer value leaves nothing of itself behind.
            let longer = format!("{spelled} and more");
            assert_eq!(redact(&longer, &secrets), "<secret>");
        }
    }

    #[test]
    fn a_short_value_is_no_secret_and_a_middling_one_is_only_in_messages() {
        let secrets = values(&["https", "hunter2"]);
        assert_eq!(redact("https hunter2", &secrets), "https <secret>");
        assert_eq!(
            *redact_answer(b"https hunter2", &secrets),
            *b"https hunter2"
        );
    }
}
