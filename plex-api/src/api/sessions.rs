//! Playback and conversions.

use std::fmt::Display;

use crate::error::Result;
use crate::generated::OperationId;
use crate::generated::types::{ConversionJob, ConversionOrder, PlaySession, TranscodeSession};
use crate::hub::Session;

/// Playback and conversions; see [`Plex::sessions`](crate::Plex::sessions).
///
/// An entry that cannot be read is left out of the lists, and logged.
#[derive(Clone, Copy, Debug)]
pub struct SessionsApi<'a> {
    session: &'a Session,
}

impl<'a> SessionsApi<'a> {
    pub(crate) fn new(session: &'a Session) -> Self {
        Self { session }
    }

    /// Lists the play sessions, paused and buffering ones included (`GET /status/sessions`). A player that
    /// is gone may stay in the list for minutes, and sometimes for ever.
    ///
    /// # Errors
    /// As [`list`](crate::ActivitiesApi::list) of activities.
    ///
    /// # Cancel safety
    /// Dropping the future cancels the request, which changes nothing on the server.
    pub async fn playing(self) -> Result<Vec<PlaySession>> {
        let (client, id) = (&self.session.client, OperationId::ListSessions);
        let listed = client
            .answer(id, client.list_sessions().send().await)
            .await?;
        Ok(client.readable(id, listed.media_container.metadata))
    }

    /// Lists the conversions for players and by clients (`GET /transcode/sessions`). The work of a
    /// download queue is not in it.
    ///
    /// # Errors
    /// As [`list`](crate::ActivitiesApi::list) of activities.
    ///
    /// # Cancel safety
    /// As [`playing`](Self::playing).
    pub async fn transcodes(self) -> Result<Vec<TranscodeSession>> {
        let (client, id) = (&self.session.client, OperationId::GetTranscodeSessions);
        let listed = client
            .answer(id, client.get_transcode_sessions().send().await)
            .await?;
        Ok(client.readable(id, listed.media_container.transcode_session))
    }

    /// Lists the conversions in the background, paused ones included
    /// (`GET /status/sessions/background`). Between two items of one order the list is empty.
    ///
    /// # Errors
    /// As [`list`](crate::ActivitiesApi::list) of activities.
    ///
    /// # Cancel safety
    /// As [`playing`](Self::playing).
    pub async fn conversions(self) -> Result<Vec<ConversionJob>> {
        let (client, id) = (&self.session.client, OperationId::GetBackgroundTasks);
        let listed = client
            .answer(id, client.get_background_tasks().send().await)
            .await?;
        Ok(client.readable(id, listed.media_container.transcode_job))
    }

    /// Reads an order to convert items (`GET /playlists/{playlist}/items/{order}`). Its `status` says when
    /// it is over; [`conversions`](Self::conversions) names the order of each conversion.
    ///
    /// # Errors
    /// [`NotFound`](crate::ErrorKind::NotFound) when there is no such order, and as
    /// [`list`](crate::ActivitiesApi::list) of activities.
    ///
    /// # Cancel safety
    /// As [`playing`](Self::playing).
    pub async fn conversion_order(
        self,
        playlist: impl Display,
        order: impl Display,
    ) -> Result<Vec<ConversionOrder>> {
        let (client, id) = (&self.session.client, OperationId::GetPlaylistGenerator);
        let request = client
            .get_playlist_generator()
            .playlist_id(playlist.to_string());
        let sent = request.generator_id(order.to_string()).send().await;
        let listed = client.answer(id, sent).await?;
        Ok(client.readable(id, listed.media_container.item))
    }
}
