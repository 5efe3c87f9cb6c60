//! The proxy that requests go through, if the caller sets one. The environment never sets one.

use std::fmt;

use reqwest::Url;
use zeroize::Zeroizing;

use super::transport_error::innermost;
use crate::credentials::Hidden;
use crate::error::{Error, ErrorKind, Result};

/// The schemes that a proxy's URL may have.
const SCHEMES: [&str; 4] = ["http", "https", "socks5", "socks5h"];

/// A checked URL of a proxy.
#[derive(Clone)]
pub(crate) struct Proxy {
    /// With user name and password.
    url: Zeroizing<String>,
    /// Without them.
    name: String,
    credentials: Option<(Zeroizing<String>, Zeroizing<String>)>,
}

impl Proxy {
    /// Reads a URL such as `http://user:password@proxy.example:3128`. No message repeats the text.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        let expected = "expected the proxy's URL, for example http://proxy.example:3128";
        if text.is_empty() {
            return Err(Error::invalid(format!("{expected}; got an empty text")));
        }
        if !text.contains("://") {
            return Err(Error::invalid(format!(
                "{expected}; the text does not begin with http://, https://, socks5:// or socks5h://"
            )));
        }
        let mut url = Url::parse(text)
            .map_err(|error| Error::invalid(format!("{expected}; got one with: {error}")))?;
        if !SCHEMES.contains(&url.scheme()) {
            return Err(Error::invalid(format!(
                "{expected}; got the scheme {}, and only http, https, socks5 and socks5h are \
                 supported",
                url.scheme()
            )));
        }
        if url.host_str().is_none_or(str::is_empty) {
            return Err(Error::invalid(format!(
                "{expected}; got one without a host"
            )));
        }
        if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
            return Err(Error::invalid(format!(
                "{expected}; got one with a path, a query or a fragment"
            )));
        }
        if url.scheme() == "https" && !cfg!(any(feature = "rustls", feature = "native-tls")) {
            return Err(Error::new(
                ErrorKind::Tls,
                "the proxy's URL is https, but this build of plex-api has no TLS: enable its \
                 feature `rustls` or `native-tls`",
            ));
        }
        let whole = Zeroizing::new(url.as_str().to_owned());
        // The HTTP library reads it in this way, and uses no proxy when it cannot.
        if whole.parse::<http::Uri>().is_err() {
            return Err(Error::invalid(format!(
                "{expected}; got one with a character that must be percent-encoded"
            )));
        }
        let decode = |text: &str| Zeroizing::new(percent_decoded(text));
        let credentials = (!url.username().is_empty() || url.password().is_some()).then(|| {
            (
                decode(url.username()),
                decode(url.password().unwrap_or_default()),
            )
        });
        // Neither fails for a URL with a host.
        let _ = url.set_username("").and_then(|()| url.set_password(None));
        Ok(Self {
            url: whole,
            name: url.as_str().trim_end_matches('/').to_owned(),
            credentials,
        })
    }

    /// Its URL without user name and password, for messages.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Returns `true` if the connection to it uses TLS. Only rustls reads the machine's authorities itself.
    #[cfg(feature = "rustls")]
    pub(crate) fn is_https(&self) -> bool {
        self.name.starts_with("https:")
    }

    /// The secrets that must be in no text: the password, and the header with it.
    pub(crate) fn hidden(&self, client: &reqwest::Client) -> Vec<Hidden> {
        let Some((user, password)) = &self.credentials else {
            return Vec::new();
        };
        let mut hidden: Vec<Hidden> = Hidden::value(password).into_iter().collect();
        let request = client
            .get("http://localhost/")
            .basic_auth(user.as_str(), Some(password.as_str()))
            .build();
        let header = request.ok().and_then(|request| {
            let header = request.headers().get(http::header::AUTHORIZATION)?;
            Hidden::value(header.to_str().ok()?.strip_prefix("Basic ")?)
        });
        hidden.extend(header);
        hidden
    }

    pub(crate) fn apply(&self, builder: reqwest::ClientBuilder) -> Result<reqwest::ClientBuilder> {
        let proxy = reqwest::Proxy::all(self.url.as_str()).map_err(|error| {
            Error::invalid(format!(
                "the proxy {} cannot be used: {}",
                self.name,
                innermost(&error.without_url())
            ))
        })?;
        Ok(builder.proxy(proxy))
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// The text with `%2F` and the like decoded.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let digits = match (first, after) {
            (b'%', [high, low, ..]) => std::str::from_utf8(&[*high, *low])
                .ok()
                .and_then(|digits| u8::from_str_radix(digits, 16).ok()),
            _ => None,
        };
        bytes.push(digits.unwrap_or(first));
        rest = after
            .get(if digits.is_some() { 2 } else { 0 }..)
            .unwrap_or_default();
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_name_and_password_are_in_no_text() {
        let proxy = Proxy::parse("http://owner:hun%2Fter2@proxy.example:3128/").unwrap();
        assert_eq!(proxy.name(), "http://proxy.example:3128");
        assert_eq!(format!("{proxy:?}"), "http://proxy.example:3128");
        // Only the first of the tests that share the process can install it.
        #[cfg(feature = "rustls")]
        let _ = rustls::crypto::ring::default_provider().install_default();
        let hidden = proxy.hidden(&reqwest::Client::new());
        let texts: Vec<&str> = hidden.iter().map(|one| one.secret.expose()).collect();
        // The second is Base64 of `owner:hun/ter2`.
        assert_eq!(texts, ["hun/ter2", "b3duZXI6aHVuL3RlcjI="]);
        for url in ["socks5://proxy.example", "socks5h://[::1]:1080"] {
            assert_eq!(Proxy::parse(url).unwrap().name(), url);
        }
    }

    #[test]
    fn other_texts_are_refused_and_never_repeated() {
        for (text, words) in [
            ("", "an empty text"),
            ("hunter2:3128", "does not begin with"),
            ("ftp://owner:hunter2@proxy", "the scheme ftp"),
            ("socks4://hunter2@proxy", "the scheme socks4"),
            ("http://owner:hunter2@", "got one with"),
            ("http://owner:hunter2@proxy:99999", "got one with"),
            ("http://proxy/hunter2", "a path"),
            ("http://proxy?hunter2", "a query"),
        ] {
            let error = Proxy::parse(text).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidInput, "{text}");
            let shown = format!("{error} {error:?}");
            assert!(shown.contains(words), "{text}: {shown}");
            assert!(!shown.contains("hunter2"), "{shown}");
        }
    }
}
