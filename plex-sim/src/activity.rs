//! One activity as the simulated server keeps it, and its rows in JSON and XML.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::xml;

/// Ordered key and value pairs, as `Context` and `Response` carry them.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Attributes(pub(crate) Vec<(String, Value)>);

impl Attributes {
    pub(crate) fn set(&mut self, key: String, value: Value) {
        match self.0.iter_mut().find(|(name, _)| *name == key) {
            Some((_, old)) => *old = value,
            None => self.0.push((key, value)),
        }
    }
}

impl Serialize for Attributes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

/// What the first `updated` reveals: `started` carries none of it on real servers.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Unrevealed {
    pub(crate) title: String,
    pub(crate) context: Option<Attributes>,
}

/// A Context entry that comes with a certain progress.
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
    /// What `Context` gains on the way.
    pub(crate) later: Vec<LaterEntry>,
    /// The library section that this activity scans, if it is a scan.
    pub(crate) section: Option<String>,
    /// How long the activity goes on after it was cancelled.
    pub(crate) cancel_takes: Duration,
    pub(crate) cancelled: bool,
    /// Whether a `started` and an `ended` notification are sent.
    pub(crate) tells_start: bool,
    pub(crate) tells_end: bool,
}

impl Activity {
    /// Brings the real title and the Context, as the first `updated` does.
    pub(crate) fn reveal(&mut self) {
        if let Some(hidden) = self.unrevealed.take() {
            self.title = hidden.title;
            self.context = hidden.context;
        }
    }

    /// The real title, revealed or not.
    pub(crate) fn full_title(&self) -> &str {
        self.unrevealed
            .as_ref()
            .map_or(self.title.as_str(), |hidden| hidden.title.as_str())
    }

    /// Adds the Context entries that belong to this progress.
    pub(crate) fn grow_context(&mut self) {
        let progress = self.progress;
        let (due, later) = std::mem::take(&mut self.later)
            .into_iter()
            .partition::<Vec<_>, _>(|entry| entry.at <= progress);
        self.later = later;
        for entry in due {
            self.context
                .get_or_insert_default()
                .set(entry.key, entry.value);
        }
    }

    pub(crate) fn row(&self) -> Row<'_> {
        Row {
            uuid: &self.uuid,
            kind: &self.kind,
            cancellable: self.cancellable,
            user_id: self.user_id,
            title: &self.title,
            subtitle: &self.subtitle,
            progress: self.progress,
            context: self.context.as_ref(),
            response: self.response.as_ref(),
        }
    }

    pub(crate) fn write_xml(&self, out: &mut xml::Writer) {
        let progress = self.progress.to_string();
        let user = self.user_id.map(|id| id.to_string());
        let mut attributes = vec![
            ("uuid", self.uuid.as_str()),
            ("type", self.kind.as_str()),
            ("cancellable", if self.cancellable { "1" } else { "0" }),
        ];
        attributes.extend(user.as_deref().map(|id| ("userID", id)));
        attributes.extend([
            ("title", self.title.as_str()),
            ("subtitle", self.subtitle.as_str()),
            ("progress", progress.as_str()),
        ]);
        let children: Vec<_> = [("Context", &self.context), ("Response", &self.response)]
            .into_iter()
            .filter_map(|(name, held)| held.as_ref().map(|held| (name, held)))
            .collect();
        if children.is_empty() {
            out.empty("Activity", attributes);
            return;
        }
        out.open("Activity", attributes);
        for (name, held) in children {
            let texts: Vec<_> = held
                .0
                .iter()
                .map(|(key, value)| (key.as_str(), xml::text_of(value)))
                .collect();
            out.empty(name, texts.iter().map(|(key, text)| (*key, text.as_str())));
        }
        out.close("Activity");
    }

    pub(crate) fn view(&self) -> RunningActivity {
        RunningActivity {
            uuid: self.uuid.clone(),
            activity_type: self.kind.clone(),
            title: self.title.clone(),
            subtitle: self.subtitle.clone(),
            progress: self.progress,
            cancellable: self.cancellable,
            user_id: self.user_id,
            context: self
                .context
                .iter()
                .flat_map(|held| held.0.iter().cloned())
                .collect(),
        }
    }
}

/// The JSON object of one activity, in the field order of recorded ones.
#[derive(Debug, Serialize)]
pub(crate) struct Row<'a> {
    uuid: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    cancellable: bool,
    #[serde(rename = "userID", skip_serializing_if = "Option::is_none")]
    user_id: Option<i64>,
    title: &'a str,
    subtitle: &'a str,
    progress: i64,
    #[serde(rename = "Context", skip_serializing_if = "Option::is_none")]
    context: Option<&'a Attributes>,
    #[serde(rename = "Response", skip_serializing_if = "Option::is_none")]
    response: Option<&'a Attributes>,
}

/// What [`PlexSim::running`](crate::PlexSim::running) tells of an activity: its row in the list
/// at this moment.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct RunningActivity {
    /// Its identifier.
    pub uuid: String,
    /// Its type, such as `library.update.section`.
    pub activity_type: String,
    /// The title now; it changes with the first `updated`.
    pub title: String,
    /// The subtitle now.
    pub subtitle: String,
    /// Progress in percent; -1 is indeterminate.
    pub progress: i64,
    /// Whether `DELETE /activities/{uuid}` is accepted.
    pub cancellable: bool,
    /// The account that it belongs to.
    pub user_id: Option<i64>,
    /// What `Context` shows now; empty while there is none.
    pub context: BTreeMap<String, Value>,
}

/// The generic title that `started` carries before the real one is known.
pub(crate) fn generic_title(kind: &str) -> Option<&'static str> {
    match kind {
        "library.update.section" => Some("Scanning"),
        "library.refresh.items" => Some("Refreshing"),
        _ => None,
    }
}
