//! Requests that start activities: on items, live TV, subscriptions and the database.
//!
//! The activity type is known for some requests only. The others start no activity here. The types of
//! `optimize`, `emptyTrash` and the grabber scan are invented, and `emptyTrash` starts an activity only when
//! a test wants the header on every response.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use uuid::Uuid;

use crate::activity_draft::ActivityDraft;
use crate::activity_header::ActivityHeader;
use crate::http::items;
use crate::http::query::QueryPairs;
use crate::http::responses;
use crate::script::{launch, launch_scan};
use crate::server_list::ServerList;
use crate::state::{Shared, SimState};

/// The type of the activity in which a server loads the guides of live TV.
pub(super) const GUIDE: &str = "provider.epg.load";
/// The item that the subtitles name. The title is invented.
const ITEM: &str = "Eleven Bridges (2021)";

/// Starts an activity for a request, with the configured timing. Returns the uuid for
/// `X-Plex-Activity`. `is_documented` says whether the documentation names this header.
pub(super) fn start_job(
    shared: &Arc<Shared>,
    mut draft: ActivityDraft,
    is_documented: bool,
) -> Option<String> {
    let uuid = draft.uuid.get_or_insert_with(new_uuid).clone();
    let timing = shared.config.job_timing;
    if !timing.manual && draft.ends_after.is_none() {
        draft.steps = Some(timing.steps);
        draft.every = Some(timing.every);
    }
    let header = shared.read(|state| state.activity_header);
    match header {
        ActivityHeader::Documented | ActivityHeader::Never | ActivityHeader::AfterStarted => {
            if draft.section.is_some() {
                launch_scan(shared, draft);
            } else {
                launch(shared, &draft);
            }
        }
        ActivityHeader::AfterEnded => {
            draft.ends_after = Some(Duration::ZERO);
            launch(shared, &draft);
        }
        ActivityHeader::BeforeStarted(delay) => {
            let later = Arc::clone(shared);
            shared.spawn("late start", async move {
                later.clock.sleep(delay).await;
                launch(&later, &draft);
            });
        }
        ActivityHeader::Held => shared.update(|state| state.held.push(draft)),
        ActivityHeader::WithoutStarted => {}
    }
    let is_named = header.is_forced() || (header == ActivityHeader::Documented && is_documented);
    is_named.then_some(uuid)
}

/// Starts an activity for a request and responds with an empty body.
pub(super) fn respond_with_job(
    shared: &Arc<Shared>,
    draft: ActivityDraft,
    is_documented: bool,
) -> Response {
    let uuid = start_job(shared, draft, is_documented);
    responses::with_activity(responses::empty(), uuid.as_deref())
}

fn new_uuid() -> String {
    Uuid::new_v4().to_string()
}

/// Starts several activities, one after the other with a pause in between, as an analysis does. With
/// manual jobs only the first. Returns the uuid for `X-Plex-Activity`.
pub(super) fn start_series(
    shared: &Arc<Shared>,
    drafts: impl IntoIterator<Item = ActivityDraft>,
) -> Option<String> {
    let mut drafts: VecDeque<ActivityDraft> = drafts.into_iter().collect();
    let mut first = drafts.pop_front()?;
    let mut running = first.uuid.get_or_insert_with(new_uuid).clone();
    let named = start_job(shared, first, false);
    if shared.config.job_timing.manual {
        return named;
    }
    let later = Arc::clone(shared);
    shared.spawn("series", async move {
        for mut draft in drafts {
            let is_over = |state: &SimState| state.find(&running).is_none().then_some(());
            later.wait_until(is_over).await;
            later.clock.sleep(later.config.job_timing.every).await;
            running = new_uuid();
            draft.uuid = Some(running.clone());
            start_job(&later, draft, false);
        }
    });
    named
}

