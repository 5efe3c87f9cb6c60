//! Cancels an activity for the page and the API.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use plex_api::{ActivityId, ErrorKind, Plex};
use serde::Serialize;

use super::followed_servers::FollowedServers;
use super::problem::Problem;
use crate::output::VERSION;

/// The server accepted a cancellation.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(inline))]
pub(crate) struct CancelResponse {
    version: u32,
    server: String,
    cancelled: ActivityId,
}

/// Cancels an activity. Without a `server` it is that on which the activity is running.
///
/// # Cancel safety
/// Not cancel safe: the server may have taken the request.
pub(crate) async fn cancel_activity(
    servers: &FollowedServers,
    id: String,
    server: Option<&str>,
) -> Result<CancelResponse, Problem> {
    let id = ActivityId::new(id)
        .map_err(|error| Problem::new(StatusCode::BAD_REQUEST, error.to_string()))?;
    let (server, plex) = find_client(servers, &id, server)?;
    match plex.activities().cancel(&id).await {
        Ok(()) => Ok(CancelResponse {
            version: VERSION,
            server,
            cancelled: id,
        }),
        Err(error) => {
            let status = match error.kind() {
                ErrorKind::NotFound => StatusCode::NOT_FOUND,
                ErrorKind::NotCancellable => StatusCode::CONFLICT,
                // Not 401 and 403, which would concern the user of this service.
                _ => StatusCode::BAD_GATEWAY,
            };
            Err(Problem::new(status, error.to_string()).of_kind(error.kind()))
        }
    }
}

fn find_client(
    servers: &FollowedServers,
    id: &ActivityId,
    wanted: Option<&str>,
) -> Result<(String, Plex), Problem> {
    let all = servers.all();
    let candidates = match wanted {
        Some(name) => vec![servers.find(name).ok_or_else(|| no_such_server(name))?],
        // A single server may have it although no list has shown it yet.
        None if all.len() == 1 => all,
        None => {
            let runs_it = |server: &std::sync::Arc<super::followed_servers::FollowedServer>| {
                let client = server.client();
                client.is_some_and(|client| client.live.get(id).is_some())
            };
            all.into_iter().filter(runs_it).collect()
        }
    };
    match candidates.as_slice() {
        [server] => match server.client() {
            Some(client) => Ok((server.name().to_owned(), client.plex.clone())),
            None => Err(Problem::new(
                StatusCode::BAD_GATEWAY,
                match server.trouble() {
                    Some(reason) => format!("{} is not followed: {reason}", server.name()),
                    None => format!("{} is not followed yet", server.name()),
                },
            )),
        },
        [] => Err(Problem::new(
            StatusCode::NOT_FOUND,
            "no server is known to run this activity; name the server with ?server=NAME",
        )),
        _ => Err(Problem::new(
            StatusCode::CONFLICT,
            "several servers run an activity of this id; name the server with ?server=NAME",
        )),
    }
}

/// The problem of a request that names an unknown server.
pub(crate) fn no_such_server(name: &str) -> Problem {
    let name = crate::output::sanitize_name(name);
    Problem::new(
        StatusCode::NOT_FOUND,
        format!("there is no server {name:?}"),
    )
}

impl IntoResponse for CancelResponse {
    fn into_response(self) -> Response {
        let kind = [(header::CONTENT_TYPE, "application/json")];
        // The type contains only numbers and strings, so this cannot fail.
        let body = serde_json::to_string(&self).unwrap_or_default();
        (kind, body + "\n").into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An answer to a cancellation.
    #[derive(schemars::JsonSchema)]
    #[serde(untagged)]
    #[expect(dead_code, reason = "only its schema is wanted")]
    enum CancelAnswer {
        Cancelled(CancelResponse),
        Refused(Problem),
    }

    #[test]
    fn the_response_schema_is_up_to_date() {
        crate::output::assert_schema::<CancelAnswer>("serve.answer");
    }
}
