//! Which path is answered by what.

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::{delete, get, post, put};
use http::StatusCode;

mod activities;
mod butler;
mod identity;
mod jobs;
mod library;
mod middleware;
mod query;
mod responses;
mod streams;
mod stubs;

use crate::control;
use crate::state::Shared;
use crate::state::streams::Transport;
pub(crate) use middleware::panic_text;

/// All routes, under the simulator's prefix, behind the gate.
pub(crate) fn router(shared: &Arc<Shared>) -> Router {
    let refresh = get(library::refresh)
        .post(library::refresh)
        .delete(library::stop_refresh);
    let routes = Router::new()
        .without_v07_checks()
        .route("/", get(identity::server))
        .route("/identity", get(identity::identity))
        .route("/activities", get(activities::list))
        .route(
            "/activities/{uuid}",
            delete(activities::cancel).put(activities::report),
        )
        .route("/accounts", get(stubs::accounts))
        .route("/clients", get(stubs::nobody))
        .route("/status/sessions", get(stubs::nobody))
        .route("/transcode/sessions", get(stubs::nobody))
        .route("/library", get(stubs::library))
        .route("/library/sections", get(library::sections))
        .route("/library/sections/", get(library::sections))
        .route("/library/sections/all", get(library::sections))
        .route("/library/sections/{id}/all", get(stubs::items))
        .route("/library/sections/{id}/analyze", put(stubs::analyze))
        .route("/library/optimize", put(jobs::optimize))
        .route("/library/metadata/{id}", get(jobs::details))
        .route("/library/metadata/{id}/{action}", put(jobs::metadata))
        .route("/library/sections/{id}/emptyTrash", put(jobs::empty_trash))
        .route(
            "/butler",
            get(stubs::butler_tasks)
                .post(butler::start_all)
                .delete(butler::stop_all),
        )
        .route(
            "/butler/{task}",
            post(butler::start).delete(butler::stop_one),
        )
        .route("/media/subscriptions/process", post(jobs::subscriptions))
        .route("/livetv/dvrs/{id}/reloadGuide", post(jobs::reload_guide))
        .route(
            "/media/grabbers/devices/{id}/scan",
            post(jobs::grabber_scan),
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
    let prefix = shared.config.prefix.as_str();
    let all = if prefix.is_empty() {
        routes
    } else {
        Router::new()
            .without_v07_checks()
            .nest(prefix, routes)
            .fallback(not_found)
    };
    let gated = all.layer(from_fn_with_state(Arc::clone(shared), middleware::gate));
    if shared.config.control {
        gated.merge(control::router(shared))
    } else {
        gated
    }
}

async fn not_found() -> Response {
    responses::html(StatusCode::NOT_FOUND)
}
