//! The account's list: servers and players, and their connections.

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::duration_text::DurationText;

/// One address in the account's list, and the program that answers there.
///
/// Each of them, but that of [`to`](Self::to), is a port on 127.0.0.1 that the simulator opens.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "RawConnection")]
#[must_use = "pass it to `SimResource::connections` or `PlexTv::set_connections`"]
pub struct SimConnection {
    pub(crate) target: ConnectionTarget,
    pub(crate) local: bool,
    pub(crate) relay: bool,
}

/// The program that answers at a connection's address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ConnectionTarget {
    Server,
    Slow(Duration),
    BlackHole,
    Refused,
    Impostor(String),
    Uri(String),
}

impl SimConnection {
    fn new(target: ConnectionTarget) -> Self {
        Self {
            target,
            local: true,
            relay: false,
        }
    }

    /// The simulated server itself, at its own address.
    pub fn good() -> Self {
        Self::new(ConnectionTarget::Server)
    }

    /// The simulated server, behind a port that passes nothing on for this time.
    pub fn slow(delay: Duration) -> Self {
        Self::new(ConnectionTarget::Slow(delay))
    }

    /// A port that accepts connections and never answers.
    pub fn black_hole() -> Self {
        Self::new(ConnectionTarget::BlackHole)
    }

    /// A port at which the system refuses connections.
    pub fn refused() -> Self {
        Self::new(ConnectionTarget::Refused)
    }

    /// Another server, with this machine identifier, that accepts every token. The requests to it are in
    /// [`PlexTv::request_log`](crate::PlexTv::request_log).
    pub fn impostor(machine_identifier: impl Into<String>) -> Self {
        Self::new(ConnectionTarget::Impostor(machine_identifier.into()))
    }

    /// Any address, such as that of another simulator or of a port with an expired certificate.
    pub fn to(uri: impl Into<String>) -> Self {
        Self::new(ConnectionTarget::Uri(uri.into()))
    }

    /// Listed as not local.
    pub fn remote(mut self) -> Self {
        self.local = false;
        self
    }

    /// Listed as a relay.
    pub fn relay(mut self) -> Self {
        self.local = false;
        self.relay = true;
        self
    }
}

/// The form in control requests: `{"kind":"slow","delay":"2s","local":false}`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawConnection {
    kind: ConnectionKind,
    delay: Option<DurationText>,
    #[serde(rename = "machineIdentifier")]
    machine_identifier: Option<String>,
    uri: Option<String>,
    local: Option<bool>,
    #[serde(default)]
    relay: bool,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum ConnectionKind {
    Good,
    Slow,
    BlackHole,
    Refused,
    Impostor,
    Uri,
}

impl TryFrom<RawConnection> for SimConnection {
    type Error = String;

    fn try_from(raw: RawConnection) -> Result<Self, String> {
        let given = [
            ("delay", raw.delay.is_some()),
            ("machineIdentifier", raw.machine_identifier.is_some()),
            ("uri", raw.uri.is_some()),
        ];
        let fitting = match raw.kind {
            ConnectionKind::Slow => "delay",
            ConnectionKind::Impostor => "machineIdentifier",
            ConnectionKind::Uri => "uri",
            ConnectionKind::Good | ConnectionKind::BlackHole | ConnectionKind::Refused => "",
        };
        if let Some((other, _)) = given.iter().find(|(name, has)| *has && *name != fitting) {
            return Err(format!("a connection of this kind has no `{other}`"));
        }
        let target = match raw.kind {
            ConnectionKind::Good => ConnectionTarget::Server,
            ConnectionKind::Slow => {
                ConnectionTarget::Slow(raw.delay.map_or(Duration::from_secs(2), |delay| delay.0))
            }
            ConnectionKind::BlackHole => ConnectionTarget::BlackHole,
            ConnectionKind::Refused => ConnectionTarget::Refused,
            ConnectionKind::Impostor => ConnectionTarget::Impostor(
                raw.machine_identifier
                    .unwrap_or_else(|| "another-machine".to_owned()),
            ),
            ConnectionKind::Uri => ConnectionTarget::Uri(
                raw.uri
                    .ok_or("a connection of the kind `uri` needs a `uri`")?,
            ),
        };
        Ok(Self {
            target,
            local: raw.local.unwrap_or(!raw.relay),
            relay: raw.relay,
        })
    }
}

