//! One running activity.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use crate::element::{Attributes, Element};

/// The title and Context of the first `updated`. On real servers `started` has neither.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Unrevealed {
    pub(crate) title: String,
    pub(crate) context: Option<Attributes>,
}

/// A Context entry that appears at a certain progress.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LaterEntry {
    pub(crate) at: i64,
    pub(crate) key: String,
    pub(crate) value: Value,
}

/// One running activity.
#[derive(Debug, Clone)]
pub(crate) struct Activity {
    pub(crate) uuid: String,
    pub(crate) kind: String,
    pub(crate) cancellable: bool,
    pub(crate) user_id: Option<i64>,
    pub(crate) title: String,
    pub(crate) subtitle: String,
    pub(crate) progress: i64,
    pub(crate) context: Option<Attributes>,
    pub(crate) response: Option<Attributes>,
    pub(crate) unrevealed: Option<Unrevealed>,
    /// The entries that `Context` gains later.
    pub(crate) later: Vec<LaterEntry>,
    /// The library section that this activity scans, if it is a scan.
    pub(crate) section: Option<String>,
    /// The time for which the activity continues after it was cancelled.
    pub(crate) cancel_takes: Duration,
    pub(crate) cancelled: bool,
    /// Whether a `started` notification is sent.
    pub(crate) sends_started: bool,
    /// Whether an `ended` notification is sent.
    pub(crate) sends_ended: bool,
}

impl Activity {
    /// Sets the real title and the Context, as the first `updated` does.
    pub(crate) fn reveal(&mut self) {
        if let Some(hidden) = self.unrevealed.take() {
            self.title = hidden.title;
            self.context = hidden.context;
        }
    }

    /// The real title, even before it is revealed.
    pub(crate) fn full_title(&self) -> &str {
        self.unrevealed
            .as_ref()
            .map_or(self.title.as_str(), |hidden| hidden.title.as_str())
    }

    /// Adds the Context entries for the current progress.
    pub(crate) fn grow_context(&mut self) {
        let progress = self.progress;
        let (due, later) = std::mem::take(&mut self.later)
            .into_iter()
            .partition::<Vec<_>, _>(|entry| entry.at <= progress);
        self.later = later;
        for entry in due {
            self.context
                .get_or_insert_default()
                .set(&entry.key, entry.value);
        }
    }

    /// Its entry in lists and notifications, with the attributes in the order of recorded servers.
    pub(crate) fn to_element(&self) -> Element {
        let mut element = Element::new([
            ("uuid", self.uuid.as_str().into()),
            ("type", self.kind.as_str().into()),
            ("cancellable", self.cancellable.into()),
        ]);
        if let Some(id) = self.user_id {
            element.set("userID", id);
        }
        element.set("title", self.title.as_str());
        element.set("subtitle", self.subtitle.as_str());
        element.set("progress", self.progress);
        for (name, attributes) in [("Context", &self.context), ("Response", &self.response)] {
            if let Some(attributes) = attributes {
                element = element.with_child(name, attributes.clone());
            }
        }
        element
    }

    pub(crate) fn view(&self) -> RunningActivity {
        RunningActivity {
            uuid: self.uuid.clone(),
            kind: self.kind.clone(),
            title: self.title.clone(),
            subtitle: self.subtitle.clone(),
            progress: self.progress,
            cancellable: self.cancellable,
            user_id: self.user_id,
            context: self
                .context
                .iter()
                .flat_map(|context| context.iter().cloned())
                .collect(),
        }
    }
}

/// An activity as `GET /activities` lists it now; from [`PlexSim::running`](crate::PlexSim::running).
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct RunningActivity {
    /// Its identifier.
    pub uuid: String,
    /// Its type, such as `library.update.section`.
    pub kind: String,
    /// The current title; it changes with the first `updated`.
    pub title: String,
    /// The current subtitle.
    pub subtitle: String,
    /// Progress in percent; -1 is indeterminate.
    pub progress: i64,
    /// Whether `DELETE /activities/{uuid}` is accepted.
    pub cancellable: bool,
    /// The account that it belongs to.
    pub user_id: Option<i64>,
    /// The current `Context`; empty while there is none.
    pub context: BTreeMap<String, Value>,
}

/// The generic title of `started`, before the first `updated` brings the real one.
pub(crate) fn generic_title(kind: &str) -> Option<&'static str> {
    match kind {
        "library.update.section" => Some("Scanning"),
        "library.refresh.items" => Some("Refreshing"),
        _ => None,
    }
}
