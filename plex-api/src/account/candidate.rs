//! The addresses at which a server of the account may be asked, by the rules for where a token may go.

use std::fmt;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::reach::Reach;
use super::server_record::ServerRecord;
use crate::client::embedded_address;
use crate::limits::MAX_ADDRESSES;
use crate::server_url::ServerUrl;

/// The kinds of connections to a server, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ConnectionClass {
    /// https within the local network.
    LocalHttps,
    /// https over the public network.
    RemoteHttps,
    /// http within the local network, or on this machine. Other machines on the network can read the token.
    LocalHttp,
    /// A tunnel over Plex's machines, which is slow.
    Relay,
}

impl ConnectionClass {
    const fn as_str(self) -> &'static str {
        match self {
            Self::LocalHttps => "local https",
            Self::RemoteHttps => "remote https",
            Self::LocalHttp => "local http",
            Self::Relay => "relay",
        }
    }
}

impl fmt::Display for ConnectionClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An address that may be asked for its identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) server: ServerUrl,
    pub(super) class: ConnectionClass,
    /// Within the own network, where an answer comes soon.
    pub(super) is_near: bool,
    is_ipv6: bool,
}

impl Candidate {
    /// Returns `true` if nobody on the way can read the requests to it, or answer instead of the server:
    /// https, or this machine.
    pub(super) fn is_secure(&self) -> bool {
        let is_loopback = |address| Reach::of(address) == Reach::Loopback;
        self.server.is_https() || literal_of(&self.server).is_some_and(is_loopback)
    }
}

/// The candidates of a server, the best first, each address once.
///
/// The rules, and why:
/// * https goes anywhere, because the certificate is checked. http goes to this machine and to private
///   addresses only, and not at all if the server requires https.
/// * The private addresses of somebody else's server belong to another network, unless both have the
///   same public address. In the own network another machine has them.
/// * Link-local, unspecified and multicast addresses are no place for a server.
pub(super) fn candidates(record: &ServerRecord) -> Vec<Candidate> {
    let mut all: Vec<Candidate> = Vec::new();
    for connection in &record.connections {
        let literal = literal(&connection.address);
        let plain = literal
            .filter(|address| Reach::of(*address).is_near())
            .and_then(|address| plain_url(address, connection.port?));
        for url in [connection.uri.clone(), plain].into_iter().flatten() {
            let Ok(server) = ServerUrl::parse(&url) else {
                continue;
            };
            let address = literal_of(&server).or(literal);
            let Some(candidate) =
                candidate(record, server, address, connection.local, connection.relay)
            else {
                continue;
            };
            if !all.iter().any(|one| one.server == candidate.server) {
                all.push(candidate);
            }
        }
    }
    all.sort_by_key(|one| (one.class, one.is_ipv6));
    all.truncate(MAX_ADDRESSES);
    all
}

fn candidate(
    record: &ServerRecord,
    server: ServerUrl,
    address: Option<IpAddr>,
    is_local: bool,
    is_relay: bool,
) -> Option<Candidate> {
    let reach = address.map(Reach::of);
    let is_near = reach.is_some_and(Reach::is_near);
    if reach == Some(Reach::Unusable)
        || is_near && !record.is_owned && !record.public_address_matches
    {
        return None;
    }
    // A name may lead anywhere, so http goes to an address only.
    let is_plain_allowed = !record.https_required
        && literal_of(&server).is_some_and(|address| Reach::of(address).is_near());
    if !server.is_https() && !is_plain_allowed {
        return None;
    }
    let class = match (is_relay, server.is_https()) {
        (true, _) => ConnectionClass::Relay,
        (false, true) if is_local || is_near => ConnectionClass::LocalHttps,
        (false, true) => ConnectionClass::RemoteHttps,
        (false, false) => ConnectionClass::LocalHttp,
    };
    Some(Candidate {
        class,
        is_near,
        is_ipv6: address.is_some_and(|address| address.is_ipv6()),
        server,
    })
}

/// The IP address that the URL has as its host, or in its name below plex.direct.
fn literal_of(server: &ServerUrl) -> Option<IpAddr> {
    literal(server.host()).or_else(|| embedded_address(server.host()))
}

fn literal(host: &str) -> Option<IpAddr> {
    let bare = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    bare.unwrap_or(host).parse().ok()
}

fn plain_url(address: IpAddr, port: u16) -> Option<String> {
    (port != 0).then(|| match address {
        IpAddr::V4(address) => format!("http://{address}:{port}"),
        IpAddr::V6(address) => format!("http://[{address}]:{port}"),
    })
}

#[cfg(test)]
pub(super) mod tests;
