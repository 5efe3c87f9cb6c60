//! Names below `plex.direct`, which contain the address that they resolve to.
//!
//! A server that is signed in to an account has a certificate for `*.HASH.plex.direct`, and
//! `192-168-1-10.HASH.plex.direct` is 192.168.1.10: Plex's name servers compute the answer from
//! the name. Many home routers drop such answers, because public names that resolve to private
//! addresses are how DNS rebinding attacks work. Plex describes both in "How to Use Secure Server
//! Connections", <https://support.plex.tv/articles/206225077-how-to-use-secure-server-connections/>,
//! and one of its engineers in <https://github.com/WICG/private-network-access/issues/23>.
//!
//! So the client reads the address from the name and asks no name server. It still checks the
//! certificate against the name, which makes this safe.

use std::net::{IpAddr, Ipv4Addr};

/// The domain of all these names.
const DOMAIN: &str = ".plex.direct";

/// The address in a name below `plex.direct`; IPv4 only.
pub(crate) fn embedded_address(host: &str) -> Option<IpAddr> {
    let (address, hash) = host.strip_suffix(DOMAIN)?.split_once('.')?;
    if hash.is_empty() || hash.contains('.') {
        return None;
    }
    let address: Ipv4Addr = address.replace('-', ".").parse().ok()?;
    Some(IpAddr::V4(address))
}

/// Returns `true` if the name is below `plex.direct`.
pub(in crate::client) fn is_below(host: &str) -> bool {
    host.ends_with(DOMAIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_only_from_names_of_that_form() {
        let embedded = |host: &str| embedded_address(host).map(|address| address.to_string());
        let hash = "0123456789abcdef0123456789abcdef";
        for (host, address) in [
            (format!("192-168-1-10.{hash}.plex.direct"), "192.168.1.10"),
            (format!("127-0-0-1.{hash}.plex.direct"), "127.0.0.1"),
        ] {
            assert_eq!(embedded(&host).as_deref(), Some(address), "{host}");
        }
        for host in [
            format!("192-168-1.{hash}.plex.direct"),
            format!("192-168-1-256.{hash}.plex.direct"),
            format!("192.168.1.10.{hash}.plex.direct"),
            format!("2001-db8--1.{hash}.plex.direct"),
            format!("192-168-1-10.{hash}.plex.direct.example"),
            format!("192-168-1-10.{hash}.notplex.direct"),
            "192-168-1-10.plex.direct".to_owned(),
            "192-168-1-10..plex.direct".to_owned(),
            "plex.direct".to_owned(),
            String::new(),
        ] {
            assert_eq!(embedded(&host), None, "{host}");
        }
    }
}
