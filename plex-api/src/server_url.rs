//! The server's URL, which decides where requests and the token may go.

use reqwest::Url;

use crate::error::{Error, ErrorKind, Result};

/// A checked server URL, without a slash at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ServerUrl(Url);

impl ServerUrl {
    /// Reads a URL such as `http://127.0.0.1:32400` or `https://host/plex/`.
    ///
    /// No message repeats the text, because people paste URLs with passwords and tokens.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        let hint = "expected the server's URL, for example http://127.0.0.1:32400";
        if text.is_empty() {
            return Err(Error::invalid(format!("{hint}; got an empty text")));
        }
        if !text.contains("://") {
            return Err(Error::invalid(format!(
                "{hint}; the text does not begin with http:// or https://"
            )));
        }
        let mut url = Url::parse(text)
            .map_err(|error| Error::invalid(format!("{hint}; got one with: {error}")))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Error::invalid(format!(
                "{hint}; got the scheme {}",
                url.scheme()
            )));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Error::invalid(
                "the server's URL has a user name or password; remove them and set the token \
                 separately",
            ));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(Error::invalid(
                "the server's URL has a query or fragment (? or #); remove it, and set the token \
                 separately: a token in a URL ends up in logs",
            ));
        }
        if url.scheme() == "https" && !cfg!(any(feature = "rustls", feature = "native-tls")) {
            return Err(Error::new(
                ErrorKind::Tls,
                "the server's URL is https, but this build of plex-api has no TLS: enable its \
                 feature `rustls` or `native-tls`",
            ));
        }
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(&path);
        Ok(Self(url))
    }

    /// The URL that paths are appended to.
    pub(crate) fn base(&self) -> &str {
        self.0.as_str().trim_end_matches('/')
    }

    /// Scheme, host and port, for messages.
    pub(crate) fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    /// The host, in lower case.
    pub(crate) fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// Whether requests go over TLS.
    #[cfg_attr(
        not(feature = "rustls"),
        allow(
            dead_code,
            reason = "only rustls reads the machine's authorities itself"
        )
    )]
    pub(crate) fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// Whether `other` has the same scheme, host and port.
    pub(crate) fn is_same_origin(&self, other: &Url) -> bool {
        self.0.origin() == other.origin()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trailing_slashes_are_removed_and_paths_stay() {
        for (text, base) in [
            ("http://127.0.0.1:32400", "http://127.0.0.1:32400"),
            ("http://127.0.0.1:32400/", "http://127.0.0.1:32400"),
            (" http://Host///\n", "http://host"),
            ("http://host/plex/", "http://host/plex"),
            ("http://host/a/plex//", "http://host/a/plex"),
            ("http://[::1]:32400", "http://[::1]:32400"),
            ("http://host:80", "http://host"),
        ] {
            assert_eq!(ServerUrl::parse(text).unwrap().base(), base, "{text}");
        }
    }

    #[test]
    fn other_texts_are_refused_and_never_repeated() {
        for text in [
            "",
            "127.0.0.1:32400",
            "localhost:32400/hunter2",
            "ftp://host/hunter2",
            "http://owner:hunter2@host",
            "http://hunter2@host",
            "http://host/?X-Plex-Token=hunter2",
            "http://host/#hunter2",
            "http://",
            "http://host:99999/hunter2",
            "http://ho st/hunter2",
        ] {
            let error = ServerUrl::parse(text).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidInput, "{text}");
            let shown = format!("{error} {error:?}");
            assert!(!shown.contains("hunter2"), "{shown}");
        }
    }

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        let server = ServerUrl::parse("http://host:32400/plex").unwrap();
        for (other, same) in [
            ("http://host:32400/elsewhere", true),
            ("http://HOST:32400", true),
            ("https://host:32400", false),
            ("http://host:32401", false),
            ("http://host", false),
            ("http://host.example:32400", false),
        ] {
            assert_eq!(
                server.is_same_origin(&Url::parse(other).unwrap()),
                same,
                "{other}"
            );
        }
    }
}
