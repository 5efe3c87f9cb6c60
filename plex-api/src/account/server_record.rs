//! What the account service says of one server, as far as this crate uses and remembers it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::token::Token;

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
    /// When the account service last heard of it, as it writes that.
    pub(super) last_seen: Option<String>,
    pub(super) https_required: bool,
    /// The account service sees this client and the server behind the same public address.
    pub(super) public_address_matches: bool,
    pub(super) connections: Vec<ServerConnection>,
    /// For this server, and for no other.
    #[serde(with = "token_serde")]
    pub(super) token: Option<Token>,
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

impl ServerConnection {
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

    /// Whether the server calls it an address of its own network. Addresses of its containers are
    /// listed so, too.
    #[must_use]
    pub fn is_local(&self) -> bool {
        self.local
    }

    /// Whether it is a tunnel over Plex's machines, which is slow.
    #[must_use]
    pub fn is_relay(&self) -> bool {
        self.relay
    }

    /// Whether the service says that it is an IPv6 address.
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
