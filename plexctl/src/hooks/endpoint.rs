//! The address to which a hook sends its requests. It may be a secret, so only its host is ever shown.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// The end of names that only a home network can have.
const HOME_NAMES: [&str; 6] = [
    ".local",
    ".lan",
    ".home",
    ".internal",
    ".home.arpa",
    ".localdomain",
];

/// The address of a receiver.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Endpoint {
    url: Url,
    private: PrivateAddresses,
}

/// The addresses that a name may have. A public name that leads into the home network is a mistake, or an
/// attack on services that are only reachable from there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PrivateAddresses {
    Refused,
    /// The host says itself that it is at home. Link-local addresses are refused: behind them are
    /// the keys of cloud machines.
    AtHome,
    Allowed,
}

impl Endpoint {
    /// Checks an address. The error does not repeat it.
    pub(crate) fn parse(text: &str, allow_private: bool) -> Result<Self, String> {
        let url = Url::parse(text.trim())
            .map_err(|error| format!("expected a URL such as https://example.org/hook: {error}"))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err("expected a URL that begins with https:// or http://".to_owned());
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("expected a URL without a name or password in it".to_owned());
        }
        let host = url.host_str().unwrap_or_default();
        let address = read_address(host);
        if let Some(address) = address.filter(|one| is_link_local(*one) && !allow_private) {
            return Err(format!(
                "{address} is a link-local address: set allow_private = true to use it"
            ));
        }
        let private = match allow_private {
            true => PrivateAddresses::Allowed,
            false if address.is_some() || is_home_name(host) => PrivateAddresses::AtHome,
            false => PrivateAddresses::Refused,
        };
        Ok(Self { url, private })
    }

    /// The address, to be sent to. It may be a secret.
    pub(crate) fn url(&self) -> &Url {
        &self.url
    }

    /// The same server, with this path below the path of the address. Each segment is encoded.
    pub(crate) fn join<'a>(&self, segments: impl IntoIterator<Item = &'a str>) -> Self {
        let mut url = self.url.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(segments);
        }
        Self {
            url,
            private: self.private,
        }
    }

    /// The same address with one more query parameter.
    pub(crate) fn with_query(&self, name: &str, value: &str) -> Self {
        let mut url = self.url.clone();
        url.query_pairs_mut().append_pair(name, value);
        Self {
            url,
            private: self.private,
        }
    }

    pub(super) fn resolver(&self) -> GuardedResolver {
        GuardedResolver(self.private)
    }
}

/// Without the path and the query, which may be secrets.
impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = self.url.host_str().unwrap_or_default();
        write!(f, "{}://{host}", self.url.scheme())?;
        if let Some(port) = self.url.port() {
            write!(f, ":{port}")?;
        }
        match self.url.path() {
            "" | "/" if self.url.query().is_none() => Ok(()),
            _ => f.write_str("/…"),
        }
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Endpoint({self})")
    }
}

/// Looks names up, and leaves out addresses that the name must not have.
pub(super) struct GuardedResolver(PrivateAddresses);

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let private = self.0;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let found: Vec<SocketAddr> = found.collect();
            let usable: Vec<SocketAddr> = found
                .iter()
                .copied()
                .filter(|one| is_usable(one.ip(), private))
                .collect();
            match (usable.is_empty(), found.first()) {
                (true, Some(first)) => Err(format!(
                    "{} is at the private address {}: set allow_private = true, or write the address \
                     itself",
                    name.as_str(),
                    first.ip()
                )
                .into()),
                _ => Ok(Box::new(usable.into_iter()) as Addrs),
            }
        })
    }
}

fn is_usable(address: IpAddr, private: PrivateAddresses) -> bool {
    match private {
        PrivateAddresses::Allowed => true,
        PrivateAddresses::AtHome => !is_link_local(address),
        PrivateAddresses::Refused => !is_private(address),
    }
}

