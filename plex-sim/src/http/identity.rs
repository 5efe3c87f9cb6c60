//! `/` and `/identity`: who this server is.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use serde::Serialize;

use crate::http::responses;
use crate::state::Shared;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Identity<'a> {
    size: u32,
    claimed: bool,
    machine_identifier: &'a str,
    version: &'a str,
}

/// `GET /identity`, which needs no token.
pub(crate) async fn identity(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    let config = &shared.config;
    let claimed = config.token.is_some();
    responses::container(
        &headers,
        || {
            responses::media_container(&Identity {
                size: 0,
                claimed,
                machine_identifier: &config.machine_identifier,
                version: &config.version,
            })
        },
        |out| {
            out.open(
                "MediaContainer",
                [
                    ("size", "0"),
                    ("claimed", if claimed { "1" } else { "0" }),
                    ("machineIdentifier", config.machine_identifier.as_str()),
                    ("version", config.version.as_str()),
                ],
            );
            out.close("MediaContainer");
        },
    )
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Server<'a> {
    size: u32,
    allow_sync: bool,
    friendly_name: &'a str,
    machine_identifier: &'a str,
    my_plex: bool,
    platform: &'a str,
    version: &'a str,
}

/// `GET /`: the few attributes that clients read when they connect.
pub(crate) async fn server(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    let config = &shared.config;
    let claimed = config.token.is_some();
    responses::container(
        &headers,
        || {
            responses::media_container(&Server {
                size: 0,
                allow_sync: true,
                friendly_name: "plex-sim",
                machine_identifier: &config.machine_identifier,
                my_plex: claimed,
                platform: "Linux",
                version: &config.version,
            })
        },
        |out| {
            out.open(
                "MediaContainer",
                [
                    ("size", "0"),
                    ("allowSync", "1"),
                    ("friendlyName", "plex-sim"),
                    ("machineIdentifier", config.machine_identifier.as_str()),
                    ("myPlex", if claimed { "1" } else { "0" }),
                    ("platform", "Linux"),
                    ("version", config.version.as_str()),
                ],
            );
            out.close("MediaContainer");
        },
    )
}
