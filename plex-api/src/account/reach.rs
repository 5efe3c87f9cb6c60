//! The reach of an IP address, as a client sees it: this machine, a private network, the public one,
//! or no place for a server.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The destination of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// This machine.
    Loopback,
    /// RFC 1918, RFC 6598 (100.64.0.0/10) and RFC 4193 (fc00::/7).
    Private,
    Public,
    /// Unspecified, link-local, multicast or broadcast: no server is there, or another one on each link.
    Unusable,
}

impl Reach {
    pub(super) fn of(address: IpAddr) -> Self {
        // An IPv4 address that is written as IPv6 leads where the IPv4 address leads.
        match address.to_canonical() {
            IpAddr::V4(address) => Self::of_v4(address),
            IpAddr::V6(address) => Self::of_v6(address),
        }
    }

    /// Returns `true` if no one beyond the own network can be there.
    pub(super) fn is_near(self) -> bool {
        matches!(self, Self::Loopback | Self::Private)
    }

    fn of_v4(address: Ipv4Addr) -> Self {
        let [first, second, ..] = address.octets();
        let is_shared = first == 100 && (second & 0b1100_0000) == 64;
        if address.is_loopback() {
            Self::Loopback
        } else if first == 0
            || address.is_link_local()
            || address.is_multicast()
            || address.is_broadcast()
        {
            Self::Unusable
        } else if address.is_private() || is_shared {
            Self::Private
        } else {
            Self::Public
        }
    }

    fn of_v6(address: Ipv6Addr) -> Self {
        if address.is_loopback() {
            Self::Loopback
        } else if address.is_unspecified()
            || address.is_unicast_link_local()
            || address.is_multicast()
        {
            Self::Unusable
        } else if address.is_unique_local() {
            Self::Private
        } else {
            Self::Public
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_borders_of_the_private_networks_are_exact() {
        for (address, reach) in [
            ("127.0.0.1", Reach::Loopback),
            ("127.255.255.255", Reach::Loopback),
            ("::1", Reach::Loopback),
            ("::ffff:127.0.0.1", Reach::Loopback),
            ("10.0.0.0", Reach::Private),
            ("172.15.255.255", Reach::Public),
            ("172.16.0.0", Reach::Private),
            ("172.31.255.255", Reach::Private),
            ("172.32.0.0", Reach::Public),
            ("192.168.0.0", Reach::Private),
            ("192.169.0.0", Reach::Public),
            ("100.63.255.255", Reach::Public),
            ("100.64.0.0", Reach::Private),
            ("100.127.255.255", Reach::Private),
            ("100.128.0.0", Reach::Public),
            ("::ffff:192.168.1.1", Reach::Private),
            ("::ffff:8.8.8.8", Reach::Public),
            ("fbff::1", Reach::Public),
            ("fc00::1", Reach::Private),
            ("fdff::1", Reach::Private),
            ("fe00::1", Reach::Public),
            ("fe80::1", Reach::Unusable),
            ("febf::1", Reach::Unusable),
            ("2001:db8::1", Reach::Public),
            ("0.0.0.0", Reach::Unusable),
            ("0.1.2.3", Reach::Unusable),
            ("::", Reach::Unusable),
            ("169.254.1.1", Reach::Unusable),
            ("224.0.0.1", Reach::Unusable),
            ("255.255.255.255", Reach::Unusable),
            ("ff02::1", Reach::Unusable),
        ] {
            assert_eq!(Reach::of(address.parse().unwrap()), reach, "{address}");
        }
    }
}
