//! Single items, for programs without `async`.

use std::fmt::Display;

use super::plex::Plex;
use super::request::Pending;
use crate::watch::Launch;

/// Operations on single items; see [`Plex::metadata`] and [`MetadataApi`](crate::MetadataApi).
#[derive(Clone, Copy, Debug)]
pub struct MetadataApi<'a> {
    plex: &'a Plex,
}

impl<'a> MetadataApi<'a> {
    pub(super) fn new(plex: &'a Plex) -> Self {
        Self { plex }
    }

    /// Fetches the metadata of items again; see [`refresh`](crate::MetadataApi::refresh).
    ///
    /// # Errors
    /// None here; `block` has those of [`refresh`](crate::MetadataApi::refresh).
    pub fn refresh(self, ids: impl Display) -> Pending<Launch<()>> {
        self.plex.launch(|plex| plex.metadata().refresh(ids))
    }

    /// Reads the media files of items; see [`analyze`](crate::MetadataApi::analyze).
    ///
    /// # Errors
    /// None here; `block` has those of [`analyze`](crate::MetadataApi::analyze).
    pub fn analyze(self, ids: impl Display) -> Pending<Launch<()>> {
        self.plex.launch(|plex| plex.metadata().analyze(ids))
    }
}
