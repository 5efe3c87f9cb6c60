//! Single items, for programs without `async`.

use std::fmt::Display;

use super::request::Pending;
use super::session::Session;
use crate::watch::Launch;

/// Operations on single items; see [`Plex::metadata`](super::Plex::metadata) and [`MetadataApi`](crate::MetadataApi).
#[derive(Clone, Copy, Debug)]
pub struct MetadataApi<'a> {
    session: &'a Session,
}

impl<'a> MetadataApi<'a> {
    pub(super) fn new(session: &'a Session) -> Self {
        Self { session }
    }

    /// Fetches the metadata of items again; see [`refresh`](crate::MetadataApi::refresh).
    ///
    /// # Errors
    /// None here; `block` has those of [`refresh`](crate::MetadataApi::refresh).
    pub fn refresh(self, ids: impl Display) -> Pending<Launch<()>> {
        self.session.launch(|plex| plex.metadata().refresh(ids))
    }

    /// Reads the media files of items; see [`analyze`](crate::MetadataApi::analyze).
    ///
    /// # Errors
    /// None here; `block` has those of [`analyze`](crate::MetadataApi::analyze).
    pub fn analyze(self, ids: impl Display) -> Pending<Launch<()>> {
        self.session.launch(|plex| plex.metadata().analyze(ids))
    }
}
