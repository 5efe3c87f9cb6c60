//! `/library/sections`: the list, and starting and stopping scans.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use uuid::Uuid;

use crate::activity_draft::ActivityDraft;
use crate::config::MetadataTail;
use crate::element::Element;
use crate::http::jobs::{analysis, start_job, start_series};
use crate::http::query::QueryPairs;
use crate::http::responses;
use crate::section::Section;
use crate::state::{Shared, SimState};

/// The subtitles of a scan, one after the other. The titles are invented.
const ITEMS: [&str; 6] = [
    "A Quiet Harbour (1987)",
    "Blue Lantern (2014)",
    "Cartographers (2003)",
    "Distant Kitchens (1999)",
    "Eleven Bridges (2021)",
    "Far From Winter (1974)",
];

/// `GET /library/sections`.
pub(crate) async fn list_sections(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
) -> Response {
    let queue = shared.config.scan_queue;
    let shows_queue = queue.is_some_and(|queue| queue.shows_refreshing);
    let sections: Vec<_> = shared.read(|state| {
        let sections = state.sections.iter();
        sections
            .map(|section| {
                let is_queued = shows_queue && state.is_scan_queued(&section.id);
                section.to_element(is_queued || state.is_refreshing(&section.id))
            })
            .collect()
    });
    let list = Element::new([
        ("size", sections.len().into()),
        ("allowSync", false.into()),
        ("title1", "Plex Library".into()),
    ])
    .with_children("Directory", sections);
    responses::element(&headers, "MediaContainer", &list)
}

/// `GET` or `POST /library/sections/{id}/refresh`: starts a scan; `all` scans every section.
pub(crate) async fn refresh(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    query: QueryPairs,
) -> Response {
    let sections: Vec<_> = shared.read(|state| {
        state
            .sections
            .iter()
            .filter(|section| id == "all" || section.id == id)
            .cloned()
            .collect()
    });
    if sections.is_empty() && id != "all" {
        return responses::error_page(StatusCode::NOT_FOUND);
    }
    let mut named = None;
    for section in &sections {
        let uuid = start_scan(&shared, section, query.value("path"));
        named = named.or(uuid);
    }
    responses::with_activity(responses::empty(), named.as_deref())
}

/// `POST /library/sections/refresh`: every section.
pub(crate) async fn refresh_all(state: State<Arc<Shared>>, query: QueryPairs) -> Response {
    refresh(state, Path("all".to_owned()), query).await
}

/// `DELETE /library/sections/{id}/refresh`: stops the section's scans, also those in the queue.
pub(crate) async fn stop_refresh(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
) -> Response {
    let known = shared.update(|state| {
        let scans: Vec<_> = state
            .sections
            .iter()
            .filter(|section| id == "all" || section.id == id)
            .flat_map(|section| state.scans(&section.id))
            .map(|scan| scan.uuid.clone())
            .collect();
        state
            .queued_scans
            .retain(|scan| id != "all" && scan.section.as_deref() != Some(id.as_str()));
        for uuid in &scans {
            state.stop(uuid);
        }
        id == "all" || state.sections.iter().any(|section| section.id == id)
    });
    if known {
        responses::empty()
    } else {
        responses::error_page(StatusCode::NOT_FOUND)
    }
}

/// Starts a scan and returns the uuid for `X-Plex-Activity`.
fn start_scan(shared: &Arc<Shared>, section: &Section, path: Option<&str>) -> Option<String> {
    let title = format!("Scanning {}", section.title);
    let subtitles = match path {
        Some(path) => &[path],
        None => ITEMS.as_slice(),
    };
    let mut draft = ActivityDraft::titled("library.update.section", &title, subtitles);
    draft.set_section(&section.id);
    let uuid = draft.uuid.insert(Uuid::new_v4().to_string()).clone();
    if let Some(tail) = shared.config.metadata_tail {
        let (later, section) = (Arc::clone(shared), section.id.clone());
        shared.spawn("metadata tail", async move {
            follow_scan(&later, &uuid, &section, tail).await;
        });
    }
    start_job(shared, draft, false)
}

/// The metadata that follows a scan: its activities begin while the scan runs, and the section's queue
/// shrinks until the last of them has ended. This is the rhythm of a measured scan of fifty items.
async fn follow_scan(shared: &Shared, scan: &str, section: &str, tail: MetadataTail) {
    let begun = |state: &SimState| state.find(scan).is_some().then_some(());
    shared.wait_until(begun).await;
    let metadata =
        ActivityDraft::titled("library.update.item.metadata", "Refreshing metadata", &[]);
    let uuids: Vec<String> = shared.update(|state| {
        let queued = state.update_queues.entry(section.to_owned()).or_default();
        *queued = queued.saturating_add(u64::from(tail.items));
        let begin = |_| {
            let activity = metadata.to_activity();
            let uuid = activity.uuid.clone();
            state.begin(activity);
            state.reveal(&uuid, None);
            uuid
        };
        (0..tail.items).map(begin).collect()
    });
    let is_over = |state: &SimState| state.find(scan).is_none().then_some(());
    shared.wait_until(is_over).await;
    let pause = tail.lasts / tail.items.max(1);
    for uuid in uuids {
        shared.clock.sleep(pause).await;
        shared.update(|state| {
            state.end(&uuid);
            let queued = state.update_queues.entry(section.to_owned()).or_default();
            *queued = queued.saturating_sub(1);
        });
    }
}

/// `PUT /library/sections/{id}/analyze`: activities that name no section, one after the other.
pub(crate) async fn analyze(State(shared): State<Arc<Shared>>, Path(id): Path<String>) -> Response {
    if !shared.read(|state| state.sections.iter().any(|section| section.id == id)) {
        return responses::error_page(StatusCode::NOT_FOUND);
    }
    let items = ITEMS.iter().take(2).flat_map(|item| analysis(item));
    let named = start_series(&shared, items);
    responses::with_activity(responses::empty(), named.as_deref())
}

/// `DELETE /library/sections/{id}`: removes the section after a job's time; with `async=1` it answers
/// before. With manual jobs it removes it at once.
pub(crate) async fn delete(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    query: QueryPairs,
) -> Response {
    if !shared.read(|state| state.sections.iter().any(|section| section.id == id)) {
        return responses::error_page(StatusCode::NOT_FOUND);
    }
    let later = Arc::clone(&shared);
    let removing = async move {
        let timing = later.config.job_timing;
        if !timing.manual {
            let takes = timing.every.saturating_mul(timing.steps);
            later.clock.sleep(takes).await;
        }
        later.update(|state| state.sections.retain(|section| section.id != id));
    };
    if query.value("async") == Some("1") {
        shared.spawn("removal of a section", removing);
    } else {
        removing.await;
    }
    responses::empty()
}

/// `DELETE /library/sections/{id}/indexes`: accepted for a section that is there.
pub(crate) async fn delete_indexes(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
) -> Response {
    if shared.read(|state| state.sections.iter().any(|section| section.id == id)) {
        responses::empty()
    } else {
        responses::error_page(StatusCode::NOT_FOUND)
    }
}
