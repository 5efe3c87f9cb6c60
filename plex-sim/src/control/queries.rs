//! Control requests that read: the simulator's state, the recorded requests, and waiting for them.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::Response;
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::activity::Activity;
use crate::control::{respond, respond_error};
use crate::duration_text::DurationText;
use crate::request_log::RecordedRequest;
use crate::state::streams::Subscriber;
use crate::state::{Shared, SimState};

/// The longest wait.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// `GET /sim/`.
pub(super) async fn show_state(State(shared): State<Arc<Shared>>) -> Response {
    respond(StatusCode::OK, &describe_state(&shared))
}

fn describe_state(shared: &Shared) -> Value {
    let rate = shared.clock.rate();
    shared.read(|state| {
        let activities: Vec<_> = state.activities.iter().map(Activity::to_element).collect();
        let sections: Vec<_> = state
            .sections
            .iter()
            .map(|section| {
                json!({
                    "id": section.id,
                    "type": section.kind,
                    "title": section.title,
                    "refreshing": state.is_refreshing(&section.id),
                })
            })
            .collect();
        let streams: Vec<_> = state.streams.iter().map(describe_stream).collect();
        json!({
            "activities": activities,
            "sections": sections,
            "faults": state.faults.names(),
            "streams": streams,
            "streamsSeen": state.streams_seen,
            "connections": state.connections.values().filter(|control| !control.is_exempt()).count(),
            "requests": state.requests.total(),
            "clock": { "rate": rate },
        })
    })
}

fn describe_stream(stream: &Subscriber) -> Value {
    let view = stream.view();
    json!({
        "number": view.number,
        "transport": view.transport,
        "filters": view.filters,
        "connection": view.connection,
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RequestsQuery {
    method: Option<String>,
    path: Option<String>,
    status: Option<u16>,
}

/// `GET /sim/requests`: the recorded requests, oldest first, without tokens.
pub(super) async fn list_requests(
    State(shared): State<Arc<Shared>>,
    query: Result<Query<RequestsQuery>, QueryRejection>,
) -> Response {
    let query = match query {
        Ok(Query(query)) => query,
        Err(error) => return respond_error(StatusCode::BAD_REQUEST, &error.body_text()),
    };
    let method = query.method.as_deref().unwrap_or("*");
    let path = query.path.as_deref().unwrap_or("*");
    let found: Vec<_> = shared.read(|state| {
        let requests = state.requests.find(method, path);
        let with_status =
            requests.filter(|one| query.status.is_none() || one.status == query.status);
        with_status.map(describe_request).collect()
    });
    respond(StatusCode::OK, &found)
}

fn describe_request(request: &RecordedRequest) -> Value {
    json!({
        "method": request.method,
        "path": request.path,
        "query": hide_token(&request.query),
        "headers": hide_token(&request.headers),
        "body": String::from_utf8_lossy(&request.body),
        "status": request.status,
        "connection": request.connection,
    })
}

/// The pairs in their order, with the token hidden: readers of the requests need not know it.
fn hide_token(pairs: &[(String, String)]) -> Vec<(&str, &str)> {
    pairs
        .iter()
        .map(|(name, value)| {
            let secret = name.eq_ignore_ascii_case("x-plex-token");
            (name.as_str(), if secret { "(hidden)" } else { value })
        })
        .collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WaitQuery {
    /// The least number of open streams.
    streams: Option<usize>,
    /// The exact number of running activities.
    activities: Option<usize>,
    /// A method and a path, in each of which `*` stands for any text.
    request: Option<String>,
    /// The least number of those requests.
    times: Option<usize>,
    within: Option<String>,
}

impl WaitQuery {
    fn is_met(&self, state: &SimState) -> bool {
        let enough_streams = self
            .streams
            .is_none_or(|count| state.streams.len() >= count);
        let right_activities = self
            .activities
            .is_none_or(|count| state.activities.len() == count);
        enough_streams && right_activities && self.has_enough_requests(state)
    }

    fn has_enough_requests(&self, state: &SimState) -> bool {
        let Some((method, path)) = self
            .request
            .as_deref()
            .and_then(|text| text.split_once(' '))
        else {
            return self.request.is_none();
        };
        let seen = state.requests.find(method, path).count();
        seen >= self.times.unwrap_or(1)
    }
}

/// `GET /sim/wait`: responds with the state as soon as the conditions are met; 408 when the time is up.
pub(super) async fn wait(
    State(shared): State<Arc<Shared>>,
    Query(query): Query<WaitQuery>,
) -> Response {
    let within = match query.within.as_deref().map(DurationText::parse) {
        None => Duration::from_secs(10),
        Some(Some(DurationText(span))) => span.min(LONGEST_WAIT),
        Some(None) => {
            return respond_error(
                StatusCode::BAD_REQUEST,
                "`within` must be a duration such as 5s",
            );
        }
    };
    let found = shared.wait_within(within, |state| query.is_met(state).then_some(()));
    match found.await {
        Some(()) => respond(StatusCode::OK, &describe_state(&shared)),
        None => respond_error(
            StatusCode::REQUEST_TIMEOUT,
            &format!(
                "not met within {within:?}; the state is {}",
                describe_state(&shared)
            ),
        ),
    }
}
