//! What is known of an activity before it starts.

use std::time::Duration;

use serde_json::Value;
use uuid::Uuid;

use crate::activity::{Activity, LaterEntry, Unrevealed, generic_title};
use crate::element::Attributes;

/// An activity to start, and how it moves.
#[derive(Debug, Clone)]
pub(crate) struct ActivityDraft {
    pub(crate) kind: String,
    pub(crate) uuid: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) subtitles: Vec<String>,
    pub(crate) context: Option<Attributes>,
    pub(crate) later: Vec<LaterEntry>,
    pub(crate) response: Option<Attributes>,
    pub(crate) section: Option<String>,
    pub(crate) cancellable: bool,
    pub(crate) cancel_takes: Duration,
    pub(crate) user_id: Option<i64>,
    pub(crate) progress: i64,
    pub(crate) steps: Option<u32>,
    pub(crate) every: Option<Duration>,
    pub(crate) ends_after: Option<Duration>,
    pub(crate) forever: bool,
    pub(crate) quiet_start: bool,
    pub(crate) sends_started: bool,
    pub(crate) sends_ended: bool,
}

impl ActivityDraft {
    pub(crate) fn new(kind: &str) -> Self {
        Self {
            kind: kind.to_owned(),
            uuid: None,
            title: None,
            subtitles: Vec::new(),
            context: None,
            later: Vec::new(),
            response: None,
            section: None,
            cancellable: false,
            cancel_takes: Duration::ZERO,
            user_id: Some(1),
            progress: 0,
            steps: None,
            every: None,
            ends_after: None,
            forever: false,
            quiet_start: false,
            sends_started: true,
            sends_ended: true,
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
        let context = self.context.get_or_insert_default();
        context.set(key, value);
    }

    pub(crate) fn set_response(&mut self, key: &str, value: impl Into<Value>) {
        let response = self.response.get_or_insert_default();
        response.set(key, value);
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
            context: self.context.clone(),
        };
        let uuid = self.uuid.clone();
        Activity {
            uuid: uuid.unwrap_or_else(|| Uuid::new_v4().to_string()),
            kind: self.kind.clone(),
            cancellable: self.cancellable,
            user_id: self.user_id,
            title: generic_title(&self.kind).map_or(title, str::to_owned),
            subtitle: String::new(),
            progress: 0,
            context: None,
            response: self.response.clone(),
            unrevealed: Some(unrevealed),
            later: self.later.clone(),
            section: self.section.clone(),
            cancel_takes: self.cancel_takes,
            cancelled: false,
            sends_started: self.sends_started,
            sends_ended: self.sends_ended,
        }
    }
}
