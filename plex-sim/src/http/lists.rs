//! The lists that tests fill: sessions, conversions, recordings, tuners, settings, updates.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use serde_json::{Map, Value, json};

use crate::element::Element;
use crate::http::query::QueryPairs;
use crate::http::responses;
use crate::notification::Notification;
use crate::raw_json::to_json;
use crate::server_list::{ServerList, is_value};
use crate::state::Shared;

/// A `GET` of a list.
pub(crate) async fn show(list: ServerList, shared: Arc<Shared>, headers: HeaderMap) -> Response {
    let entries = shared.read(|state| state.list(list));
    respond(&headers, list, &entries)
}

fn respond(headers: &HeaderMap, list: ServerList, entries: &[Map<String, Value>]) -> Response {
    if entries.is_empty() {
        return responses::empty_container(headers);
    }
    let container = Element::new([("size", entries.len().into())]);
    let container = if responses::wants_json(headers) {
        container.with_children(list.key(), entries.iter().map(Element::of_object))
    } else {
        let add = |container: Element, entry| {
            container.with_children(list.xml_name(entry), [Element::of_object(entry)])
        };
        entries.iter().fold(container, add)
    };
    responses::element(headers, "MediaContainer", &container)
}

/// `GET /playlists/{playlist}/items/{id}`: one order.
pub(crate) async fn show_order(
    State(shared): State<Arc<Shared>>,
    Path((_, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let list = ServerList::ConversionOrders;
    show_one(&shared, &headers, list, |entry| is_value(entry, "id", &id))
}

/// `GET /:/prefs/get?id=`: one setting, in any case of its id.
pub(crate) async fn show_preference(
    State(shared): State<Arc<Shared>>,
    query: QueryPairs,
    headers: HeaderMap,
) -> Response {
    let id = query.value("id").unwrap_or_default();
    show_one(&shared, &headers, ServerList::Preferences, |entry| {
        let known = entry.get("id").and_then(Value::as_str);
        known.is_some_and(|known| known.eq_ignore_ascii_case(id))
    })
}

fn show_one(
    shared: &Shared,
    headers: &HeaderMap,
    list: ServerList,
    is_meant: impl Fn(&Map<String, Value>) -> bool,
) -> Response {
    let mut entries = shared.read(|state| state.list(list));
    entries.retain(|entry| is_meant(entry));
    if entries.is_empty() {
        return responses::error_page(StatusCode::NOT_FOUND);
    }
    respond(headers, list, &entries)
}

/// `GET /library/sections/{id}/timeline`: how many items are still processed.
pub(crate) async fn show_timeline(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let found = shared.read(|state| {
        let mut sections = state.sections.iter();
        let section = sections.find(|section| section.id == id)?;
        let queued = state.update_queues.get(&id).copied().unwrap_or_default();
        Some((section.title.clone(), section.updated_at, queued))
    });
    let Some((title, updated_at, queued)) = found else {
        return responses::error_page(StatusCode::NOT_FOUND);
    };
    let timeline = Element::new([
        ("size", json!(0)),
        ("identifier", json!("com.plexapp.plugins.library")),
        ("latestEntryTime", json!(updated_at)),
        ("title1", json!(title)),
        ("updateQueueSize", json!(queued)),
    ]);
    responses::element(&headers, "MediaContainer", &timeline)
}

/// `DELETE /media/grabbers/operations/{id}`: ends the recording and its activity.
pub(crate) async fn cancel_grab(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
) -> Response {
    let found = shared.update(|state| {
        let mut recordings = state.list(ServerList::Recordings);
        let mut meant = recordings
            .iter_mut()
            .filter(|entry| is_value(entry, "id", &id));
        let Some(recording) = meant.next() else {
            return false;
        };
        recording.insert("status".to_owned(), json!("cancelled"));
        state.lists.insert(ServerList::Recordings, recordings);
        state.stop_all_of("grabber.grab");
        true
    });
    if found {
        responses::empty()
    } else {
        responses::error_page(StatusCode::NOT_FOUND)
    }
}

/// `GET /updater/status`. Its URLs have a token, as on real servers.
pub(crate) async fn show_updates(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
) -> Response {
    let (releases, checked_at) =
        shared.read(|state| (state.list(ServerList::Updates), state.updates_checked_at));
    let status = Element::new([
        ("size", json!(releases.len())),
        ("autoUpdateVersion", json!(1)),
        ("canInstall", json!(true)),
        ("checkedAt", json!(checked_at)),
        (
            "downloadURL",
            json!("https://plex.example/downloads/latest/5?X-Plex-Token=sim-updater-token"),
        ),
        ("status", json!(0)),
    ]);
    let releases = releases.iter().map(Element::of_object);
    let status = status.with_children("Release", releases);
    responses::element(&headers, "MediaContainer", &status)
}

/// `PUT /updater/check`: moves `checkedAt` when a job's time has passed.
pub(crate) async fn check_updates(State(shared): State<Arc<Shared>>) -> Response {
    let later = Arc::clone(&shared);
    shared.spawn("check for updates", async move {
        let timing = later.config.job_timing;
        later
            .clock
            .sleep(timing.every.saturating_mul(timing.steps))
            .await;
        let now = crate::section::epoch_seconds();
        later.update(|state| {
            let now = i64::try_from(now).unwrap_or(i64::MAX);
            state.updates_checked_at = now.max(state.updates_checked_at.saturating_add(1));
            let body = Element::new([
                ("key", "".into()),
                ("version", "".into()),
                ("state", "done".into()),
            ]);
            state.publish(Notification::new(
                "update.statechange",
                "AutoUpdateNotification",
                to_json(&body),
            ));
        });
    });
    responses::empty()
}
