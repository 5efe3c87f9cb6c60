//! The server's URL, which decides where requests and the token may go.

use reqwest::Url;

use crate::error::{Error, ErrorKind, Result};

/// Hosts of Plex's own web pages, which people open in the browser to reach their server.
const WEB_APPS: [&str; 4] = ["plex.tv", "www.plex.tv", "app.plex.tv", "watch.plex.tv"];

/// A checked server URL, without a slash at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ServerUrl(Url);

impl ServerUrl {
    /// Reads a URL such as `http://127.0.0.1:32400` or `https://host/plex/`. The address of the web
    /// app in a browser, `http://127.0.0.1:32400/web/index.html#!/...`, is one as well: the part
    /// that belongs to the web app is left out.
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
        if url
            .host_str()
            .is_some_and(|host| WEB_APPS.contains(&host.trim_end_matches('.')))
        {
            return Err(Error::invalid(format!(
                "{hint}; got an address of Plex's web app, which is not a server. In the web app, \
                 \"Get Info\" and \"View XML\" of any item open a page of the server: its URL up to \
                 the port is the server's"
            )));
        }
        if let Some(path) = strip_web_app(url.path()).map(str::to_owned) {
            url.set_path(&path);
            url.set_fragment(None);
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

    /// Reads the URL of Plex's account service, or of its simulation in a test: https, or http on the
    /// machine itself.
    ///
    /// No message repeats the text, because people paste URLs with tokens.
    #[cfg(feature = "account")]
    pub(crate) fn of_account_service(text: &str) -> Result<Self> {
        let hint =
            "expected the URL of Plex's account service, for example https://clients.plex.tv";
        let refused = |what: &str| Err(Error::invalid(format!("{hint}; got {what}")));
        let Ok(mut url) = Url::parse(text.trim()) else {
            return refused("a text that is no URL");
        };
        if !url.username().is_empty() || url.password().is_some() {
            return refused("one with a user name or a password");
        }
        if url.query().is_some() || url.fragment().is_some() {
            return refused("one with a query or fragment (? or #)");
        }
        let host = url.host_str().unwrap_or_default();
        let address = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
        let is_loopback = host == "localhost" || address.is_ok_and(|address| address.is_loopback());
        match url.scheme() {
            "https" if cfg!(any(feature = "rustls", feature = "native-tls")) => {}
            "https" => {
                return Err(Error::new(
                    ErrorKind::Tls,
                    "the account service needs https, and this build of plex-api has no TLS: enable \
                     its feature `rustls` or `native-tls`",
                ));
            }
            "http" if is_loopback => {}
            "http" => {
                return refused(
                    "http to another machine, where everybody on the way reads the token",
                );
            }
            _ => return refused("another scheme than https"),
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

    /// The URL of a request to this server, as one to `other`; `None` when it is not of this server.
    pub(crate) fn rebase(&self, url: &Url, other: &Self) -> Option<Url> {
        let rest = url.as_str().strip_prefix(self.base())?;
        let rebased = format!("{}{}", other.base(), rest);
        let is_below = rest.starts_with(['/', '?']);
        Url::parse(&rebased)
            .ok()
            .filter(|url| is_below && other.is_same_origin(url))
    }

    /// Returns `true` if `other` has the same scheme, host and port.
    pub(crate) fn is_same_origin(&self, other: &Url) -> bool {
        self.0.origin() == other.origin()
    }
}

/// The path without that of the web app, which every server has; `None` when it is not there.
fn strip_web_app(path: &str) -> Option<&str> {
    let path = path.strip_suffix("/index.html").unwrap_or(path);
    path.trim_end_matches('/').strip_suffix("/web")
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
            ("http://host:32400/web", "http://host:32400"),
            ("http://host:32400/web/", "http://host:32400"),
            ("http://host:32400/web/index.html", "http://host:32400"),
            ("http://host:32400/web#!/", "http://host:32400"),
            (
                "http://host:32400/web/index.html#!/server/5f?key=%2Flibrary&context=x",
                "http://host:32400",
            ),
            ("https://host/plex/web/index.html#!/", "https://host/plex"),
            ("http://host/web/plex", "http://host/web/plex"),
            ("http://host/myweb", "http://host/myweb"),
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
            "http://host/index.html#!/hunter2",
            "http://host/web/index.html?X-Plex-Token=hunter2#!/",
            "https://app.plex.tv/desktop/#!/server/hunter2",
            "https://watch.plex.tv/hunter2",
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

    #[cfg(feature = "account")]
    #[test]
    fn the_account_service_is_asked_over_https_or_on_this_machine() {
        let parse = ServerUrl::of_account_service;
        #[cfg(any(feature = "rustls", feature = "native-tls"))]
        assert_eq!(parse("https://plex.tv/").unwrap().base(), "https://plex.tv");
        for text in [
            "http://127.0.0.1:1/",
            "http://[::1]:1",
            "http://localhost:1",
        ] {
            parse(text).unwrap();
        }
        for text in [
            "",
            "plex.tv/hunter2",
            "http://plex.tv/hunter2",
            "http://127.0.0.1.example.org/hunter2",
            "http://192.168.1.1/hunter2",
            "ftp://127.0.0.1/hunter2",
            "https://hunter2@plex.tv",
            "https://plex.tv/?token=hunter2",
        ] {
            let error = parse(text).unwrap_err();
            let shown = format!("{error} {error:?}");
            assert!(!shown.contains("hunter2"), "{shown}");
        }
    }

    #[test]
    fn a_request_moves_with_its_path_and_query_and_only_from_its_server() {
        let server = |text| ServerUrl::parse(text).unwrap();
        for (from, to, url, moved) in [
            (
                "http://a:1",
                "https://b:2",
                "http://a:1/x?y=1",
                Some("https://b:2/x?y=1"),
            ),
            (
                "http://a:1/plex",
                "http://a:1",
                "http://a:1/plex/x",
                Some("http://a:1/x"),
            ),
            (
                "http://a:1",
                "http://[::1]:3/p",
                "http://a:1/plex/x",
                Some("http://[::1]:3/p/plex/x"),
            ),
            ("http://a:1", "http://b:1", "http://a:12/x", None),
            ("http://a:1/plex", "http://b:1", "http://a:1/plexus", None),
            ("http://a:1", "http://b:1", "http://c:1/x", None),
        ] {
            let url = Url::parse(url).unwrap();
            let rebased = server(from).rebase(&url, &server(to));
            assert_eq!(rebased.as_ref().map(Url::as_str), moved, "{url}");
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