/// The activities of an analysis of one item. No activity names the item.
pub(super) fn analysis(subtitle: &str) -> [ActivityDraft; 2] {
    [
        ("media.generate.loudness", "Generating loudness data"),
        ("media.generate.credits", "Detecting Credits"),
    ]
    .map(|(kind, title)| ActivityDraft::titled(kind, title, &[subtitle]))
}

/// `PUT /library/metadata/{ids}/{action}`, with commas between the ids. Except for the details of an
/// item, no activity names its item.
pub(crate) async fn process_metadata(
    State(shared): State<Arc<Shared>>,
    Path((ids, action)): Path<(String, String)>,
) -> Response {
    let (kind, title) = match action.as_str() {
        "refresh" | "match" => ("library.update.item.metadata", "Refreshing metadata"),
        "analyze" => {
            let uuid = start_series(&shared, ids.split(',').flat_map(|_| analysis(ITEM)));
            return responses::with_activity(responses::empty(), uuid.as_deref());
        }
        "intro" => ("media.generate.intros", "Detecting Intros"),
        "credits" => ("media.generate.credits", "Detecting Credits"),
        "voiceActivity" => ("media.generate.voice.activity", "Detecting Voice Activity"),
        "chapterThumbs" => ("media.generate.chapter.thumbs", "Generating Thumbnails"),
        "index" => ("media.generate.bif", "Generating Previews"),
        // The activities that these start are unknown.
        "addetect" | "unmatch" => return responses::empty(),
        _ => return responses::error_page(StatusCode::NOT_FOUND),
    };
    let mut named = None;
    for _ in ids.split(',') {
        let uuid = start_job(&shared, ActivityDraft::titled(kind, title, &[ITEM]), false);
        named = named.or(uuid);
    }
    responses::with_activity(responses::empty(), named.as_deref())
}

/// `GET /library/metadata/{ids}`: a row for each item that a client was told of; 404 without any. Each flag
/// `async...=1` starts the activity that servers start when a client opens a details page; it names the
/// item.
pub(crate) async fn show_details(
    State(shared): State<Arc<Shared>>,
    Path(ids): Path<String>,
    query: QueryPairs,
    headers: HeaderMap,
) -> Response {
    let flags = [
        ("asyncCheckFiles", "Checking files"),
        ("asyncRefreshLocalMediaAgent", "Refreshing local metadata"),
        ("asyncRefreshAnalysis", "Refreshing media analysis"),
        ("asyncAugmentMetadata", "Augmenting metadata"),
    ];
    let steps: Vec<&str> = flags
        .iter()
        .filter(|(flag, _)| query.value(flag) == Some("1"))
        .map(|(_, subtitle)| *subtitle)
        .collect();
    let mut named = None;
    if !steps.is_empty() {
        let key = format!("/library/metadata/{ids}");
        let mut draft = ActivityDraft::titled("library.refresh.items", "Refreshing", &steps);
        draft.set_context("key", key);
        draft.add_later_context(33, "accessible", true);
        draft.add_later_context(33, "exists", true);
        draft.add_later_context(66, "refreshed", true);
        named = start_job(&shared, draft, false);
    }
    let is_named_now = !steps.is_empty();
    let items: Vec<_> = shared.read(|state| {
        let known = ids.split(',').map(|id| {
            let item = items::find(state, id);
            item.or_else(|| is_named_now.then(|| items::invent(state, id)))
        });
        known.flatten().collect()
    });
    if items.is_empty() {
        return responses::error_page(StatusCode::NOT_FOUND);
    }
    let response = items::show(&headers, &items);
    responses::with_activity(response, named.as_deref())
}

/// `PUT /library/optimize`: responds at once with `async=1`, otherwise when the activity has ended.
pub(crate) async fn optimize(State(shared): State<Arc<Shared>>, query: QueryPairs) -> Response {
    let work = ActivityDraft::titled("library.optimize", "Optimizing database", &[]);
    let uuid = start_job(&shared, work, false);
    if query.value("async") != Some("1") {
        shared
            .wait_until(|state| {
                let mut running = state.activities.iter();
                let is_over = running.all(|activity| activity.kind != "library.optimize");
                is_over.then_some(())
            })
            .await;
    }
    responses::with_activity(responses::empty(), uuid.as_deref())
}

