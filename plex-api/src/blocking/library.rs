//! The library, for programs without `async`.

use std::fmt::Display;

use super::request::Pending;
use super::session::Session;
use crate::error::Result;
use crate::generated::types::LibrarySection;
use crate::watch::Launch;

/// Operations on the server's library; see [`Plex::library`](super::Plex::library) and [`LibraryApi`](crate::LibraryApi).
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
}
