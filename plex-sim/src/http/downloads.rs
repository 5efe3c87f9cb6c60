//! `/downloadQueue`: one queue for each client, worked on item by item, unseen by every other list.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};

use crate::activity_draft::ActivityDraft;
use crate::download_queue::{DownloadItem, DownloadQueue};
use crate::element::Element;
use crate::fault::Fault;
use crate::http::query::QueryPairs;
use crate::http::responses;
use crate::state::{Shared, SimState};

const CLIENT: &str = "x-plex-client-identifier";

/// `POST /downloadQueue`: the queue of this client; it is made if there is none.
pub(crate) async fn create(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    let client = headers.get(CLIENT).and_then(|value| value.to_str().ok());
    let client = client.unwrap_or_default();
    let queue = shared.update(|state| {
        let mut known = state.downloads.iter();
        if let Some(queue) = known.find(|queue| queue.client == client) {
            return queue.to_element();
        }
        let queue = DownloadQueue {
            id: u64::try_from(state.downloads.len()).unwrap_or_default() + 1,
            client: client.to_owned(),
            items: Vec::new(),
        };
        let element = queue.to_element();
        state.downloads.push(queue);
        element
    });
    respond(&headers, "DownloadQueue", [queue])
}

/// `GET /downloadQueue/{id}`.
pub(crate) async fn show(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    match find(&shared, &id, DownloadQueue::to_element) {
        Some(queue) => respond(&headers, "DownloadQueue", [queue]),
        None => responses::error_page(StatusCode::NOT_FOUND),
    }
}

/// `GET /downloadQueue/{id}/items`.
pub(crate) async fn list_items(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let items = find(&shared, &id, |queue| {
        let items = queue.items.iter();
        items
            .map(|item| item.to_element(queue.id))
            .collect::<Vec<_>>()
    });
    match items {
        Some(items) => respond(&headers, "DownloadQueueItem", items),
        None => responses::error_page(StatusCode::NOT_FOUND),
    }
}

/// `POST /downloadQueue/{id}/add?keys=`: an item that is there already keeps its entry.
pub(crate) async fn add(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    query: QueryPairs,
    headers: HeaderMap,
) -> Response {
    let keys = query.value("keys").unwrap_or_default().to_owned();
    let added = shared.update(|state| {
        let mut queues = state.downloads.iter_mut();
        let queue = queues.find(|queue| queue.id.to_string() == id)?;
        let mut added = Vec::new();
        for key in keys.split(',').filter(|key| !key.is_empty()) {
            let known = queue.items.iter().find(|item| item.key == key);
            let id = known.map_or_else(
                || {
                    queue
                        .items
                        .iter()
                        .map(|item| item.id)
                        .max()
                        .unwrap_or_default()
                        + 1
                },
                |item| item.id,
            );
            if known.is_none() {
                queue.items.push(DownloadItem {
                    id,
                    key: key.to_owned(),
                    status: "waiting".to_owned(),
                    progress: 0.0,
                });
            }
            added.push(Element::new([("key", key.into()), ("id", id.into())]));
        }
        Some((queue.id, added))
    });
    let Some((queue, added)) = added else {
        return responses::error_page(StatusCode::NOT_FOUND);
    };
    let worker = Arc::clone(&shared);
    shared.spawn("downloads", async move { work(&worker, queue).await });
    respond(&headers, "AddedQueueItems", added)
}

/// `DELETE /downloadQueue/{id}/items/{items}`: 204, as recorded.
pub(crate) async fn remove(
    State(shared): State<Arc<Shared>>,
    Path((id, items)): Path<(String, String)>,
) -> Response {
    let is_known = shared.update(|state| {
        let mut queues = state.downloads.iter_mut();
        let Some(queue) = queues.find(|queue| queue.id.to_string() == id) else {
            return false;
        };
        let before = queue.items.len();
        queue
            .items
            .retain(|item| !items.split(',').any(|id| id == item.id.to_string()));
        queue.items.len() < before
    });
    if is_known {
        let mut response = responses::empty();
        *response.status_mut() = StatusCode::NO_CONTENT;
        response
    } else {
        responses::error_page(StatusCode::NOT_FOUND)
    }
}

/// Works on the waiting items, one after the other. With manual jobs the first one stays in the work.
async fn work(shared: &Shared, queue: u64) {
    let timing = shared.config.job_timing;
    loop {
        let next = shared.update(|state| {
            let mut queues = state.downloads.iter();
            let items = &queues.find(|known| known.id == queue)?.items;
            if items.iter().any(|item| item.status == "processing") {
                return None;
            }
            let next = items.iter().find(|item| item.status == "waiting")?.id;
            state.set_download(queue, next, "processing", 0.0);
            Some((next, list_conversion(state)))
        });
        let Some((item, listed)) = next.filter(|_| !timing.manual) else {
            return;
        };
        for step in 1..=timing.steps {
            shared.clock.sleep(timing.every).await;
            let progress = f64::from(step) * 100.0 / f64::from(timing.steps);
            shared.update(|state| {
                state.set_download(queue, item, "processing", progress);
                if let Some(uuid) = &listed {
                    let percent = i64::from(step.saturating_mul(100) / timing.steps);
                    state.advance(uuid, percent, None);
                }
            });
        }
        shared.update(|state| {
            state.set_download(queue, item, "available", 100.0);
            if let Some(uuid) = &listed {
                state.end(uuid);
            }
        });
    }
}

/// Begins the activity of a conversion where downloads are listed, and returns its uuid.
fn list_conversion(state: &mut SimState) -> Option<String> {
    if !state.faults.is_on(Fault::ListedDownloads) {
        return None;
    }
    let kind = "media.offline.transcode";
    let activity = ActivityDraft::titled(kind, "Converting for a download", &[]).to_activity();
    let uuid = activity.uuid.clone();
    state.begin(activity);
    Some(uuid)
}

fn find<T>(shared: &Shared, id: &str, read: impl FnOnce(&DownloadQueue) -> T) -> Option<T> {
    shared.read(|state| {
        let mut queues = state.downloads.iter();
        queues.find(|queue| queue.id.to_string() == id).map(read)
    })
}

fn respond(
    headers: &HeaderMap,
    key: &'static str,
    entries: impl IntoIterator<Item = Element>,
) -> Response {
    let entries: Vec<Element> = entries.into_iter().collect();
    let container = Element::new([("size", entries.len().into())]).with_children(key, entries);
    responses::element(headers, "MediaContainer", &container)
}