fn read_address(host: &str) -> Option<IpAddr> {
    host.trim_matches(['[', ']']).parse().ok()
}

fn is_home_name(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    !host.contains('.') || HOME_NAMES.iter().any(|end| host.ends_with(end))
}

fn is_link_local(address: IpAddr) -> bool {
    match unmap(address) {
        IpAddr::V4(address) => address.is_link_local(),
        IpAddr::V6(address) => address.is_unicast_link_local(),
    }
}

fn is_private(address: IpAddr) -> bool {
    match unmap(address) {
        IpAddr::V4(address) => is_private_v4(address),
        IpAddr::V6(address) => is_private_v6(address),
    }
}

/// An IPv4 address that is written as one of IPv6 is the IPv4 address.
fn unmap(address: IpAddr) -> IpAddr {
    address.to_canonical()
}

fn is_private_v4(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_broadcast()
        || first == 0
        // Shared by the customers of a provider (RFC 6598), and used by some overlay networks.
        || (first == 100 && (64..128).contains(&second))
}

fn is_private_v6(address: Ipv6Addr) -> bool {
    address.is_loopback()
        || address.is_unspecified()
        || address.is_multicast()
        || address.is_unique_local()
        || address.is_unicast_link_local()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_host_of_an_address_is_shown() {
        for (text, shown) in [
            (
                "https://discord.com/api/webhooks/1/secret",
                "https://discord.com/…",
            ),
            ("http://nas:8080/", "http://nas:8080"),
            ("http://nas?key=secret", "http://nas/…"),
            ("https://[::1]:7/x", "https://[::1]:7/…"),
        ] {
            let endpoint = Endpoint::parse(text, false).unwrap();
            assert_eq!(endpoint.to_string(), shown);
            assert_eq!(format!("{endpoint:?}"), format!("Endpoint({shown})"));
        }
    }

    #[test]
    fn what_is_no_address_of_a_receiver_is_refused_and_not_repeated() {
        for text in [
            "hunter2",
            "ftp://nas/hunter2",
            "https://me:hunter2@nas/",
            "http://169.254.169.254/hunter2",
            "http://[fe80::1]/hunter2",
            "http://[::ffff:169.254.169.254]/hunter2",
        ] {
            let error = Endpoint::parse(text, false).unwrap_err();
            assert!(!error.contains("hunter2"), "{error}");
        }
        assert!(Endpoint::parse("http://169.254.1.1/", true).is_ok());
    }

    #[test]
    fn a_public_name_has_no_private_address_unless_that_is_written() {
        let allows = |url: &str, allow_private, address: &str| {
            let endpoint = Endpoint::parse(url, allow_private).unwrap();
            is_usable(address.parse().unwrap(), endpoint.private)
        };
        for address in [
            "10.0.0.1",
            "192.168.1.1",
            "172.16.0.1",
            "127.0.0.1",
            "100.64.0.1",
            "0.0.0.0",
            "169.254.169.254",
            "::1",
            "fd00::1",
            "fe80::1",
            "::ffff:10.0.0.1",
        ] {
            assert!(!allows("https://example.org/", false, address), "{address}");
            assert!(allows("https://example.org/", true, address), "{address}");
        }
        assert!(allows("https://example.org/", false, "93.184.215.14"));
        assert!(allows("https://example.org/", false, "2606:2800::1"));
        for home in ["http://nas/", "http://hass.local:8123/", "http://x.lan/"] {
            assert!(allows(home, false, "192.168.1.5"), "{home}");
            assert!(!allows(home, false, "169.254.169.254"), "{home}");
        }
    }

    #[test]
    fn a_segment_that_is_added_is_encoded() {
        let endpoint = Endpoint::parse("http://nas/base/", false).unwrap();
        let joined = endpoint.join(["notify", "a/../b?c"]);
        assert_eq!(
            joined.url().as_str(),
            "http://nas/base/notify/a%2F..%2Fb%3Fc"
        );
    }
}
