//! Single items, for programs without `async`.

use std::fmt::Display;

use super::request::Pending;
use super::session::Session;
use crate::error::Result;
use crate::generated::types::MetadataItem;
use crate::watch::Launch;

/// Operations on single items; see [`Plex::metadata`](super::Plex::metadata) and
/// [`MetadataApi`](crate::MetadataApi).
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

    /// Reads items; see [`items`](crate::MetadataApi::items).
    ///
    /// # Errors
    /// As [`items`](crate::MetadataApi::items).
    pub fn items(self, ids: impl Display) -> Result<Vec<MetadataItem>> {
        let ids = ids.to_string();
        self.session
            .run(async move |plex| plex.metadata().items(ids).await)
    }

    /// Looks whether the files of an item are there; see [`check_files`](crate::MetadataApi::check_files).
    ///
    /// # Errors
    /// None here; `block` has those of [`check_files`](crate::MetadataApi::check_files).
    pub fn check_files(self, id: impl Display) -> Pending<Launch<()>> {
        self.session.launch(|plex| plex.metadata().check_files(id))
    }

    /// Looks for the intros of episodes; see [`detect_intros`](crate::MetadataApi::detect_intros).
    ///
    /// # Errors
    /// None here; `block` has those of [`detect_intros`](crate::MetadataApi::detect_intros).
    pub fn detect_intros(self, ids: impl Display) -> Pending<Launch<()>> {
        self.session
            .launch(|plex| plex.metadata().detect_intros(ids))
    }

    /// Looks for the credits of items; see [`detect_credits`](crate::MetadataApi::detect_credits).
    ///
    /// # Errors
    /// None here; `block` has those of [`detect_credits`](crate::MetadataApi::detect_credits).
    pub fn detect_credits(self, ids: impl Display) -> Pending<Launch<()>> {
        self.session
            .launch(|plex| plex.metadata().detect_credits(ids))
    }

    /// Looks for advertisements in recordings; see [`detect_ads`](crate::MetadataApi::detect_ads).
    ///
    /// # Errors
    /// None here; `block` has those of [`detect_ads`](crate::MetadataApi::detect_ads).
    pub fn detect_ads(self, ids: impl Display) -> Pending<Launch<()>> {
        self.session.launch(|plex| plex.metadata().detect_ads(ids))
    }

    /// Looks for spoken words in items; see
    /// [`detect_voice_activity`](crate::MetadataApi::detect_voice_activity).
    ///
    /// # Errors
    /// None here; `block` has those of [`detect_voice_activity`](crate::MetadataApi::detect_voice_activity).
    pub fn detect_voice_activity(self, ids: impl Display) -> Pending<Launch<()>> {
        self.session
            .launch(|plex| plex.metadata().detect_voice_activity(ids))
    }

    /// Makes a picture for each chapter of items; see
    /// [`generate_chapter_thumbs`](crate::MetadataApi::generate_chapter_thumbs).
    ///
    /// # Errors
    /// None here; `block` has those of
    /// [`generate_chapter_thumbs`](crate::MetadataApi::generate_chapter_thumbs).
    pub fn generate_chapter_thumbs(self, ids: impl Display) -> Pending<Launch<()>> {
        self.session
            .launch(|plex| plex.metadata().generate_chapter_thumbs(ids))
    }

    /// Makes the pictures that a player shows while one seeks; see
    /// [`generate_previews`](crate::MetadataApi::generate_previews).
    ///
    /// # Errors
    /// None here; `block` has those of [`generate_previews`](crate::MetadataApi::generate_previews).
    pub fn generate_previews(self, ids: impl Display) -> Pending<Launch<()>> {
        self.session
            .launch(|plex| plex.metadata().generate_previews(ids))
    }

    /// Says which film or show an item is; see [`set_match`](crate::MetadataApi::set_match).
    ///
    /// # Errors
    /// None here; `block` has those of [`set_match`](crate::MetadataApi::set_match).
    pub fn set_match(self, id: impl Display, guid: impl Into<String>) -> Pending<Launch<()>> {
        self.session
            .launch(|plex| plex.metadata().set_match(id, guid))
    }

    /// Forgets which film or show an item is; see [`remove_match`](crate::MetadataApi::remove_match).
    ///
    /// # Errors
    /// None here; `block` has those of [`remove_match`](crate::MetadataApi::remove_match).
    pub fn remove_match(self, id: impl Display) -> Pending<Launch<()>> {
        self.session.launch(|plex| plex.metadata().remove_match(id))
    }
}
