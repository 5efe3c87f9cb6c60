//! The settings that signing in and an account share: the address of the service, the way to reach it,
//! and the identity of this program.

use super::endpoints::Endpoints;
use crate::client::{ClientIdentity, HttpOptions};
use crate::error::Result;

/// The settings for requests to the account service.
#[derive(Clone, Default)]
pub(crate) struct AccountSettings {
    /// `None` for Plex's own.
    pub(crate) endpoints: Option<Endpoints>,
    /// Its client identifier is not used: the store has it.
    pub(crate) identity: ClientIdentity,
    pub(crate) http: HttpOptions,
}

impl AccountSettings {
    pub(crate) fn endpoints(&self) -> Result<Endpoints> {
        match &self.endpoints {
            Some(endpoints) => Ok(endpoints.clone()),
            None => Endpoints::plex(),
        }
    }
}