/// A server or player in the account's list.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[must_use = "pass it to `PlexTv::add_resource` or `PlexTv::set_resources`"]
pub struct SimResource {
    pub(crate) name: String,
    /// The simulated server, when `None`.
    pub(crate) client_identifier: Option<String>,
    pub(crate) product: String,
    pub(crate) provides: String,
    pub(crate) owned: bool,
    pub(crate) source_title: Option<String>,
    pub(crate) presence: bool,
    pub(crate) https_required: bool,
    pub(crate) public_address_matches: bool,
    pub(crate) access_token: TokenOfResource,
    pub(crate) connections: Vec<SimConnection>,
    pub(crate) extra: Map<String, Value>,
}

/// The `accessToken` of a resource.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(from = "Option<String>")]
pub(crate) enum TokenOfResource {
    /// A random one of its own.
    #[default]
    Random,
    Null,
    Given(String),
}

impl From<Option<String>> for TokenOfResource {
    fn from(given: Option<String>) -> Self {
        given.map_or(Self::Null, Self::Given)
    }
}

impl Default for SimResource {
    /// The simulated server, owned, at its own address.
    fn default() -> Self {
        Self {
            name: "plex-sim".to_owned(),
            client_identifier: None,
            product: "Plex Media Server".to_owned(),
            provides: "server".to_owned(),
            owned: true,
            source_title: None,
            presence: true,
            https_required: false,
            public_address_matches: true,
            access_token: TokenOfResource::Random,
            connections: vec![SimConnection::good()],
            extra: Map::new(),
        }
    }
}

impl SimResource {
    /// The simulated server. Its `accessToken` is a token that it accepts from the user who asks.
    pub fn this_server() -> Self {
        Self::default()
    }

    /// Another server, owned, with a random `accessToken` and no connection.
    pub fn server(name: impl Into<String>, machine_identifier: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            client_identifier: Some(machine_identifier.into()),
            connections: Vec::new(),
            ..Self::default()
        }
    }

    /// A player, which has no `accessToken`.
    pub fn player(name: impl Into<String>, client_identifier: impl Into<String>) -> Self {
        Self {
            product: "Plexamp".to_owned(),
            provides: "client,player,pubsub-player".to_owned(),
            access_token: TokenOfResource::Null,
            ..Self::server(name, client_identifier)
        }
    }

    /// Its name.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Its roles: a list with commas, in the account's spelling.
    pub fn provides(mut self, provides: impl Into<String>) -> Self {
        self.provides = provides.into();
        self
    }

    /// Shared by this other user.
    pub fn shared_by(mut self, user: impl Into<String>) -> Self {
        self.owned = false;
        self.source_title = Some(user.into());
        self
    }

    /// Sets whether the service thinks that it is online.
    pub fn presence(mut self, presence: bool) -> Self {
        self.presence = presence;
        self
    }

    /// Sets whether plain HTTP is refused, as the list says.
    pub fn https_required(mut self, required: bool) -> Self {
        self.https_required = required;
        self
    }

    /// Sets whether it seems to be behind the client's own public address.
    pub fn public_address_matches(mut self, matches: bool) -> Self {
        self.public_address_matches = matches;
        self
    }

    /// Its `accessToken`; `None` is listed as null. Not for the simulated server, whose tokens are made
    /// for each user.
    pub fn access_token(mut self, token: Option<String>) -> Self {
        self.access_token = token.into();
        self
    }

    /// Its connections, in the order of the list.
    pub fn connections(mut self, connections: impl IntoIterator<Item = SimConnection>) -> Self {
        self.connections = connections.into_iter().collect();
        self
    }

    /// A further field in its entry in the JSON list, of which clients know nothing.
    pub fn extra(mut self, name: impl Into<String>, value: Value) -> Self {
        self.extra.insert(name.into(), value);
        self
    }
}
