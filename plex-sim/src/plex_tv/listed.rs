//! A resource as it is listed: with the ports that were opened for it.

use std::io;
use std::sync::Arc;

use http::Uri;
use tokio::runtime::Handle;

use crate::plex_tv::endpoint::{self, Endpoint, ServerAddress};
use crate::plex_tv::resource::{ConnectionTarget, SimConnection, SimResource};
use crate::state::Shared;

/// A resource and its open ports.
#[derive(Debug)]
pub(crate) struct ListedResource {
    pub(crate) resource: SimResource,
    pub(crate) connections: Vec<ListedConnection>,
    /// Its `accessToken`, but for the simulated server.
    pub(crate) token: Option<String>,
}

/// A connection with its address.
#[derive(Debug)]
pub(crate) struct ListedConnection {
    pub(crate) uri: String,
    pub(crate) protocol: String,
    pub(crate) address: String,
    pub(crate) port: u16,
    pub(crate) local: bool,
    pub(crate) relay: bool,
    _endpoint: Option<Endpoint>,
}

impl ListedConnection {
    /// Opens the port that the connection needs. An impostor's state comes too.
    pub(crate) fn open(
        connection: &SimConnection,
        server: &ServerAddress,
        runtime: &Handle,
    ) -> io::Result<(Self, Option<Arc<Shared>>)> {
        let opened = endpoint::open(&connection.target, server, runtime)?;
        let (endpoint, impostor) = match opened {
            Some((endpoint, impostor)) => (Some(endpoint), impostor),
            None => (None, None),
        };
        let port = endpoint.as_ref().map(|endpoint| endpoint.port);
        let uri = match &connection.target {
            ConnectionTarget::Uri(uri) => uri.clone(),
            _ => server.uri(port.unwrap_or(server.addr.port())),
        };
        let parsed: Uri = uri.parse().map_err(|error| {
            let message = format!("{uri:?} is not the address of a server: {error}");
            io::Error::new(io::ErrorKind::InvalidInput, message)
        })?;
        let protocol = parsed.scheme_str().unwrap_or("http").to_owned();
        let default_port = if protocol == "https" { 443 } else { 80 };
        let host = parsed.host().unwrap_or_default();
        let address = if host == server.host {
            // A name under `plex.direct` spells this address.
            server.addr.ip().to_string()
        } else {
            host.trim_matches(['[', ']']).to_owned()
        };
        let listed = Self {
            port: parsed.port_u16().unwrap_or(default_port),
            uri,
            protocol,
            address,
            local: connection.local,
            relay: connection.relay,
            _endpoint: endpoint,
        };
        Ok((listed, impostor))
    }
}
