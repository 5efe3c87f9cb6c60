//! `/` and `/identity`: the identity of the server.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;

use crate::element::Element;
use crate::http::responses;
use crate::section::epoch_seconds;
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

/// `GET /`: the attributes that clients read when they connect; a real server has about sixty
/// (gethomepage/homepage issue 656).
pub(crate) async fn show_server(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    let config = &shared.config;
    let claimed = shared.read(|state| state.token.0.is_some());
    let server = Element::new([
        ("size", 0.into()),
        ("allowCameraUpload", true.into()),
        ("allowChannelAccess", true.into()),
        ("allowMediaDeletion", true.into()),
        ("allowSharing", true.into()),
        ("allowSync", true.into()),
        ("allowTuners", true.into()),
        ("backgroundProcessing", true.into()),
        ("certificate", config.has_tls().into()),
        ("companionProxy", true.into()),
        ("countryCode", "usa".into()),
        ("diagnostics", "logs,databases,streaminglogs".into()),
        ("eventStream", true.into()),
        ("friendlyName", "plex-sim".into()),
        ("livetv", 7.into()),
        (
            "machineIdentifier",
            config.machine_identifier.as_str().into(),
        ),
        ("multiuser", true.into()),
        ("myPlex", claimed.into()),
        ("myPlexMappingState", "mapped".into()),
        ("myPlexSigninState", "ok".into()),
        ("myPlexSubscription", true.into()),
        (
            "ownerFeatures",
            "pass,session_bandwidth_restrictions,webhooks".into(),
        ),
        ("platform", "Linux".into()),
        ("platformVersion", "6.8.0".into()),
        ("pushNotifications", true.into()),
        ("sync", true.into()),
        ("transcoderActiveVideoSessions", 0.into()),
        ("updatedAt", epoch_seconds().into()),
        ("updater", true.into()),
        ("version", config.version.as_str().into()),
        ("voiceSearch", true.into()),
    ]);
    responses::element(&headers, "MediaContainer", &server)
}
