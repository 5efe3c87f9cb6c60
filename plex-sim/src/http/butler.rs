//! `/butler`: the scheduled tasks of a server, started and stopped by hand.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use http::StatusCode;

use crate::activity_header;
use crate::http::responses;
use crate::script::ActivityDraft;
use crate::state::Shared;

/// The documented names and what they are called.
pub(super) const TASKS: [(&str, &str); 15] = [
    ("BackupDatabase", "Backing up database"),
    ("CheckForUpdates", "Checking for updates"),
    ("CleanOldBundles", "Cleaning old bundles"),
    ("CleanOldCacheFiles", "Cleaning old cache files"),
    ("DeepMediaAnalysis", "Analyzing media"),
    ("GarbageCollectBlobs", "Collecting garbage"),
    ("GenerateChapterThumbs", "Generating chapter thumbnails"),
    ("GenerateCreditsMarkers", "Detecting credits"),
    ("GenerateIntroMarkers", "Detecting intros"),
    ("LoudnessAnalysis", "Analyzing loudness"),
    ("OptimizeDatabase", "Optimizing database"),
    ("RefreshEpgGuides", "Refreshing guides"),
    ("RefreshLibraries", "Refreshing libraries"),
    ("RefreshLocalMedia", "Refreshing local media"),
    ("UpgradeMediaAnalysis", "Upgrading media analysis"),
];

fn work(title: &str) -> ActivityDraft {
    let mut draft = ActivityDraft::new("butler");
    draft.title = Some(title.to_owned());
    draft.cancellable = true;
    draft
}

/// `POST /butler`: the night's work, now.
pub(crate) async fn start_all(State(shared): State<Arc<Shared>>) -> Response {
    let uuid = activity_header::begin(&shared, work("Running maintenance"), false);
    responses::naming(responses::done(), uuid.as_deref())
}

/// `DELETE /butler`: all of it stops.
pub(crate) async fn stop_all(State(shared): State<Arc<Shared>>) -> Response {
    stop(&shared, |_| true);
    responses::done()
}

/// `POST /butler/{task}`: 200 when it starts, 202 when it runs already, 404 for an unknown name.
pub(crate) async fn start(State(shared): State<Arc<Shared>>, Path(name): Path<String>) -> Response {
    let Some(title) = title_of(&name) else {
        return responses::html(StatusCode::NOT_FOUND);
    };
    let runs = shared.look(|state| {
        let mut activities = state.activities.iter();
        activities.any(|activity| activity.kind == "butler" && activity.full_title() == title)
    });
    if runs {
        let mut response = responses::done();
        *response.status_mut() = StatusCode::ACCEPTED;
        return response;
    }
    let uuid = activity_header::begin(&shared, work(title), false);
    responses::naming(responses::done(), uuid.as_deref())
}

/// `DELETE /butler/{task}`.
pub(crate) async fn stop_one(
    State(shared): State<Arc<Shared>>,
    Path(name): Path<String>,
) -> Response {
    let Some(title) = title_of(&name) else {
        return responses::html(StatusCode::NOT_FOUND);
    };
    stop(&shared, |called| called == title);
    responses::done()
}

fn title_of(name: &str) -> Option<&'static str> {
    TASKS
        .iter()
        .find(|(task, _)| *task == name)
        .map(|(_, title)| *title)
}

/// Stops the work that requests started; the permanent row of an idle server stays.
fn stop(shared: &Shared, which: impl Fn(&str) -> bool) {
    shared.change(|state| {
        let stopped: Vec<_> = state
            .activities
            .iter()
            .filter(|activity| activity.kind == "butler" && activity.cancellable)
            .filter(|activity| which(activity.full_title()))
            .map(|activity| activity.uuid.clone())
            .collect();
        for uuid in &stopped {
            state.stop(uuid);
        }
    });
}
