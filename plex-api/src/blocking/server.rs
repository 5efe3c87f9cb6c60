//! The server itself, for programs without `async`.

use super::request::Pending;
use super::session::Session;
use crate::error::Result;
use crate::generated::types::{Preference, ServerAccount, ServerInfo, UpdateStatus};
use crate::watch::Launch;

/// Operations on the server itself; see [`Plex::server`](super::Plex::server) and
/// [`ServerApi`](crate::ServerApi).
#[derive(Clone, Copy, Debug)]
pub struct ServerApi<'a> {
    session: &'a Session,
}

impl<'a> ServerApi<'a> {
    pub(super) fn new(session: &'a Session) -> Self {
        Self { session }
    }

    /// Describes the server; see [`info`](crate::ServerApi::info).
    ///
    /// # Errors
    /// As [`info`](crate::ServerApi::info).
    pub fn info(self) -> Result<ServerInfo> {
        self.session.run(async |plex| plex.server().info().await)
    }

    /// Lists the accounts; see [`accounts`](crate::ServerApi::accounts).
    ///
    /// # Errors
    /// As [`accounts`](crate::ServerApi::accounts).
    pub fn accounts(self) -> Result<Vec<ServerAccount>> {
        self.session
            .run(async |plex| plex.server().accounts().await)
    }

    /// Reads one setting of the server; see [`preference`](crate::ServerApi::preference).
    ///
    /// # Errors
    /// As [`preference`](crate::ServerApi::preference).
    pub fn preference(self, id: impl Into<String>) -> Result<Option<Preference>> {
        let id: String = id.into();
        self.session
            .run(async move |plex| plex.server().preference(id).await)
    }

    /// Reads the known update of the server; see [`updates`](crate::ServerApi::updates).
    ///
    /// # Errors
    /// As [`updates`](crate::ServerApi::updates).
    pub fn updates(self) -> Result<UpdateStatus> {
        self.session.run(async |plex| plex.server().updates().await)
    }

    /// Asks whether there is an update; see [`check_updates`](crate::ServerApi::check_updates).
    ///
    /// # Errors
    /// None here; `block` has those of [`check_updates`](crate::ServerApi::check_updates).
    pub fn check_updates(self) -> Pending<Launch<()>> {
        self.session.launch(|plex| plex.server().check_updates())
    }
}
