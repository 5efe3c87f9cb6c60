//! The download queues of the simulated server: one for each client, whose items are worked on one
//! after the other, unseen by every other list.

use serde_json::json;

use crate::element::Element;

/// A download queue.
#[derive(Debug, Clone)]
pub(crate) struct DownloadQueue {
    pub(crate) id: u64,
    /// The client identifier that it belongs to.
    pub(crate) client: String,
    pub(crate) items: Vec<DownloadItem>,
}

/// An item of a download queue.
#[derive(Debug, Clone)]
pub(crate) struct DownloadItem {
    pub(crate) id: u64,
    pub(crate) key: String,
    pub(crate) status: String,
    pub(crate) progress: f64,
}

impl DownloadQueue {
    fn status(&self) -> &'static str {
        let has = |status: &str| self.items.iter().any(|item| item.status == status);
        match () {
            () if has("processing") => "processing",
            () if has("deciding") => "deciding",
            () if has("waiting") => "waiting",
            () => "done",
        }
    }

    pub(crate) fn to_element(&self) -> Element {
        Element::new([
            ("id", json!(self.id)),
            ("owner", json!(1)),
            ("clientIdentifier", json!(self.client)),
            ("itemCount", json!(self.items.len())),
            ("status", json!(self.status())),
        ])
    }
}

impl DownloadItem {
    pub(crate) fn to_element(&self, queue: u64) -> Element {
        let item = Element::new([
            ("id", json!(self.id)),
            ("queueId", json!(queue)),
            ("key", json!(self.key)),
            ("status", json!(self.status)),
        ]);
        if self.status != "processing" {
            return item;
        }
        let session = Element::new([
            ("progress", json!(self.progress)),
            ("context", json!("static")),
            ("complete", json!(false)),
        ]);
        item.with_child("transcode", session)
    }
}
