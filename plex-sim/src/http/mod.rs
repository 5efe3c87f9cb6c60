//! The routes of the simulated server, and their handlers.

mod activities;
mod butler;
mod containers;
mod downloads;
mod identity;
mod items;
mod jobs;
mod library;
mod lists;
pub(crate) mod middleware;
pub(crate) mod query;
pub(crate) mod responses;
mod streams;
mod stubs;
mod unknown_paths;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::{MethodRouter, delete, get, post, put};
use http::{HeaderMap, Method, StatusCode, Uri};

use crate::control;
use crate::notification::Transport;
use crate::server_list::ServerList;
use crate::state::Shared;

/// All routes below the simulator's prefix, with the middleware in front.
pub(crate) fn router(shared: &Arc<Shared>) -> Router {
    let refresh = get(library::refresh)
        .post(library::refresh)
        .delete(library::stop_refresh);
    let routes = Router::new()
        .without_v07_checks()
        .route("/", get(identity::show_server))
        .route("/identity", get(identity::show_identity))
        .route("/activities", get(activities::list))
        .route(
            "/activities/{uuid}",
            delete(activities::cancel).put(activities::report_progress),
        )
        .route("/accounts", get(stubs::list_accounts))
        .route("/clients", get(stubs::list_nothing))
        .merge(containers::routes())
        .route("/library", get(stubs::show_library))
        .route("/library/sections", get(library::list_sections))
        .route("/library/sections/", get(library::list_sections))
        .route("/library/sections/all", get(library::list_sections))
        .route("/library/sections/{id}/all", get(stubs::list_items))
        .route("/library/sections/{id}", delete(library::delete))
        .route("/library/sections/{id}/analyze", put(library::analyze))
        .route(
            "/library/sections/{id}/indexes",
            delete(library::delete_indexes),
        )
        .route("/library/sections/{id}/timeline", get(lists::show_timeline))
        .route("/library/clean/bundles", put(jobs::accept))
        .route("/library/caches", delete(jobs::accept))
        .route("/playlists/upload", post(jobs::upload_playlist))
        .route("/playlists/{playlist}/items/{id}", get(lists::show_order))
        .route("/library/optimize", put(jobs::optimize))
        .route("/library/metadata/{id}", get(jobs::show_details))
        .route("/library/metadata/{id}/children", get(items::list_children))
        .route(
            "/library/metadata/{id}/allLeaves",
            get(items::list_children),
        )
        .route(
            "/library/metadata/{id}/{action}",
            put(jobs::process_metadata),
        )
        .route("/library/sections/{id}/emptyTrash", put(jobs::empty_trash))
        .route(
            "/butler",
            get(butler::list_tasks)
                .post(butler::start_all)
                .delete(butler::stop_all),
        )
        .route("/butler/{task}", post(butler::start).delete(butler::stop))
        .route(
            "/media/subscriptions/process",
            post(jobs::process_subscriptions),
        )
        .route(
            "/livetv/dvrs/{id}/reloadGuide",
            post(jobs::reload_guide).delete(jobs::stop_guide),
        )
        .route(
            "/media/grabbers/devices/{id}/scan",
            post(jobs::scan_grabber).delete(jobs::stop_grabber),
        )
        .route(
            "/media/grabbers/operations/{id}",
            delete(lists::cancel_grab),
        )
        .route("/downloadQueue", post(downloads::create))
        .route("/downloadQueue/{id}", get(downloads::show))
        .route("/downloadQueue/{id}/items", get(downloads::list_items))
        .route("/downloadQueue/{id}/add", post(downloads::add))
        .route(
            "/downloadQueue/{id}/items/{items}",
            delete(downloads::remove),
        )
        .route("/updater/status", get(lists::show_updates))
        .route("/updater/check", put(lists::check_updates))
        .route("/:/prefs/get", get(lists::show_preference))
        .route(
            Transport::EventSource.path(),
            get(streams::open_eventsource),
        )
        .route(Transport::WebSocket.path(), get(streams::open_websocket))
        .route("/library/sections/refresh", post(library::refresh_all))
        .route("/library/sections/{id}/refresh", refresh)
        .fallback(respond_not_found)
        .method_not_allowed_fallback(respond_not_found);
    let routes = LISTS.into_iter().fold(routes, |routes, (path, list)| {
        routes.route(path, listing(list))
    });
    // For the test that a panic is reported.
    #[cfg(test)]
    let routes = routes.route("/panics", get(async || -> Response { panic!("boom") }));
    let prefix = shared.config.prefix.as_str();
    let all = if prefix.is_empty() {
        routes
    } else {
        Router::new()
            .without_v07_checks()
            .nest(prefix, routes)
            .fallback(respond_not_found)
    };
    let all = all.with_state(Arc::clone(shared));
    let served = all.layer(from_fn_with_state(Arc::clone(shared), middleware::handle));
    if shared.config.control {
        served.merge(control::router(shared))
    } else {
        served
    }
}

/// The paths of lists whose whole answer is the list.
const LISTS: [(&str, ServerList); 7] = [
    ("/status/sessions", ServerList::Sessions),
    ("/status/sessions/background", ServerList::Conversions),
    ("/transcode/sessions", ServerList::TranscodeSessions),
    ("/livetv/sessions", ServerList::LiveTvSessions),
    ("/livetv/dvrs", ServerList::Dvrs),
    ("/media/grabbers/devices", ServerList::Devices),
    ("/media/subscriptions/scheduled", ServerList::Recordings),
];

fn listing(list: ServerList) -> MethodRouter<Arc<Shared>> {
    get(
        move |State(shared): State<Arc<Shared>>, headers: HeaderMap| {
            lists::show(list, shared, headers)
        },
    )
}

/// A path that the simulator does not serve, or a method that it does not have there.
async fn respond_not_found(
    State(shared): State<Arc<Shared>>,
    method: Method,
    uri: Uri,
) -> Response {
    if shared.config.reports_unknown_paths {
        unknown_paths::report(&shared, &method, uri.path());
    }
    responses::error_page(StatusCode::NOT_FOUND)
}
