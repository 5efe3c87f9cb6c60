//! The account service's data about one server, as far as this crate uses and remembers it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::generated_tv::types::{Connection, Resource};
use crate::token::Token;
use crate::wire::{LenientBool, LenientString};

/// One server of the account's list.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct ServerRecord {
    pub(super) machine_identifier: String,
    pub(super) name: String,
    pub(super) is_owned: bool,
    /// The name of the owner, when that is somebody else.
    pub(super) owner: Option<String>,
    pub(super) version: Option<String>,
    pub(super) platform: Option<String>,
    /// The account service thinks that it is online. A hint only.
    pub(super) is_present: bool,
    /// The time when the account service last heard of it, as it writes that.
    pub(super) last_seen: Option<String>,
    pub(super) https_required: bool,
    /// The account service sees this client and the server behind the same public address.
    pub(super) public_address_matches: bool,
    pub(super) connections: Vec<ServerConnection>,
    /// For this server, and for no other.
    #[serde(with = "token_serde")]
    pub(super) token: Option<Token>,
    /// The token of the server's own device, once the server has refused `token`. It is not of the list,
    /// so the next list does not have it.
    #[serde(default, with = "token_serde")]
    pub(super) device_token: Option<Token>,
}

/// One address of a server, as the account service lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerConnection {
    pub(super) uri: Option<String>,
    pub(super) address: String,
    pub(super) port: Option<u16>,
    pub(super) local: bool,
    pub(super) relay: bool,
    pub(super) ipv6: bool,
}

impl ServerRecord {
    /// The service's data about a server; `None` for players and other devices.
    pub(super) fn of(resource: Resource) -> Option<Self> {
        let provides = resource.provides.as_ref()?;
        let machine_identifier = resource.client_identifier.to_string();
        if machine_identifier.is_empty() || !provides.split(',').any(|one| one.trim() == "server") {
            return None;
        }
        let is = |flag: Option<LenientBool>| flag.is_some_and(LenientBool::get);
        let text = |text: Option<LenientString>| text.map(LenientString::into_string);
        let connections = resource.connections.map(|list| list.into_parts().0);
        Some(Self {
            name: text(resource.name).unwrap_or_default(),
            is_owned: is(resource.owned),
            owner: text(resource.source_title),
            version: text(resource.product_version),
            platform: text(resource.platform),
            is_present: is(resource.presence),
            last_seen: text(resource.last_seen_at),
            https_required: is(resource.https_required),
            public_address_matches: is(resource.public_address_matches),
            connections: connections
                .into_iter()
                .flatten()
                .map(ServerConnection::of)
                .collect(),
            // A text that is no token is as good as none: the server refuses it.
            token: resource
                .access_token
                .and_then(|token| Token::new(token.expose()).ok()),
            device_token: None,
            machine_identifier,
        })
    }
}

impl ServerConnection {
    fn of(connection: Connection) -> Self {
        let is = |flag: Option<LenientBool>| flag.is_some_and(LenientBool::get);
        Self {
            uri: Some(connection.uri.into_string()),
            address: connection
                .address
                .map(LenientString::into_string)
                .unwrap_or_default(),
            port: connection
                .port
                .and_then(|port| u16::try_from(port.get()).ok()),
            local: is(connection.local),
            relay: is(connection.relay),
            ipv6: is(connection.i_pv6),
        }
    }

    /// The URL, for example `https://192-168-1-20.HASH.plex.direct:32400`. `None` when the service
    /// lists none.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        self.uri.as_deref()
    }

    /// The IP address, or the name that the owner has set.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The port. `None` when the service lists none.
    #[must_use]
    pub fn port(&self) -> Option<u16> {
        self.port
    }

    /// Returns `true` if the server reports the address as one of its own network. It also reports addresses of
    /// containers as such.
    #[must_use]
    pub fn is_local(&self) -> bool {
        self.local
    }

    /// Returns `true` if the address is a relay, a slow tunnel through Plex's machines.
    #[must_use]
    pub fn is_relay(&self) -> bool {
        self.relay
    }

    /// Returns `true` if the service says that it is an IPv6 address.
    #[must_use]
    pub fn is_ipv6(&self) -> bool {
        self.ipv6
    }
}

// Without the token, and without the addresses, one of which is public.
impl fmt::Debug for ServerRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerRecord")
            .field("name", &self.name)
            .field("is_owned", &self.is_owned)
            .field("version", &self.version)
            .field("is_present", &self.is_present)
            .field("connections", &self.connections.len())
            .finish_non_exhaustive()
    }
}

/// A token in the file of known servers, which only its owner can read.
mod token_serde {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use zeroize::Zeroizing;

    use crate::token::Token;

    pub(super) fn serialize<S: Serializer>(
        token: &Option<Token>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        token.as_ref().map(Token::expose).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Token>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?.map(Zeroizing::new);
        // The message of `Token::new` does not repeat the text.
        text.map(|text| Token::new(text.as_str()))
            .transpose()
            .map_err(serde::de::Error::custom)
    }
}
