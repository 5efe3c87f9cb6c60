//! Short lists that clients read besides activities: accounts, players, the items of a section. The
//! sections are empty.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use serde_json::json;

use crate::element::Element;
use crate::http::containers::describe_filters;
use crate::http::query::QueryPairs;
use crate::http::responses;
use crate::state::Shared;

/// `GET /clients`: an empty list.
pub(crate) async fn list_nothing(headers: HeaderMap) -> Response {
    responses::empty_container(&headers)
}

/// `GET /accounts`: the accounts whose ids are in `userID`.
pub(crate) async fn list_accounts(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
) -> Response {
    let accounts: BTreeMap<i64, String> = shared.read(|state| {
        let guests = state.account_tokens.iter().map(|(_, id)| (*id, "guest"));
        let accounts = guests.chain([(1, "owner")]);
        accounts
            .map(|(id, name)| {
                let known = state.account_names.get(&id).cloned();
                (id, known.unwrap_or_else(|| name.to_owned()))
            })
            .collect()
    });
    let accounts: Vec<_> = accounts
        .into_iter()
        .map(|(id, name)| {
            Element::new([
                ("id", json!(id)),
                ("key", json!(format!("/accounts/{id}"))),
                ("name", json!(name)),
                ("autoSelectAudio", json!(true)),
                ("defaultAudioLanguage", json!("en")),
                ("defaultSubtitleLanguage", json!("en")),
                ("subtitleMode", json!(0)),
                ("thumb", json!("")),
            ])
        })
        .collect();
    let list = Element::new([
        ("size", json!(accounts.len())),
        ("identifier", json!("com.plexapp.system.accounts")),
    ])
    .with_children("Account", accounts);
    responses::element(&headers, "MediaContainer", &list)
}

/// `GET /library`: three entries, of which clients read the first.
pub(crate) async fn show_library(headers: HeaderMap) -> Response {
    let entries = [
        ("sections", "Library Sections"),
        ("recentlyAdded", "Recently Added Content"),
        ("onDeck", "On Deck Content"),
    ]
    .map(|(key, title)| Element::new([("key", json!(key)), ("title", json!(title))]));
    let library = Element::new([
        ("size", json!(entries.len())),
        ("allowSync", json!(false)),
        ("identifier", json!("com.plexapp.plugins.library")),
        ("title1", json!("Plex Library")),
    ])
    .with_children("Directory", entries);
    responses::element(&headers, "MediaContainer", &library)
}

/// `GET /library/sections/{id}/all`: an empty list, with the description of its filters if asked for.
pub(crate) async fn list_items(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    query: QueryPairs,
    headers: HeaderMap,
) -> Response {
    let section = shared.read(|state| {
        let mut sections = state.sections.iter();
        sections.find(|section| section.id == id).cloned()
    });
    let Some(section) = section else {
        return responses::error_page(StatusCode::NOT_FOUND);
    };
    let list = Element::new([
        ("size", json!(0)),
        ("totalSize", json!(0)),
        ("offset", json!(0)),
        ("allowSync", json!(true)),
        ("librarySectionID", section.number()),
        ("librarySectionTitle", json!(section.title)),
    ]);
    let list = if query.value("includeMeta") == Some("1") {
        list.with_child("Meta", describe_filters(&section))
    } else {
        list
    };
    responses::element(&headers, "MediaContainer", &list)
}
