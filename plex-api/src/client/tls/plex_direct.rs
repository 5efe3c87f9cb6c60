//! Names below `plex.direct`, which spell the address that they stand for.
//!
//! A server that is signed in to an account has a certificate for `*.HASH.plex.direct`, and
//! `192-168-1-10.HASH.plex.direct` is 192.168.1.10: Plex's name service makes the answer out of the
//! name. Many home routers drop such answers, because names of the internet that lead to addresses
//! at home are how DNS rebinding attacks work. Plex describes both in "How to Use Secure Server
//! Connections", <https://support.plex.tv/articles/206225077-how-to-use-secure-server-connections/>,
//! and one of its engineers in <https://github.com/WICG/private-network-access/issues/23>.
//!
//! So nobody is asked for what the name says already. The certificate is checked against the name as
//! ever, which is what makes that safe.

use std::net::{IpAddr, Ipv4Addr};

/// The domain of all these names.
const DOMAIN: &str = ".plex.direct";

/// The address that a name below `plex.direct` spells; IPv4 only.
pub(in crate::client) fn spelled_address(host: &str) -> Option<IpAddr> {
    let (spelled, hash) = host.strip_suffix(DOMAIN)?.split_once('.')?;
    if hash.is_empty() || hash.contains('.') {
        return None;
    }
    let address: Ipv4Addr = spelled.replace('-', ".").parse().ok()?;
    Some(IpAddr::V4(address))
}

/// Whether it is such a name at all.
pub(in crate::client) fn is_below(host: &str) -> bool {
    host.ends_with(DOMAIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_out_of_names_of_that_form_only() {
        let spelled = |host: &str| spelled_address(host).map(|address| address.to_string());
        let hash = "0123456789abcdef0123456789abcdef";
        for (host, address) in [
            (format!("192-168-1-10.{hash}.plex.direct"), "192.168.1.10"),
            (format!("127-0-0-1.{hash}.plex.direct"), "127.0.0.1"),
        ] {
            assert_eq!(spelled(&host).as_deref(), Some(address), "{host}");
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
            assert_eq!(spelled(&host), None, "{host}");
        }
    }
}
