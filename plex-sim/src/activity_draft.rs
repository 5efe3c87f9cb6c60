//! An activity to start, as scripts, scenario files and control requests describe it.

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use crate::activity::{Activity, LaterEntry, Unrevealed, generic_title};
#[cfg(test)]
use crate::duration_text::DurationText;
use crate::duration_text::deserialize_optional;
use crate::element::Attributes;

/// An activity to start.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Activity"))]
#[serde(deny_unknown_fields)]
pub(crate) struct ActivityDraft {
    /// Its type, such as `library.update.section`.
    // Scenario files of earlier versions say `type`, as the server does.
    #[serde(alias = "type")]
    pub(crate) kind: String,
    /// The title that the first `updated` brings; the type when absent.
    pub(crate) title: Option<String>,
    /// Shown one after the other, evenly over the steps.
    #[serde(default)]
    pub(crate) subtitles: Vec<String>,
    /// The library section. A `library.update.section` becomes this section's scan.
    pub(crate) section: Option<String>,
    /// Entries of `Context`, in any JSON type.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "serde_json::Map<String, Value>"))]
    pub(crate) context: Attributes,
    /// Entries of `Context` that appear at a later progress.
    #[serde(skip)]
    pub(crate) later: Vec<LaterEntry>,
    /// Entries of `Response`.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "serde_json::Map<String, Value>"))]
    pub(crate) response: Attributes,
    /// Whether it can be cancelled.
    #[serde(default)]
    pub(crate) cancellable: bool,
    /// The time for which it continues after a cancel was accepted.
    #[serde(default, deserialize_with = "deserialize_optional")]
    #[cfg_attr(test, schemars(with = "Option<DurationText>"))]
    pub(crate) cancel_takes: Option<Duration>,
    /// The account that it belongs to; 1, the owner, when absent.
    pub(crate) user_id: Option<i64>,
    /// Omits `userID`.
    #[serde(default)]
    pub(crate) without_user_id: bool,
    /// Its identifier, sent unchanged; a random UUID when absent.
    pub(crate) uuid: Option<String>,
    /// The progress of the first `updated`, in percent; -1 stays indeterminate.
    pub(crate) progress: Option<i64>,
    /// The number of `updated` that follow the first one.
    pub(crate) steps: Option<u32>,
    /// The time between two steps.
    #[serde(default, deserialize_with = "deserialize_optional")]
    #[cfg_attr(test, schemars(with = "Option<DurationText>"))]
    pub(crate) every: Option<Duration>,
    /// The time from `started` to `ended`; with 0 no poll can see the activity.
    #[serde(default, deserialize_with = "deserialize_optional")]
    #[cfg_attr(test, schemars(with = "Option<DurationText>"))]
    pub(crate) ends_after: Option<Duration>,
    /// Moves to just under 100 % and never ends by itself.
    #[serde(default)]
    pub(crate) forever: bool,
    /// Omits title and Context until the first step.
    #[serde(default)]
    pub(crate) quiet_start: bool,
    /// Sends no `started`.
    #[serde(default)]
    pub(crate) without_started: bool,
    /// Sends no `ended`: the activity only disappears from the list.
    #[serde(default)]
    pub(crate) without_ended: bool,
}

impl ActivityDraft {
    pub(crate) fn new(kind: &str) -> Self {
        Self {
            kind: kind.to_owned(),
            ..Self::default()
        }
    }

    pub(crate) fn titled(kind: &str, title: &str, subtitles: &[&str]) -> Self {
        Self {
            title: Some(title.to_owned()),
            subtitles: subtitles.iter().map(|&text| text.to_owned()).collect(),
            ..Self::new(kind)
        }
    }

    pub(crate) fn set_context(&mut self, key: &str, value: impl Into<Value>) {
        self.context.set(key, value);
    }

    pub(crate) fn set_response(&mut self, key: &str, value: impl Into<Value>) {
        self.response.set(key, value);
    }

    /// Sets the section in Context. An activity of the scan type becomes the scan of this section.
    pub(crate) fn set_section(&mut self, id: &str) {
        self.set_context("librarySectionID", id);
        if self.kind == "library.update.section" {
            self.section = Some(id.to_owned());
        }
    }

    /// Adds a Context entry that appears at this progress.
    pub(crate) fn add_later_context(&mut self, at: i64, key: &str, value: impl Into<Value>) {
        self.later.push(LaterEntry {
            at,
            key: key.to_owned(),
            value: value.into(),
        });
    }

    /// The activity at its `started`.
    pub(crate) fn to_activity(&self) -> Activity {
        let title = self.title.clone().unwrap_or_else(|| self.kind.clone());
        let unrevealed = Unrevealed {
            title: title.clone(),
            context: self.context.to_option(),
        };
        let uuid = self.uuid.clone();
        Activity {
            uuid: uuid.unwrap_or_else(|| Uuid::new_v4().to_string()),
            kind: self.kind.clone(),
            cancellable: self.cancellable,
            user_id: (!self.without_user_id).then(|| self.user_id.unwrap_or(1)),
            title: generic_title(&self.kind).map_or(title, str::to_owned),
            subtitle: String::new(),
            progress: 0,
            context: None,
            response: self.response.to_option(),
            unrevealed: Some(unrevealed),
            later: self.later.clone(),
            section: self.section.clone(),
            cancel_takes: self.cancel_takes.unwrap_or_default(),
            cancelled: false,
            sends_started: !self.without_started,
            sends_ended: !self.without_ended,
        }
    }
}
