//! The path of a request of the caller's own: it stays below the server's URL, whatever it says.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::error::{Error, Result};

/// All that a segment of a path spells as `%XX`: everything but `pchar` of RFC 3986, and `%` itself,
/// because the caller may have encoded the path already.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b':')
    .remove(b'@')
    .remove(b'%');

/// The path as it is sent, percent-encoded segment by segment.
///
/// # Errors
/// [`InvalidInput`](crate::ErrorKind::InvalidInput) for a path that a server, a proxy or a URL parser
/// may read as another place, in any spelling. The message does not repeat the path, which may have a
/// secret in it.
pub(crate) fn encode_path(path: &str) -> Result<String> {
    let refuse = |what: &str| {
        Err(Error::invalid(format!(
            "the path of a request {what}; nothing was sent"
        )))
    };
    let Some(segments) = path.strip_prefix('/') else {
        return refuse(
            "must begin with `/` and name a place of the client's server, such as \
             `/status/sessions`: no scheme and no host",
        );
    };
    if path.contains('?') {
        return refuse("has a query in it: give each parameter to `.query(name, value)`");
    }
    if path.contains('#') {
        return refuse("has a fragment (`#`) in it, which servers never see: leave it out");
    }
    if has_unclear_percent(path) {
        return refuse(
            "has a `%` without two hexadecimal digits behind it: write `%25` for the character \
             itself",
        );
    }
    let segments: Vec<&str> = segments.split('/').collect();
    for (at, segment) in segments.iter().enumerate() {
        let is_last = at + 1 == segments.len();
        match fault(segment) {
            Some(fault) => return refuse(fault),
            None if segment.is_empty() && !is_last => {
                return refuse("has two slashes in a row, which may name another host");
            }
            None => {}
        }
    }
    let encoded = segments
        .iter()
        .map(|segment| format!("/{}", utf8_percent_encode(segment, ENCODED)));
    Ok(encoded.collect())
}

/// Returns `true` if a `%` is not the beginning of an encoded byte.
fn has_unclear_percent(path: &str) -> bool {
    path.split('%').skip(1).any(|behind| {
        !matches!(behind.as_bytes(), [high, low, ..]
            if high.is_ascii_hexdigit() && low.is_ascii_hexdigit())
    })
}

/// The fault of a segment, however often it is encoded: a proxy may decode a path that the server
/// decodes again.
fn fault(segment: &str) -> Option<&'static str> {
    let mut text = segment.to_owned();
    loop {
        if matches!(text.as_str(), "." | "..") {
            return Some("has a segment `.` or `..`, which names another path");
        }
        if text.contains(['/', '\\']) {
            return Some("has a backslash or an encoded slash in it, which may name another path");
        }
        if text.contains(char::is_control) {
            return Some("has a control character in it");
        }
        let decoded = percent_decode_str(&text).decode_utf8_lossy().into_owned();
        if decoded == text {
            return None;
        }
        text = decoded;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    #[test]
    fn a_path_is_encoded_by_segments_and_not_twice() {
        for (path, sent) in [
            ("/", "/"),
            ("/status/sessions", "/status/sessions"),
            ("/library/sections/", "/library/sections/"),
            ("/:/prefs", "/:/prefs"),
            ("/a b/ü", "/a%20b/%C3%BC"),
            ("/a%20b/%c3%bc", "/a%20b/%c3%bc"),
            ("/100%25", "/100%25"),
            ("/hubs/home;x=1,2", "/hubs/home;x=1,2"),
            ("/a\"<>{}|^`[]", "/a%22%3C%3E%7B%7D%7C%5E%60%5B%5D"),
            ("/.../..a/a..", "/.../..a/a.."),
            ("/a%3Fb%23", "/a%3Fb%23"),
            ("/http://".trim_end_matches('/'), "/http:"),
            ("/@example.org", "/@example.org"),
        ] {
            assert_eq!(encode_path(path).unwrap(), sent, "{path}");
        }
    }

    #[test]
    fn a_path_that_may_name_another_place_is_refused() {
        for path in [
            "",
            "status",
            "http://evil.example/",
            "//evil.example/",
            "///evil.example",
            "/a//b",
            "/\\evil.example",
            "\\\\evil.example",
            "/a/../b",
            "/..",
            "/.",
            "/a/./b",
            "/%2e%2e/b",
            "/.%2E/b",
            "/%252e%252e/b",
            "/%25252e%25252E",
            "/a%2fb",
            "/%2F%2Fevil.example",
            "/a%5Cb",
            "/a%255cb",
            "/a?b=c",
            "/a#b",
            "/a\r\nHost: evil.example",
            "/a%0d%0ab",
            "/a%00",
            "/a\tb",
            "/a%",
            "/a%4",
            "/a%zz",
            "/a%u002e",
            " /a",
        ] {
            let error = encode_path(path).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidInput, "{path}");
            assert!(!error.may_have_been_sent());
        }
    }
}
