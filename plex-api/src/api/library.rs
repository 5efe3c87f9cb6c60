//! The library: its sections, and the jobs on them.

use std::fmt::Display;

use progenitor_client::Error as RawError;

use crate::error::Result;
use crate::generated::OperationId;
use crate::generated::types::LibrarySection;
use crate::hub::Session;
use crate::watch::{ALL_SECTIONS, Launch, list_sections};

/// Operations on the server's library; see [`Plex::library`](crate::Plex::library).
#[derive(Clone, Copy, Debug)]
pub struct LibraryApi<'a> {
    session: &'a Session,
}

impl<'a> LibraryApi<'a> {
    pub(crate) fn new(session: &'a Session) -> Self {
        Self { session }
    }

    /// Lists the library sections that the token's user can see (`GET /library/sections`).
    ///
    /// A section that cannot be read is left out and logged.
    ///
    /// # Errors
    /// As [`list`](crate::ActivitiesApi::list) of activities.
    ///
    /// # Cancel safety
    /// Dropping the future cancels the request, which changes nothing on the server.
    pub async fn sections(self) -> Result<Vec<LibrarySection>> {
        list_sections(self.session).await
    }

    /// Starts a scan of a library section (`GET /library/sections/{id}/refresh`), or of every
    /// section with `all`. [`done`](Launch::done) sends the request and waits for the end.
    ///
    /// # The activity
    /// One of type `library.update.section` follows, as soon as no other scan is running; with `all`,
    /// one for each section. Its `Context` names the section from the first update on. Most servers
    /// do not name the activity; [`correlate`](Launch::correlate) finds one that begins at once.
    ///
    /// # Errors
    /// When awaited: [`NotFound`](crate::ErrorKind::NotFound) when there is no such section, and as
    /// [`list`](crate::ActivitiesApi::list). It is never retried.
    pub fn refresh(self, section: impl Display) -> Launch<()> {
        self.scan(&section, None, false)
    }

    /// Starts a scan of one folder of a library section, by its path on the server.
    ///
    /// Servers accept a folder that is not in the section, and scan nothing.
    /// [`LibrarySection::contains_folder`] tells.
    ///
    /// # The activity
    /// As of [`refresh`](Self::refresh): `library.update.section`.
    ///
    /// # Errors
    /// As [`refresh`](Self::refresh), and [`InvalidInput`](crate::ErrorKind::InvalidInput) for an
    /// empty path, with which the server would scan the whole section.
    pub fn refresh_path(self, section: impl Display, folder: impl Into<String>) -> Launch<()> {
        self.scan(&section, Some(folder.into()), false)
    }

    /// Fetches all metadata of a library section again, even for unchanged files (`force=1`). This can
    /// take hours.
    ///
    /// # The activity
    /// As of [`refresh`](Self::refresh): `library.update.section`. Activities of type
    /// `library.update.item.metadata` may follow for single items.
    ///
    /// # Errors
    /// As [`refresh`](Self::refresh).
    pub fn refresh_metadata(self, section: impl Display) -> Launch<()> {
        self.scan(&section, None, true)
    }

    /// Stops the scan of a library section (`DELETE /library/sections/{id}/refresh`), because
    /// the activity itself cannot be cancelled.
    ///
    /// # Errors
    /// As [`refresh`](Self::refresh).
    ///
    /// # Cancel safety
    /// Dropping the future cancels the request, which may have reached the server by then.
    pub async fn stop_refresh(self, section: impl Display) -> Result<()> {
        let request = self
            .session
            .client
            .cancel_refresh()
            .section_id(section.to_string());
        match request.send().await {
            Ok(_) => Ok(()),
            Err(error) => Err(self
                .session
                .client
                .convert_error(OperationId::CancelRefresh, error)
                .await),
        }
    }

    /// Optimizes the server's database (`PUT /library/optimize?async=1`), in the background.
    ///
    /// # The activity
    /// Servers are documented to start one, and its type is unknown: none was recorded. Unless the server
    /// names it, [`done`](Launch::done) looks for a type with `optimize` in it, and ends with
    /// [`NothingSeen`](crate::Done::NothingSeen) when none comes. The server may not answer other
    /// requests meanwhile.
    ///
    /// # Errors
    /// When awaited: as [`list`](crate::ActivitiesApi::list). It is never retried.
    pub fn optimize(self) -> Launch<()> {
        Launch::new(
            self.session,
            OperationId::OptimizeDatabase,
            |client| async move { client.optimize_database().async_(1).send().await },
            |_| (),
        )
    }

    /// Removes the items of a library section whose files are gone
    /// (`PUT /library/sections/{id}/emptyTrash`). Do this while no scan is running
    /// ([`wait_idle`](crate::ActivitiesApi::wait_idle)). Items on a drive that is not mounted are
    /// lost.
    ///
    /// # The activity
    /// It is unknown whether one follows, and of which type. Without one, the end cannot be seen.
    ///
    /// # Errors
    /// As [`refresh`](Self::refresh).
    pub fn empty_trash(self, section: impl Display) -> Launch<()> {
        let section = section.to_string();
        let of_section = section.clone();
        Launch::new(
            self.session,
            OperationId::EmptyTrash,
            move |client| async move { client.empty_trash().section_id(section).send().await },
            |_| (),
        )
        .expect(|activity| activity.section(&of_section))
    }

    fn scan(self, section: &dyn Display, folder: Option<String>, force: bool) -> Launch<()> {
        let section = section.to_string();
        let scanned = section.clone();
        Launch::new(
            self.session,
            OperationId::RefreshSection,
            move |client| async move {
                let mut request = client.refresh_section().section_id(section);
                if let Some(folder) = folder {
                    if folder.trim().is_empty() {
                        // The server would scan the whole section.
                        return Err(RawError::InvalidRequest("the folder is empty".to_owned()));
                    }
                    request = request.path(folder);
                }
                if force {
                    request = request.force(1);
                }
                request.send().await
            },
            |_| (),
        )
        .expect(|activity| match scanned.as_str() {
            ALL_SECTIONS => activity,
            section => activity.section(section),
        })
        .scans(scanned)
    }
}

impl LibrarySection {
    /// The section's number, as in paths and in `librarySectionID`.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.key
    }

    /// The section's name; may be empty.
    #[must_use]
    pub fn title(&self) -> &str {
        self.title.as_deref().unwrap_or_default()
    }

    /// Its kind: `movie`, `show`, `artist`, `photo`; empty when the server does not say.
    #[must_use]
    pub fn kind(&self) -> &str {
        self.type_.as_deref().unwrap_or_default()
    }
}
