//! Accepts requests only from pages that plexctl itself has served.
//!
//! A page anywhere on the web can make its visitor's browser send requests to this machine. It must
//! neither read activities, which a foreign host name that resolves to this machine would allow, nor
//! cancel them.

use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, Method, Uri, header};

/// A browser sends a preflight request before a foreign page's request with this header, and the
/// preflight is refused.
pub(crate) const HEADER: &str = "x-plexctl";

/// Checks the headers of requests.
#[derive(Clone, Debug)]
pub(crate) struct OriginCheck {
    /// Whether other machines can reach the server, so that its other addresses are valid host
    /// names.
    open: bool,
    /// Additional host names, in lower case and without a port.
    names: Vec<String>,
    /// The answer to an unknown host name.
    unknown_host: &'static str,
}

/// The answer of `plexctl serve` to an unknown host name.
const UNKNOWN_HOST: &str = "unknown host name (Host header); --allow-host NAME allows it";

/// The answer of the agent to an unknown host name.
const UNKNOWN_HOST_OF_AGENT: &str =
    "unknown host name (Host header); allow_host in [http] of the agent's file allows it";

impl OriginCheck {
    /// Creates the check for a listener that also has these host names.
    pub(crate) fn new(bound: SocketAddr, names: &[String]) -> Self {
        Self {
            open: !bound.ip().is_loopback(),
            names: names.iter().map(|name| name.to_ascii_lowercase()).collect(),
            unknown_host: UNKNOWN_HOST,
        }
    }

    /// Like [`new`](Self::new), for the agent, whose file has the names.
    pub(crate) fn for_agent(bound: SocketAddr, names: &[String]) -> Self {
        Self {
            unknown_host: UNKNOWN_HOST_OF_AGENT,
            ..Self::new(bound, names)
        }
    }

    /// Accepts a request, or returns why not.
    pub(crate) fn check(
        &self,
        method: &Method,
        uri: &Uri,
        headers: &HeaderMap,
    ) -> Result<(), &'static str> {
        let host = single_value(headers, header::HOST.as_str())
            .ok_or("the request has no single Host header")?;
        if !self.allows_host(host) {
            return Err(self.unknown_host);
        }
        let acts = method != Method::GET && method != Method::HEAD;
        // Other sites may link to the page itself.
        if (acts || uri.path() != "/") && !is_from_this_page(headers, host) {
            return Err("the request comes from another site");
        }
        if acts && !headers.contains_key(HEADER) {
            return Err("the header X-Plexctl is missing");
        }
        Ok(())
    }

    fn allows_host(&self, host: &str) -> bool {
        let name = strip_port(host).to_ascii_lowercase();
        if name == "localhost" || self.names.contains(&name) {
            return true;
        }
        // The owner of a foreign name can make it resolve to this machine, but not an address.
        let bare = name.trim_start_matches('[').trim_end_matches(']');
        bare.parse::<IpAddr>()
            .is_ok_and(|ip| ip.is_loopback() || self.open)
    }
}

fn is_from_this_page(headers: &HeaderMap, host: &str) -> bool {
    let origin_fits = match headers.get(header::ORIGIN) {
        None => true,
        Some(_) => single_value(headers, "origin").is_some_and(|origin| {
            let authority = origin
                .strip_prefix("http://")
                .or_else(|| origin.strip_prefix("https://"));
            authority.is_some_and(|authority| authority.eq_ignore_ascii_case(host))
        }),
    };
    let site_fits = match headers.get("sec-fetch-site") {
        None => true,
        Some(site) => site == "same-origin" || site == "none",
    };
    origin_fits && site_fits
}

/// The text of a header that occurs exactly once.
fn single_value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}

fn strip_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|digit| digit.is_ascii_digit()) => {
            // The last part of a bare IPv6 address is not a port; in `Host` such an address has
            // brackets.
            if name.contains(':') && !name.ends_with(']') {
                host
            } else {
                name
            }
        }
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn origin_check(bound: &str, names: &[&str]) -> OriginCheck {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        OriginCheck::new(bound.parse().unwrap(), &names)
    }

    fn admits(
        origin_check: &OriginCheck,
        method: &Method,
        path: &str,
        pairs: &[(&str, &str)],
    ) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            let name: HeaderName = name.parse().unwrap();
            headers.append(name, HeaderValue::from_str(value).unwrap());
        }
        origin_check
            .check(method, &path.parse().unwrap(), &headers)
            .is_ok()
    }

    #[test]
    fn only_safe_host_names_are_accepted() {
        let local = origin_check("127.0.0.1:8325", &["Media.Lan"]);
        let open = origin_check("0.0.0.0:8325", &[]);
        for (host, on_loopback, on_all) in [
            ("127.0.0.1:8325", true, true),
            ("127.0.0.1", true, true),
            ("localhost:1", true, true),
            ("LOCALHOST", true, true),
            ("[::1]:8325", true, true),
            ("media.lan:8325", true, false),
            ("192.168.1.7:8325", false, true),
            ("[fe80::1]:8325", false, true),
            ("evil.example", false, false),
            ("127.0.0.1.evil.example:8325", false, false),
            ("localhost.evil.example", false, false),
            ("evil.example:127.0.0.1", false, false),
            ("", false, false),
        ] {
            let pairs = [("host", host)];
            let expected = (on_loopback, on_all);
            let get = |origin_check| admits(origin_check, &Method::GET, "/", &pairs);
            assert_eq!((get(&local), get(&open)), expected, "{host}");
        }
        assert!(!admits(&local, &Method::GET, "/", &[]));
        let twice = [("host", "127.0.0.1"), ("host", "evil.example")];
        assert!(!admits(&local, &Method::GET, "/", &twice));
    }

    #[test]
    fn other_sites_may_link_to_the_page_and_nothing_else() {
        let origin_check = origin_check("127.0.0.1:8325", &[]);
        let host = ("host", "127.0.0.1:8325");
        let own = ("x-plexctl", "cancel");
        let same = ("sec-fetch-site", "same-origin");
        for (pairs, page, events, post) in [
            (&[host][..], true, true, false),
            (&[host, own], true, true, true),
            (&[host, own, same], true, true, true),
            (
                &[host, own, ("origin", "http://127.0.0.1:8325")],
                true,
                true,
                true,
            ),
            (&[host, same], true, true, false),
            (
                &[host, own, ("origin", "http://127.0.0.1:9999")],
                true,
                false,
                false,
            ),
            (
                &[host, own, ("origin", "http://localhost:8325")],
                true,
                false,
                false,
            ),
            (&[host, own, ("origin", "null")], true, false, false),
            (&[host, own, ("origin", "")], true, false, false),
            (
                &[host, own, ("sec-fetch-site", "cross-site")],
                true,
                false,
                false,
            ),
            (
                &[host, own, ("sec-fetch-site", "same-site")],
                true,
                false,
                false,
            ),
        ] {
            let got = (
                admits(&origin_check, &Method::GET, "/", pairs),
                admits(&origin_check, &Method::GET, "/events", pairs),
                admits(&origin_check, &Method::POST, "/activities/a/cancel", pairs),
            );
            assert_eq!(got, (page, events, post), "{pairs:?}");
        }
    }
}
