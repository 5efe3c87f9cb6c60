//! The items that clients were told of: every rating key that an activity or a notification named has a
//! row, so that a client that follows it is not misled. No other item exists.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

use crate::element::Element;
use crate::http::responses;
use crate::raw_json::to_json;
use crate::section::Section;
use crate::state::{Shared, SimState};

/// The title of an item that was named without one. It is invented.
const TITLE: &str = "Eleven Bridges (2021)";

/// The kind of an item: its number in timelines, its name, and its element in XML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct ItemKind(u8, &'static str, &'static str);

const MOVIE: ItemKind = ItemKind(1, "movie", "Video");
const SHOW: ItemKind = ItemKind(2, "show", "Directory");
const SEASON: ItemKind = ItemKind(3, "season", "Directory");
const EPISODE: ItemKind = ItemKind(4, "episode", "Video");
const ARTIST: ItemKind = ItemKind(8, "artist", "Directory");
const ALBUM: ItemKind = ItemKind(9, "album", "Directory");
const TRACK: ItemKind = ItemKind(10, "track", "Track");
const PHOTO: ItemKind = ItemKind(13, "photo", "Photo");

/// The way in which a notification or an activity names an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Item,
    /// By the path of its children: it is a show.
    Children,
    /// As the season or album of its item.
    Parent,
    /// As the show or artist of its item.
    Root,
}

/// An item that clients were told of.
#[derive(Debug, Clone)]
pub(super) struct NamedItem {
    id: String,
    kind: ItemKind,
    title: String,
    section: Option<Section>,
    /// The rating keys of its parent and of the parent's parent, if they are known.
    parent: Option<String>,
    root: Option<String>,
    added_at: u64,
}

/// The item; `None` when no client was told of it.
pub(super) fn find(state: &SimState, id: &str) -> Option<NamedItem> {
    if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let parse = |body: &str| {
        // Most bodies do not even have the digits.
        let body: Value = body
            .contains(id)
            .then(|| serde_json::from_str(body).ok())??;
        let role = find_role(&body, id)?;
        Some((role, body))
    };
    let mut told = state.notifications.iter().rev();
    let found = told.find_map(|notification| parse(&notification.body));
    let (role, body) = found.or_else(|| {
        let mut running = state.activities.iter();
        running.find_map(|activity| parse(&to_json(&activity.to_element())))
    })?;
    Some(describe(state, id, role, &body))
}

/// An item that no client was told of.
pub(super) fn invent(state: &SimState, id: &str) -> NamedItem {
    describe(state, id, Role::Item, &Value::Null)
}

/// Returns the way in which the body names the item; `None` when it does not.
fn find_role(body: &Value, id: &str) -> Option<Role> {
    match body {
        Value::Object(fields) => fields.iter().find_map(|(name, value)| {
            let role = match name.as_str() {
                "itemID" | "ratingKey" | "metadataID" => Role::Item,
                "parentItemID" => Role::Parent,
                "rootItemID" => Role::Root,
                _ => return find_role(value, id),
            };
            (text(value).as_deref() == Some(id)).then_some(role)
        }),
        Value::Array(list) => list.iter().find_map(|value| find_role(value, id)),
        Value::String(key) => {
            let rest = key.strip_prefix("/library/metadata/")?.strip_prefix(id)?;
            match rest {
                "/children" => Some(Role::Children),
                _ => (rest.is_empty() || rest.starts_with('/')).then_some(Role::Item),
            }
        }
        _ => None,
    }
}

