//! Playback and conversions, for programs without `async`.

use std::fmt::Display;

use super::session::Session;
use crate::error::Result;
use crate::generated::types::{ConversionJob, ConversionOrder, PlaySession, TranscodeSession};

/// Playback and conversions; see [`Plex::sessions`](super::Plex::sessions) and
/// [`SessionsApi`](crate::SessionsApi).
#[derive(Clone, Copy, Debug)]
pub struct SessionsApi<'a> {
    session: &'a Session,
}

impl<'a> SessionsApi<'a> {
    pub(super) fn new(session: &'a Session) -> Self {
        Self { session }
    }

    /// Lists the play sessions; see [`playing`](crate::SessionsApi::playing).
    ///
    /// # Errors
    /// As [`playing`](crate::SessionsApi::playing).
    pub fn playing(self) -> Result<Vec<PlaySession>> {
        self.session
            .run(async |plex| plex.sessions().playing().await)
    }

    /// Lists the conversions for players and by clients; see
    /// [`transcodes`](crate::SessionsApi::transcodes).
    ///
    /// # Errors
    /// As [`transcodes`](crate::SessionsApi::transcodes).
    pub fn transcodes(self) -> Result<Vec<TranscodeSession>> {
        self.session
            .run(async |plex| plex.sessions().transcodes().await)
    }

    /// Lists the conversions in the background; see [`conversions`](crate::SessionsApi::conversions).
    ///
    /// # Errors
    /// As [`conversions`](crate::SessionsApi::conversions).
    pub fn conversions(self) -> Result<Vec<ConversionJob>> {
        self.session
            .run(async |plex| plex.sessions().conversions().await)
    }

    /// Reads an order to convert items; see [`conversion_order`](crate::SessionsApi::conversion_order).
    ///
    /// # Errors
    /// As [`conversion_order`](crate::SessionsApi::conversion_order).
    pub fn conversion_order(
        self,
        playlist: impl Display,
        order: impl Display,
    ) -> Result<Vec<ConversionOrder>> {
        let playlist = playlist.to_string();
        let order = order.to_string();
        self.session
            .run(async move |plex| plex.sessions().conversion_order(playlist, order).await)
    }
}
