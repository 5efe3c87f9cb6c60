//! The short lists that clients read beside activities: accounts, sessions, players, the items of
//! a section, butler tasks. Nobody plays anything here and the sections are empty.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

use crate::activity::Attributes;
use crate::http::{butler, responses};
use crate::state::Shared;
use crate::xml;

/// `GET /status/sessions`, `/transcode/sessions`, `/clients`: nobody.
pub(crate) async fn nobody(headers: HeaderMap) -> Response {
    responses::empty_container(&headers)
}

/// `GET /accounts`: whose numbers stand in `userID`.
pub(crate) async fn accounts(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    let guests = shared.config.guests.iter().map(|(_, id)| (*id, "guest"));
    let rows = std::iter::once((1, "owner"))
        .chain(guests)
        .map(|(id, name)| {
            attributes([
                ("id", json!(id)),
                ("key", json!(format!("/accounts/{id}"))),
                ("name", json!(name)),
                ("autoSelectAudio", json!(true)),
                ("defaultAudioLanguage", json!("en")),
                ("defaultSubtitleLanguage", json!("en")),
                ("subtitleMode", json!(0)),
                ("thumb", json!("")),
            ])
        });
    let rows: Vec<_> = rows.collect();
    let about = attributes([
        ("size", json!(rows.len())),
        ("identifier", json!("com.plexapp.system.accounts")),
    ]);
    list(&headers, "MediaContainer", &about, "Account", &rows)
}

/// `GET /library`: three doors, of which clients read the first.
pub(crate) async fn library(headers: HeaderMap) -> Response {
    let doors = [
        ("sections", "Library Sections"),
        ("recentlyAdded", "Recently Added Content"),
        ("onDeck", "On Deck Content"),
    ];
    let rows = doors.map(|(key, title)| attributes([("key", json!(key)), ("title", json!(title))]));
    let about = attributes([
        ("size", json!(rows.len())),
        ("allowSync", json!(false)),
        ("identifier", json!("com.plexapp.plugins.library")),
        ("title1", json!("Plex Library")),
    ]);
    list(&headers, "MediaContainer", &about, "Directory", &rows)
}

/// `GET /library/sections/{id}/all`: no item.
pub(crate) async fn items(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let title = shared.look(|state| {
        let mut sections = state.sections.iter();
        let found = sections.find(|section| section.id == id);
        found.map(|section| section.title.clone())
    });
    let Some(title) = title else {
        return responses::html(StatusCode::NOT_FOUND);
    };
    // A number here, and text in `Context`: as on real servers.
    let number = id.parse::<u64>().map_or(json!(id), |id| json!(id));
    let about = attributes([
        ("size", json!(0)),
        ("totalSize", json!(0)),
        ("offset", json!(0)),
        ("allowSync", json!(true)),
        ("librarySectionID", number),
        ("librarySectionTitle", json!(title)),
    ]);
    list(&headers, "MediaContainer", &about, "Metadata", &[])
}

/// `PUT /library/sections/{id}/analyze`: accepted; which activities follow is not known.
pub(crate) async fn analyze(State(shared): State<Arc<Shared>>, Path(id): Path<String>) -> Response {
    if shared.look(|state| state.sections.iter().any(|section| section.id == id)) {
        responses::done()
    } else {
        responses::html(StatusCode::NOT_FOUND)
    }
}

/// `GET /butler`: what [`butler`] starts.
pub(crate) async fn butler_tasks(headers: HeaderMap) -> Response {
    let rows: Vec<_> = butler::TASKS
        .iter()
        .map(|(name, title)| {
            attributes([
                ("name", json!(name)),
                ("interval", json!(1)),
                ("scheduleRandomized", json!(false)),
                ("enabled", json!(true)),
                ("title", json!(title)),
                ("description", json!(title)),
            ])
        })
        .collect();
    list(
        &headers,
        "ButlerTasks",
        &attributes([]),
        "ButlerTask",
        &rows,
    )
}

fn attributes<const N: usize>(pairs: [(&str, Value); N]) -> Attributes {
    let mut all = Attributes::default();
    for (key, value) in pairs {
        all.set(key.to_owned(), value);
    }
    all
}

/// `root` with its attributes and one `row` each, in JSON or XML; without any row the key is
/// absent.
fn list(
    headers: &HeaderMap,
    root: &str,
    about: &Attributes,
    row: &str,
    rows: &[Attributes],
) -> Response {
    responses::container(
        headers,
        || {
            let mut inside = about.clone();
            if !rows.is_empty() {
                let rows = rows.iter().map(|row| json!(row)).collect();
                inside.set(row.to_owned(), Value::Array(rows));
            }
            json!({ root: inside }).to_string()
        },
        |out| {
            let texts = |attributes: &Attributes| -> Vec<(String, String)> {
                let pairs = attributes.0.iter();
                pairs
                    .map(|(key, value)| (key.clone(), xml::text_of(value)))
                    .collect()
            };
            let about = texts(about);
            out.open(root, about.iter().map(borrowed));
            for one in rows {
                out.empty(row, texts(one).iter().map(borrowed));
            }
            out.close(root);
        },
    )
}

fn borrowed((key, text): &(String, String)) -> (&str, &str) {
    (key, text)
}