/// A number or a text, as servers send identifiers.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn describe(state: &SimState, id: &str, role: Role, body: &Value) -> NamedItem {
    let field = |name: &str| body.get(name).and_then(text);
    let find_section = |fits: &dyn Fn(&Section) -> bool| {
        let mut sections = state.sections.iter();
        sections.find(|section| fits(section)).cloned()
    };
    let named = [
        "/sectionID",
        "/Context/librarySectionID",
        "/Activity/Context/librarySectionID",
    ]
    .iter()
    .find_map(|path| body.pointer(path).and_then(text));
    let section = named.and_then(|named| find_section(&|section| section.id == named));
    let of_section = section.as_ref().map(|section| section.item_type().into());
    let leaf = match body.get("type").and_then(Value::as_u64).or(of_section) {
        Some(2) => SHOW,
        Some(3) => SEASON,
        Some(4) => EPISODE,
        Some(8) => ARTIST,
        Some(9) => ALBUM,
        Some(10) => TRACK,
        Some(13) => PHOTO,
        _ => MOVIE,
    };
    let is_music = matches!(leaf, ARTIST | ALBUM | TRACK);
    let (kind, parent, root) = match role {
        Role::Item => (leaf, field("parentItemID"), field("rootItemID")),
        Role::Parent if is_music => (ALBUM, field("rootItemID"), None),
        Role::Parent => (SEASON, field("rootItemID"), None),
        Role::Root if is_music => (ARTIST, None, None),
        Role::Children | Role::Root => (SHOW, None, None),
    };
    let holds = match kind {
        SHOW | SEASON | EPISODE => "show",
        ARTIST | ALBUM | TRACK => "artist",
        PHOTO => "photo",
        _ => "movie",
    };
    let section = section.or_else(|| find_section(&|section| section.kind == holds));
    // Only a timeline has the title of the item beside its key.
    let title = field("title")
        .filter(|title| role == Role::Item && body.get("itemID").is_some() && !title.is_empty());
    let added_at = body.get("updatedAt").and_then(Value::as_u64);
    NamedItem {
        id: id.to_owned(),
        kind,
        title: title.unwrap_or_else(|| TITLE.to_owned()),
        parent,
        root,
        added_at: added_at
            .or_else(|| Some(section.as_ref()?.created_at))
            .unwrap_or_default(),
        section,
    }
}

impl NamedItem {
    fn to_element(&self) -> Element {
        let path = |id: &str| format!("/library/metadata/{id}");
        let is_folder = self.kind.2 == "Directory";
        let key = path(&self.id) + if is_folder { "/children" } else { "" };
        let mut row = Element::new([
            ("ratingKey", json!(self.id)),
            ("key", json!(key)),
            ("guid", json!(format!("local://{}", self.id))),
            ("type", json!(self.kind.1)),
            ("title", json!(self.title)),
            ("summary", json!("")),
            ("index", json!(1)),
            ("addedAt", json!(self.added_at)),
            ("updatedAt", json!(self.added_at)),
        ]);
        if let Some(parent) = &self.parent {
            row.set("parentRatingKey", parent.as_str());
            row.set("parentKey", path(parent));
            row.set("parentTitle", TITLE);
            row.set("parentIndex", 1);
        }
        if let Some(root) = &self.root {
            row.set("grandparentRatingKey", root.as_str());
            row.set("grandparentKey", path(root));
            row.set("grandparentTitle", TITLE);
        }
        if let Some(section) = &self.section {
            row.set("librarySectionID", section.number());
            row.set(
                "librarySectionKey",
                format!("/library/sections/{}", section.id),
            );
            row.set("librarySectionTitle", section.title.as_str());
        }
        row
    }
}

/// The rows of these items.
pub(super) fn show(headers: &HeaderMap, items: &[NamedItem]) -> Response {
    let list = Element::new([("size", items.len().into())]);
    let rows = items.iter().map(NamedItem::to_element);
    let list = if responses::wants_json(headers) {
        list.with_children("Metadata", rows)
    } else {
        // In XML an item is called after its kind.
        let names = items.iter().map(|item| item.kind.2);
        names
            .zip(rows)
            .fold(list, |list, (name, row)| list.with_children(name, [row]))
    };
    responses::element(headers, "MediaContainer", &list)
}

/// `GET /library/metadata/{id}/children` and `allLeaves`: no item has any.
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
