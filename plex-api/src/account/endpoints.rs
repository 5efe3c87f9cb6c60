//! The addresses of the account service: Plex's own hosts, or a simulated one on this machine.

use crate::error::{Error, Result};
use crate::server_url::ServerUrl;

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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoints {
    clients: String,
    plex_tv: String,
    link_page: String,
    auth_page: String,
}

impl Endpoints {
    /// The endpoints of another service at `url`, such as a simulated one: `http://127.0.0.1:8123`. The pages
    /// for people are expected there as well, at `/link` and `/auth`.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) when `url` is not a URL with https, or with http
    /// to a loopback address (`127.0.0.1`, `[::1]`, `localhost`), or has a user name, a query or a fragment;
    /// [`Tls`](crate::ErrorKind::Tls) for https when this crate was built without TLS.
    pub fn at(url: &str) -> Result<Self> {
        let url = base(url)?;
        let page = |path: &str| format!("{url}{path}");
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
        Ok(Self {
            clients: base(CLIENTS)?,
            plex_tv: base(PLEX_TV)?,
            link_page: LINK_PAGE.to_owned(),
            auth_page: AUTH_PAGE.to_owned(),
        })
    }

    /// Two hosts on this machine.
    #[cfg(test)]
    pub(crate) fn of_two(clients: &str, plex_tv: &str) -> Result<Self> {
        Ok(Self {
            plex_tv: base(plex_tv)?,
            ..Self::at(clients)?
        })
    }

    /// The address that requests go to first.
    pub(crate) fn clients(&self) -> &str {
        &self.clients
    }

    /// The address that requests go to when the first one cannot be reached; `None` if it is the same.
    pub(crate) fn fallback(&self) -> Option<&str> {
        (self.plex_tv != self.clients).then_some(self.plex_tv.as_str())
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

/// The URL without a slash at its end, if the account's token may go there.
fn base(url: &str) -> Result<String> {
    Ok(ServerUrl::of_account_service(url)?.base().to_owned())
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
        assert_eq!(endpoints.clients(), "https://clients.plex.tv");
        assert_eq!(endpoints.fallback().unwrap(), "https://plex.tv");
        Endpoints::at("https://accounts.example.org").unwrap();
    }
}
