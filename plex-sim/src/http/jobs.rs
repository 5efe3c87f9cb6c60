//! Requests that start activities: on items, live TV, subscriptions and the database.
//!
//! The activity type is known for some requests only. The types of `optimize`, `emptyTrash` and the
//! grabber scan are invented, and `emptyTrash` starts an activity only when a test wants the header on
//! every response.

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
use crate::state::Shared;

/// Starts an activity for a request, with the configured timing. Returns the uuid for
/// `X-Plex-Activity`. `is_documented` says whether the documentation names this header.
pub(super) fn start_job(
    shared: &Arc<Shared>,
    mut draft: ActivityDraft,
    is_documented: bool,
) -> Option<String> {
    let uuid = Uuid::new_v4().to_string();
    draft.uuid = Some(uuid.clone());
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

fn item_draft(id: &str, kind: &str, title: &str, subtitles: &[&str]) -> ActivityDraft {
    let mut draft = ActivityDraft::titled(kind, title, subtitles);
    draft.set_context("key", format!("/library/metadata/{id}"));
    draft.add_later_context(33, "accessible", true);
    draft.add_later_context(33, "exists", true);
    draft.add_later_context(66, "refreshed", true);
    draft
}

/// `PUT /library/metadata/{id}/{action}`.
pub(crate) async fn process_metadata(
    State(shared): State<Arc<Shared>>,
    Path((id, action)): Path<(String, String)>,
) -> Response {
    let generate =
        |kind: &str, title: &str| item_draft(&id, kind, title, &["Eleven Bridges (2021)"]);
    let draft = match action.as_str() {
        "refresh" => item_draft(
            &id,
            "library.refresh.items",
            "Refreshing",
            &[
                "Checking files",
                "Refreshing local metadata",
                "Augmenting metadata",
            ],
        ),
        "analyze" => item_draft(
            &id,
            "library.refresh.items",
            "Refreshing",
            &["Checking files", "Refreshing media analysis"],
        ),
        "intro" => generate("media.generate.intros", "Detecting Intros"),
        "credits" => generate("media.generate.credits", "Detecting Credits"),
        "voiceActivity" => generate("media.generate.voice.activity", "Detecting Voice Activity"),
        "chapterThumbs" => generate("media.generate.chapter.thumbs", "Generating Thumbnails"),
        "index" => generate("media.generate.bif", "Generating Previews"),
        _ => return responses::error_page(StatusCode::NOT_FOUND),
    };
    respond_with_job(&shared, draft, false)
}

/// `GET /library/metadata/{id}`: one row, if an activity or a notification has named the item. With
/// `asyncCheckFiles=1` it starts the activity that servers start when a client opens a details page.
pub(crate) async fn show_details(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    query: QueryPairs,
    headers: HeaderMap,
) -> Response {
    let mut named = None;
    if query.value("asyncCheckFiles") == Some("1") {
        let checking = item_draft(
            &id,
            "library.refresh.items",
            "Refreshing",
            &["Checking files"],
        );
        named = start_job(&shared, checking, false);
    }
    let found = shared.read(|state| items::find(state, &id));
    match found {
        Some(title) => {
            let response = items::show(&headers, &[(&id, title)]);
            responses::with_activity(response, named.as_deref())
        }
        None => responses::error_page(StatusCode::NOT_FOUND),
    }
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

/// `POST /livetv/dvrs/{id}/reloadGuide`.
pub(crate) async fn reload_guide(
    State(shared): State<Arc<Shared>>,
    Path(_dvr): Path<String>,
) -> Response {
    let work = ActivityDraft::titled(
        "provider.epg.load",
        "Refreshing EPG",
        &["Downloaded 60 airings", "Downloaded 173 airings"],
    );
    respond_with_job(&shared, work, true)
}

/// `POST /media/grabbers/devices/{id}/scan`: the only response here with a body.
pub(crate) async fn scan_grabber(
    State(shared): State<Arc<Shared>>,
    Path(device): Path<String>,
) -> Response {
    let mut work = ActivityDraft::titled("grabber.device.scan", "Scanning for channels", &[]);
    work.set_context("deviceID", device);
    let uuid = start_job(&shared, work, true);
    responses::with_activity(responses::scan_container(), uuid.as_deref())
}
