//! The requests that start work elsewhere than on a library section: items, butler, live TV,
//! subscriptions, the database.
//!
//! Which activity type belongs to which request is known for some of them only: `optimize`,
//! `emptyTrash` and the grabber scan use names of our own, and `emptyTrash` starts an activity only
//! when a test asks for the header on every answer.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use serde_json::Value;

use crate::activity_header;
use crate::http::query::QueryPairs;
use crate::http::responses;
use crate::script::ActivityDraft;
use crate::state::Shared;

fn draft(kind: &str, title: &str, subtitles: &[&str]) -> ActivityDraft {
    let mut draft = ActivityDraft::new(kind);
    draft.title = Some(title.to_owned());
    draft.subtitles = subtitles.iter().map(|&text| text.to_owned()).collect();
    draft
}

fn start(shared: &Arc<Shared>, draft: ActivityDraft, documented: bool) -> Response {
    let uuid = activity_header::begin(shared, draft, documented);
    responses::naming(responses::done(), uuid.as_deref())
}

fn item(id: &str, kind: &str, title: &str, subtitles: &[&str]) -> ActivityDraft {
    let mut draft = draft(kind, title, subtitles);
    draft.context("key", Value::from(format!("/library/metadata/{id}")));
    draft.later(33, "accessible", Value::from(true));
    draft.later(33, "exists", Value::from(true));
    draft.later(66, "refreshed", Value::from(true));
    draft
}

/// `PUT /library/metadata/{id}/{action}`.
pub(crate) async fn metadata(
    State(shared): State<Arc<Shared>>,
    Path((id, action)): Path<(String, String)>,
) -> Response {
    let generate = |kind: &str, title: &str| item(&id, kind, title, &["Eleven Bridges (2021)"]);
    let draft = match action.as_str() {
        "refresh" => item(
            &id,
            "library.refresh.items",
            "Refreshing",
            &[
                "Checking files",
                "Refreshing local metadata",
                "Augmenting metadata",
            ],
        ),
        "analyze" => item(
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
        _ => return responses::html(StatusCode::NOT_FOUND),
    };
    start(&shared, draft, false)
}

/// `GET /library/metadata/{id}`: an empty container, and with `asyncCheckFiles=1` the activity
/// that is seen whenever somebody opens a details page.
pub(crate) async fn details(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    asked: QueryPairs,
    headers: HeaderMap,
) -> Response {
    let mut named = None;
    if asked.value("asyncCheckFiles") == Some("1") {
        let checking = item(
            &id,
            "library.refresh.items",
            "Refreshing",
            &["Checking files"],
        );
        named = activity_header::begin(&shared, checking, false);
    }
    responses::naming(responses::empty_container(&headers), named.as_deref())
}

/// `PUT /library/optimize`: with `async=1` it answers at once, otherwise when the work is over.
pub(crate) async fn optimize(State(shared): State<Arc<Shared>>, asked: QueryPairs) -> Response {
    let work = draft("library.optimize", "Optimizing database", &[]);
    let uuid = activity_header::begin(&shared, work, false);
    if asked.value("async") != Some("1") {
        shared.until_no_activity_of("library.optimize").await;
    }
    responses::naming(responses::done(), uuid.as_deref())
}

/// `PUT /library/sections/{id}/emptyTrash`.
pub(crate) async fn empty_trash(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
) -> Response {
    let (known, forced) = shared.look(|state| {
        let known = state.sections.iter().any(|section| section.id == id);
        (known, state.activity_header.is_forced())
    });
    if !known {
        return responses::html(StatusCode::NOT_FOUND);
    }
    if !forced {
        return responses::done();
    }
    let mut work = draft("library.empty.trash", "Emptying trash", &[]);
    work.context("librarySectionID", Value::from(id));
    start(&shared, work, false)
}

/// `POST /media/subscriptions/process`.
pub(crate) async fn subscriptions(State(shared): State<Arc<Shared>>) -> Response {
    let mut work = draft(
        "provider.subscriptions.process",
        "Processing subscriptions",
        &[],
    );
    work.cancellable = true;
    start(&shared, work, true)
}

/// `POST /livetv/dvrs/{id}/reloadGuide`.
pub(crate) async fn reload_guide(
    State(shared): State<Arc<Shared>>,
    Path(_dvr): Path<String>,
) -> Response {
    let work = draft(
        "provider.epg.load",
        "Refreshing EPG",
        &["Downloaded 60 airings", "Downloaded 173 airings"],
    );
    start(&shared, work, true)
}

/// `POST /media/grabbers/devices/{id}/scan`: the only one with a body.
pub(crate) async fn grabber_scan(
    State(shared): State<Arc<Shared>>,
    Path(device): Path<String>,
) -> Response {
    let mut work = draft("grabber.device.scan", "Scanning for channels", &[]);
    work.context("deviceID", Value::from(device));
    let uuid = activity_header::begin(&shared, work, true);
    responses::naming(responses::scan_container(), uuid.as_deref())
}
