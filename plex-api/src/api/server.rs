//! The server itself: its features, accounts, settings and updates.

use crate::error::Result;
use crate::generated::OperationId;
use crate::generated::types::{Preference, ServerAccount, ServerInfo, UpdateStatus};
use crate::hub::Session;
use crate::watch::{Launch, Thing};

/// Operations on the server itself; see [`Plex::server`](crate::Plex::server).
#[derive(Clone, Copy, Debug)]
pub struct ServerApi<'a> {
    session: &'a Session,
}

impl<'a> ServerApi<'a> {
    pub(crate) fn new(session: &'a Session) -> Self {
        Self { session }
    }

    /// Describes the server: its name, version, abilities and present work (`GET /`).
    ///
    /// # Errors
    /// As [`list`](crate::ActivitiesApi::list) of activities.
    ///
    /// # Cancel safety
    /// Dropping the future cancels the request, which changes nothing on the server.
    pub async fn info(self) -> Result<ServerInfo> {
        let client = &self.session.client;
        let sent = client.get_server_info().send().await;
        let answer = client.answer(OperationId::GetServerInfo, sent).await?;
        Ok(answer.media_container)
    }

    /// Lists the accounts whose ids are the `userID` of activities (`GET /accounts`). An entry that
    /// cannot be read is left out and logged.
    ///
    /// # Errors
    /// As [`list`](crate::ActivitiesApi::list) of activities.
    ///
    /// # Cancel safety
    /// As [`info`](Self::info).
    pub async fn accounts(self) -> Result<Vec<ServerAccount>> {
        let (client, id) = (&self.session.client, OperationId::GetSystemAccounts);
        let listed = client
            .answer(id, client.get_system_accounts().send().await)
            .await?;
        Ok(client.readable(id, listed.media_container.account))
    }

    /// Reads one setting of the server, such as `ButlerStartHour` (`GET /:/prefs/get`); `None` when the server
    /// has no such setting. Ids are compared without regard to case.
    ///
    /// # Errors
    /// As [`list`](crate::ActivitiesApi::list) of activities.
    ///
    /// # Cancel safety
    /// As [`info`](Self::info).
    pub async fn preference(self, id: impl Into<String>) -> Result<Option<Preference>> {
        let (client, operation) = (&self.session.client, OperationId::GetPreference);
        let name = id.into();
        let sent = client.get_preference().id(name.as_str()).send().await;
        let listed = match client.answer(operation, sent).await {
            Ok(listed) => client.readable(operation, listed.media_container.setting),
            Err(error) if error.kind() == crate::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error),
        };
        Ok(listed
            .into_iter()
            .find(|one| one.id.eq_ignore_ascii_case(&name)))
    }

    /// Reads the known update of the server and its state (`GET /updater/status`). The result leaves out the
    /// URLs of the answer, because they have a token.
    ///
    /// # Errors
    /// As [`list`](crate::ActivitiesApi::list) of activities.
    ///
    /// # Cancel safety
    /// As [`info`](Self::info).
    pub async fn updates(self) -> Result<UpdateStatus> {
        let (client, id) = (&self.session.client, OperationId::GetUpdatesStatus);
        let answer = client
            .answer(id, client.get_updates_status().send().await)
            .await?;
        let mut status = answer.media_container;
        // An unreadable release is kept as it came, with the token in it.
        let readable = status.release.unwrap_or_default().into_parts().0;
        status.release = Some(readable.into());
        Ok(status)
    }

    /// Asks whether there is an update (`PUT /updater/check`).
    ///
    /// # The activity
    /// None. [`done`](Launch::done) ends with [`StateChanged`](crate::Done::StateChanged) when the time of
    /// the last check has moved.
    ///
    /// # Errors
    /// When awaited: as [`list`](crate::ActivitiesApi::list) of activities. It is never retried.
    pub fn check_updates(self) -> Launch<()> {
        Launch::new(
            self.session,
            OperationId::CheckUpdates,
            |client| async move { client.check_updates().download(0).send().await },
            |_| (),
        )
        .changes(Thing::UpdateCheck)
    }
}
