//! `/` and `/identity`: the identity of the server.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;

use crate::element::Element;
use crate::http::responses;
use crate::state::Shared;

/// `GET /identity`, which needs no token.
pub(crate) async fn show_identity(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
) -> Response {
    let config = &shared.config;
    let claimed = shared.read(|state| state.token.0.is_some());
    let identity = Element::new([
        ("size", 0.into()),
        ("claimed", claimed.into()),
        (
            "machineIdentifier",
            config.machine_identifier.as_str().into(),
        ),
        ("version", config.version.as_str().into()),
    ]);
    responses::element(&headers, "MediaContainer", &identity)
}

/// `GET /`: the attributes that clients read when they connect.
pub(crate) async fn show_server(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    let config = &shared.config;
    let claimed = shared.read(|state| state.token.0.is_some());
    let server = Element::new([
        ("size", 0.into()),
        ("allowSync", true.into()),
        ("friendlyName", "plex-sim".into()),
        (
            "machineIdentifier",
            config.machine_identifier.as_str().into(),
        ),
        ("myPlex", claimed.into()),
        ("platform", "Linux".into()),
        ("version", config.version.as_str().into()),
    ]);
    responses::element(&headers, "MediaContainer", &server)
}
