//! The library, for programs without `async`.

use std::fmt::Display;

use super::request::Pending;
use super::session::Session;
use crate::error::Result;
use crate::generated::types::{LibrarySection, SectionTimeline};
use crate::watch::Launch;

/// Operations on the server's library; see [`Plex::library`](super::Plex::library) and
/// [`LibraryApi`](crate::LibraryApi).
#[derive(Clone, Copy, Debug)]
pub struct LibraryApi<'a> {
    session: &'a Session,
}

impl<'a> LibraryApi<'a> {
    pub(super) fn new(session: &'a Session) -> Self {
        Self { session }
    }

    /// Lists the library sections; see [`sections`](crate::LibraryApi::sections).
    ///
    /// # Errors
    /// As [`sections`](crate::LibraryApi::sections).
    pub fn sections(self) -> Result<Vec<LibrarySection>> {
        self.session
            .run(async |plex| plex.library().sections().await)
    }

    /// Starts a scan of a library section; see [`refresh`](crate::LibraryApi::refresh).
    ///
    /// ```no_run
    /// # fn example(plex: plex_api::blocking::Plex) -> plex_api::Result<()> {
    /// use std::time::Duration;
    ///
    /// let hour = Duration::from_secs(3600);
    /// let done = plex.library().refresh("2").done().timeout(hour).block()?;
    /// println!("{done:?}");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// None here; `block` has those of [`refresh`](crate::LibraryApi::refresh).
    pub fn refresh(self, section: impl Display) -> Pending<Launch<()>> {
        self.session.launch(|plex| plex.library().refresh(section))
    }

    /// Starts a scan of one folder; see [`refresh_path`](crate::LibraryApi::refresh_path).
    ///
    /// # Errors
    /// None here; `block` has those of [`refresh_path`](crate::LibraryApi::refresh_path).
    pub fn refresh_path(
        self,
        section: impl Display,
        folder: impl Into<String>,
    ) -> Pending<Launch<()>> {
        self.session
            .launch(|plex| plex.library().refresh_path(section, folder))
    }

    /// Fetches all metadata of a library section again; see
    /// [`refresh_metadata`](crate::LibraryApi::refresh_metadata).
    ///
    /// # Errors
    /// None here; `block` has those of [`refresh`](crate::LibraryApi::refresh).
    pub fn refresh_metadata(self, section: impl Display) -> Pending<Launch<()>> {
        self.session
            .launch(|plex| plex.library().refresh_metadata(section))
    }

    /// Stops the scan of a library section; see [`stop_refresh`](crate::LibraryApi::stop_refresh).
    ///
    /// # Errors
    /// As [`stop_refresh`](crate::LibraryApi::stop_refresh).
    pub fn stop_refresh(self, section: impl Display) -> Result<()> {
        let section = section.to_string();
        self.session
            .run(async move |plex| plex.library().stop_refresh(section).await)
    }

    /// Optimizes the server's database; see [`optimize`](crate::LibraryApi::optimize).
    ///
    /// # Errors
    /// None here; `block` has those of [`optimize`](crate::LibraryApi::optimize).
    pub fn optimize(self) -> Pending<Launch<()>> {
        self.session.launch(|plex| plex.library().optimize())
    }

    /// Removes the items of a library section whose files are gone; see
    /// [`empty_trash`](crate::LibraryApi::empty_trash).
    ///
    /// # Errors
    /// None here; `block` has those of [`empty_trash`](crate::LibraryApi::empty_trash).
    pub fn empty_trash(self, section: impl Display) -> Pending<Launch<()>> {
        self.session
            .launch(|plex| plex.library().empty_trash(section))
    }

    /// Asks how far a library section is processed; see [`timeline`](crate::LibraryApi::timeline).
    ///
    /// # Errors
    /// As [`timeline`](crate::LibraryApi::timeline).
    pub fn timeline(self, section: impl Display) -> Result<SectionTimeline> {
        let section = section.to_string();
        self.session
            .run(async move |plex| plex.library().timeline(section).await)
    }

    /// Starts a scan of every library section; see [`refresh_all`](crate::LibraryApi::refresh_all).
    ///
    /// # Errors
    /// None here; `block` has those of [`refresh_all`](crate::LibraryApi::refresh_all).
    pub fn refresh_all(self) -> Pending<Launch<()>> {
        self.session.launch(|plex| plex.library().refresh_all())
    }

    /// Stops every scan; see [`stop_all_refreshes`](crate::LibraryApi::stop_all_refreshes).
    ///
    /// # Errors
    /// As [`stop_all_refreshes`](crate::LibraryApi::stop_all_refreshes).
    pub fn stop_all_refreshes(self) -> Result<()> {
        self.session
            .run(async |plex| plex.library().stop_all_refreshes().await)
    }

    /// Reads the media files of a library section; see [`analyze`](crate::LibraryApi::analyze).
    ///
    /// # Errors
    /// None here; `block` has those of [`analyze`](crate::LibraryApi::analyze).
    pub fn analyze(self, section: impl Display) -> Pending<Launch<()>> {
        self.session.launch(|plex| plex.library().analyze(section))
    }

    /// Removes a library section; see [`delete_section`](crate::LibraryApi::delete_section).
    ///
    /// # Errors
    /// None here; `block` has those of [`delete_section`](crate::LibraryApi::delete_section).
    pub fn delete_section(self, section: impl Display) -> Pending<Launch<()>> {
        self.session
            .launch(|plex| plex.library().delete_section(section))
    }

    /// Deletes the preview thumbnails of a library section; see
    /// [`delete_previews`](crate::LibraryApi::delete_previews).
    ///
    /// # Errors
    /// None here; `block` has those of [`delete_previews`](crate::LibraryApi::delete_previews).
    pub fn delete_previews(self, section: impl Display) -> Pending<Launch<()>> {
        self.session
            .launch(|plex| plex.library().delete_previews(section))
    }

    /// Deletes the artwork and metadata that no item uses any more; see
    /// [`clean_bundles`](crate::LibraryApi::clean_bundles).
    ///
    /// # Errors
    /// None here; `block` has those of [`clean_bundles`](crate::LibraryApi::clean_bundles).
    pub fn clean_bundles(self) -> Pending<Launch<()>> {
        self.session.launch(|plex| plex.library().clean_bundles())
    }

    /// Deletes the server's caches of its overview pages; see
    /// [`delete_caches`](crate::LibraryApi::delete_caches).
    ///
    /// # Errors
    /// None here; `block` has those of [`delete_caches`](crate::LibraryApi::delete_caches).
    pub fn delete_caches(self) -> Pending<Launch<()>> {
        self.session.launch(|plex| plex.library().delete_caches())
    }

    /// Imports playlists from files of the server; see
    /// [`import_playlists`](crate::LibraryApi::import_playlists).
    ///
    /// # Errors
    /// None here; `block` has those of [`import_playlists`](crate::LibraryApi::import_playlists).
    pub fn import_playlists(self, path: impl Into<String>) -> Pending<Launch<()>> {
        self.session
            .launch(|plex| plex.library().import_playlists(path))
    }
}
