//! Where the account service is: Plex's own hosts, or a simulated one on this machine.

use std::fmt;
use std::net::IpAddr;

use reqwest::Url;

use crate::error::{Error, Result};

/// The environment variable that [`Endpoints::from_env`] reads.
pub const PLEX_TV_VARIABLE: &str = "PLEX_TV_URL";

const PLEX_TV: &str = "https://plex.tv";
const CLIENTS: &str = "https://clients.plex.tv";
const LINK_PAGE: &str = "https://plex.tv/link";
const AUTH_PAGE: &str = "https://app.plex.tv/auth";

/// The addresses of the account service.
///
/// The default is Plex's own: `https://clients.plex.tv`, and `https://plex.tv` when that cannot be
/// reached. Another one is for tests: everything that the account is worth is sent there. So it must be
/// https, or http to this machine.
#[derive(Clone, PartialEq, Eq)]
pub struct Endpoints {
    clients: Url,
    plex_tv: Url,
    link_page: String,
    auth_page: String,
}

impl Endpoints {
    /// Those of another service at `url`, such as a simulated one: `http://127.0.0.1:8123`. The pages
    /// for people are expected there as well, at `/link` and `/auth`.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) when `url` is not a URL with https, or with http
    /// to a loopback address (`127.0.0.1`, `[::1]`, `localhost`), or has a user name, a path, a query or
    /// a fragment.
    pub fn at(url: &str) -> Result<Self> {
        let url = check(url)?;
        let page = |path: &str| format!("{}{path}", url.as_str().trim_end_matches('/'));
        Ok(Self {
            link_page: page("/link"),
            auth_page: page("/auth"),
            clients: url.clone(),
            plex_tv: url,
        })
    }

    /// Reads `PLEX_TV_URL`, and is the default when that is not set.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) as of [`at`](Self::at).
    pub fn from_env() -> Result<Self> {
        let Some(value) = std::env::var_os(PLEX_TV_VARIABLE) else {
            return Self::plex();
        };
        let value = value
            .into_string()
            .map_err(|_| Error::invalid(format!("{PLEX_TV_VARIABLE} is not UTF-8")))?;
        Self::at(&value).map_err(|error| Error::invalid(format!("{PLEX_TV_VARIABLE}: {error}")))
    }

    /// Plex's own.
    ///
    /// # Errors
    /// [`Tls`](crate::ErrorKind::Tls) when this crate was built without TLS.
    pub fn plex() -> Result<Self> {
        if !cfg!(any(feature = "rustls", feature = "native-tls")) {
            return Err(Error::new(
                crate::error::ErrorKind::Tls,
                "plex.tv is reached by https, but this build of plex-api has no TLS: enable its \
                 feature `rustls` or `native-tls`",
            ));
        }
        Ok(Self {
            clients: check(CLIENTS)?,
            plex_tv: check(PLEX_TV)?,
            link_page: LINK_PAGE.to_owned(),
            auth_page: AUTH_PAGE.to_owned(),
        })
    }

    /// Where requests go first.
    pub(crate) fn clients(&self) -> &Url {
        &self.clients
    }

    /// Where requests go when the first address cannot be reached; `None` if it is the same.
    pub(crate) fn fallback(&self) -> Option<&Url> {
        (self.plex_tv != self.clients).then_some(&self.plex_tv)
    }

    /// The page where a person types a short code.
    pub(crate) fn link_page(&self) -> &str {
        &self.link_page
    }

    /// The page where a person signs in with a browser. Its parameters follow `#?`.
    pub(crate) fn auth_page(&self) -> &str {
        &self.auth_page
    }
}

impl fmt::Debug for Endpoints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoints")
            .field("clients", &self.clients.as_str())
            .field("plex_tv", &self.plex_tv.as_str())
            .finish_non_exhaustive()
    }
}

/// No message repeats the text, because people paste URLs with passwords.
fn check(text: &str) -> Result<Url> {
    let expected = "expected the account service's URL, https://HOST or http://127.0.0.1:PORT";
    let refused = |what: &str| Error::invalid(format!("{expected}; {what}"));
    let url =
        Url::parse(text.trim()).map_err(|error| refused(&format!("got one with: {error}")))?;
    match url.scheme() {
        "https" if cfg!(any(feature = "rustls", feature = "native-tls")) => {}
        "https" => return Err(refused("this build of plex-api has no TLS")),
        "http" if is_loopback(&url) => {}
        "http" => {
            return Err(refused(
                "got http to another machine, where everybody in between could read the account's \
                 token",
            ));
        }
        scheme => return Err(refused(&format!("got the scheme {scheme}"))),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refused("got one with a user name or password"));
    }
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        return Err(refused("got one with a path, a query or a fragment"));
    }
    if url.host_str().is_none_or(str::is_empty) {
        return Err(refused("got one without a host"));
    }
    Ok(url)
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    match address.parse::<IpAddr>() {
        Ok(address) => address.is_loopback(),
        Err(_) => host == "localhost",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    #[test]
    fn only_https_and_this_machine_are_taken() {
        for good in [
            "http://127.0.0.1:8123",
            "http://127.8.9.1:8123/",
            " http://[::1]:1 ",
            "http://localhost:80",
        ] {
            let endpoints = Endpoints::at(good).unwrap();
            assert!(endpoints.fallback().is_none());
            assert!(endpoints.link_page().ends_with("/link"), "{good}");
        }
        for bad in [
            "",
            "plex.tv",
            "http://plex.tv",
            "http://192.168.1.2:80",
            "http://127.0.0.1.example.org",
            "http://localhost.example.org",
            "http://hunter2@127.0.0.1:80",
            "http://127.0.0.1:80/hunter2",
            "http://127.0.0.1:80/?hunter2",
            "http://127.0.0.1:80/#hunter2",
            "ftp://127.0.0.1/hunter2",
            "file:///hunter2",
        ] {
            let error = Endpoints::at(bad).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidInput, "{bad}");
            assert!(error.to_string().contains("expected"), "{error}");
            assert!(!error.to_string().contains("hunter2"), "{error}");
        }
    }

    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    #[test]
    fn the_default_is_plex_by_https() {
        let endpoints = Endpoints::plex().unwrap();
        assert_eq!(endpoints.clients().as_str(), "https://clients.plex.tv/");
        assert_eq!(endpoints.fallback().unwrap().as_str(), "https://plex.tv/");
        Endpoints::at("https://accounts.example.org").unwrap();
    }
}
