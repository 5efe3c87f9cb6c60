//! `/butler`: the scheduled tasks of a server, listed, started and stopped.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};

use crate::activity_draft::ActivityDraft;
use crate::element::Element;
use crate::http::jobs::{GUIDE, draft_guide, respond_with_job, start_job};
use crate::http::responses;
use crate::server_list::ServerList;
use crate::state::{Shared, SimState};

/// The documented names of the tasks, their work, and the type of their activities. If no type is
/// known it is `butler`, which other clients report.
const TASKS: [(&str, &str, &str); 22] = [
    ("AutomaticUpdates", "Updating", BUTLER),
    ("BackupDatabase", "Backing up database", BUTLER),
    ("ButlerTaskGenerateAdMarkers", "Detecting ads", BUTLER),
    (
        "ButlerTaskGenerateCreditsMarkers",
        "Detecting Credits",
        "media.generate.credits",
    ),
    (
        "ButlerTaskGenerateIntroMarkers",
        "Detecting Intros",
        "media.generate.intros",
    ),
    (
        "ButlerTaskGenerateVoiceActivity",
        "Detecting Voice Activity",
        "media.generate.voice.activity",
    ),
    ("CleanOldBundles", "Cleaning old bundles", BUTLER),
    ("CleanOldCacheFiles", "Cleaning old cache files", BUTLER),
    ("DeepMediaAnalysis", "Analyzing media", BUTLER),
    ("GarbageCollectBlobs", "Collecting garbage", BUTLER),
    ("GarbageCollectLibraryMedia", "Collecting media", BUTLER),
    ("GenerateBlurHashes", "Generating blur hashes", BUTLER),
    (
        "GenerateChapterThumbs",
        "Generating Thumbnails",
        "media.generate.chapter.thumbs",
    ),
    (
        "GenerateMediaIndexFiles",
        "Generating Previews",
        "media.generate.bif",
    ),
    (
        "LoudnessAnalysis",
        "Generating loudness data",
        "media.generate.loudness",
    ),
    (
        "MusicAnalysis",
        "Analyzing music",
        "media.generate.music.analysis",
    ),
    ("OptimizeDatabase", "Optimizing database", BUTLER),
    ("RefreshEpgGuides", "Refreshing EPG", GUIDE),
    ("RefreshLibraries", "Scanning", SCAN),
    (
        "RefreshLocalMedia",
        "Refreshing local media",
        "library.update.item.metadata",
    ),
    (
        "RefreshPeriodicMetadata",
        "Refreshing metadata",
        "library.update.item.metadata",
    ),
    ("UpgradeMediaAnalysis", "Upgrading media analysis", BUTLER),
];

const BUTLER: &str = "butler";
const SCAN: &str = "library.update.section";
/// The items of a task with activities of its own, one after the other. The titles are invented.
const ITEMS: [&str; 2] = ["Blue Lantern (2014)", "Distant Kitchens (1999)"];

/// `GET /butler`.
pub(crate) async fn list_tasks(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    let tasks = shared.read(|state| state.list(ServerList::ButlerTasks));
    let tasks = tasks.iter().map(Element::of_object);
    let list = Element::default().with_children("ButlerTask", tasks);
    responses::element(&headers, "ButlerTasks", &list)
}

/// `POST /butler`: starts the scheduled tasks now.
pub(crate) async fn start_all(State(shared): State<Arc<Shared>>) -> Response {
    let mut draft = ActivityDraft::titled(BUTLER, "Running maintenance", &[]);
    draft.cancellable = true;
    respond_with_job(&shared, draft, false)
}

/// `DELETE /butler`: stops all tasks.
pub(crate) async fn stop_all(State(shared): State<Arc<Shared>>) -> Response {
    shared.update(|state| {
        let names: Vec<String> = state.running_tasks.keys().cloned().collect();
        for name in &names {
            stop_task(state, name);
        }
        stop_titled(state, |_| true);
    });
    responses::empty()
}

/// `POST /butler/{task}`: 200 when the task starts, 202 when it already runs, 404 for an unknown
/// name.
pub(crate) async fn start(State(shared): State<Arc<Shared>>, Path(name): Path<String>) -> Response {
    let Some((title, kind)) = find(&name) else {
        return responses::error_page(StatusCode::NOT_FOUND);
    };
    let runs = shared.read(|state| {
        let mut rows = state.activities.iter().filter(|row| row.kind == BUTLER);
        state.running_tasks.contains_key(&name) || rows.any(|row| row.full_title() == title)
    });
    if runs {
        let mut response = responses::empty();
        *response.status_mut() = StatusCode::ACCEPTED;
        return response;
    }
    let mut drafts = drafts(&shared, title, kind);
    if drafts.is_empty() {
        return responses::empty();
    }
    let uuid = uuid::Uuid::new_v4().to_string();
    let mut first = drafts.remove(0);
    first.uuid = Some(uuid.clone());
    shared.update(|state| state.running_tasks.insert(name.clone(), uuid.clone()));
    let named = start_job(&shared, first, false);
    let later = Arc::clone(&shared);
    shared.spawn("butler task", async move {
        run(&later, name, uuid, drafts).await;
    });
    responses::with_activity(responses::empty(), named.as_deref())
}

