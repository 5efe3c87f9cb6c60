//! What signing in and an account have in common: where the service is, and what this program is called.

use super::endpoints::Endpoints;
use crate::client::ClientIdentity;
use crate::error::Result;
#[cfg(feature = "test-util")]
use crate::request_context::FakeServer;

/// How the account service is reached.
#[derive(Clone, Default)]
pub(crate) struct Settings {
    /// `None` for Plex's own.
    pub(crate) endpoints: Option<Endpoints>,
    /// Its client identifier is not used: the store has it.
    pub(crate) identity: ClientIdentity,
    /// Answers in the place of the network, in tests.
    #[cfg(feature = "test-util")]
    pub(crate) fake_server: Option<FakeServer>,
}

impl Settings {
    pub(crate) fn endpoints(&self) -> Result<Endpoints> {
        match &self.endpoints {
            Some(endpoints) => Ok(endpoints.clone()),
            None => Endpoints::plex(),
        }
    }
}
