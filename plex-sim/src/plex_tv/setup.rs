//! Settings of a test for the account service, before it starts.

use crate::plex_tv::resource::SimResource;

/// Configures the simulated plex.tv beside a server; for
/// [`PlexSimBuilder::plex_tv`](crate::PlexSimBuilder::plex_tv).
///
/// Without further settings there is one user, `sam`, who owns the simulated server.
#[derive(Debug, Clone)]
#[must_use = "pass it to `PlexSimBuilder::plex_tv`"]
pub struct PlexTvSetup {
    pub(crate) port: u16,
    pub(crate) users: Vec<String>,
    pub(crate) resources: Vec<SimResource>,
    pub(crate) jwt_server_tokens: bool,
    pub(crate) refuses_jwts: bool,
}

impl Default for PlexTvSetup {
    fn default() -> Self {
        Self {
            port: 0,
            users: vec!["sam".to_owned()],
            resources: vec![SimResource::this_server()],
            jwt_server_tokens: false,
            refuses_jwts: false,
        }
    }
}

impl PlexTvSetup {
    /// The default settings.
    pub fn new() -> Self {
        Self::default()
    }

    /// The port on 127.0.0.1; 0, a free port, when never called.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// A further user, with whom the owner shares the server.
    pub fn user(mut self, name: impl Into<String>) -> Self {
        self.users.push(name.into());
        self
    }

    /// The servers that the account lists, instead of the simulated server at its own address.
    pub fn resources(mut self, resources: impl IntoIterator<Item = SimResource>) -> Self {
        self.resources = resources.into_iter().collect();
        self
    }

    /// Sets whether the tokens of the simulated server are JWTs that end after 7 days, as with a JWT account
    /// of today; random texts without an end when never called.
    pub fn jwt_server_tokens(mut self, jwts: bool) -> Self {
        self.jwt_server_tokens = jwts;
        self
    }

    /// Sets whether the simulated server refuses JWTs, as one that does not know them. The token of its own
    /// device, which the list of devices has, is good there in any case.
    pub fn refuse_jwts(mut self, refuses: bool) -> Self {
        self.refuses_jwts = refuses;
        self
    }
}