/// `PUT /library/sections/{id}/emptyTrash`.
pub(crate) async fn empty_trash(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
) -> Response {
    let (known, forced) = shared.read(|state| {
        let known = state.sections.iter().any(|section| section.id == id);
        (known, state.activity_header.is_forced())
    });
    if !known {
        return responses::error_page(StatusCode::NOT_FOUND);
    }
    if !forced {
        return responses::empty();
    }
    let mut work = ActivityDraft::titled("library.empty.trash", "Emptying trash", &[]);
    work.set_context("librarySectionID", id);
    respond_with_job(&shared, work, false)
}

/// `POST /media/subscriptions/process`.
pub(crate) async fn process_subscriptions(State(shared): State<Arc<Shared>>) -> Response {
    let mut work = ActivityDraft::titled(
        "provider.subscriptions.process",
        "Processing subscriptions",
        &[],
    );
    work.cancellable = true;
    respond_with_job(&shared, work, true)
}

/// The activity in which a server loads the guides.
pub(super) fn draft_guide() -> ActivityDraft {
    ActivityDraft::titled(
        GUIDE,
        "Refreshing EPG",
        &["Downloaded 60 airings", "Downloaded 173 airings"],
    )
}

/// `POST /livetv/dvrs/{id}/reloadGuide`.
pub(crate) async fn reload_guide(
    State(shared): State<Arc<Shared>>,
    Path(dvr): Path<String>,
) -> Response {
    if !shared.read(|state| state.is_listed(ServerList::Dvrs, "key", &dvr)) {
        return responses::error_page(StatusCode::NOT_FOUND);
    }
    respond_with_job(&shared, draft_guide(), true)
}

/// `POST /media/grabbers/devices/{id}/scan`: the only response here with a body.
pub(crate) async fn scan_grabber(
    State(shared): State<Arc<Shared>>,
    Path(device): Path<String>,
) -> Response {
    if !shared.read(|state| state.is_listed(ServerList::Devices, "key", &device)) {
        return responses::error_page(StatusCode::NOT_FOUND);
    }
    let mut work = ActivityDraft::titled("grabber.device.scan", "Scanning for channels", &[]);
    work.set_context("deviceID", device);
    let uuid = start_job(&shared, work, true);
    responses::with_activity(responses::scan_container(), uuid.as_deref())
}

/// `DELETE /livetv/dvrs/{id}/reloadGuide`: ends the activity.
pub(crate) async fn stop_guide(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
) -> Response {
    stop_kind(&shared, ServerList::Dvrs, &id, GUIDE)
}

/// `DELETE /media/grabbers/devices/{id}/scan`: ends the activity.
pub(crate) async fn stop_grabber(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
) -> Response {
    stop_kind(&shared, ServerList::Devices, &id, "grabber.device.scan")
}

fn stop_kind(shared: &Shared, list: ServerList, id: &str, kind: &str) -> Response {
    let is_known = shared.update(|state| {
        let is_known = state.is_listed(list, "key", id);
        if is_known {
            state.stop_all_of(kind);
        }
        is_known
    });
    if is_known {
        responses::empty()
    } else {
        responses::error_page(StatusCode::NOT_FOUND)
    }
}

/// Requests that are accepted, and of which it is unknown which activity they start.
pub(crate) async fn accept() -> Response {
    responses::empty()
}

/// `POST /playlists/upload`: 404 unless `path` is an absolute path.
pub(crate) async fn upload_playlist(query: QueryPairs) -> Response {
    match query.value("path") {
        Some(path) if path.starts_with('/') => responses::empty(),
        _ => responses::error_page(StatusCode::NOT_FOUND),
    }
}
