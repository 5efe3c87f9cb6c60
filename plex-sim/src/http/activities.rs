//! `/activities`: the list, the cancel, and the progress reports of a scanner.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use serde::Serialize;

use crate::activity::Row;
use crate::http::middleware::Caller;
use crate::http::query::QueryPairs;
use crate::http::responses;
use crate::state::Shared;
use crate::state::activity_lifecycle::CancelOutcome;

#[derive(Serialize)]
struct Container<'a> {
    size: usize,
    #[serde(rename = "Activity", skip_serializing_if = "Vec::is_empty")]
    activities: Vec<Row<'a>>,
}

/// `GET /activities`: `size` is always there, `Activity` is absent when nothing runs.
pub(crate) async fn list(
    State(shared): State<Arc<Shared>>,
    Extension(who): Extension<Caller>,
    headers: HeaderMap,
) -> Response {
    let (response, delay) = shared.look(|state| {
        let visible = |owner: Option<i64>| who.sees().is_none_or(|user| owner == Some(user));
        let running: Vec<_> = state
            .activities
            .iter()
            .filter(|activity| visible(activity.user_id))
            .collect();
        let response = responses::container(
            &headers,
            || {
                responses::media_container(&Container {
                    size: running.len(),
                    activities: running.iter().map(|activity| activity.row()).collect(),
                })
            },
            |out| {
                let size = running.len().to_string();
                out.open("MediaContainer", [("size", size.as_str())]);
                for activity in &running {
                    activity.write_xml(out);
                }
                out.close("MediaContainer");
            },
        );
        (response, state.faults.stale_list)
    });
    if let Some(delay) = delay {
        tokio::time::sleep(delay).await;
    }
    response
}

/// `DELETE /activities/{uuid}`: 200 with nothing in it, 400 or 404 as HTML.
pub(crate) async fn cancel(
    State(shared): State<Arc<Shared>>,
    Path(uuid): Path<String>,
) -> Response {
    match shared.change(|state| state.cancel(&uuid)) {
        CancelOutcome::NotFound => responses::html(StatusCode::NOT_FOUND),
        CancelOutcome::NotCancellable => responses::html(StatusCode::BAD_REQUEST),
        CancelOutcome::Ended => responses::done(),
        CancelOutcome::Ending(span) => {
            let ending = Arc::clone(&shared);
            shared.spawn("cancel", async move {
                ending.clock.sleep(span).await;
                ending.change(|state| state.stop(&uuid));
            });
            responses::done()
        }
    }
}

/// `PUT /activities/{uuid}?percentComplete=…&subtitle=…`: how a scanner reports its progress,
/// seen in server logs. A leading `+` adds to what was reached, fractions included.
pub(crate) async fn report(
    State(shared): State<Arc<Shared>>,
    Path(uuid): Path<String>,
    query: QueryPairs,
) -> Response {
    let found = shared.change(|state| {
        let Some(reached) = state.find(&uuid).map(|activity| activity.progress) else {
            return false;
        };
        let asked = query.value("percentComplete").unwrap_or("+0");
        let progress = match asked.strip_prefix('+') {
            Some(more) => whole(more).map(|more| reached.saturating_add(more).min(100)),
            None => whole(asked),
        };
        state.advance(&uuid, progress.unwrap_or(reached), query.value("subtitle"))
    });
    if found {
        responses::done()
    } else {
        responses::html(StatusCode::NOT_FOUND)
    }
}

/// The whole part of a number in text.
fn whole(text: &str) -> Option<i64> {
    text.split('.').next()?.parse().ok()
}
