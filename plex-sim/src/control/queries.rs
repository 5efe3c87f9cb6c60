//! What the control endpoint tells: the simulator's state, the recorded requests, and waiting for
//! either.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Query, State};
use axum::response::Response;
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::control::{answer, refused};
use crate::duration_text::DurationText;
use crate::request_log::RecordedRequest;
use crate::state::streams::{Stream, Transport};
use crate::state::{self, Shared};

/// How long a wait may be at most.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// `GET /sim/`.
pub(super) async fn state(State(shared): State<Arc<Shared>>) -> Response {
    answer(StatusCode::OK, &view(&shared))
}

fn view(shared: &Shared) -> Value {
    let rate = shared.clock.rate();
    shared.look(|state| {
        let rows: Vec<_> = state.activities.iter().map(|found| found.row()).collect();
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
        let streams: Vec<_> = state.streams.iter().map(stream).collect();
        json!({
            "activities": rows,
            "sections": sections,
            "faults": state.faults.names(),
            "streams": streams,
            "streamsSeen": state.streams_seen,
            "connections": state.connections.values().filter(|control| !control.is_spared()).count(),
            "requests": state.forgotten_requests + state.requests.len() as u64,
            "clock": { "rate": rate },
        })
    })
}

fn stream(stream: &Stream) -> Value {
    let view = stream.view();
    let transport = match view.transport {
        Transport::WebSocket => "websocket",
        Transport::EventSource => "eventsource",
    };
    json!({
        "number": view.number,
        "transport": transport,
        "filters": view.filters,
        "connection": view.connection,
    })
}

#[derive(Deserialize)]
pub(super) struct Which {
    method: Option<String>,
    path: Option<String>,
}

/// `GET /sim/requests`: what clients asked, oldest first; tokens are left out.
pub(super) async fn requests(
    State(shared): State<Arc<Shared>>,
    Query(which): Query<Which>,
) -> Response {
    let method = which.method.as_deref().unwrap_or("*");
    let path = which.path.as_deref().unwrap_or("*");
    let found: Vec<_> = shared.look(|state| {
        state
            .requests
            .iter()
            .filter(|request| request.is(method, path))
            .map(request)
            .collect()
    });
    answer(StatusCode::OK, &found)
}

fn request(request: &RecordedRequest) -> Value {
    json!({
        "method": request.method,
        "path": request.path,
        "query": pairs(&request.query),
        "headers": pairs(&request.headers),
        "body": String::from_utf8_lossy(&request.body),
        "status": request.status,
        "connection": request.connection,
    })
}

/// Name and value pairs in their order, without the token: whoever reads this need not know it.
fn pairs(pairs: &[(String, String)]) -> Vec<(&str, &str)> {
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
pub(super) struct Wanted {
    /// At least so many open streams.
    streams: Option<usize>,
    /// Exactly so many running activities.
    activities: Option<usize>,
    /// A method and a path, each of which may end in `*`.
    request: Option<String>,
    /// At least so many of those requests.
    times: Option<usize>,
    within: Option<String>,
}

impl Wanted {
    fn is_there(&self, state: &state::State) -> bool {
        let enough_streams = self
            .streams
            .is_none_or(|count| state.streams.len() >= count);
        let right_activities = self
            .activities
            .is_none_or(|count| state.activities.len() == count);
        enough_streams && right_activities && self.asked_often_enough(state)
    }

    fn asked_often_enough(&self, state: &state::State) -> bool {
        let Some((method, path)) = self
            .request
            .as_deref()
            .and_then(|text| text.split_once(' '))
        else {
            return self.request.is_none();
        };
        let all = state.requests.iter();
        let seen = all.filter(|request| request.is(method, path)).count();
        seen >= self.times.unwrap_or(1)
    }
}

/// `GET /sim/wait`: answers with the state as soon as it is as wanted; 408 when it never was.
pub(super) async fn wait(
    State(shared): State<Arc<Shared>>,
    Query(wanted): Query<Wanted>,
) -> Response {
    let within = match wanted.within.as_deref().map(DurationText::parse) {
        None => Duration::from_secs(10),
        Some(Some(DurationText(span))) => span.min(LONGEST_WAIT),
        Some(None) => {
            return refused(StatusCode::BAD_REQUEST, "`within` is a span such as 5s");
        }
    };
    let found = shared.until(within, |state| wanted.is_there(state).then_some(()));
    match found.await {
        Some(()) => answer(StatusCode::OK, &view(&shared)),
        None => refused(
            StatusCode::REQUEST_TIMEOUT,
            &format!("not so within {within:?}; it is {}", view(&shared)),
        ),
    }
}
