//! `/butler`: the scheduled tasks of a server, listed, started and stopped.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};

use crate::activity_draft::ActivityDraft;
use crate::element::Element;
use crate::http::jobs::respond_with_job;
use crate::http::responses;
use crate::state::Shared;

/// The documented names of the tasks, and their titles.
const TASKS: [(&str, &str); 15] = [
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

/// `GET /butler`.
pub(crate) async fn list_tasks(headers: HeaderMap) -> Response {
    let tasks = TASKS.iter().map(|&(name, title)| {
        Element::new([
            ("name", name.into()),
            ("interval", 1.into()),
            ("scheduleRandomized", false.into()),
            ("enabled", true.into()),
            ("title", title.into()),
            ("description", title.into()),
        ])
    });
    let list = Element::default().with_children("ButlerTask", tasks);
    responses::element(&headers, "ButlerTasks", &list)
}

fn start_task(shared: &Arc<Shared>, title: &str) -> Response {
    let mut draft = ActivityDraft::titled("butler", title, &[]);
    draft.cancellable = true;
    respond_with_job(shared, draft, false)
}

/// `POST /butler`: starts the scheduled tasks now.
pub(crate) async fn start_all(State(shared): State<Arc<Shared>>) -> Response {
    start_task(&shared, "Running maintenance")
}

/// `DELETE /butler`: stops all tasks.
pub(crate) async fn stop_all(State(shared): State<Arc<Shared>>) -> Response {
    stop_tasks(&shared, |_| true);
    responses::empty()
}

/// `POST /butler/{task}`: 200 when the task starts, 202 when it already runs, 404 for an unknown
/// name.
pub(crate) async fn start(State(shared): State<Arc<Shared>>, Path(name): Path<String>) -> Response {
    let Some(title) = find_title(&name) else {
        return responses::error_page(StatusCode::NOT_FOUND);
    };
    let runs = shared.read(|state| {
        let mut activities = state.activities.iter();
        activities.any(|activity| activity.kind == "butler" && activity.full_title() == title)
    });
    if runs {
        let mut response = responses::empty();
        *response.status_mut() = StatusCode::ACCEPTED;
        return response;
    }
    start_task(&shared, title)
}

/// `DELETE /butler/{task}`.
pub(crate) async fn stop(State(shared): State<Arc<Shared>>, Path(name): Path<String>) -> Response {
    let Some(title) = find_title(&name) else {
        return responses::error_page(StatusCode::NOT_FOUND);
    };
    stop_tasks(&shared, |running| running == title);
    responses::empty()
}

fn find_title(name: &str) -> Option<&'static str> {
    TASKS
        .iter()
        .find(|(task, _)| *task == name)
        .map(|(_, title)| *title)
}

/// Stops the tasks that requests started. The permanent activity of an idle server stays.
fn stop_tasks(shared: &Shared, is_selected: impl Fn(&str) -> bool) {
    shared.update(|state| {
        let stopped: Vec<_> = state
            .activities
            .iter()
            .filter(|activity| activity.kind == "butler" && activity.cancellable)
            .filter(|activity| is_selected(activity.full_title()))
            .map(|activity| activity.uuid.clone())
            .collect();
        for uuid in &stopped {
            state.stop(uuid);
        }
    });
}
