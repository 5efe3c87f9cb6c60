//! `/activities`: the list, cancelling, and the progress reports of a scanner.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};

use crate::activity::Activity;
use crate::element::Element;
use crate::http::middleware::Caller;
use crate::http::query::QueryPairs;
use crate::http::responses;
use crate::state::Shared;
use crate::state::activity_lifecycle::CancelOutcome;

/// `GET /activities`: `size` is always present; `Activity` is absent when nothing runs.
pub(crate) async fn list(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
) -> Response {
    let account = caller.visible_account();
    let is_visible = |owner: Option<i64>| account.is_none_or(|account| owner == Some(account));
    let (running, delay) = shared.read(|state| {
        let running = state.activities.iter();
        let running = running.filter(|activity| is_visible(activity.user_id));
        let running: Vec<_> = running.map(Activity::to_element).collect();
        (running, state.faults.list_delay())
    });
    let list = Element::new([("size", running.len().into())]).with_children("Activity", running);
    if let Some(delay) = delay {
        tokio::time::sleep(delay).await;
    }
    responses::element(&headers, "MediaContainer", &list)
}

/// `DELETE /activities/{uuid}`: 200 with an empty body, 400 or 404 as HTML.
pub(crate) async fn cancel(
    State(shared): State<Arc<Shared>>,
    Path(uuid): Path<String>,
) -> Response {
    match shared.update(|state| state.cancel(&uuid)) {
        CancelOutcome::NotFound => responses::error_page(StatusCode::NOT_FOUND),
        CancelOutcome::NotCancellable => responses::error_page(StatusCode::BAD_REQUEST),
        CancelOutcome::Ended => responses::empty(),
        CancelOutcome::Ending(span) => {
            let ending = Arc::clone(&shared);
            shared.spawn("cancel", async move {
                ending.clock.sleep(span).await;
                ending.update(|state| state.stop(&uuid));
            });
            responses::empty()
        }
    }
}

/// `PUT /activities/{uuid}?percentComplete=…&subtitle=…`: the progress report of a scanner, as in
/// server logs. A leading `+` adds to the current progress; the number may have a fraction.
pub(crate) async fn report_progress(
    State(shared): State<Arc<Shared>>,
    Path(uuid): Path<String>,
    query: QueryPairs,
) -> Response {
    let found = shared.update(|state| {
        let Some(reached) = state.find(&uuid).map(|activity| activity.progress) else {
            return false;
        };
        let percent = query.value("percentComplete").unwrap_or("+0");
        let progress = match percent.strip_prefix('+') {
            Some(more) => parse_whole(more).map(|more| reached.saturating_add(more).min(100)),
            None => parse_whole(percent),
        };
        state.advance(&uuid, progress.unwrap_or(reached), query.value("subtitle"))
    });
    if found {
        responses::empty()
    } else {
        responses::error_page(StatusCode::NOT_FOUND)
    }
}

/// The whole part of a number in text.
fn parse_whole(text: &str) -> Option<i64> {
    text.split('.').next()?.parse().ok()
}
