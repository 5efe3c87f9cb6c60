//! Download queues: items that the server converts for a client to fetch.

use std::fmt::Display;

use progenitor_client::Error as RawError;

use crate::error::{Error, ErrorKind, Result};
use crate::generated::OperationId;
use crate::generated::types::{AddedQueueItem, DownloadQueue, DownloadQueueItem};
use crate::hub::Session;
use crate::limits::MAX_ITEMS_PER_REQUEST;
use crate::watch::{Launch, Thing};

/// Operations on download queues, which servers have from 1.41.9 on; see
/// [`Plex::downloads`](crate::Plex::downloads).
///
/// Each client and user has one queue. On servers from 1.43.3 on, its work is in no list but that of its
/// own items: neither among the activities nor among the transcode sessions.
///
/// An entry that cannot be read is left out of the lists, and logged.
#[derive(Clone, Copy, Debug)]
pub struct DownloadsApi<'a> {
    session: &'a Session,
}

impl<'a> DownloadsApi<'a> {
    pub(crate) fn new(session: &'a Session) -> Self {
        Self { session }
    }

    /// The download queue of this client and user (`POST /downloadQueue`). The server makes it if there is
    /// none; another call gives the same queue.
    ///
    /// # Errors
    /// [`NotFound`](crate::ErrorKind::NotFound) on servers without download queues,
    /// [`Decode`](crate::ErrorKind::Decode) when the answer has no queue, and as
    /// [`list`](crate::ActivitiesApi::list) of activities.
    ///
    /// # Cancel safety
    /// Dropping the future cancels the request, which may have reached the server by then.
    pub async fn queue(self) -> Result<DownloadQueue> {
        let (client, id) = (&self.session.client, OperationId::CreateDownloadQueue);
        let listed = client
            .answer(id, client.create_download_queue().send().await)
            .await?;
        let queues = client.readable(id, listed.media_container.download_queue);
        first(id, queues)
    }

    /// The state of a download queue (`GET /downloadQueue/{queue}`).
    ///
    /// # Errors
    /// [`NotFound`](crate::ErrorKind::NotFound) when there is no such queue, and as
    /// [`queue`](Self::queue).
    ///
    /// # Cancel safety
    /// Dropping the future cancels the request, which changes nothing on the server.
    pub async fn state(self, queue: impl Display) -> Result<DownloadQueue> {
        let (client, id) = (&self.session.client, OperationId::GetDownloadQueue);
        let sent = client
            .get_download_queue()
            .queue_id(queue.to_string())
            .send()
            .await;
        let listed = client.answer(id, sent).await?;
        let queues = client.readable(id, listed.media_container.download_queue);
        first(id, queues)
    }

    /// Lists the items of a download queue (`GET /downloadQueue/{queue}/items`). They are worked on one
    /// after the other, and stay until they are removed.
    ///
    /// # Errors
    /// As [`state`](Self::state).
    ///
    /// # Cancel safety
    /// As [`state`](Self::state).
    pub async fn items(self, queue: impl Display) -> Result<Vec<DownloadQueueItem>> {
        let (client, id) = (&self.session.client, OperationId::ListDownloadQueueItems);
        let request = client
            .list_download_queue_items()
            .queue_id(queue.to_string());
        let listed = client.answer(id, request.send().await).await?;
        Ok(client.readable(id, listed.media_container.download_queue_item))
    }

    /// Adds items to a download queue (`POST /downloadQueue/{queue}/add`), by their paths
    /// (`/library/metadata/146`); at most [`MAX_ITEMS_PER_REQUEST`]. The answer has their entries; an
    /// item that is there already has its old one.
    ///
    /// # The activity
    /// None that can be told. [`done`](Launch::done) ends with
    /// [`StateChanged`](crate::Done::StateChanged) when each item is available, failed, expired, or was
    /// removed; [`items`](Self::items) says which.
    ///
    /// # Errors
    /// When awaited: [`InvalidInput`](crate::ErrorKind::InvalidInput) for no path, too many, or an
    /// invalid one, and as [`queue`](Self::queue). It is never retried.
    pub fn add(
        self,
        queue: impl Display,
        paths: impl IntoIterator<Item = impl Into<String>>,
    ) -> Launch<Vec<AddedQueueItem>> {
        let queue = queue.to_string();
        let paths: Vec<String> = paths.into_iter().map(Into::into).collect();
        let to = queue.clone();
        let client = self.session.client.clone();
        Launch::new(
            self.session,
            OperationId::AddDownloadQueueItems,
            move |client| async move {
                check(&paths).map_err(RawError::InvalidRequest)?;
                let request = client.add_download_queue_items().queue_id(queue);
                request.keys(paths.join(",")).send().await
            },
            move |answer| {
                let added = answer.into_inner().media_container.added_queue_items;
                client.readable(OperationId::AddDownloadQueueItems, added)
            },
        )
        .changes_answered(|added: &Vec<AddedQueueItem>| Thing::DownloadItems {
            queue: to,
            items: added.iter().map(|one| one.id.to_string()).collect(),
        })
    }

    /// Removes an item from a download queue, and stops the work on it
    /// (`DELETE /downloadQueue/{queue}/items/{item}`).
    ///
    /// # Errors
    /// [`NotFound`](crate::ErrorKind::NotFound) when there is no such item, and as
    /// [`queue`](Self::queue).
    ///
    /// # Cancel safety
    /// As [`queue`](Self::queue).
    pub async fn remove(self, queue: impl Display, item: impl Display) -> Result<()> {
        let client = &self.session.client;
        let request = client
            .remove_download_queue_items()
            .queue_id(queue.to_string());
        let sent = request.item_ids(item.to_string()).send().await;
        let id = OperationId::RemoveDownloadQueueItems;
        client.answer(id, sent).await.map(drop)
    }
}

fn first(operation: OperationId, queues: Vec<DownloadQueue>) -> Result<DownloadQueue> {
    queues.into_iter().next().ok_or_else(|| {
        let action = operation.operation().action;
        let message = format!("cannot {action}: expected a queue, and the answer has none");
        Error::new(ErrorKind::Decode, message).with_operation(operation.as_str())
    })
}

/// A sentence if the paths cannot be sent, with commas between them.
fn check(paths: &[String]) -> std::result::Result<(), String> {
    if paths.is_empty() || paths.len() > MAX_ITEMS_PER_REQUEST {
        let count = paths.len();
        return Err(format!(
            "expected 1 to {MAX_ITEMS_PER_REQUEST} items, got {count}; nothing was sent"
        ));
    }
    match paths
        .iter()
        .find(|path| !path.starts_with('/') || path.contains(','))
    {
        Some(odd) => Err(format!(
            "expected the path of an item, such as /library/metadata/146, got {odd:?}; nothing was sent"
        )),
        None => Ok(()),
    }
}
