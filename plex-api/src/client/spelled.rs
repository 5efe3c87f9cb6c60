//! The token in a text of somebody else's, also where that spells characters of it in another way:
//! as JSON (`\u002d`, `\/`), XML (`&#45;`, `&amp;`) and URLs (`%2D`) do.

use std::borrow::Cow;

use serde_json::Value;

use super::token::Token;

/// What stands in its place.
const HIDDEN: &str = "<token>";

/// The longest number of a character has seven digits, and may begin with a few zeros.
const LONGEST_REFERENCE: usize = 16;

/// The text without the token.
pub(crate) fn hide<'a>(text: &'a str, token: &Token) -> Cow<'a, str> {
    let token = token.expose();
    let hidden = if text.contains(token) {
        Cow::Owned(text.replace(token, HIDDEN))
    } else {
        Cow::Borrowed(text)
    };
    // Hardly any text has an escape in it, and most that do not the token.
    if hidden.contains(['\\', '&', '%'])
        && let Some(without) = without_escaped(&hidden, token)
    {
        return Cow::Owned(without);
    }
    hidden
}

/// The value without the token in any text of it, names of fields included.
///
/// Fields are put in one by one: to collect them would have the compiler make a sort of its own.
pub(crate) fn hide_in(value: &mut Value, token: &Token) {
    match value {
        Value::String(text) => *text = hide(text, token).into_owned(),
        Value::Array(values) => values.iter_mut().for_each(|one| hide_in(one, token)),
        Value::Object(fields) => {
            for (name, mut one) in std::mem::take(fields) {
                hide_in(&mut one, token);
                fields.insert(hide(&name, token).into_owned(), one);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The text without the token as it reads once it is decoded; `None` when it is not in there.
fn without_escaped(text: &str, token: &str) -> Option<String> {
    let mut plain = String::with_capacity(text.len());
    // Where in the text each byte of `plain` comes from, and the end.
    let mut origin = Vec::with_capacity(text.len() + 1);
    let mut rest = text;
    while let Some((letter, length)) = letter(rest) {
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

/// The first character of a text, read as it is meant, and how many bytes spell it.
fn letter(text: &str) -> Option<(char, usize)> {
    let first = text.chars().next()?;
    let escaped = match first {
        '\\' => json(text),
        '&' => xml(text),
        '%' => hexadecimal(text.get(1..3)).map(|letter| (letter, 3)),
        _ => None,
    };
    Some(escaped.unwrap_or((first, first.len_utf8())))
}

/// `\u002d`, or a character that stands for itself after `\`; the others are in no token.
fn json(text: &str) -> Option<(char, usize)> {
    match text.chars().nth(1)? {
        'u' => hexadecimal(text.get(2..6)).map(|letter| (letter, 6)),
        itself @ ('"' | '\\' | '/') => Some((itself, 2)),
        _ => None,
    }
}

/// `&#45;`, `&#x2d;`, `&amp;` and its kin.
fn xml(text: &str) -> Option<(char, usize)> {
    // Looked for no further than that: a text full of `&` must not be read again for each of them.
    let end = text
        .bytes()
        .take(LONGEST_REFERENCE)
        .position(|byte| byte == b';')?;
    let name = text.get(1..end)?;
    let letter = match (name, name.strip_prefix('#')) {
        ("amp", _) => '&',
        ("lt", _) => '<',
        ("gt", _) => '>',
        ("quot", _) => '"',
        ("apos", _) => '\'',
        (_, Some(number)) => match number.strip_prefix(['x', 'X']) {
            Some(digits) => hexadecimal(Some(digits))?,
            None => char::from_u32(number.parse().ok()?)?,
        },
        _ => return None,
    };
    Some((letter, end + 1))
}

fn hexadecimal(digits: Option<&str>) -> Option<char> {
    char::from_u32(u32::from_str_radix(digits?, 16).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(text: &str) -> String {
        let token = Token::new("hun-ter/2&").unwrap();
        hide(text, &token).into_owned()
    }

    #[test]
    fn the_token_is_found_however_it_is_spelled() {
        for spelled in [
            "hun-ter/2&",
            r"hun\u002dter\/2&",
            r"\u0068un\u002Dter/2\u0026",
            "hun&#45;ter/2&amp;",
            "&#x68;un&#x2D;ter&#0047;2&amp;",
            "hun-ter%2F2%26",
            "hun%2dter%2f2&",
        ] {
            assert_eq!(hidden(spelled), "<token>", "{spelled}");
            let around = format!("é\\n {spelled}{spelled}, {{\"a\": \"{spelled}\"}} &é;");
            let expected = "é\\n <token><token>, {\"a\": \"<token>\"} &é;";
            assert_eq!(hidden(&around), expected, "{spelled}");
        }
    }

    #[test]
    fn what_is_not_the_token_stays_as_it_is() {
        for text in [
            "",
            "hun-ter/2",
            r"hun\u002dter/3 \",
            "&",
            "&;&#;&#x;&#xZ;&#99999999999;&#xd800;&amp",
            "%%2%zz%é",
            r"\u\u00\ud800\é",
            "&#45;",
            "&#0000000000000045;",
        ] {
            assert_eq!(hidden(text), text);
            assert!(matches!(
                hide(text, &Token::new("x-y").unwrap()),
                Cow::Borrowed(_)
            ));
        }
    }
}
