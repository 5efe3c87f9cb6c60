//! What signing in and an account have in common: where the service is, how it is reached, and what this
//! program is called.

use super::endpoints::Endpoints;
use crate::client::{ClientIdentity, HttpOptions};
use crate::error::Result;

/// How the account service is reached.
#[derive(Clone, Default)]
pub(crate) struct Settings {
    /// `None` for Plex's own.
    pub(crate) endpoints: Option<Endpoints>,
    /// Its client identifier is not used: the store has it.
    pub(crate) identity: ClientIdentity,
    pub(crate) http: HttpOptions,
}

impl Settings {
    pub(crate) fn endpoints(&self) -> Result<Endpoints> {
        match &self.endpoints {
            Some(endpoints) => Ok(endpoints.clone()),
            None => Endpoints::plex(),
        }
    }
}
