//! Which path is answered by what.

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::{delete, get, post, put};
use http::StatusCode;

use crate::http::{
    activities, butler, control, gate, library, lists, operations, reply, root, streams,
};
use crate::state::Shared;
use crate::streams::Transport;

/// All routes, under the simulator's prefix, behind the gate.
pub(crate) fn router(shared: &Arc<Shared>) -> Router {
    let refresh = get(library::refresh)
        .post(library::refresh)
        .delete(library::stop_refresh);
    let routes = Router::new()
        .without_v07_checks()
        .route("/", get(root::server))
        .route("/identity", get(root::identity))
        .route("/activities", get(activities::list))
        .route(
            "/activities/{uuid}",
            delete(activities::cancel).put(activities::report),
        )
        .route("/accounts", get(lists::accounts))
        .route("/clients", get(lists::nobody))
        .route("/status/sessions", get(lists::nobody))
        .route("/transcode/sessions", get(lists::nobody))
        .route("/library", get(lists::library))
        .route("/library/sections", get(library::sections))
        .route("/library/sections/", get(library::sections))
        .route("/library/sections/all", get(library::sections))
        .route("/library/sections/{id}/all", get(lists::items))
        .route("/library/sections/{id}/analyze", put(lists::analyze))
        .route("/library/optimize", put(operations::optimize))
        .route("/library/metadata/{id}", get(operations::details))
        .route("/library/metadata/{id}/{action}", put(operations::metadata))
        .route(
            "/library/sections/{id}/emptyTrash",
            put(operations::empty_trash),
        )
        .route(
            "/butler",
            get(lists::butler_tasks)
                .post(butler::start_all)
                .delete(butler::stop_all),
        )
        .route(
            "/butler/{task}",
            post(butler::start).delete(butler::stop_one),
        )
        .route(
            "/media/subscriptions/process",
            post(operations::subscriptions),
        )
        .route(
            "/livetv/dvrs/{id}/reloadGuide",
            post(operations::reload_guide),
        )
        .route(
            "/media/grabbers/devices/{id}/scan",
            post(operations::grabber_scan),
        )
        .route(Transport::EventSource.path(), get(streams::eventsource))
        .route(Transport::WebSocket.path(), get(streams::websocket))
        .route("/library/sections/refresh", post(library::refresh_all))
        .route("/library/sections/{id}/refresh", refresh)
        .fallback(not_found)
        .method_not_allowed_fallback(not_found)
        .with_state(Arc::clone(shared));
    // For the test of what is said of it.
    #[cfg(test)]
    let routes = routes.route("/panics", get(async || -> Response { panic!("boom") }));
    let prefix = shared.settings.prefix.as_str();
    let all = if prefix.is_empty() {
        routes
    } else {
        Router::new()
            .without_v07_checks()
            .nest(prefix, routes)
            .fallback(not_found)
    };
    let gated = all.layer(from_fn_with_state(Arc::clone(shared), gate::gate));
    if shared.settings.control {
        gated.merge(control::router(shared))
    } else {
        gated
    }
}

async fn not_found() -> Response {
    reply::html(StatusCode::NOT_FOUND)
}
