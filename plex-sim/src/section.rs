//! A library section of the simulated server.

use std::time::{SystemTime, UNIX_EPOCH};

use serde::Serialize;

use crate::xml;

/// One row of `GET /library/sections`.
#[derive(Debug, Clone)]
pub(crate) struct Section {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) title: String,
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
            uuid: crate::uuid::random(),
            created_at: now.saturating_sub(86_400),
            updated_at: now.saturating_sub(3_600),
            scanned_at: now.saturating_sub(3_600),
        }
    }

    /// Clients take a moved `scannedAt` as proof of a scan, so it always moves.
    pub(crate) fn scanned(&mut self) {
        self.scanned_at = epoch_seconds().max(self.scanned_at.saturating_add(1));
    }

    fn agent(&self) -> (&'static str, &'static str) {
        match self.kind.as_str() {
            "movie" => ("tv.plex.agents.movie", "Plex Movie"),
            "show" => ("tv.plex.agents.series", "Plex TV Series"),
            "artist" => ("tv.plex.agents.music", "Plex Music"),
            _ => ("com.plexapp.agents.none", "Plex Photo Scanner"),
        }
    }

    fn folder(&self) -> String {
        format!("/data/{}", self.title)
    }

    pub(crate) fn row(&self, refreshing: bool) -> Row<'_> {
        let (agent, scanner) = self.agent();
        Row {
            allow_sync: true,
            filters: true,
            refreshing,
            key: &self.id,
            kind: &self.kind,
            title: &self.title,
            agent,
            scanner,
            language: "en-US",
            uuid: &self.uuid,
            updated_at: self.updated_at,
            created_at: self.created_at,
            scanned_at: self.scanned_at,
            content: true,
            directory: true,
            hidden: 0,
            locations: [Location {
                id: 1,
                path: self.folder(),
            }],
        }
    }

    pub(crate) fn write_xml(&self, refreshing: bool, out: &mut xml::Writer) {
        let (agent, scanner) = self.agent();
        let times =
            [self.updated_at, self.created_at, self.scanned_at].map(|time| time.to_string());
        let [updated, created, scanned] = &times;
        out.open(
            "Directory",
            [
                ("allowSync", "1"),
                ("filters", "1"),
                ("refreshing", if refreshing { "1" } else { "0" }),
                ("key", self.id.as_str()),
                ("type", self.kind.as_str()),
                ("title", self.title.as_str()),
                ("agent", agent),
                ("scanner", scanner),
                ("language", "en-US"),
                ("uuid", self.uuid.as_str()),
                ("updatedAt", updated.as_str()),
                ("createdAt", created.as_str()),
                ("scannedAt", scanned.as_str()),
                ("content", "1"),
                ("directory", "1"),
                ("hidden", "0"),
            ],
        );
        let folder = self.folder();
        out.empty("Location", [("id", "1"), ("path", folder.as_str())]);
        out.close("Directory");
    }
}

/// The JSON object of one section. `key` is text; times are whole seconds since 1970.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Row<'a> {
    allow_sync: bool,
    filters: bool,
    refreshing: bool,
    key: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    title: &'a str,
    agent: &'a str,
    scanner: &'a str,
    language: &'a str,
    uuid: &'a str,
    updated_at: u64,
    created_at: u64,
    scanned_at: u64,
    content: bool,
    directory: bool,
    hidden: u8,
    #[serde(rename = "Location")]
    locations: [Location; 1],
}

#[derive(Debug, Serialize)]
struct Location {
    id: u32,
    path: String,
}

fn epoch_seconds() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}
