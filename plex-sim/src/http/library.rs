//! `/library`: the sections, and what starts and stops their scans.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use serde::Serialize;

use crate::http::query::QueryPairs;
use crate::http::responses;
use crate::scan;
use crate::section::Row;
use crate::state::Shared;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Container<'a> {
    size: usize,
    allow_sync: bool,
    title1: &'static str,
    #[serde(rename = "Directory", skip_serializing_if = "Vec::is_empty")]
    directories: Vec<Row<'a>>,
}

/// `GET /library/sections`.
pub(crate) async fn sections(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    shared.look(|state| {
        responses::container(
            &headers,
            || {
                responses::media_container(&Container {
                    size: state.sections.len(),
                    allow_sync: false,
                    title1: "Plex Library",
                    directories: state
                        .sections
                        .iter()
                        .map(|section| section.row(state.is_refreshing(&section.id)))
                        .collect(),
                })
            },
            |out| {
                let size = state.sections.len().to_string();
                out.open(
                    "MediaContainer",
                    [
                        ("size", size.as_str()),
                        ("allowSync", "0"),
                        ("title1", "Plex Library"),
                    ],
                );
                for section in &state.sections {
                    section.write_xml(state.is_refreshing(&section.id), out);
                }
                out.close("MediaContainer");
            },
        )
    })
}

/// `GET` or `POST /library/sections/{id}/refresh`: a scan begins; `all` scans every section.
pub(crate) async fn refresh(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    asked: QueryPairs,
) -> Response {
    let sections: Vec<_> = shared.look(|state| {
        state
            .sections
            .iter()
            .filter(|section| id == "all" || section.id == id)
            .cloned()
            .collect()
    });
    if sections.is_empty() && id != "all" {
        return responses::html(StatusCode::NOT_FOUND);
    }
    let mut named = None;
    for section in &sections {
        let uuid = scan::start(&shared, section, asked.value("path"));
        named = named.or(uuid);
    }
    responses::naming(responses::done(), named.as_deref())
}

/// `POST /library/sections/refresh`: every section.
pub(crate) async fn refresh_all(state: State<Arc<Shared>>, asked: QueryPairs) -> Response {
    refresh(state, Path("all".to_owned()), asked).await
}

/// `DELETE /library/sections/{id}/refresh`: the section's scans stop.
pub(crate) async fn stop_refresh(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
) -> Response {
    let known = shared.change(|state| {
        let scans: Vec<_> = state
            .sections
            .iter()
            .filter(|section| id == "all" || section.id == id)
            .flat_map(|section| state.scans(&section.id))
            .map(|scan| scan.uuid.clone())
            .collect();
        for uuid in &scans {
            state.stop(uuid);
        }
        id == "all" || state.sections.iter().any(|section| section.id == id)
    });
    if known {
        responses::done()
    } else {
        responses::html(StatusCode::NOT_FOUND)
    }
}