/// `DELETE /butler/{task}`: 404 for a task that is unknown or not running.
pub(crate) async fn stop(State(shared): State<Arc<Shared>>, Path(name): Path<String>) -> Response {
    let Some((title, _)) = find(&name) else {
        return responses::error_page(StatusCode::NOT_FOUND);
    };
    let was_running = shared.update(|state| {
        let was_running = stop_task(state, &name);
        stop_titled(state, |running| running == title) || was_running
    });
    if was_running {
        responses::empty()
    } else {
        responses::error_page(StatusCode::NOT_FOUND)
    }
}

fn find(name: &str) -> Option<(&'static str, &'static str)> {
    let mut tasks = TASKS.iter();
    let (_, title, kind) = tasks.find(|(task, ..)| *task == name)?;
    Some((title, kind))
}

/// The activities of a task, in their order.
fn drafts(shared: &Shared, title: &str, kind: &str) -> Vec<ActivityDraft> {
    match kind {
        BUTLER => {
            let mut draft = ActivityDraft::titled(kind, title, &[]);
            draft.cancellable = true;
            vec![draft]
        }
        SCAN => shared.read(|state| {
            let sections = state.sections.iter();
            let scan = |title: &str, id: &str| {
                let title = format!("Scanning {title}");
                let mut draft = ActivityDraft::titled(SCAN, &title, &[]);
                draft.set_section(id);
                draft
            };
            sections
                .map(|section| scan(&section.title, &section.id))
                .collect()
        }),
        GUIDE => vec![draft_guide()],
        _ => ITEMS
            .iter()
            .map(|item| ActivityDraft::titled(kind, title, &[item]))
            .collect(),
    }
}

/// Starts the further activities of a task, each a pause after the one before, until it is stopped.
/// With manual jobs there is only the first.
async fn run(shared: &Arc<Shared>, name: String, mut uuid: String, rest: Vec<ActivityDraft>) {
    let timing = shared.config.job_timing;
    let mut rest = rest.into_iter();
    loop {
        let is_over = |state: &SimState| {
            let is_held = state
                .held
                .iter()
                .any(|draft| draft.uuid.as_deref() == Some(&uuid));
            (state.find(&uuid).is_none() && !is_held).then_some(())
        };
        shared.wait_until(is_over).await;
        let next = rest.next().filter(|_| !timing.manual);
        let is_stopped = shared.read(|state| state.running_tasks.get(&name) != Some(&uuid));
        let Some(mut draft) = next.filter(|_| !is_stopped) else {
            break;
        };
        shared.clock.sleep(timing.every).await;
        let before = std::mem::replace(&mut uuid, uuid::Uuid::new_v4().to_string());
        draft.uuid = Some(uuid.clone());
        let goes_on = shared.update(|state| {
            let goes_on = state.running_tasks.get(&name) == Some(&before);
            if goes_on {
                state.running_tasks.insert(name.clone(), uuid.clone());
            }
            goes_on
        });
        if !goes_on {
            return;
        }
        start_job(shared, draft, false);
    }
    shared.update(|state| {
        if state.running_tasks.get(&name) == Some(&uuid) {
            state.running_tasks.remove(&name);
        }
    });
}

/// Stops a task that a request started. Returns whether it was running.
fn stop_task(state: &mut SimState, name: &str) -> bool {
    let Some(uuid) = state.running_tasks.remove(name) else {
        return false;
    };
    state.stop(&uuid);
    true
}

/// Stops the rows of type `butler` that can be cancelled. The permanent activity of an idle server
/// stays.
fn stop_titled(state: &mut SimState, is_selected: impl Fn(&str) -> bool) -> bool {
    let rows = state.activities.iter();
    let stopped: Vec<String> = rows
        .filter(|row| row.kind == BUTLER && row.cancellable && is_selected(row.full_title()))
        .map(|row| row.uuid.clone())
        .collect();
    for uuid in &stopped {
        state.stop(uuid);
    }
    !stopped.is_empty()
}
