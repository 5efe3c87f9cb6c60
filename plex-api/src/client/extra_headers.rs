//! The caller's headers for every request: the refused names, and the secret parts of the values.

use http::header::{AUTHORIZATION, COOKIE, HeaderMap, HeaderName};
use zeroize::Zeroizing;

use crate::credentials::Hidden;
use crate::error::{Error, Result};
use crate::secret::Secret;

/// A header as it is given: a name and a value, neither of them checked.
pub(crate) type GivenHeader = (String, Zeroizing<String>);

/// The headers that this crate or the HTTP library sets, and headers that would change the meaning
/// of a request. Every name that begins with `sec-websocket-` is one as well.
const OURS: [&str; 25] = [
    "accept",
    "accept-encoding",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "expect",
    "host",
    "http2-settings",
    "if-range",
    "keep-alive",
    "proxy-authorization",
    "proxy-connection",
    "range",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "x-plex-client-identifier",
    "x-plex-device-name",
    "x-plex-platform",
    "x-plex-pms-api-version",
    "x-plex-product",
    "x-plex-token",
    "x-plex-version",
];

/// The headers with values that are marked as sensitive, and the secrets that must be in no text
/// because of them. A name that is given again replaces the value before.
///
/// No message has a value, and none has a name that is not one: the two may have been mixed up.
pub(crate) fn check(given: &[GivenHeader]) -> Result<(HeaderMap, Vec<Hidden>)> {
    let mut headers = HeaderMap::new();
    let mut hidden = Vec::new();
    for (number, (name, value)) in given.iter().enumerate() {
        let name = check_name(number + 1, name)?;
        let shown = name.as_str();
        if value.trim().is_empty() {
            return Err(Error::invalid(format!(
                "the value of the header `{shown}` is empty"
            )));
        }
        if value.trim().len() < value.len() {
            return Err(Error::invalid(format!(
                "the value of the header `{shown}` has white space or a line break at its beginning \
                 or end; expected it without"
            )));
        }
        let header = Secret::new(value).header().map_err(|_| {
            Error::invalid(format!(
                "the value of the header `{shown}` has a control character, such as a line break; \
                 expected a value of one line"
            ))
        })?;
        hidden.extend(secrets_in(&name, value));
        headers.insert(name, header);
    }
    Ok((headers, hidden))
}

fn check_name(number: usize, name: &str) -> Result<HeaderName> {
    let expected = "expected a name such as CF-Access-Client-Id: letters, digits and -";
    if name.is_empty() {
        return Err(Error::invalid(format!(
            "the name of header number {number} is empty; {expected}"
        )));
    }
    let Ok(header) = HeaderName::from_bytes(name.as_bytes()) else {
        let hint = match name.find(':') {
            Some(_) => "has a colon in it: give name and value separately",
            None => "has a character that no name of a header has",
        };
        return Err(Error::invalid(format!(
            "the name of header number {number} {hint}; {expected}"
        )));
    };
    let shown = header.as_str();
    if OURS.contains(&shown) || shown.starts_with("sec-websocket-") {
        let hint = match shown {
            "x-plex-token" => "set it with `token`",
            "x-plex-pms-api-version" => "set it with `pms_api_version`",
            "proxy-authorization" => "set user name and password in the URL of `proxy`",
            _ if shown.starts_with("x-plex-") => "set it with `identity`",
            _ => "leave it out",
        };
        return Err(Error::invalid(format!(
            "the header `{shown}` is one that this crate sets itself: {hint}"
        )));
    }
    Ok(header)
}

/// The value, and the parts of it that may be repeated alone: the part after the scheme, and the
/// values of cookies.
fn secrets_in(name: &HeaderName, value: &str) -> Vec<Hidden> {
    let mut parts = vec![value];
    if *name == AUTHORIZATION
        && let Some((_, credentials)) = value.split_once(' ')
    {
        parts.push(credentials.trim());
    }
    if *name == COOKIE {
        let pairs = value.split(';').filter_map(|pair| pair.split_once('='));
        parts.extend(pairs.map(|(_, value)| value.trim()));
    }
    parts.into_iter().filter_map(Hidden::value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(name: &str, value: &str) -> Vec<GivenHeader> {
        vec![(name.to_owned(), Zeroizing::new(value.to_owned()))]
    }

    #[test]
    fn names_are_lower_case_and_the_last_value_counts() {
        let mut headers = given("X-One", "first value");
        headers.extend(given("x-one", "sec\u{f6}nd"));
        headers.extend(given("Authorization", "Basic dXNlcjpwYXNz"));
        let (headers, _) = check(&headers).unwrap();
        assert_eq!(headers.len(), 2);
        assert_eq!(headers["x-one"].as_bytes(), "sec\u{f6}nd".as_bytes());
        assert!(headers.values().all(http::HeaderValue::is_sensitive));
    }

    #[test]
    fn the_parts_that_may_be_repeated_alone_are_secret() {
        let hidden = |name: &str, value: &str| -> Vec<String> {
            let (_, hidden) = check(&given(name, value)).unwrap();
            let texts = hidden.iter().map(|one| one.secret.expose().to_owned());
            texts.collect()
        };
        assert_eq!(
            hidden("Authorization", "Bearer abcdefgh"),
            ["Bearer abcdefgh", "abcdefgh"]
        );
        assert_eq!(
            hidden("Cookie", "session=abcdefgh; a=b"),
            ["session=abcdefgh; a=b", "abcdefgh"]
        );
        assert_eq!(hidden("X-Key", "abcdefgh"), ["abcdefgh"]);
    }

    #[test]
    fn wrong_headers_are_refused_and_no_value_is_shown() {
        for (name, value, words) in [
            ("", "hunter2", "number 1 is empty"),
            ("X Key", "hunter2", "character that no name"),
            ("X-Key: hunter2", "1", "has a colon"),
            ("hunter2==", "X-Key", "character that no name"),
            ("X-K\u{e9}y", "hunter2", "character that no name"),
            ("X-Key", "", "`x-key` is empty"),
            ("X-Key", "hunter2\n", "at its beginning or end"),
            ("X-Key", "hun\r\nter2: hunter2", "control character"),
            ("X-Plex-Token", "hunter2", "set it with `token`"),
            ("x-plex-product", "hunter2", "set it with `identity`"),
            ("Host", "hunter2", "sets itself"),
            ("Content-Length", "7", "sets itself"),
            ("ACCEPT", "hunter2", "sets itself"),
            ("Sec-WebSocket-Protocol", "hunter2", "sets itself"),
            ("Proxy-Authorization", "hunter2", "URL of `proxy`"),
        ] {
            let error = check(&given(name, value)).unwrap_err();
            assert_eq!(error.kind(), crate::ErrorKind::InvalidInput, "{name}");
            let shown = format!("{error} {error:?}");
            assert!(shown.contains(words), "{shown}");
            assert!(!shown.contains("hunter2"), "{shown}");
        }
    }
}
