//! Download queues, for programs without `async`.

use std::fmt::Display;

use super::request::Pending;
use super::session::Session;
use crate::error::Result;
use crate::generated::types::{AddedQueueItem, DownloadQueue, DownloadQueueItem};
use crate::watch::Launch;

/// Operations on download queues; see [`Plex::downloads`](super::Plex::downloads) and
/// [`DownloadsApi`](crate::DownloadsApi).
#[derive(Clone, Copy, Debug)]
pub struct DownloadsApi<'a> {
    session: &'a Session,
}

impl<'a> DownloadsApi<'a> {
    pub(super) fn new(session: &'a Session) -> Self {
        Self { session }
    }

    /// The download queue of this client and user; see [`queue`](crate::DownloadsApi::queue).
    ///
    /// # Errors
    /// As [`queue`](crate::DownloadsApi::queue).
    pub fn queue(self) -> Result<DownloadQueue> {
        self.session
            .run(async |plex| plex.downloads().queue().await)
    }

    /// The state of a download queue; see [`state`](crate::DownloadsApi::state).
    ///
    /// # Errors
    /// As [`state`](crate::DownloadsApi::state).
    pub fn state(self, queue: impl Display) -> Result<DownloadQueue> {
        let queue = queue.to_string();
        self.session
            .run(async move |plex| plex.downloads().state(queue).await)
    }

    /// Lists the items of a download queue; see [`items`](crate::DownloadsApi::items).
    ///
    /// # Errors
    /// As [`items`](crate::DownloadsApi::items).
    pub fn items(self, queue: impl Display) -> Result<Vec<DownloadQueueItem>> {
        let queue = queue.to_string();
        self.session
            .run(async move |plex| plex.downloads().items(queue).await)
    }

    /// Adds items to a download queue; see [`add`](crate::DownloadsApi::add).
    ///
    /// # Errors
    /// None here; `block` has those of [`add`](crate::DownloadsApi::add).
    pub fn add(
        self,
        queue: impl Display,
        paths: impl IntoIterator<Item = impl Into<String>>,
    ) -> Pending<Launch<Vec<AddedQueueItem>>> {
        self.session
            .launch(|plex| plex.downloads().add(queue, paths))
    }

    /// Removes an item from a download queue; see [`remove`](crate::DownloadsApi::remove).
    ///
    /// # Errors
    /// As [`remove`](crate::DownloadsApi::remove).
    pub fn remove(self, queue: impl Display, item: impl Display) -> Result<()> {
        let queue = queue.to_string();
        let item = item.to_string();
        self.session
            .run(async move |plex| plex.downloads().remove(queue, item).await)
    }
}
