//! The things whose own state tells the end of work, when no activity does.

use super::section_list::{Unseen, list_sections};
use crate::generated::OperationId;
use crate::hub::Session;
use crate::wire::LenientInt;

/// A thing that a request changes.
#[derive(Clone, Debug)]
pub(crate) enum Thing {
    /// The library section with this number, which is to go.
    Section(String),
    /// The time of the last check for updates, which is to move.
    UpdateCheck,
    /// Items of a download queue, which are to be available or failed.
    DownloadItems { queue: String, items: Vec<String> },
}

/// The state of a thing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ThingState {
    /// True if the state is as requested.
    pub(super) is_done: bool,
    /// The server is known to work on it.
    pub(super) is_working: bool,
    /// A value whose change says that it is as requested.
    pub(super) mark: Option<i64>,
}

impl Thing {
    /// Asks the server for its state.
    ///
    /// # Errors
    /// [`Unseen`] when the server does not answer, which is logged.
    pub(super) async fn look(&self, session: &Session) -> Result<ThingState, Unseen> {
        let client = &session.client;
        let looked = match self {
            Self::Section(section) => list_sections(session).await.map(|sections| {
                let is_listed = sections.iter().any(|one| one.key == section.as_str());
                ThingState {
                    is_done: !is_listed,
                    is_working: is_listed,
                    mark: None,
                }
            }),
            Self::UpdateCheck => {
                let sent = client.get_updates_status().send().await;
                let answer = client.answer(OperationId::GetUpdatesStatus, sent).await;
                answer.map(|answer| ThingState {
                    mark: answer.media_container.checked_at.map(LenientInt::get),
                    ..ThingState::default()
                })
            }
            Self::DownloadItems { queue, items } => {
                let id = OperationId::ListDownloadQueueItems;
                let request = client.list_download_queue_items().queue_id(queue.as_str());
                let answer = client.answer(id, request.send().await).await;
                answer.map(|answer| {
                    let listed = answer.media_container.download_queue_item;
                    let is_open = |status: Option<&str>| {
                        !matches!(status, Some("available" | "error" | "expired"))
                    };
                    // An item that somebody removed is not worked on any more.
                    let is_working = client
                        .readable(id, listed)
                        .iter()
                        .filter(|one| items.iter().any(|id| one.id == id.as_str()))
                        .any(|one| is_open(one.status.as_deref()));
                    ThingState {
                        is_done: !is_working,
                        is_working,
                        mark: None,
                    }
                })
            }
        };
        looked.map_err(|error| {
            let server = client.server_url();
            tracing::debug!(server, %error, thing = ?self, "the state of the thing cannot be read");
            Unseen
        })
    }
}
