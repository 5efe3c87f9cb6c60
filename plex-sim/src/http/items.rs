//! The items that clients were told of: every rating key that an activity or a notification named has a
//! row, so that a client that follows it is not misled. No other item exists.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};

use crate::element::Element;
use crate::http::responses;
use crate::raw_json::to_json;
use crate::state::{Shared, SimState};

/// The title of an item that was named without one. It is invented.
const TITLE: &str = "Eleven Bridges (2021)";

/// The title of an item; `None` when no client was told of it.
pub(super) fn find(state: &SimState, id: &str) -> Option<String> {
    if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let names_it = |body: &str| {
        // Most bodies do not even have the digits.
        body.contains(id) && {
            let compact: String = body.split_whitespace().collect();
            let marks = [
                format!("\"/library/metadata/{id}\""),
                format!("\"/library/metadata/{id}/"),
                format!("\"itemID\":\"{id}\""),
                format!("\"itemID\":{id},"),
                format!("\"ratingKey\":\"{id}\""),
            ];
            marks.iter().any(|mark| compact.contains(mark))
        }
    };
    let mut told = state.notifications.iter().rev();
    if let Some(notification) = told.find(|notification| names_it(&notification.body)) {
        let body = notification.json();
        let title = body.get("title").and_then(|title| title.as_str());
        let title = title.filter(|title| !title.is_empty());
        return Some(title.unwrap_or(TITLE).to_owned());
    }
    let mut running = state.activities.iter();
    let is_named = running.any(|activity| names_it(&to_json(&activity.to_element())));
    is_named.then(|| TITLE.to_owned())
}

/// The rows of these items.
pub(super) fn show(headers: &HeaderMap, items: &[(&str, String)]) -> Response {
    let rows = items.iter().map(|(id, title)| {
        Element::new([
            ("ratingKey", (*id).into()),
            ("key", format!("/library/metadata/{id}").into()),
            ("guid", format!("local://{id}").into()),
            ("type", "movie".into()),
            ("title", title.as_str().into()),
            ("summary", "".into()),
        ])
    });
    // In XML an item is called after its kind.
    let name = if responses::wants_json(headers) {
        "Metadata"
    } else {
        "Video"
    };
    let list = Element::new([("size", items.len().into())]).with_children(name, rows);
    responses::element(headers, "MediaContainer", &list)
}

/// `GET /library/metadata/{id}/children`: no item has any.
pub(super) async fn list_children(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    if shared.read(|state| find(state, &id).is_none()) {
        return responses::error_page(StatusCode::NOT_FOUND);
    }
    responses::empty_container(&headers)
}
