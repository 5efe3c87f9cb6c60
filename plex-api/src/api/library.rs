//! The library: its sections, and the jobs on them.

use std::fmt::Display;

use progenitor_client::Error as RawError;

use crate::error::Result;
use crate::generated::OperationId;
use crate::generated::types::{LibrarySection, SectionTimeline};
use crate::hub::Session;
use crate::watch::{ALL_SECTIONS, Launch, Thing, list_sections};

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
        let client = &self.session.client;
        let request = client.cancel_refresh().section_id(section.to_string());
        let sent = request.send().await;
        client
            .answer(OperationId::CancelRefresh, sent)
            .await
            .map(drop)
    }

    /// Optimizes the server's database (`PUT /library/optimize?async=1`), in the background.
    ///
    /// # The activity
    /// Servers are documented to start one, and its type is unknown: none was recorded. Unless the server
    /// names it, [`done`](Launch::done) ends at once with [`Unobservable`](crate::Done::Unobservable). The
    /// server may not answer other requests meanwhile.
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
    /// It is unknown whether one follows, and of which type. [`done`](Launch::done) ends at once with
    /// [`Unobservable`](crate::Done::Unobservable), unless the server names one.
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

    /// Asks how far a library section is processed (`GET /library/sections/{id}/timeline`). Its
    /// `update_queue_size` is the number of items that are still worked on: the metadata that follows a
    /// scan. [`WaitDone::settle`](crate::WaitDone::settle) waits for its end.
    ///
    /// # Errors
    /// [`NotFound`](crate::ErrorKind::NotFound) when there is no such section, and as
    /// [`list`](crate::ActivitiesApi::list) of activities.
    ///
    /// # Cancel safety
    /// Dropping the future cancels the request, which changes nothing on the server.
    pub async fn timeline(self, section: impl Display) -> Result<SectionTimeline> {
        let client = &self.session.client;
        let request = client
            .get_section_timeline()
            .section_id(section.to_string());
        let sent = request.send().await;
        let answer = client.answer(OperationId::GetSectionTimeline, sent).await?;
        Ok(answer.media_container)
    }

    /// Starts a scan of every library section (`POST /library/sections/refresh`). Most clients ask for
    /// the section `all` instead, with [`refresh`](Self::refresh); both do the same.
    ///
    /// # The activity
    /// One of type `library.update.section` for each section, one after the other. [`done`](Launch::done)
    /// ends when no scan has run for a while.
    ///
    /// # Errors
    /// When awaited: [`ServerBusy`](crate::ErrorKind::ServerBusy) also when a music section wants a server
    /// that is signed in, and as [`list`](crate::ActivitiesApi::list) of activities. It is never retried.
    pub fn refresh_all(self) -> Launch<()> {
        Launch::new(
            self.session,
            OperationId::RefreshSectionsMetadata,
            |client| async move { client.refresh_sections_metadata().send().await },
            |_| (),
        )
        .scans(ALL_SECTIONS.to_owned())
    }

    /// Stops every scan, and removes the queued ones (`DELETE /library/sections/all/refresh`).
    ///
    /// # Errors
    /// As [`list`](crate::ActivitiesApi::list) of activities.
    ///
    /// # Cancel safety
    /// Dropping the future cancels the request, which may have reached the server by then.
    pub async fn stop_all_refreshes(self) -> Result<()> {
        let client = &self.session.client;
        let sent = client.stop_all_refreshes().send().await;
        client
            .answer(OperationId::StopAllRefreshes, sent)
            .await
            .map(drop)
    }

    /// Reads the media files of a library section (`PUT /library/sections/{id}/analyze`), in the
    /// background. This can take hours.
    ///
    /// # The activity
    /// Many of the types `media.generate.*` may follow, as the server's settings say: the first of them late,
    /// and none of them names the section. [`done`](Launch::done) ends with
    /// [`Settled`](crate::Done::Settled) when such activities began and none has run for 45 seconds, and with
    /// [`NothingSeen`](crate::Done::NothingSeen) when none began.
    ///
    /// # Errors
    /// As [`refresh`](Self::refresh).
    pub fn analyze(self, section: impl Display) -> Launch<()> {
        let section = section.to_string();
        Launch::new(
            self.session,
            OperationId::StartAnalysis,
            move |client| async move { client.start_analysis().section_id(section).send().await },
            |_| (),
        )
    }

    /// Removes a library section, and the server's data about its items
    /// (`DELETE /library/sections/{id}?async=1`). The media files stay. It cannot be undone.
    ///
    /// # The activity
    /// Servers are documented to start one, and its type is unknown. Unless the server names it,
    /// [`done`](Launch::done) ends with [`StateChanged`](crate::Done::StateChanged) when no list has the
    /// section any more.
    ///
    /// # Errors
    /// As [`refresh`](Self::refresh).
    pub fn delete_section(self, section: impl Display) -> Launch<()> {
        let section = section.to_string();
        let deleted = Thing::Section(section.clone());
        Launch::new(
            self.session,
            OperationId::DeleteLibrarySection,
            move |client| async move {
                let request = client.delete_library_section().section_id(section);
                request.async_(1).send().await
            },
            |_| (),
        )
        .changes(deleted)
    }

    /// Deletes the preview thumbnails of a library section (`DELETE /library/sections/{id}/indexes`). To
    /// make them again can take days.
    ///
    /// # The activity
    /// It is unknown whether one follows. [`done`](Launch::done) ends at once with
    /// [`Unobservable`](crate::Done::Unobservable), unless the server names one.
    ///
    /// # Errors
    /// As [`refresh`](Self::refresh).
    pub fn delete_previews(self, section: impl Display) -> Launch<()> {
        let section = section.to_string();
        Launch::new(
            self.session,
            OperationId::DeleteIndexes,
            move |client| async move { client.delete_indexes().section_id(section).send().await },
            |_| (),
        )
    }

    /// Deletes the artwork and metadata that no item uses any more
    /// (`PUT /library/clean/bundles?async=1`), in the background.
    ///
    /// # The activity
    /// As of [`optimize`](Self::optimize): its end cannot be observed unless the server names an activity.
    ///
    /// # Errors
    /// As [`optimize`](Self::optimize).
    pub fn clean_bundles(self) -> Launch<()> {
        Launch::new(
            self.session,
            OperationId::CleanBundles,
            |client| async move { client.clean_bundles().async_(1).send().await },
            |_| (),
        )
    }

    /// Deletes the server's caches of its overview pages (`DELETE /library/caches`).
    ///
    /// # The activity
    /// None. The server answers when it is done, so [`done`](Launch::done) ends with
    /// [`Answered`](crate::Done::Answered).
    ///
    /// # Errors
    /// As [`optimize`](Self::optimize).
    pub fn delete_caches(self) -> Launch<()> {
        Launch::new(
            self.session,
            OperationId::DeleteCaches,
            |client| async move { client.delete_caches().send().await },
            |_| (),
        )
    }

    /// Imports playlists in the format m3u from a file or a folder on the server's machine
    /// (`POST /playlists/upload`). If a playlist of the name exists, it is replaced.
    ///
    /// # The activity
    /// None, as of [`delete_caches`](Self::delete_caches).
    ///
    /// # Errors
    /// When awaited: [`InvalidInput`](crate::ErrorKind::InvalidInput) for an empty path,
    /// [`Server`](crate::ErrorKind::Server) when the server cannot read the file, and as
    /// [`list`](crate::ActivitiesApi::list) of activities. It is never retried.
    pub fn import_playlists(self, path: impl Into<String>) -> Launch<()> {
        let path = path.into();
        Launch::new(
            self.session,
            OperationId::UploadPlaylist,
            move |client| async move {
                if path.trim().is_empty() {
                    return Err(RawError::InvalidRequest("the path is empty".to_owned()));
                }
                client.upload_playlist().path(path).force(1).send().await
            },
            |_| (),
        )
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
