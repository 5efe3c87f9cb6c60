//! Requests of applications beside activities and scans: settings, playlists, searches, filters, storage.
//! Most answers are empty containers, since nothing is played and the sections have no items; the point
//! is that an application goes on.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::{MethodRouter, get};
use http::{HeaderMap, StatusCode};
use serde_json::json;

use crate::element::Element;
use crate::http::responses;
use crate::section::Section;
use crate::server_list::ServerList;
use crate::state::Shared;

/// The paths whose list is empty.
const EMPTY: [&str; 11] = [
    "/devices",
    "/hubs/home/recentlyAdded",
    "/hubs/search",
    "/library/search",
    "/playlists",
    "/servers",
    "/statistics/bandwidth",
    "/statistics/resources",
    "/status/sessions/history/all",
    "/system/agents",
    "/hubs",
];

/// The paths of a section whose list is empty.
const EMPTY_OF_SECTION: [&str; 8] = [
    "/hubs/sections/{id}",
    "/hubs/sections/{id}/manage",
    "/library/sections/{id}/albums",
    "/library/sections/{id}/collections",
    "/library/sections/{id}/folder",
    "/library/sections/{id}/genre",
    "/library/sections/{id}/prefs",
    "/library/sections/{id}/recentlyAdded",
];

/// The routes of this file.
pub(super) fn routes() -> Router<Arc<Shared>> {
    let routes = Router::new()
        .without_v07_checks()
        .route("/:/prefs", get(list_settings))
        .route("/media/providers", get(list_providers));
    let add = |routes: Router<_>, path: &&str, list: MethodRouter<_>| routes.route(path, list);
    let routes = EMPTY
        .iter()
        .fold(routes, |routes, path| add(routes, path, get(list_nothing)));
    EMPTY_OF_SECTION.iter().fold(routes, |routes, path| {
        add(routes, path, get(list_nothing_of_section))
    })
}

async fn list_nothing(headers: HeaderMap) -> Response {
    responses::empty_container(&headers)
}

/// An empty list of a section.
async fn list_nothing_of_section(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    if !shared.read(|state| state.sections.iter().any(|section| section.id == id)) {
        return responses::error_page(StatusCode::NOT_FOUND);
    }
    let list = Element::new([
        ("size", 0.into()),
        ("totalSize", 0.into()),
        ("offset", 0.into()),
    ]);
    responses::element(&headers, "MediaContainer", &list)
}

/// `GET /:/prefs`: the settings of the list that tests set, and the others that applications read.
async fn list_settings(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    let own = shared.read(|state| state.list(ServerList::Preferences));
    let is_set = |id: &str| {
        let mut ids = own.iter().filter_map(|entry| entry.get("id")?.as_str());
        ids.any(|known| known.eq_ignore_ascii_case(id))
    };
    let others = [
        ("FriendlyName", "text", json!("plex-sim"), "general"),
        ("DatabaseCacheSize", "int", json!(40), "library"),
        ("butlerUpdateChannel", "text", json!("16"), "general"),
        ("butlerStartHour", "int", json!(2), "butler"),
        ("butlerEndHour", "int", json!(5), "butler"),
    ]
    .into_iter()
    .filter(|(id, ..)| !is_set(id))
    .map(|(id, kind, value, group)| {
        Element::new([
            ("id", json!(id)),
            ("label", json!("")),
            ("summary", json!("")),
            ("type", json!(kind)),
            ("default", json!("")),
            ("value", value),
            ("hidden", json!(false)),
            ("advanced", json!(false)),
            ("group", json!(group)),
        ])
    });
    let settings: Vec<Element> = own.iter().map(Element::of_object).chain(others).collect();
    let list = Element::new([("size", settings.len().into())]).with_children("Setting", settings);
    responses::element(&headers, "MediaContainer", &list)
}

/// `GET /media/providers`: the library and its sections, with their storage.
async fn list_providers(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    let sections: Vec<_> = shared.read(|state| {
        let sections = state.sections.iter();
        sections
            .map(|section| {
                Element::new([
                    ("id", json!(section.id)),
                    ("type", json!(section.kind)),
                    ("title", json!(section.title)),
                    ("durationTotal", json!(0)),
                    ("storageTotal", json!(0)),
                ])
            })
            .collect()
    });
    let content = Element::new([("type", json!("content"))]).with_children("Directory", sections);
    let provider = Element::new([("identifier", json!("com.plexapp.plugins.library"))])
        .with_children("Feature", [content]);
    let list = Element::new([
        ("size", json!(1)),
        ("friendlyName", json!("plex-sim")),
        ("machineIdentifier", json!(shared.config.machine_identifier)),
        ("version", json!(shared.config.version)),
    ])
    .with_children("MediaProvider", [provider]);
    responses::element(&headers, "MediaContainer", &list)
}

/// The description of the filters of a section, which clients read before they search.
pub(super) fn describe_filters(section: &Section) -> Element {
    let levels: &[(&str, u8)] = match section.kind.as_str() {
        "show" => &[("show", 2), ("season", 3), ("episode", 4)],
        "artist" => &[("artist", 8), ("album", 9), ("track", 10)],
        "photo" => &[("photo", 13)],
        _ => &[("movie", 1)],
    };
    let id = &section.id;
    let types = levels.iter().enumerate().map(|(index, (kind, number))| {
        let filter = Element::new([
            ("filter", json!("genre")),
            ("filterType", json!("string")),
            ("key", json!(format!("/library/sections/{id}/genre"))),
            ("title", json!("Genre")),
            ("type", json!("filter")),
        ]);
        let sorts = [
            ("asc", "titleSort", "Title"),
            ("desc", "addedAt", "Date Added"),
        ]
        .map(|(direction, key, title)| {
            Element::new([
                ("default", json!(direction)),
                ("defaultDirection", json!(direction)),
                ("descKey", json!(format!("{key}:desc"))),
                ("key", json!(key)),
                ("title", json!(title)),
            ])
        });
        let field = Element::new([
            ("key", json!("title")),
            ("title", json!("Title")),
            ("type", json!("string")),
        ]);
        Element::new([
            (
                "key",
                json!(format!("/library/sections/{id}/all?type={number}")),
            ),
            ("type", json!(kind)),
            ("title", json!(kind)),
            ("active", json!(index == 0)),
        ])
        .with_children("Filter", [filter])
        .with_children("Sort", sorts)
        .with_children("Field", [field])
    });
    // The operators of texts, as PlexAPI for Python documents them.
    let operators = [
        ("=", "contains"),
        ("!=", "does not contain"),
        ("==", "is"),
        ("!==", "is not"),
        ("<=", "begins with"),
        (">=", "ends with"),
    ]
    .map(|(key, title)| Element::new([("key", json!(key)), ("title", json!(title))]));
    let field_type = Element::new([("type", json!("string"))]).with_children("Operator", operators);
    Element::default()
        .with_children("Type", types)
        .with_children("FieldType", [field_type])
}
