//! A library section of the simulated server.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use uuid::Uuid;

use crate::element::Element;

/// One library section.
#[derive(Debug, Clone)]
pub(crate) struct Section {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) title: String,
    /// Its folders; `/data/` and its title when a test chooses none.
    pub(crate) folders: Vec<String>,
    pub(crate) uuid: String,
    pub(crate) created_at: u64,
    pub(crate) updated_at: u64,
    pub(crate) scanned_at: u64,
}

impl Section {
    pub(crate) fn new(id: &str, kind: &str, title: &str) -> Self {
        let now = epoch_seconds();
        Self {
            id: id.to_owned(),
            kind: kind.to_owned(),
            title: title.to_owned(),
            folders: vec![format!("/data/{title}")],
            uuid: Uuid::new_v4().to_string(),
            created_at: now.saturating_sub(86_400),
            updated_at: now.saturating_sub(3_600),
            scanned_at: now.saturating_sub(3_600),
        }
    }

    /// Advances `scannedAt`, by at least one second: clients take the change as proof of a scan.
    pub(crate) fn record_scan(&mut self) {
        self.scanned_at = epoch_seconds().max(self.scanned_at.saturating_add(1));
    }

    /// Its id in the rows of items: a number there, and a string in `Context`, as on real servers.
    pub(crate) fn number(&self) -> Value {
        self.id
            .parse::<u64>()
            .map_or_else(|_| json!(self.id), |id| json!(id))
    }

    /// The type of the items that a scan finds, as a number.
    pub(crate) fn item_type(&self) -> u8 {
        match self.kind.as_str() {
            "show" => 4,
            "artist" => 10,
            "photo" => 13,
            _ => 1,
        }
    }

    fn agent(&self) -> (&'static str, &'static str) {
        match self.kind.as_str() {
            "movie" => ("tv.plex.agents.movie", "Plex Movie"),
            "show" => ("tv.plex.agents.series", "Plex TV Series"),
            "artist" => ("tv.plex.agents.music", "Plex Music"),
            _ => ("com.plexapp.agents.none", "Plex Photo Scanner"),
        }
    }

    /// With these folders; without any, the one of its title stays.
    pub(crate) fn with_folders(mut self, folders: Vec<String>) -> Self {
        if !folders.is_empty() {
            self.folders = folders;
        }
        self
    }

    /// The id of its first folder. No other section's folder has it, as on real servers; a section has
    /// fewer than 1000 folders here.
    fn first_location(&self) -> u64 {
        self.id
            .parse::<u64>()
            .unwrap_or_default()
            .saturating_mul(1000)
    }

    /// Its entry in `GET /library/sections`. Times are whole seconds since 1970.
    pub(crate) fn to_element(&self, refreshing: bool) -> Element {
        let (agent, scanner) = self.agent();
        let locations = self.folders.iter().zip(self.first_location()..);
        let locations: Vec<_> = locations
            .map(|(path, id)| Element::new([("id", json!(id)), ("path", json!(path))]))
            .collect();
        Element::new([
            ("allowSync", json!(true)),
            ("filters", json!(true)),
            ("refreshing", json!(refreshing)),
            ("key", json!(self.id)),
            ("type", json!(self.kind)),
            ("title", json!(self.title)),
            ("agent", json!(agent)),
            ("scanner", json!(scanner)),
            ("language", json!("en-US")),
            ("uuid", json!(self.uuid)),
            ("updatedAt", json!(self.updated_at)),
            ("createdAt", json!(self.created_at)),
            ("scannedAt", json!(self.scanned_at)),
            ("content", json!(true)),
            ("directory", json!(true)),
            ("hidden", json!(0)),
        ])
        .with_children("Location", locations)
    }
}

/// The time of now, in seconds since 1970.
pub(crate) fn epoch_seconds() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}
